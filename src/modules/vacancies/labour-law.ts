import { Refusal } from '../../platform/graphql/errors.js';
import type { MinimumWages } from './minimum-wage.js';
import type { Vacancy } from './vacancy.js';

/** Refuses a field of the notice. */
export const refuse = (path: string, zh: string, en: string): never => {
  throw new Refusal('INVALID', ['input', ...path.split('.')], { zh, en });
};

/** Longest probation in months for a contract term (Labour Contract Law art. 19); in force since 2008-01-01. */
export function longestProbation(contractMonths: number): number {
  if (contractMonths === 0 || contractMonths >= 36) return 6;
  if (contractMonths >= 12) return 2;
  return contractMonths >= 3 ? 1 : 0;
}

const CONTRACT_LAW_SINCE = '2008-01-01';

const later = (a: string, b: string): string => (a > b ? a : b);

/** The law binds a notice that opens under it, whatever first day is written in it. */
export function checkProbation({ conditions, pay, validFrom, employmentKind }: Vacancy, day: string): void {
  const { contractMonths, probationMonths, probationPay } = conditions;
  if (contractMonths !== null && contractMonths < 0) refuse('conditions.contractMonths', '合同期限不能为负', 'A contract term is not negative');
  if (probationMonths === null || later(validFrom, day) < CONTRACT_LAW_SINCE) return;
  if (probationMonths > 0 && employmentKind === 'PART_TIME')
    refuse(
      'conditions.probationMonths',
      '非全日制用工不得约定试用期（《劳动合同法》第七十条），请删去试用期',
      'Part-time work has no probation (Labour Contract Law art. 70); leave it out',
    );
  if (contractMonths === null)
    return refuse('conditions.contractMonths', '写了试用期须同时写明合同期限', 'With a probation, state the contract term too');
  const most = longestProbation(contractMonths);
  if (probationMonths < 0 || probationMonths > most)
    refuse(
      'conditions.probationMonths',
      `该合同期限的试用期不得超过 ${most} 个月（《劳动合同法》第十九条）`,
      `Probation for this term is ${most} months at most (Labour Contract Law art. 19)`,
    );
  if (probationPay !== null && pay.from !== null && probationPay * 10n < pay.from * 8n)
    refuse(
      'conditions.probationPay',
      '试用期工资不得低于约定工资的 80%（《劳动合同法》第二十条）',
      'Pay in probation is at least 80 % of the agreed pay (Labour Contract Law art. 20)',
    );
}

/** Days of work a month, of eight hours: 劳社部发〔2008〕3号, and with two holidays more 人社部发〔2025〕2号. */
const daysOfWork = (day: string): number => (day < '2025-01-01' ? 20.83 : 20.67);
const HOURS_A_DAY = 8;
/** Overtime of three hours a day and 36 a month at most (Labour Law art. 41). */
const MOST_OVERTIME = 36;
const MOST_HOURS_A_DAY = 11;
const LONGEST_SHIFT = 24;
const DAYS_A_MONTH = 30;
/** Part-time work: four hours a day on average (Labour Contract Law art. 68). */
const MOST_PART_TIME = 4;

export function checkHours({ conditions, employmentKind, validFrom }: Vacancy, day: string): void {
  const { hoursPerDay, restDaysPerMonth, hoursApproval } = conditions;
  if (restDaysPerMonth !== null && (restDaysPerMonth < 0 || restDaysPerMonth > DAYS_A_MONTH))
    refuse('conditions.restDaysPerMonth', '每月休息天数须在 0 到 30 之间', 'Days of rest a month are between 0 and 30');
  if (hoursPerDay === null) return;
  if (hoursPerDay < 1 || hoursPerDay > LONGEST_SHIFT)
    refuse('conditions.hoursPerDay', `每日工时须在 1 到 ${LONGEST_SHIFT} 之间`, `Hours a day are between 1 and ${LONGEST_SHIFT}`);
  if (employmentKind === 'PART_TIME' && hoursPerDay > MOST_PART_TIME)
    refuse(
      'conditions.hoursPerDay',
      '非全日制每日工时平均不超过 4 小时（《劳动合同法》第六十八条），超过的请按全日制发布',
      'Part-time work is four hours a day at most (Labour Contract Law art. 68); offer it as full-time',
    );
  if (hoursApproval !== null) return;
  if (hoursPerDay > MOST_HOURS_A_DAY)
    refuse(
      'conditions.hoursPerDay',
      '每日加班不得超过 3 小时（《劳动法》第四十一条）；实行综合计算工时或不定时工作制的，请填写批准文号',
      'Overtime is three hours a day at most (Labour Law art. 41); for special working hours give the number of the approval',
    );
  if (restDaysPerMonth === null) return;
  const overtime = Math.round((DAYS_A_MONTH - restDaysPerMonth) * hoursPerDay - daysOfWork(later(validFrom, day)) * HOURS_A_DAY);
  if (overtime > MOST_OVERTIME)
    refuse(
      'conditions.restDaysPerMonth',
      `按所填工时和休息日，每月加班约 ${overtime} 小时，超过 36 小时（《劳动法》第四十一条）；请增加休息日或减少工时，实行特殊工时制的请填写批准文号`,
      `These hours and days of rest make about ${overtime} hours of overtime a month, above 36 (Labour Law art. 41); give more rest or shorter days, or the number of an approval of special hours`,
    );
}

