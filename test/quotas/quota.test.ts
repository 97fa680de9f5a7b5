import { afterEach, expect, test } from '../support/jest.js';
import { auditLedger } from '../../src/modules/quotas/ledger.js';
import { differing } from '../../src/modules/quotas/ledger.sql.js';
import { quotaNumbers } from '../../src/modules/quotas/quota.queries.js';
import { regionByCode } from '../../src/modules/regions/region.queries.js';
import { ANONYMOUS } from '../../src/platform/access/viewer.js';
import { Context } from '../../src/platform/graphql/context.js';
import { testApp, type Who } from '../support/app.js';
import { anEmployer, anInstitution, CITY } from '../support/factories.js';
import { act, anAgreement, aPart, aQuota, aReservation, confirm, numbers, QUOTA, release, reserve, yearOf } from '../support/places.js';

const app = testApp({ variables: { LIMIT_COST: '10000' } });
afterEach(async () => expect(await app.sql(differing)).toEqual([]));

const COUNTY: Who = { role: 'OFFICE', region: '500154' };
const adjust = (id: string, places: number, acceptDeficit = false, as: Who = CITY) =>
  act(app, 'quotaAdjust', { id, input: { places, acceptDeficit } }, QUOTA, as);
const reallocate = (from: string, to: string, count: number) =>
  act(app, 'quotaReallocate', { input: { from, to, count } }, 'from { id places remaining } to { id places remaining }');

test('an agreement offers places for its county in its region, to be used in its years', async () => {
  const agreement = await anAgreement(app);
  const offer = (more: object) =>
    act(
      app,
      'quotaOffer',
      { input: { agreement, year: yearOf(app), places: 500, ...more } },
      `${QUOTA.slice(0, -1)} agreement { id } origin { code } destination { code } year }`,
    );
  expect(await offer({})).toMatchObject({
    quota: { places: 500, remaining: 500, state: 'OPEN', agreement: { id: agreement }, origin: { code: '500101' }, destination: { code: '330000' } },
    userErrors: [],
  });
  expect(await offer({ destination: '杭州' })).toMatchObject({ quota: { destination: { code: '330100' } } });
  expect(await offer({ destination: '上海' })).toMatchObject({ quota: null, userErrors: [{ code: 'INVALID', path: ['input', 'destination'] }] });
  expect(await offer({ origin: '开州区' })).toMatchObject({ quota: null, userErrors: [{ code: 'INVALID', path: ['input', 'origin'] }] });
  expect(await offer({ year: yearOf(app) + 5 })).toMatchObject({ quota: null, userErrors: [{ code: 'INVALID', path: ['input', 'year'] }] });
  expect(await offer({ agreement: undefined, origin: '500101', destination: '310000', year: yearOf(app) - 1 })).toMatchObject({
    quota: null,
    userErrors: [{ code: 'INVALID', path: ['input', 'year'], message: expect.stringContaining('已过') }],
  });
  // Another offer of the same is another.
  expect(await offer({ destination: '杭州' })).toMatchObject({ quota: { places: 500 }, userErrors: [] });
  expect(await offer({ places: 0 })).toMatchObject({ quota: null, userErrors: [{ code: 'INVALID', path: ['input', 'places'] }] });
  const early = await anAgreement(app, {}, 'NEGOTIATING');
  expect(await offer({ agreement: early })).toMatchObject({ quota: null, userErrors: [{ code: 'NOT_ELIGIBLE', path: ['input', 'agreement'] }] });
});

test('parts together are at most as many as the whole; the rest is a pool that is used directly', async () => {
  const top = await aQuota(app, 100, { origin: '500000' });
  const wanzhou = await aPart(app, top, 60, { origin: '500101' });
  const kai = await aPart(app, top, 30, { origin: '500154' });
  const more = await act(app, 'quotaAllocate', { id: top, input: { origin: '500102', places: 11 } }, QUOTA);
  expect(more).toMatchObject({
    quota: null,
    userErrors: [{ code: 'QUOTA_EXHAUSTED', path: ['input', 'places'], message: expect.stringContaining('剩余 10') }],
  });
  const again = await act(app, 'quotaAllocate', { id: top, input: { origin: '500154', places: 1 } }, QUOTA);
  expect(again).toMatchObject({ quota: null, userErrors: [{ code: 'ALREADY_EXISTS' }] });
  const same = await act(app, 'quotaAllocate', { id: top, input: { places: 1 } }, QUOTA);
  expect(same).toMatchObject({ quota: null, userErrors: [{ code: 'INVALID' }] });
  await aReservation(app, top, 10);
  expect(await reserve(app, top)).toMatchObject({ userErrors: [{ code: 'QUOTA_EXHAUSTED' }] });
  await aReservation(app, kai, 30);
  expect(await numbers(app, top)).toMatchObject({ places: 100, allocated: 90, reserved: 10 });
  const { quota } = await app.data(
    'query ($id: ID!) { quota(id: $id) { remaining parts { id places remaining origin { name } } } }',
    { id: top },
    CITY,
  );
  expect(quota).toMatchObject({
    remaining: 0,
    parts: [
      { id: wanzhou, remaining: 60 },
      { id: kai, remaining: 0 },
    ],
  });
});

