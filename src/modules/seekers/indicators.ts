import { counting, type Source } from '../../platform/measures/counted.js';
import type { Indicator } from '../../platform/measures/indicator.js';

const received: Source = {
  code: 'REGISTRATIONS',
  name: { zh: '求职登记', en: 'Registrations' },
  entity: 'Registration',
  from: 'registration t join institution i on i.id = t.institution_id and i.network_member',
  path: 't.institution_path',
  day: 't.registered_on',
  person: 't.seeker_id',
};

export const indicators: readonly Indicator[] = [
  counting(
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
    },
    { source: received, measure: 'ROWS' },
  ),
  counting(
    {
      code: 'REGISTERED_PERSONS',
      unit: 'PERSON',
      flow: true,
      name: { zh: '求职登记人数', en: 'Persons registered' },
      definition: { zh: '同上，一人只计一次', en: 'The same, each person once' },
      source: 'ours',
    },
    { source: received, measure: 'PERSONS' },
  ),
];
