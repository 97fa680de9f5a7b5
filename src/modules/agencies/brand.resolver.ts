import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, ID, Info, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { all, sql } from '../../platform/database/sql.js';
import { type Connection, connectionOf, page } from '../../platform/graphql/connection.js';
import { byKey, Context, perRequest } from '../../platform/graphql/context.js';
import { mutate, payloadOf, StepInput } from '../../platform/graphql/mutation.js';
import { Money } from '../../platform/graphql/scalars.js';
import { places, regionByCode } from '../regions/region.queries.js';
import {
  BrandMemberIncomeInput,
  BrandMemberJoinInput,
  BrandMemberLeaveInput,
  LabourBaseOpenInput,
  LabourBrandFoundInput,
  LabourBrandRegisterInput,
  LabourBrandSuspendInput,
} from './agency.inputs.js';
import { foundBrand, joinBrand, leaveBrand, moveBrand, openBase, reportIncome } from './agency.service.js';
import { BrandMember, BrandState, LabourBase, LabourBaseKind, LabourBrand } from './brand.js';

const LabourBaseConnection = connectionOf(LabourBase);
const LabourBrandConnection = connectionOf(LabourBrand);
const BrandMemberConnection = connectionOf(BrandMember);
const LabourBaseOpenPayload = payloadOf('LabourBaseOpen', { base: LabourBase });
const LabourBrandFoundPayload = payloadOf('LabourBrandFound', { brand: LabourBrand });
const LabourBrandRegisterPayload = payloadOf('LabourBrandRegister', { brand: LabourBrand });
const LabourBrandRecognisePayload = payloadOf('LabourBrandRecognise', { brand: LabourBrand });
const LabourBrandSuspendPayload = payloadOf('LabourBrandSuspend', { brand: LabourBrand });
const LabourBrandResumePayload = payloadOf('LabourBrandResume', { brand: LabourBrand });
const BrandMemberJoinPayload = payloadOf('BrandMemberJoin', { member: BrandMember });
const BrandMemberLeavePayload = payloadOf('BrandMemberLeave', { member: BrandMember });
const BrandMemberReportPayload = payloadOf('BrandMemberReport', { member: BrandMember });
const ofBrand = { brand: 'LabourBrand' };
const ofMember = { member: 'BrandMember' };

interface Membership {
  count: number;
  income: string | null;
}
const NOBODY: Membership = { count: 0, income: null };

/** Members of each brand today, and their mean income where it was reported. */
const membershipOf = perRequest<string, Membership>((context) => async (ids) => {
  const rows = await context.reading.rows(sql`select m.brand_id, m.members, m.income::text from brand_membership(${ids}::uuid[]) m`);
  return byKey(
    ids,
    rows.map(([id, count, income]) => [id, { count, income }]),
    NOBODY,
  );
});

@Resolver(() => LabourBrand)
export class BrandResolver {
  @Query(() => LabourBaseConnection, { description: 'Labour bases, newest first. Everyone may ask.' })
  labourBases(
    @Arg('region', () => String, { nullable: true, description: 'Code or name of the division whose subtree their county is in.' }) region:
      | string
      | undefined,
    @Arg('kind', () => LabourBaseKind, { nullable: true, description: 'Only of this kind.' }) kind: LabourBaseKind | undefined,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    const where = all([
      region !== undefined && places.within('t.county_path', regionByCode(region).path),
      kind !== undefined && sql`t.kind = ${kind}`,
    ]);
    return page(context, info, { entity: 'LabourBase', where, order: NEWEST, first, after });
  }

  @Query(() => LabourBrand, { nullable: true, description: 'A labour-service brand by id, or null. Everyone may ask.' })
  labourBrand(
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    return context.one('LabourBrand', sql`t.id::text = ${id}`, info);
  }

  @Query(() => LabourBrandConnection, { description: 'Labour-service brands, newest first. Everyone may ask.' })
  labourBrands(
    @Arg('region', () => String, { nullable: true, description: 'Code or name of the division whose subtree their county is in.' }) region:
      | string
      | undefined,
    @Arg('state', () => BrandState, { nullable: true, description: 'Only in this state.' }) state: BrandState | undefined,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    const where = all([
      region !== undefined && places.within('t.county_path', regionByCode(region).path),
      state !== undefined && sql`t.state = ${state}`,
    ]);
    return page(context, info, { entity: 'LabourBrand', where, order: NEWEST, first, after });
  }

  @Query(() => BrandMemberConnection, { description: 'Members of a brand in your sight, newest first. Offices, auditors, the person.' })
  brandMembers(
    @Arg('brand', () => ID, { description: 'Which brand.' }) brand: string,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    return page(context, info, { entity: 'BrandMember', where: sql`t.brand_id::text = ${brand}`, order: NEWEST, first, after });
  }

  @FieldResolver(() => Int, { description: 'Members today.' })
  async memberCount(@Root() brand: LabourBrand, @Ctx() context: Context): Promise<number> {
    return (await membershipOf(context).load(brand.id)).count;
  }

  @FieldResolver(() => Money, { nullable: true, description: 'Mean yearly income of today’s members who reported it; null when none did.' })
  async meanIncome(@Root() brand: LabourBrand, @Ctx() context: Context): Promise<Money | null> {
    const { income } = await membershipOf(context).load(brand.id);
    return income === null ? null : { amountMinor: income, currency: 'CNY' };
  }

