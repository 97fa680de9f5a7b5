import { existsSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '../support/jest.js';
import { expire } from '../../src/application.js';
import { syntheticResidentId } from '../../src/platform/privacy/resident-id.js';
import { key, testApp } from '../support/app.js';
import { anInstitution, CITY } from '../support/factories.js';
import { aPerson, erase } from '../support/people.js';
import { until } from '../support/server-process.js';

const app = testApp();
const START = 'mutation ($id: ID!, $input: ImportStartInput!) { importStart(id: $id, input: $input) { importJob { id } userErrors { code path } } }';
const uploads = (): string => app.application.platform.uploads;
const lies = (id: string): boolean => existsSync(join(uploads(), id));
const HEAD = '姓名,身份证号,居住地,求职工种,意向地区';

async function upload(body: string, kind = 'seekers'): Promise<string> {
  const response = await fetch(`${app.server.url}/imports?kind=${kind}&name=${encodeURIComponent('名单 509901198808081234 13800138000.csv')}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await app.token(CITY)}`, 'content-type': 'application/octet-stream' },
    body,
  });
  return ((await response.json()) as { id: string }).id;
}
const start = async (id: string, more: object = {}): Promise<{ code: string }[]> => {
  const input = { institution: await anInstitution(app), idempotencyKey: key(), ...more };
  return (await app.data(START, { id, input }, CITY)).importStart.userErrors;
};
const jobOf = async (id: string): Promise<{ state: string; problem: string | null; file_name: string }> =>
  (
    await app.sql<{ state: string; problem: string | null; file_name: string }>('select state, problem, file_name from import_job where id = ?', [id])
  )[0]!;
const ended = (id: string): Promise<void> => until('the import ended', async () => ['DONE', 'FAILED'].includes((await jobOf(id)).state), 30_000);

test('a waiting sheet goes after a day, one that was taken in or has no row at once, and its name holds no number', async () => {
  const waiting = await upload(`${HEAD}\n`);
  expect((await jobOf(waiting)).file_name).toBe('名单 *** ***.csv');
  const [orphan, stray] = [key(), `${key()}.part`];
  for (const name of [orphan, stray]) {
    writeFileSync(join(uploads(), name), 'x');
    utimesSync(join(uploads(), name), 0, 0);
  }
  const fresh = `${key()}.part`;
  writeFileSync(join(uploads(), fresh), 'x');
  await expire(app.application.platform);
  expect([lies(waiting), lies(orphan), lies(stray), lies(fresh)]).toEqual([true, false, false, true]);
  try {
    await app.sql("update app_clock set shift = interval '25 hours'");
    await expire(app.application.platform);
  } finally {
    await app.sql("update app_clock set shift = interval '0'");
  }
  expect(lies(waiting)).toBe(false);
  expect(await jobOf(waiting)).toMatchObject({ state: 'FAILED', problem: expect.stringContaining('重新上传') });
  expect(await start(waiting)).toMatchObject([{ code: 'NOT_FOUND' }]);
});

test('an erasure takes waiting sheets of seekers with it, and none of vacancies', async () => {
  const [people, posts] = [await upload(`${HEAD}\n`), await upload('岗位名称,用人单位,工作地点\n', 'vacancies')];
  await erase(app, (await aPerson(app)).id);
  const later = await upload(`${HEAD}\n`);
  await expire(app.application.platform);
  expect([lies(people), lies(posts), lies(later)]).toEqual([false, true, true]);
});

test('a sheet that was changed on the disk stores nothing', async () => {
  const id = await upload(`${HEAD}\n覃一,${syntheticResidentId(900, '1980-01-01', 'MALE')},万州区,焊工,重庆`);
  writeFileSync(join(uploads(), id), Buffer.alloc(2_000, 1));
  expect(await start(id)).toEqual([]);
  await ended(id);
  expect(await jobOf(id)).toMatchObject({ state: 'FAILED' });
  expect(await app.sql("select 1 from seeker where name = '覃一'")).toEqual([]);
});

test('a sheet cannot be used to try out ID numbers: each guess is written down, and too many end the import', async () => {
  const people = [await aPerson(app), await aPerson(app), await aPerson(app)];
  const sheet = [HEAD, ...people.map(({ idNumber }) => `别人,${idNumber},万州区,焊工,重庆`)].join('\n');
  const tried = await upload(sheet);
  expect(await start(tried, { dryRun: true })).toEqual([]);
  await ended(tried);
  const written = (): Promise<unknown[]> =>
    app.sql("select 1 from audit_entry where action = 'LOOKED_UP' and seeker_id in (?, ?, ?)", people.map(({ id }) => id) as never);
  expect(await written()).toHaveLength(3);
  await app.sql("insert into audit_limit (action, period, most, source) values ('LOOKED_UP', '2 minutes', 4, 'test')");
  try {
    const again = await upload(sheet);
    expect(await start(again)).toEqual([]);
    await ended(again);
    expect(await jobOf(again)).toMatchObject({ state: 'FAILED', problem: expect.stringContaining('上限') });
    expect(await written()).toHaveLength(3);
  } finally {
    await app.sql("delete from audit_limit where source = 'test'");
  }
  expect(readdirSync(uploads()).every((name) => !name.includes('5099'))).toBe(true);
});

test('results of imports and keys of idempotency go when their rule says so, the young ones stay', async () => {
  const id = await upload(`${HEAD}\n无号,1,万州区,焊工,重庆`);
  await start(id);
  await ended(id);
  const left = (): Promise<unknown> =>
    app.sql(
      "select (select count(*)::int from import_refusal where job_id = ?) as refusals, (select count(*)::int from idempotency_key where operation = 'old') as keys",
      [id],
    );
  await app.sql(
    "insert into idempotency_key (actor, operation, key, request_hash, created_at) values ('x', 'old', gen_random_uuid(), '', now() - interval '47 hours'), ('x', 'old', gen_random_uuid(), '', now() - interval '49 hours')",
  );
  await expire(app.application.platform);
  expect(await left()).toEqual([{ refusals: 1, keys: 1 }]);
  try {
    await app.sql("update app_clock set shift = interval '91 days'");
    await expire(app.application.platform);
  } finally {
    await app.sql("update app_clock set shift = interval '0'");
  }
  expect(await left()).toEqual([{ refusals: 0, keys: 1 }]);
});
