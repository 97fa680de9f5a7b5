import { expect, test } from '../support/jest.js';
import { key, testApp } from '../support/app.js';
import { aLicence, anEmployer, anInstitution, aVacancy, CITY, DRAFT, draftInput, LICENCE, REGISTER, seekerInput } from '../support/factories.js';

const app = testApp();
const END = (name: string): string =>
  `mutation ($id: ID!, $input: LicenceEndInput!) { ${name}(id: $id, input: $input) { licence { state reason } userErrors { code path } } }`;
const application = (institution?: string, more: object = {}): object => ({
  ...(institution === undefined ? {} : { institution }),
  staffCount: 5,
  premises: '解放碑 1 号',
  capital: '50000000',
  idempotencyKey: key(),
  ...more,
});
const terms = (more: object = {}): object => ({
  number: `渝人服 ${key()}`,
  validFrom: '2001-01-01',
  validUntil: '2098-12-31',
  idempotencyKey: key(),
  ...more,
});

async function anAgency(): Promise<string> {
  const institution = await anInstitution(app, '500103', 'LICENSED_AGENCY');
  await app.sql('delete from licence where institution_id = ?', [institution]);
  return institution;
}

test('an agency applies for itself, its county grants, and everyone sees the licence in force', async () => {
  const institution = await anAgency();
  const agency = { role: 'INTERMEDIARY', institution } as const;
  const { licenceApply } = await app.data(LICENCE.apply, { input: application() }, agency);
  expect(licenceApply).toMatchObject({ licence: { state: 'APPLIED' }, userErrors: [] });
  const seen = 'query ($id: ID!) { institution(id: $id) { licence { number state validUntil } } }';
  expect((await app.data(seen, { id: institution }, CITY)).institution.licence).toBeNull();
  const { id } = licenceApply.licence;
  const { licenceGrant } = await app.data(LICENCE.grant, { id, input: terms() }, { role: 'OFFICE', region: '500103' });
  expect(licenceGrant).toMatchObject({ licence: { state: 'LICENSED', validUntil: '2098-12-31' }, userErrors: [] });
  expect((await app.data(seen, { id: institution }, { role: 'RECRUITER' })).institution.licence).toMatchObject({ state: 'LICENSED' });
});

test('a renewal replaces the licence in force', async () => {
  const institution = await anInstitution(app, '500103', 'LICENSED_AGENCY');
  await aLicence(app, institution);
  const states = await app.sql<{ state: string }>('select state from licence where institution_id = ? order by created_at', [institution]);
  expect(states.map((row) => row.state)).toEqual(['CHANGED', 'LICENSED']);
});

test.each([
  ['too few staff', { staffCount: 2 }, 'grant', 'NOT_ELIGIBLE'],
  ['a negative number of staff', { staffCount: -1 }, 'apply', 'INVALID'],
])('refuses %s', async (_, wrong, at, code) => {
  const institution = await anAgency();
  const { licenceApply } = await app.data(LICENCE.apply, { input: application(institution, wrong) }, CITY);
  if (at === 'apply') {
    expect(licenceApply.userErrors).toMatchObject([{ code }]);
    expect(await app.sql('select 1 from licence where institution_id = ?', [institution])).toEqual([]);
    return;
  }
  const { licenceGrant } = await app.data(LICENCE.grant, { id: licenceApply.licence.id, input: terms() }, CITY);
  expect(licenceGrant.userErrors).toMatchObject([{ code }]);
  expect(await app.sql('select state from licence where institution_id = ?', [institution])).toEqual([{ state: 'APPLIED' }]);
});

