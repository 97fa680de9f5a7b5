import { GraphQLError } from 'graphql';

/** A sentence for a person, in both languages; it says what to do next. */
export interface Message {
  readonly zh: string;
  readonly en: string;
}

export type MistakeCode =
  | 'BAD_REQUEST'
  | 'GRAPHQL_PARSE_FAILED'
  | 'GRAPHQL_VALIDATION_FAILED'
  | 'DOCUMENT_NOT_TRUSTED'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'BAD_USER_INPUT'
  | 'NOT_FOUND'
  | 'TOO_COMPLEX'
  | 'RATE_LIMITED'
  | 'CURSOR_EXPIRED'
  | 'UNAVAILABLE'
  | 'INTERNAL';

const STATUS: Partial<Record<MistakeCode, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  RATE_LIMITED: 429,
  INTERNAL: 500,
  UNAVAILABLE: 503,
};

/** The seconds that a client should wait before it asks again, where waiting helps. */
export const retryAfterOf = ({ code, retryAfter }: { code?: unknown; retryAfter?: unknown }): number | undefined =>
  typeof retryAfter === 'number' ? retryAfter : code === 'UNAVAILABLE' ? 2 : undefined;

/** The HTTP status of an answer that is nothing but this error. */
export const statusOf = (code: unknown): number => STATUS[code as MistakeCode] ?? 400;

/** The caller's mistake, or ours: answered in `errors[]`. */
export class Mistake extends GraphQLError {
  constructor(
    readonly code: MistakeCode,
    readonly words: Message,
    extensions: Record<string, unknown> = {},
  ) {
    super(words.zh, { extensions: { ...extensions, ...(code === 'UNAVAILABLE' ? { retryable: true } : {}), code } });
  }
}

/** Several of the caller's mistakes in one document. */
export class Mistakes extends Error {
  constructor(readonly list: readonly Mistake[]) {
    super(list.map(({ code }) => code).join(', '));
  }
}

export const REFUSAL_CODES = [
  'INVALID',
  'NOT_ELIGIBLE',
  'NOT_FOUND',
  'ILLEGAL_TRANSITION',
  'QUOTA_EXHAUSTED',
  'ALREADY_EXISTS',
  'EXPIRED',
  'CONFLICT',
  'IDEMPOTENCY_IN_PROGRESS',
  'IDEMPOTENCY_KEY_REUSED',
] as const;
export type RefusalCode = (typeof REFUSAL_CODES)[number];

/** What the domain declines: rolls the effect back and is answered in `payload.userErrors`. */
export class Refusal extends Error {
  constructor(
    readonly code: RefusalCode,
    readonly path: readonly string[],
    readonly words: Message,
  ) {
    super(`${code} at ${path.join('.')}`);
  }
}

/** Said of what is not there and of what is out of sight alike. */
export const UNKNOWN: Message = { zh: '没有找到，请检查编号', en: 'Not found; check the id' };

export interface StoredRefusal {
  code: RefusalCode;
  path: readonly string[];
  zh: string;
  en: string;
}

export const stored = ({ code, path, words }: Refusal): StoredRefusal => ({ code, path, zh: words.zh, en: words.en });
