import { expect, test } from '../support/jest.js';
import { verifyAudit } from '../../src/modules/accounts/audit.verify.js';
import { key, testApp, type Who } from '../support/app.js';
import { anInstitution, CITY } from '../support/factories.js';
import { aPerson, FIND } from '../support/people.js';
import { ADMINISTRATOR, anAccount, OPEN } from '../support/sessions.js';

const app = testApp();
const BOSS: Who = { ...ADMINISTRATOR, name: '王管理' };
const AUDITOR: Who = { role: 'AUDITOR' };
const LIST =
  '{ auditEntries(action: RIGHTS_CHANGED, first: 100) { edges { node { action actorName actorRole rightsOf field reason request createdAt } } } }';

interface Change {
  readonly request: string;
  /** The answer of the mutation. */
  // oxlint-disable-next-line typescript/no-explicit-any -- answers are looked into freely
  readonly answer: any;
}
async function change(name: string, inputType: string, part: string, input: object, id?: string, as: Who = BOSS): Promise<Change> {
  const request = key();
  const [declared, given] = id === undefined ? ['', ''] : ['$id: ID!, ', 'id: $id, '];
  const document = `mutation (${declared}$input: ${inputType}!) { ${name}(${given}input: $input) { ${part} userErrors { code path } } }`;
  const answer = (await app.data(document, { id, input: { ...input, idempotencyKey: request } }, as))[name];
  expect(answer.userErrors).toEqual([]);
  return { request, answer };
}

/** The rows that a request left, as somebody sees them. */
async function rows(request: string, as: Who = AUDITOR): Promise<unknown[]> {
  const { auditEntries } = await app.data(LIST, {}, as);
  return (auditEntries.edges as { node: { request: string } }[]).map(({ node }) => node).filter((node) => node.request === request);
}
const everything = async (): Promise<string> => JSON.stringify(await app.sql('select * from audit_entry'));

/** One row, the same for the auditor and an administrator: who, whose, what and how far it reaches now. */
async function written({ request }: Change, field: string, accountId: string, reason: string, by: object = {}): Promise<void> {
  const row = { action: 'RIGHTS_CHANGED', actorName: '王管理', actorRole: 'administrator', rightsOf: accountId, field, reason, request, ...by };
  for (const as of [AUDITOR, ADMINISTRATOR]) expect(await rows(request, as)).toEqual([{ ...row, createdAt: expect.any(String) }]);
}

const name = (): string => `用户${key().slice(0, 8)}`;
const step = (mutation: string, id: string, part = 'account { id }', as?: Who): Promise<Change> => change(mutation, 'StepInput', part, {}, id, as);

test('accountOpen is written down, without the one-time password', async () => {
  const called = name();
  const part = 'account { id } oneTimePassword';
  const opened = await change('accountOpen', 'AccountOpenInput', part, { role: 'OFFICE', name: called, region: '500101' });
  await written(opened, 'ACCOUNT_OPENED', opened.answer.account.id, `OFFICE ${called} 500101`);
  expect(await everything()).not.toContain(opened.answer.oneTimePassword);
});

test('accountAssign is written down with the whole new scope', async () => {
  const { id, name: called } = await anAccount(app, { role: 'OFFICE', region: '500101' });
  const institution = await anInstitution(app, '500102');
  const assigned = await change('accountAssign', 'AccountAssignInput', 'account { id }', { region: '500102', institution }, id);
  await written(assigned, 'ACCOUNT_ASSIGNED', id, `OFFICE ${called} 500102 ${institution}`);
});

test('accountDisable, accountEnable and accountUnlock are written down', async () => {
  const { id, name: called } = await anAccount(app);
  const words = `OFFICE ${called} 500000`;
  await written(await step('accountDisable', id), 'ACCOUNT_DISABLED', id, words);
  await written(await step('accountEnable', id), 'ACCOUNT_ENABLED', id, words);
  await written(await step('accountUnlock', id), 'ACCOUNT_UNLOCKED', id, words);
});

