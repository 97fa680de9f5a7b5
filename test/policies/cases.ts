import type { ConditionOutcome, EligibilityOutcome, Facts } from '../../src/modules/policies/eligibility.js';
import type { PolicyBenefit } from '../../src/modules/policies/rule.js';

export interface Case {
  /** Where the expectation comes from: a section of the domain notes with its source, or "ours". */
  source: string;
  benefit: PolicyBenefit;
  /** `CHONGQING`, or a county of another province where only national rules hold. */
  place: 'CHONGQING' | 'HUBEI';
  day: string;
  facts: Facts;
  outcome: EligibilityOutcome;
  /** Clauses that are not met, or missing. */
  against?: Partial<Record<string, ConditionOutcome>>;
}

const [IN_2007, IN_2003, IN_2002] = ['2007-11-30', '2003-06-01', '2002-08-31'];
const borrower: Facts = {
  AGE: 45,
  REGISTERED_UNEMPLOYED: true,
  SITUATION: ['UNEMPLOYED'],
  CERTIFICATE: true,
  EX_SERVICEMAN: false,
  LOAN_OUTSTANDING: false,
  EARLIER_LOANS: 0,
};
const graduate: Facts = { ...borrower, AGE: 23, REGISTERED_UNEMPLOYED: false, SITUATION: ['GRADUATE'], CERTIFICATE: false };
const migrant: Facts = { ...graduate, AGE: 30, SITUATION: ['RURAL_SURPLUS'] };
const veteran: Facts = { ...graduate, AGE: 28, SITUATION: ['EMPLOYED'], EX_SERVICEMAN: true };
const insured: Facts = {
  SEX: ['FEMALE'],
  AGE: 44,
  DIFFICULTIES: [],
  CONTRACT_MONTHS: 12,
  INSURANCE_PAID: true,
  WAGE_MEETS_MINIMUM: true,
  EMPLOYER_VERIFIED: true,
};
const posted: Facts = { ...insured, CONTRACT_MONTHS: 6, PUBLIC_WELFARE_POST: true, PUBLIC_BODY_LOGISTICS: false };
const flexible: Facts = { SEX: ['MALE'], AGE: 52, DIFFICULTIES: [], FLEXIBLE_WORK: true, INSURANCE_PAID: true };
const trader: Facts = { CERTIFICATE: true, SELF_EMPLOYED: true };
const without = (facts: Facts, ...names: (keyof Facts)[]): Facts =>
  Object.fromEntries(Object.entries(facts).filter(([name]) => !names.includes(name as keyof Facts)));

const of =
  (benefit: PolicyBenefit) =>
  (source: string, place: Case['place'], day: string, facts: Facts, outcome: EligibilityOutcome, against: Case['against'] = {}): Case => ({
    source,
    benefit,
    place,
    day,
    facts,
    outcome,
    against,
  });
const [loan, interest] = [of('MICRO_LOAN'), of('LOAN_INTEREST')];
const [post, insurance, flexibly] = [of('POST_SUBSIDY'), of('INSURANCE_SUBSIDY'), of('FLEXIBLE_INSURANCE_SUBSIDY')];
const [tax, fee, household] = [of('TAX_RELIEF'), of('FEE_WAIVER'), of('HOUSEHOLD_ASSISTANCE')];
const [C, H] = ['CHONGQING', 'HUBEI'] as const;
const [yes, no, open, none] = ['ELIGIBLE', 'NOT_ELIGIBLE', 'INCOMPLETE', 'NOT_IN_FORCE'] as const;
const [unmet, missing] = ['NOT_MET', 'MISSING'] as const;

