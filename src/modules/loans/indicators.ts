import { type Counted, counting, type Source } from '../../platform/measures/counted.js';
import type { Indicator } from '../../platform/measures/indicator.js';

const SUMMARY = '2007 年就业再就业工作总结第二节';
const lent: Source = {
  code: 'LOANS',
  name: { zh: '小额担保贷款发放', en: 'Micro-loans disbursed' },
  entity: 'MicroLoan',
  from: 'micro_loan t',
  path: 't.region_path',
  day: 't.contract_disbursed_on',
  person: 't.seeker_id',
};
/** An extension moves the last day once it is decided. */
const LAST_DAY = (loan: string): string =>
  `(case when ${loan}.contract_extended_on <= a.last then ${loan}.contract_extended_until else ${loan}.contract_due_on end)`;
const due: Source = { ...lent, code: 'LOANS_DUE', name: { zh: '到期小额担保贷款', en: 'Micro-loans that are due' }, day: LAST_DAY('t') };
/** What a borrower paid, to the bank or to the fund. */
const returned: Source = {
  code: 'REPAYMENTS',
  name: { zh: '小额担保贷款回收', en: 'Repayments of micro-loans' },
  entity: 'MoneyEntry',
  from: `ledger_entry t join micro_loan l on l.id = t.case_id
           and (t.account = 'PRINCIPAL' and t.kind = 'REPAY' or t.account = 'CLAIM' and t.kind = 'RECOVER')`,
  path: 'l.region_path',
  day: 't.posted_on',
  person: 'l.seeker_id',
};
const amounts: Counted = { source: lent, measure: 'SUM', amount: 't.amount' };
/** Somebody with two loans counts once, by the one with more heads. */
const persons: Counted = { source: lent, measure: 'GREATEST', amount: 't.heads' };

/** As `loanPortfolio` shows them. */
export const indicators: readonly Indicator[] = [
  counting(
    {
      code: 'LOANS_DISBURSED',
      unit: 'FEN',
      flow: true,
      name: { zh: '新发放小额担保贷款', en: 'Micro-loans disbursed' },
      definition: { zh: '期内发放的贷款金额（分）', en: 'Principal disbursed in the period, in fen' },
      source: SUMMARY,
    },
    amounts,
  ),
  counting(
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
    },
    persons,
  ),
  counting(
    {
      code: 'LOANS_DISBURSED_EVER',
      unit: 'FEN',
      flow: false,
      name: { zh: '累计发放小额担保贷款', en: 'Micro-loans disbursed to date' },
      definition: { zh: '截至期末累计发放的贷款金额（分）', en: 'Principal disbursed up to the last day, in fen' },
      source: SUMMARY,
    },
    { ...amounts, cumulative: true },
  ),
  counting(
    {
      code: 'LOAN_PERSONS_EVER',
      unit: 'PERSON',
      flow: false,
      name: { zh: '小额担保贷款累计帮助就业人数', en: 'People whom micro-loans brought into work to date' },
      definition: {
        zh: '截至期末发放的全部贷款帮助就业的人数；同一借款人有两笔的计一次',
        en: 'People whom all loans disbursed up to the last day brought into work; a borrower with two counts once',
      },
      source: SUMMARY,
    },
    { ...persons, cumulative: true },
  ),
  counting(
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
    },
    {
      source: returned,
      measure: 'SUM',
      where: `${LAST_DAY('l')} <= a.last`,
      amount: '-t.delta',
      cumulative: true,
    },
    { whole: { source: due, measure: 'SUM', amount: 't.amount', cumulative: true } },
  ),
];
