import { afterEach, expect, test } from '../support/jest.js';
import { differing } from '../../src/modules/quotas/ledger.sql.js';
import { sweepReservations } from '../../src/modules/quotas/ledger.js';
import { key, testApp } from '../support/app.js';
import { anInstitution, CITY } from '../support/factories.js';
import { aQuota, aReservation, act, anAgreement, confirm, later, numbers, QUOTA, release, RESERVATION, reserve, yearOf } from '../support/places.js';

const app = testApp();
afterEach(async () => expect(await app.sql(differing)).toEqual([]));

const WANZHOU = { role: 'OFFICE', region: '500101' } as const;
const KAI = { role: 'OFFICE', region: '500154' } as const;

test('held, confirmed, given back: each step moves the places and writes two entries', async () => {
  const quota = await aQuota(app, 10);
  const { reservation, userErrors } = await reserve(app, quota, 4, {}, WANZHOU);
  expect(userErrors).toEqual([]);
  expect(reservation).toMatchObject({ state: 'RESERVED', count: 4, quota: { reserved: 4, remaining: 6 } });
  expect(await confirm(app, reservation.id, WANZHOU)).toMatchObject({ reservation: { state: 'CONFIRMED', quota: { reserved: 0, confirmed: 4 } } });
  expect(await release(app, reservation.id, WANZHOU)).toMatchObject({ reservation: { state: 'RELEASED', quota: { confirmed: 0, remaining: 10 } } });
  const { quotaEntries } = await app.data(
    'query ($id: ID!) { quotaEntries(quota: $id, first: 20) { totalCount edges { node { operation leg kind account delta quota { id } } } } }',
    { id: quota },
    { role: 'AUDITOR' },
  );
  type Entry = { kind: string; leg: number; account: string; delta: number };
  const entries = quotaEntries.edges.map(({ node }: { node: Entry }) => node).filter((one: Entry) => one.kind !== 'ISSUE') as Entry[];
  expect(entries.sort((a, b) => a.leg - b.leg).map(({ kind, leg, account, delta }) => [kind, leg, account, delta])).toEqual([
    ['RESERVE', 1, 'FREE', -4],
    ['RESERVE', 2, 'RESERVED', 4],
    ['CONFIRM', 3, 'RESERVED', -4],
    ['CONFIRM', 4, 'CONFIRMED', 4],
    ['RELEASE', 5, 'CONFIRMED', -4],
    ['RELEASE', 6, 'FREE', 4],
  ]);
});

test('64 reserve the last place at once: one has it, 63 are told that 0 are left', async () => {
  const quota = await aQuota(app, 5);
  await aReservation(app, quota, 4);
  const answers = await Promise.all(Array.from({ length: 64 }, () => reserve(app, quota)));
  expect(answers.filter((one) => one.reservation !== null)).toHaveLength(1);
  const refused = answers.filter((one) => one.reservation === null);
  expect(refused).toHaveLength(63);
  for (const one of refused)
    expect(one.userErrors).toMatchObject([{ code: 'QUOTA_EXHAUSTED', path: ['input', 'count'], message: expect.stringContaining('剩余 0') }]);
  expect(await numbers(app, quota)).toMatchObject({ places: 5, reserved: 5 });
});

test.each([-1, 0, 10_001, 2_147_483_647, 2_147_483_648, 1.5])('a count of %d is a mistake, and nothing is held', async (count) => {
  const quota = await aQuota(app, 10);
  const query = 'mutation ($id: ID!, $input: QuotaReserveInput!) { quotaReserve(id: $id, input: $input) { userErrors { code } } }';
  expect(await app.mistake(query, { id: quota, input: { count, purpose: '专列', idempotencyKey: key() } }, CITY)).toBe('BAD_USER_INPUT');
  expect(await numbers(app, quota)).toMatchObject({ reserved: 0 });
});

