import { expect, test } from '../support/jest.js';
import { key, testApp, type Who } from '../support/app.js';
import { anInstitution, CITY, REGISTER, seekerInput } from '../support/factories.js';
import { anAgency, eventually, http, PASSWORD, viewerOf } from '../support/sessions.js';

const app = testApp();
const WANZHOU: Who = { role: 'OFFICE', region: '500101' };
const FULING: Who = { role: 'OFFICE', region: '500102' };
const ISSUE =
  'mutation ($id: ID!, $input: SeekerAccountIssueInput!) { seekerAccountIssue(id: $id, input: $input) { seeker { id signInName } oneTimePassword userErrors { code path } } }';
const issue = async (id: string, as: Who, idempotencyKey = key(), reason?: string) =>
  (await app.data(ISSUE, { id, input: { reason, idempotencyKey } }, as)).seekerAccountIssue;
const refused = (code: string, ...path: string[]) => ({ seeker: null, oneTimePassword: null, userErrors: [{ code, path }] });
const READINGS = '{ seekerReadings(first: 20) { edges { node { action actorName actorRole field reason } } } }';
/** Changes of rights about a person, oldest first. */
const written = (seeker: string): Promise<unknown[]> =>
  app.sql("select actor_name as name, field, reason from audit_entry where seeker_id = ? and action = 'RIGHTS_CHANGED' order by day, number", [
    seeker,
  ]);
const NOBODY = { seeker: null, oneTimePassword: null, userErrors: [{ code: 'NOT_FOUND', path: ['id'] }] };

interface Registered {
  seeker: string;
  registration: string;
  agency: Who;
  idNumber: string;
}
/** A person whom an agency in Wanzhou registered, so that both the agency and the office there serve them. */
async function registered(): Promise<Registered> {
  const institution = await anAgency(app);
  const agency: Who = { role: 'INTERMEDIARY', institution };
  const input = seekerInput(institution) as { idNumber: string };
  const { seekerRegister } = await app.data(REGISTER, { input }, agency);
  const { id, seeker } = seekerRegister.registration;
  return { seeker: seeker.id, registration: id, agency, idNumber: input.idNumber };
}
const choose = (name: string, password: string, newPassword = PASSWORD) => http(app, 'PUT', '/session/password', { name, password, newPassword });

test('a person signs in with what stands on the slip, sees their own registrations and takes one back', async () => {
  const { seeker, registration, agency } = await registered();
  const other = await registered();
  const slip = await issue(seeker, agency);
  expect(slip).toEqual({
    seeker: { id: seeker, signInName: expect.stringMatching(/^q\d{9}$/) },
    oneTimePassword: expect.stringMatching(/^[0-9A-Z]{5}-[0-9A-Z]{5}$/),
    userErrors: [],
  });
  const { body } = await choose(slip.seeker.signInName, slip.oneTimePassword);
  expect((await viewerOf(app, body.accessToken)).viewer).toMatchObject({ role: 'SEEKER' });
  const headers = { authorization: `Bearer ${body.accessToken}` };
  const own = await app.run(
    'query ($id: ID!) { seeker(id: $id) { name idNumberMasked registrations { id state } } }',
    { id: seeker },
    undefined,
    headers,
  );
  expect(own.body.data.seeker).toMatchObject({ name: '张三丰', registrations: [{ id: registration, state: 'ACTIVE' }] });
  const foreign = await app.run('query ($id: ID!) { seeker(id: $id) { id } }', { id: other.seeker }, undefined, headers);
  expect(foreign.body).toEqual({ data: { seeker: null } });
  const withdraw =
    'mutation ($id: ID!, $input: StepInput!) { registrationWithdraw(id: $id, input: $input) { registration { state } userErrors { code } } }';
  const taken = await app.run(withdraw, { id: registration, input: { idempotencyKey: key() } }, undefined, headers);
  expect(taken.body.data.registrationWithdraw).toEqual({ registration: { state: 'WITHDRAWN' }, userErrors: [] });
});

test('the slip is shown once; a repeat has the name and no password, and neither is in what is stored', async () => {
  const { seeker, agency } = await registered();
  const again = key();
  const first = await issue(seeker, agency, again);
  expect(await issue(seeker, agency, again)).toEqual({ ...first, oneTimePassword: null });
  expect(JSON.stringify(await app.sql('select * from idempotency_key'))).not.toContain(first.oneTimePassword);
});

test('who lost the slip gets another with the same name, and the first is void', async () => {
  const { seeker, agency } = await registered();
  const first = await issue(seeker, agency);
  const second = await issue(seeker, WANZHOU);
  expect(second.seeker).toEqual(first.seeker);
  expect((await choose(first.seeker.signInName, first.oneTimePassword)).status).toBe(401);
  expect((await choose(first.seeker.signInName, second.oneTimePassword)).status).toBe(200);
});

