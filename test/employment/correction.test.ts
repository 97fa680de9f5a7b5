import { beforeAll, expect, test } from '../support/jest.js';
import { testApp, type Who } from '../support/app.js';
import { CITY } from '../support/factories.js';
import { recognised, stateOf } from '../support/households.js';
import { aPlacement, aResident, aStation, calendar, clerk, COMMUNITY, later, STREET, today } from '../support/programmes.js';
import { change, done } from '../support/transfers.js';

/* oxlint-disable typescript/no-explicit-any -- answers are looked into freely */
const app = testApp();
let station: string;
beforeAll(async () => {
  await calendar(app);
  station = await aStation(app);
});
const DESK = clerk(STREET, '更正');
const FIELDS = 'employment { id ending { on cause } cancellation { on reason } cancelledBy }';
const MISTAKE = { reason: '登记对象有误：同名人员' };
const registered = async (values: object): Promise<string> =>
  (await done(app, 'employmentRegister', 'EmploymentRegisterInput', null, 'employment { id }', values)).employment.id;
const cancel = (id: string, values: object = MISTAKE, as: Who = DESK): Promise<any> =>
  change(app, 'employmentCancel', 'ReasonInput', id, FIELDS, values, as);
const flexible = async (seeker: string, startedOn?: string): Promise<string> =>
  registered({ seeker, kind: 'FLEXIBLE', startedOn: startedOn ?? (await today(app)), institution: station });
const figures = async (): Promise<unknown> =>
  (
    await app.data(
      '{ employmentFigures(region: "500101", from: "2020-01-01", to: "2040-01-01") { startCount retirementCount newUrbanEmploymentCount urbanEmployedCount registeredUnemployedCount } }',
      {},
      CITY,
    )
  ).employmentFigures;

test('cancelled registration: it counts nowhere at once and once, the unemployment that it ended goes on, and it stays on file', async () => {
  const { seeker } = await aResident(app, station);
  const looking = { seeker, cause: 'LAID_OFF', institution: station };
  const { unemployment } = await done(app, 'unemploymentRegister', 'UnemploymentRegisterInput', null, 'unemployment { id }', looking);
  const before = await figures();
  const id = await flexible(seeker);
  expect(await figures()).not.toEqual(before);
  expect(await cancel(id)).toMatchObject({
    employment: { ending: null, cancellation: { on: await today(app), reason: MISTAKE.reason }, cancelledBy: DESK.name },
    userErrors: [],
  });
  expect(await figures()).toEqual(before);
  expect(await app.sql('select state, cancelled_on from unemployment where id = ?', [unemployment.id])).toEqual([
    { state: 'REGISTERED', cancelled_on: null },
  ]);
  // Not twice, and not otherwise either.
  const end = { on: await today(app), cause: 'BUSINESS_CLOSED' };
  for (const again of [await cancel(id), await change(app, 'employmentEnd', 'EmploymentEndInput', id, FIELDS, end)])
    expect(again).toMatchObject({ userErrors: [{ code: 'ILLEGAL_TRANSITION', path: ['id'] }] });
  expect(await figures()).toEqual(before);
  const listed = async (lasting: boolean): Promise<string[]> =>
    (
      await app.data('query ($lasting: Boolean) { employments(lasting: $lasting, first: 100) { edges { node { id } } } }', { lasting }, CITY)
    ).employments.edges.map(({ node }: any) => node.id);
  expect([(await listed(true)).includes(id), (await listed(false)).includes(id)]).toEqual([false, true]);
  await flexible(seeker);
});

test('cancelled registration: one that ended before keeps its end, and a hire that stands is registered anew', async () => {
  const person = await aResident(app, station);
  const before = await figures();
  const old = await flexible(person.seeker, await today(app, -40));
  await done(app, 'employmentEnd', 'EmploymentEndInput', old, FIELDS, { on: await today(app, -10), cause: 'RETIRED' });
  expect(await cancel(old)).toMatchObject({ employment: { ending: { cause: 'RETIRED' }, cancellation: { reason: MISTAKE.reason } } });
  expect(await figures()).toEqual(before);
  const { placement } = await aPlacement(app, station, person);
  const first = await registered({ placement, urban: false });
  expect((await cancel(first, { reason: '误登为农村就业' })).userErrors).toEqual([]);
  await later(app, 31);
  const missing = (await app.data('{ employmentsMissing(first: 100) { edges { node { id } } } }', {}, CITY)).employmentsMissing.edges;
  expect(missing).toContainEqual({ node: { id: placement } });
  await registered({ placement });
  // The hire is reversed: only what stands of it is.
  await done(app, 'placementReverse', 'PlacementReasonInput', placement, 'placement { state }', { reason: '查实未到岗' });
  expect(
    await app.sql('select ending_cause, cancellation_on is not null as cancelled from employment where placement_id = ? order by id', [placement]),
  ).toEqual([
    { ending_cause: null, cancelled: true },
    { ending_cause: 'REVERSED', cancelled: false },
  ]);
  expect(await figures()).toEqual(before);
});

