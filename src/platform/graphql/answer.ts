import { randomUUID } from 'node:crypto';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import { ArgumentValidationError } from 'type-graphql';
import { passing } from '../database/pool.js';
import { type Message, Mistake, Mistakes } from './errors.js';
import type { Limits } from './limits.js';
import { requestId } from './request-id.js';

interface Finding {
  property: string;
  constraints?: Record<string, string>;
  children?: Finding[];
}
const outOfRange = (findings: readonly Finding[], above = ''): { field: string; bounds: Message[] }[] =>
  findings.flatMap(({ property, constraints, children }) => {
    const field = `${above}${property}`;
    if (children?.length) return outOfRange(children, `${field}.`);
    return [{ field, bounds: Object.values(constraints ?? {}).flatMap(boundsOf) }];
  });

/** What the validator's sentences say of a range. */
const BOUNDS: readonly (readonly [RegExp, zh: (bound: string) => string, en: (bound: string) => string])[] = [
  [/not be less than (\S+)/, (n) => `不小于 ${n}`, (n) => `at least ${n}`],
  [/not be greater than (\S+)/, (n) => `不大于 ${n}`, (n) => `at most ${n}`],
  [/longer than or equal to (\d+)/, (n) => `至少 ${n} 字`, (n) => `at least ${n} characters`],
  [/shorter than or equal to (\d+)/, (n) => `最多 ${n} 字`, (n) => `at most ${n} characters`],
  [/at least (\d+) elements/, (n) => `至少 ${n} 项`, (n) => `at least ${n} items`],
  [/no more than (\d+) elements/, (n) => `最多 ${n} 项`, (n) => `at most ${n} items`],
];
const boundsOf = (sentence: string): Message[] =>
  BOUNDS.flatMap(([form, zh, en]) => {
    const bound = form.exec(sentence)?.[1];
    return bound === undefined ? [] : [{ zh: zh(bound), en: en(bound) }];
  });

/** What was thrown, however often it was wrapped on its way. */
const causeOf = (error: unknown): unknown => (error instanceof GraphQLError && error.originalError ? causeOf(error.originalError) : error);

/** A value that PostgreSQL cannot take (out of range, no date, no UUID): the caller's, though nobody said so before. */
const VALUE_FAULTS = new Set<unknown>(['22003', '22007', '22008', '22021', '22P02']);

/** What leaves the server for an error: a known code with its words, or INTERNAL with a trace id and nothing else. */
export const answerError =
  (log: Logger) =>
  ({ path }: { readonly path?: GraphQLFormattedError['path'] | undefined }, error: unknown): GraphQLFormattedError => {
    const cause = causeOf(error);
    const shown = (message: string, extensions: Record<string, unknown>): GraphQLFormattedError => ({
      message,
      extensions,
      ...(path ? { path } : {}),
    });
    if (cause instanceof Mistake) return shown(`${cause.words.zh} · ${cause.words.en}`, cause.extensions);
    if (cause instanceof ArgumentValidationError) {
      const found = outOfRange(cause.extensions['validationErrors'] as Finding[]).slice(0, 10);
      const told = (language: keyof Message): string =>
        found.map(({ field, bounds }) => (bounds.length > 0 ? `${field} (${bounds.map((one) => one[language]).join(', ')})` : field)).join(', ');
      const fields = [...new Set(found.map(({ field }) => field))];
      return shown(`输入超出范围：${told('zh')} · Out of range: ${told('en')}`, { code: 'BAD_USER_INPUT', fields });
    }
    const { code } = (cause ?? {}) as { code?: unknown };
    if (VALUE_FAULTS.has(code)) {
      log.warn({ code, path }, 'a value reached the database that it cannot take');
      return shown('某个值超出范围 · A value is out of range', { code: 'BAD_USER_INPUT' });
    }
    if (passing(cause)) {
      log.warn({ code, path }, 'the database cannot do it at the moment');
      return shown('系统暂时不可用，请稍后用同一编号重试 · Not available at the moment; ask again with the same key', {
        code: 'UNAVAILABLE',
        retryable: true,
      });
    }
    const trace = requestId() ?? randomUUID();
    log.error({ err: cause, trace, path }, 'unexpected');
    return shown(`内部错误，请稍后重试；编号 ${trace} · Something went wrong on our side; trace ${trace}`, { code: 'INTERNAL', trace });
  };

export type Answer = ReturnType<typeof answerError>;

/** As many of an answer's errors as the limits let through; the first always. */
export function fitting(errors: readonly GraphQLFormattedError[], limits: Limits): GraphQLFormattedError[] {
  const kept = errors.slice(0, limits.errors);
  while (kept.length > 1 && Buffer.byteLength(JSON.stringify({ errors: kept })) > limits.answerBytes) kept.pop();
  return kept;
}

/** Errors as they are shown. */
export const shownErrors = (answer: Answer, errors: readonly GraphQLError[], limits: Limits): GraphQLFormattedError[] =>
  fitting(
    errors.map((one) => answer(one, one)),
    limits,
  );

/** The errors behind whatever was thrown before anything ran. */
export const thrown = (error: unknown): GraphQLError[] => {
  if (error instanceof Mistakes) return [...error.list];
  return [error instanceof GraphQLError ? error : new GraphQLError('unexpected', { originalError: error as Error })];
};
