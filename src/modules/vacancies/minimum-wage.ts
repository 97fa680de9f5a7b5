import type { Ref } from '@mikro-orm/core';
import { Check, Entity, ManyToOne, Property, Unique } from '@mikro-orm/decorators/legacy';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Field, ObjectType } from 'type-graphql';
import { Row } from '../../platform/database/base.js';
import { enumOf } from '../../platform/graphql/enum.js';
import { LocalDate, Money, MoneyType } from '../../platform/graphql/scalars.js';
import { inside } from '../institutions/institution.queries.js';
import { Region } from '../regions/region.js';

export const MinimumWageCheck = enumOf('MinimumWageCheck', 'How an offer of pay stands against the local minimum wage.', {
  MET: '不低于最低工资 At or above it.',
  NOT_ON_FILE: '当地最低工资未入库 No minimum wage on file: not checked.',
  NOT_STATED: '工资未写明 Pay is not stated: not checked.',
  EXEMPT: '不适用 Internship: it does not apply.',
});
export type MinimumWageCheck = keyof typeof MinimumWageCheck;

@ObjectType({ description: 'A minimum wage as a division set it, from a day on until its next one.', simpleResolvers: true })
@Entity()
@Unique({ name: 'minimum_wage_from', properties: ['region', 'effectiveOn'] })
@Check({ name: 'minimum_wage_positive', expression: 'monthly > 0 and (hourly is null or hourly > 0)' })
export class MinimumWage extends Row {
  @Field(() => Region, { description: 'The division; what lies below it follows unless it has its own.' })
  @ManyToOne(() => Region, { ref: true })
  region!: Ref<Region>;

  @Property({ type: 'text', hidden: true })
  regionPath!: string;

  @Field(() => LocalDate, { description: 'First day on which it holds.' })
  @Property({ type: 'date' })
  effectiveOn!: string;

  @Field(() => Money, { description: 'For a month of full time.' })
  @Property({ type: MoneyType })
  monthly!: bigint;

  @Field(() => Money, { nullable: true, description: 'For an hour of part time; null when not on file.' })
  @Property({ type: MoneyType, nullable: true })
  hourly: bigint | null = null;

  @Field(() => String, { description: 'The notice that sets it.' })
  @Property({ type: 'text' })
  source!: string;

  @Field(() => Boolean, { description: 'Assumed for a demonstration, not set by a notice.' })
  @Property({ type: 'boolean', default: false })
  assumed = false;
}

/** The rows on file, and the one that holds at a place on a day: of the deepest division, its latest. */
export class MinimumWages {
  constructor(private readonly rows: readonly MinimumWage[]) {}

  static async read(em: EntityManager): Promise<MinimumWages> {
    return new MinimumWages(await em.find(MinimumWage, {}, { orderBy: { effectiveOn: 'desc' } }));
  }

  at(path: string, day: string): MinimumWage | null {
    const holding = this.rows.filter((one) => one.effectiveOn <= day && inside(path, one.regionPath));
    return holding.reduce<MinimumWage | null>((best, one) => (best === null || one.regionPath.length > best.regionPath.length ? one : best), null);
  }
}