  @Mutation(() => LabourBaseOpenPayload, {
    description: 'Opens a labour base. Offices, for counties of their division. Refuses NOT_FOUND, INVALID, ALREADY_EXISTS (name taken there).',
  })
  labourBaseOpen(
    @Arg('input', () => LabourBaseOpenInput, { description: 'What is opened.' }) input: LabourBaseOpenInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, { base: 'LabourBase' }, { input }, async (em) => ({ base: (await openBase(em, context.viewer, input)).id }));
  }

  @Mutation(() => LabourBrandFoundPayload, {
    description: 'Begins to build a brand up. Offices, for counties of their division. Refuses NOT_FOUND, NOT_ELIGIBLE (base), ALREADY_EXISTS.',
  })
  labourBrandFound(
    @Arg('input', () => LabourBrandFoundInput, { description: 'Which brand.' }) input: LabourBrandFoundInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, ofBrand, { input }, async (em) => ({ brand: (await foundBrand(em, context.viewer, input)).id }));
  }

  @Mutation(() => LabourBrandRegisterPayload, {
    description: 'Records the trade mark of a brand. Offices of its division. Refuses NOT_FOUND, ALREADY_EXISTS (number), ILLEGAL_TRANSITION.',
  })
  labourBrandRegister(
    @Arg('id', () => ID, { description: 'Which brand.' }) id: string,
    @Arg('input', () => LabourBrandRegisterInput, { description: 'The trade mark.' }) input: LabourBrandRegisterInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, ofBrand, { id, input }, async (em) => ({
      brand: (await moveBrand(em, context.viewer, id, 'REGISTERED', { trademarkNumber: input.trademarkNumber })).id,
    }));
  }

  @Mutation(() => LabourBrandRecognisePayload, {
    description: 'Recognises a brand. Offices above its county. Refuses NOT_FOUND, NOT_ELIGIBLE (its own county), ILLEGAL_TRANSITION.',
  })
  labourBrandRecognise(
    @Arg('id', () => ID, { description: 'Which brand.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, ofBrand, { id, input }, async (em) => ({ brand: (await moveBrand(em, context.viewer, id, 'RECOGNISED')).id }));
  }

  @Mutation(() => LabourBrandSuspendPayload, { description: 'Suspends a brand. Offices of its division. Refuses NOT_FOUND, ILLEGAL_TRANSITION.' })
  labourBrandSuspend(
    @Arg('id', () => ID, { description: 'Which brand.' }) id: string,
    @Arg('input', () => LabourBrandSuspendInput, { description: 'Why.' }) input: LabourBrandSuspendInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, ofBrand, { id, input }, async (em) => ({
      brand: (await moveBrand(em, context.viewer, id, 'SUSPENDED', { reason: input.reason })).id,
    }));
  }

  @Mutation(() => LabourBrandResumePayload, {
    description: 'Builds a suspended brand up again. Offices of its division. Refuses NOT_FOUND, ILLEGAL_TRANSITION.',
  })
  labourBrandResume(
    @Arg('id', () => ID, { description: 'Which brand.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, ofBrand, { id, input }, async (em) => ({ brand: (await moveBrand(em, context.viewer, id, 'CULTIVATING')).id }));
  }

  @Mutation(() => BrandMemberJoinPayload, {
    description:
      'Takes a resident into a brand. Offices of its division. Refuses NOT_FOUND, NOT_ELIGIBLE (brand suspended), ALREADY_EXISTS (a member already).',
  })
  brandMemberJoin(
    @Arg('id', () => ID, { description: 'Which brand.' }) id: string,
    @Arg('input', () => BrandMemberJoinInput, { description: 'Who.' }) input: BrandMemberJoinInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, ofMember, { id, input }, async (em) => ({ member: (await joinBrand(em, context.viewer, id, input)).id }));
  }

  @Mutation(() => BrandMemberLeavePayload, {
    description: 'Ends a membership. Offices of the brand’s division. Refuses NOT_FOUND, INVALID, ILLEGAL_TRANSITION.',
  })
  brandMemberLeave(
    @Arg('id', () => ID, { description: 'Which membership.' }) id: string,
    @Arg('input', () => BrandMemberLeaveInput, { description: 'When.' }) input: BrandMemberLeaveInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, ofMember, { id, input }, async (em) => ({ member: (await leaveBrand(em, context.viewer, id, input)).id }));
  }

  @Mutation(() => BrandMemberReportPayload, {
    description: 'Records what a member earned in the last full year. Offices of the brand’s division. Refuses NOT_FOUND, INVALID.',
  })
  brandMemberReport(
    @Arg('id', () => ID, { description: 'Which membership.' }) id: string,
    @Arg('input', () => BrandMemberIncomeInput, { description: 'How much.' }) input: BrandMemberIncomeInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, ofMember, { id, input }, async (em) => ({
      member: (await reportIncome(em, context.viewer, id, input.yearlyIncome)).id,
    }));
  }
}

const NEWEST = { name: 'newest', by: 't.created_at', type: 'timestamptz', direction: 'desc' } as const;
