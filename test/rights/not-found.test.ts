import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from '../support/jest.js';
import { type GraphQLOutputType, getNamedType, isObjectType } from 'graphql';
import { syntheticResidentId } from '../../src/platform/privacy/resident-id.js';
import { type TestApp, testApp } from '../support/app.js';
import { ask, callers } from './api.js';
import { committed, contract } from './coordinates.js';
import { operationOf, rootFields } from './documents.js';
import { mayOf } from './matrix.js';
import { type Principal, rightsWorld, type Row, type World } from './world.js';

const schema = contract();
const app = testApp();
let world: World;
beforeAll(async () => void (world = await rightsWorld(app)));

type Given = (id: string, own: (table: string) => string) => Record<string, unknown>;
const byId: Given = (id) => ({ id });
/** Every argument and input field that names a row which is not everybody's. */
const TARGETS: [field: string, table: string, given: Given][] = [
  ['vacancy', 'vacancy', byId],
  ['seekerMatches', 'vacancy', (vacancyId) => ({ vacancyId })],
  ['seeker', 'seeker', byId],
  ['vacancyMatches', 'seeker', (seekerId) => ({ seekerId })],
  ['vacancyNearMisses', 'seeker', (seekerId) => ({ seekerId })],
  ['referral', 'referral', byId],
  ['referrals', 'vacancy', (vacancy) => ({ vacancy })],
  ['referrals', 'seeker', (seeker) => ({ seeker })],
  ['importJob', 'import_job', byId],
  ['importRefusals', 'import_job', (importId) => ({ importId })],
  ['importStart', 'import_job', (id, own) => ({ id, input: { institution: own('institution') } })],
  ...['vacancySubmit', 'vacancyApprove', 'vacancyReject', 'vacancyClose'].map((field) => [field, 'vacancy', byId] as [string, string, Given]),
  ...['registrationSuspend', 'registrationResume', 'registrationWithdraw'].map((field) => [field, 'registration', byId] as [string, string, Given]),
  ...['Accept', 'Refuse', 'Interview', 'Hire', 'NotHire', 'NoShow'].map((step) => [`referral${step}`, 'referral', byId] as [string, string, Given]),
  ['referralIssue', 'registration', (registration) => ({ input: { registration } })],
  ['referralIssue', 'vacancy', (vacancy, own) => ({ input: { vacancy, registration: own('registration') } })],
  [
    'seekerRegister',
    'travel_group',
    (travelGroup, own) => ({
      input: {
        travelGroup,
        name: '李四',
        idNumber: syntheticResidentId(901, '1985-05-05', 'MALE'),
        wish: { anyTrade: true, places: ['重庆'] },
        institution: own('institution'),
      },
    }),
  ],
];

/** Tables by the type of their rows, for fields of which the id is the row's that they answer with. */
const TYPES: Record<string, string> = {
  Agreement: 'agreement',
  Quota: 'quota',
  Reservation: 'reservation',
  LabourOrder: 'labour_order',
  Transfer: 'transfer',
  FollowUp: 'follow_up',
  RightsCase: 'rights_case',
  Placement: 'placement',
  DepartureBatch: 'departure_batch',
  Plan: 'plan',
  Licence: 'licence',
  BrandMember: 'brand_member',
  ProgrammeParticipant: 'programme_participant',
  BeneficiaryClaim: 'beneficiary_claim',
  Device: 'device',
};
const answersWith = (type: GraphQLOutputType): string | undefined => {
  const named = getNamedType(type);
  if (!isObjectType(named) || named.name in TYPES) return isObjectType(named) ? TYPES[named.name] : undefined;
  if (!named.name.endsWith('Payload')) return undefined;
  return Object.values(named.getFields())
    .map((field) => TYPES[getNamedType(field.type).name])
    .find((table) => table !== undefined);
};
for (const [kind, field] of rootFields(schema)) {
  const table = answersWith(field.type);
  if (kind !== 'subscription' && table && field.args.some((arg) => arg.name === 'id')) TARGETS.push([field.name, table, byId]);
}

const typeOf = (field: string): string => (schema.getMutationType()!.getFields()[field] ? 'Mutation' : 'Query');
const foreign = (who: Principal, table: string): Row[] => world.rows.filter((row) => row.table === table && !mayOf(who, row).see);
const ownOf =
  (who: Principal) =>
  (table: string): string =>
    world.rows.find((row) => row.table === table && mayOf(who, row).update)?.id ??
    world.rows.find((row) => row.table === table && row.institution?.id === who.viewer!.institutionId)?.id ??
    randomUUID();

