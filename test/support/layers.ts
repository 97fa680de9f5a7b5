import { expect } from './jest.js';
import { regionByCode } from '../../src/modules/regions/region.queries.js';
import { ANONYMOUS, type Role, settingsOf, type Viewer } from '../../src/platform/access/viewer.js';
import { under } from '../../src/platform/database/reading.js';
import { raw } from '../../src/platform/database/sql.js';
import { access } from '../../src/schema.js';
import type { TestApp } from './app.js';

/** Entities by the name of their table. */
export type Tables = Readonly<Record<string, string>>;

export const office = (code: string): Viewer => ({
  ...ANONYMOUS,
  role: 'office',
  userId: '00000000-0000-7000-8000-000000000001',
  regionPath: regionByCode(code).path,
});
export const viewer = (role: Role, more: Partial<Viewer> = {}): Viewer => ({ ...ANONYMOUS, role, ...more });

/**
 * The tables of which somebody sees rows: by row-level security alone those that the scopes alone show, row by row. Of tables in
 * `wider` the rows themselves may show more, to be locked.
 */
export async function tablesSeen(app: TestApp, tables: Tables, who: Viewer, wider: readonly string[] = []): Promise<string[]> {
  const seen: string[] = [];
  for (const [table, entity] of Object.entries(tables)) {
    const { rows } = await under(app.application.platform.pool, settingsOf(who), (client) =>
      client.query<{ id: string }>(`select id from ${table} order by id`),
    );
    const { text, values } = (access.scopes.get(entity)!('t', who) ?? raw('true')).compile();
    const scoped = await owned<{ id: string }>(app, `select t.id from ${table} t where ${text} order by t.id`, values);
    const [bySecurity, byScopes] = [rows, scoped].map((all) => all.map(({ id }) => id));
    expect([table, bySecurity]).toEqual([table, wider.includes(table) ? expect.arrayContaining(byScopes!) : byScopes]);
    if (scoped.length > 0) seen.push(table);
  }
  return seen.sort();
}

/** Rows of whoever the scopes alone let through: as the owner, whom row-level security lets see all. */
async function owned<T>(app: TestApp, text: string, values: unknown[]): Promise<T[]> {
  const order = [...text.matchAll(/\$(\d+)/g)]
    .map(([, number]) => values[Number(number) - 1])
    .map((one) => (Array.isArray(one) ? `{${one.join(',')}}` : one));
  return (await app.sql(text.replace(/\$\d+/g, '?'), order)) as T[];
}

/** How many rows somebody changes by a statement, or the code by which it is refused. */
export const changed = (app: TestApp, who: Viewer, statement: string): Promise<number | string> =>
  under(app.application.platform.pool, settingsOf(who), (client) => client.query(statement)).then(
    ({ rowCount }) => rowCount ?? 0,
    (error: { code?: string }) => error.code ?? 'error',
  );

/** That somebody changes and removes no row of these tables, whatever they see of them. */
export async function changesNothing(app: TestApp, tables: readonly string[], who: Viewer): Promise<void> {
  for (const table of tables)
    for (const statement of [`update ${table} set synthetic = synthetic`, `delete from ${table}`])
      expect([statement, [0, '42501']]).toEqual([statement, expect.arrayContaining([await changed(app, who, statement)])]);
}
