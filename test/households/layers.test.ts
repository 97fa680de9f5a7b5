import { beforeAll, expect, test } from '../support/jest.js';
import { regionByCode } from '../../src/modules/regions/region.queries.js';
import { ANONYMOUS, settingsOf, SYSTEM, type Viewer } from '../../src/platform/access/viewer.js';
import { under } from '../../src/platform/database/reading.js';
import { testApp } from '../support/app.js';
import { anEmployer, CITY } from '../support/factories.js';
import { assisted, C1, type Family, offer } from '../support/households.js';
import { changed, office, tablesSeen, viewer } from '../support/layers.js';
import { aPlacement, aResident, aStation, clerk, COMMUNITY, today } from '../support/programmes.js';
import { done } from '../support/transfers.js';

/** Rows of both registers and of a household in one community; who sees which, by each layer alone. */
const app = testApp();
const TABLES: Record<string, string> = {
  employment: 'Employment',
  unemployment: 'Unemployment',
  employment_difficulty: 'EmploymentDifficulty',
  household: 'Household',
  household_member: 'HouseholdMember',
  household_step: 'HouseholdStep',
  assistance_measure: 'AssistanceMeasure',
  assistance_venue: 'AssistanceVenue',
  inspection: 'Inspection',
  inspection_finding: 'InspectionFinding',
  programme_parameter: 'ProgrammeParameter',
};
const PUBLIC = ['assistance_venue', 'programme_parameter'];
const EVERYTHING = Object.keys(TABLES);

let family: Family;
let employer: string;
beforeAll(async () => {
  family = await assisted(app);
  const { station } = family;
  employer = await anEmployer(app);
  await offer(app, family.id, { seeker: family.head.seeker, kind: 'PAIRING', employer });
  await done(
    app,
    'venueOpen',
    'VenueOpenInput',
    null,
    'venue { id }',
    { name: '一条街', kind: 'START_UP_STREET', region: '500101', stalls: 2 },
    CITY,
  );
  const findings = [{ household: family.id, problem: '未落实', dueOn: await today(app, 5) }];
  await done(
    app,
    'inspectionRecord',
    'InspectionRecordInput',
    null,
    'inspection { id }',
    { region: '500101', inspectedOn: await today(app), summary: '检查', findings },
    C1,
  );
  const worker = await aResident(app, station);
  const hire = await aPlacement(app, station, worker);
  employer = hire.employer;
  await done(app, 'employmentRegister', 'EmploymentRegisterInput', null, 'employment { id }', { placement: hire.placement });
  await done(app, 'unemploymentRegister', 'UnemploymentRegisterInput', null, 'unemployment { id }', {
    seeker: family.head.seeker,
    cause: 'LAID_OFF',
    institution: station,
  });
  const difficulty = { seeker: family.head.seeker, category: 'DISABLED', evidence: '残疾人证', institution: station };
  await done(app, 'difficultyApply', 'DifficultyApplyInput', null, 'difficulty { id }', difficulty, clerk(COMMUNITY, '社区甲'));
  await aStation(app, '500102');
}, 60_000);

/** Who sees rows of which tables; of the tables of persons some. */
const PRINCIPALS: [string, () => Viewer, readonly string[]][] = [
  ['the community', () => office(COMMUNITY), EVERYTHING.filter((one) => one !== 'inspection')],
  ['the county', () => office('500101'), EVERYTHING],
  ['the city', () => office('500000'), EVERYTHING],
  ['another community', () => office('500101001002'), PUBLIC],
  ['another county', () => office('500102'), PUBLIC],
  [
    'the head',
    () => ({ ...ANONYMOUS, role: 'seeker', seekerId: family.head.seeker }),
    [
      ...PUBLIC,
      'household',
      'household_member',
      'household_step',
      'inspection_finding',
      'assistance_measure',
      'unemployment',
      'employment_difficulty',
    ],
  ],
  [
    'the wife',
    () => ({ ...ANONYMOUS, role: 'seeker', seekerId: family.spouse.seeker }),
    [...PUBLIC, 'household', 'household_member', 'household_step', 'inspection_finding'],
  ],
  ['the employer', () => ({ ...ANONYMOUS, role: 'recruiter', employerIds: [employer] }), [...PUBLIC, 'employment']],
  ['another employer', () => ({ ...ANONYMOUS, role: 'recruiter', employerIds: ['00000000-0000-7000-8000-000000000002'] }), PUBLIC],
  ['an intermediary', () => ({ ...ANONYMOUS, role: 'intermediary', institutionId: family.station }), PUBLIC],
  ['the auditor', () => ({ ...ANONYMOUS, role: 'auditor' }), EVERYTHING],
  ['an administrator', () => ({ ...ANONYMOUS, role: 'administrator' }), PUBLIC],
  ['a kiosk', () => ({ ...ANONYMOUS, role: 'kiosk' }), PUBLIC],
  ['nobody', () => ANONYMOUS, PUBLIC],
];

