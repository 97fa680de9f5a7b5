import { Readable } from 'node:stream';
import { expect, test } from '../support/jest.js';
import { timeProgress } from '../../src/modules/placements/progress.js';
import { sweepReservations } from '../../src/modules/quotas/ledger.js';
import { xlsxRecords } from '../../src/platform/sheets/xlsx.js';
import { testApp, type Who } from '../support/app.js';
import { anInstitution, aVacancy, CITY } from '../support/factories.js';
import { aReservation } from '../support/places.js';
import { anOrder, aQuota, aWorker, atWork, contractAll, done, listOf, type OrderScene, type Person, register, year } from '../support/transfers.js';

const app = testApp();
const COLUMNS =
  'id, synthetic, seeker_id, institution_id, institution_path, origin_id, origin_path, destination_id, destination_path, self_organised, state, departed_on, arrived_on, ended_on';

/** So many people of a county who arrived in a region this year, by SQL: the numbers are what is looked at. */
async function arrivals(count: number, origin: string, destination: string, state = 'ON_POST'): Promise<void> {
  await app.sql(
    `with people as (
       insert into seeker (id, name, sex, birth_on, id_number_masked, region_id, region_path, agricultural, resettler, situation, education, education_rank, certificates,
                           wish_occupations, wish_trade_groups, wish_any_trade, wish_places, wish_place_paths, wish_board, wish_lodging, wish_shifts, wish_training)
       select uuidv7(), '张三', 'MALE', '1980-01-01', '5', r.id, r.path, true, 'NONE', 'RURAL_SURPLUS', 'NONE', 0, '{}', '{}', '{}', true, '{}', '{}', false, false, '{}', false
         from region r, generate_series(1, ?::int) where r.code = ? and r.revision <> 'Y2007' returning id, region_id, region_path)
     insert into transfer (${COLUMNS})
     select uuidv7(), true, p.id, i.id, i.region_path, p.region_id, p.region_path, d.id, d.path, true, ?, app_today() - 20, app_today() - 19,
            case when ? = 'RETURNED' then app_today() - 1 end
       from people p, region d, (select id, region_path from institution limit 1) i where d.code = ? and d.revision <> 'Y2007'`,
    [count, origin, state, state, destination],
  );
}
const progress = async (region: string, as: Who = CITY): Promise<any> =>
  // oxlint-disable-line typescript/no-explicit-any -- an answer
  (
    await app.data(
      'query ($year: Int!, $region: String!) { quotaProgress(year: $year, region: $region) { timeProgress total { plan places reserved confirmed arrived stable completionRate } rows { county { code } destinationKind destination { code name } plan places reserved confirmed arrived stable completionRate behindSchedule } } }',
      { year: await arrivedIn(), region },
      as,
    )
  ).quotaProgress;
const arrivedIn = async (): Promise<number> =>
  ((await app.sql('select extract(year from app_today() - 19)::int as year')) as [{ year: number }])[0].year;
const aPlan = async (region: string, kind: string | null, target: number): Promise<void> => {
  await app.sql(
    `insert into plan (id, year, region_id, region_path, destination_kind, target, state) select uuidv7(), ?, id, path, ?, ?, 'ISSUED' from region where code = ? and revision <> 'Y2007'`,
    [await arrivedIn(), kind, target, region],
  );
};

test('20,880 arrivals against a plan of 20,000 are 104.4 %, and no place is oversold', async () => {
  const quota = await aQuota(app, 3);
  const scene = await anOrder(app, { heads: 2, quota });
  await atWork(app, scene, [await aWorker(app, scene.institution), await aWorker(app, scene.institution)]);
  await aPlan('500154', 'MAIN_URBAN', 20_000);
  await arrivals(20_800, '500154', '500103');
  await arrivals(80, '500154', '500103', 'RETURNED');
  const { rows } = await progress('500154');
  expect(
    rows.find((row: { destinationKind: string; destination: unknown }) => row.destinationKind === 'MAIN_URBAN' && row.destination === null),
  ).toMatchObject({
    county: { code: '500154' },
    plan: 20_000,
    arrived: 20_880,
    stable: 20_800,
    completionRate: 1.044,
    behindSchedule: false,
  });
  expect(await app.sql('select count(*)::int as count from quota where reserved + confirmed + allocated > places + deficit')).toEqual([{ count: 0 }]);
}, 60_000);

