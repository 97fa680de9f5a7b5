import { raw } from '../../platform/database/sql.js';
import { type Indicator, inPeriod, ofDivision } from '../../platform/measures/indicator.js';
import { loansAt } from './portfolio.js';

const SUMMARY = '2007 年就业再就业工作总结第二节';
const disbursed = (what: string): string =>
  `select ${what} from micro_loan l where ${ofDivision('l.region_path')} and ${inPeriod('l.contract_disbursed_on')}`;
/** Of loans whose last day has come, as they stood at the end of the period. */
const due = (what: string): string =>
  `select coalesce(sum(t.${what}), 0) from (${loansAt(raw('a.last'), raw(ofDivision('l.region_path'))).compile().text}) t where t.last_day <= a.last`;

/** As `loanPortfolio` shows them. */
export const indicators: readonly Indicator[] = [
  {
    code: 'LOANS_DISBURSED',
    unit: 'FEN',
    flow: true,
    name: { zh: '新发放小额担保贷款', en: 'Micro-loans disbursed' },
    definition: { zh: '期内发放的贷款金额（分）', en: 'Principal disbursed in the period, in fen' },
    source: SUMMARY,
    actual: disbursed('coalesce(sum(l.amount), 0)'),
  },
  {
    code: 'LOAN_PERSONS',
    unit: 'PERSON',
    flow: true,
    name: { zh: '小额担保贷款帮助就业人数', en: 'People whom micro-loans brought into work' },
    definition: {
      zh: '期内发放的贷款帮助就业的人数；同一借款人有两笔的计一次',
      en: 'People whom the loans disbursed in the period brought into work; a borrower with two counts once',
    },
    source: SUMMARY,
    actual: `select coalesce(sum(t.heads), 0) from (${disbursed('distinct on (l.seeker_id) l.heads')} order by l.seeker_id, l.heads desc) t`,
  },
  {
    code: 'LOAN_RECOVERY_RATE',
    unit: 'RATE',
    flow: false,
    name: { zh: '小额贷款回收率', en: 'Recovery rate of micro-loans' },
    definition: {
      zh: '累计收回的到期本金 / 累计到期本金；未到期的不计，代偿不算收回',
      en: 'Due principal that borrowers repaid, of all due principal; what is not due is left out, what a fund paid is not recovered',
    },
    source: SUMMARY,
    actual: due('paid'),
    over: due('amount'),
  },
];
