import { OwnId } from '../generated/seeker.ts';
import { type Asked, useAsk } from '../ui/index.ts';
import type { Known } from '../ui/known.ts';

/** Asks about whoever is signed in: first who that is, then with their id. */
export function useOwn<Data, Variables extends object>(
  document: Known<Data, Variables>,
  of: (id: string) => Variables,
): Asked<Data> & { readonly id: string | null } {
  const me = useAsk(OwnId, {});
  const id = me.data?.viewer.seeker?.id ?? null;
  const asked = useAsk(document, id === null ? null : of(id));
  return { ...asked, id, problem: me.problem ?? asked.problem, loading: me.loading || asked.loading, reload: id === null ? me.reload : asked.reload };
}
