import { type Indicator, inPeriod, ofDivision } from '../../platform/measures/indicator.js';

const received = (what: string): string =>
  `select ${what} from registration g join institution i on i.id = g.institution_id and i.network_member
    where ${ofDivision('g.institution_path')} and ${inPeriod('g.registered_on')}`;

export const indicators: readonly Indicator[] = [
  {
    code: 'REGISTRATIONS',
    unit: 'PERSON_TIME',
    flow: true,
    name: { zh: '求职登记人次', en: 'Job-seeker registrations' },
    definition: {
      zh: '网络成员单位在期内办理的求职登记，一人多次登记按次数计',
      en: 'Registration events at members of the information network in the period; one person may register several times',
    },
    source: '2007 年就业再就业工作总结第五节',
    actual: received('count(*)'),
  },
  {
    code: 'REGISTERED_PERSONS',
    unit: 'PERSON',
    flow: true,
    name: { zh: '求职登记人数', en: 'Persons registered' },
    definition: { zh: '同上，一人只计一次', en: 'The same, each person once' },
    source: 'ours',
    actual: received('count(distinct g.seeker_id)'),
  },
];
