import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '../support/jest.js';
import type { EntityManager } from '@mikro-orm/postgresql';
import { noteHeads } from '../../src/modules/accounts/audit.heads.js';
import { record, JOB } from '../../src/modules/accounts/audit.service.js';
import type { Vault } from '../../src/platform/privacy/vault.js';
import { verifyAudit, type Verdict } from '../../src/modules/accounts/audit.verify.js';
import { testApp } from '../support/app.js';
import { CITY } from '../support/factories.js';
import { aPerson, reveal } from '../support/people.js';
import { anAccount } from '../support/sessions.js';

const app = testApp();

const acts = (count: number): { action: 'REVEALED'; field: string }[] =>
  Array.from({ length: count }, (_, at) => ({ action: 'REVEALED', field: `F${at}` }));
const add = (count: number): Promise<unknown> =>
  (app.owner.em.fork() as EntityManager).transactional((em) => record(em, app.application.platform, JOB, null, acts(count)));
/** Known by itself: another vault has noted nothing yet. */
let vault: Vault;
const note = (): Promise<void> => noteHeads(app.application.platform.pool, vault);
const heads = (): string => join(app.application.platform.vault.folder, 'audit-heads.jsonl');

async function verdict(): Promise<Verdict> {
  const client = await app.application.relayPool.connect();
  try {
    return await verifyAudit(client, app.application.platform.vault);
  } finally {
    client.release();
  }
}
const findings = async (): Promise<unknown[]> => (await verdict()).findings.map(({ fault, numbers }) => [fault, ...numbers]);
const clock = (days: number): Promise<unknown> => app.sql(`update app_clock set shift = interval '${days} days'`);
const day = async (): Promise<string> => (await app.sql<{ day: string }>('select app_today()::text as day'))[0]!.day;

// Each test has a chain of its own: nothing but a test may empty it.
beforeEach(async () => {
  await app.sql('truncate audit_entry, audit_day');
  writeFileSync(heads(), '');
  vault = { ...app.application.platform.vault };
});
afterEach(() => clock(0));

test('an unbroken chain over days has no finding, with its heads noted and without', async () => {
  await add(5);
  expect(await verdict()).toEqual({ rows: 5, days: 1, findings: [] });
  await note();
  await clock(1);
  await add(3);
  await note();
  await clock(2);
  await add(1);
  expect(await verdict()).toEqual({ rows: 9, days: 3, findings: [] });
  expect(await app.sql('select number from audit_day order by day')).toEqual([{ number: 5 }]);
  await note();
  expect(await app.sql('select number from audit_day order by day')).toEqual([{ number: 5 }, { number: 3 }]);
});

test.each([
  ['a reason', "update audit_entry set reason = 'x' where number = 3", [['CHANGED', 3]]],
  ['who did it', "update audit_entry set actor_role = 'office' where number = 1", [['CHANGED', 1]]],
  ['the instant', "update audit_entry set created_at = created_at + interval '1 microsecond' where number = 6", [['CHANGED', 6]]],
  ['a hash', "update audit_entry set hash = decode(repeat('00', 32), 'hex') where number = 4", [['CHANGED', 4]]],
  ['a row taken out', 'delete from audit_entry where number = 3', [['DELETED', 3]]],
  ['the first row taken out', 'delete from audit_entry where number = 1', [['DELETED', 1]]],
  ['three rows taken out', 'delete from audit_entry where number between 2 and 4', [['DELETED', 2, 3, 4]]],
  ['the last row taken out', 'delete from audit_entry where number = 6', [['TRUNCATED', 6]]],
  ['the end cut off', 'delete from audit_entry where number > 3', [['TRUNCATED', 4, 5, 6]]],
  ['everything taken out', 'delete from audit_entry', [['TRUNCATED', 1, 2, 3, 4, 5, 6]]],
])('names what was tampered with: %s', async (_, tampering, expected) => {
  await add(6);
  await note();
  await app.sql(tampering);
  expect(await findings()).toEqual(expected);
});

const CONTENT = 'id, created_at, action, actor_id, actor_role, actor_name, seeker_id, account_id, field, recipient_id, reason, request';

test.each([
  ['their numbers', ['update audit_entry set number = 7 - number where number in (2, 5)']],
  [
    'their contents',
    [`update audit_entry a set (${CONTENT}) = (select ${CONTENT} from audit_entry o where o.number = 7 - a.number) where a.number in (2, 5)`],
  ],
])('names two rows that exchanged %s', async (_, tampering) => {
  await add(6);
  await note();
  const keys = ['audit_entry_place unique (day, number)', 'audit_entry_pkey primary key (id)'];
  for (const one of keys) await app.sql(`alter table audit_entry drop constraint ${one.split(' ')[0]}`);
  for (const statement of tampering) await app.sql(statement);
  for (const one of keys) await app.sql(`alter table audit_entry add constraint ${one}`);
  expect(await findings()).toEqual([
    ['SWAPPED', 2],
    ['SWAPPED', 5],
  ]);
});

