import { expect, test } from '../support/jest.js';
import { testApp, type Who } from '../support/app.js';
import { anEmployer, anInstitution, CITY } from '../support/factories.js';
import { anOrder, aQuota, atWork, aWorker, change, done, ledgerOf, listOf, register } from '../support/transfers.js';

const app = testApp();
const day = async (shift = 0): Promise<string> => ((await app.sql(`select (app_today() + ${shift})::text as day`)) as [{ day: string }])[0].day;
const record = async (seeker: string, institution: string, more: object = {}, as: Who = CITY): Promise<any> =>
  // oxlint-disable-line typescript/no-explicit-any -- an answer
  change(
    app,
    'transferRecord',
    'TransferRecordInput',
    null,
    'transfer { id state countsAs selfOrganised origin { name } destination { name } }',
    { seeker, institution, destination: '上海', departedOn: await day(-10), arrivedOn: await day(-8), ...more },
    as,
  );

test('a way of one’s own is recorded, counts, and is asked after', async () => {
  const institution = await anInstitution(app, '500101');
  const { seeker } = await aWorker(app, institution);
  const { transfer, userErrors } = await record(seeker, institution);
  expect(userErrors).toEqual([]);
  expect(transfer).toMatchObject({
    state: 'ARRIVED',
    countsAs: 'PARTNER',
    selfOrganised: true,
    origin: { name: '万州区' },
    destination: { name: '上海市' },
  });
  const tasks = await app.sql('select kind, due_on::text as due from follow_up where transfer_id = ? order by due_on', [transfer.id]);
  expect(tasks.map((one) => one['kind'])).toEqual(['DAY_7', 'MONTH_1', 'MONTH_3', 'MONTH_6']);
  expect(tasks[0]!['due']).toBe(await day(-1));
  expect((await done(app, 'transferBegin', 'StepInput', transfer.id, 'transfer { state }', {})).transfer.state).toBe('ON_POST');
});

