import { afterEach, expect, test } from '../support/jest.js';
import { differing } from '../../src/modules/quotas/ledger.sql.js';
import { reserveQuotas, takePlaces } from '../../src/modules/quotas/ledger.js';
import { runIn } from '../../src/platform/database/run.js';
import { Refusal } from '../../src/platform/graphql/errors.js';
import { key, testApp } from '../support/app.js';
import { CITY } from '../support/factories.js';
import { aPart, aQuota, aReservation, act, numbers, QUOTA, release, reserve } from '../support/places.js';

const app = testApp();
afterEach(async () => expect(await app.sql(differing)).toEqual([]));

test('asked together, each gets in its order what the ones before left: a large one is refused, a small one after it is not', async () => {
  const quota = await aQuota(app, 10);
  const asks = [7, 8, 3, 1].map((count) => ({ count, holder: key(), seconds: 600, purpose: '批次', reach: null }));
  const outcomes = await app.owner.em.fork().transactional((em) => takePlaces(runIn(em as never), quota, asks));
  expect(outcomes.map((one) => (one instanceof Refusal ? one.words.zh.slice(0, 10) : 'held'))).toEqual([
    'held',
    '名额不足，剩余 3 ',
    'held',
    '名额不足，剩余 0 ',
  ]);
  expect(await numbers(app, quota)).toMatchObject({ reserved: 10 });
});

test('several quotas are reserved together or not at all, in whatever order they are named, and never deadlock', async () => {
  const [a, b, c] = [await aQuota(app, 100), await aQuota(app, 100), await aQuota(app, 3)];
  const ask = (quota: string, count: number) => ({ quota, count, holder: key(), seconds: 600, purpose: '批次', reach: null });
  const run = (asks: ReturnType<typeof ask>[]) => app.owner.em.fork().transactional((em) => reserveQuotas(em as never, asks));
  const outcomes = await Promise.allSettled(
    Array.from({ length: 20 }, (_, at) => run(at % 2 ? [ask(a, 1), ask(b, 2), ask(c, 1)] : [ask(c, 1), ask(b, 2), ask(a, 1)])),
  );
  const refusals = outcomes.filter((one) => one.status === 'rejected').map((one) => (one.reason as { code: string }).code);
  expect(outcomes.length - refusals.length).toBe(3);
  expect(new Set(refusals)).toEqual(new Set(['QUOTA_EXHAUSTED']));
  expect([await numbers(app, a), await numbers(app, b), await numbers(app, c)]).toMatchObject([{ reserved: 3 }, { reserved: 6 }, { reserved: 3 }]);
});

test('a holder has one live reservation of a quota; after its end it may have another', async () => {
  const quota = await aQuota(app, 100);
  const holder = key();
  const run = () =>
    app.owner.em.fork().transactional((em) => reserveQuotas(em as never, [{ quota, count: 1, holder, seconds: 600, purpose: '订单', reach: null }]));
  const outcomes = await Promise.allSettled(Array.from({ length: 8 }, run));
  const held = outcomes.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
  expect(held).toHaveLength(1);
  for (const one of outcomes) if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'ALREADY_EXISTS' });
  await release(app, held[0]!);
  expect(await run()).toHaveLength(1);
});

test('the ledger is only added to, by whoever', async () => {
  const quota = await aQuota(app, 10);
  await aReservation(app, quota);
  for (const statement of ['update quota_entry set delta = 5', 'delete from quota_entry', 'truncate quota_entry']) {
    await expect(app.sql(statement)).rejects.toThrow(/only added to/);
    await expect(app.application.platform.pool.query(statement)).rejects.toThrow(/permission denied/);
  }
  await expect(
    app.sql("insert into quota_entry (id, operation, leg, kind, quota_id, account, delta) values (uuidv7(), uuidv7(), 1, 'ISSUE', ?, 'FREE', 5)", [
      quota,
    ]),
  ).rejects.toThrow(/do not add up/);
});

test('the row itself refuses to be oversold, whoever writes it', async () => {
  const quota = await aQuota(app, 10);
  await expect(app.sql('update quota set reserved = 11 where id = ?', [quota])).rejects.toThrow(/quota_never_oversold/);
  await expect(app.sql('update quota set reserved = -1 where id = ?', [quota])).rejects.toThrow(/quota_never_negative/);
  await expect(app.sql('update quota set deficit = 1 where id = ?', [quota])).rejects.toThrow(/quota_deficit_is_exact/);
});

test('a part in a tree whose top is in a deficit gives nothing until the deficit is gone', async () => {
  const top = await aQuota(app, 100);
  const part = await aPart(app, top, 40, { destination: '310115' });
  const held = await aReservation(app, top, 50);
  expect(await act(app, 'quotaAdjust', { id: top, input: { places: 80, acceptDeficit: true } }, QUOTA)).toMatchObject({
    quota: { deficit: 10, state: 'DEFICIT', remaining: 0 },
  });
  expect(await reserve(app, part)).toMatchObject({
    reservation: null,
    userErrors: [{ code: 'QUOTA_EXHAUSTED', message: expect.stringContaining('缺口') }],
  });
  const shown = await app.data('query ($id: ID!) { quota(id: $id) { state remaining places } }', { id: part }, CITY);
  expect(shown.quota).toEqual({ state: 'DEFICIT', remaining: 0, places: 40 });
  await release(app, held);
  expect(await numbers(app, top)).toMatchObject({ deficit: 0, reserved: 0, allocated: 40, places: 80 });
  expect((await reserve(app, part)).userErrors).toEqual([]);
});
