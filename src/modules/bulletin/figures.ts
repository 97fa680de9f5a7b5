/** In what the summary counts a figure. */
export type FigureUnit = 'yuan' | 'person' | 'event' | 'notice' | 'business' | 'job' | 'ratio';

export const UNIT_WORDS: Readonly<Record<FigureUnit, { zh: string; en: string }>> = {
  yuan: { zh: '元', en: 'yuan' },
  person: { zh: '人', en: 'persons' },
  event: { zh: '人次', en: 'person-times' },
  notice: { zh: '条', en: 'notices' },
  business: { zh: '人', en: 'businesses' },
  job: { zh: '人', en: 'jobs' },
  ratio: { zh: '%', en: '%' },
};

/** A figure of the report: what it is computed from, and how the summary writes it. */
export interface Figure {
  readonly id: string;
  /** The indicator that it is. */
  readonly indicator: string;
  readonly unit: FigureUnit;
  /** Written in ten thousands (万) with so many decimals; absent where it is written whole. Of a ratio, decimals of its percentage. */
  readonly decimals?: number;
  /** A ratio that is written beside the value: its indicator and decimals. */
  readonly share?: { readonly indicator: string; readonly decimals: number };
  /** How its yearly plan is written: 完成年计划的 x%, or 超出年计划 x%. */
  readonly plan?: 'COMPLETION' | 'EXCESS';
  /** The plan is written beside it: 完成年计划2万人的 x%. */
  readonly planned?: true;
  /** Decimals of the change against the same period last year, where the summary writes it. */
  readonly change?: number;
}

export interface Section {
  readonly number: number;
  readonly title: string;
  readonly figures: readonly Figure[];
}

/** Decimals of percentages of a plan. */
export const PLAN_DECIMALS = 1;

/** In the order of the work summary of 2007; sections without a figure are not there. */
export const SECTIONS: readonly Section[] = [
  {
    number: 2,
    title: '做好就业再就业政策的落实和延伸,充分发挥政策促进就业的效用',
    figures: [
      { id: 'taxRelief', indicator: 'TAX_RELIEF', unit: 'yuan', decimals: 0 },
      { id: 'feeWaiver', indicator: 'FEE_WAIVER', unit: 'yuan', decimals: 1 },
      { id: 'siSubsidy', indicator: 'INSURANCE_SUBSIDY', unit: 'yuan', decimals: 1, change: 0 },
      { id: 'postSubsidy', indicator: 'POST_SUBSIDY', unit: 'yuan', decimals: 1, change: 0 },
      { id: 'loanNewAmount', indicator: 'LOANS_DISBURSED', unit: 'yuan', decimals: 0 },
      { id: 'loanNewPersons', indicator: 'LOAN_PERSONS', unit: 'person', decimals: 2 },
      { id: 'loanCumAmount', indicator: 'LOANS_DISBURSED_EVER', unit: 'yuan', decimals: 0 },
      { id: 'loanCumPersons', indicator: 'LOAN_PERSONS_EVER', unit: 'person', decimals: 1 },
      { id: 'loanRecovery', indicator: 'LOAN_RECOVERY_RATE', unit: 'ratio', decimals: 1 },
    ],
  },
  {
    number: 4,
    title: '强化平台建设和台帐管理,夯实基础工作,全面开展创建充分就业社区工作',
    figures: [
      { id: 'institutions', indicator: 'GRASSROOTS_COVERAGE', unit: 'ratio', decimals: 0 },
      { id: 'fecStarted', indicator: 'COMMUNITIES_STARTED_RATE', unit: 'ratio', decimals: 1 },
      { id: 'fecMainUrban', indicator: 'MAIN_URBAN_CERTIFIED_RATE', unit: 'ratio', decimals: 0 },
    ],
  },
  {
    number: 5,
    title: '加强职业介绍和技能培训工作,提高就业服务的针对性和实效性',
    figures: [
      { id: 'vacancies', indicator: 'VACANCY_NOTICES', unit: 'notice', decimals: 2, change: 2 },
      { id: 'registrations', indicator: 'REGISTRATIONS', unit: 'event', decimals: 2, change: 2 },
      { id: 'placements', indicator: 'PLACED', unit: 'person', decimals: 2, change: 2 },
      { id: 'trained', indicator: 'TRAINED', unit: 'person', decimals: 2, plan: 'COMPLETION' },
      {
        id: 'trainedEmployed',
        indicator: 'TRAINED_EMPLOYED',
        unit: 'person',
        decimals: 1,
        share: { indicator: 'POST_TRAINING_EMPLOYMENT_RATE', decimals: 0 },
      },
      { id: 'startupTrained', indicator: 'STARTUP_TRAINED', unit: 'person' },
      { id: 'startupStarted', indicator: 'STARTUPS', unit: 'business' },
      { id: 'startupJobs', indicator: 'STARTUP_JOBS', unit: 'job' },
      { id: 'upskilled', indicator: 'UPGRADED', unit: 'person', decimals: 2 },
    ],
  },
  {
    number: 6,
    title: '突出抓好劳务对口合作,促进库区劳动力转移就业',
    figures: [
      { id: 'toMainUrban', indicator: 'TRANSFERRED_MAIN_URBAN', unit: 'person', decimals: 2, plan: 'COMPLETION', planned: true },
      { id: 'toPartner', indicator: 'TRANSFERRED_PARTNER', unit: 'person', decimals: 2, plan: 'COMPLETION', planned: true },
      { id: 'reservoirNewJobs', indicator: 'RESERVOIR_NEW_URBAN_EMPLOYMENT', unit: 'person', decimals: 2, plan: 'EXCESS' },
    ],
  },
];
