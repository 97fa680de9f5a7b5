import { Refusal } from '../../platform/graphql/errors.js';
import type { Vacancy } from './vacancy.js';

const refuse = (path: string, zh: string, en: string): never => {
  throw new Refusal('INVALID', ['input', ...path.split('.')], { zh, en });
};

/** Longest probation in months for a contract term (Labour Contract Law art. 19); in force since 2008-01-01. */
export function longestProbation(contractMonths: number): number {
  if (contractMonths === 0 || contractMonths >= 36) return 6;
  if (contractMonths >= 12) return 2;
  return contractMonths >= 3 ? 1 : 0;
}

const CONTRACT_LAW_SINCE = '2008-01-01';

interface SexLimit {
  maleCount?: number | undefined;
  femaleCount?: number | undefined;
}

/** What a notice must satisfy before it is stored; each rule refuses with the field it is about. */
export function checkVacancy(vacancy: Vacancy, sexes: SexLimit = {}): void {
  const { pay, requirements, conditions } = vacancy;
  if (vacancy.title === '') refuse('title', '请填写岗位名称', 'Give the post a title');
  if (!Number.isInteger(vacancy.headCount) || vacancy.headCount < 1 || vacancy.headCount > 10_000) {
    refuse('headCount', '招聘人数须在 1 到 10000 之间', 'Head count is between 1 and 10,000');
  }
  for (const [field, amount] of [
    ['pay.from', pay.from],
    ['pay.to', pay.to],
  ] as const) {
    if (amount !== null && (amount <= 0n || amount > 10_000_000_00n)) refuse(field, '工资须为正数，单位为分', 'Pay is a positive amount in fen');
  }
  if (pay.from !== null && pay.to !== null && pay.from > pay.to) refuse('pay.to', '工资上限不能低于下限', 'The most cannot be below the least');
  if (pay.from === null && pay.to === null && !pay.negotiable && pay.basis !== 'PIECE') {
    refuse('pay', '请填写工资，或注明面议、计件', 'State the pay, or that it is negotiable or by the piece');
  }
  if (vacancy.validUntil < vacancy.validFrom) refuse('validUntil', '截止日期不能早于起始日期', 'The last day cannot be before the first');
  const { ageMin, ageMax } = requirements;
  if (ageMin !== null && ageMin < 16)
    refuse(
      'requirements.ageMin',
      '不得招用未满 16 周岁的人员（《就业服务与就业管理规定》第六条）',
      'Nobody under 16 may be hired (Employment Service Rules art. 6)',
    );
  if (ageMax !== null && (ageMax < 16 || ageMax > 99 || (ageMin !== null && ageMax < ageMin)))
    refuse('requirements.ageMax', '年龄上限有误', 'The oldest age is wrong');
  const limited = (sexes.maleCount ?? 0) > 0 || (sexes.femaleCount ?? 0) > 0;
  if (limited && !requirements.sexLimitGround) {
    refuse(
      'requirements.sexLimitGround',
      '限定性别须有国家规定的依据；没有依据请不分男女',
      'A limit to one sex needs a rule of the State; without one leave it out',
    );
  }
  checkContract(vacancy);
  const { hoursPerDay, payDay } = conditions;
  if (hoursPerDay !== null && (hoursPerDay < 1 || hoursPerDay > 12))
    refuse('conditions.hoursPerDay', '每日工时须在 1 到 12 之间', 'Hours a day are between 1 and 12');
  if (payDay !== null && (payDay < 1 || payDay > 31)) refuse('conditions.payDay', '发薪日须在 1 到 31 之间', 'The pay day is between 1 and 31');
}

function checkContract({ conditions, pay, validFrom }: Vacancy): void {
  const { contractMonths, probationMonths, probationPay } = conditions;
  if (contractMonths !== null && contractMonths < 0) refuse('conditions.contractMonths', '合同期限不能为负', 'A contract term is not negative');
  if (probationMonths === null || validFrom < CONTRACT_LAW_SINCE) return;
  const most = longestProbation(contractMonths ?? 0);
  if (probationMonths < 0 || probationMonths > most) {
    refuse(
      'conditions.probationMonths',
      `该合同期限的试用期不得超过 ${most} 个月（《劳动合同法》第十九条）`,
      `Probation for this term is ${most} months at most (Labour Contract Law art. 19)`,
    );
  }
  if (probationPay !== null && pay.from !== null && probationPay * 10n < pay.from * 8n) {
    refuse(
      'conditions.probationPay',
      '试用期工资不得低于约定工资的 80%（《劳动合同法》第二十条）',
      'Pay in probation is at least 80 % of the agreed pay (Labour Contract Law art. 20)',
    );
  }
}