test.each([
  ['none', undefined],
  ['10 KB', 'k'.repeat(10_000)],
  ['not ASCII', '键'],
  ['no UUID', 'not-a-uuid'],
])('a missing or malformed key is a mistake: %s', async (_, idempotencyKey) => {
  const quota = await aQuota(app, 10);
  const query = 'mutation ($id: ID!, $input: QuotaReserveInput!) { quotaReserve(id: $id, input: $input) { userErrors { code } } }';
  expect(await app.mistake(query, { id: quota, input: { count: 1, purpose: '专列', idempotencyKey } }, CITY)).toBe('BAD_USER_INPUT');
  expect(await numbers(app, quota)).toMatchObject({ reserved: 0 });
});

test('the same key sixteen times at once holds once and answers the same; another payload or operation is refused', async () => {
  const quota = await aQuota(app, 10);
  const idempotencyKey = key();
  const answers = await Promise.all(Array.from({ length: 16 }, () => reserve(app, quota, 2, { idempotencyKey })));
  expect(new Set(answers.map((one) => JSON.stringify(one))).size).toBe(1);
  expect(await numbers(app, quota)).toMatchObject({ reserved: 2 });
  expect(await reserve(app, quota, 3, { idempotencyKey })).toMatchObject({ reservation: null, userErrors: [{ code: 'IDEMPOTENCY_KEY_REUSED' }] });
  const other = await act(app, 'reservationConfirm', { id: answers[0].reservation.id, input: { idempotencyKey } }, RESERVATION);
  expect(other).toMatchObject({ reservation: null, userErrors: [{ code: 'IDEMPOTENCY_KEY_REUSED' }] });
  expect(await numbers(app, quota)).toMatchObject({ reserved: 2, confirmed: 0 });
});

test('a refusal is kept with its key: after places came free it says the same, a new key gets them', async () => {
  const quota = await aQuota(app, 1);
  const held = await aReservation(app, quota);
  const idempotencyKey = key();
  const first = await reserve(app, quota, 1, { idempotencyKey });
  expect(first.userErrors[0].code).toBe('QUOTA_EXHAUSTED');
  await release(app, held);
  expect(await reserve(app, quota, 1, { idempotencyKey })).toEqual(first);
  expect((await reserve(app, quota)).userErrors).toEqual([]);
});

test('the deadline is the database’s: confirmed after it is a CONFLICT, and the places are somebody else’s the moment they are needed', async () => {
  const quota = await aQuota(app, 5);
  const { reservation } = await reserve(app, quota, 5, { holdMinutes: 10 });
  expect(Date.parse(reservation.expiresAt) - Date.now()).toBeGreaterThan(590_000);
  await later(app, '11 minutes');
  expect(await confirm(app, reservation.id)).toMatchObject({ reservation: null, userErrors: [{ code: 'CONFLICT', path: ['id'] }] });
  expect((await reserve(app, quota, 5)).userErrors).toEqual([]);
  const shown = await app.data('query ($id: ID!) { reservation(id: $id) { state endedAt } }', { id: reservation.id }, CITY);
  expect(shown.reservation).toMatchObject({ state: 'EXPIRED', endedAt: expect.any(String) });
  expect(await confirm(app, reservation.id)).toMatchObject({ userErrors: [{ code: 'CONFLICT' }] });
});

test('the clock of a client counts for nothing', async () => {
  const quota = await aQuota(app, 5);
  const query = `mutation ($id: ID!, $input: QuotaReserveInput!) { quotaReserve(id: $id, input: $input) { ${RESERVATION} } }`;
  const deadlines: number[] = [];
  for (const years of [-10, 0, 10]) {
    const date = new Date(Date.now() + years * 365 * 86_400_000).toUTCString();
    const { body } = await app.run(query, { id: quota, input: { count: 1, purpose: '专列', holdMinutes: 60, idempotencyKey: key() } }, CITY, {
      date,
      'x-client-time': date,
    });
    deadlines.push(Date.parse(body.data.quotaReserve.reservation.expiresAt));
  }
  expect(Math.max(...deadlines) - Math.min(...deadlines)).toBeLessThan(60_000);
});

