import { expect, test } from '../support/jest.js';
import { syntheticResidentId } from '../../src/platform/privacy/resident-id.js';
import { key, testApp, type Who } from '../support/app.js';
import { anInstitution, CITY, REGISTER, seekerInput, nextYear } from '../support/factories.js';

const app = testApp();
type Registered = { registration: { id: string; seeker: { id: string } } | null; userErrors: { code: string; path: string[] }[] };
const register = async (institution: string, more: object = {}, as: Who = CITY): Promise<Registered> =>
  (await app.data(REGISTER, { input: seekerInput(institution, more) }, as)).seekerRegister;
const read = async (id: string, fields: string, as: Who = CITY): Promise<any> =>
  // oxlint-disable-line typescript/no-explicit-any -- an answer
  (await app.data(`query ($id: ID!) { seeker(id: $id) { ${fields} } }`, { id }, as)).seeker;

/** The registration form (求职登记表), every field of it. */
const FORM = {
  name: '冉素芳',
  phone: '13800138000',
  region: '500154',
  householdRegion: '开县',
  agricultural: true,
  resettler: 'RURAL',
  situation: 'RURAL_SURPLUS',
  education: 'JUNIOR_HIGH',
  major: '服装',
  skillLevel: 4,
  certificates: ['健康证'],
  heightCm: 158,
  workHistory: '2019 至 2025 年在嘉兴做平车工',
  circumstances: {
    ethnicity: 'TUJIA',
    maritalStatus: 'MARRIED',
    health: 'GOOD',
    hardships: ['AGED_4050', 'RESETTLER'],
    householdNumber: 'KZ-0815',
  },
  wish: {
    occupations: ['缝纫工', '保洁员', '家政服务员'],
    places: ['浙江', '重庆'],
    wageFloor: '420000',
    board: true,
    lodging: true,
    shifts: ['DAY', 'TWO_SHIFT'],
    availableFrom: '2026-12-01',
    mayLeaveCounty: true,
    mayLeaveProvince: true,
    training: true,
  },
  newTravelGroup: { name: '冉家夫妻', kind: 'COUPLE' },
  validUntil: nextYear('12-31'),
};
const READ = `name sex birthOn idNumberMasked phoneMasked region { code } householdRegion { name } agricultural resettler situation education major
  skillLevel certificates heightCm workHistory travelGroup { name kind members { id } }
  circumstances { ethnicity maritalStatus health hardships householdNumber }
  wish { occupations anyTrade places wageFloor { amountMinor } board lodging shifts availableFrom mayLeaveCounty mayLeaveProvince training }
  registrations { registeredOn validUntil state officer institution { id } }`;

test('every field of the registration form is kept and read back', async () => {
  const institution = await anInstitution(app);
  const { registration, userErrors } = await register(institution, { ...FORM, idNumber: syntheticResidentId(41, '1980-02-03', 'FEMALE') });
  expect(userErrors).toEqual([]);
  const { id } = registration!.seeker;
  const { phone: _, newTravelGroup, validUntil, wish, ...form } = FORM;
  expect(await read(id, READ)).toMatchObject({
    ...form,
    sex: 'FEMALE',
    birthOn: '1980-02-03',
    phoneMasked: '138****8000',
    region: { code: '500154' },
    householdRegion: { name: '开州区' },
    travelGroup: { ...newTravelGroup, members: [{ id }] },
    wish: { ...wish, occupations: ['6-05-01-03', '4-09-08-01', '4-10-01-06'], places: ['330000', '500000'], wageFloor: { amountMinor: '420000' } },
    registrations: [{ validUntil, state: 'ACTIVE', officer: expect.stringMatching(/^OFFICE/), institution: { id: institution } }],
  });
});

test('family, health and hardship are for those who serve the person, and the person', async () => {
  const { registration } = await register(await anInstitution(app), FORM);
  const { id } = registration!.seeker;
  const ask = 'query ($id: ID!) { seeker(id: $id) { circumstances { health hardships } } }';
  for (const as of [{ role: 'AUDITOR' }, { role: 'RECRUITER' }, { role: 'ADMINISTRATOR' }] as const)
    expect(await app.mistake(ask, { id }, as)).toBe('FORBIDDEN');
  expect(await app.data(ask, { id }, { role: 'OFFICE', region: '500102' })).toEqual({ seeker: null });
});

test('a second registration keeps what its form does not say', async () => {
  const idNumber = syntheticResidentId(42, '1981-01-01', 'MALE');
  const { registration } = await register(await anInstitution(app), { ...FORM, idNumber });
  const again = { name: FORM.name, idNumber, education: undefined, certificates: undefined, wish: { occupations: ['焊工'], places: ['重庆'] } };
  expect((await register(await anInstitution(app), again)).userErrors).toEqual([]);
  expect(
    await read(
      registration!.seeker.id,
      'education major skillLevel circumstances { ethnicity hardships } householdRegion { name } wish { occupations }',
    ),
  ).toEqual({
    education: 'JUNIOR_HIGH',
    major: '服装',
    skillLevel: 4,
    circumstances: { ethnicity: 'TUJIA', hardships: ['AGED_4050', 'RESETTLER'] },
    householdRegion: { name: '开州区' },
    wish: { occupations: ['6-18-02-04'] },
  });
});