test('cancelled registration: a household that it cleared is where it was, under the clock that ran', async () => {
  const { id, spouse } = await recognised(app);
  const dueOn = async (): Promise<unknown> => (await app.sql('select due_on::text as due from household where id = ?', [id]))[0]!['due'];
  const due = await dueOn();
  const work = await flexible(spouse.seeker);
  expect(await stateOf(app, id)).toBe('CLEARED');
  expect((await cancel(work)).userErrors).toEqual([]);
  expect([await stateOf(app, id), await dueOn()]).toEqual(['RECOGNISED', due]);
  const steps = await app.sql('select state from household_step where household_id = ? order by number desc limit 2', [id]);
  expect(steps).toEqual([{ state: 'RECOGNISED' }, { state: 'CLEARED' }]);
});

test('cancelled registration: not while a subsidy is claimed for the work; nothing is stored', async () => {
  const { seeker } = await aResident(app, station);
  const id = await flexible(seeker, await today(app, -60));
  const month = `date_trunc('month', app_today() - 20)`;
  const [claim] = await app.sql<{ id: string }>(
    `insert into subsidy_claim (id, kind, post, seeker_id, quarter_on, institution_id, institution_path, state, applied_on, amount)
     select uuidv7(), 'INSURANCE', 'FLEXIBLE', ?, date_trunc('quarter', app_today()), id, region_path, 'PAID', app_today(), 100 from institution where id = ? returning id`,
    [seeker, station],
  );
  await app.sql(
    `insert into subsidy_month (id, claim_id, seeker_id, kind, month, contract_from, contract_until, wage, insurance_paid, amount)
     values (uuidv7(), ?, ?, 'INSURANCE', ${month}, app_today() - 60, app_today(), 100, 100, 100)`,
    [claim!.id, seeker],
  );
  expect(await cancel(id)).toMatchObject({ employment: null, userErrors: [{ code: 'NOT_ELIGIBLE', path: ['id'] }] });
  expect(await app.sql('select cancellation_on from employment where id = ?', [id])).toEqual([{ cancellation_on: null }]);
  await app.sql('update subsidy_month set counts = false where claim_id = ?', [claim!.id]);
  expect((await cancel(id)).userErrors).toEqual([]);
});

test('cancelled registration, who may not: the employer, the person, another county; without a word of what was wrong nothing is', async () => {
  const person = await aResident(app, station);
  const { placement, employer } = await aPlacement(app, station, person);
  const id = await registered({ placement });
  const mutation = 'mutation ($id: ID!, $input: ReasonInput!) { employmentCancel(id: $id, input: $input) { userErrors { code } } }';
  const input = { ...MISTAKE, idempotencyKey: crypto.randomUUID() };
  for (const as of [{ role: 'RECRUITER', employers: [employer] }, { role: 'SEEKER', seeker: person.seeker }, { role: 'AUDITOR' }] as Who[])
    expect(await app.mistake(mutation, { id, input }, as)).toBe('FORBIDDEN');
  for (const as of [{ role: 'OFFICE', region: '500102' }, clerk(COMMUNITY, '社区')] as Who[])
    expect(await cancel(id, MISTAKE, as)).toMatchObject({ employment: null, userErrors: [{ code: 'NOT_FOUND' }] });
  expect(await app.mistake(mutation, { id, input: { ...input, reason: ' ' } }, DESK)).toBe('BAD_USER_INPUT');
  expect(await app.sql('select cancellation_on from employment where id = ?', [id])).toEqual([{ cancellation_on: null }]);
  // The employer sees that it was cancelled; by whom is for offices.
  expect((await cancel(id)).userErrors).toEqual([]);
  const query = (fields: string): string => `query ($id: ID!) { employment(id: $id) { ${fields} } }`;
  const recruiter: Who = { role: 'RECRUITER', employers: [employer] };
  expect(await app.data(query('cancellation { reason }'), { id }, recruiter)).toEqual({ employment: { cancellation: MISTAKE } });
  expect(await app.mistake(query('cancelledBy'), { id }, recruiter)).toBe('FORBIDDEN');
});