test('once the person has chosen a password, an agency cannot take the account over; the office gives a new slip and ends the sessions', async () => {
  const { seeker, agency } = await registered();
  const slip = await issue(seeker, agency);
  const { body } = await choose(slip.seeker.signInName, slip.oneTimePassword);
  expect(await issue(seeker, agency)).toEqual({ seeker: null, oneTimePassword: null, userErrors: [{ code: 'NOT_ELIGIBLE', path: ['id'] }] });
  expect((await http(app, 'POST', '/session', { name: slip.seeker.signInName, password: PASSWORD })).status).toBe(200);
  expect(await issue(seeker, WANZHOU)).toEqual(refused('INVALID', 'input', 'reason'));
  expect((await viewerOf(app, body.accessToken)).status).toBe(200);
  const next = await issue(seeker, { ...WANZHOU, name: '万州窗口' }, key(), '本人持身份证到窗口，忘记密码');
  await eventually(async () => (await viewerOf(app, body.accessToken)).status === 401);
  const renewed = await choose(slip.seeker.signInName, next.oneTimePassword);
  expect(renewed.status).toBe(200);
  const own = await app.run(READINGS, {}, undefined, { authorization: `Bearer ${renewed.body.accessToken}` });
  expect(own.body.data.seekerReadings.edges.map(({ node }: { node: object }) => node)).toEqual([
    {
      action: 'RIGHTS_CHANGED',
      actorName: '万州窗口',
      actorRole: 'office',
      field: 'SIGN_IN_RENEWED',
      reason: '本人持身份证到窗口，忘记密码',
    },
    { action: 'RIGHTS_CHANGED', actorName: expect.stringMatching(/^INTERMEDIARY/), actorRole: 'intermediary', field: 'SIGN_IN_ISSUED', reason: null },
  ]);
});

test('who registers a person served elsewhere gets no sign-in of theirs: an intermediary, an office of another division', async () => {
  const { seeker, agency, idNumber } = await registered();
  const broker: Who = { role: 'INTERMEDIARY', institution: await anAgency(app) };
  const service = await anInstitution(app, '500102');
  for (const [as, institution] of [
    [broker, broker.institution!],
    [FULING, service],
  ] as const) {
    const { seekerRegister } = await app.data(REGISTER, { input: seekerInput(institution, { idNumber }) }, as);
    expect(seekerRegister.userErrors).toEqual([]);
    expect(await issue(seeker, as)).toEqual(refused('NOT_ELIGIBLE', 'id'));
  }
  // Nor does the agency from now on: others serve the person too. The office where they live does.
  expect(await issue(seeker, agency)).toEqual(refused('NOT_ELIGIBLE', 'id'));
  expect(await app.sql('select 1 from account where seeker_id = ?', [seeker])).toEqual([]);
  expect((await issue(seeker, WANZHOU)).userErrors).toEqual([]);
});

test('the row of an issue names the issuer and the person, and no secret; what was refused leaves none', async () => {
  const { seeker, agency } = await registered();
  const slip = await issue(seeker, { ...agency, name: '代办员' }, key(), '首次登记');
  expect(await issue(seeker, FULING)).toEqual(NOBODY);
  expect(await written(seeker)).toEqual([{ name: '代办员', field: 'SIGN_IN_ISSUED', reason: '首次登记' }]);
  expect(JSON.stringify(await app.sql('select * from audit_entry'))).not.toContain(slip.oneTimePassword);
});

test('a slip holds for fourteen days', async () => {
  const { seeker, agency } = await registered();
  await issue(seeker, agency);
  const sql = `select round(extract(epoch from p.one_time_until - app_now()) / 86400)::int as days
                 from password p join account a on a.id = p.account_id where a.seeker_id = ?`;
  expect(await app.sql(sql, [seeker])).toEqual([{ days: 14 }]);
});

test('who does not serve the person finds nobody: another agency, another county, and who only did once', async () => {
  const { seeker, registration, agency } = await registered();
  for (const as of [{ role: 'INTERMEDIARY', institution: await anAgency(app) }, FULING] as Who[]) expect(await issue(seeker, as)).toEqual(NOBODY);
  expect(await issue(key(), agency)).toEqual(NOBODY);
  expect(await issue('x', agency)).toEqual(NOBODY);
  await app.sql("update registration set state = 'WITHDRAWN' where id = ?", [registration]);
  expect(await issue(seeker, agency)).toEqual(NOBODY);
  expect(await app.sql('select 1 from account where seeker_id = ?', [seeker])).toEqual([]);
});

test('two counters at once make one account', async () => {
  const { seeker, agency } = await registered();
  const both = await Promise.all([issue(seeker, agency), issue(seeker, WANZHOU), issue(seeker, CITY)]);
  expect(both.filter((one) => one.userErrors.length === 0).length).toBeGreaterThan(0);
  expect(await app.sql('select count(*)::int as count from account where seeker_id = ?', [seeker])).toEqual([{ count: 1 }]);
});

test('who may not issue a sign-in', async () => {
  const { seeker } = await registered();
  const asked = { id: seeker, input: { idempotencyKey: key() } };
  for (const role of ['KIOSK', 'RECRUITER', 'AUDITOR', 'ADMINISTRATOR'] as const) expect(await app.mistake(ISSUE, asked, { role })).toBe('FORBIDDEN');
  expect(await app.mistake(ISSUE, asked)).toBe('UNAUTHENTICATED');
});
