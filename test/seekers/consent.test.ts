import { expect, test } from '../support/jest.js';
import { key, testApp, type Who } from '../support/app.js';
import { anEmployer, anInstitution, CITY } from '../support/factories.js';
import { aConsent, aPerson, aReferredPerson, FIND, GIVE, hire, type Person, reveal, self, WITHDRAW } from '../support/people.js';

const app = testApp();
const recruiter = (employer: string): Who => ({ role: 'RECRUITER', employers: [employer] });
const BLIND = 'id name nameMasked ageBand homeCounty education certificates wish { occupations places }';
const seen = async (person: Person, as: Who, fields = BLIND): Promise<any> =>
  // oxlint-disable-line typescript/no-explicit-any -- an answer
  (await app.data(`query ($id: ID!) { seeker(id: $id) { ${fields} } }`, { id: person.id }, as)).seeker;
const give = async (input: object, as: Who): Promise<any> =>
  // oxlint-disable-line typescript/no-explicit-any -- an answer
  (await app.data(GIVE, { input: { purpose: 'CONTACT', version: 1, idempotencyKey: key(), ...input } }, as)).consentGive;
const withdraw = async (id: string, as: Who): Promise<any> =>
  // oxlint-disable-line typescript/no-explicit-any -- an answer
  (await app.data(WITHDRAW, { id, input: { idempotencyKey: key() } }, as)).consentWithdraw;

test('a recruiter sees the blind profile of whoever is put forward, and the phone not at all', async () => {
  const { person, employer, referral } = await aReferredPerson(app, { input: { region: '500101', education: 'SENIOR_HIGH' } });
  const profile = await seen(person, recruiter(employer));
  expect(profile).toMatchObject({
    name: `${person.name[0]}**`,
    nameMasked: `${person.name[0]}**`,
    homeCounty: '万州区',
    education: 'SENIOR_HIGH',
    wish: { places: ['310000', '500000'] },
  });
  expect(profile.ageBand).toMatch(/^4[05]-4[49]$/);
  const { referrals } = await app.data('{ referrals { edges { node { id seeker { name } } } } }', {}, recruiter(employer));
  expect(referrals.edges).toEqual([{ node: { id: referral, seeker: { name: `${person.name[0]}**` } } }]);
  for (const field of [
    'birthOn',
    'sex',
    'phoneMasked',
    'idNumberMasked',
    'region { name }',
    'situation',
    'resettler',
    'wish { wageFloor { amountMinor } }',
  ])
    expect(await app.mistake(`query ($id: ID!) { seeker(id: $id) { ${field} } }`, { id: person.id }, recruiter(employer))).toBe('FORBIDDEN');
  expect(await reveal(app, person, 'PHONE', recruiter(employer))).toMatchObject({
    value: null,
    userErrors: [{ code: 'NOT_ELIGIBLE', path: ['id'] }],
  });
  expect(await app.sql('select 1 from audit_entry where seeker_id = ?', [person.id])).toEqual([]);
});

test('consent to an employer opens name and phone to its recruiters alone; withdrawn, the next read is masked', async () => {
  const { person, employer } = await aReferredPerson(app);
  const rival = recruiter(await anEmployer(app));
  const consent = await aConsent(app, person, employer);
  expect(await seen(person, recruiter(employer))).toMatchObject({ name: person.name });
  expect(await reveal(app, person, 'PHONE', recruiter(employer))).toEqual({ value: `+86${person.phone}`, userErrors: [] });
  expect(await reveal(app, person, 'ID_NUMBER', recruiter(employer))).toMatchObject({ value: null, userErrors: [{ code: 'NOT_ELIGIBLE' }] });
  expect(await seen(person, rival)).toBeNull();
  expect(await reveal(app, person, 'PHONE', rival)).toMatchObject({ userErrors: [{ code: 'NOT_FOUND' }] });

  expect(await withdraw(consent, self(person))).toMatchObject({ consent: { id: consent, withdrawnAt: expect.any(String) }, userErrors: [] });
  expect(await seen(person, recruiter(employer))).toMatchObject({ name: `${person.name[0]}**` });
  expect(await reveal(app, person, 'PHONE', recruiter(employer))).toMatchObject({ value: null, userErrors: [{ code: 'NOT_ELIGIBLE' }] });
  expect(await withdraw(consent, self(person))).toMatchObject({ userErrors: [{ code: 'ILLEGAL_TRANSITION' }] });
  expect(
    await app.sql('select action, actor_role, field, recipient_id from audit_entry where seeker_id = ? order by day, number', [person.id]),
  ).toEqual([
    { action: 'CONSENT_GIVEN', actor_role: 'office', field: 'CONTACT', recipient_id: employer },
    { action: 'REVEALED', actor_role: 'recruiter', field: 'PHONE', recipient_id: null },
    { action: 'CONSENT_WITHDRAWN', actor_role: 'seeker', field: 'CONTACT', recipient_id: employer },
  ]);
  const again = await aConsent(app, person, employer, self(person));
  expect(again).not.toBe(consent);
});