const SPECIAL_OPERATION = /特种作业|高压电工|焊工证|高处/;

export function checkAges({ requirements }: Vacancy): void {
  const { ageMin, ageMax, certificates } = requirements;
  if (ageMin !== null && ageMin < 16)
    refuse(
      'requirements.ageMin',
      '不得招用未满 16 周岁的人员（《就业服务与就业管理规定》第六条）',
      'Nobody under 16 may be hired (Employment Service Rules art. 6)',
    );
  if (ageMax !== null && (ageMax < 16 || ageMax > 99 || (ageMin !== null && ageMax < ageMin)))
    refuse('requirements.ageMax', '年龄上限须在 16 到 99 之间，且不低于下限', 'The oldest age is between 16 and 99 and not below the youngest');
  if (ageMin !== null && ageMin < 18 && certificates.some((one) => SPECIAL_OPERATION.test(one)))
    refuse(
      'requirements.ageMin',
      '特种作业须年满 18 周岁（《特种作业人员安全技术培训考核管理规定》第四条），请把年龄下限改为 18',
      'Special operations need 18 years of age; set the youngest age to 18',
    );
}

/** A split of the heads by sex. */
export interface SexSplit {
  maleCount?: number | undefined;
  femaleCount?: number | undefined;
}

/** The one sex a split leaves, on the ground that the State gives; any other split is refused. */
export function sexLimitOf({ maleCount = 0, femaleCount = 0 }: SexSplit, headCount: number, ground: string | null): 'MALE' | 'FEMALE' | null {
  if (maleCount <= 0 && femaleCount <= 0) return null;
  if (!ground)
    return refuse(
      'requirements.sexLimitGround',
      '限定性别须有国家规定的依据（《就业促进法》第二十七条）；没有依据请不分男女',
      'A limit to one sex needs a rule of the State (Employment Promotion Law art. 27); without one leave it out',
    );
  if (maleCount === headCount && femaleCount <= 0) return 'MALE';
  if (femaleCount === headCount && maleCount <= 0) return 'FEMALE';
  return refuse(
    'requirements.maleCount',
    '国家规定的性别限制适用于全部名额，请不要按男女拆分人数',
    'A limit of the State holds for every head; do not split the heads by sex',
  );
}

const PERSON = '(?:工|性|生(?!产|理|物|宿舍|公寓)|员工|普工|操作工|保安|服务员|营业员|文员|收银员|保洁员)';
const SEXED =
  /(?<!不)(?:限|仅|只[招要收]|招|要求)(?:男|女)(?![女装鞋包士])|不[招要收](?:男|女)|(?:男|女)(?:性|士|生)?优先|(?:男|女)(?:性|士|生)?(?:勿扰|除外)|男女各/;
/** `女工`; `操作工（男）`, `普工-女`. */
const SEXED_TITLE = new RegExp(
  `(?:^|[^子妇美])(?:男|女)${PERSON}|[（(【\\[]\\s*(?:男|女)(?:士|性|生)?\\s*[）)】\\]]|(?<![男女])[\\s·,，、:：—-]+(?:男|女)(?:士|性|生)?\\s*$`,
);
const PEOPLES = '(?:汉|藏|回|维|维吾尔|苗|彝|满|壮|蒙古|土家|朝鲜|哈萨克|少数民)族';
const ETHNIC = new RegExp(
  `(?:限|仅|只[招要收]|不[招要收])${PEOPLES}|${PEOPLES}(?:优先|勿扰|除外)|宗教信仰者?(?:优先|勿扰|除外|不[招要收])|不信教|无宗教信仰`,
);
/** Rural workers kept out; a limit to people of the place is not that: public-welfare posts have one. */
const RURAL =
  /(?:(?<!不)限|仅|只[招要收])(?:城镇|城市|非农业?)(?:户口|户籍)|(?:不[招要收]|谢绝)(?:农村|农民|农业户口)|(?:农村(?:户口|户籍|人员)|农业户口|农民工)(?:勿扰|除外|不[招要收])/;
const CARRIER =
  /(?:乙肝|大三阳|小三阳|病原携带者)[^，。,;；]{0,6}(?:勿扰|除外|不[招要收录]|阴性)|(?:不[招要收录]|无|非|(?<!不|无需)检[查测])(?:乙肝|大三阳|小三阳)(?!歧视)/;
