import { beforeAll, expect, test } from '../support/jest.js';
import type { Viewer } from '../../src/platform/access/viewer.js';
import { testApp } from '../support/app.js';
import { anInstitution, aVacancy } from '../support/factories.js';
import { changed, changesNothing, office, tablesSeen, viewer } from '../support/layers.js';
import { allocate, aPlan, aUnit, must, PLACED } from '../support/targets.js';

/** A plan of the city with a part of one county, reported and scored; who sees which rows, by each layer alone. */
const app = testApp();
const TABLES: Record<string, string> = {
  assessed_unit: 'AssessedUnit',
  assessment_rule: 'AssessmentRule',
  target_plan: 'TargetPlan',
  target: 'Target',
  target_report: 'TargetReport',
  target_score: 'TargetScore',
  target_revision: 'TargetRevision',
  target_grading: 'TargetGrading',
};
const KNOWN = ['assessed_unit', 'assessment_rule'];
const EVERYTHING = Object.keys(TABLES);
/** A county locks the plan of the city when it divides or revises its own. */
const ABOVE = ['target_plan', 'target', 'target_report', 'target_score', 'target_revision'];

beforeAll(async () => {
  await aVacancy(app);
  await anInstitution(app, '500101');
  const plan = await aPlan(app, 2026);
  must(await allocate(app, plan, [{ unit: await aUnit(app, '500101'), targets: [{ indicator: PLACED.indicator, value: '100' }] }]));
  await app.sql(
    `with r as (insert into target_report (id, target_id, through_on, actual) select uuidv7(), id, '2026-06-30', 5 from target returning id, target_id),
          s as (insert into target_score (id, target_id, stage, report_id, points, evidence) select uuidv7(), target_id, 'SELF', id, 100, '台账' from r)
     , g as (insert into target_grading (id, plan_id, unit_path, grade, reason) select uuidv7(), id, unit_path, 'PASS', '核查' from target_plan)
     insert into target_revision (id, target_id, from_value, to_value, reason) select uuidv7(), id, value, value, '核对' from target`,
  );
}, 60_000);

const PRINCIPALS: [string, () => Viewer, readonly string[]][] = [
  ['the city', () => office('500000'), EVERYTHING],
  ['the county', () => office('500101'), EVERYTHING],
  ['another county', () => office('500102'), KNOWN],
  ['a street of the county', () => office('500101017'), KNOWN],
  ['the auditor', () => viewer('auditor'), EVERYTHING],
  ['an intermediary', () => viewer('intermediary', { institutionId: '00000000-0000-7000-8000-000000000003' }), []],
  ['a recruiter', () => viewer('recruiter', { employerIds: ['00000000-0000-7000-8000-000000000002'] }), []],
  ['a seeker', () => viewer('seeker', { seekerId: '00000000-0000-7000-8000-000000000004' }), []],
  ['an administrator', () => viewer('administrator'), []],
  ['a kiosk', () => viewer('kiosk'), []],
];

test.each(PRINCIPALS)('%s sees by row-level security alone what the scopes alone show, offices what they lock besides', async (_, of, expected) => {
  const who = of();
  expect(await tablesSeen(app, TABLES, who, who.role === 'office' ? ABOVE : [])).toEqual(expected.toSorted());
});

test('a county changes its own plan and nobody else’s numbers; reports, scores and revisions stay as they were written', async () => {
  for (const who of [viewer('auditor'), viewer('intermediary'), viewer('recruiter'), viewer('administrator')])
    await changesNothing(app, EVERYTHING, who);
  const [county, elsewhere] = [office('500101'), office('500102')];
  await changesNothing(app, ['target_report', 'target_score', 'target_revision', 'target_grading', ...KNOWN], office('500000'));
  await changesNothing(app, ['target'], elsewhere);
  expect(await changed(app, county, 'update target set synthetic = synthetic')).toBe(1);
  expect(await changed(app, office('500000'), 'update target set synthetic = synthetic')).toBe(2);
  expect(await changed(app, county, "update target_plan set unit_path = '/100000/500000/500102'")).toBe('42501');
  const written = `insert into target_report (id, target_id, through_on, actual) select uuidv7(), id, '2026-07-31', 9 from target order by unit_path desc limit 1`;
  expect(await changed(app, county, written)).toBe(1);
  const above = `insert into target_report (id, target_id, through_on, actual) select uuidv7(), id, '2026-07-31', 9 from target order by unit_path limit 1`;
  expect(await changed(app, elsewhere, above)).toBe('42501');
  expect(await changed(app, county, above)).toBe('42501');
});
