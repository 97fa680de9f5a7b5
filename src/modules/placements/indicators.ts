import { type Counted, counting, type Source } from '../../platform/measures/counted.js';
import type { Indicator } from '../../platform/measures/indicator.js';

const arrivals: Source = {
  code: 'TRANSFERS',
  name: { zh: '劳务输出', en: 'Transfers' },
  entity: 'Transfer',
  from: 'counted_arrival t',
  path: 't.origin_path',
  day: 't.arrived_on',
  person: 't.seeker_id',
};
const placed: Source = {
  code: 'PLACEMENTS',
  name: { zh: '介绍成功', en: 'Placements' },
  entity: 'Placement',
  from: 'placement t join institution i on i.id = t.institution_id and i.network_member',
  path: 't.institution_path',
  day: 't.confirmed_on',
  person: 't.seeker_id',
};
/** Of each person one row a year and kind of destination. */
const arrived = (kind: string): Counted => ({ source: arrivals, measure: 'ROWS', where: `t.counts_as = '${kind}'` });
const COUNTED = {
  zh: '期内到达的三峡库区劳动力，按来源区县计；同一人每年每类去向只计一次',
  en: 'People of the reservoir counties who arrived in the period, by the county they come from; each once a year and kind of destination',
};
const SECTION_6 = '2007 年就业再就业工作总结第六节';

export const indicators: readonly Indicator[] = [
  counting(
    {
      code: 'TRANSFERRED_MAIN_URBAN',
      unit: 'PERSON',
      flow: true,
      name: { zh: '向主城区输出劳动力', en: 'Transferred to the main urban area' },
      definition: COUNTED,
      source: SECTION_6,
    },
    arrived('MAIN_URBAN'),
  ),
  counting(
    {
      code: 'TRANSFERRED_PARTNER',
      unit: 'PERSON',
      flow: true,
      name: { zh: '向市外对口支援地区输出劳动力', en: 'Transferred to partner regions outside the city' },
      definition: COUNTED,
      source: SECTION_6,
    },
    arrived('PARTNER'),
  ),
  counting(
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
    },
    { source: placed, measure: 'PERSONS', where: "t.state = 'CONFIRMED'" },
  ),
];
