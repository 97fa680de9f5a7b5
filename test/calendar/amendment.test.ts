import { expect, test } from '../support/jest.js';
import { plusDays } from '../../src/platform/clock/clock.js';
import { key, testApp, type Who } from '../support/app.js';
import { CITY } from '../support/factories.js';
import { publicised, recognised } from '../support/households.js';
import { later, today } from '../support/programmes.js';
import { anOrder, atWork, aWorker, change } from '../support/transfers.js';

/* oxlint-disable typescript/no-explicit-any -- answers are looked into freely */
const app = testApp();
const ADMINISTRATOR = { role: 'ADMINISTRATOR' } as const;
const TABLE = 'calendarYear { daysOff workingWeekends source assumed amendments { daysOff workingWeekends source by } }';
const AMEND = `mutation ($input: CalendarAmendInput!) { calendarAmend(input: $input) { ${TABLE} userErrors { code path message } } }`;
const amend = async (input: object, who: Who = ADMINISTRATOR): Promise<any> =>
  (await app.data(AMEND, { input: { workingWeekends: [], source: '国务院办公厅关于调整放假安排的通知', idempotencyKey: key(), ...input } }, who))
    .calendarAmend;
const weekday = (day: string): number => new Date(`${day}T00:00:00Z`).getUTCDay();
/** The first day from one on that is one of those of the week. */
const from = (day: string, ...of: number[]): string => (of.includes(weekday(day)) ? day : from(plusDays(day, 1), ...of));
const WORK = [1, 2, 3, 4, 5];
const yearOf = (day: string): number => Number(day.slice(0, 4));
const dueOf = async (id: string): Promise<string> =>
  (await app.sql<{ due: string }>('select due_on::text as due from household where id = ?', [id]))[0]!.due;
const overdue = async (on: string): Promise<string[]> =>
  (
    await app.data('query ($on: LocalDate) { householdsOverdue(on: $on, first: 100) { edges { node { household { id } } } } }', { on }, CITY)
  ).householdsOverdue.edges.map(({ node }: any) => node.household.id);

test('amended holiday table: terms that run get their new day at once, and any day before is as it was', async () => {
  const early = await recognised(app);
  await later(app, 40); // its ten working days are over
  const { id } = await recognised(app);
  const noticed = await publicised(app);
  const noticeOf = async (): Promise<unknown> =>
    (await app.sql('select notice_until::text as day from household where id = ?', [noticed.id]))[0]!['day'];
  const scene = await anOrder(app, { heads: 1 });
  const [transfer] = await atWork(app, scene, [await aWorker(app, scene.institution)]);
  const rights = await change(app, 'rightsCaseOpen', 'RightsCaseOpenInput', transfer!, 'rightsCase { id dueOn }', { problem: '未签合同' });
  const [now, due, past, notice] = [await today(app), await dueOf(id), await dueOf(early.id), await noticeOf()];
  const free = from(plusDays(now, 1), ...WORK);
  const year = yearOf(free);
  const before = await overdue(now);
  expect(before).toContain(early.id);
  expect(await overdue(plusDays(due, 1))).toContain(id);

  // A working day ahead becomes a day off: one working day more, for whatever ends after it.
  expect(await amend({ year, daysOff: [free] })).toEqual({
    calendarYear: {
      daysOff: [free],
      workingWeekends: [],
      source: '国务院办公厅关于调整放假安排的通知',
      assumed: false,
      amendments: [{ daysOff: [], workingWeekends: [], source: 'test', by: expect.any(String) }],
    },
    userErrors: [],
  });
  const next = (day: string): string => from(plusDays(day, 1), ...WORK);
  expect([await dueOf(id), await dueOf(early.id), await noticeOf()]).toEqual([next(due), past, next(notice as string)]);
  expect((await app.sql('select due_on::text as due from rights_case where id = ?', [rights.rightsCase.id]))[0]!['due']).toBe(
    next(rights.rightsCase.dueOn),
  );
  expect(await overdue(now)).toEqual(before);
  expect(await overdue(next(due))).not.toContain(id);
  expect(await overdue(plusDays(next(due), 1))).toContain(id);
  const { steps } = (await app.data('query ($id: ID!) { household(id: $id) { steps { state dueOn byName note } } }', { id }, CITY)).household;
  expect(steps.slice(0, 2)).toMatchObject([
    { state: 'RECOGNISED', dueOn: next(due), byName: null, note: expect.stringContaining('国务院办公厅') },
    { state: 'RECOGNISED', dueOn: due },
  ]);

  // The same again changes nothing; then a Saturday is worked for it, and the term is as long as it was.
  expect((await amend({ year, daysOff: [free] })).calendarYear.amendments).toHaveLength(1);
  const saturday = from(plusDays(now, 1), 6);
  const exchanged = await amend({ year, daysOff: [free], workingWeekends: yearOf(saturday) === year ? [saturday] : [] });
  expect(exchanged.userErrors).toEqual([]);
  if (yearOf(saturday) === year) expect(await dueOf(id)).toBe(due);

  // When the days came they were what the table said, and stay so.
  await later(app, 5);
  expect((await amend({ year, daysOff: [plusDays(await today(app), 1)] })).userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE', path: ['input'] }]);
});

test('amended holiday table: what is no table is refused, nothing is stored', async () => {
  const [{ year }] = (await app.sql('select extract(year from app_today())::integer + 1 as year')) as [{ year: number }];
  const kept = async (): Promise<unknown> =>
    app.sql(
      'select y.days_off, y.working_weekends, y.source, (select count(*)::int from calendar_amendment) as kept from calendar_year y where year = ?',
      [year],
    );
  const before = await kept();
  const monday = from(`${year}-03-01`, 1);
  for (const [input, code, field] of [
    [{ year, daysOff: [monday, `${year - 1}-12-31`] }, 'INVALID', 'daysOff'],
    [{ year, daysOff: [monday, monday] }, 'INVALID', 'daysOff'],
    [{ year, daysOff: [] }, 'INVALID', 'daysOff'],
    [{ year, daysOff: [monday], workingWeekends: [plusDays(monday, 1)] }, 'INVALID', 'workingWeekends'],
    [{ year, daysOff: [monday, plusDays(monday, 5)], workingWeekends: [plusDays(monday, 5)] }, 'INVALID', 'workingWeekends'],
    [{ year: 2099, daysOff: ['2099-01-01'] }, 'NOT_FOUND', 'year'],
  ] as const)
    expect(await amend(input)).toMatchObject({ calendarYear: null, userErrors: [{ code, path: ['input', field] }] });
  expect(await kept()).toEqual(before);
});

test('amended holiday table, who may not: offices and auditors; who amended is for administrators and auditors', async () => {
  const input = { year: 2033, daysOff: ['2033-01-03'], workingWeekends: [], source: '通知', idempotencyKey: key() };
  for (const who of [{ role: 'OFFICE', region: '500000' }, { role: 'AUDITOR' }] as Who[])
    expect(await app.mistake(AMEND, { input }, who)).toBe('FORBIDDEN');
  const query = (fields: string): string => `{ calendarYear(year: 2033) { amendments { ${fields} } } }`;
  expect(await app.mistake(query('by'), {}, CITY)).toBe('FORBIDDEN');
  expect((await app.data(query('source daysOff'), {}, CITY)).calendarYear.amendments).toEqual([]);
});
