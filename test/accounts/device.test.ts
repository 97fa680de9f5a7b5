import { expect, test } from '../support/jest.js';
import { key, testApp, type Who } from '../support/app.js';
import { anInstitution, CITY } from '../support/factories.js';
import { aDevice, ENROL } from '../support/credentials.js';
import { ADMINISTRATOR, anAgency, eventually, http, viewerOf } from '../support/sessions.js';

const app = testApp();
const WANZHOU: Who = { role: 'OFFICE', region: '500101' };
const enrol = async (input: object, as: Who = ADMINISTRATOR) =>
  (await app.data(ENROL, { input: { name: '大厅一号', region: '500101', idempotencyKey: key(), ...input } }, as)).deviceEnrol;
const RENEW = 'mutation ($id: ID!, $input: StepInput!) { deviceRenew(id: $id, input: $input) { device { id } code userErrors { code path } } }';
const DISABLE =
  'mutation ($id: ID!, $input: StepInput!) { deviceDisable(id: $id, input: $input) { device { disabledAt } userErrors { code path } } }';
const input = () => ({ idempotencyKey: key() });
const redeem = (code: string) => http(app, 'POST', '/devices/enrol', { code });
const LIST =
  'query ($region: String, $disabled: Boolean) { devices(region: $region, disabled: $disabled, first: 100) { totalCount edges { node { id name region { name } institution { name } lastSeenAt enrolledAt } } } }';
const listed = async (as: Who, variables = {}): Promise<string[]> =>
  (await app.data(LIST, variables, as)).devices.edges.map((edge: { node: { id: string } }) => edge.node.id);

test('a kiosk takes its token with the code, once, and asks as a kiosk of its division', async () => {
  const { device, code } = await enrol({});
  expect(Date.parse(device.codeUntil) - Date.now()).toBeGreaterThan(9 * 60_000);
  expect(Date.parse(device.codeUntil) - Date.now()).toBeLessThanOrEqual(10 * 60_000);
  const taken = await redeem(code.toLowerCase());
  expect([taken.status, taken.body]).toEqual([201, { id: device.id, name: '大厅一号', token: expect.stringMatching(/^jd_[\w-]{43}$/) }]);
  expect((await viewerOf(app, taken.body.token)).viewer).toEqual({
    role: 'KIOSK',
    name: '大厅一号',
    regionPath: '/100000/500000/500101',
    level: null,
  });
  const again = await redeem(code);
  expect([again.status, again.body.errors[0].extensions]).toEqual([401, { code: 'UNAUTHENTICATED' }]);
  const stored = JSON.stringify([await app.sql('select * from device'), await app.sql('select * from idempotency_key')]);
  for (const secret of [code, taken.body.token]) expect(stored).not.toContain(secret);
});

test('of sixteen who bring one code at once, one gets a token', async () => {
  const { code } = await enrol({});
  const answers = await Promise.all(Array.from({ length: 16 }, () => redeem(code)));
  expect(answers.map((one) => one.status).sort()).toEqual([201, ...Array(15).fill(401)]);
});

test('a code that ran out is refused like one that never was', async () => {
  const { device, code } = await enrol({});
  await app.sql('update device set code_until = app_now() where id = ?', [device.id]);
  const [late, never] = [await redeem(code), await redeem('ABCDE-FGHJK')];
  expect([late.status, late.text]).toEqual([never.status, never.text]);
});

test('a repeat of the enrolment shows no code', async () => {
  const request = { name: '二号', region: '500101', idempotencyKey: key() };
  const first = (await app.data(ENROL, { input: request }, ADMINISTRATOR)).deviceEnrol;
  expect((await app.data(ENROL, { input: request }, ADMINISTRATOR)).deviceEnrol).toEqual({ ...first, code: null });
});