/** Written by hand from the notes on the field. */
export const cases: readonly Case[] = [
  loan('3.6 S4: unemployed with certificate, up to 60', H, IN_2003, borrower, yes),
  loan('3.6 S4: the age of 60 is still within', H, IN_2003, { ...borrower, AGE: 60 }, yes),
  loan('3.6 S4: 61 is not', H, IN_2003, { ...borrower, AGE: 61 }, no, { age: unmet }),
  loan('3.6 S4 holds in Chongqing too', C, IN_2003, { ...borrower, AGE: 61 }, no, { age: unmet }),
  loan('ours: full age', C, IN_2007, { ...graduate, AGE: 17 }, no, { adult: unmet }),
  loan('ours: full age is 18', C, IN_2007, { ...graduate, AGE: 18 }, yes),
  loan('3.6 S4: not unemployed', H, IN_2003, { ...borrower, REGISTERED_UNEMPLOYED: false, SITUATION: ['EMPLOYED'] }, no, { person: unmet }),
  loan('3.6 S4: without certificate', H, IN_2003, { ...borrower, CERTIFICATE: false }, no, { certificate: unmet }),
  loan('3.6 S4: certificate not shown', H, IN_2003, without(borrower, 'CERTIFICATE'), open, { certificate: missing }),
  loan('3.6 S3: laid-off people', C, IN_2007, { ...borrower, REGISTERED_UNEMPLOYED: false, SITUATION: ['LAID_OFF'] }, yes),
  loan(
    '3.6 S4 alone knows no laid-off people outside the register',
    H,
    IN_2007,
    { ...borrower, REGISTERED_UNEMPLOYED: false, SITUATION: ['LAID_OFF'] },
    no,
    {
      person: unmet,
    },
  ),
  loan('3.6 S3: graduates', C, IN_2007, graduate, yes),
  loan('3.6 S4 alone: no graduates', H, IN_2007, graduate, no, { person: unmet, certificate: unmet }),
  loan('3.6 S3: migrant workers', C, IN_2007, migrant, yes),
  loan('3.6 S4 alone: no migrant workers', H, IN_2007, migrant, no, { person: unmet, certificate: unmet }),
  loan('3.6 S3: ex-servicemen', C, IN_2007, veteran, yes),
  loan('3.6 S4 alone: no ex-servicemen', H, IN_2007, veteran, no, { person: unmet, certificate: unmet }),
  loan('3.6: one outstanding loan per person', C, IN_2007, { ...borrower, LOAN_OUTSTANDING: true }, no, { one: unmet }),
  loan('3.6: one outstanding loan per person, everywhere', H, IN_2003, { ...borrower, LOAN_OUTSTANDING: true }, no, { one: unmet }),
  loan('3.6 S3: one renewal after full repayment', C, IN_2007, { ...borrower, EARLIER_LOANS: 1 }, yes),
  loan('3.6 S3: and only one', C, IN_2007, { ...borrower, EARLIER_LOANS: 2 }, no, { renewal: unmet }),
  loan('3.6 S4 counts no renewals', H, IN_2007, { ...borrower, EARLIER_LOANS: 2 }, yes),
  loan('3.6 S3, S4: nothing before the first loans of September 2002', C, IN_2002, borrower, none),
  loan('ours: a register that nobody can read is missing, not no', C, IN_2007, without(borrower, 'REGISTERED_UNEMPLOYED'), open, { person: missing }),
  loan('ours: what is missing does not hide what stands against', C, IN_2007, { ...without(borrower, 'CERTIFICATE'), AGE: 70 }, no, {
    age: unmet,
    certificate: missing,
  }),
  interest('3.6 S4: listed micro-profit projects', H, IN_2003, { MICRO_PROFIT: true, WITHIN_TERM: true }, yes),
  interest('3.6 S4: others not', H, IN_2003, { MICRO_PROFIT: false, WITHIN_TERM: true }, no, { project: unmet }),
  interest('3.6 S3: in Chongqing every project', C, IN_2007, { MICRO_PROFIT: false, WITHIN_TERM: true }, yes),
  interest('3.6 S4: no subsidy during extension', H, IN_2003, { MICRO_PROFIT: true, WITHIN_TERM: false }, no, { term: unmet }),
  interest('3.6 S4: nor in Chongqing', C, IN_2007, { MICRO_PROFIT: true, WITHIN_TERM: false }, no, { term: unmet }),
  insurance('3.4: a woman of 44 counts as 4050', C, IN_2007, insured, yes),
  insurance('3.4: a woman of 40 does', C, IN_2007, { ...insured, AGE: 40 }, yes),
  insurance('3.4: a woman of 39 does not', C, IN_2007, { ...insured, AGE: 39 }, no, { difficulty: unmet }),
  insurance('3.4: a man of 49 does not', C, IN_2007, { ...insured, SEX: ['MALE'], AGE: 49 }, no, { difficulty: unmet }),
  insurance('3.4: a man of 50 does', C, IN_2007, { ...insured, SEX: ['MALE'], AGE: 50 }, yes),
  insurance('3.4 S23: disabled people', H, IN_2007, { ...insured, AGE: 25, DIFFICULTIES: ['DISABLED'] }, yes),
  insurance('3.4 S23: unemployed for a year', H, IN_2007, { ...insured, AGE: 25, DIFFICULTIES: ['LONG_TERM_UNEMPLOYED_1Y'] }, yes),
  insurance('3.4 S23: minimum living allowance', H, IN_2007, { ...insured, AGE: 25, DIFFICULTIES: ['MLA_RECIPIENT'] }, yes),
  insurance(
    '3.4 S1: members of zero-employment households',
    C,
    IN_2007,
    { ...insured, AGE: 25, DIFFICULTIES: ['ZERO_EMPLOYMENT_HOUSEHOLD_MEMBER'] },
    yes,
  ),
  insurance('3.4 S1: not before notice 37/2007', C, '2007-08-31', { ...insured, AGE: 25, DIFFICULTIES: ['ZERO_EMPLOYMENT_HOUSEHOLD_MEMBER'] }, no, {
    difficulty: unmet,
  }),
  insurance('3.4 S1 is Chongqing’s', H, IN_2007, { ...insured, AGE: 25, DIFFICULTIES: ['ZERO_EMPLOYMENT_HOUSEHOLD_MEMBER'] }, no, {
    difficulty: unmet,
  }),
  insurance(
    '3.4 P: a lone parent is a category of ours that no rule names',
    C,
    IN_2007,
    { ...insured, AGE: 25, DIFFICULTIES: ['SINGLE_PARENT'] },
    no,
    {
      difficulty: unmet,
    },
  ),
  insurance('3.5 art. 52: contract of a year', C, IN_2007, { ...insured, CONTRACT_MONTHS: 11 }, no, { contract: unmet }),
  insurance('3.5 art. 52: insurance actually paid', C, IN_2007, { ...insured, INSURANCE_PAID: false }, no, { insurance: unmet }),
  insurance('3.5: wage at the local minimum', C, IN_2007, { ...insured, WAGE_MEETS_MINIMUM: false }, no, { wage: unmet }),
  insurance('5.5: no minimum wage on file does not pass silently', C, IN_2007, without(insured, 'WAGE_MEETS_MINIMUM'), open, { wage: missing }),
  insurance('ours: the employer is checked', C, IN_2007, { ...insured, EMPLOYER_VERIFIED: false }, no, { employer: unmet }),
  post('3.5 S23: a public-welfare post', C, IN_2007, posted, yes),
  post('3.5: an ordinary post is none', C, IN_2007, { ...posted, PUBLIC_WELFARE_POST: false }, no, { post: unmet }),
  post(
    'ours, after section 3 of the summary: logistics posts',
    C,
    IN_2007,
    { ...posted, PUBLIC_WELFARE_POST: false, PUBLIC_BODY_LOGISTICS: true },
    yes,
  ),
  post('ours: but in Chongqing only', H, IN_2007, { ...posted, PUBLIC_WELFARE_POST: false, PUBLIC_BODY_LOGISTICS: true }, no, { post: unmet }),
  post('3.5: a month needs a contract', C, IN_2007, { ...posted, CONTRACT_MONTHS: 0 }, no, { contract: unmet }),
  post('3.5: a month needs insurance paid', C, IN_2007, { ...posted, INSURANCE_PAID: false }, no, { insurance: unmet }),
  post('ours: rules of subsidies begin in 2006', C, '2005-12-31', posted, none),
  flexibly('3.5 R: a flexible worker of the 4050', C, IN_2007, flexible, yes),
  flexibly('3.5 R: who paid', C, IN_2007, { ...flexible, INSURANCE_PAID: false }, no, { insurance: unmet }),
  flexibly('3.4: and is in difficulty', C, IN_2007, { ...flexible, AGE: 30 }, no, { difficulty: unmet }),
  flexibly('3.5 R: flexible work not shown', C, IN_2007, without(flexible, 'FLEXIBLE_WORK'), open, { work: missing }),
  tax('1.1 section 2, R: self-employed with the certificate', C, IN_2007, trader, yes),
  tax('1.1 section 2, R: without the certificate', C, IN_2007, { ...trader, CERTIFICATE: false }, no, { certificate: unmet }),
  fee('1.1 section 2, R: self-employed with the certificate', C, IN_2007, trader, yes),
  fee('1.1 section 2, R: not self-employed', C, IN_2007, { ...trader, SELF_EMPLOYED: false }, no, { trade: unmet }),
  household('3.3 174/2007: a household with a card', C, IN_2007, { HOUSEHOLD_CARD: true, URBAN: true }, yes),
  household('3.3 174/2007: without one', C, IN_2007, { HOUSEHOLD_CARD: false, URBAN: true }, no, { card: unmet }),
  household('3.3 S7 art. 40: urban households', C, IN_2007, { HOUSEHOLD_CARD: true, URBAN: false }, no, { urban: unmet }),
];
