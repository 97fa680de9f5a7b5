import { mergePolicies, permit } from '../../platform/access/policy.js';
import { everyRow, hangingOn, type Predicate, seenBy } from '../../platform/access/scopes.js';
import type { Role } from '../../platform/access/viewer.js';
import { join, raw, sql } from '../../platform/database/sql.js';
import { inDivision } from '../institutions/institution.queries.js';
import type { Module } from '../module.js';
import { ownOf } from '../seekers/seeker.queries.js';
import { GuaranteeFund } from './fund.js';
import { FundResolver } from './fund.resolver.js';
import { holdings } from './holdings.js';
import { indicators } from './indicators.js';
import { ledgers } from './ledgers.js';
import { LoanPartner, MicroLoan } from './loan.js';
import { LoanResolver } from './loan.resolver.js';

const office: readonly Role[] = ['office'];
const watching: readonly Role[] = ['office', 'auditor'];
const applying: readonly Role[] = ['office', 'seeker'];
const concerned: readonly Role[] = ['office', 'seeker', 'auditor'];

/** Funds of one's division, and of those above it, which answer for its loans. */
const ofOrAbove: Predicate = (alias, viewer, see) =>
  join([inDivision('region_path')(alias, viewer, see), sql`starts_with(${viewer.regionPath ?? ''}, ${raw(`${alias}.region_path`)} || '/')`], ' or ');

const STEPS = 'Recommend Check Promise BankApprove BankReject Reject Disburse Repay Extend Compensate Recover WriteOff InterestPay'.split(' ');

export const loans: Module = {
  name: 'loans',
  entities: [GuaranteeFund, MicroLoan, LoanPartner],
  resolvers: [LoanResolver, FundResolver],
  scopes: {
    GuaranteeFund: [{ office: ofOrAbove, auditor: everyRow }],
    MicroLoan: [{ office: inDivision('region_path'), seeker: ownOf('seeker_id'), auditor: everyRow }],
    LoanPartner: [seenBy(applying, hangingOn('micro_loan', 'loan_id', 'MicroLoan')), { seeker: ownOf('seeker_id'), auditor: everyRow }],
    MoneyEntry: [{ office: hangingOn('micro_loan', 'case_id', 'MicroLoan') }],
    CaseStep: [seenBy(applying, hangingOn('micro_loan', 'case_id', 'MicroLoan'))],
  },
  holdings,
  indicators,
  ledgers,
  personFacts: {
    LOAN_OUTSTANDING: (person) => sql`(select to_jsonb(l.open) from person_loans(${person}) l)`,
    EARLIER_LOANS: (person) => sql`(select to_jsonb(l.earlier) from person_loans(${person}) l)`,
  },
  constraints: {
    micro_loan_one: {
      code: 'ALREADY_EXISTS',
      path: ['input', 'seeker'],
      zh: '此人已有未结清的小额贷款',
      en: 'The person has a micro-loan that is open',
    },
    loan_partner_one: {
      code: 'ALREADY_EXISTS',
      path: ['input', 'partners'],
      zh: '有合伙人已在另一笔未结清的小额贷款中',
      en: 'A partner is in another micro-loan that is open',
    },
    guarantee_fund_name: {
      code: 'ALREADY_EXISTS',
      path: ['input', 'name'],
      zh: '该地区已有同名基金',
      en: 'The division has a fund of that name already',
    },
    guarantee_fund_never_negative: { code: 'NOT_ELIGIBLE', path: ['id'], zh: '基金余额不足', en: 'The fund has not enough' },
    micro_loan_amounts: { code: 'CONFLICT', path: ['id'], zh: '金额刚刚变动，请重新读取', en: 'The amounts changed a moment ago; read again' },
  },
  policy: mergePolicies([
    permit('Query', concerned, 'loan loans'),
    permit('Query', watching, 'loanPortfolio guaranteeFunds'),
    permit('Mutation', applying, 'loanApply loanWithdraw'),
    permit('Mutation', office, `guaranteeFundOpen guaranteeFundDeposit ${STEPS.map((step) => `loan${step}`).join(' ')}`),
    permit('GuaranteeFund', watching, 'id createdAt synthetic name region bank balance exposure entries'),
    permit('GuaranteeFundConnection', watching, 'edges pageInfo totalCount'),
    permit('GuaranteeFundEdge', watching, 'cursor node'),
    permit(
      'MicroLoan',
      concerned,
      'id createdAt synthetic seeker kind heads partners region project microProfit fastTrack state appliedOn requested amount stepDueOn late contract outstanding claim interest interestUntil endedOn reason steps',
    ),
    permit('MicroLoan', watching, 'fund entries'),
    permit('LoanPartner', concerned, 'id createdAt synthetic seeker open'),
    permit('LoanContract', concerned, 'termMonths annualRate number disbursedOn dueOn extendedOn extendedUntil'),
    permit('MicroLoanConnection', concerned, 'edges pageInfo totalCount'),
    permit('MicroLoanEdge', concerned, 'cursor node'),
    permit(
      'LoanPortfolio',
      watching,
      'on since newAmount newCount newPersons disbursed persons outstanding overdue due recoveredDue recoveryRate compensated recovered writtenOff',
    ),
    ...['Open', 'Deposit'].map((step) => permit(`GuaranteeFund${step}Payload`, office, 'fund userErrors')),
    ...['Apply', 'Withdraw'].map((step) => permit(`Loan${step}Payload`, applying, 'loan userErrors')),
    ...STEPS.map((step) => permit(`Loan${step}Payload`, office, 'loan userErrors')),
  ]),
};
