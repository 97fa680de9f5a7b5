import { beforeAll, expect, test } from '../support/jest.js';
import type { Viewer } from '../../src/platform/access/viewer.js';
import { testApp } from '../support/app.js';
import { aVacancy } from '../support/factories.js';
import { changed, changesNothing, office, tablesSeen, viewer } from '../support/layers.js';
import { aGraduate, type Taught } from '../support/training.js';

/** Somebody of Fuling who was trained in Wanzhou, with a subsidy; who sees which rows, by each layer alone. */
const app = testApp();
const TABLES: Record<string, string> = {
  training_rule: 'TrainingRule',
  training_class: 'TrainingClass',
  training_enrolment: 'TrainingEnrolment',
  training_attendance: 'TrainingAttendance',
  training_subsidy: 'TrainingSubsidy',
};
const PUBLIC = ['training_rule', 'training_class'];
const EVERYTHING = Object.keys(TABLES);

let one: Taught;
let seeker: string;
beforeAll(async () => {
  await aVacancy(app);
  const graduate = await aGraduate(app, {}, { region: '500102' });
  ({ one, seeker } = graduate);
  await app.sql(
    `insert into training_subsidy (id, enrolment_id, seeker_id, kind, year, institution_id, institution_path, amount)
     select uuidv7(), e.id, e.seeker_id, e.kind, 2026, e.institution_id, e.institution_path, 100 from training_enrolment e where e.id = ?`,
    [graduate.enrolment],
  );
}, 60_000);

const PRINCIPALS: [string, () => Viewer, readonly string[]][] = [
  ['the school', () => viewer('intermediary', { institutionId: one.institution }), EVERYTHING],
  ['the county of the school', () => office('500101'), EVERYTHING],
  ['the city', () => office('500000'), EVERYTHING],
  ['the home county', () => office('500102'), EVERYTHING.filter((table) => table !== 'training_subsidy')],
  ['another county', () => office('500230'), PUBLIC],
  ['another street of the county', () => office('500101001'), PUBLIC],
  ['another school', () => viewer('intermediary', { institutionId: '00000000-0000-7000-8000-000000000003' }), PUBLIC],
  ['the person', () => viewer('seeker', { seekerId: seeker }), EVERYTHING],
  ['another person', () => viewer('seeker', { seekerId: '00000000-0000-7000-8000-000000000004' }), PUBLIC],
  ['a recruiter', () => viewer('recruiter', { employerIds: ['00000000-0000-7000-8000-000000000002'] }), PUBLIC],
  ['the auditor', () => viewer('auditor'), EVERYTHING],
  ['an administrator', () => viewer('administrator'), PUBLIC],
  ['a kiosk', () => viewer('kiosk'), PUBLIC],
];

test.each(PRINCIPALS)('%s sees by row-level security alone what the scopes alone show', async (_, of, expected) => {
  expect(await tablesSeen(app, TABLES, of())).toEqual(expected.toSorted());
});

test('who does not teach changes nothing, and nobody gives an enrolment to somebody else', async () => {
  const strangers = [office('500102'), office('500230'), viewer('intermediary', { institutionId: '00000000-0000-7000-8000-000000000003' })];
  for (const who of [...strangers, viewer('seeker', { seekerId: seeker }), viewer('auditor'), viewer('recruiter')])
    await changesNothing(app, EVERYTHING, who);
  const school = viewer('intermediary', { institutionId: one.institution });
  await changesNothing(app, ['training_rule', 'training_subsidy'], school);
  expect(await changed(app, school, 'update training_enrolment set synthetic = synthetic')).toBe(1);
  for (const who of [school, office('500101')]) {
    expect(await changed(app, who, "update training_enrolment set seeker_id = '00000000-0000-7000-8000-000000000004'")).toBe('42501');
    expect(await changed(app, who, "update training_class set institution_path = '/100000/500000/500102'")).toBe('42501');
  }
});