test('free places move between siblings, and between a part and the pool; used ones do not', async () => {
  const top = await aQuota(app, 100, { origin: '500000' });
  const [a, b] = [await aPart(app, top, 50, { origin: '500101' }), await aPart(app, top, 20, { origin: '500154' })];
  const other = await aQuota(app, 10);
  await aReservation(app, a, 45);
  expect(await reallocate(a, b, 6)).toMatchObject({
    from: null,
    to: null,
    userErrors: [{ code: 'QUOTA_EXHAUSTED', message: expect.stringContaining('剩余 5') }],
  });
  expect(await reallocate(a, b, 5)).toMatchObject({ from: { places: 45, remaining: 0 }, to: { places: 25, remaining: 25 }, userErrors: [] });
  expect(await reallocate(b, top, 20)).toMatchObject({ from: { places: 5 }, to: { places: 100, remaining: 50 } });
  expect(await reallocate(top, a, 50)).toMatchObject({ from: { remaining: 0 }, to: { places: 95, remaining: 50 } });
  for (const [from, to] of [
    [a, other],
    [a, a],
    [other, top],
  ] as const)
    expect(await reallocate(from, to, 1)).toMatchObject({ userErrors: [{ code: 'INVALID', path: ['input', 'to'] }] });
  for (const count of [0, -3]) expect(await reallocate(a, b, count)).toMatchObject({ userErrors: [{ code: 'INVALID', path: ['input', 'count'] }] });
  expect(await numbers(app, top)).toMatchObject({ places: 100, allocated: 100 });
});

test('siblings that give to each other at once neither deadlock nor lose a place', async () => {
  const top = await aQuota(app, 100, { origin: '500000' });
  const [a, b] = [await aPart(app, top, 50, { origin: '500101' }), await aPart(app, top, 50, { origin: '500154' })];
  const answers = await Promise.all(Array.from({ length: 20 }, (_, at) => (at % 2 ? reallocate(a, b, 3) : reallocate(b, a, 3))));
  for (const one of answers) expect(one.userErrors).toEqual([]);
  expect([await numbers(app, a), await numbers(app, b)]).toMatchObject([{ places: 50 }, { places: 50 }]);
});

test('before a smaller number is issued: who would have no place, newest first, and nothing is changed', async () => {
  const kai = await aQuota(app, 300, { origin: '500154' });
  const township = await aPart(app, kai, 60, { destination: '310115' });
  const ids: string[] = [];
  for (let at = 0; at < 45; at++) ids.push(await aReservation(app, at % 9 === 8 ? township : kai, 4));
  await confirm(app, ids[44]!);
  await release(app, ids[43]!);
  const live = ids.filter((id) => id !== ids[43]).reverse();
  const ask =
    'query ($id: ID!, $places: Int!) { quotaWhatIf(id: $id, places: $places) { places used shortfall reservationCount reservations { id state count quota { id } } } }';
  const what = async (places: number) => (await app.data(ask, { id: kai, places }, CITY)).quotaWhatIf;
  const before = await app.sql('select * from quota order by id');
  const lowered = await what(100);
  expect(lowered).toMatchObject({ places: 100, used: 176, shortfall: 76, reservationCount: 19 });
  expect(lowered.reservations.map((one: { id: string }) => one.id)).toEqual(live.slice(0, 19));
  expect(lowered.reservations[0]).toMatchObject({ id: ids[44], state: 'CONFIRMED' });
  expect(await what(99)).toMatchObject({ shortfall: 77, reservationCount: 20 });
  expect(await what(300)).toMatchObject({ shortfall: 0, reservationCount: 0, reservations: [] });
  expect(await what(0)).toMatchObject({ shortfall: 176, reservationCount: 44 });
  expect(await app.sql('select * from quota order by id')).toEqual(before);
  for (const places of [-1, -5, 1_000_001]) expect(await app.mistake(ask, { id: kai, places }, CITY)).toBe('BAD_USER_INPUT');
  expect((await app.data(ask, { id: kai, places: 1 }, { role: 'OFFICE', region: '500101' })).quotaWhatIf).toBeNull();
  expect(await app.mistake(ask, { id: kai, places: 1 }, { role: 'RECRUITER' })).toBe('FORBIDDEN');
}, 30_000);

