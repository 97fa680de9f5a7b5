import { beforeAll, expect, test } from '../support/jest.js';
import type { Viewer } from '../../src/platform/access/viewer.js';
import { testApp } from '../support/app.js';
import { anEmployer, anInstitution } from '../support/factories.js';
import { changed, changesNothing, office, tablesSeen, viewer } from '../support/layers.js';
import { aLoan } from '../support/loans.js';
import { aMinimumWage, anEmployed, apply, aRate, claimText, county, months, stopClockIn, street, subsidyStep } from '../support/policies.js';
import { done } from '../support/transfers.js';

/** A claim that was paid, a relief of a person and a loan that was disbursed, all of one county; who sees which, by each layer alone. */
const app = testApp();
const TABLES: Record<string, string> = {
  policy_document: 'PolicyDocument',
  policy_rate: 'PolicyRate',
  policy_rule: 'PolicyRule',
  subsidy_claim: 'SubsidyClaim',
  subsidy_month: 'SubsidyMonth',
  subsidy_spell: 'SubsidySpell',
  relief: 'Relief',
  case_step: 'CaseStep',
  ledger_entry: 'MoneyEntry',
  guarantee_fund: 'GuaranteeFund',
  micro_loan: 'MicroLoan',
};
const PUBLIC = ['policy_document', 'policy_rate', 'policy_rule'];
const EVERYTHING = Object.keys(TABLES);
const without = (...names: string[]): string[] => EVERYTHING.filter((one) => !names.includes(one));

let employer: string;
let worker: string;
let borrower: string;
beforeAll(async () => {
  await stopClockIn(app, '2007-10-20');
  const station = await anInstitution(app, '500101017', 'GRASSROOTS_STATION');
  await aMinimumWage(app);
  await aRate(app, 'POST_SUBSIDY', '20000');
  const one = await anEmployed(app);
  [employer, worker] = [one.employer, one.seeker];
  const { claim } = await apply(app, claimText(station, employer, months(worker)), one.recruiter);
  await subsidyStep(app, 'subsidyVerify', claim.id, street('甲'));
  await subsidyStep(app, 'subsidyPublicise', claim.id, county('乙'));
  await app.sql('update subsidy_claim set notice_until = app_today() - 1 where id = ?', [claim.id]);
  await subsidyStep(app, 'subsidyApprove', claim.id, county('丙'));
  await subsidyStep(app, 'subsidyPay', claim.id, county('丁'));
  borrower = (await aLoan(app, 'DISBURSED')).seeker;
  const relief = { kind: 'TAX', county: '500101', grantedOn: '2007-09-28', amount: '100', authority: '税务局', number: '一号', seeker: borrower };
  await done(app, 'reliefRecord', 'ReliefRecordInput', null, 'relief { id }', relief, county('甲'));
}, 60_000);

/** Who sees rows of which tables; of the tables of cases some. */
const PRINCIPALS: [string, () => Viewer, () => readonly string[]][] = [
  ['the county', () => office('500101'), () => EVERYTHING],
  ['the city', () => office('500000'), () => EVERYTHING],
  ['the street that received the claim, where the borrower lives', () => office('500101017'), () => without('relief', 'subsidy_spell')],
  [
    'the community where the borrower lives',
    () => office('500101017001'),
    () => without('relief', 'subsidy_claim', 'subsidy_month', 'subsidy_spell'),
  ],
  ['another street', () => office('500101001'), () => [...PUBLIC, 'guarantee_fund']],
  ['another county', () => office('500102'), () => PUBLIC],
  ['the employer', () => viewer('recruiter', { employerIds: [employer] }), () => [...PUBLIC, 'subsidy_claim', 'subsidy_month', 'case_step']],
  ['another employer', () => viewer('recruiter', { employerIds: ['00000000-0000-7000-8000-000000000002'] }), () => PUBLIC],
  ['the worker', () => viewer('seeker', { seekerId: worker }), () => [...PUBLIC, 'subsidy_month', 'subsidy_spell']],
  ['the borrower', () => viewer('seeker', { seekerId: borrower }), () => [...PUBLIC, 'relief', 'case_step', 'micro_loan']],
  ['an intermediary', () => viewer('intermediary', { institutionId: '00000000-0000-7000-8000-000000000003' }), () => PUBLIC],
  ['the auditor', () => viewer('auditor'), () => EVERYTHING],
  ['an administrator', () => viewer('administrator'), () => PUBLIC],
  ['a kiosk', () => viewer('kiosk'), () => PUBLIC],
];

test.each(PRINCIPALS)('%s sees by row-level security alone what the scopes alone show', async (_, of, expected) => {
  expect(await tablesSeen(app, TABLES, of())).toEqual(expected().toSorted());
});

test('who is not concerned changes nothing; money, and whose a case is, nobody does', async () => {
  const cases = EVERYTHING.filter((one) => !PUBLIC.includes(one));
  for (const who of [office('500102'), viewer('auditor'), viewer('intermediary', { institutionId: '00000000-0000-7000-8000-000000000003' })])
    await changesNothing(app, EVERYTHING, who);
  await changesNothing(app, cases, viewer('recruiter', { employerIds: [employer] }));
  await changesNothing(
    app,
    cases.filter((one) => one !== 'micro_loan'),
    viewer('seeker', { seekerId: borrower }),
  );
  const [county1, elsewhere] = [office('500101'), await anEmployer(app)];
  await changesNothing(app, ['ledger_entry', 'case_step'], county1);
  expect(await changed(app, county1, `update subsidy_claim set employer_id = '${elsewhere}'`)).toBe('42501');
  expect(await changed(app, county1, 'update subsidy_claim set amount = amount * 2')).toBe('42501');
  expect(await changed(app, county1, 'update micro_loan set outstanding = outstanding - 1')).toBe('42501');
  expect(await changed(app, county1, 'update guarantee_fund set balance = balance + 1')).toBe('42501');
  expect(await changed(app, county1, `update relief set amount = 1`)).toBe('42501');
  const stolen = `insert into relief (id, kind, county_id, county_path, granted_on, amount, authority, number)
    select uuidv7(), 'TAX', r.id, r.path, app_today(), 1, '税务局', '二号' from region r where r.path = '/100000/500000/500101'`;
  expect(await changed(app, office('500102'), stolen)).toBe('42501');
  expect(await changed(app, county1, stolen)).toBe(1);
});
