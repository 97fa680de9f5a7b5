import { beforeAll, expect, test } from '../support/jest.js';
import { SYSTEM } from '../../src/platform/access/viewer.js';
import { within } from '../../src/platform/database/within.js';
import { measure } from '../../src/platform/measures/measure.js';
import { key, testApp, type Who } from '../support/app.js';
import { anEmployer, CITY } from '../support/factories.js';
import { aPlacement, aResident, aStation, calendar, COUNTY, later, type Placed, type Resident, STREET, today } from '../support/programmes.js';
import { change, done } from '../support/transfers.js';

const app = testApp();
let station: string;
beforeAll(async () => {
  await calendar(app);
  station = await aStation(app);
});
const FIELDS = 'employment { id kind late startedOn registeredOn dueOn employer { id } ending { on cause } }';
const register = (values: object, as: Who = CITY): Promise<any> =>
  change(app, 'employmentRegister', 'EmploymentRegisterInput', null, FIELDS, values, as); // oxlint-disable-line typescript/no-explicit-any -- an answer
const count = async (): Promise<unknown> => (await app.sql('select count(*)::int as count from employment'))[0]!['count'];
const placed = async (): Promise<Placed & { person: Resident }> => {
  const person = await aResident(app, station);
  return { person, ...(await aPlacement(app, station, person)) };
};

test('employment registration: the employer registers a confirmed hire, and what comes after thirty days is marked late', async () => {
  const first = await placed();
  const recruiter: Who = { role: 'RECRUITER', employers: [first.employer] };
  const { employment } = await register({ placement: first.placement, contractMonths: 12 }, recruiter);
  expect(employment).toMatchObject({
    kind: 'EMPLOYED',
    late: false,
    startedOn: await today(app),
    dueOn: await today(app, 30),
    employer: { id: first.employer },
    ending: null,
  });
  const second = await placed();
  await later(app, 31);
  const missing = '{ employmentsMissing { edges { node { id } } } }';
  expect((await app.data(missing, {}, CITY)).employmentsMissing.edges).toEqual([{ node: { id: second.placement } }]);
  expect((await register({ placement: second.placement })).employment).toMatchObject({ late: true });
  expect((await app.data(missing, {}, CITY)).employmentsMissing.edges).toEqual([]);
});

