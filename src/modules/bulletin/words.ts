import { change, completion, excess, inTenThousands, published, type Report, type ReportedFigure, TEN_THOUSAND } from './bulletin.js';
import { endOf, monthsOf } from './period.js';
import { quotient } from './rounding.js';

export const FEN_IN_TEN_THOUSAND = 1_000_000n;

type Find = (id: string) => ReportedFigure;

const UNITS = { yuan: '元', person: '人', event: '人次', notice: '条', business: '人', job: '人', ratio: '%' } as const;

/** `35.62万条`, `22021万元`, `98.2%`. */
export function amount(reported: ReportedFigure): string {
  const text = published(reported);
  if (text === null) return '（无数据）';
  return `${text}${reported.figure.unit !== 'ratio' && inTenThousands(reported) ? '万' : ''}${UNITS[reported.figure.unit]}`;
}

const grown = (percent: string): string => (percent.startsWith('-') ? `下降${percent.slice(1)}%` : `增长${percent}%`);
/** `比上年同期增长41%`, or nothing. */
const against = (reported: ReportedFigure): string => {
  const percent = change(reported);
  return percent === null ? '' : `比去年同期${grown(percent)}`;
};
/** The plan as it was set, never rounded: `2.5万人`; of a ratio nothing. */
export function planAmount({ figure, plan, now }: ReportedFigure): string | null {
  if (plan === null || now.whole !== null) return null;
  const unit = UNITS[figure.unit];
  if (figure.unit !== 'yuan' && plan < TEN_THOUSAND) return `${plan}${unit}`;
  const [step, decimals] = figure.unit === 'yuan' ? [FEN_IN_TEN_THOUSAND, 6] : [TEN_THOUSAND, 4];
  return `${quotient(plan, step, decimals).replace(/\.?0+$/, '')}万${unit}`;
}
const planned = (reported: ReportedFigure): string => {
  const [done, over] = [completion(reported), excess(reported)];
  if (done !== null) return `,完成年计划${reported.figure.planned ? (planAmount(reported) ?? '') : ''}的${done}%`;
  if (over === null) return '';
  return over.startsWith('-') ? `,低于年计划${over.slice(1)}%` : `,超出年计划${over}%`;
};
/** Several changes in one sentence: `分别比上年同期增长41%和4%`. */
function together(figures: readonly ReportedFigure[]): string {
  const changes = figures.map(change);
  if (changes.some((one) => one === null)) return figures.map((one) => against(one) && `,${one.indicator.name.zh}${against(one)}`).join('');
  const all = changes as string[];
  if (all.some((one) => one.startsWith('-'))) return `,分别比去年同期${all.map(grown).join('、')}`;
  const listed = all.map((one) => `${one}%`);
  const joined = listed.length === 2 ? listed.join('和') : listed.join('、');
  return `,分别比去年同期增长${joined}`;
}
const count = ({ now }: ReportedFigure): string => String(now.value);