test('fewer places than are used are refused, or an explicit deficit that ends as holds end', async () => {
  const quota = await aQuota(app, 100, { origin: '500154' });
  const held = [await aReservation(app, quota, 40), await aReservation(app, quota, 30)];
  expect(await adjust(quota, 69)).toMatchObject({
    quota: null,
    userErrors: [{ code: 'CONFLICT', path: ['input', 'places'], message: expect.stringContaining('70') }],
  });
  expect(await numbers(app, quota)).toMatchObject({ places: 100, deficit: 0 });
  expect(await adjust(quota, 70)).toMatchObject({ quota: { places: 70, remaining: 0, state: 'OPEN' } });
  expect(await adjust(quota, 50, true)).toMatchObject({ quota: { places: 50, reserved: 70, deficit: 20, remaining: 0, state: 'DEFICIT' } });
  expect(await reserve(app, quota)).toMatchObject({ userErrors: [{ code: 'QUOTA_EXHAUSTED', message: expect.stringContaining('0') }] });
  expect((await app.data('{ quotas(filter: { inDeficit: true }) { edges { node { id } } } }', {}, COUNTY)).quotas.edges).toEqual([
    { node: { id: quota } },
  ]);
  expect((await confirm(app, held[0]!)).userErrors).toEqual([]);
  expect(await numbers(app, quota)).toMatchObject({ confirmed: 40, reserved: 30, deficit: 20 });
  await release(app, held[1]!);
  expect(await numbers(app, quota)).toMatchObject({ confirmed: 40, reserved: 0, deficit: 0, places: 50 });
  await aReservation(app, quota, 10);
  expect(await adjust(quota, 30, true)).toMatchObject({ quota: { deficit: 20 } });
  expect(await adjust(quota, 45)).toMatchObject({ quota: { deficit: 5, state: 'DEFICIT' } });
  expect(await adjust(quota, 60)).toMatchObject({ quota: { deficit: 0, remaining: 10, state: 'OPEN' } });
  for (const places of [-1, 1_000_001]) expect(await adjust(quota, places, true)).toMatchObject({ userErrors: [{ code: 'INVALID' }] });
});

test('a part takes from the pool of its parent and gives back to it, and is never in a deficit of its own', async () => {
  const top = await aQuota(app, 100, { origin: '500000' });
  const part = await aPart(app, top, 30, { origin: '500101' });
  await aReservation(app, part, 20);
  expect(await adjust(part, 101)).toMatchObject({ userErrors: [{ code: 'QUOTA_EXHAUSTED', message: expect.stringContaining('剩余 70') }] });
  expect(await adjust(part, 100)).toMatchObject({ quota: { places: 100, remaining: 80 } });
  expect(await numbers(app, top)).toMatchObject({ allocated: 100 });
  expect(await adjust(part, 19, true)).toMatchObject({ userErrors: [{ code: 'CONFLICT' }] });
  expect(await adjust(part, 20)).toMatchObject({ quota: { places: 20, remaining: 0 } });
  expect(await numbers(app, top)).toMatchObject({ allocated: 20 });
});

test('20,880 people go against a plan of 20,000: the plan is exceeded, no place is', async () => {
  const agreement = await anAgreement(app, { receivingRegion: '500103', title: '万州—渝中劳务合作' });
  const { quota } = await act(app, 'quotaOffer', { input: { agreement, year: yearOf(app), places: 20_880 } }, QUOTA);
  for (const count of [10_000, 10_000, 880]) await confirm(app, await aReservation(app, quota.id, count));
  expect(await reserve(app, quota.id)).toMatchObject({ userErrors: [{ code: 'QUOTA_EXHAUSTED' }] });
  expect(await numbers(app, quota.id)).toEqual({ places: 20_880, confirmed: 20_880, reserved: 0, allocated: 0, deficit: 0 });
  const { completionRate } = await import('../../src/modules/agreements/plan.js');
  expect([completionRate(20_880, 20_000), completionRate(27_125, 25_000), completionRate(0, 5)]).toEqual([1.044, 1.085, 0]);
});

test('numbers and ledger that differ freeze the quota: nothing is reserved until it is explained', async () => {
  const quota = await aQuota(app, 10);
  const fine = await aQuota(app, 10);
  await app.sql('update quota set reserved = 3 where id = ?', [quota]);
  expect(await app.owner.em.fork().transactional((em) => auditLedger(em as never))).toEqual([quota]);
  expect(await reserve(app, quota)).toMatchObject({ userErrors: [{ code: 'CONFLICT' }] });
  expect((await app.data('query ($id: ID!) { quota(id: $id) { state remaining } }', { id: quota }, CITY)).quota).toEqual({
    state: 'FROZEN',
    remaining: 0,
  });
  expect((await reserve(app, fine)).userErrors).toEqual([]);
  await app.sql('update quota set reserved = 0, frozen = false where id = ?', [quota]);
});

