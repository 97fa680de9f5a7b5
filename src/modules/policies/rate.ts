import { BigIntType, type Ref } from '@mikro-orm/core';
import { Check, Entity, Enum, Index, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { Field, ObjectType } from 'type-graphql';
import { Row } from '../../platform/database/base.js';
import { sql } from '../../platform/database/sql.js';
import type { Asking } from '../../platform/database/within.js';
import { enumOf, labelOf } from '../../platform/graphql/enum.js';
import { Refusal } from '../../platform/graphql/errors.js';
import { BigInteger, LocalDate } from '../../platform/graphql/scalars.js';
import { ParameterKind } from '../employment/parameter.js';
import { inside } from '../institutions/institution.queries.js';
import { Region } from '../regions/region.js';
import { PolicyBasis, PolicyDocument } from './document.js';

export const PolicyParameter = enumOf('PolicyParameter', 'What a rate is of; each has one unit.', {
  SUBSIDY_MONTHS: '补贴最长月数 Longest subsidy: months.',
  SUBSIDY_NEAR_RETIREMENT: '临近退休年限 Less than so long before retirement, a subsidy runs until it: years.',
  SUBSIDY_SPELLS: '补贴次数 How often a person may be subsidised: times.',
  SUBSIDY_CONTRACT: '最短合同期 Shortest contract of an insurance subsidy: months.',
  SUBSIDY_NOTICE: '补贴公示期 How long a subsidy is shown publicly: days.',
  POST_SUBSIDY: '岗位补贴标准 Post subsidy for a month: fen.',
  INSURANCE_SHARE_EMPLOYER: '单位社保补贴比例 Subsidised share of what an employer paid: share.',
  INSURANCE_SHARE_FLEXIBLE: '灵活就业社保补贴比例 Subsidised share of what a flexible worker paid: share.',
  LOAN_AGE: '贷款最高年龄 Highest age of a borrower: years.',
  LOAN_LIMIT_INDIVIDUAL: '个人贷款限额 Limit of a loan to one person: fen.',
  LOAN_LIMIT_HEAD: '合伙人均限额 Limit of a loan to partners, for each: fen.',
  LOAN_LIMIT_PARTNERSHIP: '合伙贷款限额 Limit of a loan to partners together: fen.',
  LOAN_LIMIT_FIRM: '企业贷款限额 Limit of a loan to a labour-intensive firm: fen.',
  LOAN_TERM: '贷款期限 Longest term of a loan: months.',
  LOAN_EXTENSION: '展期期限 Longest extension, once: months.',
  LOAN_RENEWALS: '续贷次数 Loans after one that was repaid in full: times.',
  LOAN_RATE: '贷款最高年利率 Highest annual rate of interest: share.',
  LOAN_STEP: '贷款审核时限 How long an office has for its step: days.',
  LOAN_STEP_FAST: '绿色通道审核时限 The same on the fast track: days.',
  LOAN_BANK: '银行审批时限 How long the bank has for its answer: days.',
  LOAN_BANK_FAST: '绿色通道银行审批时限 The same on the fast track: days.',
  LOAN_GRACE: '代偿等待期 How long a loan is overdue before the fund pays: days.',
  FUND_LEVERAGE: '担保倍数 Guaranteed principal for each part of the fund: times.',
  FUND_COMPENSATION: '年代偿率上限 Share of the fund that may be paid out in a year: share.',
});
export type PolicyParameter = keyof typeof PolicyParameter;

@ObjectType({
  description:
    'A rate of a policy (政策参数): from a day on, in a division and what lies below it unless that has its own. It is never changed: a newer row follows it, or it is withdrawn.',
  simpleResolvers: true,
})
@Entity({ tableName: 'policy_rate' })
@Check({ name: 'policy_rate_value', expression: 'value >= 0 and per >= 1' })
@Check({ name: 'policy_rate_withdrawn_has_reason', expression: '(withdrawn_on is null) = (reason is null)' })
@Index({
  name: 'policy_rate_from',
  expression: 'create unique index policy_rate_from on policy_rate (parameter, region_id, effective_on) where withdrawn_on is null',
})
export class PolicyRate extends Row {
  @Field(() => PolicyParameter, { description: 'What it is of; its label names the unit.' })
  @Enum({ items: () => PolicyParameter, type: 'text' })
  parameter!: PolicyParameter;

  @Field(() => Region, { description: 'Where it holds; the country is everywhere.' })
  @ManyToOne(() => Region, { ref: true })
  region!: Ref<Region>;

  @Property({ type: 'text', hidden: true })
  regionPath!: string;

  @Field(() => LocalDate, { description: 'First day on which it holds.' })
  @Property({ type: 'date' })
  effectiveOn!: string;

  @Field(() => BigInteger, { description: 'The number, in the unit of its parameter; of a share, its numerator.' })
  @Property({ type: new BigIntType('bigint') })
  value!: bigint;

  @Field(() => BigInteger, { description: 'Of a share, its denominator; 1 otherwise.' })
  @Property({ type: new BigIntType('bigint'), default: 1 })
  per = 1n;

  @Field(() => PolicyDocument, { nullable: true, description: 'The document that sets it; null where none is named.' })
  @ManyToOne(() => PolicyDocument, { ref: true, nullable: true })
  document: Ref<PolicyDocument> | null = null;

  @Field(() => PolicyBasis, { description: 'What it rests on.' })
  @Enum({ items: () => PolicyBasis, type: 'text' })
  basis!: PolicyBasis;

  @Field(() => String, { description: 'Where it was found, in words.' })
  @Property({ type: 'text' })
  source!: string;

  @Field(() => LocalDate, { nullable: true, description: 'When it was withdrawn as wrong; null while it stands.' })
  @Property({ type: 'date', nullable: true })
  withdrawnOn: string | null = null;

  @Field(() => String, { nullable: true, description: 'Why it was withdrawn.' })
  @Property({ type: 'text', nullable: true })
  reason: string | null = null;
}

/** Ages are numbers of programmes, and stand there alone. */
type Age = Extract<ParameterKind, 'AGED_MEN' | 'AGED_WOMEN' | 'RETIREMENT_MEN' | 'RETIREMENT_WOMEN'>;
type RateName = PolicyParameter | Age;

/** A rate without the table it stands in. */
export interface KnownRate extends Pick<PolicyRate, 'regionPath' | 'effectiveOn' | 'value' | 'per'> {
  parameter: RateName;
}

/** Of rows of one kind, the one in force at a place on a day: of the deepest division, its latest. */
export function inForce<T extends { regionPath: string; effectiveOn: string }>(rows: readonly T[], path: string, day: string): T | undefined {
  const holding = rows.filter((one) => one.effectiveOn <= day && inside(path, one.regionPath));
  const better = (one: T, than: T): boolean =>
    one.regionPath.length === than.regionPath.length ? one.effectiveOn > than.effectiveOn : one.regionPath.length > than.regionPath.length;
  return holding.reduce<T | undefined>((best, one) => (best === undefined || better(one, best) ? one : best), undefined);
}

/** The rates on file, and the ages. */
export class Rates {
  readonly #of: ReadonlyMap<RateName, readonly KnownRate[]>;

  constructor(rows: readonly KnownRate[]) {
    this.#of = Map.groupBy(rows, (one) => one.parameter);
  }

  static async read(asking: Asking): Promise<Rates> {
    const rows = await asking.rows(sql`
      select parameter, region_path, effective_on::text, value::text, per::text from policy_rate where withdrawn_on is null
       union all select kind, region_path, effective_on::text, value::text, '1' from programme_parameter where unit = 'YEARS'`);
    return new Rates(
      (rows as [RateName, string, string, string, string][]).map(([parameter, regionPath, effectiveOn, value, per]) => ({
        parameter,
        regionPath,
        effectiveOn,
        value: BigInt(value),
        per: BigInt(per),
      })),
    );
  }

  at(parameter: RateName, path: string, day: string): KnownRate | undefined {
    return inForce(this.#of.get(parameter) ?? [], path, day);
  }

  /** The number of a rate that is no share; one that is not on file is refused, never guessed. */
  must(parameter: RateName, path: string, day: string, where: readonly string[] = []): bigint {
    return this.share(parameter, path, day, where).value;
  }

  share(parameter: RateName, path: string, day: string, where: readonly string[] = []): KnownRate {
    const rate = this.at(parameter, path, day);
    if (rate) return rate;
    const { zh, en } = labelOf(parameter in PolicyParameter ? PolicyParameter : ParameterKind, parameter);
    throw new Refusal('NOT_ELIGIBLE', where, {
      zh: `${day} 当地的“${zh}”未入库，请先由就业部门录入并注明文件`,
      en: `No rate on file there on ${day}: ${en}; an office has to enter it with its document first`,
    });
  }
}