const CHARGED =
  /(?<!不|无|无需|不用|严禁|禁止|免|从不|绝不)(?:收取?|[交缴]纳?|须付|需付)[^，。,;；]{0,4}(?:押金|保证金|报名费|培训费|服装费|介绍费|中介费)|扣押(?:身份证|证件)|抵押(?:身份证|证件)/;
/** A deposit by its amount alone: `押金200元`. */
const DEPOSIT =
  /(?<!(?:不|无|免|未|没有?|严禁|禁止|从不|绝不)[^，。,;；\d]{0,6})(?:押金|保证金|报名费|服装费|介绍费|中介费)[^，。,;；\d]{0,4}(?:[1-9]\d*|[一二两三四五六七八九][十百千])/;

/** Words of a notice that the law forbids, by field; a limit of the State on one sex may be said. */
export function checkWords(vacancy: Vacancy): void {
  const texts: [string, string | null][] = [
    ['title', vacancy.title],
    ['duties', vacancy.duties],
    ['benefits', vacancy.benefits],
    ['requirements.physicalConditions', vacancy.requirements.physicalConditions],
    ['remarks', vacancy.remarks],
  ];
  for (const [field, text] of texts) {
    if (text === null) continue;
    const sexed = SEXED.test(text) || (field === 'title' && SEXED_TITLE.test(text));
    if (sexed && vacancy.requirements.sexLimit === null)
      refuse(
        field,
        '不得限定或优先录用某一性别（《就业促进法》第二十七条），请删去这些文字；国家规定女职工禁忌的岗位请填写依据',
        'Neither sex may be preferred (Employment Promotion Law art. 27); take these words out, or give the rule of the State',
      );
    if (ETHNIC.test(text))
      refuse(
        field,
        '不得因民族、种族、宗教信仰而区别对待（《就业服务与就业管理规定》第四条），请删去这些文字',
        'Nobody is treated differently for ethnicity, race or religion (Employment Service Rules art. 4); take these words out',
      );
    if (RURAL.test(text))
      refuse(
        field,
        '农村劳动者享有平等的就业权利，不得设置歧视性限制（《就业促进法》第三十一条），请删去这些文字',
        'Rural workers have equal rights to work (Employment Promotion Law art. 31); take these words out',
      );
    if (CARRIER.test(text))
      refuse(
        field,
        '不得以是传染病病原携带者为由拒绝录用，也不得检查乙肝（《就业促进法》第三十条、《就业服务与就业管理规定》第十九条）；须持健康证的请填写健康证',
        'Carriers may not be turned away nor tested for hepatitis B (Employment Promotion Law art. 30); where the law asks for a health certificate, ask for that',
      );
    if (CHARGED.test(text) || DEPOSIT.test(text))
      refuse(
        field,
        '招聘不得收取费用、押金或扣押证件（《劳动合同法》第九条），请删去这些内容',
        'No fees, deposits or kept documents (Labour Contract Law art. 9); take this out',
      );
  }
}

/** Measures pay against the minimum wage on file for the place on its first day, or on the given day if that is later; notes the result in the notice. */
export function checkMinimumWage(vacancy: Vacancy, wages: MinimumWages, day: string): void {
  const { pay, conditions, employmentKind } = vacancy;
  const least = wages.at(vacancy.placePath, later(vacancy.validFrom, day));
  vacancy.minimumWageCheck = 'NOT_ON_FILE';
  if (employmentKind === 'INTERNSHIP') vacancy.minimumWageCheck = 'EXEMPT';
  const hourly = employmentKind === 'PART_TIME';
  if (vacancy.minimumWageCheck === 'EXEMPT' || least === null || (hourly && least.hourly === null)) return;
  const wanted = hourly ? least.hourly! : least.monthly;
  const offered = hourly ? (pay.period === 'HOUR' ? [pay.from, pay.to] : [null, null]) : [pay.monthlyFrom, pay.monthlyTo];
  const most = offered[1] ?? offered[0] ?? null;
  const low = offered[0] ?? null;
  const below = (field: string): never =>
    refuse(
      field,
      `低于当地最低工资标准 ${yuan(wanted)} 元/${hourly ? '小时' : '月'}（${least.effectiveOn} 起执行），请提高工资`,
      `Below the local minimum wage of ${yuan(wanted)} yuan ${hourly ? 'an hour' : 'a month'} (since ${least.effectiveOn}); offer more`,
    );
  if (most !== null && most < wanted) below('pay.to');
  if (low !== null && low < wanted) below('pay.from');
  const { probationPay } = conditions;
  if (probationPay !== null && pay.period === 'MONTH' && !hourly && probationPay < wanted) below('conditions.probationPay');
  vacancy.minimumWageCheck = low === null ? 'NOT_STATED' : 'MET';
}

const yuan = (fen: bigint): string => String(Number(fen) / 100);