/** The sentence of a figure by itself, with the words of the summary. */
const SENTENCES: Readonly<Record<string, (one: ReportedFigure) => string>> = {
  taxRelief: (one) => `减免税收${amount(one)}`,
  feeWaiver: (one) => `行政事业收费${amount(one)}`,
  siSubsidy: (one) => `社保补贴${amount(one)}`,
  postSubsidy: (one) => `岗位补贴${amount(one)}`,
  loanNewAmount: (one) => `新发放小额贷款${amount(one)}`,
  loanNewPersons: (one) => `帮助${amount(one)}实现就业再就业`,
  loanCumAmount: (one) => `累计发放贷款${amount(one)}`,
  loanCumPersons: (one) => `帮助${amount(one)}实现就业再就业`,
  loanRecovery: (one) => `贷款回收率为${amount(one)}`,
  institutions: (one) => `共建立街道(乡镇)社区社会保障工作机构${count(one)}个,占街道(乡镇)总数的${amount(one)}`,
  fecStarted: (one) => `已开展创建工作的社区有${count(one)}个,占社区总数的${amount(one)}`,
  fecMainUrban: (one) => `主城区已达到充分就业社区标准的占所辖社区的${amount(one)}`,
  vacancies: (one) => `收集各类空岗信息${amount(one)}`,
  registrations: (one) => `办理各类求职登记${amount(one)}`,
  placements: (one) => `介绍成功${amount(one)}`,
  trained: (one) => `开展就业再就业培训${amount(one)}${planned(one)}`,
  trainedEmployed: (one) => `培训后就业再就业${amount(one)},培训后就业再就业率达到${completion(one) ?? '—'}%`,
  startupTrained: (one) => `开展创业培训${amount(one)}`,
  startupStarted: (one) => `培训后创业成功${amount(one)}`,
  startupJobs: (one) => `带动${amount(one)}就业`,
  upskilled: (one) => `开展在岗农民工技能提升培训${amount(one)}`,
  toMainUrban: (one) => `库区通过劳务对口合作已向主城区输出劳动力${amount(one)}${planned(one)}`,
  toPartner: (one) => `向市外对口支援地区输出劳动力${amount(one)}${planned(one)}`,
  reservoirNewJobs: (one) => `三峡库区城镇新增就业${amount(one)}${planned(one)}`,
};

export const sentence = (reported: ReportedFigure): string => SENTENCES[reported.figure.id]!(reported);

/** The paragraphs of the summary that have figures, in its words. */
const PARAGRAPHS: Readonly<Record<number, (find: Find) => string>> = {
  2: (find) => {
    const say = (id: string): string => sentence(find(id));
    const [relief, subsidies] = [find('taxRelief'), [find('siSubsidy'), find('postSubsidy')]];
    return (
      `${monthsOf(relief.now.period)},${say('taxRelief')},${say('feeWaiver')}。` +
      `${monthsOf(subsidies[0]!.now.period)},落实${say('siSubsidy')},${say('postSubsidy')}${together(subsidies)};` +
      `${say('loanNewAmount')},${say('loanNewPersons')},${endOf(find('loanCumAmount').now.period)},` +
      `${say('loanCumAmount')},${say('loanCumPersons')},${say('loanRecovery')}。`
    );
  },
  4: (find) => `目前,${sentence(find('institutions'))}。${sentence(find('fecStarted'))},其中${sentence(find('fecMainUrban'))}。`,
  5: (find) => {
    const say = (id: string): string => sentence(find(id));
    const market = ['vacancies', 'registrations', 'placements'];
    return (
      `${monthsOf(find('vacancies').now.period)},人力资源市场信息系统网络成员单位共${market.map(say).join(',')}${together(market.map(find))}。` +
      `${monthsOf(find('trained').now.period)},${say('trained')};${say('trainedEmployed')}。` +
      `${say('startupTrained')},${say('startupStarted')},${say('startupJobs')}。${say('upskilled')}。`
    );
  },
  6: (find) =>
    `${monthsOf(find('toMainUrban').now.period)},${sentence(find('toMainUrban'))},${sentence(find('toPartner'))}。${sentence(find('reservoirNewJobs'))}。`,
};

export const NUMERALS = '零一二三四五六七八九';

/** The report as a Chinese document in the form of the work summary. */
export function documentOf({ region, period, sections }: Report): string {
  const all = new Map(sections.flatMap((one) => one.figures).map((one) => [one.figure.id, one]));
  const find: Find = (id) => all.get(id)!;
  const title = `${region.name}${period.first.slice(0, 4)}年${monthsOf(period)}就业再就业工作情况`;
  const paragraphs = sections.map(({ section }) => `${NUMERALS[section.number]}、${section.title}\n${PARAGRAPHS[section.number]!(find)}`);
  const partial = [...all.values()].filter((one) => one.partial);
  const notes = partial.map((one) => `注:${one.indicator.name.zh}报送至${one.through},本期为${monthsOf(one.now.period)}数据。`);
  return `${[title, ...paragraphs, ...notes].join('\n')}\n`;
}
