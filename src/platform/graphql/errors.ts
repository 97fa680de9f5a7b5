import { GraphQLError } from 'graphql';

/** A sentence for a person, in both languages; it says what to do next. */
export interface Message {
  readonly zh: string;
  readonly en: string;
}

export type MistakeCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'BAD_USER_INPUT'
  | 'NOT_FOUND'
  | 'TOO_COMPLEX'
  | 'RATE_LIMITED'
  | 'CURSOR_EXPIRED'
  | 'UNAVAILABLE'
  | 'INTERNAL';

const HTTP_STATUS: Partial<Record<MistakeCode, number>> = { UNAUTHENTICATED: 401, RATE_LIMITED: 429, UNAVAILABLE: 503 };

/** The caller's mistake, or ours: answered in `errors[]`. */
export class Mistake extends GraphQLError {
  constructor(
    readonly code: MistakeCode,
    readonly words: Message,
    extensions: Record<string, unknown> = {},
  ) {
    const status = HTTP_STATUS[code];
    super(words.zh, { extensions: { ...extensions, code, ...(status ? { http: { status } } : {}) } });
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
