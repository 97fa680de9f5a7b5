import { pipeline, Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { SheetProblem } from './problem.js';

const ENCODINGS = ['utf-8', 'gb18030'] as const;
type Bytes = () => AsyncIterable<Buffer>;
type Encoding = (typeof ENCODINGS)[number] | 'utf-16le' | 'utf-16be';

const LONGEST_RECORD = 2 ** 20;
// oxlint-disable-next-line no-control-regex -- these never stand in a text file
const BINARY = /[\x00-\x08\x0e-\x19\x1b-\x1f]/;

const codeOf = (error: unknown): unknown => (error as { code?: unknown }).code;
const notOfEncoding = (error: unknown): boolean => codeOf(error) === 'ERR_ENCODING_INVALID_ENCODED_DATA';

/** Strict: bytes that are no text of the encoding throw. A byte-order mark is dropped. */
async function* textOf(bytes: Bytes, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  for await (const piece of bytes()) {
    const text = decoder.decode(piece, { stream: true });
    if (BINARY.test(text)) throw new SheetProblem('BROKEN_FILE');
    if (text !== '') yield text;
  }
  const rest = decoder.decode();
  if (rest !== '') yield rest;
}

/** Reads the whole file once, because a wrong byte may be the last one. */
async function encodingOf(bytes: Bytes, start: Buffer): Promise<Encoding> {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  for (const encoding of ENCODINGS) {
    try {
      for await (const _ of textOf(bytes, encoding));
      return encoding;
    } catch (error) {
      if (!notOfEncoding(error)) throw error;
    }
  }
  throw new SheetProblem('WRONG_ENCODING');
}

/** The most frequent of `,` `;` and tab outside quotes in the first line that has text. */
function delimiterOf(start: string): string {
  const counts = new Map([',', ';', '\t'].map((one) => [one, 0]));
  let quoted = false;
  let written = false;
  for (const character of start) {
    if (character === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (character === '\n' || character === '\r') {
      if (written) break;
    } else if (counts.has(character)) counts.set(character, counts.get(character)! + 1);
    if (character.trim() !== '') written = true;
  }
  return [...counts].reduce((best, one) => (one[1] > best[1] ? one : best))[0];
}

/** Records in the order of the file, empty lines included, so that the position is the row that a spreadsheet shows. */
export async function* csvRecords(bytes: Bytes, start: Buffer): AsyncGenerator<{ number: number; values: string[] }> {
  const encoding = await encodingOf(bytes, start);
  const pieces = textOf(bytes, encoding);
  const first = await pieces.next();
  if (first.done === true) return;
  const parser = parse({
    delimiter: delimiterOf(first.value),
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: false,
    max_record_size: LONGEST_RECORD,
  });
  const source = async function* (): AsyncGenerator<string> {
    yield first.value;
    yield* pieces;
  };
  pipeline(Readable.from(source()), parser, () => undefined);
  let number = 0;
  try {
    for await (const values of parser as AsyncIterable<string[]>) {
      number += 1;
      yield { number, values };
    }
  } catch (error) {
    if (error instanceof SheetProblem) throw error;
    if (notOfEncoding(error)) throw new SheetProblem('WRONG_ENCODING');
    throw new SheetProblem(codeOf(error) === 'CSV_MAX_RECORD_SIZE' ? 'TOO_LARGE' : 'BROKEN_FILE');
  }
}
