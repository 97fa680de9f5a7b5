import { createHash, randomBytes, randomInt } from 'node:crypto';

/** What is stored of a random secret; passwords, which people choose, go through argon2id instead. */
export const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

export const randomSecret = (bytes: number): string => randomBytes(bytes).toString('base64url');

/** Crockford's alphabet: no letter that is read as a digit. */
const READABLE = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const GROUP = 5;

/** A secret to read out or to copy from paper, five bits a character: `K7QM2-W9X4T`. */
export const readableSecret = (groups: number): string =>
  Array.from({ length: groups }, () => Array.from({ length: GROUP }, () => READABLE[randomInt(READABLE.length)]).join('')).join('-');

/** As it was meant, however it was typed: no case, no dashes, O for 0, I and L for 1. */
export function readableTyped(typed: string): string {
  const plain = typed.normalize('NFKC').toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
  return plain.replace(/.{5}(?=.)/g, '$&-');
}
