import type { ClientBase } from 'pg';

interface Relation {
  id: string;
  name: string;
  kind: 'btree' | 'gin' | 'heap';
}

/** What reads a relation from its first page to its last and compares what belongs together. */
const CHECKS: Readonly<Record<Relation['kind'], string>> = {
  heap: 'select msg as problem from verify_heapam($1::oid::regclass)',
  btree: 'select bt_index_check($1::oid::regclass, true)',
  gin: 'select gin_index_check($1::oid::regclass)',
};

/** Tables and indexes with a damaged page, or an index that lacks a row; as a superuser, who leaves nothing behind. */
export async function damaged(client: ClientBase): Promise<string[]> {
  const found: string[] = [];
  await client.query('begin');
  try {
    await client.query('create extension if not exists amcheck');
    const { rows } = await client.query<Relation>(`
      select c.oid::text as id, c.oid::regclass::text as name, case when c.relkind = 'i' then a.amname else 'heap' end as kind
        from pg_class c left join pg_am a on a.oid = c.relam
       where c.relpersistence = 'p' and (c.relkind in ('r', 't') or (c.relkind = 'i' and a.amname in ('btree', 'gin')))
       order by 3, 2`);
    for (const { id, name, kind } of rows) {
      await client.query('savepoint looked');
      try {
        const answer = await client.query<{ problem?: string }>(CHECKS[kind], [id]);
        if (kind === 'heap' && answer.rows.length > 0) found.push(`${name}: ${answer.rows[0]!.problem}`);
      } catch (error) {
        await client.query('rollback to savepoint looked');
        found.push(`${name}: ${(error as { code?: string }).code} ${(error as Error).message}`);
      }
      await client.query('release savepoint looked');
    }
    return found;
  } finally {
    await client.query('rollback');
  }
}
