import { Sealed } from './sealed.js';
import { cleanText, halfWidth } from './text.js';

const HIDDEN = '***';

const UUID = String.raw`(?<![\da-f])[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}(?![\da-f])`;
const HASH = String.raw`(?<!\w)(?=\d*[a-f])[\da-f]{32,128}(?!\w)`;
const INSTANT = String.raw`(?<!\d)\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?`;

const BIRTH = String.raw`(?:18|19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])`;
/** A certificate of disability has two digits more. */
const RESIDENT_ID = String.raw`[1-9]\d{5}[ -]?${BIRTH}[ -]?\d{3}[\dx](?:\d\d)?`;
/** Any run as long as an ID or longer: mistyped, joined, a bank card. The fraction of a number is not one. */
const LONG_RUN = String.raw`(?<!\d\.)\d{15,}(?:x\d*)?`;
const MOBILE = String.raw`(?:(?:\+|00)?86[ -]?)?0?1[3-9]\d[ -]?\d{4}[ -]?\d{4}`;
const LANDLINE = String.raw`(?:(?:\+|00)86[ -]?\(?0?|\(?0)(?:10|2\d|[3-9]\d\d)\)?[ -]?[2-8]\d{2,3}[ -]?\d{4}`;

const FOUND = new RegExp(`(?<kept>${UUID}|${HASH}|${INSTANT})|(?<!\\d)(?:${RESIDENT_ID}|${LONG_RUN}|${MOBILE}|${LANDLINE})(?!\\d)`, 'gi');

/** `***` for what looks like an ID number or a phone; UUIDs, hashes, instants and region codes stay. */
export function redact(text: string): string {
  const flat = halfWidth(text);
  let shown = '';
  let from = 0;
  for (const found of flat.matchAll(FOUND)) {
    if (found.groups?.['kept'] !== undefined) continue;
    shown += text.slice(from, found.index) + HIDDEN;
    from = found.index + found[0].length;
  }
  return from === 0 ? text : shown + text.slice(from);
}

/** Words that are stored as somebody typed them: in canonical form, without ID numbers and phones, which belong under seal. */
export const freeText = (text: string): string => redact(cleanText(text));

const DEEPEST = 16;

function plainOf(value: object): unknown {
  if (value instanceof Error)
    return { ...value, name: value.name, message: value.message, stack: value.stack, ...(value.cause === undefined ? {} : { cause: value.cause }) };
  if (value instanceof Map) return [...value];
  if (value instanceof Set) return [...value];
  return 'toJSON' in value && typeof value.toJSON === 'function' ? (value.toJSON() as unknown) : value;
}

function walk(value: unknown, above: readonly object[]): unknown {
  if (typeof value === 'string') return redact(value);
  if (typeof value === 'number' || typeof value === 'bigint') return redact(String(value)) === String(value) ? value : HIDDEN;
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? undefined : value;
  if (value instanceof Date) return value;
  if (value instanceof Sealed) return HIDDEN;
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
  if (above.includes(value)) return '[circular]';
  if (above.length === DEEPEST) return HIDDEN;
  const plain = plainOf(value);
  const path = [...above, value];
  if (typeof plain !== 'object' || plain === null) return walk(plain, path);
  if (Array.isArray(plain)) return plain.map((one) => walk(one, path));
  return Object.fromEntries(Object.entries(plain).map(([key, one]) => [redact(key), walk(one, path)]));
}

/** A plain copy for logs: strings, keys and numbers redacted, errors and collections as plain values, bytes as their count. */
export const redactDeep = (value: unknown): unknown => walk(value, []);