test('refuses a hire that is not confirmed, one that is registered, and a person whose work lasts; nothing is stored', async () => {
  const person = await aResident(app, station);
  const pending = await aPlacement(app, station, person, { confirmed: false });
  const before = await count();
  expect((await register({ placement: pending.placement })).userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE', path: ['input', 'placement'] }]);
  expect(await count()).toBe(before);
  const { placement, person: other } = await placed();
  await register({ placement });
  expect((await register({ placement })).userErrors).toMatchObject([{ code: 'ALREADY_EXISTS' }]);
  const again = { seeker: other.seeker, kind: 'FLEXIBLE', startedOn: await today(app), institution: station };
  expect((await register(again)).userErrors).toMatchObject([{ code: 'ALREADY_EXISTS', path: ['input', 'seeker'] }]);
});

test('employment registration: the self-employed are registered at the street office, not at the county', async () => {
  const person = await aResident(app, station);
  const county = await aStation(app, COUNTY);
  const work = { seeker: person.seeker, kind: 'SELF_EMPLOYED', startedOn: await today(app, -3) };
  expect((await register({ ...work, institution: county })).userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE', path: ['input', 'institution'] }]);
  expect((await register({ ...work, startedOn: await today(app, 1), institution: station })).userErrors).toMatchObject([
    { code: 'INVALID', path: ['input', 'startedOn'] },
  ]);
  expect((await register({ ...work, institution: station })).employment).toMatchObject({ kind: 'SELF_EMPLOYED', employer: null });
});

test('employment registration: nobody under sixteen, and no day for which no term is set; nothing is stored', async () => {
  const person = await aResident(app, station);
  const work = { seeker: person.seeker, kind: 'FLEXIBLE', institution: station };
  const before = await count();
  await app.sql("update seeker set birth_on = app_today() - interval '15 years' where id = ?", [person.seeker]);
  expect((await register({ ...work, startedOn: await today(app, -3) })).userErrors).toMatchObject([
    { code: 'NOT_ELIGIBLE', path: ['input', 'startedOn'] },
  ]);
  await app.sql("update seeker set birth_on = '1940-01-01' where id = ?", [person.seeker]);
  expect((await register({ ...work, startedOn: '1977-12-31' })).userErrors).toMatchObject([
    { code: 'NOT_ELIGIBLE', message: expect.stringContaining('1977-12-31') },
  ]);
  expect(await count()).toEqual(before);
  expect((await register({ ...work, startedOn: '1978-01-01' })).userErrors).toEqual([]);
});

test('end of employment: what ended and was not registered in its time is listed; a deadline without a holiday table is said', async () => {
  const { placement, employer } = await placed();
  const { employment } = await register({ placement });
  const list = '{ employments(endMissing: true, first: 100) { totalCount edges { node { id } } } }';
  const missing = async (as: Who = CITY): Promise<string[]> =>
    (await app.data(list, {}, as)).employments.edges.map(({ node }: { node: { id: string } }) => node.id);
  const ended = (days: number): Promise<unknown> =>
    app.sql("update placement set hired_on = app_today() - 60, ending_on = app_today() - ?::int, ending_cause = 'DISMISSED' where id = ?", [
      days,
      placement,
    ]);
  await ended(15);
  expect(await missing()).not.toContain(employment.id);
  await ended(16);
  expect(await missing()).toContain(employment.id);
  expect(await missing({ role: 'RECRUITER', employers: [employer] })).toEqual([employment.id]);
  expect(await missing({ role: 'RECRUITER', employers: [await anEmployer(app)] })).toEqual([]);
  await app.sql("update placement set hired_on = '1994-12-01', ending_on = '1995-01-01' where id = ?", [placement]);
  await app.sql(
    `insert into programme_parameter (id, kind, region_path, effective_on, value, unit, source)
     values (uuidv7(), 'EMPLOYMENT_ENDING', '/100000/500000/500101', '1990-01-01', 15, 'WORKING_DAYS', '试验')`,
  );
  expect(await app.mistake(list, {}, CITY)).toBe('BAD_USER_INPUT');
  await app.sql("delete from programme_parameter where source = '试验'");
  await done(app, 'employmentEnd', 'EmploymentEndInput', employment.id, FIELDS, { on: await today(app), cause: 'DISMISSED' });
  expect(await missing()).not.toContain(employment.id);
});

test('end of employment: a hire that is taken back leaves the register, counts nowhere, and the unemployment that it ended goes on', async () => {
  const figures = async (): Promise<unknown> =>
    (
      await app.data(
        '{ employmentFigures(region: "500101", from: "2020-01-01", to: "2040-01-01") { newUrbanEmploymentCount urbanEmployedCount registeredUnemployedCount } }',
        {},
        CITY,
      )
    ).employmentFigures;
  const measured = async (): Promise<unknown> => {
    const day = await today(app);
    const asked = ['NEW_URBAN_EMPLOYMENT', 'REGISTERED_UNEMPLOYMENT_RATE', 'RE_EMPLOYED'].map((indicator) => ({
      indicator,
      path: '/100000/500000/500101',
      first: `${day.slice(0, 4)}-01-01`,
      last: day,
    }));
    const { platform } = app.application;
    return platform.orm.em.fork({ session: { variables: SYSTEM } }).transactional((em) => measure(within(em as never), platform.indicators, asked));
  };
  const person = await aResident(app, station);
  const looking = { seeker: person.seeker, cause: 'LAID_OFF', institution: station };
  const { unemployment } = await done(app, 'unemploymentRegister', 'UnemploymentRegisterInput', null, 'unemployment { id }', looking);
  const before = [await figures(), await measured()];
  const { placement } = await aPlacement(app, station, person);
  const { employment } = await register({ placement });
  expect(await figures()).not.toEqual(before[0]);
  const end = { on: await today(app), cause: 'REVERSED' };
  const ended = await change(app, 'employmentEnd', 'EmploymentEndInput', employment.id, FIELDS, end);
  expect(ended.userErrors).toMatchObject([{ code: 'INVALID', path: ['input', 'cause'] }]);
  await done(app, 'placementReverse', 'PlacementReasonInput', placement, 'placement { state }', { reason: '查实未到岗' });
  expect([await figures(), await measured()]).toEqual(before);
  const { employments } = await app.data('{ employments(first: 100) { edges { node { id ending { cause } } } } }', {}, CITY);
  expect(employments.edges.find(({ node }: { node: { id: string } }) => node.id === employment.id).node.ending).toEqual({ cause: 'REVERSED' });
  expect(await app.sql('select state, cancelled_on from unemployment where id = ?', [unemployment.id])).toEqual([
    { state: 'REGISTERED', cancelled_on: null },
  ]);
  const again = await aPlacement(app, station, person);
  expect((await register({ placement: again.placement })).userErrors).toEqual([]);
});

test('an unknown person and an unknown employer are not found', async () => {
  const person = await aResident(app, station);
  const values = { kind: 'EMPLOYED', startedOn: await today(app), institution: station };
  expect((await register({ ...values, seeker: key(), employer: await anEmployer(app) })).userErrors).toMatchObject([
    { code: 'NOT_FOUND', path: ['input', 'seeker'] },
  ]);
  expect((await register({ ...values, seeker: person.seeker, employer: key() })).userErrors).toMatchObject([
    { code: 'NOT_FOUND', path: ['input', 'employer'] },
  ]);
});

test('end of employment: it is registered once, with its reason, and ends the placement behind it', async () => {
  const { placement, employer } = await placed();
  const recruiter: Who = { role: 'RECRUITER', employers: [employer] };
  const { employment } = await register({ placement }, recruiter);
  const end = (on: string, as: Who = recruiter): Promise<any> =>
    change(app, 'employmentEnd', 'EmploymentEndInput', employment.id, FIELDS, { on, cause: 'RESIGNED' }, as); // oxlint-disable-line typescript/no-explicit-any -- an answer
  expect((await end(await today(app, 1))).userErrors).toMatchObject([{ code: 'INVALID', path: ['input', 'on'] }]);
  expect((await end(await today(app))).employment.ending).toEqual({ on: await today(app), cause: 'RESIGNED' });
  expect(await app.sql('select ending_cause from placement where id = ?', [placement])).toEqual([{ ending_cause: 'CHANGED_JOB' }]);
  expect((await end(await today(app))).userErrors).toMatchObject([{ code: 'ILLEGAL_TRANSITION' }]);
});

test('a repeat with the same key registers once; two at once leave one', async () => {
  const { placement } = await placed();
  const input = { placement, idempotencyKey: key() };
  const twice = await Promise.all([register(input), register(input)]);
  expect(new Set(twice.map((one) => one.employment.id)).size).toBe(1);
  const other = await placed();
  const race = await Promise.all([register({ placement: other.placement }), register({ placement: other.placement })]);
  expect(race.map((one) => one.userErrors[0]?.code ?? 'DONE').sort()).toEqual(['ALREADY_EXISTS', 'DONE']);
});

test('who may not: a foreign recruiter, another county, a seeker; each sees their own', async () => {
  const { placement, person } = await placed();
  for (const as of [
    { role: 'RECRUITER', employers: [await anEmployer(app)] },
    { role: 'OFFICE', region: '500102' },
  ] as Who[])
    expect(await register({ placement }, as)).toMatchObject({ employment: null, userErrors: [{ code: 'NOT_FOUND' }] });
  const mutation = 'mutation ($input: EmploymentRegisterInput!) { employmentRegister(input: $input) { userErrors { code } } }';
  expect(await app.mistake(mutation, { input: { placement, idempotencyKey: key() } }, { role: 'SEEKER', seeker: person.seeker })).toBe('FORBIDDEN');
  const { employment } = await done(app, 'employmentRegister', 'EmploymentRegisterInput', null, FIELDS, { placement });
  const seen = async (as: Who): Promise<unknown> =>
    (await app.data('query ($id: ID!) { employment(id: $id) { id } }', { id: employment.id }, as)).employment;
  for (const as of [{ role: 'SEEKER', seeker: person.seeker }, { role: 'OFFICE', region: STREET }, { role: 'AUDITOR' }] as Who[])
    expect(await seen(as)).toEqual({ id: employment.id });
  for (const as of [
    { role: 'OFFICE', region: '500102' },
    { role: 'SEEKER', seeker: (await placed()).person.seeker },
  ] as Who[])
    expect(await seen(as)).toBeNull();
});

test('the register with persons and employers takes the same statements for 3 and for 30', async () => {
  const query =
    'query ($first: Int!) { employments(first: $first, lasting: true) { edges { node { late seeker { name } employer { name } institution { name region { name } } placement { state } } } } }';
  for (let at = 0; at < 4; at++) await register({ placement: (await placed()).placement });
  const counted = (first: number): Promise<number> => app.statements(() => app.data(query, { first }, CITY));
  expect([await counted(3), await counted(30)]).toEqual([1, 1]);
});
