import { expect, test } from '../support/jest.js';
import { key, testApp, type Who } from '../support/app.js';
import { anInstitution, CITY } from '../support/factories.js';
import { erase, EXPORT } from '../support/people.js';
import { anOrder, atWork, aWorker, change } from '../support/transfers.js';

const app = testApp();
interface Case {
  transfer: string;
  seeker: string;
  institution: string;
  tasks: string[];
}
async function aTransfer(): Promise<Case> {
  const scene = await anOrder(app, { heads: 1 });
  const person = await aWorker(app, scene.institution);
  const [transfer] = await atWork(app, scene, [person]);
  const tasks = await app.sql<{ id: string }>('select id from follow_up where transfer_id = ? order by due_on', [transfer]);
  // All of them may be made today, in the order in which they fall due.
  for (const [at, { id }] of tasks.entries()) await app.sql('update follow_up set due_on = app_today() + ?::int where id = ?', [at, id]);
  return { transfer: transfer!, seeker: person.seeker, institution: scene.institution, tasks: tasks.map((one) => one.id) };
}
const record = (id: string, values: object, as: Who = CITY): Promise<any> =>
  change(app, 'followUpRecord', 'FollowUpRecordInput', id, 'followUp { state doneOn onPost paidOnTime }', values, as); // oxlint-disable-line typescript/no-explicit-any -- an answer
const calendar = async (): Promise<void> => {
  await app.sql("insert into calendar_year (year, source, assumed) select y, 'test', true from generate_series(2020, 2040) y on conflict do nothing");
};

test('an arrival brings four contacts; what they find is recorded once', async () => {
  const { tasks } = await aTransfer();
  expect(tasks).toHaveLength(4);
  const first = await record(tasks[0]!, { reached: true, onPost: true, paidOnTime: true });
  expect(first.followUp).toMatchObject({ state: 'DONE', onPost: true, paidOnTime: true });
  expect((await record(tasks[0]!, { reached: true, onPost: true })).userErrors).toMatchObject([{ code: 'ILLEGAL_TRANSITION' }]);
});

test('missed twice in a row the person counts as lost, and is found again by the next contact', async () => {
  const { tasks, transfer } = await aTransfer();
  const state = async (): Promise<unknown> => (await app.sql('select state from transfer where id = ?', [transfer]))[0]!['state'];
  await record(tasks[0]!, { reached: false });
  expect(await state()).toBe('ON_POST');
  await record(tasks[1]!, { reached: false });
  expect(await state()).toBe('LOST_CONTACT');
  await record(tasks[2]!, { reached: true, onPost: true });
  expect(await state()).toBe('ON_POST');
});

test('who was not reached has told nothing: it is refused, and the task stays due', async () => {
  const { tasks } = await aTransfer();
  for (const told of [{ problem: '欠薪两个月' }, { onPost: true }, { insured: false }]) {
    const { userErrors } = await change(app, 'followUpRecord', 'FollowUpRecordInput', tasks[0]!, 'followUp { id }', { reached: false, ...told });
    expect(userErrors).toMatchObject([{ code: 'INVALID', path: ['input', 'reached'] }]);
  }
  expect(await app.sql('select state from follow_up where id = ?', [tasks[0]])).toEqual([{ state: 'DUE' }]);
});

test('who was reached is said to be at work or not; who is not has returned or changed jobs, which comes first', async () => {
  const { tasks, transfer } = await aTransfer();
  const [{ day }] = (await app.sql('select app_today()::text as day')) as [{ day: string }];
  const refused = [{ code: 'INVALID', path: ['input', 'onPost'] }];
  expect((await record(tasks[0]!, { reached: true })).userErrors).toMatchObject(refused);
  expect((await record(tasks[0]!, { reached: true, onPost: null })).userErrors).toMatchObject(refused);
  expect((await record(tasks[0]!, { reached: true, onPost: false })).userErrors).toMatchObject([
    { ...refused[0], message: expect.stringMatching(/返乡.*换岗/) },
  ]);
  for (const id of tasks.slice(0, 2)) await record(id, { reached: false });
  expect((await record(tasks[2]!, { reached: true, onPost: false })).userErrors).toMatchObject(refused);
  expect(await app.sql('select state from transfer where id = ?', [transfer])).toEqual([{ state: 'LOST_CONTACT' }]);
  await change(app, 'transferChangeJob', 'TransferEndInput', transfer, 'transfer { state }', { on: day, reason: '换厂' });
  expect((await record(tasks[2]!, { reached: true, onPost: false })).followUp).toMatchObject({ state: 'DONE', onPost: false });
  await change(app, 'transferReturn', 'TransferEndInput', transfer, 'transfer { state }', { on: day, reason: '家中有事' });
  const [rematch] = await app.sql<{ id: string }>("select id from follow_up where transfer_id = ? and kind = 'REMATCH'", [transfer]);
  expect((await record(rematch!.id, { reached: true, note: '愿去上海' })).followUp).toMatchObject({ state: 'DONE', onPost: null });
});

