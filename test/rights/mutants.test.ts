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
import { type Command, compareScopes, DatabaseProbe, ownable } from './probes.js';
import { entitiesByTable, rightsWorld, type World } from './world.js';

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
  for (const [at, mutant] of mutants.entries()) if (!(await dies(at))) survivors.push(mutant);
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

/**
 * What this world does not show: a number that is looked up before its person, consents, erased people (`test/seekers`), the
 * plan above that is locked while it is divided (`test/agreements`), somebody’s own claims in what is handed out to them;
 * and a policy behind a right that the application’s role does not have.
 */
const WALKED_ELSEWHERE = [
  'drop policy above_select on plan',
  'drop policy above_update on plan',
  'drop policy office_delete on plan',
  'alter policy office_delete on plan using (true)',
  'drop policy seeker_select on beneficiary_claim',
  'drop policy document_select on person_secret',
  'drop policy shared_select on seeker',
  'drop policy seeker_select on account',
  'seekers: Seeker as intermediary, way 1, removed',
  'seekers: Seeker as office, way 1, removed',
  'seekers: Seeker as auditor, way 2, opened',
];

interface Mutant {
  statement: string;
  table: string;
  judged: readonly Command[];
}

/** Who may lock a row of these may leave it so, and whose it is a trigger holds: what an update is checked by after that changes nothing. */
const HELD = [
  'licence',
  'beneficiary_claim',
  'placement',
  'departure_batch',
  'seeker',
  'person_secret',
  'registration',
  'referral',
  'quota',
  'reservation',
  'labour_order',
  'transfer',
  'follow_up',
  'rights_case',
];

/** A policy is dropped, or its condition opened; an update without a check of its own is checked by what it may start from. */
function mutantsOf({ table, name, command, from, to }: PolicyRow): Mutant[] {
  const check = to === null && command === 'UPDATE' && ownable(table) ? from : to;
  const opened = (condition: string | null, clause: string): string[] =>
    condition === null || condition === 'true' ? [] : [`alter policy ${name} on ${table} ${clause} (true)`];
  const after = command === 'UPDATE' && HELD.includes(table) ? null : check;
  return [`drop policy ${name} on ${table}`, ...opened(from, 'using'), ...opened(after, 'with check')].map((statement) => ({
    statement,
    table,
    judged: JUDGED[command],
  }));
}

test('each row-level policy, dropped or opened, each table without row-level security and each row that may change hands is noticed', async () => {
  const everywhere = await app.sql<PolicyRow>(
    `select tablename as table, policyname as name, cmd as command, qual as from, with_check as to from pg_policies where schemaname = 'public' order by 1, 2`,
  );
  const owned = await app.sql<{ table: string; name: string }>(
    `select tgrelid::regclass::text as table, tgname as name from pg_trigger where tgfoid = 'refuse_change'::regproc`,
  );
  const tried = new Set(world.rows.map(({ table }) => table));
  const policies = everywhere.filter(({ table }) => tried.has(table));
  const untried = [...new Set(everywhere.map(({ table }) => table).filter((table) => !tried.has(table)))];
  process.stdout.write(`mutated ${policies.length} of ${everywhere.length} policies; none of ${untried.join(', ')}\n`);
  const triggers = owned.filter(({ table }) => tried.has(table));
  const all: Mutant[] = [
    ...policies.flatMap(mutantsOf).filter(({ statement }) => !WALKED_ELSEWHERE.includes(statement)),
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
      const { statement, table, judged } = all[at]!;
      return probe.changed(statement, async () => {
        const { mismatches } = await probe.compare(judged, [table], true);
        return mismatches.length > 0 || (await probe.unsecured()).length > 0;
      });
    },
  );
}, 600_000);

test('each predicate of a scope, removed or opened, is noticed', async () => {
  const tried = new Set(entitiesByTable(app).values());
  const all = modules
    .flatMap(({ name, scopes = {} }, module) =>
      Object.entries(scopes).flatMap(([entity, ways]) =>
        !tried.has(entity)
          ? []
          : ways.flatMap((way, at) =>
              (Object.keys(way) as Role[]).flatMap((role) =>
                [undefined, ...(way[role] === everyRow ? [] : [everyRow])].map((predicate) => ({
                  title: `${name}: ${entity} as ${role}, way ${at}, ${predicate ? 'opened' : 'removed'}`,
                  module,
                  role,
                  change: { ...scopes, [entity]: ways.map((one, index) => (index === at ? { ...one, [role]: predicate } : one)) } as Ways,
                })),
              ),
            ),
      ),
    )
    .filter(({ title }) => !WALKED_ELSEWHERE.includes(title));
  await killed(
    'predicates of scopes',
    all.map(({ title }) => title),
    async (at) => {
      const { module, role, change } = all[at]!;
      const scopes = scopesOf(
        entityNames,
        modules.map((one, index) => (index === module ? change : (one.scopes ?? {}))),
      );
      const asking = { ...world, principals: world.principals.filter(({ viewer }) => viewer?.role === role) };
      return (await compareScopes(probe.client, asking, scopes, entitiesByTable(app))).mismatches.length > 0;
    },
  );
});

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
