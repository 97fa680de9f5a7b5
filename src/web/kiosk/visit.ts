import { signal } from '@preact/signals';
import { language } from '../ui/index.ts';

export interface Chosen {
  readonly value: string;
  readonly label: string;
}

/** What was tapped on the way from place to trade to pay; null is any. */
export interface Choice {
  readonly place?: Chosen | null;
  readonly trade?: Chosen | null;
  readonly pay?: Chosen | null;
}

/** A number in a queue. */
export interface Number {
  readonly number: number;
  readonly booth: string;
  readonly called: number;
  readonly waiting: number;
}

/** Of whoever stands before the screen now; in memory alone. */
export const words = signal('');
export const choice = signal<Choice>({});
export const pass = signal<{ readonly pass: string; readonly qr: string | null } | null>(null);
export const numbers = signal<readonly Number[]>([]);
export const interests = signal<ReadonlySet<string>>(new Set());

/** The next one finds nothing of the one before. */
export function wipe(): void {
  words.value = '';
  choice.value = {};
  pass.value = null;
  numbers.value = [];
  interests.value = new Set();
  language.value = 'zh';
  delete document.documentElement.dataset['paper'];
}