test('accountPasswordReset is written down, without the one-time password', async () => {
  const { id, name: called } = await anAccount(app);
  const reset = await step('accountPasswordReset', id, 'account { id } oneTimePassword');
  await written(reset, 'PASSWORD_RESET', id, `OFFICE ${called} 500000`);
  expect(await everything()).not.toContain(reset.answer.oneTimePassword);
});

test('apiKeyIssue and apiKeyRevoke are written down, without the key', async () => {
  const { id } = await anAccount(app);
  const expiresOn = `${new Date().getFullYear() + 1}-06-30`;
  const input = { account: id, name: '报表', scopes: ['READ', 'IMPORT'], expiresOn };
  const issued = await change('apiKeyIssue', 'ApiKeyIssueInput', 'apiKey { id prefix } secret', input);
  const { apiKey, secret } = issued.answer;
  await written(issued, 'API_KEY_ISSUED', id, `${apiKey.prefix} 报表 READ IMPORT`);
  await written(await step('apiKeyRevoke', apiKey.id, 'apiKey { id }'), 'API_KEY_REVOKED', id, `${apiKey.prefix} 报表 READ IMPORT`);
  expect(await everything()).not.toContain(secret);
});

test('deviceEnrol, deviceRenew and deviceDisable are written down, an office’s too, without the code', async () => {
  const office: Who = { role: 'OFFICE', region: '500101', name: '万州窗口' };
  const by = { actorName: '万州窗口', actorRole: 'office' };
  const enrolled = await change('deviceEnrol', 'DeviceEnrolInput', 'device { id } code', { name: '大厅一号', region: '500101' }, undefined, office);
  const { id } = enrolled.answer.device;
  await written(enrolled, 'DEVICE_ENROLLED', id, '大厅一号 500101', by);
  const renewed = await step('deviceRenew', id, 'device { id } code', office);
  await written(renewed, 'DEVICE_RENEWED', id, '大厅一号 500101', by);
  await written(await step('deviceDisable', id, 'device { id }'), 'DEVICE_DISABLED', id, '大厅一号 500101');
  for (const { answer } of [enrolled, renewed]) expect(await everything()).not.toContain(answer.code);
});

test('what is refused leaves no row, a repeat no second one, and the chain holds', async () => {
  const input = { role: 'OFFICE', name: name(), region: '500101', idempotencyKey: key() };
  const open = async (more: object = {}): Promise<unknown[]> => (await app.data(OPEN, { input: { ...input, ...more } }, BOSS)).accountOpen.userErrors;
  expect([await open(), await open()]).toEqual([[], []]);
  expect(await rows(input.idempotencyKey)).toHaveLength(1);
  const taken = key();
  expect(await open({ idempotencyKey: taken })).toMatchObject([{ code: 'ALREADY_EXISTS' }]);
  expect(await rows(taken)).toEqual([]);
  const client = await app.application.relayPool.connect();
  try {
    expect((await verifyAudit(client, app.application.platform.vault)).findings).toEqual([]);
  } finally {
    client.release();
  }
});

test('an administrator sees changes of rights and nothing else: no look-up that found nobody, no sign-in of a person', async () => {
  const person = await aPerson(app);
  await app.data(FIND, { input: { idNumber: '509901198001010017', idempotencyKey: key() } }, CITY);
  await change('seekerAccountIssue', 'SeekerAccountIssueInput', 'seeker { id }', {}, person.id, CITY);
  const ask = '{ auditEntries(first: 100) { edges { node { action field } } } }';
  const seen = (await app.data(ask, {}, ADMINISTRATOR)).auditEntries.edges as { node: { action: string; field: string } }[];
  expect(new Set(seen.map(({ node }) => node.action))).toEqual(new Set(['RIGHTS_CHANGED']));
  expect(seen.filter(({ node }) => node.field.startsWith('SIGN_IN'))).toEqual([]);
});
