import { expect, test } from '../support/jest.js';
import { syntheticPhone } from '../../src/platform/privacy/phone.js';
import { key, testApp, type Who } from '../support/app.js';
import { anInstitution, CITY, seekerInput } from '../support/factories.js';
import { aPerson, erase, type Person, reveal, self } from '../support/people.js';

const app = testApp();
const WANZHOU: Who = { role: 'OFFICE', region: '500101', name: '万州窗口' };
const FULING: Who = { role: 'OFFICE', region: '500102' };
const REGISTER =
  'mutation ($input: SeekerRegisterInput!) { seekerRegister(input: $input) { registration { id seeker { id } } left { code path message } userErrors { code path } } }';
const REVISE =
  'mutation ($id: ID!, $input: SeekerFormReviseInput!) { seekerFormRevise(id: $id, input: $input) { seeker { education } userErrors { code path message } } }';
const WITHDRAW =
  'mutation ($id: ID!, $input: StepInput!) { registrationWithdraw(id: $id, input: $input) { registration { state } userErrors { code } } }';

/** A person of Fuling, whom a broker there registered. */
const ofFuling = async (): Promise<Person> => {
  const institution = await anInstitution(app, '500102', 'LICENSED_AGENCY');
  const input = { region: '500102', circumstances: { health: 'GOOD', hardships: ['AGED_4050'] }, householdRegion: '500102' };
  return aPerson(app, { institution, as: { role: 'INTERMEDIARY', institution }, input });
};
const aBroker = async (region = '500101'): Promise<Who> => ({
  role: 'INTERMEDIARY',
  institution: await anInstitution(app, region, 'LICENSED_AGENCY'),
});
const STANDS = "select s.*, encode(p.phone, 'hex') as sealed from seeker s join person_secret p on p.seeker_id = s.id where s.id = ?";
const form = async ({ id }: Person): Promise<Record<string, unknown>> => (await app.sql(STANDS, [id]))[0]!;
const lookUps = ({ id }: Person): Promise<unknown[]> =>
  app.sql("select actor_name as name, field from audit_entry where seeker_id = ? and action = 'LOOKED_UP' order by day, number", [id]);

const OTHER = {
  region: '500101',
  phone: syntheticPhone(77_001).slice(3),
  education: 'JUNIOR_HIGH',
  situation: 'EMPLOYED',
  workHistory: '另一份',
  circumstances: { health: 'FAIR' },
  wish: { occupations: ['保安'], places: ['北京'] },
};
// oxlint-disable-next-line typescript/no-explicit-any -- an answer
async function register({ name, idNumber }: Person, as: Who, more: object = {}, idempotencyKey = key()): Promise<any> {
  const institution = as.institution ?? (await anInstitution(app, as.region));
  return (await app.data(REGISTER, { input: seekerInput(institution, { name, idNumber, ...OTHER, ...more, idempotencyKey }) }, as)).seekerRegister;
}
const LEFT = ['region', 'phone', 'situation', 'workHistory', 'circumstances', 'wish'];
const fields = (answer: { left: { path: string[] }[] }): string[] => answer.left.map(({ path }) => path.at(-1)!);

test('an office does not take over a person of another county by registering them: county, phone, wish and circumstances stay', async () => {
  const person = await ofFuling();
  const before = await form(person);
  const answer = await register(person, WANZHOU);
  expect(answer).toMatchObject({ registration: { seeker: { id: person.id } }, userErrors: [] });
  expect(fields(answer)).toEqual(LEFT);
  expect(answer.left[0]).toMatchObject({ code: 'NOT_ELIGIBLE', path: ['input', 'region'], message: expect.stringContaining('居住地') });
  expect(await form(person)).toEqual(before);
});

test('a broker does not overwrite county, phone and wish of a person whom another serves, and what is left is told in English too', async () => {
  const person = await ofFuling();
  const before = await form(person);
  const broker = await aBroker();
  const input = seekerInput(broker.institution!, { name: person.name, idNumber: person.idNumber, ...OTHER });
  const { body } = await app.run(REGISTER, { input }, broker, { 'accept-language': 'en' });
  expect(body.data.seekerRegister.left.map(({ message }: { message: string }) => message.slice(0, 10))).toEqual(LEFT.map(() => 'Registered'));
  expect(await form(person)).toEqual(before);
});

