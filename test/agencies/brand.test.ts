import { expect, test } from '../support/jest.js';
import { key, testApp, type Who } from '../support/app.js';
import { anInstitution, CITY, REGISTER, seekerInput } from '../support/factories.js';

const app = testApp();
const KAI = { role: 'OFFICE', region: '500154' } as const;
const BASE =
  'mutation ($input: LabourBaseOpenInput!) { labourBaseOpen(input: $input) { base { id county { code } place { code } capacity } userErrors { code path } } }';
const FOUND =
  'mutation ($input: LabourBrandFoundInput!) { labourBrandFound(input: $input) { brand { id state occupationCode county { name } } userErrors { code path } } }';
const JOIN =
  'mutation ($id: ID!, $input: BrandMemberJoinInput!) { brandMemberJoin(id: $id, input: $input) { member { id joinedOn seeker { id } } userErrors { code path } } }';
const STEP = (name: string, input = 'StepInput'): string =>
  `mutation ($id: ID!, $input: ${input}!) { ${name}(id: $id, input: $input) { brand { state reason trademarkNumber } userErrors { code path } } }`;

const base = (more: object = {}): object => ({
  name: `基地${key().slice(0, 8)}`,
  kind: 'TRAINING',
  county: '500154',
  place: '500154',
  capacity: 200,
  idempotencyKey: key(),
  ...more,
});
const brand = (more: object = {}): object => ({
  name: `品牌${key().slice(0, 8)}`,
  county: '500154',
  occupation: '焊工',
  destination: '上海',
  idempotencyKey: key(),
  ...more,
});
const aBrand = async (): Promise<string> => (await app.data(FOUND, { input: brand() }, KAI)).labourBrandFound.brand.id;
async function aResident(region = '500154'): Promise<string> {
  const institution = await anInstitution(app, region);
  return (await app.data(REGISTER, { input: seekerInput(institution, { region }) }, CITY)).seekerRegister.registration.seeker.id;
}
const move = async (name: string, id: string, more: object, as: Who, input?: string): Promise<any> =>
  // oxlint-disable-line typescript/no-explicit-any -- an answer
  (await app.data(STEP(name, input), { id, input: { idempotencyKey: key(), ...more } }, as))[name];

test('a labour base is opened once under its name, with room for people', async () => {
  const { labourBaseOpen } = await app.data(BASE, { input: base({ name: '开州缝纫基地', place: '330400' }) }, KAI);
  expect(labourBaseOpen).toMatchObject({ base: { county: { code: '500154' }, place: { code: '330400' }, capacity: 200 }, userErrors: [] });
  const twice = await app.data(BASE, { input: base({ name: '开州缝纫基地' }) }, KAI);
  expect(twice.labourBaseOpen.userErrors).toEqual([{ code: 'ALREADY_EXISTS', path: ['input', 'name'] }]);
  const none = await app.data(BASE, { input: base({ capacity: 0 }) }, KAI);
  expect(none.labourBaseOpen.userErrors).toEqual([{ code: 'INVALID', path: ['input', 'capacity'] }]);
});

test('a labour base: who may not, another county and a visitor', async () => {
  const elsewhere = await app.data(BASE, { input: base() }, { role: 'OFFICE', region: '500101' });
  expect(elsewhere.labourBaseOpen).toMatchObject({ base: null, userErrors: [{ code: 'NOT_FOUND', path: ['input', 'county'] }] });
  expect(await app.mistake(BASE, { input: base() })).toBe('UNAUTHENTICATED');
});

test('a brand: who may not, another county, a recruiter and a visitor', async () => {
  const [id, away] = [await aBrand(), { role: 'OFFICE', region: '500101' } as const];
  const { labourBrandFound } = await app.data(FOUND, { input: brand() }, away);
  expect(labourBrandFound).toMatchObject({ brand: null, userErrors: [{ code: 'NOT_FOUND', path: ['input', 'county'] }] });
  expect(await move('labourBrandRegister', id, { trademarkNumber: key() }, away, 'LabourBrandRegisterInput')).toMatchObject({
    brand: null,
    userErrors: [{ code: 'NOT_FOUND', path: ['id'] }],
  });
  expect(await app.mistake(FOUND, { input: brand() }, { role: 'RECRUITER' })).toBe('FORBIDDEN');
  expect(await app.mistake(FOUND, { input: brand() })).toBe('UNAUTHENTICATED');
});

