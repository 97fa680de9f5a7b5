import { Check, Entity, Enum, Index, Property, Unique } from '@mikro-orm/decorators/legacy';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Field, ObjectType } from 'type-graphql';
import { v7 } from 'uuid';
import { Row } from '../../platform/database/base.js';
import { sql } from '../../platform/database/sql.js';
import { within } from '../../platform/database/within.js';
import { enumOf } from '../../platform/graphql/enum.js';
import { LocalDate, Money, MoneyType } from '../../platform/graphql/scalars.js';

export const LedgerAccount = enumOf('LedgerAccount', 'What an amount stands for. The legs of an operation add up to nothing.', {
  EMPLOYMENT_FUNDS: '就业专项资金 The county’s employment funds; what was paid out of them is negative.',
  SUBSIDY: '补贴 What a subsidy was paid.',
  INTEREST: '贴息 Interest that was subsidised.',
  FUND: '担保基金 Money of the guarantee fund.',
  CAPITAL: '基金来源 Where the fund’s money comes from, negative.',
  EXPOSURE: '担保余额 What the fund answers for.',
  OBLIGED: '担保责任 The other side of it, negative.',
  BANK: '银行 The bank’s money; lent is negative.',
  PRINCIPAL: '贷款本金 What a borrower owes the bank.',
  CLAIM: '代偿债权 What a borrower owes the fund since it paid.',
  LOSS: '核销损失 What was written off.',
});
export type LedgerAccount = keyof typeof LedgerAccount;

export const LedgerKind = enumOf('LedgerKind', 'What an operation was.', {
  SUBSIDY_PAY: '补贴发放 A subsidy was paid.',
  SUBSIDY_RECOVER: '补贴追回 A subsidy was taken back.',
  DEPOSIT: '基金注资 Money into the guarantee fund.',
  PROMISE: '承诺担保 The fund promised to answer for a loan.',
  RELEASE: '解除担保 A promise ended without a loan.',
  DISBURSE: '贷款发放 A loan was disbursed.',
  REPAY: '还款 Principal was repaid.',
  COMPENSATE: '代偿 The fund paid the bank.',
  RECOVER: '追偿 The borrower paid the fund.',
  WRITE_OFF: '核销 What remained was written off.',
  INTEREST_PAY: '贴息发放 Interest was subsidised.',
});
export type LedgerKind = keyof typeof LedgerKind;

@ObjectType({
  description: 'One leg of an operation in the ledger of money. Nothing in it is ever changed; a correction is a new operation.',
  simpleResolvers: true,
})
@Entity({ tableName: 'ledger_entry' })
@Unique({ name: 'ledger_entry_leg', properties: ['operation', 'leg'] })
@Check({ name: 'ledger_entry_moves', expression: 'delta <> 0' })
@Index({ name: 'ledger_entry_of_case', expression: 'create index ledger_entry_of_case on ledger_entry (case_id, id) where case_id is not null' })
@Index({ name: 'ledger_entry_of_fund', expression: 'create index ledger_entry_of_fund on ledger_entry (fund_id, id) where fund_id is not null' })
@Index({ name: 'ledger_entry_place', expression: 'create index ledger_entry_place on ledger_entry (county_path collate "C", posted_on)' })
export class MoneyEntry extends Row {
  @Property({ type: 'uuid', hidden: true })
  operation!: string;

  @Property({ type: 'smallint', hidden: true })
  leg!: number;

  @Field(() => LedgerKind, { description: 'What the operation was.' })
  @Enum({ items: () => LedgerKind, type: 'text' })
  kind!: LedgerKind;

  @Field(() => LedgerAccount, { description: 'What the amount stands for.' })
  @Enum({ items: () => LedgerAccount, type: 'text' })
  account!: LedgerAccount;

  @Property({ type: 'uuid', nullable: true, hidden: true })
  caseId: string | null = null;

  @Property({ type: 'uuid', nullable: true, hidden: true })
  fundId: string | null = null;

  @Property({ type: 'text', hidden: true })
  countyPath!: string;

  @Field(() => LocalDate, { description: 'The day on which it counts.' })
  @Property({ type: 'date' })
  postedOn!: string;

  @Field(() => Money, { description: 'The amount; negative where it went from.' })
  @Property({ type: MoneyType })
  delta!: bigint;
}

export interface Operation {
  kind: LedgerKind;
  countyPath: string;
  caseId?: string;
  fundId?: string;
  legs: readonly (readonly [LedgerAccount, bigint])[];
  /** The value date of a payment; today unless given. */
  on?: string;
}

/** Amounts from one account to another. */
export const move = (from: LedgerAccount, to: LedgerAccount, amount: bigint): (readonly [LedgerAccount, bigint])[] => [
  [from, -amount],
  [to, amount],
];

/**
 * Writes the legs of one operation in one statement; the database refuses legs that do not add up, and
 * carries the sums to the rows that they belong to. Flushes first, so that those rows are there.
 */
export async function post(em: EntityManager, { kind, countyPath, caseId, fundId, legs, on }: Operation): Promise<void> {
  await em.flush();
  const operation = v7();
  const rows = legs.map(([account, delta], leg) => ({
    id: v7(),
    operation,
    leg,
    kind,
    account,
    case_id: caseId ?? null,
    fund_id: fundId ?? null,
    county_path: countyPath,
    delta: String(delta),
  }));
  await within(em).rows(sql`
    insert into ledger_entry (id, operation, leg, kind, account, case_id, fund_id, county_path, posted_on, delta)
    select r.id, r.operation, r.leg, r.kind, r.account, r.case_id, r.fund_id, r.county_path, coalesce(${on ?? null}::date, app_today()), r.delta
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
           as r(id uuid, operation uuid, leg smallint, kind text, account text, case_id uuid, fund_id uuid, county_path text, delta bigint)`);
}
