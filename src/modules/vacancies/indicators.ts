import { type Counted, counting, type Source } from '../../platform/measures/counted.js';
import type { Indicator } from '../../platform/measures/indicator.js';

const RECEIVED = { zh: '网络成员单位在期内收到的空岗信息', en: 'Notices that members of the information network received in the period' };
const SUMMARY = '2007 年就业再就业工作总结第五节';

const notices: Source = {
  code: 'VACANCIES',
  name: { zh: '空岗信息', en: 'Vacancy notices' },
  entity: 'Vacancy',
  from: 'vacancy t join institution i on i.id = t.institution_id and i.network_member',
  path: 't.institution_path',
  day: 't.received_on',
};
const heads: Counted = { source: notices, measure: 'SUM', amount: 't.head_count' };

export const indicators: readonly Indicator[] = [
  counting(
    {
      code: 'VACANCY_NOTICES',
      unit: 'NOTICE',
      flow: true,
      name: { zh: '空岗信息条数', en: 'Vacancy notices' },
      definition: RECEIVED,
      source: SUMMARY,
    },
    { source: notices, measure: 'ROWS' },
  ),
  counting(
    {
      code: 'VACANCY_HEADS',
      unit: 'HEAD',
      flow: true,
      name: { zh: '空岗信息招聘人数', en: 'Heads asked for' },
      definition: RECEIVED,
      source: 'ours',
    },
    heads,
  ),
];