test('without a referral a consent alone shows the person; without it nobody is there', async () => {
  const [person, employer] = [await aPerson(app), await anEmployer(app)];
  expect(await seen(person, recruiter(employer))).toBeNull();
  await aConsent(app, person, employer);
  expect(await seen(person, recruiter(employer))).toMatchObject({ name: person.name });
});

test('a hire opens name and phone; a referral that ended otherwise hides the person', async () => {
  const { person, employer, referral } = await aReferredPerson(app);
  await hire(app, referral);
  expect(await seen(person, recruiter(employer))).toMatchObject({ name: person.name });
  expect(await reveal(app, person, 'PHONE', recruiter(employer))).toMatchObject({ value: `+86${person.phone}` });
  const other = await aReferredPerson(app);
  await app.data(
    'mutation ($id: ID!, $input: StepInput!) { referralNoShow(id: $id, input: $input) { userErrors { code } } }',
    { id: other.referral, input: { idempotencyKey: key() } },
    CITY,
  );
  expect(await seen(other.person, recruiter(other.employer))).toBeNull();
});

test('a recruiter of several employers sees through each; a list of referrals takes the same statements for 3 and for 12', async () => {
  const puts = [];
  for (let at = 0; at < 12; at++) puts.push(await aReferredPerson(app));
  const as: Who = { role: 'RECRUITER', employers: puts.map(({ employer }) => employer) };
  await aConsent(app, puts[3]!.person, puts[3]!.employer);
  const list = 'query ($first: Int!) { referrals(first: $first) { edges { node { seeker { name ageBand homeCounty } vacancy { title } } } } }';
  const counted = (first: number): Promise<number> => app.statements(() => app.data(list, { first }, as));
  expect([await counted(3), await counted(12)]).toEqual([1, 1]);
  const { referrals } = await app.data(list, { first: 12 }, as);
  const names = referrals.edges.map((edge: { node: { seeker: { name: string } } }) => edge.node.seeker.name);
  expect(names.filter((name: string) => !name.includes('*'))).toEqual([puts[3]!.person.name]);
});

test('an institution that the person shares with sees the record, and no longer after the withdrawal', async () => {
  const person = await aPerson(app, { institution: await anInstitution(app, '500101') });
  const institution = await anInstitution(app, '500102', 'LICENSED_AGENCY');
  const broker: Who = { role: 'INTERMEDIARY', institution };
  expect(await seen(person, broker, 'id')).toBeNull();
  const { consent } = await give({ seeker: person.id, purpose: 'SHARING', institution }, self(person));
  expect(await seen(person, broker, 'id name')).toEqual({ id: person.id, name: person.name });
  expect((await app.data(FIND, { input: { idNumber: person.idNumber, idempotencyKey: key() } }, broker)).seekerFind.seeker).toMatchObject({
    id: person.id,
  });
  expect(await reveal(app, person, 'PHONE', broker)).toMatchObject({ value: `+86${person.phone}` });
  expect(await give({ seeker: person.id, employer: await anEmployer(app), evidence: '纸质' }, broker)).toMatchObject({
    userErrors: [{ code: 'NOT_FOUND', path: ['input', 'seeker'] }],
  });
  await withdraw(consent.id, self(person));
  expect(await seen(person, broker, 'id')).toBeNull();
});

