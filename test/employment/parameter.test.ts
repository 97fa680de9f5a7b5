import { expect, test } from '../support/jest.js';
import { testApp, type Who } from '../support/app.js';
import { CITY } from '../support/factories.js';
import { today } from '../support/programmes.js';
import { change } from '../support/transfers.js';

const app = testApp();
const set = (more: object, as: Who = { role: 'OFFICE', region: '500101' }): Promise<any> =>
  // oxlint-disable-line typescript/no-explicit-any -- an answer
  change(
    app,
    'programmeParameterSet',
    'ProgrammeParameterSetInput',
    null,
    'parameter { id value unit ours region { code } }',
    { kind: 'CLEARANCE', region: '500101', value: 20, unit: 'DAYS', source: '万州就业〔2026〕1号', ...more },
    as,
  );
const deadline = async (path: string, start: string): Promise<unknown> =>
  (await app.sql("select programme_deadline('CLEARANCE', ?, ?::date)::text as day", [path, start]))[0]!['day'];

test('every default names its source, and our own proposals say so', async () => {
  const query = '{ programmeParameters(first: 100) { edges { node { kind source ours region { code } } } } }';
  const rows = (await app.data(query, {}, { role: 'AUDITOR' })).programmeParameters.edges.map((edge: { node: object }) => edge.node) as {
    kind: string;
    source: string;
    ours: boolean;
  }[];
  expect(rows.length).toBe(17);
  expect(rows.every((one) => one.source !== '')).toBe(true);
  expect(rows.filter((one) => one.source.startsWith('自定')).every((one) => one.ours)).toBe(true);
  expect(rows.find((one) => one.kind === 'EMPLOYMENT_REGISTRATION')).toMatchObject({ ours: false });
});

test('a county sets its own from a day on; below it and from that day it holds, elsewhere and before not', async () => {
  const [from, path] = [await today(app, 10), '/100000/500000/500101'];
  expect((await set({ effectiveOn: from })).parameter).toMatchObject({ value: 20, unit: 'DAYS', ours: false, region: { code: '500101' } });
  await app.sql("insert into calendar_year (year, source, assumed) select y, 'test', true from generate_series(2026, 2040) y");
  expect(await deadline(`${path}/500101001`, from)).toBe(await today(app, 30));
  const before = await today(app, 9);
  const tenth = (await app.sql('select add_working_days(?::date, 10)::text as day', [before]))[0]!['day'];
  expect([await deadline(path, before), await deadline('/100000/500000/500102', before)]).toEqual([tenth, tenth]);
  expect((await set({ effectiveOn: from })).userErrors).toMatchObject([{ code: 'ALREADY_EXISTS', path: ['input', 'effectiveOn'] }]);
});

test.each([
  ['a day that is over', { effectiveOn: '2020-01-01' }, 'INVALID', 'effectiveOn'],
  ['a value out of reason', { value: 0 }, 'INVALID', 'value'],
  ['a unit that the kind does not have', { kind: 'REFUSALS' }, 'INVALID', 'unit'],
  ['working days for what is looked through every night', { kind: 'NO_CONTACT', unit: 'WORKING_DAYS' }, 'INVALID', 'unit'],
  ['a division of somebody else', { region: '500102' }, 'NOT_FOUND', 'region'],
])('refuses %s', async (_, more, code, field) => {
  const answer = await set({ effectiveOn: await today(app, 40), ...more });
  expect(answer).toMatchObject({ parameter: null, userErrors: [{ code, path: ['input', field] }] });
});

test('who may not: a street, an intermediary', async () => {
  const effectiveOn = await today(app, 50);
  expect((await set({ effectiveOn, region: '500101001' }, { role: 'OFFICE', region: '500101001' })).userErrors).toMatchObject([
    { code: 'NOT_ELIGIBLE' },
  ]);
  const mutation = 'mutation ($input: ProgrammeParameterSetInput!) { programmeParameterSet(input: $input) { userErrors { code } } }';
  const input = {
    kind: 'CLEARANCE',
    region: '500101',
    value: 5,
    unit: 'DAYS',
    source: 'x',
    effectiveOn,
    idempotencyKey: '0198c0de-0000-7000-8000-0000000000aa',
  };
  expect(await app.mistake(mutation, { input }, { role: 'AUDITOR' })).toBe('FORBIDDEN');
});

test('the list takes the same statements for 3 and for 30', async () => {
  const query = 'query ($first: Int!) { programmeParameters(first: $first) { edges { node { kind region { name } } } } }';
  const counted = (first: number): Promise<number> => app.statements(() => app.data(query, { first }, CITY));
  expect([await counted(3), await counted(30)]).toEqual([1, 1]);
});