test('rows by county and destination: plan, places, arrivals, and whether it lags behind', async () => {
  await aPlan('500101', 'PARTNER', 1_000);
  await arrivals(10, '500101', '310000');
  await arrivals(5, '500101', '330100');
  await arrivals(7, '500101', '440300');
  const { rows, timeProgress: elapsed } = await progress('500101');
  const find = (kind: string, destination: string | null): any =>
    rows.find((row: any) => row.destinationKind === kind && (row.destination?.code ?? null) === destination); // oxlint-disable-line typescript/no-explicit-any -- an answer
  expect(find('PARTNER', null)).toMatchObject({ plan: 1_000, arrived: 17, completionRate: 0.017, behindSchedule: elapsed > 0.017 });
  expect(find('PARTNER', '310000')).toMatchObject({ arrived: 12, places: 3, confirmed: 2 });
  expect(find('PARTNER', '330000')).toMatchObject({ arrived: 5, destination: { name: '浙江省' } });
  expect(find('PARTNER', '440000')).toBeUndefined();
});

const rowOf = (rows: any[], county: string | null, kind: string | null, destination: string | null = null): any =>
  // oxlint-disable-line typescript/no-explicit-any -- an answer
  rows.find((row) => (row.county?.code ?? null) === county && row.destinationKind === kind && (row.destination?.code ?? null) === destination);

test('of the city its own plans are shown, each kind by itself and both in sum, not what its counties promised beyond', async () => {
  const before = (await progress('500000')).rows;
  expect(rowOf(before, null, 'MAIN_URBAN')).toMatchObject({ plan: 20_000, arrived: 20_880 });
  await aPlan('500000', 'MAIN_URBAN', 20_000);
  await aPlan('500000', 'PARTNER', 25_000);
  await aPlan('500102', 'MAIN_URBAN', 600);
  await aPlan('500102', 'PARTNER', 25_100);
  const { rows, total } = await progress('500000');
  expect(total).toMatchObject({ plan: 45_000, arrived: 20_897, completionRate: 0.464 });
  expect(rows.slice(0, 2)).toEqual([rowOf(rows, null, 'MAIN_URBAN'), rowOf(rows, null, 'PARTNER')]);
  expect(rowOf(rows, null, 'MAIN_URBAN')).toMatchObject({
    plan: 20_000,
    arrived: 20_880,
    stable: 20_800,
    completionRate: 1.044,
    behindSchedule: false,
  });
  expect(rowOf(rows, null, 'PARTNER')).toMatchObject({ plan: 25_000, arrived: 17, places: 3, completionRate: 0.001 });
  expect(rowOf(rows, '500102', 'PARTNER')).toMatchObject({ plan: 25_100, arrived: 0 });
  // The country has no plan: what is the city's is not counted again in its counties.
  expect((await progress('100000', { role: 'AUDITOR' })).total.plan).toBe(45_000);
  // A county is no larger division: its own rows are these.
  expect((await progress('500102')).rows.filter((row: { county: object | null }) => row.county === null)).toEqual([]);
});

