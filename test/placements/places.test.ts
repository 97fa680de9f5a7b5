import { expect, test } from '../support/jest.js';
import { differing } from '../../src/modules/quotas/ledger.sql.js';
import { testApp, type Who } from '../support/app.js';
import { aVacancy, anEmployer, anInstitution, CITY } from '../support/factories.js';
import { aPart, aQuota as aQuotaOf, anAgreement } from '../support/places.js';
import { aBatch, anOrder, aQuota, aWorker, change, contractAll, done, ledgerOf, listOf, register, type OrderScene } from '../support/transfers.js';

/* oxlint-disable typescript/no-explicit-any -- answers are looked into freely */
const app = testApp();
const day = async (): Promise<string> => ((await app.sql('select app_today()::text as day')) as [{ day: string }])[0].day;

/** An order of four with a departure for each two; how many of them are ready to leave. */
async function ready(places: number, departures: number): Promise<{ scene: OrderScene; quota: string; batches: string[] }> {
  const quota = await aQuota(app, places);
  const scene = await anOrder(app, { heads: 4, quota });
  const batches: string[] = [];
  for (let at = 0; at < departures; at++) {
    await register(app, scene.order, [await aWorker(app, scene.institution), await aWorker(app, scene.institution)]);
    await done(app, 'labourOrderSelect', 'StepInput', scene.order, 'order { id }', {});
    await contractAll(app, scene.order);
    const batch = await aBatch(app, scene.order);
    await done(app, 'departureBatchCheck', 'DepartureBatchCheckInput', batch, 'batch { id }', { absent: [] });
    batches.push(batch);
  }
  return { scene, quota, batches };
}

/** Whoever is told that many want the places asks again with the same key. */
async function depart(batch: string): Promise<any> {
  const query =
    'mutation ($id: ID!, $input: StepInput!) { departureBatchDepart(id: $id, input: $input) { batch { state } userErrors { code path message } } }';
  const variables = { id: batch, input: { idempotencyKey: crypto.randomUUID() } };
  let answer = await app.run(query, variables, CITY);
  while (answer.body.errors?.[0]?.extensions.code === 'UNAVAILABLE') answer = await app.run(query, variables, CITY);
  expect(answer.body.errors).toBeUndefined();
  return answer.body.data!['departureBatchDepart'];
}
const close = (order: string): Promise<any> =>
  change(app, 'labourOrderClose', 'PlacementReasonInput', order, 'order { state }', { reason: '订单取消' });

/** What an order holds is one live reservation, the one that it names; the ledger explains every number. */
async function holds({ order }: OrderScene): Promise<number> {
  const held = await app.sql<{ id: string; count: number }>("select id, count from reservation where holder = ? and state = 'RESERVED'", [order]);
  const [named] = await app.sql<{ id: string | null }>('select reservation_id as id from labour_order where id = ?', [order]);
  expect(held.map(({ id }) => id)).toEqual(named!.id === null ? [] : [named!.id]);
  expect(await app.sql(differing)).toEqual([]);
  return held.reduce((sum, { count }) => sum + count, 0);
}

test.each([20, 4])(
  'two departures of one order at once, of %i places: each takes its own, nothing is left behind',
  async (places) => {
    for (let round = 0; round < 6; round++) {
      const { scene, quota, batches } = await ready(places, 2);
      const answers = await Promise.all(batches.map(depart));
      expect(answers.flatMap((one) => one.userErrors)).toEqual([]);
      expect(await ledgerOf(app, quota)).toEqual({ reserved: 0, confirmed: 4 });
      expect(await holds(scene)).toBe(0);
    }
  },
  180_000,
);

test('a departure and the end of its order at once: whichever comes first, the places are exact', async () => {
  for (let round = 0; round < 8; round++) {
    const { scene, quota, batches } = await ready(4, 1);
    const works = [() => depart(batches[0]!), () => close(scene.order)];
    const answers = await Promise.all((round % 2 === 0 ? works : works.reverse()).map((work) => work()));
    const [left, closed] = round % 2 === 0 ? answers : answers.reverse();
    expect(left.userErrors).toEqual([]);
    const held = await holds(scene);
    expect(held).toBe(closed.order ? 0 : 2);
    expect(await ledgerOf(app, quota)).toEqual({ reserved: held, confirmed: 2 });
    if (!closed.order) expect((await close(scene.order)).userErrors).toEqual([]);
    expect(await ledgerOf(app, quota)).toEqual({ reserved: 0, confirmed: 2 });
    expect(await holds(scene)).toBe(0);
  }
}, 180_000);

