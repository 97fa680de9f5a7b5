import { type Indicator, inPeriod, ofDivision } from '../../platform/measures/indicator.js';

const RECEIVED = { zh: '网络成员单位在期内收到的空岗信息', en: 'Notices that members of the information network received in the period' };
const received = (what: string): string =>
  `select ${what} from vacancy v join institution i on i.id = v.institution_id and i.network_member
    where ${ofDivision('v.institution_path')} and ${inPeriod("(v.created_at at time zone 'Asia/Shanghai')::date")}`;
const SUMMARY = '2007 年就业再就业工作总结第五节';

export const indicators: readonly Indicator[] = [
  {
    code: 'VACANCY_NOTICES',
    unit: 'NOTICE',
    flow: true,
    name: { zh: '空岗信息条数', en: 'Vacancy notices' },
    definition: RECEIVED,
    source: SUMMARY,
    actual: received('count(*)'),
  },
  {
    code: 'VACANCY_HEADS',
    unit: 'HEAD',
    flow: true,
    name: { zh: '空岗信息招聘人数', en: 'Heads asked for' },
    definition: RECEIVED,
    source: 'ours',
    actual: received('coalesce(sum(v.head_count), 0)'),
  },
];
