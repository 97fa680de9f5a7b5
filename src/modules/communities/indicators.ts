import { type Counted, counting, type Source } from '../../platform/measures/counted.js';
import { type Indicator, inPeriod, ofDivision } from '../../platform/measures/indicator.js';

const NOTICE = '渝委办发〔2007〕37号';
const divisions: Source = {
  code: 'DIVISIONS',
  name: { zh: '行政区划', en: 'Divisions' },
  entity: 'Region',
  from: 'region t',
  path: 't.path',
  day: null,
};
const creating: Source = {
  code: 'COMMUNITIES',
  name: { zh: '创建充分就业社区', en: 'Creation of full employment' },
  entity: 'FullEmploymentCommunity',
  from: 'full_employment_community t',
  path: 't.path',
  day: 't.started_on',
};
/** In the main urban districts. */
const MAIN_URBAN =
  "split_part(t.path, '/', 4) in (select split_part(r.path, '/', 4) from region r where r.main_urban and r.level = 'COUNTY' and r.path like '/100000/500000/%')";
const level = (name: 'TOWNSHIP' | 'COMMUNITY', where = ''): Counted => ({ source: divisions, measure: 'ROWS', where: `t.level = '${name}'${where}` });
const started: Counted = { source: creating, measure: 'ROWS', cumulative: true };
const certified = (where = ''): Counted => ({
  source: { ...creating, day: 't.certified_on' },
  measure: 'ROWS',
  where: `t.state = 'CERTIFIED'${where}`,
  cumulative: true,
});
/** Of each community the figures of its last assessment up to the end of the period. */
const figures = (column: string): string =>
  `select coalesce(sum(s.${column}), 0) from (
     select distinct on (s.community_id) s.workforce, s.employed from community_step s
      where s.workforce is not null and ${ofDivision('s.path')} and s.on_day <= a.last order by s.community_id, s.on_day desc, s.id desc) s`;
const steps = (state: string): string =>
  `select count(distinct s.community_id) from community_step s where s.to_state = '${state}' and ${ofDivision('s.path')} and ${inPeriod('s.on_day')}`;

export const indicators: readonly Indicator[] = [
  {
    code: 'COMMUNITY_EMPLOYMENT_RATE',
    unit: 'RATE',
    flow: false,
    name: { zh: '社区劳动力就业率', en: 'Employment rate of communities' },
    definition: {
      zh: '法定劳动年龄内有就业能力和愿望的居民中已就业者所占比例，以社区最近一次自评的登记数计',
      en: 'Of the residents of working age who can and want to work those employed, as counted in the last assessment of each community',
    },
    source: NOTICE,
    actual: figures('employed'),
    over: figures('workforce'),
  },
  {
    code: 'SPOT_CHECK_SHARE',
    unit: 'RATE',
    flow: false,
    name: { zh: '市级抽查比例', en: 'Share of spot checks' },
    definition: {
      zh: '期内市级抽查的社区占区县认定社区的比例',
      en: 'Communities spot-checked by the city in the period, of those recognised by the county',
    },
    source: 'ours',
    actual: steps('SPOT_CHECKED'),
    over: steps('COUNTY_CERTIFIED'),
  },
  counting(
    {
      code: 'COMMUNITIES_STARTED',
      unit: 'COMMUNITY',
      flow: false,
      name: { zh: '开展创建工作的社区', en: 'Communities that started' },
      definition: { zh: '截至期末已开展创建充分就业社区工作的社区数', en: 'Communities that started to create full employment up to the last day' },
      source: '2007 年就业再就业工作总结第四节',
    },
    started,
  ),
  counting(
    {
      code: 'COMMUNITIES_STARTED_RATE',
      unit: 'RATE',
      flow: false,
      name: { zh: '开展创建工作的社区比例', en: 'Share of communities that started' },
      definition: { zh: '已开展创建充分就业社区工作的社区占全部社区的比例', en: 'Communities that started to create full employment, of all' },
      source: '2007 年就业再就业工作总结第四节',
    },
    started,
    { whole: level('COMMUNITY') },
  ),
  counting(
    {
      code: 'COMMUNITIES_CERTIFIED',
      unit: 'COMMUNITY',
      flow: false,
      name: { zh: '充分就业社区数', en: 'Communities certified' },
      definition: { zh: '认定有效的充分就业社区数', en: 'Communities whose certification stands' },
      source: NOTICE,
    },
    certified(),
  ),
  counting(
    {
      code: 'COMMUNITIES_CERTIFIED_RATE',
      unit: 'RATE',
      flow: false,
      name: { zh: '充分就业社区比例', en: 'Share of communities certified' },
      definition: { zh: '充分就业社区占全部社区的比例', en: 'Communities certified, of all communities' },
      source: NOTICE,
    },
    certified(),
    { whole: level('COMMUNITY') },
  ),
  counting(
    {
      code: 'MAIN_URBAN_CERTIFIED_RATE',
      unit: 'RATE',
      flow: false,
      name: { zh: '主城区充分就业社区比例', en: 'Share of main urban communities certified' },
      definition: {
        zh: '主城区已达到充分就业社区标准的社区占主城区全部社区的比例',
        en: 'Communities certified in the main urban districts, of all there',
      },
      source: '2007 年就业再就业工作总结第四节',
    },
    certified(` and ${MAIN_URBAN}`),
    { whole: level('COMMUNITY', ` and ${MAIN_URBAN}`) },
  ),
  counting(
    {
      code: 'GRASSROOTS_COVERAGE',
      unit: 'RATE',
      flow: false,
      name: { zh: '街道（乡镇）社会保障工作机构覆盖率', en: 'Coverage by grassroots institutions' },
      definition: {
        zh: '建有社会保障工作机构的街道（乡镇）占全部街道（乡镇）的比例',
        en: 'Streets and towns with a work institution, of all',
      },
      source: '2007 年就业再就业工作总结第四节',
    },
    level('TOWNSHIP', " and exists (select from institution i where i.region_id = t.id and i.kind = 'GRASSROOTS_STATION' and i.state = 'OPEN')"),
    { whole: level('TOWNSHIP') },
  ),
];
