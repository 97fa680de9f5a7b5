import { type Indicator, inPeriod, ofDivision } from '../../platform/measures/indicator.js';

const arrived = (kind: string): string =>
  `select count(*) from counted_arrival c where c.counts_as = '${kind}' and ${ofDivision('c.origin_path')} and ${inPeriod('c.arrived_on')}`;
const COUNTED = {
  zh: '期内到达的三峡库区劳动力，按来源区县计；同一人每年每类去向只计一次',
  en: 'People of the reservoir counties who arrived in the period, by the county they come from; each once a year and kind of destination',
};
const SECTION_6 = '2007 年就业再就业工作总结第六节';

export const indicators: readonly Indicator[] = [
  {
    code: 'TRANSFERRED_MAIN_URBAN',
    unit: 'PERSON',
    flow: true,
    name: { zh: '向主城区输出劳动力', en: 'Transferred to the main urban area' },
    definition: COUNTED,
    source: SECTION_6,
    actual: arrived('MAIN_URBAN'),
  },
  {
    code: 'TRANSFERRED_PARTNER',
    unit: 'PERSON',
    flow: true,
    name: { zh: '向市外对口支援地区输出劳动力', en: 'Transferred to partner regions outside the city' },
    definition: COUNTED,
    source: SECTION_6,
    actual: arrived('PARTNER'),
  },
  {
    code: 'PLACED',
    unit: 'PERSON',
    flow: true,
    name: { zh: '介绍成功人数', en: 'Successful placements' },
    definition: {
      zh: '网络成员单位介绍、期内确认且未撤销的就业人数，按确认日期计',
      en: 'Persons whose placement by a member of the information network was confirmed in the period and stands',
    },
    source: '2007 年就业再就业工作总结第五节',
    actual: `select count(distinct p.seeker_id) from placement p join institution i on i.id = p.institution_id and i.network_member
              where p.state = 'CONFIRMED' and ${ofDivision('p.institution_path')} and ${inPeriod('p.confirmed_on')}`,
  },
];