test('who may not: other counties see and change nothing; the other side reads; agencies and recruiters read what concerns them', async () => {
  const agency = await anInstitution(app, '500101', 'LICENSED_AGENCY');
  const quota = await aQuota(app, 10, { institution: agency });
  const ask = 'query ($id: ID!) { quota(id: $id) { id places remaining } }';
  const sees = async (as: Who): Promise<boolean> => (await app.data(ask, { id: quota }, as)).quota !== null;
  const employer = await anEmployer(app, { region: '310115' });
  expect([
    await sees({ role: 'OFFICE', region: '500101' }),
    await sees({ role: 'OFFICE', region: '310000' }),
    await sees({ role: 'INTERMEDIARY', institution: agency }),
    await sees({ role: 'RECRUITER', employers: [employer] }),
    await sees({ role: 'AUDITOR' }),
  ]).toEqual([true, true, true, true, true]);
  expect([
    await sees(COUNTY),
    await sees({ role: 'INTERMEDIARY', institution: await anInstitution(app, '500101', 'LICENSED_AGENCY') }),
    await sees({ role: 'RECRUITER', employers: [await anEmployer(app, { region: '440300' })] }),
  ]).toEqual([false, false, false]);
  for (const as of [COUNTY, { role: 'OFFICE', region: '310000' } as Who]) {
    expect(await adjust(quota, 20, false, as)).toMatchObject({ quota: null, userErrors: [{ code: 'NOT_FOUND' }] });
    const offer = await act(app, 'quotaOffer', { input: { origin: '500101', destination: '310000', year: yearOf(app), places: 1 } }, QUOTA, as);
    expect(offer).toMatchObject({ quota: null, userErrors: [{ code: 'NOT_FOUND', path: ['input', 'origin'] }] });
  }
  const top = await aQuota(app, 10, { origin: '500000' });
  const [a, b] = [await aPart(app, top, 5, { origin: '500101' }), await aPart(app, top, 5, { origin: '500154' })];
  const moved = await act(app, 'quotaReallocate', { input: { from: a, to: b, count: 1 } }, 'from { id } to { id }', COUNTY);
  expect(moved).toMatchObject({ from: null, to: null, userErrors: [{ code: 'NOT_FOUND' }] });
  const given = await act(app, 'quotaAllocate', { id: quota, input: { places: 1, destination: '310115' } }, QUOTA, COUNTY);
  expect(given).toMatchObject({ quota: null, userErrors: [{ code: 'NOT_FOUND' }] });
  expect([await numbers(app, a), await numbers(app, b)]).toMatchObject([{ places: 5 }, { places: 5 }]);
  for (const role of ['KIOSK', 'ADMINISTRATOR'] as const) expect(await app.mistake(ask, { id: quota }, { role })).toBe('FORBIDDEN');
  expect(await app.mistake(ask, { id: quota })).toBe('UNAUTHENTICATED');
  expect(await numbers(app, quota)).toMatchObject({ places: 10 });
});

test('lists of 3 and of 30 with their agreement, regions and what is left take the same statements', async () => {
  const agreement = await anAgreement(app, { receivingRegion: '440000' });
  for (let at = 0; at < 31; at++) await act(app, 'quotaOffer', { input: { agreement, year: yearOf(app), places: 5 } }, QUOTA);
  const list =
    'query ($id: ID!, $first: Int!) { quotas(filter: { agreement: $id }, first: $first) { edges { node { id remaining state agreement { title sendingCounty { name } } origin { name } destination { name } parts { id } } } } }';
  const counted = (first: number) => app.statements(() => app.data(list, { id: agreement, first }, CITY));
  expect([await counted(3), await counted(30)]).toEqual([3, 3]);
});

test('the numbers of a year by origin and destination add up, however places are divided: one statement', async () => {
  const year = yearOf(app) + 3;
  const top = await aQuota(app, 100, { origin: '500000', year });
  const part = await aPart(app, top, 60, { origin: '500154' });
  await aPart(app, part, 25, {
    origin: (await app.sql<{ code: string }>("select code from region where path like '%/500154/%' and level = 'TOWNSHIP' limit 1"))[0]!.code,
  });
  await aReservation(app, part, 7);
  const ask = async (code: string) => {
    const context = new Context(app.application.platform, { ...ANONYMOUS, role: 'auditor' }, 'zh');
    try {
      return await quotaNumbers(context, year, regionByCode(code).path);
    } finally {
      await context.reading.close();
    }
  };
  expect(await app.statements(() => ask('500000'))).toBe(1);
  const sum = (rows: Awaited<ReturnType<typeof ask>>) => [rows.reduce((a, b) => a + b.places, 0), rows.reduce((a, b) => a + b.reserved, 0)];
  expect([sum(await ask('500000')), sum(await ask('500154'))]).toEqual([
    [100, 7],
    [60, 7],
  ]);
});
