import { type Indicator, inPeriod, ofDivision } from '../../platform/measures/indicator.js';

const SUMMARY = '2007 年就业再就业工作总结第三节';
/** States of a household on the list. */
export const CLEARED = "'CLEARED', 'STABLE'";
export const UNCLEARED = "'RECOGNISED', 'ASSISTED', 'RELAPSED'";

/** Households by the step that stood at the end of the period. */
const standing = (states: string): string =>
  `select count(*) from household_step s where s.state in (${states}) and ${ofDivision('s.region_path')} and s.taken_on <= a.last
      and not exists (select from household_step l where l.household_id = s.household_id and l.number > s.number and l.taken_on <= a.last)`;
/** The clock that ran before goes on after a clearance that never was. */
const unfounded = `exists (
  select from household_step b, lateral (select n.due_on from household_step n where n.household_id = s.household_id and n.number > s.number
                                           and n.state <> 'STABLE' order by n.number limit 1) n
   where b.household_id = s.household_id and b.number = s.number - 1 and n.due_on = b.due_on)`;

export const indicators: readonly Indicator[] = [
  {
    code: 'ZERO_EMPLOYMENT_HOUSEHOLDS',
    unit: 'HOUSEHOLD',
    ceiling: true,
    flow: false,
    name: { zh: '未消除的零就业家庭', en: 'Zero-employment households uncleared' },
    definition: {
      zh: '期末已认定、尚无一人就业的零就业家庭户数',
      en: 'Recognised households of which nobody works at the end of the period',
    },
    source: SUMMARY,
    actual: standing(UNCLEARED),
  },
  {
    code: 'ZERO_EMPLOYMENT_HOUSEHOLDS_CLEARED',
    unit: 'HOUSEHOLD',
    flow: true,
    name: { zh: '消除零就业家庭户数', en: 'Zero-employment households cleared' },
    definition: {
      zh: '期内至少一人实现就业的零就业家庭户数；就业被撤销的不计',
      en: 'Households of which a first member found work in the period; not where that work was reversed',
    },
    source: SUMMARY,
    actual: `select count(distinct s.household_id) from household_step s
              where s.state = 'CLEARED' and ${ofDivision('s.region_path')} and ${inPeriod('s.taken_on')} and not ${unfounded}`,
  },
  {
    code: 'ZERO_EMPLOYMENT_HOUSEHOLD_PLACEMENT_RATE',
    unit: 'RATE',
    flow: false,
    name: { zh: '零就业家庭安置率', en: 'Zero-employment households placed' },
    definition: {
      zh: '期末在册零就业家庭中至少一人就业的比例',
      en: 'Of the households on the list at the end of the period those of which somebody works',
    },
    source: '某县就业工作目标（2012年）：零就业家庭安置率 100%（非重庆市规定）',
    actual: standing(CLEARED),
    over: standing(`${CLEARED}, ${UNCLEARED}`),
  },
];