test('the last row of a day that is over is missed, also without the file beside the keys, also without the sealed day', async () => {
  await add(4);
  const first = await day();
  await clock(1);
  await add(2);
  await note();
  await app.sql('delete from audit_entry where day = ?::date and number = 4', [first]);
  expect(await verdict()).toMatchObject({ findings: [{ fault: 'TRUNCATED', day: first, numbers: [4] }] });
  writeFileSync(heads(), '');
  expect(await findings()).toEqual([['TRUNCATED', 4]]);
  await app.sql('delete from audit_day');
  expect(await findings()).toEqual([['TRUNCATED', 4]]);
});

test('rows that were cut off and written anew do not pass for those that were noted', async () => {
  await add(4);
  await note();
  await app.sql('delete from audit_entry where number > 2');
  await add(3);
  expect(await findings()).toEqual([['TRUNCATED', 4]]);
});

test('a day whose seal was changed and a line beside the keys that was changed are named; a line that a crash cut off is not taken for more', async () => {
  await add(2);
  await clock(1);
  await add(1);
  await note();
  await app.sql('update audit_day set number = 1');
  expect(await findings()).toEqual([['DAY_FORGED', 1]]);
  await app.sql('delete from audit_day');
  const lines = readFileSync(heads(), 'utf8');
  writeFileSync(heads(), lines.replace('\\"number\\":2', '\\"number\\":1'));
  expect(await findings()).toEqual([['NOTE_FORGED', 1]]);
  writeFileSync(heads(), lines);
  appendFileSync(heads(), '{"version":1,"te');
  await add(1);
  await note();
  expect(await findings()).toEqual([['NOTE_FORGED', 3]]);
  expect((await verdict()).rows).toBe(4);
});

test('readings at once by many accounts make one chain without a gap', async () => {
  const people = await Promise.all(Array.from({ length: 8 }, () => aPerson(app)));
  const clerks = Array.from({ length: 4 }, (_, at) => ({ ...CITY, name: `窗口 ${at}` }));
  for (const clerk of clerks) await app.token(clerk);
  const answers = await Promise.all(people.flatMap((person) => clerks.map((clerk) => reveal(app, person, 'PHONE', clerk))));
  expect(answers.every((answer) => answer.userErrors.length === 0)).toBe(true);
  expect(await verdict()).toEqual({ rows: 32, days: 1, findings: [] });
});

test('a value leaves only after its row is noted: cut off right behind it, the row is missed', async () => {
  const person = await aPerson(app);
  await reveal(app, person, 'PHONE', CITY);
  await app.sql('delete from audit_entry');
  expect(await findings()).toEqual([['TRUNCATED', 1]]);
});

test('the application’s own role changes and deletes nothing of the audit', async () => {
  await add(1);
  for (const statement of ['delete from audit_entry', "update audit_entry set reason = ''", 'truncate audit_entry', 'delete from audit_day'])
    await expect(app.application.platform.pool.query(statement)).rejects.toThrow('permission denied');
});

test('the auditor reads the whole audit by kind, an administrator only changes of rights', async () => {
  const person = await aPerson(app);
  await reveal(app, person, 'PHONE', CITY);
  await anAccount(app);
  const ask = 'query ($action: AuditAction) { auditEntries(action: $action) { edges { node { action actorRole seeker { id } } } } }';
  const light = 'query ($action: AuditAction) { auditEntries(action: $action) { edges { node { action } } } }';
  const { auditEntries } = await app.data(ask, { action: 'REVEALED' }, { role: 'AUDITOR' });
  expect(auditEntries.edges).toEqual([{ node: { action: 'REVEALED', actorRole: 'office', seeker: { id: person.id } } }]);
  expect((await app.data(light, {}, { role: 'AUDITOR' })).auditEntries.edges).toHaveLength(2);
  expect((await app.data(light, {}, { role: 'ADMINISTRATOR' })).auditEntries.edges).toEqual([{ node: { action: 'RIGHTS_CHANGED' } }]);
  for (const as of [CITY, { role: 'RECRUITER' } as const]) expect(await app.mistake(light, {}, as)).toBe('FORBIDDEN');
});
