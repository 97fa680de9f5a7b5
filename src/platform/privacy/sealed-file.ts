import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Transform, type TransformCallback } from 'node:stream';
import { openFileKey, SealBroken, newFileKey } from './envelope.js';
import type { KeyRing } from './keys.js';

/** `wrapped key · nonce prefix · pieces`; the counter and the mark of the last piece stand in the nonce of each. */
const PIECE = 64 * 1_024;
const PREFIX_BYTES = 7;
const TAG_BYTES = 16;

function nonceOf(prefix: Buffer, count: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  prefix.copy(nonce);
  nonce.writeUInt32BE(count, PREFIX_BYTES);
  nonce[11] = last ? 1 : 0;
  return nonce;
}

/** Seals what passes, under a key of its own that stands wrapped at its beginning; the clear text never touches the disk. */
export function sealing(ring: KeyRing, id: string): Transform {
  const { key, wrapped } = newFileKey(ring, id);
  const prefix = randomBytes(PREFIX_BYTES);
  let waiting: Buffer = Buffer.alloc(0);
  let count = 0;
  const sealed = (piece: Buffer, last: boolean): Buffer => {
    const cipher = createCipheriv('aes-256-gcm', key, nonceOf(prefix, count++, last), { authTagLength: TAG_BYTES });
    return Buffer.concat([cipher.update(piece), cipher.final(), cipher.getAuthTag()]);
  };
  const stream = new Transform({
    transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback) {
      waiting = Buffer.concat([waiting, chunk]);
      while (waiting.length > PIECE) {
        this.push(sealed(waiting.subarray(0, PIECE), false));
        waiting = waiting.subarray(PIECE);
      }
      done();
    },
    flush(done: TransformCallback) {
      this.push(sealed(waiting, true));
      key.fill(0);
      done();
    },
  });
  stream.push(Buffer.concat([wrapped, prefix]));
  return stream;
}

/** The clear text of a sealed file, piece by piece. Throws `SealBroken` where it was changed, exchanged or cut short. */
export async function* unsealed(ring: KeyRing, id: string, path: string): AsyncGenerator<Buffer> {
  let waiting: Buffer = Buffer.alloc(0);
  let opened: { key: Buffer; prefix: Buffer } | undefined;
  let count = 0;
  const clear = (piece: Buffer, last: boolean): Buffer => {
    if (!opened || piece.length < TAG_BYTES) throw new SealBroken();
    const nonce = nonceOf(opened.prefix, count++, last);
    const decipher = createDecipheriv('aes-256-gcm', opened.key, nonce, { authTagLength: TAG_BYTES }).setAuthTag(piece.subarray(-TAG_BYTES));
    try {
      return Buffer.concat([decipher.update(piece.subarray(0, -TAG_BYTES)), decipher.final()]);
    } catch {
      throw new SealBroken();
    }
  };
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    waiting = Buffer.concat([waiting, chunk]);
    if (!opened) {
      const head = openFileKey(ring, id, waiting);
      if (!head || head.rest.length < PREFIX_BYTES) continue;
      opened = { key: head.key, prefix: head.rest.subarray(0, PREFIX_BYTES) };
      waiting = head.rest.subarray(PREFIX_BYTES);
    }
    while (waiting.length > PIECE + TAG_BYTES) {
      yield clear(waiting.subarray(0, PIECE + TAG_BYTES), false);
      waiting = waiting.subarray(PIECE + TAG_BYTES);
    }
  }
  const last = clear(waiting, true);
  if (last.length > 0) yield last;
}
