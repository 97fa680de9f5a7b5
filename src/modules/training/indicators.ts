import { type Counted, counting, type Measure, type Source } from '../../platform/measures/counted.js';
import type { Indicator } from '../../platform/measures/indicator.js';
import { EMPLOYED, STARTED, TRAINED } from './training.queries.js';

const examined: Source = {
  code: 'TRAINING',
  name: { zh: '培训', en: 'Training' },
  entity: 'TrainingEnrolment',
  from: 'training_enrolment t',
  path: 't.institution_path',
  day: 't.examined_on',
  person: 't.seeker_id',
};
const of = (kinds: string, condition: string, measure: Measure = 'PERSONS'): Counted => ({
  source: examined,
  measure,
  where: `t.kind in (${kinds}) and (${condition})`,
});
const SEEKING = "'RE_EMPLOYMENT', 'RURAL'";
const AT_WORK = `(${EMPLOYED}) or (${STARTED})`;
const BY_EXAMINATION = {
  zh: '按考核日期、按办班机构所在地计；同一人每期只计一次',
  en: 'By the day of the examination and the place of the institution; each person once',
};
const SUMMARY = '2007 年就业再就业工作总结第五节';

const people = (code: string, zh: string, en: string, counted: Counted): Indicator =>
  counting({ code, unit: 'PERSON', flow: true, name: { zh, en }, definition: BY_EXAMINATION, source: SUMMARY }, counted);

export const indicators: readonly Indicator[] = [
  people('TRAINED', '就业再就业培训人数', 'Trained for work', of(SEEKING, TRAINED)),
  people('UPGRADED', '在岗农民工技能提升培训人数', 'Upgraded skills at work', of("'UPGRADING'", TRAINED)),
  people('STARTUP_TRAINED', '创业培训人数', 'Trained to start a business', of("'START_UP'", TRAINED)),
  counting(
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
    },
    of(SEEKING, AT_WORK),
  ),
  counting(
    {
      code: 'POST_TRAINING_EMPLOYMENT_RATE',
      unit: 'RATE',
      flow: false,
      name: { zh: '培训后就业再就业率', en: 'Post-training employment rate' },
      definition: { zh: '培训后就业再就业人数 / 就业再就业培训人数', en: 'Employed after training / trained for work' },
      source: SUMMARY,
    },
    of(SEEKING, AT_WORK),
    { whole: of(SEEKING, TRAINED) },
  ),
  people('STARTUPS', '培训后创业成功人数', 'Started a business after training', of("'START_UP'", STARTED)),
  counting(
    {
      code: 'STARTUP_JOBS',
      unit: 'JOB',
      flow: true,
      name: { zh: '创业带动就业人数', en: 'Jobs created by start-ups' },
      definition: { zh: '培训后创业者带动的就业岗位（含本人）', en: 'Jobs of the businesses started after training, the founder’s own included' },
      source: SUMMARY,
    },
    { ...of("'START_UP'", STARTED, 'SUM'), amount: 't.outcome_jobs_created' },
  ),
];