test('what runs out is given back by itself, once, within five seconds', async () => {
  const quota = await aQuota(app, 5);
  const { reservation } = await reserve(app, quota, 5, { holdMinutes: 1 });
  await later(app, '1 minute');
  const due = Date.parse(reservation.expiresAt);
  let row: { state: string; late: number } | undefined;
  while (row?.state !== 'EXPIRED') {
    [row] = await app.sql<{ state: string; late: number }>(
      'select state, extract(epoch from coalesce(ended_at, app_now()) - expires_at)::float as late from reservation where id = ?',
      [reservation.id],
    );
    expect(row!.late).toBeLessThan(5);
  }
  expect(due).toBeGreaterThan(0);
  await Promise.all(Array.from({ length: 4 }, () => app.owner.em.fork().transactional((em) => sweepReservations(em as never))));
  expect(await app.sql("select count(*)::int as count from quota_entry where operation = ? and kind = 'EXPIRE'", [reservation.id])).toEqual([
    { count: 2 },
  ]);
  expect(await numbers(app, quota)).toMatchObject({ reserved: 0 });
});

test('released twice is released once; what ran out stays so', async () => {
  const quota = await aQuota(app, 5);
  const id = await aReservation(app, quota, 2);
  const answers = await Promise.all([release(app, id), release(app, id), release(app, id)]);
  for (const one of answers) expect(one).toMatchObject({ reservation: { state: 'RELEASED' }, userErrors: [] });
  expect(await numbers(app, quota)).toMatchObject({ reserved: 0, confirmed: 0 });
  expect(await confirm(app, id)).toMatchObject({ userErrors: [{ code: 'ILLEGAL_TRANSITION' }] });
});

test('confirmed twice is confirmed once; confirmed and released at once ends in one of the two', async () => {
  const quota = await aQuota(app, 50);
  const id = await aReservation(app, quota, 2);
  for (const one of await Promise.all([confirm(app, id), confirm(app, id)]))
    expect(one).toMatchObject({ reservation: { state: 'CONFIRMED' }, userErrors: [] });
  expect(await numbers(app, quota)).toMatchObject({ reserved: 0, confirmed: 2 });
  for (let round = 0; round < 10; round++) {
    const other = await aReservation(app, quota, 1);
    await Promise.all([confirm(app, other), release(app, other)]);
    expect((await app.sql('select state from reservation where id = ?', [other]))[0]).toEqual({ state: 'RELEASED' });
  }
  expect(await numbers(app, quota)).toMatchObject({ reserved: 0, confirmed: 2 });
});

test('who may not: another county, the other side, agencies, recruiters, kiosks; a foreign hold is not found', async () => {
  const quota = await aQuota(app, 10);
  const id = await aReservation(app, quota);
  const shanghai = { role: 'OFFICE', region: '310000' } as const;
  for (const as of [KAI, shanghai]) {
    expect(await reserve(app, quota, 1, {}, as)).toMatchObject({ reservation: null, userErrors: [{ code: 'NOT_FOUND', path: ['id'] }] });
    expect(await confirm(app, id, as)).toMatchObject({ reservation: null, userErrors: [{ code: 'NOT_FOUND', path: ['id'] }] });
    expect(await release(app, id, as)).toMatchObject({ reservation: null, userErrors: [{ code: 'NOT_FOUND', path: ['id'] }] });
  }
  const ask = 'query ($id: ID!) { reservation(id: $id) { id } }';
  expect((await app.data(ask, { id }, KAI)).reservation).toBeNull();
  expect((await app.data(ask, { id }, shanghai)).reservation).toEqual({ id });
  const query = 'mutation ($id: ID!, $input: QuotaReserveInput!) { quotaReserve(id: $id, input: $input) { userErrors { code } } }';
  const variables = { id: quota, input: { count: 1, purpose: '专列', idempotencyKey: key() } };
  for (const role of ['RECRUITER', 'KIOSK', 'AUDITOR', 'ADMINISTRATOR'] as const)
    expect(await app.mistake(query, variables, { role })).toBe('FORBIDDEN');
  expect(await app.mistake(query, variables)).toBe('UNAUTHENTICATED');
  expect(await numbers(app, quota)).toMatchObject({ reserved: 1 });
});

