import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, ID, Info, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { all, raw, type Sql, sql } from '../../platform/database/sql.js';
import { Reads } from '../../platform/database/selection.js';
import { type Connection, connectionOf, page } from '../../platform/graphql/connection.js';
import { Context } from '../../platform/graphql/context.js';
import { Cost } from '../../platform/graphql/cost.js';
import { mutate, payloadOf, StepInput } from '../../platform/graphql/mutation.js';
import { LocalDate } from '../../platform/graphql/scalars.js';
import { CaseStep } from '../policies/case-step.js';
import { MoneyEntry } from '../policies/ledger.js';
import { places, regionByCode } from '../regions/region.queries.js';
import { ReasonInput } from '../vacancies/vacancy.inputs.js';
import {
  LoanApplyInput,
  LoanBankApproveInput,
  LoanDisburseInput,
  LoanExtendInput,
  LoanFilter,
  LoanInterestPayInput,
  LoanPaymentInput,
  LoanPromiseInput,
} from './loan.inputs.js';
import {
  applyForLoan,
  approveByBank,
  checkLoan,
  disburseLoan,
  promiseLoan,
  recommendLoan,
  rejectByBank,
  rejectLoan,
  withdrawLoan,
} from './loan.service.js';
import { LoanPartner, MicroLoan, MOST_PARTNERS } from './loan.js';
import { LoanPortfolio, portfolioAt } from './portfolio.js';
import { compensateLoan, extendLoan, payInterest, recoverLoan, repayLoan, writeOffLoan } from './repayment.service.js';

const MicroLoanConnection = connectionOf(MicroLoan);
const loanPayload = (step: string) => payloadOf(`Loan${step}`, { loan: MicroLoan });
const LoanApplyPayload = loanPayload('Apply');
const LoanRecommendPayload = loanPayload('Recommend');
const LoanCheckPayload = loanPayload('Check');
const LoanPromisePayload = loanPayload('Promise');
const LoanBankApprovePayload = loanPayload('BankApprove');
const LoanBankRejectPayload = loanPayload('BankReject');
const LoanRejectPayload = loanPayload('Reject');
const LoanWithdrawPayload = loanPayload('Withdraw');
const LoanDisbursePayload = loanPayload('Disburse');
const LoanRepayPayload = loanPayload('Repay');
const LoanExtendPayload = loanPayload('Extend');
const LoanCompensatePayload = loanPayload('Compensate');
const LoanRecoverPayload = loanPayload('Recover');
const LoanWriteOffPayload = loanPayload('WriteOff');
const LoanInterestPayPayload = loanPayload('InterestPay');
const changed = { loan: 'MicroLoan' };

/** Which loans a filter means. */
export const loansWhere = (filter: LoanFilter = {}): Sql =>
  all([
    filter.state !== undefined && sql`t.state = ${filter.state}`,
    filter.region !== undefined && places.within('t.region_path', regionByCode(filter.region).path),
    filter.fastTrack !== undefined && sql`t.fast_track = ${filter.fastTrack}`,
    filter.late === true && raw('t.step_due_on < app_today()'),
  ]);

@Resolver(() => MicroLoan)
export class LoanResolver {
  @Query(() => MicroLoan, { nullable: true, description: 'A loan by id, or null when there is none in your sight. Offices, the borrower, auditors.' })
  loan(
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    return context.one('MicroLoan', sql`t.id::text = ${id}`, info);
  }

  @Query(() => MicroLoanConnection, { description: 'Loans in your sight, newest first. Offices, the borrower, auditors.' })
  loans(
    @Arg('filter', () => LoanFilter, { nullable: true, description: 'Which.' }) filter: LoanFilter | undefined,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    const order = { name: 'newest', by: 't.created_at', type: 'timestamptz', direction: 'desc' } as const;
    return page(context, info, { entity: 'MicroLoan', where: loansWhere(filter), order, first, after });
  }

  @Cost({ weight: 200 })
  @Query(() => LoanPortfolio, {
    description: 'What the loans in your sight stood at the end of any day, with the recovery rate. Offices and auditors.',
  })
  loanPortfolio(
    @Arg('region', () => String, { description: 'Code or name of the division.' }) region: string,
    @Arg('on', () => LocalDate, { nullable: true, description: 'Which day; today unless given.' }) on: string | undefined,
    @Arg('since', () => LocalDate, { nullable: true, description: 'First day of what is new; the first of that year unless given.' }) since:
      | string
      | undefined,
    @Ctx() context: Context,
  ): Promise<LoanPortfolio> {
    const day = on ?? context.platform.clock.today();
    return portfolioAt(context, regionByCode(region).path, day, since ?? `${day.slice(0, 4)}-01-01`);
  }

  @Reads('stepDueOn')
  @FieldResolver(() => Boolean, { description: 'Whether an office or the bank lets its last day pass.' })
  late(@Root() loan: MicroLoan, @Ctx() context: Context): boolean {
    return loan.stepDueOn !== null && loan.stepDueOn < context.platform.clock.today();
  }