test('refuses a second application, a taken number, days in the wrong order, an institution that needs none', async () => {
  const institution = await anAgency();
  const first = (await app.data(LICENCE.apply, { input: application(institution) }, CITY)).licenceApply.licence.id;
  expect((await app.data(LICENCE.apply, { input: application(institution) }, CITY)).licenceApply.userErrors).toMatchObject([
    { code: 'ALREADY_EXISTS', path: ['input', 'institution'] },
  ]);
  const wrongDays = await app.data(LICENCE.grant, { id: first, input: terms({ validUntil: '2000-01-01' }) }, CITY);
  expect(wrongDays.licenceGrant.userErrors).toMatchObject([{ code: 'INVALID', path: ['input', 'validUntil'] }]);
  const number = '渝人服 0001';
  await app.data(LICENCE.grant, { id: first, input: terms({ number }) }, CITY);
  const other = (await app.data(LICENCE.apply, { input: application(await anAgency()) }, CITY)).licenceApply.licence.id;
  expect((await app.data(LICENCE.grant, { id: other, input: terms({ number }) }, CITY)).licenceGrant.userErrors).toMatchObject([
    { code: 'ALREADY_EXISTS', path: ['input', 'number'] },
  ]);
  const station = await anInstitution(app, '500103', 'GRASSROOTS_STATION');
  expect((await app.data(LICENCE.apply, { input: application(station) }, CITY)).licenceApply.userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE' }]);
});

test('licence gate: without one in force an agency neither publishes nor refers; its roster stays', async () => {
  const [institution, employer] = [await anInstitution(app, '500101', 'LICENSED_AGENCY'), await anEmployer(app)];
  const agency = { role: 'INTERMEDIARY', institution } as const;
  const vacancy = await aVacancy(app, { employer });
  await app.sql("update licence set valid_from = '2000-01-01', valid_until = '2001-01-01' where institution_id = ?", [institution]);
  const draft = await app.data(DRAFT, { input: draftInput(employer, institution) }, agency);
  expect(draft.vacancyDraft).toMatchObject({ vacancy: null, userErrors: [{ code: 'NOT_ELIGIBLE', path: ['input', 'institution'] }] });
  const { seekerRegister } = await app.data(REGISTER, { input: seekerInput(institution) }, agency);
  expect(seekerRegister.userErrors).toEqual([]);
  const issue = 'mutation ($input: ReferralIssueInput!) { referralIssue(input: $input) { referral { id } userErrors { code path } } }';
  const input = { registration: seekerRegister.registration.id, vacancy };
  expect((await app.data(issue, { input: { ...input, idempotencyKey: key() } }, agency)).referralIssue).toMatchObject({
    referral: null,
    userErrors: [{ code: 'NOT_ELIGIBLE', path: ['input', 'registration'] }],
  });
  await aLicence(app, institution);
  expect((await app.data(issue, { input: { ...input, idempotencyKey: key() } }, agency)).referralIssue.userErrors).toEqual([]);
});

test('a licence ends by itself after its last day, is refused and is revoked with a reason', async () => {
  const institution = await anInstitution(app, '500103', 'LICENSED_AGENCY');
  await app.sql("update licence set valid_until = '2001-01-01' where institution_id = ?", [institution]);
  const { expireLicences } = await import('../../src/modules/institutions/licence.service.js');
  expect(await expireLicences(app.owner.em.fork() as never)).toBeGreaterThan(0);
  expect(await app.sql('select state from licence where institution_id = ?', [institution])).toEqual([{ state: 'EXPIRED' }]);
  const waiting = (await app.data(LICENCE.apply, { input: application(institution) }, CITY)).licenceApply.licence.id;
  const reason = { reason: '场所不符', idempotencyKey: key() };
  expect((await app.data(END('licenceRefuse'), { id: waiting, input: reason }, CITY)).licenceRefuse.licence).toEqual({
    state: 'REFUSED',
    reason: '场所不符',
  });
  const granted = await aLicence(app, institution);
  const revoke = { id: granted, input: { reason: '收取押金', idempotencyKey: key() } };
  expect((await app.data(END('licenceRevoke'), revoke, CITY)).licenceRevoke.licence.state).toBe('REVOKED');
  const again = { ...revoke, input: { reason: '再次', idempotencyKey: key() } };
  expect((await app.data(END('licenceRevoke'), again, CITY)).licenceRevoke.userErrors).toMatchObject([{ code: 'ILLEGAL_TRANSITION' }]);
});

test('who may not: another county, another agency, a recruiter; an application is not public', async () => {
  const [institution, other] = [await anAgency(), await anAgency()];
  const id = (await app.data(LICENCE.apply, { input: application(institution) }, CITY)).licenceApply.licence.id;
  const abroad = await app.data(LICENCE.grant, { id, input: terms() }, { role: 'OFFICE', region: '500101' });
  expect(abroad.licenceGrant).toMatchObject({ licence: null, userErrors: [{ code: 'NOT_FOUND' }] });
  const rival = { role: 'INTERMEDIARY', institution: other } as const;
  const foreign = await app.data(LICENCE.apply, { input: application(institution) }, rival);
  expect(foreign.licenceApply.userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['input', 'institution'] }]);
  const list = 'query ($id: ID!) { licences(institution: $id) { totalCount edges { node { id } } } }';
  expect((await app.data(list, { id: institution }, rival)).licences).toEqual({ totalCount: 0, edges: [] });
  expect((await app.data(list, { id: institution }, { role: 'INTERMEDIARY', institution })).licences.totalCount).toBe(1);
  expect(await app.mistake(LICENCE.apply, { input: application(institution) }, { role: 'RECRUITER' })).toBe('FORBIDDEN');
});

test('institutions with their licences take the same statements for 3 and for 30', async () => {
  for (let at = 0; at < 31; at++) await anInstitution(app, '500106', at % 3 ? 'GRASSROOTS_STATION' : 'LICENSED_AGENCY');
  const list = 'query ($first: Int!) { institutions(filter: { region: "500106" }, first: $first) { edges { node { name licence { number } } } } }';
  const counted = (first: number): Promise<number> => app.statements(() => app.data(list, { first }, CITY));
  expect([await counted(3), await counted(30)]).toEqual([2, 2]);
});