test('who was not paid on time has a case, in words; the same one goes on and is not opened again', async () => {
  await calendar();
  const { tasks, transfer } = await aTransfer();
  const unpaid = { reached: true, onPost: true, paidOnTime: false };
  expect((await record(tasks[0]!, unpaid)).userErrors).toMatchObject([{ code: 'INVALID', path: ['input', 'problem'] }]);
  expect((await record(tasks[0]!, { ...unpaid, problem: '拖欠工资两个月' })).userErrors).toEqual([]);
  expect((await record(tasks[1]!, { ...unpaid, problem: ' 拖欠工资两个月' })).userErrors).toEqual([]);
  const cases = (): Promise<unknown[]> => app.sql('select problem from rights_case where transfer_id = ? order by problem', [transfer]);
  expect(await cases()).toEqual([{ problem: '拖欠工资两个月' }]);
  const bring = (problem: string): Promise<any> => change(app, 'rightsCaseOpen', 'RightsCaseOpenInput', transfer, 'rightsCase { id }', { problem }); // oxlint-disable-line typescript/no-explicit-any -- an answer
  const [{ id }] = (await app.sql('select id from rights_case where transfer_id = ?', [transfer])) as [{ id: string }];
  expect((await bring('拖欠工资两个月')).userErrors).toMatchObject([
    { code: 'ALREADY_EXISTS', path: ['input', 'problem'], message: expect.stringContaining(id) },
  ]);
  const twice = await Promise.all([bring('扣押身份证'), bring('扣押身份证')]);
  expect(twice.flatMap((one) => one.userErrors)).toMatchObject([{ code: 'ALREADY_EXISTS' }]);
  expect(await cases()).toHaveLength(2);
  await change(app, 'rightsCaseClose', 'RightsCaseCloseInput', id, 'rightsCase { id }', { outcome: '补发' });
  expect((await bring('拖欠工资两个月')).userErrors).toEqual([]);
});

test('a contact is made in the week before its day, the first from the day after the arrival on', async () => {
  const { tasks } = await aTransfer();
  const after = async (at: number, days: number): Promise<any> => {
    // oxlint-disable-line typescript/no-explicit-any -- an answer
    await app.sql('update follow_up set due_on = app_today() + ?::int where id = ?', [days, tasks[at]]);
    return record(tasks[at]!, { reached: false });
  };
  const early = [{ code: 'NOT_ELIGIBLE', path: ['id'] }];
  expect((await after(0, 7)).userErrors).toMatchObject(early);
  expect((await after(1, 8)).userErrors).toMatchObject([{ ...early[0], message: expect.stringContaining('起可以登记') }]);
  expect((await after(0, 6)).followUp).toMatchObject({ state: 'MISSED' });
  expect((await after(1, 7)).followUp).toMatchObject({ state: 'MISSED' });
});

test('overdue tasks are listed for their owner, the earliest first', async () => {
  const { tasks, institution } = await aTransfer();
  await app.sql('update follow_up set due_on = app_today() - 3 where id = ?', [tasks[1]]);
  const query = '{ followUps(overdue: true) { totalCount edges { node { id overdue institution { id } } } } }';
  const owner: Who = { role: 'INTERMEDIARY', institution };
  expect((await app.data(query, {}, owner)).followUps).toEqual({
    totalCount: 1,
    edges: [{ node: { id: tasks[1], overdue: true, institution: { id: institution } } }],
  });
});

test('a problem opens a rights case that is due on the fifteenth working day; it is settled once', async () => {
  await calendar();
  const { tasks, transfer } = await aTransfer();
  await record(tasks[0]!, { reached: true, onPost: true, problem: '拖欠工资两个月' });
  const [opened] = await app.sql<{ id: string; due: string; expected: string }>(
    `select id, due_on::text as due, (select max(d)::date::text from (select d from generate_series(opened_on + 1, opened_on + 60, '1 day') d where is_working_day(d::date) order by d limit 15) w) as expected
       from rights_case where transfer_id = ?`,
    [transfer],
  );
  expect(opened!.due).toBe(opened!.expected);
  const close = (): Promise<any> =>
    change(app, 'rightsCaseClose', 'RightsCaseCloseInput', opened!.id, 'rightsCase { state outcome }', { outcome: '补发' }); // oxlint-disable-line typescript/no-explicit-any -- an answer
  expect((await close()).rightsCase).toEqual({ state: 'CLOSED', outcome: '补发' });
  expect((await close()).userErrors).toMatchObject([{ code: 'ILLEGAL_TRANSITION' }]);
});

test('working days of 2007: the days of the State Council’s notice', async () => {
  const after = async (day: string, count: number): Promise<unknown> =>
    (await app.sql('select add_working_days(?::date, ?)::text as day', [day, count]))[0]!['day'];
  // 29 and 30 September 2007, a weekend, were worked; 1–7 October were not.
  expect(await after('2007-09-28', 2)).toBe('2007-09-30');
  expect(await after('2007-09-28', 3)).toBe('2007-10-08');
  expect(await after('2007-02-16', 1)).toBe('2007-02-17');
  expect(await after('2007-11-30', 15)).toBe('2007-12-21');
});