test('nor by registering twice, nor by putting the form right afterwards: home and phone stay with who keeps the person', async () => {
  const person = await ofFuling();
  const before = await form(person);
  const broker = await aBroker();
  const first = await register(person, broker);
  await app.data(WITHDRAW, { id: first.registration.id, input: { idempotencyKey: key() } }, broker);
  expect(fields(await register(person, broker))).toEqual(['region', 'phone']);
  expect(await form(person)).toMatchObject({ region_id: before['region_id'], phone_masked: before['phone_masked'], sealed: before['sealed'] });
  await register(person, WANZHOU);
  for (const as of [broker, WANZHOU])
    for (const [field, value] of [
      ['region', '500101'],
      ['phone', OTHER.phone],
    ] as const) {
      const { seekerFormRevise } = await app.data(REVISE, { id: person.id, input: { [field]: value, idempotencyKey: key() } }, as);
      expect(seekerFormRevise).toMatchObject({ seeker: null, userErrors: [{ code: 'NOT_ELIGIBLE', path: ['input', field] }] });
    }
  const moved = await app.data(REVISE, { id: person.id, input: { region: '500101', phone: OTHER.phone, idempotencyKey: key() } }, FULING);
  expect(moved.seekerFormRevise.userErrors).toEqual([]);
});

test('the person reads who met them by registering them; whoever served them already leaves no such row', async () => {
  const person = await ofFuling();
  const request = key();
  await register(person, WANZHOU, {}, request);
  await register(person, WANZHOU, {}, request);
  expect(await lookUps(person)).toEqual([{ name: '万州窗口', field: 'REGISTRATION' }]);
  const ask = '{ seekerReadings { edges { node { action actorName field } } } }';
  const { seekerReadings } = await app.data(ask, {}, self(person));
  expect(seekerReadings.edges).toEqual([{ node: { action: 'LOOKED_UP', actorName: '万州窗口', field: 'REGISTRATION' } }]);
  expect((await register(person, FULING)).left).toEqual([]);
  expect(await lookUps(person)).toHaveLength(1);
});

test('a meeting is written down although the registration is refused', async () => {
  const person = await ofFuling();
  expect(await register(person, WANZHOU, { wish: { places: ['重庆'] } })).toMatchObject({ registration: null, left: [] });
  expect(await lookUps(person)).toHaveLength(1);
});

test('the office where the person lives, and whoever alone registered them, still put the form right by registering anew', async () => {
  const person = await ofFuling();
  expect(await register(person, FULING, { region: '500102006' })).toMatchObject({ userErrors: [], left: [] });
  expect(await form(person)).toMatchObject({ situation: 'EMPLOYED', circumstances_health: 'FAIR' });
  expect(await reveal(app, person, 'PHONE', FULING)).toMatchObject({ value: `+86${OTHER.phone}` });
});

test('a repeat of a registration tells again what was left', async () => {
  const person = await ofFuling();
  const again = key();
  const institution = await anInstitution(app);
  const input = seekerInput(institution, { name: person.name, idNumber: person.idNumber, ...OTHER, idempotencyKey: again });
  const [one, two] = [await app.data(REGISTER, { input }, WANZHOU), await app.data(REGISTER, { input }, WANZHOU)];
  expect(two).toEqual(one);
  expect(fields(two.seekerRegister)).toEqual(LEFT);
});

test('an office does not erase a person of another county whom others registered, its own registration withdrawn or not', async () => {
  const person = await ofFuling();
  const { registration } = await register(person, WANZHOU);
  expect(await erase(app, person.id, WANZHOU)).toMatchObject({ erasure: null, userErrors: [{ code: 'NOT_ELIGIBLE', path: ['id'] }] });
  await app.data(WITHDRAW, { id: registration.id, input: { idempotencyKey: key() } }, WANZHOU);
  expect((await erase(app, person.id, WANZHOU)).erasure).toBeNull();
  expect(await app.sql('select state from seeker where id = ?', [person.id])).toEqual([{ state: 'ACTIVE' }]);
  expect((await erase(app, person.id, FULING)).userErrors).toEqual([]);
});

test('an office erases a person of another county whom nobody else registered; and the person themself whoever served them', async () => {
  const alone = await aPerson(app, { institution: await anInstitution(app), input: { region: '500102' }, as: CITY });
  expect((await erase(app, alone.id, WANZHOU)).userErrors).toEqual([]);
  const person = await ofFuling();
  await register(person, WANZHOU);
  expect((await erase(app, person.id, self(person))).userErrors).toEqual([]);
});