test('an agency sees the holds of the places that it was given, and another agency none', async () => {
  const agencies = [await anInstitution(app, '500101', 'LICENSED_AGENCY'), await anInstitution(app, '500101', 'LICENSED_AGENCY')];
  const id = await aReservation(app, await aQuota(app, 10, { institution: agencies[0]! }));
  const seen = await Promise.all(
    agencies.map((institution) =>
      app.data('query ($id: ID!) { reservation(id: $id) { id quota { places } } }', { id }, { role: 'INTERMEDIARY', institution }),
    ),
  );
  expect(seen).toEqual([{ reservation: { id, quota: { places: 10 } } }, { reservation: null }]);
});

test.each(['abc', '00000000-0000-0000-0000-000000000000', "' or 1=1 --"])('an id that nobody has is not found: %s', async (id) => {
  expect(await reserve(app, id)).toMatchObject({ reservation: null, userErrors: [{ code: 'NOT_FOUND', path: ['id'] }] });
  expect(await confirm(app, id)).toMatchObject({ reservation: null, userErrors: [{ code: 'NOT_FOUND' }] });
});

test('places of an agreement that is not in force, or of another year, cannot be reserved', async () => {
  const agreement = await anAgreement(app, {}, 'SIGNED');
  const { quota } = await act(app, 'quotaOffer', { input: { agreement, year: yearOf(app), places: 10 } }, QUOTA);
  expect(quota).toMatchObject({ state: 'NOT_IN_FORCE', remaining: 0 });
  expect(await reserve(app, quota.id)).toMatchObject({ reservation: null, userErrors: [{ code: 'NOT_ELIGIBLE' }] });
  await act(app, 'agreementActivate', { id: agreement }, 'agreement { id }');
  expect((await reserve(app, quota.id)).userErrors).toEqual([]);
  await act(app, 'agreementTerminate', { id: agreement, input: { reason: '对方撤销' } }, 'agreement { id }');
  expect(await reserve(app, quota.id)).toMatchObject({ userErrors: [{ code: 'NOT_ELIGIBLE' }] });
  const past = await aQuota(app, 10);
  await app.sql('update quota set year = year - 1 where id = ?', [past]);
  expect(await reserve(app, past)).toMatchObject({ userErrors: [{ code: 'EXPIRED' }] });
});

test('a wait of half a second for the row is an error to try again with the same key, which then holds once', async () => {
  const quota = await aQuota(app, 10);
  const query = `mutation ($id: ID!, $input: QuotaReserveInput!) { quotaReserve(id: $id, input: $input) { ${RESERVATION} userErrors { code } } }`;
  const variables = { id: quota, input: { count: 1, purpose: '专列', idempotencyKey: key() } };
  const em = app.owner.em.fork();
  await em.begin();
  await em.execute('select id from quota where id = ? for update', [quota]);
  const answers = await Promise.all([
    app.run(query, variables, CITY),
    app.run(query, { ...variables, input: { ...variables.input, idempotencyKey: key() } }, CITY),
  ]);
  await em.rollback();
  for (const { body } of answers) expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'UNAVAILABLE', retryable: true });
  expect((await app.data(query, variables, CITY)).quotaReserve).toMatchObject({ reservation: { state: 'RESERVED' }, userErrors: [] });
  expect(await numbers(app, quota)).toMatchObject({ reserved: 1 });
});