  @Cost({ atMost: 20 })
  @FieldResolver(() => [CaseStep], { description: 'Its steps, first to last.' })
  @Reads()
  steps(@Root() loan: MicroLoan, @Ctx() context: Context, @Info() info: GraphQLResolveInfo): Promise<object[]> {
    return context.ofEach('CaseStep', { on: 't.case_id = p.id', order: 't.id', atMost: 20 }, loan.id, info);
  }

  @Cost({ atMost: MOST_PARTNERS })
  @FieldResolver(() => [LoanPartner], { description: 'Who borrows with the borrower, in the order of application.' })
  @Reads()
  partners(@Root() loan: MicroLoan, @Ctx() context: Context, @Info() info: GraphQLResolveInfo): Promise<object[]> {
    return context.ofEach('LoanPartner', { on: 't.loan_id = p.id', order: 't.id', atMost: MOST_PARTNERS }, loan.id, info);
  }

  @Cost({ atMost: 100 })
  @FieldResolver(() => [MoneyEntry], { description: 'Its money in the ledger, in order; up to 100 legs.' })
  @Reads()
  entries(@Root() loan: MicroLoan, @Ctx() context: Context, @Info() info: GraphQLResolveInfo): Promise<object[]> {
    return context.ofEach('MoneyEntry', { on: 't.case_id = p.id', order: 't.id', atMost: 100 }, loan.id, info);
  }