test('a brand is built up, registered, recognised by the city and suspended', async () => {
  const id = await aBrand();
  expect(await move('labourBrandRecognise', id, {}, CITY)).toMatchObject({ userErrors: [{ code: 'ILLEGAL_TRANSITION' }] });
  const trademarkNumber = key();
  expect(await move('labourBrandRegister', id, { trademarkNumber }, KAI, 'LabourBrandRegisterInput')).toMatchObject({
    brand: { state: 'REGISTERED', trademarkNumber },
  });
  expect(await move('labourBrandRecognise', id, {}, KAI)).toMatchObject({ userErrors: [{ code: 'NOT_ELIGIBLE' }] });
  expect(await move('labourBrandRecognise', id, {}, CITY)).toMatchObject({ brand: { state: 'RECOGNISED' } });
  expect(await move('labourBrandSuspend', id, { reason: '投诉' }, CITY, 'LabourBrandSuspendInput')).toMatchObject({
    brand: { state: 'SUSPENDED', reason: '投诉' },
  });
  const joining = await app.data(JOIN, { id, input: { seeker: await aResident(), idempotencyKey: key() } }, KAI);
  expect(joining.brandMemberJoin.userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE' }]);
  expect(await move('labourBrandResume', id, {}, KAI)).toMatchObject({ brand: { state: 'CULTIVATING', reason: null } });
});

test('a brand: its trade mark and its training base are its own', async () => {
  const [first, second] = [await aBrand(), await aBrand()];
  const trademarkNumber = key();
  await move('labourBrandRegister', first, { trademarkNumber }, KAI, 'LabourBrandRegisterInput');
  expect(await move('labourBrandRegister', second, { trademarkNumber }, KAI, 'LabourBrandRegisterInput')).toMatchObject({
    brand: null,
    userErrors: [{ code: 'ALREADY_EXISTS', path: ['input', 'trademarkNumber'] }],
  });
  const foreign = (await app.data(BASE, { input: base({ county: '500101', place: '500101' }) }, CITY)).labourBaseOpen.base.id;
  const wrong = await app.data(FOUND, { input: brand({ trainingBase: foreign }) }, KAI);
  expect(wrong.labourBrandFound.userErrors).toEqual([{ code: 'NOT_ELIGIBLE', path: ['input', 'trainingBase'] }]);
  expect(await app.mistake(FOUND, { input: brand({ occupation: '焊工程式' }) }, KAI)).toBe('BAD_USER_INPUT');
});

test('members join once, report their income, and leave; the brand counts them', async () => {
  const id = await aBrand();
  for (const joinedOn of ['2099-01-01', '1999-12-31']) {
    const wrong = await app.data(JOIN, { id, input: { seeker: await aResident(), joinedOn, idempotencyKey: key() } }, KAI);
    expect(wrong.brandMemberJoin.userErrors).toEqual([{ code: 'INVALID', path: ['input', 'joinedOn'] }]);
  }
  const members: string[] = [];
  for (const income of ['2400000', '3600000']) {
    const { brandMemberJoin } = await app.data(JOIN, { id, input: { seeker: await aResident(), idempotencyKey: key() } }, KAI);
    expect(brandMemberJoin.userErrors).toEqual([]);
    members.push(brandMemberJoin.member.id);
    await app.data(
      'mutation ($id: ID!, $input: BrandMemberIncomeInput!) { brandMemberReport(id: $id, input: $input) { userErrors { code } } }',
      { id: members.at(-1), input: { yearlyIncome: income, idempotencyKey: key() } },
      KAI,
    );
  }
  const seen = '{ labourBrands(region: "500154", first: 100) { edges { node { id memberCount meanIncome { amountMinor } } } } }';
  const find = async (): Promise<unknown> =>
    (await app.data(seen, {}, { role: 'RECRUITER' })).labourBrands.edges.find((edge: { node: { id: string } }) => edge.node.id === id).node;
  expect(await find()).toEqual({ id, memberCount: 2, meanIncome: { amountMinor: '3000000' } });
  const leave = 'mutation ($id: ID!, $input: BrandMemberLeaveInput!) { brandMemberLeave(id: $id, input: $input) { userErrors { code } } }';
  for (const leftOn of ['2099-01-01', '2001-01-01']) {
    const wrong = await app.data(leave, { id: members[0], input: { leftOn, idempotencyKey: key() } }, KAI);
    expect(wrong.brandMemberLeave.userErrors).toEqual([{ code: 'INVALID' }]);
  }
  const left = async (): Promise<unknown> => (await app.data(leave, { id: members[0], input: { idempotencyKey: key() } }, KAI)).brandMemberLeave;
  expect(await left()).toEqual({ userErrors: [] });
  expect(await left()).toEqual({ userErrors: [{ code: 'ILLEGAL_TRANSITION' }] });
  expect(await find()).toEqual({ id, memberCount: 1, meanIncome: { amountMinor: '3600000' } });
});

test('a member: twice is refused, a person of another county is not found, another county sees nobody', async () => {
  const id = await aBrand();
  const seeker = await aResident();
  await app.data(JOIN, { id, input: { seeker, idempotencyKey: key() } }, KAI);
  expect((await app.data(JOIN, { id, input: { seeker, idempotencyKey: key() } }, KAI)).brandMemberJoin.userErrors).toEqual([
    { code: 'ALREADY_EXISTS', path: ['input', 'seeker'] },
  ]);
  const stranger = await aResident('500101');
  expect((await app.data(JOIN, { id, input: { seeker: stranger, idempotencyKey: key() } }, KAI)).brandMemberJoin.userErrors).toEqual([
    { code: 'NOT_FOUND', path: ['input', 'seeker'] },
  ]);
  const list = 'query ($id: ID!) { brandMembers(brand: $id) { edges { node { seeker { id } } } } }';
  expect((await app.data(list, { id }, KAI)).brandMembers.edges).toEqual([{ node: { seeker: { id: seeker } } }]);
  expect((await app.data(list, { id }, { role: 'OFFICE', region: '500101' })).brandMembers.edges).toEqual([]);
  expect(await app.mistake(list, { id }, { role: 'RECRUITER' })).toBe('FORBIDDEN');
});

test('brands with county, base and members take the same statements for 3 and for 30', async () => {
  for (let at = 0; at < 31; at++) await app.data(FOUND, { input: brand({ county: '500101' }) }, CITY);
  const list =
    'query ($first: Int!) { labourBrands(region: "500101", first: $first) { edges { node { name memberCount county { name } trainingBase { name } destination { name } } } } }';
  const counted = (first: number): Promise<number> => app.statements(() => app.data(list, { first }, CITY));
  expect([await counted(3), await counted(30)]).toEqual([2, 2]);
});