test('who may not: another institution and another county see no task and no case', async () => {
  await calendar();
  const { tasks, transfer } = await aTransfer();
  const open = (as: Who): Promise<any> =>
    // oxlint-disable-line typescript/no-explicit-any -- an answer
    change(app, 'rightsCaseOpen', 'RightsCaseOpenInput', transfer, 'rightsCase { id }', { problem: '拖欠工资' }, as);
  const { id } = (await open(CITY)).rightsCase;
  for (const as of [
    { role: 'OFFICE', region: '500102' },
    { role: 'INTERMEDIARY', institution: await anInstitution(app) },
  ] as Who[]) {
    const unseen = { rightsCase: null, userErrors: [{ code: 'NOT_FOUND', path: ['id'] }] };
    expect(await open(as)).toMatchObject(unseen);
    expect(await change(app, 'rightsCaseClose', 'RightsCaseCloseInput', id, 'rightsCase { id }', { outcome: '补发' }, as)).toMatchObject(unseen);
    expect((await app.data('{ rightsCases { totalCount } }', {}, as)).rightsCases.totalCount).toBe(0);
    expect(await record(tasks[0]!, { reached: true }, as)).toMatchObject({ followUp: null, userErrors: [{ code: 'NOT_FOUND' }] });
  }
  expect(await app.mistake('{ rightsCases { totalCount } }', {}, { role: 'RECRUITER' })).toBe('FORBIDDEN');
  expect(await app.mistake('{ followUps { totalCount } }', {}, { role: 'RECRUITER' })).toBe('FORBIDDEN');
});

test('tasks with the person and the institution take the same statements for 3 and for 30', async () => {
  for (let at = 0; at < 8; at++) await aTransfer();
  const query =
    'query ($first: Int!) { followUps(first: $first) { edges { node { dueOn overdue transfer { seeker { nameMasked } destination { name } } institution { name } } } } }';
  const counted = (first: number): Promise<number> => app.statements(() => app.data(query, { first }, CITY));
  expect([await counted(3), await counted(30)]).toEqual([1, 1]);
});

test('an ID number or a phone typed into words is stored nowhere', async () => {
  await calendar();
  const { tasks, transfer } = await aTransfer();
  const words = '500101198808081237 13987654321 返乡';
  await record(tasks[0]!, { reached: true, onPost: true, note: words, problem: words });
  const [{ id }] = (await app.sql('select id from rights_case where transfer_id = ?', [transfer])) as [{ id: string }];
  await change(app, 'rightsCaseClose', 'RightsCaseCloseInput', id, 'rightsCase { outcome }', { outcome: words });
  const [{ day }] = (await app.sql('select app_today()::text as day')) as [{ day: string }];
  const returned = await change(app, 'transferReturn', 'TransferEndInput', transfer, 'transfer { reason }', { on: day, reason: words });
  expect(returned).toMatchObject({ transfer: { reason: '*** *** 返乡' }, userErrors: [] });
  expect(
    await app.sql(
      'select f.note, c.problem, c.outcome, t.reason from transfer t join follow_up f on f.transfer_id = t.id join rights_case c on c.transfer_id = t.id where t.id = ? and f.id = ?',
      [transfer, tasks[0]],
    ),
  ).toEqual([{ note: '*** *** 返乡', problem: '*** *** 返乡', outcome: '*** *** 返乡', reason: '*** *** 返乡' }]);
});

test('what was said in follow-ups and rights cases is handed out to the person, and gone once they are erased', async () => {
  await calendar();
  const { tasks, transfer, seeker } = await aTransfer();
  await record(tasks[0]!, { reached: true, onPost: true, note: '家里老人住院', problem: '工头扣押证件' });
  const [{ id }] = (await app.sql('select id from rights_case where transfer_id = ?', [transfer])) as [{ id: string }];
  await change(app, 'rightsCaseClose', 'RightsCaseCloseInput', id, 'rightsCase { id }', { outcome: '证件退还本人' });
  await app.sql("update placement set state = 'REVERSED', reason = '查无此人的单位' where seeker_id = ?", [seeker]);
  const { document } = (await app.data(EXPORT, { id: seeker, input: { reason: '本人查询', idempotencyKey: key() } }, CITY)).seekerExport;
  const everything = JSON.parse(document);
  expect(everything.follow_up).toHaveLength(4);
  expect(everything).toMatchObject({
    rights_case: [{ problem: '工头扣押证件', outcome: '证件退还本人' }],
    placement: [{ reason: '查无此人的单位' }],
  });
  expect(everything.follow_up).toContainEqual(expect.objectContaining({ note: '家里老人住院' }));
  expect((await erase(app, seeker)).userErrors).toEqual([]);
  expect(
    await app.sql(
      `select f.note, c.problem, c.outcome, p.reason from transfer t join follow_up f on f.transfer_id = t.id join rights_case c on c.transfer_id = t.id
         join placement p on p.seeker_id = t.seeker_id where t.id = ? and f.id = ?`,
      [transfer, tasks[0]],
    ),
  ).toEqual([{ note: null, problem: '', outcome: '', reason: '' }]);
});
