import { type TestApp, type Who } from './app.js';
import { anEmployer, anInstitution, CITY } from './factories.js';
import { hire } from './people.js';
import { aWorker, change, done, type Person } from './transfers.js';

/* oxlint-disable typescript/no-explicit-any -- answers are looked into freely */

const [COUNTY, STREET, COMMUNITY] = ['500101', '500101017', '500101017001'];
/** A district of the main urban area, a street and a community of it. */
export const URBAN = { county: '500103', street: '500103003', community: '500103003001' };

export const officer = (region: string, name: string): Who => ({ role: 'OFFICE', region, name: `${region} ${name}` });
/** Wanzhou, Taibai street and a community of it; each name is a person. */
export const county = (name: string): Who => officer(COUNTY, name);
export const street = (name: string): Who => officer(STREET, name);
export const community = (name: string): Who => officer(COMMUNITY, name);

/** The clock of these tests: the third quarter is over, and no payment is dated in the next year. */
export async function stopClockIn(app: TestApp, day: string): Promise<void> {
  await app.sql("update app_clock set shift = (?::date + interval '4 hours') at time zone 'Asia/Shanghai' - now()", [day]);
  await app.application.platform.clock.read();
}

export async function aMinimumWage(app: TestApp, region = COUNTY): Promise<void> {
  const values = { region, effectiveOn: '2007-01-01', monthly: '58000', source: '演示用假定值' };
  await done(app, 'minimumWageSet', 'MinimumWageSetInput', null, 'minimumWage { id }', values, { role: 'ADMINISTRATOR' });
}

export const rateText = (parameter: string, value: string, more: object = {}): object => ({
  parameter,
  value,
  region: COUNTY,
  effectiveOn: '2007-01-01',
  basis: 'OURS',
  source: '演示用假定值',
  ...more,
});
export const aRate = (app: TestApp, parameter: string, value: string, more: object = {}, as: Who = CITY): Promise<any> =>
  done(app, 'policyRateSet', 'PolicyRateSetInput', null, 'rate { id }', rateText(parameter, value, more), as);

/** As the street recognised it. */
export const recognise = (app: TestApp, seeker: string, category: string): Promise<unknown> =>
  app.sql(
    `insert into employment_difficulty (id, seeker_id, category, evidence, institution_id, institution_path, state, applied_on, recognised_on, recheck_on, by_id)
     select uuidv7(), seeker_id, ?, '证明', institution_id, institution_path, 'RECOGNISED', '2006-01-01', '2006-01-01', '2030-01-01', uuidv7() from registration where seeker_id = ? limit 1`,
    [category, seeker],
  );
/** As the register has it. */
export const unemployed = (app: TestApp, seeker: string): Promise<unknown> =>
  app.sql(
    `insert into unemployment (id, seeker_id, institution_id, institution_path, cause, registered_on, last_contact_on)
     select uuidv7(), seeker_id, institution_id, institution_path, 'LAID_OFF', '2006-01-01', '2030-01-01' from registration where seeker_id = ? limit 1`,
    [seeker],
  );

/** Somebody in difficulty, at confirmed work with an employer since the spring. */
export interface Employed extends Person {
  employer: string;
  recruiter: Who;
}
export async function anEmployed(
  app: TestApp,
  { employer, hardships = ['DISABLED'], born = '1975-05-05' }: { employer?: string; hardships?: string[]; born?: string } = {},
): Promise<Employed> {
  const at = employer ?? (await anEmployer(app, { region: COUNTY }));
  const institution = await anInstitution(app, COUNTY);
  const person = await aWorker(app, institution, {}, born);
  for (const category of hardships) await recognise(app, person.seeker, category);
  const draft = { employer: at, institution, title: '焊工', region: COUNTY, headCount: 1, pay: { from: '100000', to: '150000' } };
  const { vacancy } = await done(app, 'vacancyDraft', 'VacancyDraftInput', null, 'vacancy { id }', { ...draft, requirements: { ageMin: 16 } });
  for (const name of ['vacancySubmit', 'vacancyApprove']) await done(app, name, 'StepInput', vacancy.id, 'vacancy { state }', {});
  const { referral } = await done(app, 'referralIssue', 'ReferralIssueInput', null, 'referral { id }', {
    registration: person.registration,
    vacancy: vacancy.id,
  });
  await hire(app, referral.id);
  const [{ id }] = (await app.sql('select id from placement where seeker_id = ?', [person.seeker])) as [{ id: string }];
  await done(app, 'placementConfirm', 'PlacementConfirmInput', id, 'placement { state }', { evidence: 'CONTRACT' });
  await app.sql("update placement set hired_on = '2007-01-08' where id = ?", [id]);
  return { ...person, employer: at, recruiter: { role: 'RECRUITER', employers: [at] } };
}

export const months = (seeker: string, quarter: readonly string[] = ['2007-07-01', '2007-08-01', '2007-09-01'], more: object = {}): object[] =>
  quarter.map((month) => ({
    seeker,
    month,
    contractNumber: 'HT-2007-001',
    contractFrom: '2007-01-08',
    contractUntil: '2008-12-31',
    wage: '90000',
    insurancePaid: '32000',
    ...more,
  }));

export const CLAIM = 'claim { id state amount { amountMinor } paid { amountMinor } noticeUntil reason }';
export const claimText = (institution: string, employer: string | undefined, lines: object[], more: object = {}): object => ({
  kind: 'INSURANCE',
  post: 'ORDINARY',
  ...(employer === undefined ? {} : { employer }),
  institution,
  year: 2007,
  quarter: 3,
  months: lines,
  ...more,
});

export const apply = (app: TestApp, values: object, as: Who): Promise<any> =>
  change(app, 'subsidyApply', 'SubsidyApplyInput', null, CLAIM, values, as);
export const subsidyStep = (app: TestApp, name: string, id: string, as: Who, values: object = {}): Promise<any> => {
  const input =
    name === 'subsidyApprove' ? 'SubsidyApproveInput' : name === 'subsidyReject' || name === 'subsidyRecover' ? 'ReasonInput' : 'StepInput';
  return change(app, name, input, id, CLAIM, values, as);
};

/** The sum of each account of a case. */
export const sums = async (app: TestApp, id: string): Promise<Record<string, string>> =>
  Object.fromEntries(
    (
      await app.sql<{ account: string; sum: string }>('select account, sum(delta)::text as sum from ledger_entry where case_id = ? group by 1', [id])
    ).map((one) => [one.account, one.sum]),
  );

export const nothingStored = async (app: TestApp, table: string, work: () => Promise<unknown>): Promise<void> => {
  const count = async (): Promise<unknown> => (await app.sql(`select count(*)::int as n from ${table}`))[0];
  const before = await count();
  await work();
  if (JSON.stringify(await count()) !== JSON.stringify(before)) throw new Error(`something was stored in ${table}`);
};
