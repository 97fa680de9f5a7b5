import { Readable } from 'node:stream';
import { createInflateRaw } from 'node:zlib';
import { SheetProblem } from './problem.js';

const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const LOCAL = 0x04034b50;
const STORED = 0;
const DEFLATED = 8;
const MOST_ENTRIES = 1_000;
const LARGEST_INFLATED = 160 * 2 ** 20;
/** The reader walks a worksheet in pieces; these parts are held to what makes that cheap. */
const WORKSHEET = /(^|\/)worksheets\/[^/]+\.xml$/;
/** A cell in a column after ZZ, or one that hides its column: each such row would cost a wide array. */
const WIDE = /[\s"']r\s*=\s*["']?(?:[A-Za-z]{3}|[^"'\s]{0,9}&)/;
const WIDEST_MATCH = 32;
/** A tag or a text that does not end would be scanned again with every piece. A cell has 32,767 characters. */
const LONGEST_SPAN = 256 * 2 ** 10;

const LARGEST_RELATIONS = 2 ** 20;
const OBSCURE_RELATION = /&#|=\s*(?:"[^"]*[<>]|'[^']*[<>])/;
const TO_WORKSHEET = /<[^<>]*worksheet[^<>]*>/gi;
const WORKSHEET_TARGET = /\sTarget\s*=\s*(["'])[^"']*\bworksheets\/[^"'&/]+\.xml\1/;

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly bytes: Buffer;
}

const broken = (): SheetProblem => new SheetProblem('BROKEN_FILE');

/** Entries by the central directory, the one that the workbook reader follows. ZIP64 and encryption are refused. */
function entriesOf(zip: Buffer): Entry[] {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end < 0 || end + 22 > zip.length || zip.readUInt32LE(end) !== END) throw broken();
  const count = zip.readUInt16LE(end + 10);
  if (count > MOST_ENTRIES) throw new SheetProblem('TOO_LARGE');
  const entries: Entry[] = [];
  const names = new Set<string>();
  for (let at = zip.readUInt32LE(end + 16), left = count; left > 0; left--) {
    if (zip.readUInt32LE(at) !== CENTRAL) throw broken();
    const flags = zip.readUInt16LE(at + 8);
    const [compressed, inflated] = [zip.readUInt32LE(at + 20), zip.readUInt32LE(at + 24)];
    const nameLength = zip.readUInt16LE(at + 28);
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    const local = zip.readUInt32LE(at + 42);
    if (zip.readUInt32LE(local) !== LOCAL) throw broken();
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const sizesHidden = (compressed === 0) !== (inflated === 0) || (compressed === 0 && (flags & 8) !== 0 && !name.endsWith('/'));
    if ((flags & 1) !== 0 || sizesHidden || from + compressed > zip.length || names.has(name)) throw broken();
    names.add(name);
    entries.push({ name, method: zip.readUInt16LE(at + 10), bytes: zip.subarray(from, from + compressed) });
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return entries;
}

function inflated(entry: Entry): AsyncIterable<Buffer> {
  const source = Readable.from([entry.bytes]);
  if (entry.method === STORED) return source as AsyncIterable<Buffer>;
  if (entry.method !== DEFLATED) throw broken();
  const inflate = createInflateRaw();
  source.once('error', (error) => inflate.destroy(error));
  return source.pipe(inflate) as AsyncIterable<Buffer>;
}

/** Looks at one worksheet or other part as it is inflated; bytes are taken as Latin letters. */
class PartGuard {
  readonly #worksheet: boolean;
  readonly #relations: boolean;
  #tail = '';
  #span = 0;
  #text = '';

  constructor(name: string) {
    this.#worksheet = WORKSHEET.test(name);
    this.#relations = name.endsWith('.rels');
  }

  take(piece: string): void {
    if (this.#relations) {
      this.#text += piece;
      if (this.#text.length > LARGEST_RELATIONS) throw new SheetProblem('TOO_LARGE');
    }
    if (!this.#worksheet) return;
    const text = this.#tail + piece;
    if (text.includes('<!')) throw broken();
    if (WIDE.test(text)) throw new SheetProblem('TOO_LARGE');
    this.#tail = text.slice(-WIDEST_MATCH);
    const closed = piece.lastIndexOf('>');
    this.#span = closed < 0 ? this.#span + piece.length : piece.length - closed;
    if (this.#span > LONGEST_SPAN) throw new SheetProblem('TOO_LARGE');
  }

  /** No worksheet may stand where it was not looked at. */
  end(): void {
    if (!this.#relations) return;
    if (OBSCURE_RELATION.test(this.#text)) throw broken();
    for (const [relation] of this.#text.matchAll(TO_WORKSHEET)) if (!WORKSHEET_TARGET.test(relation)) throw broken();
  }
}

/** Refuses a workbook that is broken, a bomb, or absurdly wide, by inflating it once in small pieces; what the file declares counts for nothing. */
export async function guardWorkbook(zip: Buffer): Promise<void> {
  let total = 0;
  try {
    for (const entry of entriesOf(zip)) {
      if (entry.bytes.length === 0) continue;
      const guard = new PartGuard(entry.name);
      for await (const piece of inflated(entry)) {
        total += piece.length;
        if (total > LARGEST_INFLATED) throw new SheetProblem('TOO_LARGE');
        guard.take(piece.toString('latin1'));
      }
      guard.end();
    }
  } catch (error) {
    throw error instanceof SheetProblem ? error : broken();
  }
}
