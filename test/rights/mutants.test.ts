import type { GraphQLObjectType } from 'graphql';
import { afterAll, beforeAll, expect, test } from '../support/jest.js';
import { modules } from '../../src/modules/index.js';
import { guardedFields } from '../../src/platform/access/enforce.js';
import { assertComplete, everyone, type Policy } from '../../src/platform/access/policy.js';
import { everyRow, scopesOf, type Ways } from '../../src/platform/access/scopes.js';
import type { Role } from '../../src/platform/access/viewer.js';
import { entities, policy } from '../../src/schema.js';
import { testApp } from '../support/app.js';
import { compareGate, compareSchema, contract, enforced } from './coordinates.js';
import { mayOf } from './matrix.js';
import { type Command, compareScopes, DatabaseProbe, ownable } from './probes.js';
import { entitiesByTable, type Principal, rightsWorld, type World } from './world.js';

let world: World;
let probe: DatabaseProbe;
afterAll(() => probe.close());
const app = testApp();
beforeAll(async () => {
  world = await rightsWorld(app);
  probe = await DatabaseProbe.open(app, world);
});

const entityNames = entities.map((one) => one.name);

/** Every mutant must die; the survivors are what fails, and the count is printed. */
async function killed(what: string, mutants: readonly string[], dies: (mutant: number) => boolean | Promise<boolean>): Promise<void> {
  const survivors: string[] = [];
  const began = performance.now();
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0; // refusals by the hundred thousand, whose traces nobody reads
  for (const [at, mutant] of mutants.entries()) if (!(await dies(at))) survivors.push(mutant);
  Error.stackTraceLimit = stackTraceLimit;
  process.stdout.write(
    `mutants, ${what}: ${mutants.length - survivors.length} of ${mutants.length} killed in ${Math.round(performance.now() - began)} ms\n`,
  );
  expect(mutants.length).toBeGreaterThan(0);
  expect(survivors).toEqual([]);
}

interface PolicyRow {
  table: string;
  name: string;
  command: 'ALL' | 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE';
  from: string | null;
  to: string | null;
}
const JUDGED: Record<PolicyRow['command'], readonly Command[]> = {
  ALL: ['see', 'insert', 'update'],
  SELECT: ['see'],
  INSERT: ['insert'],
  UPDATE: ['lock', 'update', 'move'],
  DELETE: ['remove'],
};

interface Mutant {
  statement: string;
  table: string;
  judged: readonly Command[];
  /** Whom it is most likely to show. */
  likely?: (principal: Principal) => boolean;
}

/** Whoever may lock a row of these may leave it so, and whose it is a trigger holds: what an update that changes nothing is checked by. */
const held = (table: string, owned: ReadonlySet<string>): boolean =>
  owned.has(table) &&
  !world.rows
    .filter((row) => row.table === table)
    .some((row) => world.principals.some((principal) => ((may) => may.lock && !may.update)(mayOf(principal, row))));

/** A policy is dropped, or its condition opened; an update without a check of its own is checked by what it may start from. */
function mutantsOf({ table, name, command, from, to }: PolicyRow, owned: ReadonlySet<string>): Mutant[] {
  const check = to === null && command === 'UPDATE' && ownable(table) ? from : to;
  const after = command === 'UPDATE' && held(table, owned) ? null : check;
  const opened = (condition: string | null, clause: string): string[] =>
    condition === null || condition === 'true' ? [] : [`alter policy ${name} on ${table} ${clause} (true)`];
  const whose = ({ settings, as }: Principal): boolean => as.endsWith(name) || `${from} ${to}`.includes(`'${settings['app.role'] ?? 'nobody'}'`);
  const mutant = { table, judged: JUDGED[command] };
  return [
    { ...mutant, statement: `drop policy ${name} on ${table}`, likely: whose },
    ...opened(from, 'using').map((statement) => ({ ...mutant, statement, likely: (one: Principal) => one.name === 'nobody' })),
    ...opened(after, 'with check').map((statement) => ({
      ...mutant,
      statement,
      likely: (one: Principal) => command === 'INSERT' && one.name === 'nobody',
    })),
  ];
}

