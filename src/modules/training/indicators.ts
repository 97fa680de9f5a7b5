import { type Indicator, inPeriod, ofDivision } from '../../platform/measures/indicator.js';
import { EMPLOYED, STARTED, TRAINED } from './training.queries.js';

const of = (what: string, kinds: string, condition: string): string =>
  `select ${what} from training_enrolment e where e.kind in (${kinds}) and ${ofDivision('e.institution_path')} and ${inPeriod('e.examined_on')} and (${condition})`;
const people = (kinds: string, condition: string): string => of('count(distinct e.seeker_id)', kinds, condition);
const SEEKING = "'RE_EMPLOYMENT', 'RURAL'";
const BY_EXAMINATION = {
  zh: '按考核日期、按办班机构所在地计；同一人每期只计一次',
  en: 'By the day of the examination and the place of the institution; each person once',
};
const SUMMARY = '2007 年就业再就业工作总结第五节';

const trained = (code: string, kinds: string, zh: string, en: string): Indicator => ({
  code,
  unit: 'PERSON',
  flow: true,
  name: { zh, en },
  definition: BY_EXAMINATION,
  source: SUMMARY,
  actual: people(kinds, TRAINED),
});

export const indicators: readonly Indicator[] = [
  trained('TRAINED', SEEKING, '就业再就业培训人数', 'Trained for work'),
  trained('UPGRADED', "'UPGRADING'", '在岗农民工技能提升培训人数', 'Upgraded skills at work'),
  trained('STARTUP_TRAINED', "'START_UP'", '创业培训人数', 'Trained to start a business'),
  {
    code: 'TRAINED_EMPLOYED',
    unit: 'PERSON',
    flow: true,
    name: { zh: '培训后就业再就业人数', en: 'Employed after training' },
    definition: {
      zh: '期内考核的培训人员中，跟踪期内有经确认且未撤销的就业或创业的人数',
      en: 'Of those examined in the period, who has confirmed work that stands, or a business, within the window',
    },
    source: SUMMARY,
    actual: people(SEEKING, `(${EMPLOYED}) or (${STARTED})`),
  },
  {
    code: 'POST_TRAINING_EMPLOYMENT_RATE',
    unit: 'RATE',
    flow: false,
    name: { zh: '培训后就业再就业率', en: 'Post-training employment rate' },
    definition: { zh: '培训后就业再就业人数 / 就业再就业培训人数', en: 'Employed after training / trained for work' },
    source: SUMMARY,
    actual: people(SEEKING, `(${EMPLOYED}) or (${STARTED})`),
    over: people(SEEKING, TRAINED),
  },
  {
    code: 'STARTUPS',
    unit: 'PERSON',
    flow: true,
    name: { zh: '培训后创业成功人数', en: 'Started a business after training' },
    definition: BY_EXAMINATION,
    source: SUMMARY,
    actual: people("'START_UP'", STARTED),
  },
  {
    code: 'STARTUP_JOBS',
    unit: 'JOB',
    flow: true,
    name: { zh: '创业带动就业人数', en: 'Jobs created by start-ups' },
    definition: { zh: '培训后创业者带动的就业岗位（含本人）', en: 'Jobs of the businesses started after training, the founder’s own included' },
    source: SUMMARY,
    actual: of('coalesce(sum(e.outcome_jobs_created), 0)', "'START_UP'", STARTED),
  },
];