test('when it was last heard of is written down, once a minute', async () => {
  const { id, token } = await aDevice(app);
  const seen = async () => (await app.sql<{ at: string | null }>('select last_seen_at::text as at from device where id = ?', [id]))[0]!.at;
  expect(await seen()).toBeNull();
  await viewerOf(app, token);
  await eventually(async () => (await seen()) !== null);
  const first = await seen();
  await app.sql('select credential_used(?)', [id]);
  expect(await seen()).toBe(first);
  await app.sql("update device set last_seen_at = last_seen_at - interval '61 seconds' where id = ?", [id]);
  await app.sql('select credential_used(?)', [id]);
  expect(await seen()).not.toBe(first);
});

test('renewing ends the token at once and gives a code for the next; a disabled one comes back so', async () => {
  const { id, token } = await aDevice(app);
  expect((await app.data(DISABLE, { id, input: input() }, WANZHOU)).deviceDisable.device.disabledAt).toEqual(expect.any(String));
  expect((await app.data(DISABLE, { id, input: input() }, WANZHOU)).deviceDisable.userErrors).toMatchObject([{ code: 'ILLEGAL_TRANSITION' }]);
  const { deviceRenew } = await app.data(RENEW, { id, input: input() }, WANZHOU);
  await eventually(async () => (await viewerOf(app, token)).status === 401);
  const next = await redeem(deviceRenew.code);
  expect([next.status, next.body.id]).toEqual([201, id]);
  expect((await viewerOf(app, next.body.token)).status).toBe(200);
});

test('a code of a device that was disabled meanwhile opens nothing', async () => {
  const { device, code } = await enrol({});
  await app.data(DISABLE, { id: device.id, input: input() }, ADMINISTRATOR);
  expect((await redeem(code)).status).toBe(401);
});

test('an office keeps the kiosks of its own division; others are not found', async () => {
  const [own, other] = [await aDevice(app, '500101', WANZHOU), await aDevice(app, '500102')];
  expect(await listed(WANZHOU)).toContain(own.id);
  expect(await listed(WANZHOU)).not.toContain(other.id);
  expect(await listed(CITY)).toEqual(expect.arrayContaining([own.id, other.id]));
  expect(await listed(ADMINISTRATOR, { region: '500102' })).toEqual([other.id]);
  for (const [query, name] of [
    [RENEW, 'deviceRenew'],
    [DISABLE, 'deviceDisable'],
  ] as const) {
    for (const id of [other.id, key(), 'x']) {
      expect((await app.data(query, { id, input: input() }, WANZHOU))[name]).toMatchObject({ userErrors: [{ code: 'NOT_FOUND', path: ['id'] }] });
    }
  }
  expect((await viewerOf(app, other.token)).status).toBe(200);
});

test.each([
  ['a division outside', { region: '500102' }, 'NOT_FOUND', 'region'],
  ['an institution that is none', { institution: key() }, 'NOT_FOUND', 'institution'],
])('an office is refused %s, and nothing is stored', async (_, more, code, path) => {
  const before = await app.sql('select count(*) from device');
  expect(await enrol(more, WANZHOU)).toEqual({ device: null, code: null, userErrors: [{ code, path: ['input', path] }] });
  expect(await app.sql('select count(*) from device')).toEqual(before);
});

test('an institution of another division is not found by the office', async () => {
  const [own, other] = [await anInstitution(app, '500101'), await anInstitution(app, '500102')];
  expect((await enrol({ institution: other }, WANZHOU)).userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
  expect((await enrol({ institution: own }, WANZHOU)).userErrors).toEqual([]);
});

test('who may not put up kiosks', async () => {
  for (const as of [undefined, { role: 'KIOSK' }, { role: 'AUDITOR' }, { role: 'INTERMEDIARY', institution: await anAgency(app) }] as (
    | Who
    | undefined
  )[]) {
    const code = as === undefined ? 'UNAUTHENTICATED' : 'FORBIDDEN';
    expect(await app.mistake(LIST, {}, as)).toBe(code);
    expect(await app.mistake(ENROL, { input: { name: 'x', region: '500101', ...input() } }, as)).toBe(code);
    expect(await app.mistake(RENEW, { id: key(), input: input() }, as)).toBe(code);
    expect(await app.mistake(DISABLE, { id: key(), input: input() }, as)).toBe(code);
  }
});
