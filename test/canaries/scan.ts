import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';

/** A global is looked up anew at each use where tests run; a constant is not. */
const { imul } = Math;

/** A value that must not be found, and where it was. */
export interface Hit {
  readonly value: string;
  readonly encoding: string;
  readonly file: string;
}

export interface Scanned {
  readonly hits: Hit[];
  readonly files: number;
  readonly bytes: number;
}

const hex = (text: string, before: string): string => [...text].map((sign) => before + sign.charCodeAt(0).toString(16)).join('');
const SEPARATORS = [' ', '-', '_', '.', ',', '\n', '\t'];

/** What stays the same of a text in base64 whatever stands before and behind it. */
function base64At(text: string, offset: number): string {
  const encoded = Buffer.from('\0'.repeat(offset) + text).toString('base64');
  const whole = Math.floor((offset + text.length) / 3) * 4;
  return encoded.slice(Math.ceil((offset * 4) / 3), whole);
}

/** Every way in which a value may lie somewhere. */
export function encodingsOf(value: string): [name: string, bytes: Buffer][] {
  const utf16 = Buffer.from(value, 'utf16le');
  const pieces = value.match(/.{1,6}/g)!;
  return [
    ['utf-8', Buffer.from(value)],
    ['utf-16le', utf16],
    ['utf-16be', Buffer.from(utf16).swap16()],
    ['hex', Buffer.from(hex(value, ''))],
    ...[0, 1, 2].map((offset): [string, Buffer] => [`base64+${offset}`, Buffer.from(base64At(value, offset))]),
    ['reversed', Buffer.from([...value].reverse().join(''))],
    ...SEPARATORS.map((one): [string, Buffer] => ['split by 6', Buffer.from(pieces.join(one))]),
    ['json', Buffer.from(hex(value, '\\u00'))],
    ['url', Buffer.from(hex(value, '%'))],
  ];
}

interface Pattern {
  readonly bytes: Buffer;
  readonly value: string;
  readonly encoding: string;
}

/** No pattern is shorter: eleven digits in base64 keep more than this. */
const WINDOW = 10;
const BASE = 0x01_00_01_93;
const BITS = 24;
const CHUNK = 4 * 2 ** 20;

/** Finds many values in many bytes at once: a rolling hash of ten bytes, then a comparison. */
export class Scanner {
  readonly #patterns = new Map<number, Pattern[]>();
  readonly #present = new Uint8Array(2 ** (BITS - 3));
  readonly #top: number;
  #longest = WINDOW;

  constructor(values: readonly string[]) {
    let top = 1;
    for (let at = 1; at < WINDOW; at++) top = imul(top, BASE);
    this.#top = top;
    for (const value of values) {
      for (const [encoding, bytes] of encodingsOf(value)) {
        if (bytes.length < WINDOW) throw new Error(`${encoding} of a value is shorter than the window`);
        const hash = hashOf(bytes);
        this.#patterns.set(hash, [...(this.#patterns.get(hash) ?? []), { bytes, value, encoding }]);
        this.#present[hash >>> (32 - BITS + 3)]! |= 1 << ((hash >>> (32 - BITS)) & 7);
        this.#longest = Math.max(this.#longest, bytes.length);
      }
    }
  }

  /** Where each value lies below a folder, sheets opened. */
  folder(path: string): Scanned {
    const hits = new Map<string, Hit>();
    let files = 0;
    let bytes = 0;
    for (const entry of readdirSync(path, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const file = join(entry.parentPath, entry.name);
      files += 1;
      bytes += statSync(file).size;
      const found = (pattern: Pattern): void => {
        const { value, encoding } = pattern;
        hits.set(`${value} ${encoding} ${file}`, { value, encoding, file });
      };
      this.#file(file, found);
      for (const part of unzipped(file)) this.#search(part, found);
    }
    return { hits: [...hits.values()], files, bytes };
  }

  #file(path: string, found: (pattern: Pattern) => void): void {
    const file = openSync(path, 'r');
    const buffer = Buffer.alloc(CHUNK + this.#longest);
    try {
      for (let kept = 0; ;) {
        const read = readSync(file, buffer, kept, CHUNK, null);
        if (read === 0) return;
        const filled = kept + read;
        this.#search(buffer.subarray(0, filled), found);
        kept = Math.min(this.#longest - 1, filled);
        buffer.copyWithin(0, filled - kept, filled);
      }
    } finally {
      closeSync(file);
    }
  }

  #search(bytes: Buffer, found: (pattern: Pattern) => void): void {
    if (bytes.length < WINDOW) return;
    const [present, patterns, top] = [this.#present, this.#patterns, this.#top];
    let hash = hashOf(bytes);
    for (let at = WINDOW; ; at++) {
      if ((present[hash >>> (32 - BITS + 3)]! >>> ((hash >>> (32 - BITS)) & 7)) & 1) {
        for (const pattern of patterns.get(hash >>> 0) ?? [])
          if (bytes.subarray(at - WINDOW, at - WINDOW + pattern.bytes.length).equals(pattern.bytes)) found(pattern);
      }
      if (at === bytes.length) return;
      hash = (imul((hash - imul(bytes[at - WINDOW]!, top)) | 0, BASE) + bytes[at]!) | 0;
    }
  }
}

function hashOf(bytes: Buffer): number {
  let hash = 0;
  for (let at = 0; at < WINDOW; at++) hash = (imul(hash, BASE) + bytes[at]!) >>> 0;
  return hash;
}

/** The entries of a workbook, by its central directory; nothing for any other file. */
function unzipped(path: string): Buffer[] {
  if (!path.endsWith('.xlsx')) return [];
  const zip = readFileSync(path);
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  const parts: Buffer[] = [];
  for (let at = zip.readUInt32LE(end + 16), left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const local = zip.readUInt32LE(at + 42);
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const bytes = zip.subarray(from, from + zip.readUInt32LE(at + 20));
    parts.push(zip.readUInt16LE(at + 10) === 8 ? inflateRawSync(bytes) : bytes);
    at += 46 + zip.readUInt16LE(at + 28) + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return parts;
}
