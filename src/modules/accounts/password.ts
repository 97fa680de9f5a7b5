import { Mistake, type Message } from '../../platform/graphql/errors.js';
import { cleanText } from '../../platform/privacy/text.js';
import { readableSecret, readableTyped } from './secret.js';

/** RFC 9106, the second recommended choice on one lane: 64 MiB, 3 passes. The algorithm is argon2id, the library's default. */
const COST = { memoryCost: 65_536, timeCost: 3, parallelism: 1 };
const SHORTEST = 12;
export const LONGEST = 128;
const FEWEST_DIFFERENT = 5;

/** Native, and loaded when the first password comes: a platform without it still starts far enough to say what is missing. */
const argon2 = () => import('@node-rs/argon2');

/** Few at once: a flood of guesses must not take the process's threads and memory from everybody else. */
const AT_ONCE = 2;
const MOST_WAITING = 60;
let running = 0;
const waiting: (() => void)[] = [];

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running < AT_ONCE) running++;
  else if (waiting.length >= MOST_WAITING) {
    throw new Mistake('UNAVAILABLE', { zh: '登录的人太多，请稍后再试', en: 'Too many are signing in; try again in a moment' });
  } else await new Promise<void>((resolve) => waiting.push(resolve));
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}

/** The same however it was typed: full-width as half-width, composed as decomposed. */
const canonical = (password: string): string => password.toWellFormed().normalize('NFKC');

export const hashPassword = (password: string): Promise<string> => inTurn(async () => (await argon2()).hash(canonical(password), COST));

let nobody: Promise<string> | undefined;
/** Takes the same time whether or not there is a password to compare with. */
export async function verifyPassword(stored: string | null, typed: string, oneTime: boolean): Promise<boolean> {
  const against = stored ?? (await (nobody ??= hashPassword(readableSecret(2))));
  const same = await inTurn(async () => (await argon2()).verify(against, oneTime ? readableTyped(typed) : canonical(typed)));
  return same && stored !== null;
}

/** What is wrong with a password that somebody chose, or nothing. */
export function faultOf(password: string, name: string): Message | undefined {
  const signs = [...canonical(password)];
  if (signs.length < SHORTEST) return { zh: `密码至少 ${SHORTEST} 个字符`, en: `A password has at least ${SHORTEST} characters` };
  if (signs.length > LONGEST) return { zh: `密码最多 ${LONGEST} 个字符`, en: `A password has at most ${LONGEST} characters` };
  if (new Set(signs).size < FEWEST_DIFFERENT)
    return { zh: '密码中相同的字符太多，请换一个', en: 'Too many characters of the password are the same; choose another' };
  if (canonical(password).toLowerCase().includes(cleanText(name).toLowerCase()))
    return { zh: '密码中不能含有登录名', en: 'The password must not contain the sign-in name' };
  return undefined;
}

export interface OneTimePassword {
  readonly clear: string;
  readonly hash: string;
}

/** Generated, to be told or handed over once; it opens nothing but the choice of a password. */
export async function oneTimePassword(): Promise<OneTimePassword> {
  const clear = readableSecret(2);
  return { clear, hash: await hashPassword(clear) };
}