test.each([
  ['a skill level that is none', { skillLevel: 6 }, ['input', 'skillLevel']],
  ['a height in metres', { heightCm: 2 }, ['input', 'heightCm']],
  [
    'a place beyond the province that is not to be left',
    { wish: { anyTrade: true, places: ['上海'], mayLeaveProvince: false } },
    ['input', 'wish', 'places'],
  ],
  [
    'a place beyond the county that is not to be left',
    { wish: { anyTrade: true, places: ['渝中'], mayLeaveCounty: false } },
    ['input', 'wish', 'places'],
  ],
  ['a travel group that nobody knows', { travelGroup: key() }, ['input', 'travelGroup']],
])('refuses %s, and registers nobody', async (_, wrong, path) => {
  const institution = await anInstitution(app);
  const answer = await register(institution, wrong);
  expect(answer.registration).toBeNull();
  expect(answer.userErrors).toMatchObject([{ path }]);
  expect(await app.sql('select 1 from registration where institution_id = ?', [institution])).toEqual([]);
});

test('who would not leave the county is matched within it', async () => {
  const wish = { anyTrade: true, places: ['万州'], mayLeaveCounty: false, mayLeaveProvince: false };
  expect((await register(await anInstitution(app), { region: '500101001', wish })).userErrors).toEqual([]);
});

test('a couple travels together, two and no third, nor two at once; nobody joins a group of people out of sight', async () => {
  const institution = await anInstitution(app, '500104');
  const { registration } = await register(institution, { region: '500104', newTravelGroup: { name: '一对', kind: 'COUPLE' } });
  const [{ travel_group_id: group }] = (await app.sql<{ travel_group_id: string }>('select travel_group_id from seeker where id = ?', [
    registration!.seeker.id,
  ])) as [{ travel_group_id: string }];
  const joining = await Promise.all([1, 2].map(() => register(institution, { region: '500104', travelGroup: group })));
  expect(joining.flatMap((one) => one.userErrors)).toMatchObject([{ code: 'NOT_ELIGIBLE', path: ['input', 'travelGroup'] }]);
  const second = joining.find((one) => one.registration !== null)!;
  expect((await read(second.registration!.seeker.id, 'travelGroup { members { id } }')).travelGroup.members).toHaveLength(2);
  const third = await register(institution, { region: '500104', travelGroup: group });
  expect(third).toMatchObject({ registration: null, userErrors: [{ code: 'NOT_ELIGIBLE', path: ['input', 'travelGroup'] }] });
  const revised = await app.data(REVISE, { id: registration!.seeker.id, input: { travelGroup: group, idempotencyKey: key() } }, CITY);
  expect(revised.seekerFormRevise.userErrors).toEqual([]);
  const elsewhere = await anInstitution(app, '500102');
  const foreign = await register(elsewhere, { region: '500102', travelGroup: group }, { role: 'OFFICE', region: '500102' });
  expect(foreign).toMatchObject({ registration: null, userErrors: [{ code: 'NOT_FOUND', path: ['input', 'travelGroup'] }] });
});

const CHANGE =
  'mutation ($id: ID!, $input: SeekerWishChangeInput!) { seekerWishChange(id: $id, input: $input) { seeker { wish { occupations wageFloor { amountMinor } } } userErrors { code path } } }';
const REVISE =
  'mutation ($id: ID!, $input: SeekerFormReviseInput!) { seekerFormRevise(id: $id, input: $input) { seeker { education phoneMasked certificates region { code } circumstances { health hardships } } userErrors { code path } } }';

test('a wish is changed without a new registration, by the office or the person', async () => {
  const { registration } = await register(await anInstitution(app));
  const { id } = registration!.seeker;
  const change = async (wish: object, as: Who): Promise<unknown> =>
    (await app.data(CHANGE, { id, input: { wish, idempotencyKey: key() } }, as)).seekerWishChange;
  expect(await change({ occupations: ['保安'], places: ['重庆'], wageFloor: '300000' }, CITY)).toMatchObject({
    seeker: { wish: { occupations: ['4-07-05-01'], wageFloor: { amountMinor: '300000' } } },
    userErrors: [],
  });
  expect(await change({ places: ['重庆'] }, CITY)).toMatchObject({ userErrors: [{ code: 'INVALID', path: ['input', 'wish', 'occupations'] }] });
  expect(await change({ anyTrade: true, places: ['重庆'] }, { role: 'OFFICE', region: '500102' })).toMatchObject({
    userErrors: [{ code: 'NOT_FOUND' }],
  });
  expect(await app.mistake(CHANGE, { id, input: { wish: { anyTrade: true, places: ['重庆'] }, idempotencyKey: key() } }, { role: 'RECRUITER' })).toBe(
    'FORBIDDEN',
  );
});

test('a form is put right, ID document aside, by those who serve the person', async () => {
  const institution = await anInstitution(app, '500101', 'LICENSED_AGENCY');
  const own = { role: 'INTERMEDIARY', institution } as const;
  const { registration } = await register(institution, {}, own);
  const { id } = registration!.seeker;
  const revise = async (input: object, as: Who = own): Promise<unknown> =>
    (await app.data(REVISE, { id, input: { idempotencyKey: key(), ...input } }, as)).seekerFormRevise;
  const right = { phone: '13900139000', education: 'SENIOR_HIGH', region: '500103', circumstances: { health: 'FAIR' } };
  expect(await revise(right)).toMatchObject({
    seeker: {
      education: 'SENIOR_HIGH',
      phoneMasked: '139****9000',
      certificates: ['特种作业操作证'],
      region: { code: '500103' },
      circumstances: { health: 'FAIR', hardships: [] },
    },
    userErrors: [],
  });
  expect(await revise({ phone: '1' })).toMatchObject({ seeker: null, userErrors: [{ code: 'INVALID', path: ['input', 'phone'] }] });
  const other = { role: 'INTERMEDIARY', institution: await anInstitution(app, '500101', 'LICENSED_AGENCY') } as const;
  expect(await revise(right, other)).toMatchObject({ userErrors: [{ code: 'NOT_FOUND', path: ['id'] }] });
  expect(JSON.stringify(await app.sql("select reply from idempotency_key where operation = 'seekerFormRevise'"))).not.toContain('139');
});
