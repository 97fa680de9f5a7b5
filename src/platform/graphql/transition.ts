import { labelOf } from './enum.js';
import { Refusal } from './errors.js';

/** Which states may follow which. */
export type Transitions<S extends string> = Readonly<Record<S, readonly S[]>>;

/** The next state, or a refusal that names both and what may follow, in the words of `states`; `path` is where the thing was named. */
export function step<S extends string>(
  table: Transitions<S>,
  from: S,
  to: S,
  states: { readonly [state in S]: state },
  path: readonly string[] = ['id'],
): S {
  if (table[from].includes(to)) return to;
  const [now, wanted, next] = [labelOf(states, from), labelOf(states, to), table[from].map((state) => labelOf(states, state))];
  throw new Refusal('ILLEGAL_TRANSITION', path, {
    zh: `当前为“${now.zh}”，不能变为“${wanted.zh}”；${next.length > 0 ? `可以变为：${next.map((one) => one.zh).join('、')}` : '此状态已是最后一步'}`,
    en: `It stands at “${now.en}” and cannot become “${wanted.en}”; ${next.length > 0 ? `it may become: ${next.map((one) => one.en).join(', ')}` : 'that state is the last'}`,
  });
}
