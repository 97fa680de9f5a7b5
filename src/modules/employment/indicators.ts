import { type Counted, counting, type Source } from '../../platform/measures/counted.js';
import { type Indicator, inPeriod, ofDivision } from '../../platform/measures/indicator.js';

/** Neither was the hire behind it taken back nor the registration cancelled. */
export const stands = (alias: string): string => `${alias}.ending_cause is distinct from 'REVERSED' and ${alias}.cancellation_on is null`;

const began: Source = {
  code: 'EMPLOYMENT',
  name: { zh: '就业登记', en: 'Employment register' },
  entity: 'Employment',
  from: 'employment t',
  path: 't.institution_path',
  day: 't.started_on',
  person: 't.seeker_id',
};
/** The same of the 15 counties of the reservoir area. */
const reservoir: Source = {
  ...began,
  from: `employment t join (select distinct split_part(r.path, '/', 4) as code from region r
           where r.reservoir and r.level = 'COUNTY' and r.path like '/100000/500000/%') county on county.code = split_part(t.institution_path, '/', 4)`,
};
const beginning = (source: Source): Counted => ({ source, measure: 'PERSONS', where: `t.urban and ${stands('t')}` });
/** 自然减员 */
const attrition = (source: Source): Counted => ({
  source: { ...source, day: 't.ending_on' },
  measure: 'PERSONS',
  where: `t.urban and t.ending_cause in ('RETIRED', 'DECEASED') and ${stands('t')}`,
});

const work = (what: string, condition: string): string =>
  `select ${what} from employment e where e.urban and ${stands('e')} and ${ofDivision('e.institution_path')} and ${condition}`;
const PEOPLE = 'count(distinct e.seeker_id)';
const employed = work(PEOPLE, 'e.started_on <= a.last and (e.ending_on is null or e.ending_on >= a.last)');
/** Registered on the last day, and not at registered work anywhere. */
const unemployed = `select count(distinct u.seeker_id) from unemployment u
  where ${ofDivision('u.institution_path')} and u.registered_on <= a.last and (u.cancelled_on is null or u.cancelled_on > a.last)
    and not person_at_registered_work(u.seeker_id, a.last)`;
const SUMMARY = '2007 年就业再就业工作总结';

const NEWLY = {
  zh: '期内在城镇就业的人数减去期内退休、死亡的自然减员，按就业登记计',
  en: 'Persons whose urban work began in the period less those whose work ended in it by retirement or death, as registered',
};

/** As `employmentFigures` shows them. */
export const indicators: readonly Indicator[] = [
  counting(
    {
      code: 'NEW_URBAN_EMPLOYMENT',
      unit: 'PERSON',
      flow: true,
      name: { zh: '城镇新增就业人数', en: 'New urban employment' },
      definition: NEWLY,
      source: `${SUMMARY}第六节`,
    },
    beginning(began),
    { deducted: attrition(began) },
  ),
  counting(
    {
      code: 'RESERVOIR_NEW_URBAN_EMPLOYMENT',
      unit: 'PERSON',
      flow: true,
      name: { zh: '三峡库区城镇新增就业人数', en: 'New urban employment of the reservoir area' },
      definition: { zh: `库区 15 个区县：${NEWLY.zh}`, en: `The 15 reservoir counties. ${NEWLY.en}` },
      source: `${SUMMARY}第六节`,
    },
    beginning(reservoir),
    { deducted: attrition(reservoir) },
  ),
  {
    code: 'REGISTERED_UNEMPLOYMENT_RATE',
    unit: 'RATE',
    ceiling: true,
    flow: false,
    name: { zh: '城镇登记失业率', en: 'Registered urban unemployment rate' },
    definition: {
      zh: '期末登记失业人数 / （城镇就业人数 + 登记失业人数）',
      en: 'Registered unemployed, of urban employed and registered unemployed, at the end of the period',
    },
    source: `${SUMMARY}第六节`,
    actual: unemployed,
    over: `(${employed}) + (${unemployed})`,
  },
  {
    code: 'RE_EMPLOYED',
    unit: 'PERSON',
    flow: true,
    name: { zh: '失业人员再就业人数', en: 'Unemployed people re-employed' },
    definition: {
      zh: '期内因就业或自主创业注销失业登记的人数，按失业登记地计',
      en: 'Persons whose registration as unemployed ended in the period by work, by the place of that registration',
    },
    source: 'ours',
    actual: `select count(distinct u.seeker_id) from unemployment u
              where u.cancel_reason in ('HIRED', 'SELF_EMPLOYED') and ${ofDivision('u.institution_path')} and ${inPeriod('u.cancelled_on')}`,
  },
  {
    code: 'HARD_TO_EMPLOY_PLACED',
    unit: 'PERSON',
    flow: true,
    name: { zh: '就业困难人员就业人数', en: 'People hard to employ who found work' },
    definition: {
      zh: '期内就业、就业当日为认定的就业困难人员的人数，按就业登记地计',
      en: 'Persons whose work began in the period and who were recognised as hard to employ that day, by the place of the registration',
    },
    source: 'ours',
    actual: `select ${PEOPLE} from employment e where ${stands('e')} and ${ofDivision('e.institution_path')} and ${inPeriod('e.started_on')}
                and cardinality(person_difficulties(e.seeker_id, e.started_on)) > 0`,
  },
];