test.each([
  ['a local hire in Yubei', '500112', '500112', null],
  ['Yubei to Yuzhong', '500112', '500103', 'MAIN_URBAN'],
  ['Kai to Yubei', '500154', '500112', 'MAIN_URBAN'],
  ['Wanzhou to Shanghai', '500101', '310000', 'PARTNER'],
  ['Wanzhou to a region that is not its partner', '500101', '440300', null],
  ['Kai to Fuling, neither main urban nor partner', '500154', '500102', null],
  ['Yuzhong, no reservoir county, to Shanghai', '500103', '310000', null],
  ['Badong in Hubei to Yuzhong', '422823', '500103', null],
])('what counts: %s', async (_, origin, destination, countsAs) => {
  const institution = await anInstitution(app, '500101');
  const { seeker } = await aWorker(app, institution, { region: origin });
  const answer = await record(seeker, institution, { destination });
  if (origin === destination) expect(answer.userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE', path: ['input', 'destination'] }]);
  else expect(answer.transfer).toMatchObject({ countsAs });
});

test.each(['100000', '500000', '重庆'])('a destination too wide to tell whether it counts is refused: %s', async (destination) => {
  const institution = await anInstitution(app, '500101');
  const { seeker } = await aWorker(app, institution);
  expect((await record(seeker, institution, { destination })).userErrors).toMatchObject([
    { code: 'INVALID', path: ['input', 'destination'], message: expect.stringContaining('区县') },
  ]);
  expect((await record(seeker, institution, { destination: '330000' })).userErrors).toEqual([]);
});

test('a second departure in the same year counts once, and somebody who is away cannot leave again', async () => {
  const institution = await anInstitution(app, '500101');
  const { seeker } = await aWorker(app, institution);
  const first = await record(seeker, institution, { departedOn: await day(-6), arrivedOn: await day(-5) });
  expect((await record(seeker, institution)).userErrors).toMatchObject([{ code: 'ALREADY_EXISTS' }]);
  await done(app, 'transferReturn', 'TransferEndInput', first.transfer.id, 'transfer { state }', { on: await day(-3), reason: '家中有事' });
  expect((await record(seeker, institution, { departedOn: await day(-2), arrivedOn: await day(-1) })).userErrors).toEqual([]);
  expect(await app.sql('select count(*)::int as count from counted_arrival where seeker_id = ?', [seeker])).toEqual([{ count: 1 }]);
});

test('the periods of one person lie apart, in whatever order they are recorded; the day of a return may begin another', async () => {
  const institution = await anInstitution(app, '500101');
  const { seeker } = await aWorker(app, institution);
  const first = await record(seeker, institution, { departedOn: await day(-90), arrivedOn: await day(-89) });
  await done(app, 'transferReturn', 'TransferEndInput', first.transfer.id, 'transfer { state }', { on: await day(-30), reason: '期满' });
  const overlapping = (from: number) => async () =>
    record(seeker, institution, { destination: '浙江', departedOn: await day(from), arrivedOn: await day(from + 1) });
  for (const attempt of [overlapping(-60), overlapping(-100), overlapping(-31)])
    expect((await attempt()).userErrors).toMatchObject([{ code: 'ALREADY_EXISTS', path: ['input', 'departedOn'] }]);
  expect((await overlapping(-30)()).userErrors).toEqual([]);
});

test('a reversed placement counts for nothing: its arrival, its place and its head are given back', async () => {
  const quota = await aQuota(app, 5);
  const scene = await anOrder(app, { heads: 1, quota });
  const person = await aWorker(app, scene.institution);
  const [transfer] = await atWork(app, scene, [person]);
  expect(await ledgerOf(app, quota)).toEqual({ reserved: 0, confirmed: 1 });
  const [{ id }] = (await app.sql('select placement_id as id from transfer where id = ?', [transfer])) as [{ id: string }];
  await done(app, 'placementReverse', 'PlacementReasonInput', id, 'placement { state }', { reason: '虚假录用' });
  expect(await ledgerOf(app, quota)).toEqual({ reserved: 0, confirmed: 0 });
  expect(await app.sql('select 1 from counted_arrival where seeker_id = ?', [person.seeker])).toEqual([]);
  expect(await app.sql('select hired_count, state from vacancy where id = ?', [scene.vacancy])).toEqual([{ hired_count: 0, state: 'OPEN' }]);
});

test('a return after forty days: the place is back, arrived unchanged, stable down, a re-match opened, and a replacement goes', async () => {
  const quota = await aQuota(app, 1);
  const scene = await anOrder(app, { heads: 1, quota });
  const person = await aWorker(app, scene.institution);
  const [transfer] = await atWork(app, scene, [person]);
  await app.sql('update transfer set departed_on = app_today() - 41, arrived_on = app_today() - 40 where id = ?', [transfer]);
  await app.sql('update placement set hired_on = app_today() - 41 where seeker_id = ?', [person.seeker]);
  const numbers = async (): Promise<{ arrived: number; stable: number; confirmed: number }> => {
    const query = '{ quotaProgress(year: YEAR, region: "500101") { rows { destination { code } arrived stable confirmed } } }';
    const year = Number((await day(-40)).slice(0, 4));
    const { rows } = (await app.data(query.replace('YEAR', String(year)), {}, CITY)).quotaProgress;
    return rows.find((row: { destination: { code: string } | null }) => row.destination?.code === '310000');
  };
  const before = await numbers();
  const { transfer: back } = await done(app, 'transferReturn', 'TransferEndInput', transfer!, 'transfer { state }', {
    on: await day(),
    reason: '水土不服',
  });
  expect(back.state).toBe('RETURNED');
  const after = await numbers();
  expect([after.arrived - before.arrived, after.stable - before.stable, after.confirmed - before.confirmed]).toEqual([0, -1, -1]);
  expect(await app.sql("select kind, state from follow_up where transfer_id = ? and state = 'DUE'", [transfer])).toEqual([
    { kind: 'REMATCH', state: 'DUE' },
  ]);
  expect(await app.sql('select state from registration where id = ?', [person.registration])).toEqual([{ state: 'ACTIVE' }]);
  expect(await app.sql("select ending_cause from placement where seeker_id = ? and state = 'CONFIRMED'", [person.seeker])).toEqual([
    { ending_cause: 'RETURNED' },
  ]);
  await app.sql("update labour_order set state = 'CANDIDATES_SELECTED' where id = ?", [scene.order]);
  const other = await aWorker(app, scene.institution);
  expect(await atWork(app, scene, [other])).toHaveLength(1);
  expect(await ledgerOf(app, quota)).toEqual({ reserved: 0, confirmed: 1 });
});

test('who went by an order comes home as a transfer, never by the hire alone, so that place and counts follow', async () => {
  const quota = await aQuota(app, 1);
  const scene = await anOrder(app, { heads: 1, quota });
  const [transfer] = await atWork(app, scene, [await aWorker(app, scene.institution)]);
  const [{ id }] = (await app.sql('select placement_id as id from transfer where id = ?', [transfer])) as [{ id: string }];
  const end = async (cause: string): Promise<unknown> =>
    (await change(app, 'placementEnd', 'PlacementEndInput', id, 'placement { id }', { on: await day(), cause })).userErrors;
  expect(await end('RETURNED')).toMatchObject([{ code: 'NOT_ELIGIBLE', path: ['input', 'cause'], message: expect.stringContaining('办理返乡') }]);
  await app.sql("update transfer set state = 'CONTRACTED' where id = ?", [transfer]);
  expect(await end('DISMISSED')).toMatchObject([{ code: 'NOT_ELIGIBLE', path: ['input', 'cause'] }]);
  await app.sql("update transfer set state = 'ON_POST' where id = ?", [transfer]);
  expect(await end('DISMISSED')).toEqual([]);
  await done(app, 'transferReturn', 'TransferEndInput', transfer!, 'transfer { state }', { on: await day(), reason: '被辞退' });
  expect(await ledgerOf(app, quota)).toEqual({ reserved: 0, confirmed: 0 });
});

test('whoever was a minor on the day of departure is not recorded, however old today', async () => {
  const institution = await anInstitution(app, '500101');
  const [{ born }] = (await app.sql("select (app_today() - interval '18 years 5 days')::date::text as born")) as [{ born: string }];
  const { seeker } = await aWorker(app, institution, {}, born);
  const early = await record(seeker, institution);
  expect(early.userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE', path: ['input', 'seeker'], message: expect.stringMatching(/未满 18/) }]);
  expect((await record(seeker, institution, { departedOn: await day(-4), arrivedOn: await day(-3) })).userErrors).toEqual([]);
});

test('a change of job lies between the arrival and today, also on a way of one’s own', async () => {
  const institution = await anInstitution(app, '500101');
  const { seeker } = await aWorker(app, institution);
  const { id } = (await record(seeker, institution)).transfer;
  const changed = (on: string): Promise<any> =>
    // oxlint-disable-line typescript/no-explicit-any -- an answer
    change(app, 'transferChangeJob', 'TransferEndInput', id, 'transfer { state changedOn }', { on, reason: '换厂' });
  for (const on of ['2090-01-01', await day(-9)]) expect((await changed(on)).userErrors).toMatchObject([{ code: 'INVALID', path: ['input', 'on'] }]);
  expect((await changed(await day(-2))).transfer).toEqual({ state: 'CHANGED_JOB', changedOn: await day(-2) });
});

test('lost and found, a change of job, and steps that are not allowed', async () => {
  const scene = await anOrder(app, { heads: 1 });
  const [id] = await atWork(app, scene, [await aWorker(app, scene.institution)]);
  expect((await done(app, 'transferLose', 'StepInput', id!, 'transfer { state }', {})).transfer.state).toBe('LOST_CONTACT');
  expect((await done(app, 'transferBegin', 'StepInput', id!, 'transfer { state }', {})).transfer.state).toBe('ON_POST');
  const changed = await done(app, 'transferChangeJob', 'TransferEndInput', id!, 'transfer { state reason }', {
    on: await day(),
    reason: '去了另一家厂',
  });
  expect(changed.transfer).toEqual({ state: 'CHANGED_JOB', reason: '去了另一家厂' });
  const withdraw = await change(app, 'transferWithdraw', 'PlacementReasonInput', id!, 'transfer { state }', { reason: '无' });
  expect(withdraw.userErrors).toMatchObject([{ code: 'ILLEGAL_TRANSITION' }]);
  const tooEarly = await change(app, 'transferReturn', 'TransferEndInput', id!, 'transfer { state }', { on: '2020-01-01', reason: '无' });
  expect(tooEarly.userErrors).toMatchObject([{ code: 'INVALID', path: ['input', 'on'] }]);
});

test('who may not: a county without part in it, a foreign recruiter, a kiosk; the person sees their own', async () => {
  const scene = await anOrder(app);
  const person = await aWorker(app, scene.institution);
  await register(app, scene.order, [person]);
  const { id } = (await listOf(app, scene.order))[0]!;
  const query = 'query ($id: ID!) { transfer(id: $id) { id } }';
  const abroad: Who = { role: 'OFFICE', region: '500102' };
  const other: Who = { role: 'RECRUITER', employers: [await anEmployer(app)] };
  for (const as of [abroad, other]) expect((await app.data(query, { id }, as)).transfer).toBeNull();
  expect((await app.data(query, { id }, { role: 'RECRUITER', employers: [scene.employer] })).transfer).toEqual({ id });
  expect(await app.mistake(query, { id }, { role: 'KIOSK' })).toBe('FORBIDDEN');
  const withdraw = await change(app, 'transferWithdraw', 'PlacementReasonInput', id, 'transfer { id }', { reason: '无' }, abroad);
  expect(withdraw.userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
  const foreign = await record(person.seeker, scene.institution, {}, abroad);
  expect(foreign.userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['input', 'seeker'] }]);
});
