import { expect, test } from '../support/jest.js';
import { syntheticResidentId } from '../../src/platform/privacy/resident-id.js';
import { testApp, type Who } from '../support/app.js';
import { anInstitution, anEmployer, CITY } from '../support/factories.js';
import {
  aBatch,
  aGroup,
  anOrder,
  aQuota,
  aWorker,
  change,
  contractAll,
  done,
  ledgerOf,
  listOf,
  type Person,
  register,
} from '../support/transfers.js';

const app = testApp();
const select = (order: string): Promise<any> => change(app, 'labourOrderSelect', 'StepInput', order, 'order { state }', {}); // oxlint-disable-line typescript/no-explicit-any -- an answer
const inState = async (order: string, ...states: string[]): Promise<string[]> =>
  (await listOf(app, order)).filter((one) => states.includes(one.state)).map((one) => one.seeker.id);

test('an order for eighty: three villages, two couples, no-shows at the gate; filled exactly, no group split, places exact at every step', async () => {
  const quota = await aQuota(app, 100);
  const scene = await anOrder(app, { heads: 80, quota });
  const { order, institution } = scene;
  expect(await ledgerOf(app, quota)).toEqual({ reserved: 80, confirmed: 0 });

  const villages = [await aGroup(app, institution, 12), await aGroup(app, institution, 9), await aGroup(app, institution, 7)];
  const couples = [await aGroup(app, institution, 2), await aGroup(app, institution, 2)];
  const singles: Person[] = [];
  for (let at = 0; at < 56; at++) singles.push(await aWorker(app, institution));
  const list = [...villages[0]!, ...couples[0]!, ...singles.slice(0, 40), ...villages[1]!, ...couples[1]!, ...villages[2]!, ...singles.slice(40)];
  expect(list).toHaveLength(88);
  await register(app, order, list);

  // 12 + 2 + 40 + 9 + 2 + 7 = 72 come first; eight of the last singles fill the order.
  expect((await select(order)).order.state).toBe('CANDIDATES_SELECTED');
  const ids = (persons: readonly Person[]): string[] => persons.map((one) => one.seeker);
  expect((await inState(order, 'MATCHED')).sort()).toEqual(ids(list.slice(0, 80)).sort());
  expect(await ledgerOf(app, quota)).toEqual({ reserved: 80, confirmed: 0 });
  expect((await select(order)).userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE' }]);

  await contractAll(app, order);
  expect(await app.sql('select hired_count, state from vacancy where id = ?', [scene.vacancy])).toEqual([{ hired_count: 80, state: 'FILLED' }]);
  const batch = await aBatch(app, order);

  // At the gate: one of the first couple and three singles are missing. The other of the couple does not go alone.
  const transferOf = new Map((await listOf(app, order)).map((one) => [one.seeker.id, one.id]));
  const absent = [couples[0]![0]!, ...singles.slice(0, 3)];
  await done(app, 'departureBatchCheck', 'DepartureBatchCheckInput', batch, 'batch { state }', {
    absent: absent.map((one) => transferOf.get(one.seeker)!),
  });
  expect(await inState(order, 'WITHDRAWN')).toEqual(expect.arrayContaining(ids(absent)));
  expect(await inState(order, 'MATCHED')).toEqual(ids(singles.slice(48, 53)));
  expect(await inState(order, 'REGISTERED')).toEqual(expect.arrayContaining([couples[0]![1]!.seeker, ...ids(singles.slice(53))]));
  const early = await change(app, 'departureBatchDepart', 'StepInput', batch, 'batch { state }', {});
  expect(early.userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE', message: expect.stringContaining('5 人') }]);
  expect(await ledgerOf(app, quota)).toEqual({ reserved: 80, confirmed: 0 });

  await contractAll(app, order);
  await done(app, 'departureBatchDepart', 'StepInput', batch, 'batch { state }', {});
  expect(await ledgerOf(app, quota)).toEqual({ reserved: 0, confirmed: 80 });
  const gone = new Set(await inState(order, 'DEPARTED'));
  expect(gone.size).toBe(80);
  for (const group of [...villages, ...couples]) expect([0, group.length]).toContain(group.filter((one) => gone.has(one.seeker)).length);

  const lost = (await listOf(app, order)).find((one) => one.state === 'DEPARTED')!.id;
  await done(app, 'departureBatchArrive', 'DepartureBatchArriveInput', batch, 'batch { state }', { missing: [lost] });
  const { labourOrderBegin } = await app.data(
    'mutation ($id: ID!, $input: LabourOrderBeginInput!) { labourOrderBegin(id: $id, input: $input) { order { state counts { state count } } userErrors { code } } }',
    { id: order, input: { idempotencyKey: crypto.randomUUID() } },
    { role: 'RECRUITER', employers: [scene.employer] },
  );
  expect(labourOrderBegin.order.state).toBe('ON_POST');
  expect(labourOrderBegin.order.counts).toEqual(
    expect.arrayContaining([
      { state: 'ON_POST', count: 79 },
      { state: 'LOST_CONTACT', count: 1 },
      { state: 'REGISTERED', count: 4 },
      { state: 'WITHDRAWN', count: 4 },
    ]),
  );
  const placed = await app.sql('select state, evidence, count(*)::int as count from placement where vacancy_id = ? group by 1, 2 order by 1', [
    scene.vacancy,
  ]);
  expect(placed).toEqual([
    { state: 'CONFIRMED', evidence: 'EMPLOYER', count: 79 },
    { state: 'PENDING_CONFIRMATION', evidence: null, count: 1 },
    { state: 'REVERSED', evidence: null, count: 5 },
  ]);
  const { manifest } = (await app.data('query ($id: ID!) { departureBatch(id: $id) { manifest } }', { id: batch }, CITY)).departureBatch;
  for (const words of ['劳务输出人员名册', '陈队长', '合计 80 人', 'HT-']) expect(manifest).toContain(words);
}, 120_000);

test('an order beyond its places, its heads or its region is refused, and holds nothing', async () => {
  const quota = await aQuota(app, 5);
  const { vacancy } = await anOrder(app, { heads: 50 });
  const day = ((await app.sql('select app_today()::text as day')) as [{ day: string }])[0].day;
  const open = (values: object): Promise<any> =>
    change(app, 'labourOrderOpen', 'LabourOrderOpenInput', null, 'order { id }', { vacancy, departOn: day, ...values }); // oxlint-disable-line typescript/no-explicit-any -- an answer
  expect((await open({ headCount: 6, quota })).userErrors).toMatchObject([{ code: 'QUOTA_EXHAUSTED', message: expect.stringContaining('剩余 5') }]);
  expect((await open({ headCount: 51 })).userErrors).toMatchObject([{ code: 'INVALID', path: ['input', 'headCount'] }]);
  expect((await open({ headCount: 5, departOn: '2020-01-01' })).userErrors).toMatchObject([{ code: 'INVALID', path: ['input', 'departOn'] }]);
  const elsewhere = await aQuota(app, 5, { destination: '330000' });
  expect((await open({ headCount: 5, quota: elsewhere })).userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE', path: ['input', 'quota'] }]);
  expect(await ledgerOf(app, quota)).toEqual({ reserved: 0, confirmed: 0 });
});

const WOMEN = { femaleCount: 2, sexLimitGround: '《女职工劳动保护特别规定》附录第一条' };
test.each([
  ['a minor', { born: 17 }, {}, 'NOT_ELIGIBLE', /18/],
  ['man for work that the State leaves to women', { requirements: WOMEN }, {}, 'NOT_ELIGIBLE', /性别/],
  ['a student', {}, { situation: 'STUDENT' }, 'NOT_ELIGIBLE', /学生/],
  ['another trade', {}, { wish: { occupations: ['保安'], places: ['100000'] } }, 'NOT_ELIGIBLE', /工种/],
])('the list takes no %s, and all or none', async (_, { born, requirements = {} }: { born?: number; requirements?: object }, more, code, words) => {
  const { order, institution } = await anOrder(app, { requirements });
  const good = await aWorker(app, institution, requirements === WOMEN ? { idNumber: syntheticResidentId(40_001, '1988-08-08', 'FEMALE') } : {});
  const [{ day }] = (await app.sql(`select (app_today() - ${born ?? 30} * interval '1 year')::date::text as day`)) as [{ day: string }];
  const bad = await aWorker(app, institution, more, day);
  const answer = await change(app, 'labourOrderRegister', 'LabourOrderRegisterInput', order, 'order { id }', {
    registrations: [good.registration, bad.registration],
  });
  expect(answer.userErrors).toMatchObject([{ code, path: ['input', 'registrations', '1'], message: expect.stringMatching(words) }]);
  expect(await listOf(app, order)).toEqual([]);
});

test('orders for one post want no more heads together than it has left; two at once neither', async () => {
  const { vacancy, order } = await anOrder(app, { heads: 5 });
  const day = ((await app.sql('select app_today()::text as day')) as [{ day: string }])[0].day;
  const open = (headCount: number): Promise<any> =>
    // oxlint-disable-line typescript/no-explicit-any -- an answer
    change(app, 'labourOrderOpen', 'LabourOrderOpenInput', null, 'order { id }', { vacancy, departOn: day, headCount });
  expect((await open(1)).userErrors).toMatchObject([
    { code: 'INVALID', path: ['input', 'headCount'], message: expect.stringContaining('还可承接 0 人') },
  ]);
  await done(app, 'labourOrderClose', 'PlacementReasonInput', order, 'order { id }', { reason: '改期' });
  const answers = await Promise.all([open(3), open(3)]);
  expect(answers.filter((one) => one.order !== null)).toHaveLength(1);
});

test('the departure is within a year, and in the year of the places', async () => {
  const { vacancy, order } = await anOrder(app, { heads: 5 });
  await done(app, 'labourOrderClose', 'PlacementReasonInput', order, 'order { id }', { reason: '改期' });
  const quota = await aQuota(app, 5);
  const [{ far, next }] = (await app.sql(
    "select (app_today() + 367)::text as far, (date_trunc('year', app_today()) + interval '1 year 10 days')::date::text as next",
  )) as [{ far: string; next: string }];
  const open = (values: object): Promise<any> =>
    // oxlint-disable-line typescript/no-explicit-any -- an answer
    change(app, 'labourOrderOpen', 'LabourOrderOpenInput', null, 'order { id }', { vacancy, headCount: 1, ...values });
  for (const departOn of [far, '2099-12-25'])
    expect((await open({ departOn })).userErrors).toMatchObject([{ code: 'INVALID', path: ['input', 'departOn'] }]);
  expect((await open({ departOn: next, quota })).userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE', path: ['input', 'quota'] }]);
  expect(await ledgerOf(app, quota)).toEqual({ reserved: 0, confirmed: 0 });
});

test('licence gate: an agency without a licence neither lists, hires nor sends; an office sends off whom it hired before', async () => {
  const agency = await anInstitution(app, '500101', 'LICENSED_AGENCY');
  const who = { role: 'INTERMEDIARY', institution: agency } as const;
  const scene = await anOrder(app, { heads: 2, more: { institution: agency } });
  const [first, second] = [await aWorker(app, agency), await aWorker(app, agency)];
  await register(app, scene.order, [first]);
  await done(app, 'labourOrderSelect', 'StepInput', scene.order, 'order { id }', {});
  await contractAll(app, scene.order);
  const batch = await aBatch(app, scene.order);
  await done(app, 'departureBatchCheck', 'DepartureBatchCheckInput', batch, 'batch { id }', { absent: [] });
  await app.sql("update licence set state = 'REVOKED', reason = '收取押金' where institution_id = ?", [agency]);
  const listed = await change(
    app,
    'labourOrderRegister',
    'LabourOrderRegisterInput',
    scene.order,
    'order { id }',
    { registrations: [second.registration] },
    who,
  );
  expect(listed.userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE', path: ['id'] }]);
  expect((await change(app, 'departureBatchDepart', 'StepInput', batch, 'batch { id }', {}, who)).userErrors).toMatchObject([
    { code: 'NOT_ELIGIBLE', path: ['id'] },
  ]);
  expect((await done(app, 'departureBatchDepart', 'StepInput', batch, 'batch { state }', {})).batch.state).toBe('DEPARTED');
});

test('an agency fills an order for a post that another institution received: its hires count there, it goes on seeing the post, and the employer learns whom it hired', async () => {
  const agency = await anInstitution(app, '500101', 'LICENSED_AGENCY');
  const [who, recruiter] = [
    { role: 'INTERMEDIARY', institution: agency } as const,
    (employer: string): Who => ({ role: 'RECRUITER', employers: [employer] }),
  ];
  const scene = await anOrder(app, { heads: 2, more: { institution: agency } });
  const persons = [await aWorker(app, agency), await aWorker(app, agency)];
  await register(app, scene.order, persons);
  await done(app, 'labourOrderSelect', 'StepInput', scene.order, 'order { id }', {}, who);
  const known = async (as: Who, seeker: string): Promise<unknown> =>
    (await app.data('query ($id: ID!) { seeker(id: $id) { name } }', { id: seeker }, as)).seeker;
  expect(await known(recruiter(scene.employer), persons[0]!.seeker)).toBeNull();
  const contracts = (await listOf(app, scene.order)).map((one) => ({ transfer: one.id, number: `HT-${one.position}` }));
  await done(app, 'labourOrderContract', 'LabourOrderContractInput', scene.order, 'order { id }', { contracts }, who);
  expect(await app.sql('select hired_count, state from vacancy where id = ?', [scene.vacancy])).toEqual([{ hired_count: 2, state: 'FILLED' }]);
  const seen = async (as: Who): Promise<unknown> =>
    (await app.data('query ($id: ID!) { vacancy(id: $id) { state } }', { id: scene.vacancy }, as)).vacancy;
  expect(await seen(who)).toEqual({ state: 'FILLED' });
  expect(await seen({ role: 'INTERMEDIARY', institution: await anInstitution(app, '500101', 'LICENSED_AGENCY') })).toBeNull();
  for (const { seeker } of persons) {
    expect(await known(recruiter(scene.employer), seeker)).toEqual({ name: expect.stringMatching(/./) });
    expect(await known(recruiter(await anEmployer(app)), seeker)).toBeNull();
  }
});

test('somebody who is on a list or away cannot be listed again', async () => {
  const [first, second] = [await anOrder(app), await anOrder(app)];
  const person = await aWorker(app, first.institution);
  await register(app, first.order, [person]);
  const again = await change(app, 'labourOrderRegister', 'LabourOrderRegisterInput', second.order, 'order { id }', {
    registrations: [person.registration],
  });
  const path = ['input', 'registrations', '0'];
  expect(again.userErrors).toMatchObject([{ code: 'ALREADY_EXISTS', path, message: expect.stringContaining('另一名单') }]);
  const twice = await change(app, 'labourOrderRegister', 'LabourOrderRegisterInput', first.order, 'order { id }', {
    registrations: [person.registration],
  });
  expect(twice.userErrors).toMatchObject([{ code: 'ALREADY_EXISTS', path, message: expect.stringContaining('本订单') }]);
});

test('a group goes whole, or each alone once all agreed', async () => {
  const { order, institution } = await anOrder(app, { heads: 1 });
  const couple = await aGroup(app, institution, 2);
  await register(app, order, couple);
  expect((await select(order)).userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE' }]);
  const listed = await listOf(app, order);
  await done(app, 'transferAgreeToSplit', 'StepInput', listed[0]!.id, 'transfer { splitAgreed }', {});
  expect((await select(order)).userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE' }]);
  await done(app, 'transferAgreeToSplit', 'StepInput', listed[1]!.id, 'transfer { splitAgreed }', {});
  expect((await select(order)).userErrors).toEqual([]);
  expect(await inState(order, 'MATCHED')).toEqual([couple[0]!.seeker]);
});

test('training comes before departure where the order asks for it', async () => {
  const { order, institution } = await anOrder(app, { heads: 1, more: { trainingDays: 15 } });
  await register(app, order, [await aWorker(app, institution)]);
  await select(order);
  await contractAll(app, order);
  const values = { leader: '陈', vehicle: 'K1', seats: 1, insurance: 'B', meetingPoint: '站前' };
  const [{ before, next, latest, late }] = (await app.sql<Record<string, string>>(
    'select (app_today() - 1)::text as before, (app_today() + 1)::text as next, (app_today() + 366)::text as latest, (app_today() + 367)::text as late',
  )) as [Record<'before' | 'next' | 'latest' | 'late', string>];
  const plan = (departOn = latest): Promise<any> =>
    change(app, 'departureBatchPlan', 'DepartureBatchPlanInput', order, 'batch { id }', { ...values, departOn }); // oxlint-disable-line typescript/no-explicit-any -- an answer
  expect((await plan()).userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE', message: expect.stringContaining('培训') }]);
  await done(app, 'labourOrderTrain', 'StepInput', order, 'order { state }', {});
  for (const day of [before, late, '2098-01-01'])
    expect((await plan(day)).userErrors).toMatchObject([{ code: 'INVALID', path: ['input', 'departOn'] }]);
  await app.sql('update labour_order set depart_on = app_today() + 1 where id = ?', [order]);
  expect((await plan(app.application.platform.clock.today())).userErrors).toMatchObject([
    { code: 'INVALID', path: ['input', 'departOn'], message: expect.stringContaining(next) },
  ]);
  const { batch } = await plan();
  await done(app, 'departureBatchCheck', 'DepartureBatchCheckInput', batch.id, 'batch { state }', { absent: [] });
  const early = await change(app, 'departureBatchDepart', 'StepInput', batch.id, 'batch { state }', {});
  expect(early.userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE', message: expect.stringContaining(latest) }]);
  const without = await change(app, 'departureBatchPlan', 'DepartureBatchPlanInput', order, 'batch { id }', {
    ...values,
    departOn: latest,
    leader: '李',
  });
  expect(without.userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE' }]);
  await done(app, 'departureBatchCancel', 'StepInput', batch.id, 'batch { state }', {});
});

test('a contract number is one person’s, and nobody is absent from the same departure twice', async () => {
  const { order, institution } = await anOrder(app, { heads: 2 });
  await register(app, order, [await aWorker(app, institution), await aWorker(app, institution)]);
  await select(order);
  const [first, second] = (await listOf(app, order)).map((one) => one.id);
  const contract = (contracts: object[]): Promise<any> =>
    // oxlint-disable-line typescript/no-explicit-any -- an answer
    change(app, 'labourOrderContract', 'LabourOrderContractInput', order, 'order { id }', { contracts });
  const taken = [{ code: 'INVALID', path: ['input', 'contracts', '1', 'number'] }];
  expect((await contract([first, second].map((transfer) => ({ transfer, number: 'HT-1' })))).userErrors).toMatchObject(taken);
  expect((await contract([{ transfer: first, number: 'HT-1' }])).userErrors).toEqual([]);
  expect((await contract([{ transfer: second, number: ' HT-1' }])).userErrors).toMatchObject([
    { code: 'INVALID', path: ['input', 'contracts', '0', 'number'] },
  ]);
  // Of a list, the one that stands elsewhere is named.
  const both = [
    { transfer: second, number: 'HT-2' },
    { transfer: first, number: 'HT-3' },
  ];
  expect((await contract(both)).userErrors).toMatchObject([{ code: 'ILLEGAL_TRANSITION', path: ['input', 'contracts', '1'] }]);
  expect((await contract([{ transfer: second, number: 'HT-2' }])).userErrors).toEqual([]);
  const batch = await aBatch(app, order);
  const check = (): Promise<any> => change(app, 'departureBatchCheck', 'DepartureBatchCheckInput', batch, 'batch { id }', { absent: [second] }); // oxlint-disable-line typescript/no-explicit-any -- an answer
  expect((await check()).userErrors).toEqual([]);
  expect((await check()).userErrors).toMatchObject([{ code: 'INVALID', path: ['input', 'absent', '0'], message: expect.stringContaining('不在') }]);
});

test('seats that nobody can take after the count of heads are told, with why; none is told while the list fills them', async () => {
  const scene = await anOrder(app, { heads: 3 });
  const { order, institution } = scene;
  const couple = await aGroup(app, institution, 2);
  await register(app, order, [await aWorker(app, institution), await aWorker(app, institution), await aWorker(app, institution), ...couple]);
  await select(order);
  await contractAll(app, order);
  const batch = await aBatch(app, order, 10);
  const check = async (absent: string[], as: Who = CITY): Promise<any> =>
    // oxlint-disable-line typescript/no-explicit-any -- an answer
    await change(
      app,
      'departureBatchCheck',
      'DepartureBatchCheckInput',
      batch,
      'batch { state } emptySeats { count reason message }',
      { absent },
      as,
    );
  const aboard = (await listOf(app, order)).filter((one) => one.state === 'CONTRACTED').map((one) => one.id);
  expect(await check([])).toMatchObject({ batch: { state: 'CHECKED' }, emptySeats: null });
  expect((await check([aboard[0]!])).emptySeats).toEqual({ count: 1, reason: 'NO_PARTY_FITS', message: expect.stringContaining('还空 1 个座位') });
  expect((await check([aboard[1]!])).emptySeats).toBeNull();
  expect(await inState(order, 'MATCHED')).toHaveLength(2);
  const [one] = (await listOf(app, order)).filter((each) => each.state === 'MATCHED').map((each) => each.id);
  expect((await check([one!])).emptySeats).toMatchObject({ count: 2, reason: 'NO_PARTY_FITS' });
  await done(
    app,
    'transferAgreeToSplit',
    'StepInput',
    (await listOf(app, order)).find((each) => each.state === 'REGISTERED')!.id,
    'transfer { id }',
    {},
  );
  expect((await check([])).emptySeats).toMatchObject({ count: 1, reason: 'NOBODY_WAITS', message: expect.stringContaining('名单') });
  await register(app, order, [await aWorker(app, institution)]);
  expect((await check([])).emptySeats).toBeNull();
  expect(await check([], { role: 'OFFICE', region: '500102' })).toMatchObject({ batch: null, emptySeats: null, userErrors: [{ code: 'NOT_FOUND' }] });
});

test('an id in a list that is none is not found, and the path names its element', async () => {
  const { order, institution } = await anOrder(app, { heads: 2 });
  const [first, second] = [await aWorker(app, institution), await aWorker(app, institution)];
  const listed = await change(app, 'labourOrderRegister', 'LabourOrderRegisterInput', order, 'order { id }', {
    registrations: [first.registration, 'x'],
  });
  expect(listed.userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['input', 'registrations', '1'] }]);
  await register(app, order, [first, second]);
  await select(order);
  const { id } = (await listOf(app, order))[0]!;
  const contracts = [
    { transfer: id, number: 'HT-1' },
    { transfer: 'x', number: 'HT-2' },
  ];
  const signed = await change(app, 'labourOrderContract', 'LabourOrderContractInput', order, 'order { id }', { contracts });
  expect(signed.userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['input', 'contracts', '1', 'transfer'] }]);
  await contractAll(app, order);
  const batch = await aBatch(app, order);
  const absent = await change(app, 'departureBatchCheck', 'DepartureBatchCheckInput', batch, 'batch { id }', { absent: [id, 'x'] });
  expect(absent.userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['input', 'absent', '1'] }]);
  const begun = await change(app, 'labourOrderBegin', 'LabourOrderBeginInput', 'x', 'order { id }', { transfers: [id] });
  expect(begun.userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['id'] }]);
});

test('closing an order gives its hold back and frees its list, once nobody has a contract', async () => {
  const quota = await aQuota(app, 10);
  const { order, institution } = await anOrder(app, { heads: 2, quota });
  await register(app, order, [await aWorker(app, institution), await aWorker(app, institution)]);
  await select(order);
  await contractAll(app, order);
  const close = (): Promise<any> => change(app, 'labourOrderClose', 'PlacementReasonInput', order, 'order { state }', { reason: '订单取消' }); // oxlint-disable-line typescript/no-explicit-any -- an answer
  expect((await close()).userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE', message: expect.stringContaining('2 人') }]);
  expect(await ledgerOf(app, quota)).toEqual({ reserved: 2, confirmed: 0 });
  for (const one of await listOf(app, order))
    await done(app, 'transferWithdraw', 'PlacementReasonInput', one.id, 'transfer { state }', { reason: '不去了' });
  expect((await close()).order.state).toBe('CLOSED');
  expect(await ledgerOf(app, quota)).toEqual({ reserved: 0, confirmed: 0 });
});

test('who may not list, sign, split, plan or send: another county, a foreign recruiter, a seeker; the recruiter orders but does not choose', async () => {
  const scene = await anOrder(app);
  const abroad: Who = { role: 'OFFICE', region: '500102' };
  const own: Who = { role: 'RECRUITER', employers: [scene.employer] };
  const other: Who = { role: 'RECRUITER', employers: [await anEmployer(app)] };
  for (const as of [abroad, other])
    expect((await app.data('query ($id: ID!) { labourOrder(id: $id) { id } }', { id: scene.order }, as)).labourOrder).toBeNull();
  expect((await app.data('query ($id: ID!) { labourOrder(id: $id) { id } }', { id: scene.order }, own)).labourOrder).toEqual({ id: scene.order });
  const close = await change(app, 'labourOrderClose', 'PlacementReasonInput', scene.order, 'order { id }', { reason: '无' }, abroad);
  expect(close.userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
  const person = await aWorker(app, scene.institution);
  const unseen = [{ code: 'NOT_FOUND', path: ['id'] }];
  const registrations = [person.registration];
  const list = (as: Who): Promise<any> =>
    change(app, 'labourOrderRegister', 'LabourOrderRegisterInput', scene.order, 'order { id }', { registrations }, as); // oxlint-disable-line typescript/no-explicit-any -- an answer
  expect((await list(abroad)).userErrors).toMatchObject(unseen);
  await register(app, scene.order, [person]);
  await select(scene.order);
  const transfer = (await listOf(app, scene.order))[0]!.id;
  const contracts = [{ transfer, number: 'HT-1' }];
  for (const as of [abroad, other]) {
    const signed = await change(app, 'labourOrderContract', 'LabourOrderContractInput', scene.order, 'order { id }', { contracts }, as);
    expect(signed).toMatchObject({ order: null, userErrors: unseen });
  }
  for (const as of [abroad, { role: 'SEEKER', seeker: (await aWorker(app, scene.institution)).seeker }] as Who[])
    expect(await change(app, 'transferAgreeToSplit', 'StepInput', transfer, 'transfer { id }', {}, as)).toMatchObject({
      transfer: null,
      userErrors: unseen,
    });
  await contractAll(app, scene.order);
  const departOn = app.application.platform.clock.today();
  const coach = { leader: '陈', vehicle: 'K1', seats: 1, insurance: 'B', meetingPoint: '站前', departOn };
  expect(await change(app, 'departureBatchPlan', 'DepartureBatchPlanInput', scene.order, 'batch { id }', coach, abroad)).toMatchObject({
    batch: null,
    userErrors: unseen,
  });
  const batch = await aBatch(app, scene.order);
  for (const name of ['departureBatchDepart', 'departureBatchCancel'])
    expect(await change(app, name, 'StepInput', batch, 'batch { id }', {}, abroad)).toMatchObject({ batch: null, userErrors: unseen });
  const step = 'mutation ($id: ID!, $input: StepInput!) { labourOrderSelect(id: $id, input: $input) { userErrors { code } } }';
  expect(await app.mistake(step, { id: scene.order, input: { idempotencyKey: crypto.randomUUID() } }, own)).toBe('FORBIDDEN');
  const day = ((await app.sql('select app_today()::text as day')) as [{ day: string }])[0].day;
  const foreign = { vacancy: scene.vacancy, headCount: 1, departOn: day };
  expect((await change(app, 'labourOrderOpen', 'LabourOrderOpenInput', null, 'order { id }', foreign, other)).userErrors).toMatchObject([
    { code: 'NOT_FOUND', path: ['input', 'vacancy'] },
  ]);
});

test('orders with post, employer, places and counts take the same statements for 3 and for 30', async () => {
  const { vacancy, order } = await anOrder(app, { heads: 100 });
  await done(app, 'labourOrderClose', 'PlacementReasonInput', order, 'order { id }', { reason: '分批' });
  const day = ((await app.sql('select app_today()::text as day')) as [{ day: string }])[0].day;
  for (let at = 0; at < 31; at++)
    await done(app, 'labourOrderOpen', 'LabourOrderOpenInput', null, 'order { id }', { vacancy, headCount: 1, departOn: day });
  const query =
    'query ($first: Int!) { labourOrders(first: $first) { edges { node { departOn vacancy { title employer { name } } quota { places } institution { name } counts { state count } } } } }';
  const counted = (first: number): Promise<number> => app.statements(() => app.data(query, { first }, CITY));
  expect([await counted(3), await counted(30)]).toEqual([2, 2]);
});
