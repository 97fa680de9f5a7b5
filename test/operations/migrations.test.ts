import { randomUUID } from 'node:crypto';
import { Migration } from '@mikro-orm/migrations';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from '../support/jest.js';
import { migrate, migrations } from '../../src/application.js';
import { ChangedMigration, migrated, type Step } from '../../src/platform/database/migrating.js';

const { adminUrl, ownerUrl } = JSON.parse(process.env['JIANGQIAO_TEST_SERVERS']!) as { adminUrl: string; ownerUrl: string };
const made: string[] = [];
let admin: pg.Client;

beforeAll(async () => {
  admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
});
afterAll(async () => {
  for (const name of made) await admin.query(`drop database ${name} with (force)`);
  await admin.end();
});

/** An empty database. */
async function aDatabase(): Promise<string> {
  const name = `m${randomUUID().replaceAll('-', '').slice(0, 12)}`;
  await admin.query(`create database ${name} owner jiangqiao_owner`);
  made.push(name);
  return ownerUrl.replace('/jiangqiao?', `/${name}?`);
}

async function asOwner<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return work(client).finally(() => client.end());
}

/** A migration of these statements. */
function step(name: string, ...statements: string[]): Step {
  class One extends Migration {
    override up(): void {
      for (const statement of statements) this.addSql(statement);
    }
  }
  Object.defineProperty(One, 'name', { value: name });
  return One;
}

test('processes that start at once bring the tables to their form once, each migration with its checksum', async () => {
  const url = await aDatabase();
  const applied = await Promise.all([migrate(url), migrate(url), migrate(url)]);
  expect(applied.map((names) => names.length).toSorted((a, b) => a - b)).toEqual([0, 0, migrations.length]);
  await asOwner(url, async (client) => {
    const { rows } = await client.query('select 1 from operations.migration where length(checksum) = 64');
    expect(rows).toHaveLength(migrations.length);
    expect([await migrated(client as never, migrations), await migrated(client as never, [...migrations, step('M9999Later', 'select 1')])]).toEqual([
      true,
      false,
    ]);
  });
}, 120_000);

test('a migration that ran in another form is refused by name, before anything changes', async () => {
  const url = await aDatabase();
  await migrate(url, [step('M0001', 'create table one (id int)')]);
  const other = [step('M0001', 'create table one (id bigint)'), step('M0002', 'create table two (id int)')];
  await expect(migrate(url, other)).rejects.toThrow(ChangedMigration);
  await expect(migrate(url, other)).rejects.toThrow(/^M0001: /);
  await asOwner(url, async (client) => expect((await client.query("select to_regclass('two') as two")).rows[0]).toEqual({ two: null }));
});

test('what broke off in the middle keeps what is done, leaves nothing half done and goes on there', async () => {
  const url = await aDatabase();
  const [first, second] = [step('M0001', 'create table one (id int)'), step('M0002', 'create table two (id int)', 'insert into missing values (1)')];
  await expect(migrate(url, [first, second])).rejects.toThrow();
  await asOwner(url, async (client) => {
    const { rows } = await client.query("select to_regclass('one') is not null as one, to_regclass('two') is not null as two");
    expect(rows).toEqual([{ one: true, two: false }]);
    await client.query('create table missing (id int)');
  });
  expect(await migrate(url, [first, second])).toEqual(['M0002']);
});

test('a table that somebody is at work on is waited for a short time, again and again: nobody waits long behind the migration', async () => {
  const url = await aDatabase();
  const first = step('M0001', 'create table busy (id int)', 'insert into busy values (1)');
  await migrate(url, [first]);
  const writer = new pg.Client({ connectionString: url });
  await writer.connect();
  await writer.query('begin; update busy set id = 2');
  let over = false;
  const migrating = migrate(url, [first, step('M0002', 'alter table busy add column more int')]).finally(() => (over = true));
  const waits: number[] = [];
  await asOwner(url, async (reader) => {
    const until = performance.now() + 4_000;
    while (performance.now() < until) {
      const from = performance.now();
      await reader.query('select * from busy'); // stands behind whoever wants the table for itself
      waits.push(performance.now() - from);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });
  expect(over).toBe(false);
  await writer.query('commit');
  await writer.end();
  expect(await migrating).toEqual(['M0002']);
  expect([Math.max(...waits) > 500, Math.max(...waits) < 3_500]).toEqual([true, true]);
}, 60_000);

test('code of before runs on tables of later: what it does not know it leaves alone', async () => {
  const url = await aDatabase();
  const [first, later] = [step('M0001', 'create table one (id int)'), step('M0002', 'alter table one add column more int')];
  await migrate(url, [first, later]);
  expect(await migrate(url, [first])).toEqual([]);
});

/** The last migration from before code of two states had to run on one database. */
const BASE = 'M0028ReportPaths';
/** What breaks code that does not know of it. Where it must be, the migration comes a release after the code stopped needing it, and is named here with the reason. */
const NARROWING =
  /\bdrop (?:table|column|schema|function|type|policy)\b|\brename\b|\balter column \S+ (?:type|set data type|set not null)\b|\bset not null\b|\badd column (?!.*(?:\bdefault\b|\bgenerated\b|\bnull\b))[^,]*\bnot null\b|\badd column [^,]* not null(?!.*default)|\brevoke\b/i;
const NARROWED: Readonly<Record<string, string>> = {};

async function statementsOf(one: Step): Promise<string[]> {
  const made = new (one as new () => Migration)();
  await made.up();
  return made.getQueries().map(String);
}

test('a migration only adds, so that the code of before runs on it', async () => {
  const since = migrations.slice(migrations.findIndex(({ name }) => name === BASE) + 1);
  expect(since.length).toBeGreaterThan(0);
  const broken: string[] = [];
  for (const one of since) {
    if (NARROWED[one.name]) continue;
    const statements = await statementsOf(one as Step);
    const own = (statement: string): boolean => {
      const [, name] = /^revoke execute on function (\w+)/.exec(statement) ?? [];
      return name !== undefined && statements.some((other) => other.startsWith(`create function ${name}(`)); // nobody could call it before
    };
    for (const statement of statements) if (NARROWING.test(statement) && !own(statement)) broken.push(`${one.name}: ${statement.slice(0, 120)}`);
  }
  expect(broken).toEqual([]);
});

test.each([
  ['alter table a drop column b', true],
  ['alter table a rename column b to c', true],
  ['alter table a alter column b type bigint', true],
  ['alter table a alter column b set not null', true],
  ['alter table a add column b int not null', true],
  ['drop table a', true],
  ['revoke select on a from jiangqiao_app', true],
  ['alter table a add column b int', false],
  ['alter table a add column if not exists b timestamptz not null default now()', false],
  ['create table a (b int not null)', false],
  ['create index b on a (c)', false],
])('%s narrows: %s', (statement, narrows) => expect(NARROWING.test(statement)).toBe(narrows));
