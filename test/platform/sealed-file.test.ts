import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createWriteStream } from 'node:fs';
import { afterAll, expect, test } from '../support/jest.js';
import { SealBroken } from '../../src/platform/privacy/envelope.js';
import { fileKeyRing } from '../../src/platform/privacy/keys.js';
import { sealing, unsealed } from '../../src/platform/privacy/sealed-file.js';

const folder = mkdtempSync(join(tmpdir(), 'jiangqiao-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const ring = fileKeyRing(join(folder, 'keys.json'));
const path = join(folder, 'sheet');
const ID = '0198c0de-0000-7000-8000-000000000001';
const PIECE = 64 * 1_024;
const TAG = 16;

const write = (pieces: readonly Buffer[]): Promise<void> => pipeline(Readable.from(pieces), sealing(ring, ID), createWriteStream(path));
async function read(id = ID): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of unsealed(ring, id, path)) pieces.push(piece);
  return Buffer.concat(pieces);
}
const text = (length: number): Buffer => Buffer.alloc(length, '身份证509901198808081234，');

test.each([0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 5 * PIECE + 7])(
  '%i bytes come back as they went in, however they were cut',
  async (length) => {
    const clear = text(length);
    for (const size of [1_000, PIECE, 10 * PIECE]) {
      const pieces = Array.from({ length: Math.ceil(length / size) }, (_, at) => clear.subarray(at * size, (at + 1) * size));
      await write(pieces);
      expect((await read()).equals(clear)).toBe(true);
      expect(readFileSync(path).includes('509901198808081234')).toBe(false);
    }
  },
);

test('an older master key still opens it', async () => {
  await write([text(100)]);
  ring.addVersion('master');
  expect((await read()).equals(text(100))).toBe(true);
});

test('whatever is changed, cut short, put in another order or under another name does not open', async () => {
  await write([text(3 * PIECE + 100)]);
  const whole = readFileSync(path);
  const head = whole.length - (3 * (PIECE + TAG) + 100 + TAG);
  const piece = (at: number): Buffer => whole.subarray(head + at * (PIECE + TAG), head + (at + 1) * (PIECE + TAG));
  const flipped = Buffer.from(whole);
  flipped[head + PIECE]! ^= 1;
  const broken: Record<string, Buffer> = {
    changed: flipped,
    'without its end': whole.subarray(0, head + 3 * (PIECE + TAG)),
    'without a piece': Buffer.concat([whole.subarray(0, head), piece(0), piece(2), piece(3)]),
    'with two exchanged': Buffer.concat([whole.subarray(0, head), piece(1), piece(0), piece(2), piece(3)]),
    'cut in its head': whole.subarray(0, head - 1),
    empty: Buffer.alloc(0),
  };
  for (const bytes of Object.values(broken)) {
    writeFileSync(path, bytes);
    await expect(read()).rejects.toThrow(SealBroken);
  }
  writeFileSync(path, whole);
  await expect(read('0198c0de-0000-7000-8000-000000000002')).rejects.toThrow(SealBroken);
});