test('each row-level policy, dropped or opened, each table without row-level security and each row that may change hands is noticed', async () => {
  const policies = await app.sql<PolicyRow>(
    `select tablename as table, policyname as name, cmd as command, qual as from, with_check as to from pg_policies where schemaname = 'public' order by 1, 2`,
  );
  const triggers = await app.sql<{ table: string; name: string }>(
    `select tgrelid::regclass::text as table, tgname as name from pg_trigger where tgfoid = 'refuse_change'::regproc`,
  );
  const tried = new Set(world.rows.map(({ table }) => table));
  process.stdout.write(`mutated ${policies.filter(({ table }) => tried.has(table)).length} of ${policies.length} policies\n`);
  expect([...new Set(policies.map(({ table }) => table))].filter((table) => !tried.has(table))).toEqual([]);
  const ownedTables = new Set(triggers.map(({ table }) => table));
  const all: Mutant[] = [
    ...policies.flatMap((one) => mutantsOf(one, ownedTables)),
    ...[...new Set(policies.map(({ table }) => table))].flatMap((table) =>
      ['disable', 'no force'].map((how) => ({
        statement: `alter table ${table} ${how} row level security`,
        table,
        judged: ['see', 'insert'] as const,
      })),
    ),
    ...triggers.map(({ table, name }) => ({ statement: `drop trigger ${name} on ${table}`, table, judged: ['move'] as const })),
  ];
  await killed(
    'row-level security',
    all.map(({ statement }) => statement),
    async (at) => {
      const { statement, table, judged, likely = () => false } = all[at]!;
      return probe.changed(statement, async () => (await probe.unsecured()).includes(table) || probe.notices(judged, table, likely));
    },
  );
}, 600_000);

test('each predicate of a scope, removed or opened, is noticed', async () => {
  const all = modules.flatMap(({ name, scopes = {} }, module) =>
    Object.entries(scopes).flatMap(([entity, ways]) =>
      ways.flatMap((way, at) =>
        (Object.keys(way) as Role[]).flatMap((role) =>
          [undefined, ...(way[role] === everyRow ? [] : [everyRow])].map((predicate) => ({
            title: `${name}: ${entity} as ${role}, way ${at}, ${predicate ? 'opened' : 'removed'}`,
            module,
            entity,
            role,
            change: { ...scopes, [entity]: ways.map((one, index) => (index === at ? { ...one, [role]: predicate } : one)) } as Ways,
          })),
        ),
      ),
    ),
  );
  const tables = [...entitiesByTable(app)];
  await killed(
    'predicates of scopes',
    all.map(({ title }) => title),
    async (at) => {
      const { module, entity, role, change } = all[at]!;
      const scopes = scopesOf(
        entityNames,
        modules.map((one, index) => (index === module ? change : (one.scopes ?? {}))),
      );
      const asking = { ...world, principals: world.principals.filter(({ viewer }) => viewer?.role === role) };
      const ofEntity = new Map(tables.filter(([, one]) => one === entity));
      return (await compareScopes(probe.client, asking, scopes, ofEntity)).mismatches.length > 0;
    },
  );
}, 600_000);

const withRow = (coordinate: string, roles: readonly Role[]): Policy => new Map([...policy, [coordinate, new Set(roles)]]);

test('each coordinate, open to everyone or to one role fewer, is noticed; one without a row is not built', async () => {
  const schema = contract();
  const all = [...policy].flatMap(([coordinate, roles]) => [
    ...(roles.size === everyone.length ? [] : [{ title: `${coordinate} for everyone`, coordinate, table: withRow(coordinate, everyone) }]),
    { title: `${coordinate} for one role fewer`, coordinate, table: withRow(coordinate, [...roles].slice(1)) },
  ]);
  await killed(
    'coordinates',
    all.map(({ title }) => title),
    (at) => compareGate(schema, all[at]!.table, [all[at]!.coordinate]).mismatches.length > 0,
  );
  const fields = [...policy.keys()].filter((one) => !one.startsWith('ImportStartInput.'));
  await killed('missing rows', fields, (at) => {
    const table = new Map(policy);
    table.delete(fields[at]!);
    try {
      assertComplete(schema, table);
      return false;
    } catch {
      return true;
    }
  });
});

test('each check on the schema, taken off its field, is noticed', async () => {
  const schema = enforced(policy);
  const guarded = [...guardedFields(schema, policy).keys()];
  await killed('checks on the schema', guarded, (at) => {
    const [type, name] = guarded[at]!.split('.') as [string, string];
    const field = (schema.getType(type) as GraphQLObjectType).getFields()[name]!;
    const { resolve } = field;
    field.resolve = () => 'unguarded';
    const { mismatches } = compareSchema(schema);
    field.resolve = resolve;
    return mismatches.length > 0;
  });
});
