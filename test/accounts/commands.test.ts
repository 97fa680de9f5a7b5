import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '../support/jest.js';
import { testApp } from '../support/app.js';
import type { Outcome } from './commands.js';
import { http, PASSWORD, viewerOf } from '../support/sessions.js';

const app = testApp();
const folder = mkdtempSync(join(tmpdir(), 'jiangqiao-commands-'));

let line: ChildProcess;
beforeAll(() => {
  const { meiliUrl, meiliKey } = app.servers;
  const { appUrl, ownerUrl } = app.urls;
  const env = { ...process.env, DATA_DIR: folder, DATABASE_URL: appUrl, DATABASE_OWNER_URL: ownerUrl, MEILI_URL: meiliUrl, MEILI_KEY: meiliKey };
  line = fork(fileURLToPath(new URL('commands.js', import.meta.url)), { env });
});
afterAll(() => void line.kill('SIGKILL'));

/** `accounts …` in a process beside the servers that run already. */
async function accounts(...words: string[]): Promise<Outcome> {
  const ended = once(line, 'message');
  line.send(words);
  return ((await ended) as [Outcome])[0];
}
/** What the commands wrote down, oldest first. */
const written = (): Promise<Record<string, unknown>[]> =>
  app.sql(
    "select actor_role || ' ' || actor_name as who, field as what, reason as whose from audit_entry where action = 'RIGHTS_CHANGED' order by day, number",
  );
const by = (what: string, whose: unknown) => ({ who: 'administrator command line', what, whose });

const secretOf = ({ out }: Outcome): string => /: ((?:jq_[\w-]+)|[0-9A-Z]{5}-[0-9A-Z]{5})$/m.exec(out)![1]!;

test('the first administrator gets a one-time password; a second is refused unless it is forced', async () => {
  const first = await accounts('create-administrator', '王管理');
  expect(first.code).toBe(0);
  const signIn = await http(app, 'PUT', '/session/password', { name: '王管理', password: secretOf(first), newPassword: PASSWORD });
  expect((await viewerOf(app, signIn.body.accessToken)).viewer).toMatchObject({ role: 'ADMINISTRATOR', name: '王管理' });
  const second = await accounts('create-administrator', '李管理');
  expect([second.code, second.out]).toEqual([1, '']);
  expect(second.err).toContain('--force');
  expect((await accounts('create-administrator', '李管理', '--force')).code).toBe(0);
  expect(await app.sql("select count(*)::int as count from account where role = 'ADMINISTRATOR'")).toEqual([{ count: 2 }]);
  expect(await written()).toEqual([by('ACCOUNT_OPENED', 'ADMINISTRATOR 王管理'), by('ACCOUNT_OPENED', 'ADMINISTRATOR 李管理')]);
  expect(JSON.stringify(await app.sql('select * from audit_entry'))).not.toContain(secretOf(first));
});

test('users are added, disabled, enabled, given a new password and listed', async () => {
  const added = await accounts('add', 'user', '万州就业局', '--role', 'office', '--region', '万州区');
  const chosen = await http(app, 'PUT', '/session/password', { name: '万州就业局', password: secretOf(added), newPassword: PASSWORD });
  expect(chosen.status).toBe(200);
  expect((await accounts('disable', 'user', '万州就业局')).out).toBe('万州就业局: ✓\n');
  expect((await http(app, 'POST', '/session', { name: '万州就业局', password: PASSWORD })).status).toBe(403);
  expect((await accounts('enable', 'user', '万州就业局')).code).toBe(0);
  const again = { name: '万州就业局', password: secretOf(await accounts('reset-password', '万州就业局')), newPassword: PASSWORD };
  expect((await http(app, 'PUT', '/session/password', again)).status).toBe(200);
  const words = 'OFFICE 万州就业局 500101';
  expect((await written()).slice(-4)).toEqual(
    ['ACCOUNT_OPENED', 'ACCOUNT_DISABLED', 'ACCOUNT_ENABLED', 'PASSWORD_RESET'].map((what) => by(what, words)),
  );
  expect((await accounts('list', 'users')).out).toMatch(/万州就业局 +office +万州区 +open/);
});

test('devices and keys are added, listed and ended', async () => {
  const device = await accounts('add', 'device', '大厅一号', '--region', '500101');
  const { status, body } = await http(app, 'POST', '/devices/enrol', { code: secretOf(device) });
  expect(status).toBe(201);
  expect((await accounts('list', 'devices')).out).toMatch(/大厅一号 +万州区 +open/);
  expect((await accounts('disable', 'device', body.id)).code).toBe(0);
  expect((await viewerOf(app, body.token)).status).toBe(401);
  const year = new Date().getFullYear() + 1;
  const key = secretOf(await accounts('add', 'key', '万州就业局', '--for', '报表', '--scope', 'read', 'import', '--expires', `${year}-06-30`));
  expect((await viewerOf(app, key)).viewer).toMatchObject({ role: 'OFFICE' });
  expect((await accounts('disable', 'key', key.slice(3, 11))).code).toBe(0);
  expect((await written()).slice(-4)).toEqual([
    by('DEVICE_ENROLLED', '大厅一号 500101'),
    by('DEVICE_DISABLED', '大厅一号 500101'),
    by('API_KEY_ISSUED', `${key.slice(3, 11)} 报表 READ IMPORT`),
    by('API_KEY_REVOKED', `${key.slice(3, 11)} 报表 READ IMPORT`),
  ]);
  expect((await accounts('list', 'keys')).out).toMatch(new RegExp(`${key.slice(3, 11)} +万州就业局 +报表 +READ IMPORT.+revoked`));
}, 180_000);

test.each([
  [['add', 'user', '王管理', '--role', 'auditor'], 'name: '],
  [['add', 'device', 'x', '--region', '火星'], 'region'],
  [['disable', 'user', 'nobody'], 'not known'],
])('%j cannot be done: one line says why, and it ends with 1', async (args, words) => {
  const { code, out, err } = await accounts(...args);
  expect([code, out]).toEqual([1, '']);
  expect(err).toContain(words);
  expect(err.trim().split('\n')).toHaveLength(1);
});

test('the key of access tokens is changed by a command', async () => {
  expect((await accounts('rotate-token-key')).out).toBe('version 2\n');
});