test.each(PRINCIPALS)('%s sees by row-level security alone what the scopes alone show', async (_, of, expected) => {
  expect(await tablesSeen(app, TABLES, of())).toEqual(expected.toSorted());
});

test('a member sees what was done in the household while they were in it, and the household as long as they are', async () => {
  const wife = viewer('seeker', { seekerId: family.spouse.seeker });
  const [pool, of] = [app.application.platform.pool, settingsOf(wife)];
  const steps = async (): Promise<number> =>
    (await under(pool, of, (client) => client.query<{ number: number }>('select number from household_step order by number'))).rows.length;
  const all = await steps();
  expect(all).toBeGreaterThan(4);
  await app.sql('update household_member set left_on = joined_on, open = false where seeker_id = ?', [family.spouse.seeker]);
  const [{ before }] = (await app.sql(
    'select count(*)::int as before from household_step s join household_member m on m.household_id = s.household_id and m.seeker_id = ? where s.taken_on <= m.joined_on',
    [family.spouse.seeker],
  )) as [{ before: number }];
  expect(await tablesSeen(app, TABLES, wife)).toEqual([...PUBLIC, 'household_member', 'household_step'].toSorted());
  expect(await steps()).toBe(before);
  expect(before).toBeLessThan(all);
  await app.sql('update household_member set left_on = null, open = true where seeker_id = ?', [family.spouse.seeker]);
  expect(await steps()).toBe(all);
});

test('who does not see a row changes none, steps are changed by nobody, and nobody gives a row to somebody else', async () => {
  const pool = app.application.platform.pool;
  const tables = Object.keys(TABLES).filter((table) => !PUBLIC.includes(table));
  for (const viewer of [office('500102'), office('500101001002')])
    for (const table of tables) expect([table, await changed(app, viewer, `update ${table} set synthetic = true`)]).toEqual([table, 0]);
  expect(await changed(app, office('500101'), 'update household_step set synthetic = true')).toBe(0);
  for (const table of tables) expect([table, await changed(app, office('500101'), `delete from ${table}`)]).toEqual([table, 0]);
  expect(await changed(app, office('500101'), 'update household set synthetic = synthetic')).toBe(1);
  expect(await changed(app, office('500000'), "update household set region_path = '/100000/500000/500102'")).toBe('42501');
  expect(
    await changed(
      app,
      office('500000'),
      `update household_member set seeker_id = '${family.head.seeker}' where seeker_id <> '${family.head.seeker}'`,
    ),
  ).toBe('42501');
  expect(await changed(app, { ...ANONYMOUS, role: 'recruiter', employerIds: [employer] }, 'update employment set synthetic = synthetic')).toBe(1);
  const copied = `insert into unemployment (id, seeker_id, institution_id, institution_path, cause, registered_on, last_contact_on, state, cancelled_on, cancel_reason)
    select uuidv7(), '${family.spouse.seeker}', '${family.station}', '${regionByCode(COMMUNITY).path}', 'OTHER', app_today(), app_today(), 'CANCELLED', app_today(), 'OTHER'`;
  expect(await changed(app, office('500102'), copied)).toBe('42501');
  expect(await changed(app, office(COMMUNITY), copied)).toBe(1);
  const cancelled = await under(pool, SYSTEM, (client) => client.query("select id from unemployment where state = 'REGISTERED'"));
  expect(cancelled.rowCount).toBe(1);
});
