import type { Ref } from '@mikro-orm/core';
import { Check, Embeddable, Embedded, Entity, Enum, Index, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { Field, Int, ObjectType } from 'type-graphql';
import type { Level } from '../../platform/access/viewer.js';
import { Row } from '../../platform/database/base.js';
import { enumOf } from '../../platform/graphql/enum.js';
import { LocalDate, Money, MoneyType } from '../../platform/graphql/scalars.js';
import { type Transitions, step } from '../../platform/graphql/transition.js';
import { Region } from '../regions/region.js';
import { Seeker } from '../seekers/seeker.js';
import { GuaranteeFund } from './fund.js';

export const LoanKind = enumOf('LoanKind', 'Who borrows.', {
  INDIVIDUAL: '个人 One person.',
  PARTNERSHIP: '合伙 Partners, of whom one answers for all.',
});
export type LoanKind = keyof typeof LoanKind;

export const LoanState = enumOf('LoanState', 'Where a micro-loan stands.', {
  APPLIED: '已申请 Asked for.',
  COMMUNITY_RECOMMENDED: '社区已推荐 Recommended by the community, or outside the main urban area by the town.',
  LABOUR_CHECKED: '劳动部门已审核 Checked by the labour department.',
  GUARANTEE_PROMISED: '已承诺担保 The fund answers for it; the bank has its time.',
  BANK_APPROVED: '银行已批准 The bank agreed; the contract is to be signed.',
  DISBURSED: '已发放 Paid out.',
  EXTENDED: '已展期 Extended, once.',
  OVERDUE: '逾期 Its last day is over and something is owed.',
  REPAID: '已还清 Repaid.',
  COMPENSATED: '已代偿 The fund paid the bank; the borrower owes the fund.',
  RECOVERED: '已追回 The borrower paid the fund.',
  WRITTEN_OFF: '已核销 What remained was given up.',
  REJECTED: '未通过 Refused by an office.',
  BANK_REJECTED: '银行未批准 Refused by the bank.',
  WITHDRAWN: '已撤回 Given up before it was paid out.',
});
export type LoanState = keyof typeof LoanState;

const transitions: Transitions<LoanState> = {
  APPLIED: ['COMMUNITY_RECOMMENDED', 'REJECTED', 'WITHDRAWN'],
  COMMUNITY_RECOMMENDED: ['LABOUR_CHECKED', 'REJECTED', 'WITHDRAWN'],
  LABOUR_CHECKED: ['GUARANTEE_PROMISED', 'REJECTED', 'WITHDRAWN'],
  GUARANTEE_PROMISED: ['BANK_APPROVED', 'BANK_REJECTED', 'WITHDRAWN'],
  BANK_APPROVED: ['DISBURSED', 'WITHDRAWN'],
  DISBURSED: ['REPAID', 'OVERDUE', 'EXTENDED'],
  EXTENDED: ['REPAID', 'OVERDUE'],
  OVERDUE: ['REPAID', 'COMPENSATED'],
  COMPENSATED: ['RECOVERED', 'WRITTEN_OFF'],
  REPAID: [],
  RECOVERED: [],
  WRITTEN_OFF: [],
  REJECTED: [],
  BANK_REJECTED: [],
  WITHDRAWN: [],
};

/** Principal may be owed to the bank. */
export const LENT: readonly LoanState[] = ['DISBURSED', 'EXTENDED', 'OVERDUE'];

/**
 * Who takes which step, in the main urban area and outside of it: community, street, district bureau; elsewhere the town
 * or the county may recommend and the county check (Xinhua 2008-08-20). What the route does not name is the county’s; a write-off is the
 * city’s, which is ours.
 */
export const LOAN_LEVELS: Readonly<Record<'urban' | 'outer', Readonly<Partial<Record<LoanState, readonly Level[]>>>>> = {
  urban: { COMMUNITY_RECOMMENDED: ['community'], LABOUR_CHECKED: ['street'], REJECTED: ['community', 'street', 'county'] },
  outer: {
    COMMUNITY_RECOMMENDED: ['community', 'street', 'county'],
    LABOUR_CHECKED: ['street', 'county'],
    REJECTED: ['community', 'street', 'county'],
  },
};

/** With the borrower as many as a loan has heads at most. */
export const MOST_PARTNERS = 99;

@ObjectType({ description: 'What the bank lends and until when.', simpleResolvers: true })
@Embeddable()
export class LoanContract {
  @Field(() => Int, { nullable: true, description: 'Months of the term.' })
  @Property({ type: 'smallint', nullable: true })
  termMonths: number | null = null;

  @Field(() => Int, { nullable: true, description: 'Annual rate of interest, in hundredths of a per cent.' })
  @Property({ type: 'integer', nullable: true })
  annualRate: number | null = null;

  @Field(() => String, { nullable: true, description: 'Number of the contract; null until it is signed.' })
  @Property({ type: 'text', nullable: true })
  number: string | null = null;

  @Field(() => LocalDate, { nullable: true, description: 'When it was paid out.' })
  @Property({ type: 'date', nullable: true })
  disbursedOn: string | null = null;

  @Field(() => LocalDate, { nullable: true, description: 'Last day of the original term.' })
  @Property({ type: 'date', nullable: true })
  dueOn: string | null = null;

  @Field(() => LocalDate, { nullable: true, description: 'When it was extended.' })
  @Property({ type: 'date', nullable: true })
  extendedOn: string | null = null;

  @Field(() => LocalDate, { nullable: true, description: 'Last day of the extension.' })
  @Property({ type: 'date', nullable: true })
  extendedUntil: string | null = null;
}

@ObjectType({
  description:
    'A guaranteed micro-loan (小额担保贷款), from its application to its end. A person is in at most one that is open, as borrower or partner.',
  simpleResolvers: true,
})
@Entity({ tableName: 'micro_loan' })
@Check({
  name: 'micro_loan_amounts',
  expression: 'requested > 0 and amount > 0 and amount <= requested and least(outstanding, claim, interest) >= 0',
})
@Check({ name: 'micro_loan_owes_no_more', expression: 'outstanding + claim <= coalesce(amount, 0)' })
@Check({ name: 'micro_loan_heads', expression: "(kind = 'INDIVIDUAL') = (heads = 1) and heads >= 1 and heads <= 100" })
@Check({
  name: 'micro_loan_contract_in_order',
  expression: 'contract_disbursed_on <= contract_due_on and contract_extended_on <= contract_due_on and contract_due_on < contract_extended_until',
})
@Check({
  name: 'micro_loan_refused_has_reason',
  expression: "state <> all ('{REJECTED,BANK_REJECTED,WRITTEN_OFF}') or reason is not null",
})
@Index({
  name: 'micro_loan_one',
  expression:
    "create unique index micro_loan_one on micro_loan (seeker_id) where state not in ('REPAID', 'RECOVERED', 'WRITTEN_OFF', 'REJECTED', 'BANK_REJECTED', 'WITHDRAWN')",
})
@Index({ name: 'micro_loan_place', expression: 'create index micro_loan_place on micro_loan (region_path collate "C")' })
@Index({
  name: 'micro_loan_due',
  expression: `create index micro_loan_due on micro_loan (coalesce(contract_extended_until, contract_due_on)) where state in ('DISBURSED', 'EXTENDED')`,
})
export class MicroLoan extends Row {
  @Field(() => Seeker, { nullable: true, description: 'Who borrows; null when out of your sight.' })
  @ManyToOne(() => Seeker, { ref: true, index: true })
  seeker!: Ref<Seeker>;

  @Field(() => LoanKind, { description: 'Alone or with partners.' })
  @Enum({ items: () => LoanKind, type: 'text' })
  kind!: LoanKind;

  @Field(() => Int, {
    description: 'People whom it brings into work: the borrower and the partners; of loans that were taken over only their number may be known.',
  })
  @Property({ type: 'smallint', default: 1 })
  heads = 1;

  @Field(() => Region, { description: 'The community that recommends, or the town outside the main urban area; its rates hold.' })
  @ManyToOne(() => Region, { ref: true })
  region!: Ref<Region>;

  @Property({ type: 'text', hidden: true })
  regionPath!: string;

  @Property({ type: 'boolean', default: false, hidden: true })
  mainUrban = false;

  @Field(() => String, { description: 'What the money is for.' })
  @Property({ type: 'text' })
  project!: string;

  @Field(() => Boolean, { description: 'Whether the project is a listed micro-profit one.' })
  @Property({ type: 'boolean', default: false })
  microProfit = false;

  @Field(() => Boolean, { description: 'On the fast track (绿色通道): shorter deadlines, the same checks.' })
  @Property({ type: 'boolean', default: false })
  fastTrack = false;

  @Field(() => LoanState, { description: 'Where it stands.' })
  @Enum({ items: () => LoanState, type: 'text' })
  state: LoanState = 'APPLIED';

  @Field(() => LocalDate, { description: 'When it was asked for; the limits of that day hold.' })
  @Property({ type: 'date' })
  appliedOn!: string;

  @Field(() => Money, { description: 'What is asked for.' })
  @Property({ type: MoneyType })
  requested!: bigint;

  @Field(() => Money, { nullable: true, description: 'What the fund promised to answer for, and the bank lends; null before.' })
  @Property({ type: MoneyType, nullable: true })
  amount: bigint | null = null;

  @Field(() => GuaranteeFund, { nullable: true, description: 'The fund that answers for it; null before, or out of your sight.' })
  @ManyToOne(() => GuaranteeFund, { ref: true, nullable: true, index: true })
  fund: Ref<GuaranteeFund> | null = null;

  @Field(() => LocalDate, { nullable: true, description: 'Last day for the next step of an office or the bank; null when none has to act.' })
  @Property({ type: 'date', nullable: true })
  stepDueOn: string | null = null;

  @Field(() => LoanContract, { nullable: true, description: 'What the bank lends and until when; null before it agreed.' })
  @Embedded(() => LoanContract)
  contract: LoanContract = new LoanContract();

  /** The three are carried here by the ledger alone. */
  @Field(() => Money, { description: 'Principal owed to the bank.' })
  @Property({ type: MoneyType, default: 0 })
  outstanding = 0n;

  @Field(() => Money, { description: 'Owed to the fund since it paid.' })
  @Property({ type: MoneyType, default: 0 })
  claim = 0n;

  @Field(() => Money, { description: 'Interest subsidised so far.' })
  @Property({ type: MoneyType, default: 0 })
  interest = 0n;

  @Field(() => LocalDate, { nullable: true, description: 'Until which day interest was subsidised.' })
  @Property({ type: 'date', nullable: true })
  interestUntil: string | null = null;

  @Field(() => LocalDate, { nullable: true, description: 'When it ended.' })
  @Property({ type: 'date', nullable: true })
  endedOn: string | null = null;

  @Field(() => String, { nullable: true, description: 'Why it was refused, given up or written off.' })
  @Property({ type: 'text', nullable: true })
  reason: string | null = null;

  moveTo(state: LoanState): void {
    this.state = step(transitions, this.state, state, LoanState);
  }

  /** The last day on which it may be repaid in time. */
  get lastDay(): string | null {
    return this.contract.extendedUntil ?? this.contract.dueOn;
  }
}

/** Written with the application and never changed; the database frees them when the loan ends. */
@ObjectType({ description: 'Somebody who borrows with others (合伙人). Each was judged as the borrower was.', simpleResolvers: true })
@Entity({ tableName: 'loan_partner' })
@Index({ name: 'loan_partner_one', expression: 'create unique index loan_partner_one on loan_partner (seeker_id) where open' })
export class LoanPartner extends Row {
  @ManyToOne(() => MicroLoan, { ref: true, index: true, hidden: true })
  loan!: Ref<MicroLoan>;

  @Field(() => Seeker, { nullable: true, description: 'Who; null when out of your sight.' })
  @ManyToOne(() => Seeker, { ref: true, index: true })
  seeker!: Ref<Seeker>;

  @Field(() => Boolean, { description: 'Whether the loan runs: the person is in no other meanwhile.' })
  @Property({ type: 'boolean', default: true })
  open = true;
}