test('each consent carries its wording; a new wording asks for new consents and leaves old ones as they were', async () => {
  const { consentTexts } = await app.data('{ consentTexts { purpose version zh en } }');
  expect(consentTexts).toMatchObject([
    { purpose: 'CONTACT', version: 1, zh: expect.stringContaining('联系电话') },
    { purpose: 'SHARING', version: 1 },
  ]);
  const [person, employer, next] = [await aPerson(app), await anEmployer(app), await anEmployer(app)];
  await aConsent(app, person, employer);
  await app.sql(
    "insert into consent_text (id, purpose, version, effective_on, zh, en) values (uuidv7(), 'CONTACT', 2, app_today(), '新', 'new'), (uuidv7(), 'CONTACT', 3, app_today() + 1, '将来', 'later')",
  );
  try {
    expect(await give({ seeker: person.id, employer: next, version: 1 }, self(person))).toMatchObject({
      userErrors: [{ code: 'CONFLICT', path: ['input', 'version'] }],
    });
    expect((await give({ seeker: person.id, employer: next, version: 2 }, self(person))).consent).toMatchObject({ text: { version: 2 } });
    const { consents } = await seen(person, CITY, 'consents { text { version } employer { id } withdrawnAt }');
    expect(consents).toEqual([
      { text: { version: 2 }, employer: { id: next }, withdrawnAt: null },
      { text: { version: 1 }, employer: { id: employer }, withdrawnAt: null },
    ]);
    expect(await seen(person, recruiter(employer))).toMatchObject({ name: person.name });
  } finally {
    await app.sql('delete from consent where text_id in (select id from consent_text where version > 1)');
    await app.sql('delete from consent_text where version > 1');
  }
});

test('refuses what is no consent, and stores nothing', async () => {
  const [person, employer] = [await aPerson(app), await anEmployer(app)];
  const institution = await anInstitution(app);
  const about = { seeker: person.id };
  const refused = async (input: object, as: Who): Promise<unknown> => (await give({ ...about, ...input }, as)).userErrors[0];
  expect(await refused({ employer }, CITY)).toMatchObject({ code: 'INVALID', path: ['input', 'evidence'] });
  expect(await refused({ employer, evidence: '  ' }, CITY)).toMatchObject({ code: 'INVALID', path: ['input', 'evidence'] });
  expect(await refused({ employer, evidence: '纸质' }, self(person))).toMatchObject({ code: 'INVALID', path: ['input', 'evidence'] });
  expect(await refused({ employer: key() }, self(person))).toMatchObject({ code: 'NOT_FOUND', path: ['input', 'employer'] });
  expect(await refused({}, self(person))).toMatchObject({ code: 'NOT_FOUND', path: ['input', 'employer'] });
  expect(await refused({ employer, institution }, self(person))).toMatchObject({ code: 'INVALID', path: ['input', 'institution'] });
  expect(await refused({ purpose: 'SHARING', employer, institution }, self(person))).toMatchObject({ code: 'INVALID', path: ['input', 'employer'] });
  expect(await refused({ employer, version: 9 }, self(person))).toMatchObject({ code: 'CONFLICT', path: ['input', 'version'] });
  for (const as of [self(await aPerson(app)), { role: 'OFFICE', region: '500105' } as const])
    expect(await refused({ employer, evidence: '纸质' }, as)).toMatchObject({ code: 'NOT_FOUND', path: ['input', 'seeker'] });
  expect(await app.sql('select 1 from consent where seeker_id = ?', [person.id])).toEqual([]);
  expect(await app.mistake(GIVE, { input: { ...about, purpose: 'CONTACT', version: 1, employer, idempotencyKey: key() } }, recruiter(employer))).toBe(
    'FORBIDDEN',
  );
  const consent = await aConsent(app, person, employer);
  expect(await refused({ employer, evidence: '纸质' }, CITY)).toMatchObject({ code: 'ALREADY_EXISTS' });
  expect(await withdraw(consent, self(await aPerson(app)))).toMatchObject({ userErrors: [{ code: 'NOT_FOUND' }] });
});
