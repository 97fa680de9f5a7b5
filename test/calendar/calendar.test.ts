import { expect, test } from '../support/jest.js';
import { key, testApp, type Who } from '../support/app.js';
import { anOrder, atWork, aWorker, change } from '../support/transfers.js';

const app = testApp();
const ADMINISTRATOR = { role: 'ADMINISTRATOR' } as const;
const SET =
  'mutation ($input: CalendarSetInput!) { calendarSet(input: $input) { calendarYear { year daysOff workingWeekends source assumed } userErrors { code path message } } }';
const TABLE = { year: 2031, daysOff: ['2031-05-01', '2031-01-01'], workingWeekends: ['2031-04-27'], source: '试验用节假日安排' };
const set = async (more: object = {}, who: Who = ADMINISTRATOR): Promise<any> =>
  // oxlint-disable-line typescript/no-explicit-any -- an answer
  (await app.data(SET, { input: { ...TABLE, idempotencyKey: key(), ...more } }, who)).calendarSet;
const onFile = async (): Promise<unknown> => (await app.data('{ calendarYear(year: 2031) { source } }')).calendarYear;

test('what is no table of the year is refused by its day, and nothing is stored', async () => {
  const refused: [object, string, string][] = [
    [{ daysOff: ['2031-01-01', '2030-12-31'] }, 'daysOff', '2030-12-31'],
    [{ workingWeekends: ['2032-01-03'] }, 'workingWeekends', '2032-01-03'],
    [{ daysOff: ['2031-01-01', '2031-01-01'] }, 'daysOff', '重复'],
    [{ daysOff: ['2031-01-01', '2031-04-27'] }, 'workingWeekends', '既放假又上班'],
    [{ workingWeekends: ['2031-04-28'] }, 'workingWeekends', '不是周六或周日'],
    [{ daysOff: [] }, 'daysOff', '放假日期'],
  ];
  for (const [input, field, word] of refused) {
    expect(await set(input)).toMatchObject({
      calendarYear: null,
      userErrors: [{ code: 'INVALID', path: ['input', field], message: expect.stringContaining(word) }],
    });
  }
  expect(await onFile()).toBeNull();
});

test('a year’s table is put on file once; the same again changes nothing, another is refused', async () => {
  const table = { calendarYear: { ...TABLE, daysOff: TABLE.daysOff.toSorted(), assumed: false }, userErrors: [] };
  expect(await set()).toEqual(table);
  expect(await set()).toEqual(table);
  expect(await set({ daysOff: ['2031-01-01'] })).toMatchObject({
    calendarYear: null,
    userErrors: [{ code: 'ALREADY_EXISTS', path: ['input', 'year'] }],
  });
  const after = (day: string): Promise<unknown> => app.sql('select add_working_days(?::date, 1)::text as day', [day]);
  expect(await after('2031-04-30')).toEqual([{ day: '2031-05-02' }]);
  expect(await after('2031-04-25')).toEqual([{ day: '2031-04-27' }]);
  expect(await app.data('{ calendarYear(year: 2007) { daysOff workingWeekends } }')).toMatchObject({
    calendarYear: { daysOff: expect.arrayContaining(['2007-02-18', '2007-10-07']), workingWeekends: expect.arrayContaining(['2007-09-29']) },
  });
});

test('two who put the same table on file at once both have it', async () => {
  const again = { year: 2032, daysOff: ['2032-01-01'], workingWeekends: [] };
  for (const one of await Promise.all([set(again), set(again)])) expect(one).toMatchObject({ calendarYear: { year: 2032 }, userErrors: [] });
});

test('only an administrator; neither layer lets anybody else write', async () => {
  for (const who of [{ role: 'OFFICE', region: '500000' }, { role: 'AUDITOR' }] as Who[])
    expect(await app.mistake(SET, { input: { ...TABLE, idempotencyKey: key() } }, who)).toBe('FORBIDDEN');
  const policies = await app.sql(
    "select policyname, cmd from pg_policies where tablename = 'calendar_year' and 'jiangqiao_app' = any(roles) and cmd <> 'SELECT' order by policyname",
  );
  expect(policies).toEqual([
    { policyname: 'administrator_insert', cmd: 'INSERT' },
    { policyname: 'amending_update', cmd: 'UPDATE' },
  ]);
});

test('a case taken up in a year without a table is kept with its last day open, and has it once the table is there', async () => {
  const [{ year }] = (await app.sql('select extract(year from app_today())::integer as year')) as [{ year: number }];
  const scene = await anOrder(app, { heads: 1 });
  const [transfer] = await atWork(app, scene, [await aWorker(app, scene.institution)]);
  const opened = await change(app, 'rightsCaseOpen', 'RightsCaseOpenInput', transfer!, 'rightsCase { id dueOn overdue state }', {
    problem: '未签合同',
  });
  expect(opened).toMatchObject({ rightsCase: { dueOn: null, overdue: false, state: 'OPEN' }, userErrors: [] });
  const [contact] = await app.sql<{ id: string }>('select id from follow_up where transfer_id = ? order by due_on', [transfer]);
  await app.sql('update follow_up set due_on = app_today() where id = ?', [contact!.id]);
  const found = { reached: true, onPost: true, problem: '拖欠工资两个月' };
  expect((await change(app, 'followUpRecord', 'FollowUpRecordInput', contact!.id, 'followUp { state }', found)).userErrors).toEqual([]);

  const list = '{ rightsCases(first: 1) { totalCount edges { cursor node { dueOn } } } }';
  const page = (await app.data(list, {}, { role: 'OFFICE', region: '500000' })).rightsCases;
  expect(page).toMatchObject({ totalCount: 2, edges: [{ node: { dueOn: null } }] });
  const next = `{ rightsCases(first: 1, after: "${page.edges[0].cursor}") { edges { node { dueOn } } } }`;
  expect((await app.data(next, {}, { role: 'OFFICE', region: '500000' })).rightsCases.edges).toHaveLength(1);

  for (const one of [year, year + 1]) expect((await set({ year: one, daysOff: [`${one}-01-01`], workingWeekends: [] })).userErrors).toEqual([]);
  expect(await app.sql('select distinct due_on = add_working_days(opened_on, 15) as told from rights_case')).toEqual([{ told: true }]);
});
