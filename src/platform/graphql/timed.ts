import type { Logger } from 'pino';
import { type Metrics, OTHER } from '../metrics/metrics.js';
import type { Admitted } from './admission.js';
import { Mistake } from './errors.js';
import type { TrustedDocuments } from './trust.js';

/** Begins to time an operation; what it gives ends that, with the errors of the answer. */
export type Timed = (
  admitted: Pick<Admitted, 'source' | 'document'>,
) => (errors: readonly { readonly extensions?: Record<string, unknown> | undefined; readonly originalError?: unknown }[] | undefined) => void;

const SLOW_S = 2;

/** Every operation is counted by the name of its trusted document and by how it ended; a slow one is logged. */
export const timing =
  (metrics: Metrics, trusted: TrustedDocuments, log: Logger, names = new WeakMap<object, string>()): Timed =>
  ({ source, document }) => {
    const began = performance.now();
    return (errors) => {
      const seconds = (performance.now() - began) / 1_000;
      let operation = names.get(document);
      if (operation === undefined) names.set(document, (operation = trusted.nameOf(source) ?? OTHER));
      const outcome = errors?.[0] ? codeOf(errors[0]) : 'ok';
      metrics.operations.observe({ operation, outcome }, seconds);
      const facts = { operation, outcome, ms: Math.round(seconds * 1_000) };
      if (seconds > SLOW_S) log.warn(facts, 'a slow operation');
      else log.debug(facts, 'operation');
    };
  };

/** Over HTTP errors carry their code by now; over a socket they are still as they were thrown. */
const codeOf = ({ extensions, originalError }: { extensions?: Record<string, unknown> | undefined; originalError?: unknown }): string => {
  if (typeof extensions?.['code'] === 'string') return extensions['code'];
  return originalError instanceof Mistake ? originalError.code : 'INTERNAL';
};
