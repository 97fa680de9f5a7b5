import { afterEach, describe, expect, test } from '../support/jest.js';
import pg from 'pg';
import { differing } from '../../src/modules/quotas/ledger.sql.js';
import { key, TestApp, testApp } from '../support/app.js';
import { CITY } from '../support/factories.js';
import { act, aQuota, numbers, RESERVATION, reserve } from '../support/places.js';

/* oxlint-disable typescript/no-explicit-any -- answers are looked into freely */
const together = testApp();
const oneByOne = testApp({ together: false });
const worlds: [string, TestApp][] = [
  ['together', together],
  ['one by one', oneByOne],
];
afterEach(async () => {
  for (const [, app] of worlds) expect(await app.sql(differing)).toEqual([]);
});

/** How many transactions wrote reservations of a quota. */
const transactions = async (app: TestApp, quota: string): Promise<number> =>
  Number(
    (await app.sql<{ count: number }>('select count(distinct xmin::text)::int as count from reservation where quota_id = ?', [quota]))[0]!.count,
  );

describe.each(worlds)('%s', (_, app) => {
  test('requests that come at once end as in the order in which they came', async () => {
    const quota = await aQuota(app, 20);
    const counts = [3, 9, 30, 7, 2, 1, 1, 5];
    const answers = await Promise.all(counts.map((count) => reserve(app, quota, count)));
    const held = answers.filter((one) => one.reservation).reduce((sum, one) => sum + one.reservation.count, 0);
    expect(await numbers(app, quota)).toMatchObject({ reserved: held });
    expect(20 - held).toBeLessThan(Math.min(...answers.flatMap((one, at) => (one.reservation ? [] : counts[at]!))));
  });

  test('each key is answered once, its repeats with the same, a refusal too; another use of it is refused', async () => {
    const quota = await aQuota(app, 3);
    const keys = Array.from({ length: 10 }, key);
    const ask = (idempotencyKey: string, count = 1) => reserve(app, quota, count, { idempotencyKey });
    const first = await Promise.all(keys.flatMap((one) => [ask(one), ask(one), ask(one)]));
    const again = await Promise.all(keys.map((one) => ask(one)));
    const said = (one: any): string => JSON.stringify([one.reservation?.id, one.userErrors]);
    again.forEach((one, at) => expect(new Set([said(one), ...first.slice(at * 3, at * 3 + 3).map(said)]).size).toBe(1));
    expect(again.filter((one) => one.reservation)).toHaveLength(3);
    const reused = await Promise.all(keys.map((one) => ask(one, 2)));
    for (const one of reused) expect(one.userErrors).toMatchObject([{ code: 'IDEMPOTENCY_KEY_REUSED' }]);
    expect(await numbers(app, quota)).toMatchObject({ reserved: 3 });
  });

  test('each is told its own: no place left, not theirs, no such quota', async () => {
    const quota = await aQuota(app, 1);
    const answers = await Promise.all([
      reserve(app, quota, 5),
      reserve(app, quota, 1, {}, { role: 'OFFICE', region: '500154' }),
      reserve(app, key(), 1),
      reserve(app, quota, 1),
    ]);
    expect(answers.map((one) => one.userErrors[0]?.code)).toEqual(['QUOTA_EXHAUSTED', 'NOT_FOUND', 'NOT_FOUND', undefined]);
  });

  test('a connection that is cut in the middle is an error to try again with the same key, and holds once', async () => {
    const quota = await aQuota(app, 100);
    const keys = Array.from({ length: 30 }, key);
    const query = `mutation ($id: ID!, $input: QuotaReserveInput!) { quotaReserve(id: $id, input: $input) { ${RESERVATION} userErrors { code } } }`;
    const ask = (idempotencyKey: string) => app.run(query, { id: quota, input: { count: 1, purpose: '专列', idempotencyKey } }, CITY);
    const blocker = app.owner.em.fork();
    await blocker.begin();
    await blocker.execute('select id from quota where id = ? for update', [quota]);
    let over = false;
    const answers = keys.map((one) => ask(one).finally(() => (over = true)));
    const admin = new pg.Client({ connectionString: app.servers.adminUrl });
    await admin.connect();
    const cut =
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and usename = 'jiangqiao_app' and wait_event_type = 'Lock'";
    while (!over && (await admin.query(cut, [app.name])).rowCount === 0);
    await admin.end();
    await blocker.rollback();
    const lost = (await Promise.all(answers)).filter(({ body }) => body.errors);
    expect(lost.length).toBeGreaterThan(0);
    const retried = await Promise.all(keys.map(ask));
    for (const { body } of retried) expect(body.data.quotaReserve).toMatchObject({ reservation: { state: 'RESERVED' }, userErrors: [] });
    expect(await numbers(app, quota)).toMatchObject({ reserved: 30 });
  });
});

test('together, many come in few transactions; one by one, each in its own', async () => {
  const count = 60;
  const counted = async (app: TestApp): Promise<number> => {
    const quota = await aQuota(app, count);
    const answers = await Promise.all(Array.from({ length: count }, () => reserve(app, quota)));
    for (const one of answers) expect(one.userErrors).toEqual([]);
    return transactions(app, quota);
  };
  expect(await counted(together)).toBeLessThan(count / 4);
  expect(await counted(oneByOne)).toBe(count);
});

test('one that the database refuses spoils only itself', async () => {
  const quota = await aQuota(together, 100);
  await together.sql("alter table reservation add constraint poison check (purpose <> 'poison')");
  const query = `mutation ($id: ID!, $input: QuotaReserveInput!) { quotaReserve(id: $id, input: $input) { ${RESERVATION} userErrors { code } } }`;
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, at) =>
      together.run(query, { id: quota, input: { count: 1, purpose: at === 7 ? 'poison' : '专列', idempotencyKey: key() } }, CITY),
    ),
  );
  expect(answers.map(({ body }) => body.errors?.[0]?.extensions.code ?? body.data.quotaReserve.reservation.state)).toEqual(
    answers.map((_, at) => (at === 7 ? 'INTERNAL' : 'RESERVED')),
  );
  await together.sql('alter table reservation drop constraint poison');
  expect(await numbers(together, quota)).toMatchObject({ reserved: 19 });
});

test('other mutations go on while a hot row is waited for', async () => {
  const [hot, other] = [await aQuota(together, 100), await aQuota(together, 100)];
  const blocker = together.owner.em.fork();
  await blocker.begin();
  await blocker.execute('select id from quota where id = ? for update', [hot]);
  const waiting = reserve(together, hot).then(
    () => 'held',
    () => 'told to try again',
  );
  const first = await Promise.race([waiting, reserve(together, other).then(() => 'the other')]);
  const adjusted = await Promise.race([
    waiting,
    act(together, 'quotaAdjust', { id: other, input: { places: 120 } }, 'quota { places }').then(() => 'adjusted'),
  ]);
  await blocker.rollback();
  expect([first, adjusted]).toEqual(['the other', 'adjusted']);
  await waiting;
});
