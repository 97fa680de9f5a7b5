import { scaled } from './shape.js';

/** Published totals of 2007 and those that they rest on; money in yuan. */
const PUBLISHED = {
  taxRelief: 220_210_000,
  feeWaiver: 17_211_000,
  insuranceSubsidy: 142_723_000,
  postSubsidy: 19_640_000,
  newLoans: 17_600,
  newLoanAmount: 303_940_000,
  earlierLoans: 45_400,
  loanAmountEver: 986_730_000,
  due: 680_000_000,
  recovered: 667_760_000,
  vacancies: 356_200,
  registrations: 262_600,
  placements: 126_700,
  trained: 115_300,
  trainedEmployed: 75_000,
  startupTrained: 1_613,
  startups: 640,
  startupJobs: 3_016,
  upgraded: 63_200,
  toMainUrban: 20_880,
  toPartner: 27_125,
  reservoirJobs: 71_100,
  // Of our own: the summary has no number.
  reregistrations: 35_900,
  attrition: 1_500,
  otherJobs: 68_000,
  employers: 12_000,
  households: 7_000,
  unemployed: 30_000,
  claims: 9_000,
  reliefs: 6_000,
  // Plans of the year.
  trainedPlan: 100_000,
  mainUrbanPlan: 20_000,
  partnerPlan: 25_000,
  reservoirPlan: 57_500,
  // The same window of 2006.
  vacanciesBefore: 271_638,
  registrationsBefore: 201_350,
  placementsBefore: 104_057,
  insuranceBefore: 101_222_000,
  postBefore: 18_885_000,
};

export type Totals = Readonly<Record<keyof typeof PUBLISHED, number>>;

/** Every total at a scale. */
export const totalsAt = (scale: number): Totals =>
  Object.fromEntries(Object.entries(PUBLISHED).map(([name, total]) => [name, scaled(total, scale)])) as Record<keyof typeof PUBLISHED, number>;

/** Divisions are the same at every scale. */
export const DIVISIONS = {
  townships: 1_026,
  institutions: 968,
  communities: 1_991,
  started: 928,
  mainUrban: 700,
  mainUrbanStarted: 560,
  certified: 238,
};