test('a plan of a county counts in its kind however it is divided; one of both kinds has a row of its own', async () => {
  const plan = async (name: string, id: string | null, input: string, values: object): Promise<any> =>
    // oxlint-disable-line typescript/no-explicit-any -- an answer
    (await done(app, name, input, id, 'plan { id parts { id region { code } } }', values)).plan;
  const city = await plan('planDraft', null, 'PlanDraftInput', { year: await arrivedIn(), region: '500000', target: 140 });
  await plan('planIssue', city.id, 'StepInput', {});
  const { parts } = await plan('planAllocate', city.id, 'PlanAllocateInput', {
    parts: [
      { region: '500238', target: 100 },
      { region: '500116', target: 40 },
    ],
  });
  const county = parts.find((one: { region: { code: string } }) => one.region.code === '500238').id;
  await plan('planAllocate', county, 'PlanAllocateInput', {
    parts: [
      { destinationKind: 'PARTNER', destination: '220000', target: 50 },
      { destinationKind: 'MAIN_URBAN', destination: '500103', target: 30 },
      { destinationKind: 'MAIN_URBAN', target: 20 },
    ],
  });
  await arrivals(5, '500238', '500103');
  await arrivals(4, '500116', '500103');
  const { rows, total, timeProgress: elapsed } = await progress('500238');
  expect(rowOf(rows, '500238', null)).toMatchObject({ plan: 100, arrived: 5, completionRate: 0.05 });
  expect(rowOf(rows, '500238', 'PARTNER')).toMatchObject({ plan: 50, arrived: 0, completionRate: 0 });
  expect(rowOf(rows, '500238', 'PARTNER', '220000')).toMatchObject({ plan: 50 });
  expect(rowOf(rows, '500238', 'MAIN_URBAN')).toMatchObject({ plan: 50, arrived: 5, completionRate: 0.1, behindSchedule: elapsed > 0.1 });
  expect(rowOf(rows, '500238', 'MAIN_URBAN', '500103')).toMatchObject({ plan: 30, arrived: 5, completionRate: 0.167 });
  expect(total).toMatchObject({ plan: 100, arrived: 5, completionRate: 0.05 });
  const undivided = await progress('500116');
  expect(rowOf(undivided.rows, '500116', null)).toMatchObject({
    plan: 40,
    arrived: 4,
    stable: 4,
    completionRate: 0.1,
    behindSchedule: elapsed > 0.1,
  });
  expect(undivided.total).toMatchObject({ plan: 40, arrived: 4, completionRate: 0.1 });
});

test('a year in which there can be no plan is a mistake that names those in which there can', async () => {
  const mistake = (of: number): Promise<unknown> =>
    app.mistake('query ($year: Int!) { quotaProgress(year: $year, region: "500000") { year } }', { year: of }, CITY);
  const people = (of: number): Promise<unknown> =>
    app.mistake('query ($year: Int!) { quotaProgressPeople(year: $year, region: "500000", measure: ARRIVED) { totalCount } }', { year: of }, CITY);
  for (const bad of [-5, 1_999, 3_000, 1_000_000_000]) expect([await mistake(bad), await people(bad)]).toEqual(['BAD_USER_INPUT', 'BAD_USER_INPUT']);
});

test('the people behind a number, masked, in the same count', async () => {
  const query =
    'query ($year: Int!, $measure: QuotaProgressMeasure!) { quotaProgressPeople(year: $year, region: "500154", measure: $measure, destinationKind: MAIN_URBAN, first: 3) { totalCount edges { node { state countsAs seeker { nameMasked } destination { name } } } } }';
  const of = async (measure: string): Promise<any> => (await app.data(query, { year: await arrivedIn(), measure }, CITY)).quotaProgressPeople; // oxlint-disable-line typescript/no-explicit-any -- an answer
  expect(await of('ARRIVED')).toMatchObject({ totalCount: 20_880 });
  expect(await of('STABLE')).toMatchObject({ totalCount: 20_800 });
  expect(await of('RETURNED')).toMatchObject({ totalCount: 80, edges: [{ node: { state: 'RETURNED', seeker: { nameMasked: '张*' } } }, {}, {}] });
});

