import { key, type TestApp, type Who } from './app.js';
import { anInstitution } from './factories.js';
import { act } from './places.js';
import { aWorker, change } from './transfers.js';

/* oxlint-disable typescript/no-explicit-any -- answers are looked into freely */

export const COUNTY: Who = { role: 'OFFICE', region: '500101', name: '万州就业局 李' };
export const CHIEF: Who = { role: 'OFFICE', region: '500101', name: '万州就业局 王' };
export const CITY_HALL: Who = { role: 'OFFICE', region: '500000', name: '市就业局 陈' };
export const ELSEWHERE: Who = { role: 'OFFICE', region: '500102', name: '涪陵就业局' };
export const school = (institution: string): Who => ({ role: 'INTERMEDIARY', institution });

export const CLASS = 'class { id state number kind takenCount examinedOn }';

export const dayOf = async (app: TestApp, offset = 0): Promise<string> =>
  ((await app.sql('select (app_today() + ?::int)::text as day', [offset])) as [{ day: string }])[0].day;

const done = (payload: any): any => {
  if (payload.userErrors.length > 0) throw new Error(JSON.stringify(payload.userErrors));
  return payload;
};

export const classText = async (app: TestApp, more: object = {}): Promise<object> => ({
  number: `WZ-${key().slice(0, 8)}`,
  title: '焊工技能培训',
  kind: 'RE_EMPLOYMENT',
  occupation: '焊工',
  seats: 10,
  classHours: 20,
  startsOn: await dayOf(app),
  endsOn: await dayOf(app, 10),
  ...more,
});

export interface Taught {
  id: string;
  institution: string;
  as: Who;
}

/** A class planned by an institution of Wanzhou and approved by the county. */
export async function aClass(app: TestApp, more: object = {}): Promise<Taught> {
  const institution = await anInstitution(app, '500101', 'LICENSED_AGENCY');
  const as = school(institution);
  const { class: planned } = done(await act(app, 'trainingClassPlan', { input: await classText(app, more) }, CLASS, as));
  done(await change(app, 'trainingClassOpen', 'StepInput', planned.id, CLASS, {}, COUNTY));
  return { id: planned.id, institution, as };
}

/** So many people on its roster, with what became of their enrolments. */
export async function enrolled(
  app: TestApp,
  { id, institution, as }: Taught,
  count: number,
  more: object = {},
): Promise<{ enrolment: string; seeker: string }[]> {
  const seekers: string[] = [];
  for (let at = 0; at < count; at++) seekers.push((await aWorker(app, institution, { situation: 'UNEMPLOYED', ...more })).seeker);
  done(await act(app, 'trainingEnrol', { id, input: { seekers } }, CLASS, as));
  return Promise.all(seekers.map(async (seeker) => ({ seeker, enrolment: await enrolmentOf(app, id, seeker) })));
}

export const enrolmentOf = async (app: TestApp, id: string, seeker: string): Promise<string> =>
  (
    (await app.sql("select id from training_enrolment where class_id = ? and seeker_id = ? and state <> 'WITHDRAWN'", [id, seeker])) as [
      { id: string },
    ]
  )[0].id;

export const attend = async (app: TestApp, { id, as }: Taught, enrolments: readonly string[], day: string, hours: number): Promise<any> =>
  act(app, 'trainingAttendanceRecord', { id, input: { day, hours: enrolments.map((enrolment) => ({ enrolment, hours })) } }, CLASS, as);

/** Begun, and attended in full by these: days of ten hours, until today. */
export async function attended(app: TestApp, one: Taught, enrolments: readonly string[]): Promise<void> {
  done(await change(app, 'trainingClassBegin', 'StepInput', one.id, CLASS, {}, one.as));
  const [{ days }] = (await app.sql(
    'update training_class set starts_on = starts_on - (class_hours / 10 - 1) where id = ? returning class_hours / 10 as days',
    [one.id],
  )) as [{ days: number }];
  for (let offset = 1 - days; offset <= 0; offset++) done(await attend(app, one, enrolments, await dayOf(app, offset), 10));
}

export const examine = (
  app: TestApp,
  { id, as }: Taught,
  results: readonly { enrolment: string; passed: boolean }[],
  more: object = {},
): Promise<any> =>
  act(
    app,
    'trainingClassExamine',
    {
      id,
      input: { results: results.map((one) => ({ ...one, ...(one.passed ? { certificateNumber: `ZS-${one.enrolment.slice(-6)}` } : {}) })), ...more },
    },
    CLASS,
    as,
  );

/** Somebody who was trained and passed. */
export async function aGraduate(app: TestApp, more: object = {}, person: object = {}): Promise<{ one: Taught; enrolment: string; seeker: string }> {
  const one = await aClass(app, more);
  const [first] = await enrolled(app, one, 1, person);
  await attended(app, one, [first!.enrolment]);
  done(await examine(app, one, [{ enrolment: first!.enrolment, passed: true }]));
  return { one, ...first! };
}

export const ENROLMENT = 'enrolment { id state trackingUntil outcome { kind on licenceNumber jobsCreated } placement { id } }';
export const outcome = (app: TestApp, enrolment: string, input: object, as: Who): Promise<any> =>
  act(app, 'trainingOutcomeRecord', { id: enrolment, input }, ENROLMENT, as);

/** Confirmed work of a person, found through an institution of the county. */
export async function hire(app: TestApp, seeker: string): Promise<string> {
  const [{ id }] = (await app.sql(
    `insert into placement (id, seeker_id, vacancy_id, employer_id, institution_id, institution_path, channel, state, hired_on, confirmed_on, evidence)
     select uuidv7(), ?, v.id, v.employer_id, v.institution_id, v.institution_path, 'REFERRAL', 'CONFIRMED', app_today(), app_today(), 'CONTRACT'
       from vacancy v limit 1 returning id`,
    [seeker],
  )) as [{ id: string }];
  return id;
}

export const SUBSIDY = 'subsidy { id state amount { amountMinor } year kind paidOn reason }';
export const subsidyStep = (app: TestApp, step: string, id: string, as: Who, input: object = {}): Promise<any> =>
  change(app, `trainingSubsidy${step}`, step === 'Reject' || step === 'Recover' ? 'ReasonInput' : 'StepInput', id, SUBSIDY, input, as);
export const classStep = (app: TestApp, step: string, id: string, as: Who, input: object = {}): Promise<any> =>
  change(app, `trainingClass${step}`, step === 'Cancel' ? 'ReasonInput' : 'StepInput', id, CLASS, input, as);