  @Mutation(() => LoanApplyPayload, {
    description:
      'Asks for a micro-loan, judged by the decision table and the limits of the day. Each partner is judged like the borrower, and named at an office. The person, or an office of the division. Refuses NOT_FOUND, INVALID, NOT_ELIGIBLE (rules, missing evidence, limit, division, partners without an office), ALREADY_EXISTS (somebody is in one that is open, or named twice).',
  })
  loanApply(
    @Arg('input', () => LoanApplyInput, { description: 'The application.' }) input: LoanApplyInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { input }, async (em) => ({ loan: (await applyForLoan(em, context.viewer, input)).id }));
  }

  @Mutation(() => LoanRecommendPayload, {
    description:
      'The community recommends; outside the main urban area the town or county may. Another person than who applied. Refuses NOT_FOUND, NOT_ELIGIBLE (level, the same person), ILLEGAL_TRANSITION.',
  })
  loanRecommend(
    @Arg('id', () => ID, { description: 'Which loan.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ loan: (await recommendLoan(em, context.viewer, id)).id }));
  }

  @Mutation(() => LoanCheckPayload, {
    description:
      'The labour department has checked: the street, outside the main urban area the county too. Another person than who recommended, at that level or above. Refuses NOT_FOUND, NOT_ELIGIBLE (level, the same person), ILLEGAL_TRANSITION.',
  })
  loanCheck(
    @Arg('id', () => ID, { description: 'Which loan.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ loan: (await checkLoan(em, context.viewer, id)).id }));
  }

  @Mutation(() => LoanPromisePayload, {
    description:
      'The guarantee fund promises to answer for it; the bank has its days from now on. Offices of the county, another person than who checked. Refuses NOT_FOUND, INVALID, NOT_ELIGIBLE (level, the same person, amount), QUOTA_EXHAUSTED (the fund would answer for too much), ILLEGAL_TRANSITION.',
  })
  loanPromise(
    @Arg('id', () => ID, { description: 'Which loan.' }) id: string,
    @Arg('input', () => LoanPromiseInput, { description: 'Which fund, and how much.' }) input: LoanPromiseInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ loan: (await promiseLoan(em, context.viewer, id, input)).id }));
  }

  @Mutation(() => LoanBankApprovePayload, {
    description:
      'The bank agreed. Offices of the county, another person than who promised. Refuses NOT_FOUND, NOT_ELIGIBLE (level, the same person, term, rate of interest), ILLEGAL_TRANSITION.',
  })
  loanBankApprove(
    @Arg('id', () => ID, { description: 'Which loan.' }) id: string,
    @Arg('input', () => LoanBankApproveInput, { description: 'To what.' }) input: LoanBankApproveInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ loan: (await approveByBank(em, context.viewer, id, input)).id }));
  }

  @Mutation(() => LoanBankRejectPayload, {
    description:
      'The bank refused; the promise is given back. Offices of the county, another person than who promised. Refuses NOT_FOUND, INVALID, NOT_ELIGIBLE (level, the same person), ILLEGAL_TRANSITION.',
  })
  loanBankReject(
    @Arg('id', () => ID, { description: 'Which loan.' }) id: string,
    @Arg('input', () => ReasonInput, { description: 'Why.' }) input: ReasonInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ loan: (await rejectByBank(em, context.viewer, id, input.reason)).id }));
  }

  @Mutation(() => LoanRejectPayload, {
    description:
      'Refuses an application before the fund has promised. Offices of the community, street or county, another person than who took the last step. Refuses NOT_FOUND, INVALID, NOT_ELIGIBLE (level, the same person), ILLEGAL_TRANSITION.',
  })
  loanReject(
    @Arg('id', () => ID, { description: 'Which loan.' }) id: string,
    @Arg('input', () => ReasonInput, { description: 'Why.' }) input: ReasonInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ loan: (await rejectLoan(em, context.viewer, id, input.reason)).id }));
  }

  @Mutation(() => LoanWithdrawPayload, {
    description:
      'The borrower gives it up before it is paid out; a promise is given back. The person until the fund has promised, offices. Refuses NOT_FOUND, INVALID, NOT_ELIGIBLE (at the office), ILLEGAL_TRANSITION.',
  })
  loanWithdraw(
    @Arg('id', () => ID, { description: 'Which loan.' }) id: string,
    @Arg('input', () => ReasonInput, { description: 'Why.' }) input: ReasonInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ loan: (await withdrawLoan(em, context.viewer, id, input.reason)).id }));
  }

  @Mutation(() => LoanDisbursePayload, {
    description:
      'The contract is signed and the bank has paid out; the term runs from today. Offices of the county, another person than who wrote down the bank’s answer. Refuses NOT_FOUND, INVALID, NOT_ELIGIBLE (level, the same person), ILLEGAL_TRANSITION.',
  })
  loanDisburse(
    @Arg('id', () => ID, { description: 'Which loan.' }) id: string,
    @Arg('input', () => LoanDisburseInput, { description: 'The contract.' }) input: LoanDisburseInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({
      loan: (await disburseLoan(em, context.viewer, id, input.contractNumber)).id,
    }));
  }

  @Mutation(() => LoanRepayPayload, {
    description:
      'Principal was paid back to the bank, by its value date; the last of it ends the loan. Offices of the street or county. Refuses NOT_FOUND, INVALID (amount, a value date before the loan or after today), NOT_ELIGIBLE (more than is owed, interest was subsidised beyond the value date), ILLEGAL_TRANSITION.',
  })
  loanRepay(
    @Arg('id', () => ID, { description: 'Which loan.' }) id: string,
    @Arg('input', () => LoanPaymentInput, { description: 'How much, and when.' }) input: LoanPaymentInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ loan: (await repayLoan(em, context.viewer, id, input)).id }));
  }

  @Mutation(() => LoanExtendPayload, {
    description:
      'Extends a loan, once, before its last day is over. Offices of the county, another person than who took the last step. Refuses NOT_FOUND, NOT_ELIGIBLE (level, the same person, too late, too long, the guarantor), ILLEGAL_TRANSITION.',
  })
  loanExtend(
    @Arg('id', () => ID, { description: 'Which loan.' }) id: string,
    @Arg('input', () => LoanExtendInput, { description: 'How long.' }) input: LoanExtendInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({
      loan: (await extendLoan(em, context.viewer, id, input.months, input.guarantorAgrees)).id,
    }));
  }

  @Mutation(() => LoanCompensatePayload, {
    description:
      'The fund pays the bank what is overdue; it is owed to the fund from now on. Offices of the county. Refuses NOT_FOUND, NOT_ELIGIBLE (level, not overdue for long enough, the fund has not enough), QUOTA_EXHAUSTED (the year’s limit), ILLEGAL_TRANSITION.',
  })
  loanCompensate(
    @Arg('id', () => ID, { description: 'Which loan.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ loan: (await compensateLoan(em, context.viewer, id)).id }));
  }

  @Mutation(() => LoanRecoverPayload, {
    description:
      'The borrower paid the fund, by the value date; the last of it ends the loan. Offices of the street or county. Refuses NOT_FOUND, INVALID (amount, a value date before the fund paid or after today), NOT_ELIGIBLE (more than is owed), ILLEGAL_TRANSITION.',
  })
  loanRecover(
    @Arg('id', () => ID, { description: 'Which loan.' }) id: string,
    @Arg('input', () => LoanPaymentInput, { description: 'How much, and when.' }) input: LoanPaymentInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ loan: (await recoverLoan(em, context.viewer, id, input)).id }));
  }

  @Mutation(() => LoanWriteOffPayload, {
    description:
      'Gives up what is still owed to the fund. Offices of the city, another person than who took the last step. Refuses NOT_FOUND, INVALID, NOT_ELIGIBLE (level, the same person), ILLEGAL_TRANSITION.',
  })
  loanWriteOff(
    @Arg('id', () => ID, { description: 'Which loan.' }) id: string,
    @Arg('input', () => ReasonInput, { description: 'Why, with the decision.' }) input: ReasonInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ loan: (await writeOffLoan(em, context.viewer, id, input.reason)).id }));
  }

  @Mutation(() => LoanInterestPayPayload, {
    description:
      'Subsidises interest inside the original term, from where it was subsidised last: on what was owed at the end of each day, a year of 360 days. Offices of the county. Refuses NOT_FOUND, INVALID, NOT_ELIGIBLE (level, not paid out, rules, an extension).',
  })
  loanInterestPay(
    @Arg('id', () => ID, { description: 'Which loan.' }) id: string,
    @Arg('input', () => LoanInterestPayInput, { description: 'Until when.' }) input: LoanInterestPayInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ loan: (await payInterest(em, context.viewer, id, input.until)).id }));
  }
}
