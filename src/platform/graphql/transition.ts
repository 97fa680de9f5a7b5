import { Refusal } from './errors.js';

/** Which states may follow which. */
export type Transitions<S extends string> = Readonly<Record<S, readonly S[]>>;

/** The next state, or a refusal that names both. */
export function step<S extends string>(table: Transitions<S>, from: S, to: S): S {
  if (table[from].includes(to)) return to;
  const allowed = table[from].join(', ') || '—';
  throw new Refusal('ILLEGAL_TRANSITION', ['id'], {
    zh: `当前状态为 ${from}，不能变为 ${to}；可变为：${allowed}`,
    en: `It is ${from} and cannot become ${to}; it may become: ${allowed}`,
  });
}