test('the people and the other holders behind places held and taken: as many as the numbers say', async () => {
  const [of, quota] = [await year(app), await aQuota(app, 12, { origin: '500238', destination: '220000' })];
  const order = (heads: number): Promise<OrderScene> => anOrder(app, { heads, quota, region: '220000' });
  const workers = (count: number, { institution }: OrderScene): Promise<Person[]> =>
    Promise.all(Array.from({ length: count }, () => aWorker(app, institution, { region: '500238' })));
  const select = async (scene: OrderScene, listed: number): Promise<void> => {
    await register(app, scene.order, await workers(listed, scene));
    await done(app, 'labourOrderSelect', 'StepInput', scene.order, 'order { id }', {});
  };
  const standing = async (scene: OrderScene, state: string): Promise<string[]> =>
    (await listOf(app, scene.order)).flatMap((one) => (one.state === state ? one.id : [])).sort();
  // One of three who left came home; one of a list is not chosen; the hold of another order ran out.
  const left = await order(3);
  const [home] = await atWork(app, left, await workers(3, left));
  const on = app.application.platform.clock.today();
  await done(app, 'transferReturn', 'TransferEndInput', home!, 'transfer { id }', { on, reason: '家中有事' });
  const [chosen, late] = [await order(2), await order(1)];
  await select(chosen, 3);
  await select(late, 1);
  await app.sql("update reservation set expires_at = app_now() - interval '1 second' where holder = ?", [late.order]);
  await app.owner.em.fork().transactional((em) => sweepReservations(em as never));
  const people = async (measure: string, more: object = {}): Promise<string[]> =>
    (
      await app.data(
        'query ($year: Int!, $measure: QuotaProgressMeasure!, $kind: DestinationKind, $destination: String) { quotaProgressPeople(year: $year, region: "500238", measure: $measure, destinationKind: $kind, destination: $destination) { totalCount edges { node { id seeker { nameMasked } } } } }',
        { year: of, measure, ...more },
        CITY,
      )
    ).quotaProgressPeople.edges.map((edge: { node: { id: string; seeker: { nameMasked: string } } }) => {
      expect(edge.node.seeker.nameMasked).toBe('张**');
      return edge.node.id;
    });
  const numbers = async (): Promise<object> =>
    (await progress('500238')).rows.find((row: { destination: { code: string } | null }) => row.destination?.code === '220000');
  expect(await numbers()).toMatchObject({ destinationKind: 'PARTNER', places: 12, reserved: 2, confirmed: 2 });
  expect((await people('RESERVED')).sort()).toEqual(await standing(chosen, 'MATCHED'));
  expect((await people('CONFIRMED')).sort()).toEqual(await standing(left, 'ON_POST'));
  await contractAll(app, chosen.order);
  expect(await people('RESERVED', { kind: 'PARTNER', destination: '220000' })).toHaveLength(2);
  expect(await people('RESERVED', { kind: 'MAIN_URBAN' })).toEqual([]);
  expect(await people('CONFIRMED', { destination: '330000' })).toEqual([]);

  const vacancy = await aVacancy(app, { institution: left.institution, employer: left.employer, input: { region: '220000' } });
  const { registration, seeker } = await aWorker(app, left.institution, { region: '500238' });
  const { referral } = await done(app, 'referralIssue', 'ReferralIssueInput', null, 'referral { id }', { registration, vacancy, quota });
  const byHand = await aReservation(app, quota, 3);
  expect(await numbers()).toMatchObject({ reserved: 6, confirmed: 2 });
  const holders = async (state: string, more: object = {}): Promise<any[]> =>
    // oxlint-disable-line typescript/no-explicit-any -- an answer
    (
      await app.data(
        'query ($year: Int!, $state: ReservationState!, $origin: String, $destination: String) { reservations(year: $year, origin: $origin, destination: $destination, state: $state) { edges { node { id count purpose order { id } transfer { id } referral { id seeker { id nameMasked } } } } } }',
        { year: of, state, origin: '500238', destination: '220000', ...more },
        CITY,
      )
    ).reservations.edges.map((edge: { node: object }) => edge.node);
  const held = await holders('RESERVED');
  expect(held).toHaveLength(3);
  expect(held).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ count: 2, order: { id: chosen.order }, transfer: null, referral: null }),
      expect.objectContaining({ count: 1, order: null, transfer: null, referral: { id: referral.id, seeker: { id: seeker, nameMasked: '张**' } } }),
      { id: byHand, count: 3, purpose: '春风行动专列', order: null, transfer: null, referral: null },
    ]),
  );
  const taken = await holders('CONFIRMED');
  expect(taken.map((one) => [one.count, one.order]).sort()).toEqual([
    [1, null],
    [1, null],
  ]);
  expect(taken.map((one) => one.transfer.id).sort()).toEqual((await people('CONFIRMED')).sort());
  for (const more of [{ origin: '500101' }, { destination: '330000' }, { year: of + 1 }]) expect(await holders('RESERVED', more)).toEqual([]);
}, 60_000);

