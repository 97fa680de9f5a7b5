import { beforeAll, expect, test } from '../support/jest.js';
import { testApp } from '../support/app.js';
import { anEmployer, anInstitution, aVacancy, CITY } from '../support/factories.js';
import { aPlace, onTheList } from '../support/communities.js';
import { placements } from '../support/targets.js';
import { aClass, enrolled } from '../support/training.js';

/** Lists of the programmes that no other test counts: rows are added by SQL, what is looked at are the statements behind the list. */
const app = testApp();
let [employer, institution, household, enrolment] = ['', '', '', ''];
let made = 0;

beforeAll(async () => {
  await aVacancy(app);
  employer = await anEmployer(app);
  institution = await anInstitution(app, '500101');
  household = (await onTheList(app, (await aPlace(app)).community)).id;
  enrolment = (await enrolled(app, await aClass(app), 1))[0]!.enrolment;
  await app.sql("insert into calendar_year (year, source, assumed) select y, 'test', true from generate_series(2020, 2040) y on conflict do nothing");
});

/** So many rows more: `n` counts them all. */
const add = (text: string, ...values: unknown[]): ((count: number) => Promise<unknown>) => {
  return (count) => {
    const [from, to] = [made + 1, (made += count)];
    return app.sql(text.replace('$rows', `generate_series(${from}, ${to}) n`), values);
  };
};

const LISTS: readonly (readonly [list: string, query: string, more: (count: number) => Promise<unknown>])[] = [
  [
    'employmentsMissing',
    '{ employmentsMissing(first: 50) { edges { node { hiredOn seeker { name } vacancy { title employer { name } } } } } }',
    async (count) => {
      const [{ day }] = (await app.sql('select (app_today() - 60)::text as day')) as [{ day: string }];
      await placements(app, '500101', count, day);
    },
  ],
  [
    'inspectionFindings',
    '{ inspectionFindings(first: 50) { edges { node { problem dueOn household { state } inspection { summary } } } } }',
    (count) =>
      add(
        `with i as (insert into inspection (id, region_id, region_path, office_path, inspected_on, summary, by_id)
             select uuidv7(), h.region_id, '/100000/500000/500101', '/100000/500000/500101', app_today(), '检查', uuidv7() from household h, $rows where h.id = ? returning id)
         insert into inspection_finding (id, inspection_id, household_id, region_path, problem, due_on)
           select uuidv7(), i.id, h.id, h.region_path, '未落实', app_today() + 5 from i, household h where h.id = ?`,
        household,
        household,
      )(count),
  ],
  [
    'subsidyNotices',
    '{ subsidyNotices(region: "500101") { employer place people amount { amountMinor } } }',
    (count) =>
      add(
        `insert into subsidy_claim (id, kind, post, employer_id, quarter_on, institution_id, institution_path, state, applied_on, notice_until, amount)
           select uuidv7(), 'POST', 'ORDINARY', ?::uuid, '2007-07-01', i.id, i.region_path, 'PUBLICISED', app_today(), app_today() + 7, 100 from institution i, $rows where i.id = ?`,
        employer,
        institution,
      )(count),
  ],
  [
    'trainingRules',
    '{ trainingRules(first: 50) { edges { node { kind source region { name } } } } }',
    (count) =>
      add(
        `insert into training_rule (id, kind, region_path, effective_on, least_hours, least_attendance, tracking_months, share_without_outcome, source)
           select uuidv7(), 'RURAL', '/100000/500000', '2030-01-01'::date + n, 20, 80, 6, 100, '测试' from $rows`,
      )(count),
  ],
  [
    'trainingSubsidies',
    '{ trainingSubsidies(first: 50) { edges { node { year institution { name } seeker { name } enrolment { class { title } } } } } }',
    (count) =>
      add(
        `insert into training_subsidy (id, enrolment_id, seeker_id, kind, year, institution_id, institution_path, amount)
           select uuidv7(), e.id, e.seeker_id, e.kind, 2100 + n, e.institution_id, e.institution_path, 100 from training_enrolment e, $rows where e.id = ?`,
        enrolment,
      )(count),
  ],
  [
    'certificationCriteria',
    '{ certificationCriteria(first: 50) { edges { node { code indicator bound source } } } }',
    (count) =>
      add(
        `insert into certification_criterion (id, code, indicator, level, ceiling, bound, veto, effective_on, region_path, source)
           select uuidv7(), 'LATER_' || n, 'PLACED', 'COMMUNITY', false, 1, false, '2099-01-01', '', '测试' from $rows`,
      )(count),
  ],
  [
    'fullEmploymentProgress',
    '{ fullEmploymentProgress(region: "500000") { area communities started certified goals { share } } }',
    (count) =>
      add(
        `insert into full_employment_community (id, region_id, path, started_on)
           select uuidv7(), r.id, r.path, app_today() from (select c.*, row_number() over (order by c.code) as at from region c
             where c.level = 'COMMUNITY' and c.path like '/100000/500000/500106/%') r join $rows on r.at = n`,
      )(count),
  ],
  [
    'assessedUnits',
    '{ assessedUnits(first: 50) { edges { node { name kind region { name } } } } }',
    (count) =>
      add(
        `insert into assessed_unit (id, name, kind, region_id, region_path) select uuidv7(), '单位' || n, 'DEPARTMENT', r.id, r.path from region r, $rows where r.code = '500101'`,
      )(count),
  ],
  [
    'assessmentRules',
    '{ assessmentRules(first: 50) { edges { node { fromYear source } } } }',
    (count) =>
      add(
        `insert into assessment_rule (id, from_year, region_path, excellent_from, pass_from, excellent_share, deduction_each, source)
           select uuidv7(), 2200 + n, '', 90, 75, 30, 1, '测试' from $rows`,
      )(count),
  ],
  [
    'targetPlans',
    '{ targetPlans(first: 50) { edges { node { year state unit { name region { name } } targets { value indicator { code } } } } } }',
    (count) =>
      add(
        `with u as (insert into assessed_unit (id, name, kind, region_id, region_path)
               select uuidv7(), '计划单位' || n, 'GOVERNMENT', r.id, r.path from region r, $rows where r.code = '500102' returning id, region_path),
             p as (insert into target_plan (id, year, unit_id, unit_path) select uuidv7(), 2050, u.id, u.region_path from u returning id, unit_path)
         insert into target (id, plan_id, unit_path, year, indicator, value, weight) select uuidv7(), p.id, p.unit_path, 2050, 'PLACED', 10, 100 from p`,
      )(count),
  ],
];

test.each(LISTS)('%s takes the same statements for 3 rows and for 30', async (list, query, more) => {
  const rowsOf = (data: Record<string, { edges: unknown[] } | unknown[]>): number =>
    [data[list]!].flatMap((one) => ('edges' in one ? one.edges : one)).length;
  await more(3);
  const few = rowsOf(await app.data(query, {}, CITY));
  const before = await app.statements(() => app.data(query, {}, CITY));
  await more(27);
  const many = rowsOf(await app.data(query, {}, CITY));
  expect(await app.statements(() => app.data(query, {}, CITY))).toBe(before);
  if (list !== 'fullEmploymentProgress') expect(many).toBe(Math.min(few + 27, 50));
  expect(few).toBeGreaterThan(2);
});
