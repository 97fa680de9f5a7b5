import { signal } from '@preact/signals';
import { v4 as uuid } from 'uuid';
import { KioskNoteInterest } from '../generated/kiosk.ts';
import { ask, type Declined, type Problem, signedIn } from '../ui/index.ts';

/** An interest that the server has not heard of yet: a pass, which names nobody, a post, and the key that it is sent with each time. */
interface Waiting {
  readonly post: string;
  readonly pass: string;
  readonly key: string;
}

const KEPT_AS = 'jiangqiao-interests';
const AGAIN_MS = 4_000;
const LATER = ['UNREACHABLE', 'UNAVAILABLE', 'RATE_LIMITED', 'INTERNAL'];

const kept = (): readonly Waiting[] => JSON.parse(localStorage.getItem(KEPT_AS) ?? '[]') as Waiting[];

export const waiting = signal<readonly Waiting[]>(kept());

function keep(some: readonly Waiting[]): void {
  waiting.value = some;
  if (some.length === 0) localStorage.removeItem(KEPT_AS);
  else localStorage.setItem(KEPT_AS, JSON.stringify(some));
}

/** What the server says to it, or null when it did not hear. */
async function send({ post, pass, key }: Waiting): Promise<readonly Declined[] | null> {
  try {
    const { fairInterestNote } = await ask(KioskNoteInterest, { input: { post, pass, idempotencyKey: key } });
    return fairInterestNote.userErrors;
  } catch (error) {
    const { code, message } = error as Problem;
    return LATER.includes(code) ? null : [{ code, message, path: [] }];
  }
}

/** Notes an interest; while the line is cut it is kept, and sent when the line is back. */
export async function noteInterest(post: string, pass: string): Promise<{ readonly kept: boolean; readonly declined: readonly Declined[] }> {
  const one = { post, pass, key: uuid() };
  const declined = await send(one);
  if (declined === null) {
    keep([...waiting.peek(), one]);
    again();
  }
  return { kept: declined === null, declined: declined ?? [] };
}

let timer: ReturnType<typeof setTimeout> | undefined;

function again(): void {
  clearTimeout(timer);
  timer = setTimeout(() => void replay(), AGAIN_MS / 2 + Math.random() * AGAIN_MS);
}

/** Sends what is kept, oldest first; whatever the server answers, it is then forgotten here. */
export async function replay(): Promise<void> {
  clearTimeout(timer);
  while (signedIn.peek().state === 'in') {
    const [first] = waiting.peek();
    if (!first) return;
    if ((await send(first)) === null) return again();
    keep(waiting.peek().filter(({ key }) => key !== first.key));
  }
}
