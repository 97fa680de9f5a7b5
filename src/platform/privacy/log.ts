import pino, { type Logger } from 'pino';
import { redact } from './redact.js';

const SQLSTATE = /^[0-9A-Z]{5}$/;
const DEEPEST = 5;

/**
 * An error as it may be logged. What a database says quotes rows and values, a name as well as a number: of such an error only
 * its code and its constraint are told.
 */
export function errorFacts(error: unknown, depth = 0): object {
  if (!(error instanceof Error)) return { message: redact(String(error)) };
  const { name, message, stack, cause, code, constraint, table } = error as Error & Record<'code' | 'constraint' | 'table', unknown>;
  const database = typeof code === 'string' && SQLSTATE.test(code);
  const told = database ? `database error ${code}` : redact(message);
  const frames = (stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return {
    type: name,
    message: told,
    ...(code === undefined ? {} : { code }),
    ...(constraint === undefined ? {} : { constraint, table }),
    stack: frames.join('\n'),
    ...(cause === undefined || depth === DEEPEST ? {} : { cause: errorFacts(cause, depth + 1) }),
  };
}

/** A JSON log, on stderr, with these facts in each line, in which nothing looks like an ID number or a phone and no error quotes what it met. */
export const redactedLog = (level: string, facts: () => object = () => ({})): Logger =>
  pino({ level, mixin: facts, serializers: { err: (error: unknown) => errorFacts(error) }, hooks: { streamWrite: redact } }, pino.destination(2));
