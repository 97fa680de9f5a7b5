import type { Limits } from './limits.js';
import { Mistake } from './errors.js';

/** What a client asks, over HTTP or WebSocket alike: a text, or the SHA-256 of one that the server knows. */
export interface OperationRequest {
  readonly query: string | undefined;
  readonly hash: string | undefined;
  readonly operationName: string | undefined;
  readonly variables: Record<string, unknown>;
}

const malformed = (zh: string, en: string): Mistake => new Mistake('BAD_REQUEST', { zh, en });

/** JSON of bounded depth. A key that stands twice has its last value, here and therefore everywhere. */
export function parseJson(text: string, limits: Limits): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw malformed('请求不是有效的 JSON', 'The request is not valid JSON');
  }
  if (deeper(value, limits.jsonDepth)) throw malformed(`JSON 嵌套不得超过 ${limits.jsonDepth} 层`, `JSON nests at most ${limits.jsonDepth} deep`);
  return value;
}

const deeper = (value: unknown, left: number): boolean =>
  typeof value === 'object' && value !== null && (left === 0 || Object.values(value).some((inner) => deeper(inner, left - 1)));

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The body of `POST /graphql` or the payload of `subscribe`; anything of another shape is a mistake. */
export function readRequest(body: unknown, limits: Limits): OperationRequest {
  if (!isRecord(body)) throw malformed('请求体须为一个 JSON 对象，不支持批量', 'The body is one JSON object; batches are not taken');
  const { operationName, extensions } = body;
  const query = body['query'] === '' ? undefined : (body['query'] ?? undefined);
  const variables = body['variables'] ?? {};
  if (query !== undefined && typeof query !== 'string') throw malformed('query 须为文本', '`query` is a text');
  if (!isRecord(variables)) throw malformed('variables 须为对象', '`variables` is an object');
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string') {
    throw malformed('operationName 须为文本', '`operationName` is a text');
  }
  if (extensions !== undefined && extensions !== null && !isRecord(extensions)) throw malformed('extensions 须为对象', '`extensions` is an object');
  const hash = hashOf(body['documentId'], extensions?.['persistedQuery']);
  if (query === undefined && hash === undefined) throw malformed('缺少 query', 'There is no `query`');
  checkValues(variables, limits);
  return { query, hash, operationName: operationName ?? undefined, variables };
}

/** `documentId: "sha256:…"`, or `extensions.persistedQuery.sha256Hash`; of anything else no document is known. */
function hashOf(documentId: unknown, persisted: unknown): string | undefined {
  const given = documentId ?? (isRecord(persisted) ? persisted['sha256Hash'] : (persisted ?? undefined));
  if (given === undefined) return undefined;
  return typeof given === 'string' ? given.replace(/^sha256:/, '') : '';
}

const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/** Lists of bounded length, no key that means something to JavaScript, no text that the database cannot hold. */
function checkValues(value: unknown, limits: Limits): void {
  if (typeof value === 'string') return checkText(value);
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    checkLength(value.length, limits);
    for (const inner of value) checkValues(inner, limits);
    return;
  }
  for (const [key, inner] of Object.entries(value)) {
    if (FORBIDDEN_KEYS.has(key)) throw malformed('变量名不允许', 'A key of the variables is not allowed');
    checkValues(inner, limits);
  }
}

export function checkText(text: string): void {
  if (text.includes('\0') || !text.isWellFormed()) {
    throw new Mistake('BAD_USER_INPUT', { zh: '文本含有无效字符', en: 'A text holds invalid characters' });
  }
}

export function checkLength(length: number, { listItems }: Limits): void {
  if (length > listItems) throw new Mistake('BAD_USER_INPUT', { zh: `列表不得超过 ${listItems} 项`, en: `A list has at most ${listItems} items` });
}
