import { ref } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { MaxLength } from 'class-validator';
import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Field, Info, InputType, Int, Mutation, Query, Resolver } from 'type-graphql';
import { raw, sql } from '../../platform/database/sql.js';
import { type Connection, connectionOf, page } from '../../platform/graphql/connection.js';
import { Context } from '../../platform/graphql/context.js';
import { EffectInput, mutate, payloadOf } from '../../platform/graphql/mutation.js';
import { BigInteger, LocalDate } from '../../platform/graphql/scalars.js';
import { freeText } from '../../platform/privacy/redact.js';
import { Words } from '../../platform/graphql/words.js';
import { Region } from '../regions/region.js';
import { places, regionByCode } from '../regions/region.queries.js';
import { refuse } from './labour-law.js';
import { MinimumWage } from './minimum-wage.js';

@InputType({ description: 'A minimum wage and since when it holds.' })
class MinimumWageSetInput extends EffectInput {
  @MaxLength(60)
  @Field(() => String, { description: 'Code or name of the division that set it.' })
  region!: string;

  @Field(() => LocalDate, { description: 'First day on which it holds.' })
  effectiveOn!: string;

  @Field(() => BigInteger, { description: 'For a month of full time, in fen.' })
  monthly!: bigint;

  @Field(() => BigInteger, { nullable: true, description: 'For an hour of part time, in fen.' })
  hourly?: bigint;

  @Words(1, 200)
  @Field(() => String, { description: 'The notice that sets it.' })
  source!: string;
}

const MinimumWageConnection = connectionOf(MinimumWage);
const MinimumWageSetPayload = payloadOf('MinimumWageSet', { minimumWage: MinimumWage });

@Resolver(() => MinimumWage)
export class MinimumWageResolver {
  @Query(() => MinimumWage, {
    nullable: true,
    description: 'The minimum wage on file that holds at a place, or null when none is on file. Everyone may ask.',
  })
  minimumWage(
    @Arg('region', () => String, { description: 'Code or name of the place.' }) region: string,
    @Arg('on', () => LocalDate, { nullable: true, description: 'On which day; today unless given.' }) on: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    const day = on === undefined ? raw('app_today()') : sql`${on}::date`;
    const { path } = regionByCode(region);
    const where = sql`t.effective_on <= ${day} and (${path} = t.region_path or starts_with(${path}, t.region_path || '/'))`;
    const rows = context.many('MinimumWage', where, raw('order by length(t.region_path) desc, t.effective_on desc limit 1'), info);
    return rows.then(([row]) => row ?? null);
  }

  @Query(() => MinimumWageConnection, { description: 'Minimum wages on file, latest first. Everyone may ask.' })
  minimumWages(
    @Arg('region', () => String, { nullable: true, description: 'Code or name of the division whose subtree is meant.' }) region: string | undefined,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    const where = region === undefined ? raw('true') : places.within('t.region_path', regionByCode(region).path);
    return page(context, info, {
      entity: 'MinimumWage',
      where,
      order: { name: 'latest', by: 't.effective_on', type: 'date', direction: 'desc' },
      first,
      after,
    });
  }

  @Mutation(() => MinimumWageSetPayload, {
    description:
      'Puts a minimum wage on file; notices are measured against it from its first day on. Administrators. Refuses INVALID, ALREADY_EXISTS (that day in that division).',
  })
  minimumWageSet(
    @Arg('input', () => MinimumWageSetInput, { description: 'How much, where and since when.' }) input: MinimumWageSetInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, { minimumWage: 'MinimumWage' }, { input }, async (em) => ({ minimumWage: setMinimumWage(em, input).id }));
  }
}

function setMinimumWage(em: EntityManager, input: MinimumWageSetInput): MinimumWage {
  for (const field of ['monthly', 'hourly'] as const)
    if ((input[field] ?? 1n) <= 0n) refuse(field, '最低工资须为正数，单位为分', 'A minimum wage is a positive amount in fen');
  const region = regionByCode(input.region);
  const row = Object.assign(new MinimumWage(), {
    region: ref(Region, region.id),
    regionPath: region.path,
    effectiveOn: input.effectiveOn,
    monthly: input.monthly,
    hourly: input.hourly ?? null,
    source: freeText(input.source),
  });
  em.persist(row);
  return row;
}