test('places count as arrivals on them would: those that count towards no plan stand by themselves', async () => {
  const quota = (places: number, origin: string, destination: string): Promise<string> => aQuota(app, places, { origin, destination });
  await quota(11, '500235', '500103');
  await quota(12, '500235', '320000');
  await quota(13, '500235', '500102');
  await quota(14, '500235', '230000');
  const rows = async (region: string): Promise<unknown[]> =>
    (await progress(region)).rows
      .filter((row: { places: number }) => row.places > 0)
      .map((row: any) => [row.destinationKind, row.destination?.code ?? null, row.places, row.plan]); // oxlint-disable-line typescript/no-explicit-any -- an answer
  await aPlan('500235', 'MAIN_URBAN', 100);
  expect(await rows('500235')).toEqual(
    expect.arrayContaining([
      ['MAIN_URBAN', null, 11, 100],
      ['MAIN_URBAN', '500103', 11, null],
      ['PARTNER', null, 12, null],
      [null, null, 27, null],
      [null, '500102', 13, null],
      [null, '230000', 14, null],
    ]),
  );
  expect((await progress('500235')).total.places).toBe(50);
  // Of a larger division: whether anybody's arrival from a county below would count.
  await quota(15, '500000', '320000');
  await quota(16, '500000', '230000');
  const city = (await progress('500000')).rows.filter((row: { county: { code: string } | null }) => row.county?.code === '500000');
  expect(city.map((row: any) => [row.destinationKind, row.destination?.code ?? null, row.places])).toEqual(
    // oxlint-disable-line typescript/no-explicit-any -- an answer
    expect.arrayContaining([
      ['PARTNER', '320000', 15],
      [null, '230000', 16],
    ]),
  );
});

test('stable is judged by the arrival that counts: neither who cannot be reached, nor who went home and left again', async () => {
  await arrivals(4, '500237', '500103');
  await arrivals(2, '500237', '500103', 'LOST_CONTACT');
  await arrivals(1, '500237', '500103', 'RETURNED');
  await app.sql(
    `insert into transfer (${COLUMNS})
     select uuidv7(), synthetic, seeker_id, institution_id, institution_path, origin_id, origin_path, destination_id, destination_path, true, 'ON_POST', app_today() - 1, app_today(), null
       from transfer where state = 'RETURNED' and origin_path like '%/500237'`,
  );
  const { rows } = await progress('500237');
  expect(
    rows.find((row: { destinationKind: string; destination: unknown }) => row.destinationKind === 'MAIN_URBAN' && row.destination === null),
  ).toMatchObject({
    arrived: 7,
    stable: 4,
  });
});

test('all counties in one query at 50,000 arrivals: the same six statements, however many counties', async () => {
  for (const county of ['500102', '500230', '500233', '500235', '500236', '500237', '500238', '500240']) await arrivals(3_700, county, '500106');
  expect(((await app.sql('select count(*)::int as count from transfer')) as [{ count: number }])[0].count).toBeGreaterThan(50_000);
  const one = await app.statements(() => progress('500230'));
  const all = await app.statements(() => progress('500000'));
  expect([one, all]).toEqual([6, 6]);
  expect((await progress('500000')).total.arrived).toBeGreaterThan(50_000);
}, 120_000);

