import { beforeAll, describe, expect, test } from '../support/jest.js';
import pg from 'pg';
import { assertBound } from '../../src/commands/world.js';
import { access, entities } from '../../src/schema.js';
import { type TestApp, testApp } from '../support/app.js';
import { compareApi } from './api.js';
import { compareScopes, DatabaseProbe } from './probes.js';
import { entitiesByTable, rightsWorld, type World } from './world.js';

const show = async (what: string, found: Promise<{ cells: number; mismatches: string[] }>): Promise<void> => {
  const { cells, mismatches } = await found;
  process.stdout.write(`${what}: ${cells} cells, ${mismatches.length} mismatches\n`);
  expect(cells).toBeGreaterThan(0);
  expect(mismatches).toEqual([]);
};

/** Row-level security off, on every table of this database. */
const withoutRowSecurity = async (app: TestApp): Promise<void> => {
  for (const { name } of await app.sql<{ name: string }>(
    "select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'",
  ))
    await app.sql(`alter table ${name} disable row level security`);
};

/** Everything of this world in one request. */
const WIDE = { LIMIT_ALIASES: '1000', LIMIT_COST: '100000', LIMIT_FIELDS: '10000', LIMIT_TOKENS: '10000', LIMIT_BODY_BYTES: '1000000' };

describe('with the scopes of the application', () => {
  let world: World;
  const app = testApp({ variables: WIDE });
  beforeAll(async () => void (world = await rightsWorld(app)));
  const probing = async (work: (probe: DatabaseProbe) => Promise<void>): Promise<void> => {
    const probe = await DatabaseProbe.open(app, world);
    await work(probe).finally(() => probe.close());
  };

  test(
    'row-level security alone lets every principal do exactly what the matrix says',
    () => probing((probe) => show('row-level security, statement by statement', probe.compare())),
    600_000,
  );

  test('row-level security binds every table, and its owner', () => probing(async (probe) => expect(await probe.unsecured()).toEqual([])));

  test('a server on a role that row-level security does not bind does not start', async () => {
    await assertBound(app.application.platform.pool);
    for (const url of [app.servers.adminUrl, app.servers.ownerUrl]) {
      const pool = new pg.Pool({ connectionString: url, max: 1 });
      await expect(assertBound(pool)).rejects.toThrow('jiangqiao_app');
      await pool.end();
    }
  });

  test('the scopes alone show every viewer exactly what the matrix says', () =>
    probing((probe) => show('scopes, statement by statement', compareScopes(probe.client, world, access.scopes, entitiesByTable(app)))));

  test('both together show every caller of the API exactly what the matrix says', () => show('API with both layers', compareApi(app, world)));

  test('with row-level security off the API shows the same: no foreign row, none missing', async () => {
    await withoutRowSecurity(app);
    await show('API without row-level security', compareApi(app, world));
  });
});

describe('without the scopes of the application', () => {
  const app = testApp({ variables: WIDE, access: { ...access, scopes: new Map(entities.map(({ name }) => [name, () => null])) } });

  let world: World;
  beforeAll(async () => void (world = await rightsWorld(app)));

  test('row-level security shows every caller of the API exactly what the matrix says: no foreign row, none missing', () =>
    show('API without scopes', compareApi(app, world, 'database')));

  test('and with neither layer foreign rows are seen, so that the tests above can fail', async () => {
    await withoutRowSecurity(app);
    const { mismatches } = await compareApi(app, world);
    expect(mismatches.length).toBeGreaterThan(100);
  });
});