const snapshot = async (of: TestApp): Promise<string> =>
  JSON.stringify(
    await Promise.all(
      ['vacancy', 'seeker', 'registration', 'referral', 'travel_group', 'import_job', ...Object.values(TYPES)].map((table) =>
        of.sql(`select * from ${table} order by id`),
      ),
    ),
  );

/** Each target with a row out of sight and with none at all, for every caller that may use the field. */
async function differences(): Promise<{ pairs: number; different: string[] }> {
  const found = { pairs: 0, different: [] as string[] };
  for (const who of callers(world)) {
    for (const [field, table, given] of TARGETS) {
      if (!committed.get(`${typeOf(field)}.${field}`)!.has(who.viewer!.role)) continue;
      const answer = async (id: string): Promise<string> => {
        const { query, variables } = operationOf(schema, field, given(id, ownOf(who)));
        const { status, body } = await ask(app, who, query, variables);
        return `${status} ${JSON.stringify(body)}`;
      };
      const missing = await answer(randomUUID());
      for (const row of foreign(who, table).slice(0, 4)) {
        found.pairs += 1;
        const hidden = await answer(row.id);
        if (hidden !== missing) found.different.push(`${who.name}: ${field} ${table} ${row.state ?? ''}: ${hidden}, not ${missing}`);
      }
    }
  }
  return found;
}

test('what is out of sight is answered in the same bytes as what does not exist, and stays as it is', async () => {
  const before = await snapshot(app);
  const { pairs, different } = await differences();
  process.stdout.write(`not visible against not there: ${pairs} pairs, ${different.length} differ\n`);
  expect(different).toEqual([]);
  expect(pairs).toBeGreaterThan(500);
  expect(await snapshot(app)).toBe(before);
});

const ROUNDS = 100;
const median = (times: readonly number[]): number => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]!;

/** How much longer a hidden row takes than none at all, in the middle of many pairs; how sure that is; how long none takes. */
async function timed(who: Principal, field: string, hidden: string): Promise<{ difference: number; error: number; missing: number }> {
  const time = async (id: string): Promise<number> => {
    const { query, variables } = operationOf(schema, field, { id });
    const began = performance.now();
    await ask(app, who, query, variables);
    return performance.now() - began;
  };
  const [differences, missing]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    const order = round % 2 === 0 ? [hidden, randomUUID()] : [randomUUID(), hidden];
    const [first, second] = [await time(order[0]!), await time(order[1]!)];
    differences.push(round % 2 === 0 ? first - second : second - first);
    missing.push(round % 2 === 0 ? second : first);
  }
  const spread = differences.toSorted((a, b) => a - b);
  const quartiles = spread[Math.floor(ROUNDS * 0.75)]! - spread[Math.floor(ROUNDS * 0.25)]!;
  return { difference: Math.abs(median(differences)), error: (1.25 * (quartiles / 1.35)) / Math.sqrt(ROUNDS), missing: median(missing) };
}

test.each([
  ['vacancy', 'vacancy'],
  ['seeker', 'seeker'],
  ['referral', 'referral'],
  ['vacancyClose', 'vacancy'],
  ['registrationWithdraw', 'registration'],
])('%s takes the same time for both', async (field, table) => {
  const who = callers(world).find(({ name }) => name === 'office of the other county')!;
  const hidden = foreign(who, table)[0]!.id;
  // A difference of the work done stays however often it is measured; one of a busy machine does not.
  const same = ({ difference, error }: Awaited<ReturnType<typeof timed>>): boolean => difference <= Math.max(0.1, 3 * error);
  let measured = await timed(who, field, hidden);
  for (let again = 0; again < 3 && !same(measured); again++) measured = await timed(who, field, hidden);
  process.stdout.write(`${field}: ${measured.missing.toFixed(2)} ms, out of sight ${measured.difference.toFixed(3)} ms apart\n`);
  expect(same(measured)).toBe(true);
});

test('with row-level security off the application alone answers the same', async () => {
  for (const { name } of await app.sql<{ name: string }>(
    "select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'",
  ))
    await app.sql(`alter table ${name} disable row level security`);
  const before = await snapshot(app);
  const { different } = await differences();
  expect(different).toEqual([]);
  expect(await snapshot(app)).toBe(before);
});
