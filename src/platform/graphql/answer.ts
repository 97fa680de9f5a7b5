import { randomUUID } from 'node:crypto';
import { unwrapResolverError } from '@apollo/server/errors';
import type { GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import { ArgumentValidationError } from 'type-graphql';
import { Mistake } from './errors.js';

/** Codes that Apollo gives to what the caller sent; their messages name the schema, never a value. */
const CALLERS = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_REQUEST',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_SUPPORTED',
]);

interface Finding {
  property: string;
  constraints?: Record<string, string>;
  children?: Finding[];
}
const propertiesOf = (findings: readonly Finding[]): string[] =>
  findings.flatMap((one) => (one.children?.length ? propertiesOf(one.children).map((inner) => `${one.property}.${inner}`) : [one.property]));

/** What leaves the server for an error: a known code with its words, or INTERNAL with a trace id and nothing else. */
export const answerError =
  (log: Logger) =>
  (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const { path, locations } = formatted;
    const cause = unwrapResolverError(error);
    const shown = (message: string, extensions: Record<string, unknown>): GraphQLFormattedError => ({
      message,
      extensions,
      ...(path ? { path } : {}),
      ...(locations ? { locations } : {}),
    });
    if (cause instanceof Mistake) {
      const { http: _http, ...extensions } = cause.extensions;
      return shown(`${cause.words.zh} · ${cause.words.en}`, extensions);
    }
    if (cause instanceof ArgumentValidationError) {
      const fields = propertiesOf(cause.extensions['validationErrors'] as Finding[]);
      return shown(`输入的长度或数量超出限制：${fields.join(', ')} · Too long or too many: ${fields.join(', ')}`, { code: 'BAD_USER_INPUT', fields });
    }
    const code = formatted.extensions?.['code'];
    if (code === 'BAD_USER_INPUT') {
      const variable = /^Variable "\$(\w+)"/.exec(formatted.message)?.[1];
      const where = variable ? `$${variable}` : 'argument';
      return shown(`${where} 的值不符合类型 · The value of ${where} does not fit its type`, { code });
    }
    if (typeof code === 'string' && CALLERS.has(code)) return shown(formatted.message.slice(0, 300), { code });
    const trace = randomUUID();
    log.error({ err: cause, trace, path }, 'unexpected');
    return shown(`内部错误，请稍后重试；编号 ${trace} · Something went wrong on our side; trace ${trace}`, { code: 'INTERNAL', trace });
  };