test('who may not see numbers or the people behind them: an intermediary; an office asks for its own division', async () => {
  const query = `{ quotaProgress(year: ${await year(app)}, region: "500101") { timeProgress } }`;
  expect(await app.mistake(query, {}, { role: 'INTERMEDIARY', institution: await anInstitution(app) })).toBe('FORBIDDEN');
  expect(await app.mistake(query, {}, { role: 'OFFICE', region: '500102' })).toBe('BAD_USER_INPUT');
  expect((await app.data(query, {}, { role: 'OFFICE', region: '500101' })).quotaProgress).toBeTruthy();
  const people = `{ quotaProgressPeople(year: ${await year(app)}, region: "500101", measure: ARRIVED) { totalCount } }`;
  expect(await app.mistake(people, {}, { role: 'INTERMEDIARY', institution: await anInstitution(app) })).toBe('FORBIDDEN');
  expect(await app.mistake(people, {}, { role: 'OFFICE', region: '500102' })).toBe('BAD_USER_INPUT');
});

test('XLSX as an office files it: title, reporting unit, date, sums below, codes as texts', async () => {
  const headers = { authorization: `Bearer ${await app.token(CITY)}` };
  const url = `${app.server.url}/exports/quota-progress.xlsx?year=${await arrivedIn()}&region=500154`;
  const sheet = Buffer.from(await (await fetch(url, { headers })).arrayBuffer());
  const lines: string[][] = [];
  for await (const { values } of xlsxRecords(Readable.from([sheet]))) lines.push(values);
  expect(lines[0]![0]).toMatch(/^\d{4} 年劳务输出计划、名额与完成情况表$/);
  expect(lines[1]).toEqual(expect.arrayContaining(['填报单位：开州区', expect.stringMatching(/^填报日期：\d{4}-\d\d-\d\d$/)]));
  expect(lines[2]!.slice(0, 2)).toEqual(['区县代码', '区县']);
  expect(lines.find((line) => line[2] === '主城区' && line[3] === '小计')).toEqual(
    expect.arrayContaining(['500154', '开州区', '20000', '20880', '104.4%']),
  );
  expect(lines.at(-1)![0]).toBe('合计');
  const city = Buffer.from(await (await fetch(url.replace('500154', '500000'), { headers })).arrayBuffer());
  const rows: string[][] = [];
  for await (const { values } of xlsxRecords(Readable.from([city]))) rows.push(values);
  expect(rows[3]!.slice(0, 5)).toEqual(['', '重庆市合计', '主城区', '小计', '20000']);
  expect(rows.find((row) => row[0] === '500116' && row[2] === '两类合计')).toEqual(expect.arrayContaining(['小计', '40']));
  // Without a plan nothing lags behind it; a row ends with its last cell that says something.
  const unplanned = rows.filter((row) => /^\d{6}$/.test(row[0]!) && !row[10]);
  expect(unplanned.length).toBeGreaterThan(0);
  for (const row of unplanned) expect(row[11] ?? '').toBe('');
  expect(rows.at(-1)!.slice(0, 4)).toEqual(['合计', '', '', '']);
  expect((await fetch(url.replace(/year=\d+/, 'year=1999'), { headers })).status).toBe(400);
  expect((await fetch(url)).status).toBe(401);
  expect((await fetch(url, { headers: { authorization: `Bearer ${await app.token({ role: 'OFFICE', region: '500102' })}` } })).status).toBe(400);
});

test.each([
  [2007, '2007-11-30', 0.917],
  [2007, '2007-11-29', 0.833],
  [2007, '2008-05-01', 1],
  [2007, '2006-12-30', 0],
  [2007, '2007-01-31', 0.083],
])('time progress of %i on %s', (of, day, share) => {
  expect(timeProgress(of, day)).toBe(share);
});
