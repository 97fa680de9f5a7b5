import { EARLIEST_DAY, latestDay, plusDays } from '../../platform/clock/clock.js';
import { checkAges, checkHours, checkProbation, checkWords, refuse } from './labour-law.js';
import type { Vacancy } from './vacancy.js';

const MOST_PAY = 10_000_000_00n;

const OPEN_DAYS = 30;
/** Of a notice that names none: thirty days after its first day, or after today where that is past, within the five years. */
export function usualLastDay(validFrom: string, day: string): string {
  const [last, latest] = [plusDays(validFrom > day ? validFrom : day, OPEN_DAYS), latestDay(day)];
  return last < latest ? last : latest;
}

/** What a notice must satisfy before it is stored; each rule refuses with the field it is about. */
export function checkVacancy(vacancy: Vacancy, day: string): void {
  const { pay, conditions, requirements } = vacancy;
  if (vacancy.title === '') refuse('title', '请填写岗位名称', 'Give the post a title');
  if (!Number.isInteger(vacancy.headCount) || vacancy.headCount < 1 || vacancy.headCount > 10_000)
    refuse('headCount', '招聘人数须在 1 到 10000 之间', 'Head count is between 1 and 10,000');
  for (const [field, amount] of [
    ['pay.from', pay.from],
    ['pay.to', pay.to],
  ] as const) {
    if (amount !== null && (amount <= 0n || amount > MOST_PAY)) refuse(field, '工资须为正数，单位为分', 'Pay is a positive amount in fen');
  }
  if (pay.from !== null && pay.to !== null && pay.from > pay.to)
    refuse('pay.to', '工资上限不能低于下限，请核对两个数', 'The most cannot be below the least; check both');
  if (pay.from === null && pay.to === null && !pay.negotiable && pay.basis !== 'PIECE')
    refuse('pay', '请填写工资，或注明面议、计件', 'State the pay, or that it is negotiable or by the piece');
  const latest = latestDay(day);
  if (vacancy.validFrom < EARLIEST_DAY || vacancy.validFrom > latest)
    refuse('validFrom', `起始日期须在 ${EARLIEST_DAY} 到 ${latest} 之间`, `The first day is between ${EARLIEST_DAY} and ${latest}`);
  if (vacancy.validUntil < vacancy.validFrom)
    refuse('validUntil', '截止日期不能早于起始日期，请核对两个日期', 'The last day cannot be before the first; check both');
  if (vacancy.validUntil > latest)
    refuse('validUntil', `截止日期不能晚于 ${latest}（五年之内）`, `The last day is within five years, ${latest} at the latest`);
  if (requirements.experienceMonths !== null && requirements.experienceMonths < 0)
    refuse('requirements.experienceMonths', '工作经验不能为负', 'Experience is not negative');
  if (conditions.payDay !== null && (conditions.payDay < 1 || conditions.payDay > 31))
    refuse('conditions.payDay', '发薪日须在 1 到 31 之间', 'The pay day is between 1 and 31');
  if (conditions.trainingDays !== null && conditions.trainingDays < 0)
    refuse('conditions.trainingDays', '岗前培训天数不能为负', 'Days of training are not negative');
  checkAges(vacancy);
  checkProbation(vacancy, day);
  checkHours(vacancy, day);
  checkWords(vacancy);
}
