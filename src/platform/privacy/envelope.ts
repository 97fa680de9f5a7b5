import { createCipheriv, createDecipheriv, createHmac, type KeyObject, randomBytes } from 'node:crypto';
import type { KeyRing } from './keys.js';
import { Sealed } from './sealed.js';

/** Where a sealed value stands; a value moved to another place does not open. */
export interface Place {
  readonly table: string;
  readonly column: string;
  readonly personId: string;
}

/** Changed, moved, cut, or sealed with a key that is gone. Says no more. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken';
  readonly code = 'SEAL_BROKEN';

  constructor() {
    super('the seal is broken');
  }
}

const FORMAT = 1;
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** `format(1) version(4)`: of the master key before a wrapped key, of the person's key before a value. */
const HEAD_BYTES = 5;
/** A person's key has its own version, which stays when it is wrapped anew: values need no second sealing. */
const WRAPPED_BYTES = HEAD_BYTES + NONCE_BYTES + 4 + KEY_BYTES + TAG_BYTES;

function head(version: number): Buffer {
  const bytes = Buffer.alloc(HEAD_BYTES, FORMAT);
  bytes.writeUInt32BE(version, 1);
  return bytes;
}

/** Unambiguous whatever the parts contain. */
const bound = (...parts: (string | number)[]): Buffer => Buffer.from(JSON.stringify(parts));

function encrypt(key: KeyObject | Buffer, aad: Buffer, clear: Buffer): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES }).setAAD(aad);
  return Buffer.concat([nonce, cipher.update(clear), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(key: KeyObject | Buffer, aad: Buffer, sealed: Buffer): Buffer {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) throw new SealBroken();
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
    .setAAD(aad)
    .setAuthTag(sealed.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
  } catch {
    throw new SealBroken();
  }
}

interface PersonKey {
  readonly version: number;
  readonly key: Buffer;
}

function wrap(ring: KeyRing, personId: string, person: PersonKey): Buffer {
  const { current } = ring.master;
  const master = ring.master.key(current);
  if (master === undefined) throw new Error('the key ring has no current master key');
  const clear = Buffer.alloc(4 + KEY_BYTES);
  clear.writeUInt32BE(person.version, 0);
  person.key.copy(clear, 4);
  try {
    return Buffer.concat([head(current), encrypt(master, bound('person-key', personId, current, FORMAT), clear)]);
  } finally {
    clear.fill(0);
  }
}

function unwrap(ring: KeyRing, personId: string, wrapped: Buffer): PersonKey {
  if (wrapped.length !== WRAPPED_BYTES || wrapped[0] !== FORMAT) throw new SealBroken();
  const version = wrapped.readUInt32BE(1);
  const master = ring.master.key(version);
  if (master === undefined) throw new SealBroken();
  const clear = decrypt(master, bound('person-key', personId, version, FORMAT), wrapped.subarray(HEAD_BYTES));
  return { version: clear.readUInt32BE(0), key: clear.subarray(4) };
}

/** A new key of one person, wrapped by the current master key. Deleting it erases all that was sealed with it. */
export function newPersonKey(ring: KeyRing, personId: string): Buffer {
  const key = randomBytes(KEY_BYTES);
  try {
    return wrap(ring, personId, { version: 1, key });
  } finally {
    key.fill(0);
  }
}

/** A key for one file, which carries it wrapped at its beginning. */
export function newFileKey(ring: KeyRing, id: string): { key: Buffer; wrapped: Buffer } {
  const key = randomBytes(KEY_BYTES);
  return { key, wrapped: wrap(ring, id, { version: 1, key }) };
}

/** The key at the beginning of a file and what follows it; undefined while too little was read. */
export function openFileKey(ring: KeyRing, id: string, start: Buffer): { key: Buffer; rest: Buffer } | undefined {
  if (start.length < WRAPPED_BYTES) return undefined;
  return { key: unwrap(ring, id, start.subarray(0, WRAPPED_BYTES)).key, rest: start.subarray(WRAPPED_BYTES) };
}

/** The same key under the current master key; what it sealed stays as it is. */
export function rewrap(ring: KeyRing, personId: string, wrapped: Buffer): Buffer {
  const person = unwrap(ring, personId, wrapped);
  try {
    return wrap(ring, personId, person);
  } finally {
    person.key.fill(0);
  }
}

/** The version of the master key over a wrapped key, to find those that need `rewrap`. */
export function masterVersionOf(wrapped: Buffer): number {
  if (wrapped.length !== WRAPPED_BYTES) throw new SealBroken();
  return wrapped.readUInt32BE(1);
}

const boundTo = (place: Place, keyVersion: number): Buffer => bound(place.table, place.column, place.personId, keyVersion, FORMAT);
const clearOf = (value: string | Sealed): string => (typeof value === 'string' ? value : value.reveal());

export function seal(ring: KeyRing, wrapped: Buffer, place: Place, plaintext: string | Sealed): Buffer {
  const text = clearOf(plaintext);
  if (!text.isWellFormed()) throw new TypeError('lone surrogates cannot be sealed');
  const person = unwrap(ring, place.personId, wrapped);
  try {
    return Buffer.concat([head(person.version), encrypt(person.key, boundTo(place, person.version), Buffer.from(text))]);
  } finally {
    person.key.fill(0);
  }
}

export function open(ring: KeyRing, wrapped: Buffer, place: Place, sealed: Buffer): Sealed {
  const person = unwrap(ring, place.personId, wrapped);
  try {
    if (!sealed.subarray(0, HEAD_BYTES).equals(head(person.version))) throw new SealBroken();
    return new Sealed(decrypt(person.key, boundTo(place, person.version), sealed.subarray(HEAD_BYTES)).toString('utf8'));
  } finally {
    person.key.fill(0);
  }
}

export interface BlindIndex {
  readonly version: number;
  readonly index: Buffer;
}

function blind(ring: KeyRing, version: number, purpose: string, value: string | Sealed): BlindIndex {
  const key = ring.index.key(version);
  if (key === undefined) throw new Error('the key ring has no such index key');
  return {
    version,
    index: createHmac('sha256', key)
      .update(bound(purpose, version, clearOf(value)))
      .digest(),
  };
}

/** For exact look-up of a canonical value; equal values of one purpose and version have equal indexes. */
export const blindIndex = (ring: KeyRing, purpose: string, value: string | Sealed, version = ring.index.current): BlindIndex =>
  blind(ring, version, purpose, value);

/** Under all versions, newest first: a look-up asks for each while rows are indexed anew. */
export const blindIndexes = (ring: KeyRing, purpose: string, value: string | Sealed): BlindIndex[] =>
  ring.index.versions.map((version) => blind(ring, version, purpose, value));