test('the rest of an order is held until it leaves, and a departure without places says so of itself', async () => {
  const { scene, quota, batches } = await ready(4, 1);
  expect((await depart(batches[0]!)).userErrors).toEqual([]);
  expect(await ledgerOf(app, quota)).toEqual({ reserved: 2, confirmed: 2 });
  expect(await holds(scene)).toBe(2);
  const late = await ready(4, 1);
  await app.sql("update reservation set expires_at = app_now() - interval '1 second' where holder = ?", [late.scene.order]);
  await anOrder(app, { heads: 4, quota: late.quota });
  expect((await depart(late.batches[0]!)).userErrors).toMatchObject([{ code: 'QUOTA_EXHAUSTED', path: ['id'] }]);
});

async function open(vacancy: string, values: object, as: Who = CITY): Promise<any> {
  const input = { vacancy, headCount: 2, departOn: await day(), ...values };
  return change(app, 'labourOrderOpen', 'LabourOrderOpenInput', null, 'order { id agreement { id } }', input, as);
}

/** A licensed broker, and a post in Zhejiang that it received. */
async function anAgencysPost(): Promise<{ agency: string; as: Who; vacancy: string }> {
  const agency = await anInstitution(app, '500154');
  const employer = await anEmployer(app, { region: '330000' });
  const vacancy = await aVacancy(app, { employer, institution: agency, input: { headCount: 9, region: '330000' } });
  return { agency, as: { role: 'INTERMEDIARY', institution: agency }, vacancy };
}

test('an agency uses the places given to it, wherever it has its seat; a party of the agreement uses none that another was given', async () => {
  const [mine, other] = [await anAgencysPost(), await anAgencysPost()];
  const parties = [
    { role: 'SENDING', institution: mine.agency },
    { role: 'SENDING', institution: other.agency },
    { role: 'RECEIVING', name: '浙江省劳动就业服务局' },
  ];
  for (const sees of [true, false]) {
    const agreement = await anAgreement(app, sees ? { parties, trades: [] } : { trades: [] });
    const top = await aQuotaOf(app, 10, { agreement, origin: undefined, destination: undefined });
    const part = await aPart(app, top, 5, { institution: mine.agency });
    expect((await open(other.vacancy, { quota: part }, other.as)).userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['input', 'quota'] }]);
    expect((await open(mine.vacancy, { quota: top }, mine.as)).userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['input', 'quota'] }]);
    expect((await open(mine.vacancy, { quota: part }, mine.as)).userErrors).toEqual([]);
    expect(await ledgerOf(app, part)).toEqual({ reserved: 2, confirmed: 0 });
    expect((await open(mine.vacancy, { quota: part, headCount: 4 }, mine.as)).userErrors).toMatchObject([
      { code: 'QUOTA_EXHAUSTED', path: ['input', 'headCount'] },
    ]);
    await app.sql("update agreement set state = 'COMPLETED' where id = ?", [agreement]);
    expect((await open(mine.vacancy, { quota: part }, mine.as)).userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE', path: ['input', 'quota'] }]);
  }
});

test('the places of a county are for its own people', async () => {
  const quota = await aQuota(app, 5);
  const { order, institution } = await anOrder(app, { quota });
  const [own, foreign] = [await aWorker(app, institution), await aWorker(app, institution, { region: '500154' })];
  const answer = await change(app, 'labourOrderRegister', 'LabourOrderRegisterInput', order, 'order { id }', {
    registrations: [own.registration, foreign.registration],
  });
  expect(answer.userErrors).toMatchObject([
    { code: 'NOT_ELIGIBLE', path: ['input', 'registrations', '1'], message: expect.stringContaining('输出地') },
  ]);
  expect(await listOf(app, order)).toEqual([]);
  await register(app, order, [own]);
});

test('an order stands under the agreement of its places, for one of its trades', async () => {
  const { vacancy } = await anAgencysPost();
  const [welders, guards] = [await anAgreement(app, { trades: ['焊工'] }), await anAgreement(app, { trades: ['保安'] })];
  const places = (agreement: string): Promise<string> => aQuotaOf(app, 5, { agreement, origin: undefined, destination: undefined });
  const quota = await places(welders);
  expect((await open(vacancy, { quota })).order).toMatchObject({ agreement: { id: welders } });
  expect((await open(vacancy, { quota, agreement: guards })).userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE', path: ['input', 'agreement'] }]);
  expect((await open(vacancy, { quota: await places(guards) })).userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE', path: ['input', 'quota'] }]);
  expect((await open(vacancy, { agreement: guards })).userErrors).toMatchObject([
    { code: 'NOT_ELIGIBLE', path: ['input', 'agreement'], message: expect.stringContaining('工种') },
  ]);
  expect((await open(vacancy, { agreement: welders })).order).toMatchObject({ agreement: { id: welders } });
});
