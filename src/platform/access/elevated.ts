import type { EntityManager } from '@mikro-orm/postgresql';

/**
 * Work that follows from what the caller may do but reaches beyond their sight, as an erasure and the audit do: until it is
 * done, row-level policies take the transaction for the system's. An error ends the transaction, or its savepoint, and with
 * it what was set.
 */
export async function elevated<T>(em: EntityManager, work: () => Promise<T>): Promise<T> {
  const [before] = (await em.execute("select current_setting('app.role', true) as role, set_config('app.role', 'system', true)")) as [
    { role: string },
  ];
  const result = await work();
  await em.execute("select set_config('app.role', ?, true)", [before.role ?? '']);
  return result;
}
