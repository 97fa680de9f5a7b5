import { beforeAll, expect, test } from '../support/jest.js';
import { expire } from '../../src/application.js';
import { key, testApp, type Who } from '../support/app.js';
import { CITY } from '../support/factories.js';
import { aPlacement, aResident, aStation, calendar, COMMUNITY, later, type Resident, STREET, today } from '../support/programmes.js';
import { change, done } from '../support/transfers.js';

const app = testApp();
let station: string;
beforeAll(async () => {
  await calendar(app);
  station = await aStation(app);
});
const FIELDS = 'unemployment { id state cause registeredOn lastContactOn cancelledOn cancelReason }';
const register = (person: Resident, as: Who = CITY): Promise<any> =>
  // oxlint-disable-line typescript/no-explicit-any -- an answer
  change(
    app,
    'unemploymentRegister',
    'UnemploymentRegisterInput',
    null,
    FIELDS,
    { seeker: person.seeker, cause: 'LAID_OFF', institution: station },
    as,
  );
const registered = async (person?: Resident): Promise<string> => {
  const answer = await register(person ?? (await aResident(app, station)));
  if (answer.userErrors.length > 0) throw new Error(JSON.stringify(answer.userErrors));
  return answer.unemployment.id as string;
};
const stateOf = async (id: string): Promise<unknown> => (await app.sql('select state, cancel_reason from unemployment where id = ?', [id]))[0];

test('unemployment registration: a resident without work is registered once', async () => {
  const person = await aResident(app, station);
  expect((await register(person)).unemployment).toMatchObject({
    state: 'REGISTERED',
    registeredOn: await today(app),
    lastContactOn: await today(app),
  });
  expect((await register(person)).userErrors).toMatchObject([{ code: 'ALREADY_EXISTS', path: ['input', 'seeker'] }]);
});

test.each([
  ['somebody past working age', { born: '1950-01-01' }],
  ['a student', { input: { situation: 'STUDENT' } }],
  ['agricultural household registration', { input: { agricultural: true } }],
])('refuses %s', async (_, traits) => {
  const answer = await register(await aResident(app, station, traits));
  expect(answer).toMatchObject({ unemployment: null, userErrors: [{ code: 'NOT_ELIGIBLE', path: ['input', 'seeker'] }] });
});

test('refuses somebody with a confirmed placement', async () => {
  const person = await aResident(app, station);
  await aPlacement(app, station, person);
  expect((await register(person)).userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE' }]);
});

test('registered work cancels it, wherever it was registered', async () => {
  const person = await aResident(app, station);
  const id = await registered(person);
  const elsewhere = await aStation(app, '500102006');
  const other = await change(app, 'seekerRegister', 'SeekerRegisterInput', null, 'registration { id }', {
    name: person.name,
    idNumber: person.idNumber,
    region: COMMUNITY,
    wish: { occupations: ['焊工'], places: ['100000'] },
    institution: elsewhere,
  });
  expect(other.userErrors).toEqual([]);
  await done(
    app,
    'employmentRegister',
    'EmploymentRegisterInput',
    null,
    'employment { id }',
    { seeker: person.seeker, kind: 'FLEXIBLE', startedOn: await today(app), institution: elsewhere },
    {
      role: 'OFFICE',
      region: '500102',
    },
  );
  expect(await stateOf(id)).toEqual({ state: 'CANCELLED', cancel_reason: 'SELF_EMPLOYED' });
});

test('cancellation: an event of art. 66 cancels it once', async () => {
  const id = await registered();
  const cancel = (): Promise<any> => change(app, 'unemploymentCancel', 'UnemploymentCancelInput', id, FIELDS, { reason: 'PENSION' }); // oxlint-disable-line typescript/no-explicit-any -- an answer
  expect((await cancel()).unemployment).toMatchObject({ state: 'CANCELLED', cancelReason: 'PENSION', cancelledOn: await today(app) });
  expect((await cancel()).userErrors).toMatchObject([{ code: 'ILLEGAL_TRANSITION' }]);
});

test.each(['HIRED', 'SELF_EMPLOYED', 'NO_CONTACT'])(
  'cancellation: not as %s by the word of an office, which the registers do not bear out',
  async (reason) => {
    const id = await registered();
    const cancel = (): Promise<any> => change(app, 'unemploymentCancel', 'UnemploymentCancelInput', id, FIELDS, { reason }); // oxlint-disable-line typescript/no-explicit-any -- an answer
    expect((await cancel()).userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE', path: ['input', 'reason'] }]);
    expect(await stateOf(id)).toEqual({ state: 'REGISTERED', cancel_reason: null });
    if (reason !== 'NO_CONTACT') return;
    await app.sql('update unemployment set registered_on = registered_on - 200, last_contact_on = last_contact_on - 200 where id = ?', [id]);
    expect((await cancel()).userErrors).toEqual([]);
  },
);

test('six months without contact cancel it; a contact begins them anew', async () => {
  const [silent, heard] = [await registered(), await registered()];
  await later(app, 100);
  await done(app, 'unemploymentContact', 'StepInput', heard, FIELDS, {});
  await later(app, 85);
  await expire(app.application.platform);
  expect(await stateOf(silent)).toEqual({ state: 'CANCELLED', cancel_reason: 'NO_CONTACT' });
  expect(await stateOf(heard)).toEqual({ state: 'REGISTERED', cancel_reason: null });
  expect((await change(app, 'unemploymentContact', 'StepInput', silent, FIELDS, {})).userErrors).toMatchObject([{ code: 'ILLEGAL_TRANSITION' }]);
});

test('who may not: another county, the person, a recruiter; the person sees their own', async () => {
  const person = await aResident(app, station);
  expect(await register(person, { role: 'OFFICE', region: '500102' })).toMatchObject({ unemployment: null, userErrors: [{ code: 'NOT_FOUND' }] });
  const id = await registered(person);
  const cancelled = await change(
    app,
    'unemploymentCancel',
    'UnemploymentCancelInput',
    id,
    FIELDS,
    { reason: 'OTHER' },
    { role: 'OFFICE', region: '500102' },
  );
  expect(cancelled.userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
  const self: Who = { role: 'SEEKER', seeker: person.seeker };
  const mutation = 'mutation ($id: ID!, $input: StepInput!) { unemploymentContact(id: $id, input: $input) { userErrors { code } } }';
  for (const as of [self, { role: 'RECRUITER', employers: [] }] as Who[])
    expect(await app.mistake(mutation, { id, input: { idempotencyKey: key() } }, as)).toBe('FORBIDDEN');
  const seen = async (as: Who): Promise<unknown> =>
    (await app.data('{ unemployments(state: REGISTERED) { edges { node { id } } } }', {}, as)).unemployments.edges;
  expect(await seen(self)).toEqual([{ node: { id } }]);
  expect(await seen({ role: 'OFFICE', region: '500102' })).toEqual([]);
  expect(await seen({ role: 'OFFICE', region: STREET })).toContainEqual({ node: { id } });
});

test('the register takes the same statements for 3 and for 30', async () => {
  for (let at = 0; at < 4; at++) await registered();
  const query = 'query ($first: Int!) { unemployments(first: $first) { edges { node { seeker { name } institution { name region { name } } } } } }';
  const counted = (first: number): Promise<number> => app.statements(() => app.data(query, { first }, CITY));
  expect([await counted(3), await counted(30)]).toEqual([1, 1]);
});
