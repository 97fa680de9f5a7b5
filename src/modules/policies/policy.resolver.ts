import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, ID, Info, Int, Mutation, Query, Resolver } from 'type-graphql';
import { all, raw, sql } from '../../platform/database/sql.js';
import { type Connection, connectionOf, page } from '../../platform/graphql/connection.js';
import { Context } from '../../platform/graphql/context.js';
import { mutate, payloadOf } from '../../platform/graphql/mutation.js';
import { LocalDate } from '../../platform/graphql/scalars.js';
import { places, regionByCode } from '../regions/region.queries.js';
import { ReasonInput } from '../vacancies/vacancy.inputs.js';
import { PolicyDocument } from './document.js';
import { PolicyDocumentRegisterInput, PolicyRateSetInput, PolicyRuleEndInput, PolicyRuleSetInput } from './policy.inputs.js';
import { endRule, registerDocument, setRate, setRule, withdrawRate } from './policy.service.js';
import { PolicyParameter, PolicyRate } from './rate.js';
import { PolicyBenefit, PolicyRule } from './rule.js';

const PolicyDocumentConnection = connectionOf(PolicyDocument);
const PolicyRateConnection = connectionOf(PolicyRate);
const PolicyRuleConnection = connectionOf(PolicyRule);
const PolicyDocumentRegisterPayload = payloadOf('PolicyDocumentRegister', { document: PolicyDocument });
const PolicyRateSetPayload = payloadOf('PolicyRateSet', { rate: PolicyRate });
const PolicyRateWithdrawPayload = payloadOf('PolicyRateWithdraw', { rate: PolicyRate });
const PolicyRuleSetPayload = payloadOf('PolicyRuleSet', { rule: PolicyRule });
const PolicyRuleEndPayload = payloadOf('PolicyRuleEnd', { rule: PolicyRule });

@Resolver(() => PolicyDocument)
export class PolicyResolver {
  @Query(() => PolicyDocumentConnection, { description: 'Policy documents on file, latest entered first. Everyone may ask.' })
  policyDocuments(
    @Arg('number', () => String, { nullable: true, description: 'Only the one with this number.' }) number: string | undefined,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    const where = number === undefined ? raw('true') : sql`t.number = ${number}`;
    const order = { name: 'newest', by: 't.created_at', type: 'timestamptz', direction: 'desc' } as const;
    return page(context, info, { entity: 'PolicyDocument', where, order, first, after });
  }

  @Query(() => PolicyRate, {
    nullable: true,
    description:
      'The rate that holds at a place on a day: of the deepest division that has one, its latest; null when none is on file. Everyone may ask.',
  })
  policyRate(
    @Arg('parameter', () => PolicyParameter, { description: 'What it is of.' }) parameter: PolicyParameter,
    @Arg('region', () => String, { description: 'Code or name of the place.' }) region: string,
    @Arg('on', () => LocalDate, { nullable: true, description: 'On which day; today unless given.' }) on: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    const day = on === undefined ? raw('app_today()') : sql`${on}::date`;
    const { path } = regionByCode(region);
    const where = sql`t.parameter = ${parameter} and t.withdrawn_on is null and t.effective_on <= ${day}
                      and (${path} = t.region_path or starts_with(${path}, t.region_path || '/'))`;
    const rows = context.many('PolicyRate', where, raw('order by length(t.region_path) desc, t.effective_on desc limit 1'), info);
    return rows.then(([row]) => row ?? null);
  }

  @Query(() => PolicyRateConnection, { description: 'Rates on file, latest to hold first; withdrawn ones too. Everyone may ask.' })
  policyRates(
    @Arg('parameter', () => PolicyParameter, { nullable: true, description: 'Only of this.' }) parameter: PolicyParameter | undefined,
    @Arg('region', () => String, { nullable: true, description: 'Code or name of the division whose subtree set them.' }) region: string | undefined,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    const where = all([
      parameter !== undefined && sql`t.parameter = ${parameter}`,
      region !== undefined && places.within('t.region_path', regionByCode(region).path),
    ]);
    return page(context, info, { entity: 'PolicyRate', where, order: LATEST, first, after });
  }

  @Query(() => PolicyRuleConnection, { description: 'Rows of the decision table, latest to hold first; those that ended too. Everyone may ask.' })
  policyRules(
    @Arg('benefit', () => PolicyBenefit, { nullable: true, description: 'Only of this benefit.' }) benefit: PolicyBenefit | undefined,
    @Arg('region', () => String, { nullable: true, description: 'Code or name of the division whose subtree set them.' }) region: string | undefined,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    const where = all([
      benefit !== undefined && sql`t.benefit = ${benefit}`,
      region !== undefined && places.within('t.region_path', regionByCode(region).path),
    ]);
    return page(context, info, { entity: 'PolicyRule', where, order: LATEST, first, after });
  }

  @Mutation(() => PolicyDocumentRegisterPayload, {
    description: 'Puts a policy document on file. Offices of the city and of counties. Refuses INVALID, NOT_ELIGIBLE (level), ALREADY_EXISTS.',
  })
  policyDocumentRegister(
    @Arg('input', () => PolicyDocumentRegisterInput, { description: 'The document.' }) input: PolicyDocumentRegisterInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    const parts = { document: 'PolicyDocument' };
    return mutate(context, info, parts, { input }, async (em) => ({ document: (await registerDocument(em, context.viewer, input)).id }));
  }

  @Mutation(() => PolicyRateSetPayload, {
    description:
      'Puts a rate on file. Offices of the city, and of a county for itself and below. Refuses INVALID, NOT_FOUND (division, document), NOT_ELIGIBLE (level), ALREADY_EXISTS (that day in that division).',
  })
  policyRateSet(
    @Arg('input', () => PolicyRateSetInput, { description: 'How much, where and since when.' }) input: PolicyRateSetInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, { rate: 'PolicyRate' }, { input }, async (em) => ({ rate: (await setRate(em, context.viewer, input)).id }));
  }

  @Mutation(() => PolicyRateWithdrawPayload, {
    description:
      'Takes a wrong rate out; what was decided by it stands. Offices of the city, and of a county for itself. Refuses INVALID, NOT_FOUND, NOT_ELIGIBLE (level), ILLEGAL_TRANSITION.',
  })
  policyRateWithdraw(
    @Arg('id', () => ID, { description: 'Which rate.' }) id: string,
    @Arg('input', () => ReasonInput, { description: 'Why.' }) input: ReasonInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, { rate: 'PolicyRate' }, { id, input }, async (em) => ({
      rate: (await withdrawRate(em, context.viewer, id, input.reason)).id,
    }));
  }

  @Mutation(() => PolicyRuleSetPayload, {
    description:
      'Adds a row to the decision table, or takes the place of one above for a division. Offices of the city, and of a county for itself. Refuses INVALID, NOT_FOUND (division, document), NOT_ELIGIBLE (level), ALREADY_EXISTS (that day in that division).',
  })
  policyRuleSet(
    @Arg('input', () => PolicyRuleSetInput, { description: 'The row.' }) input: PolicyRuleSetInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, { rule: 'PolicyRule' }, { input }, async (em) => ({ rule: (await setRule(em, context.viewer, input)).id }));
  }

  @Mutation(() => PolicyRuleEndPayload, {
    description:
      'Ends a row of the decision table from a day on. Offices of the city, and of a county for itself. Refuses INVALID, NOT_FOUND, NOT_ELIGIBLE (level), ILLEGAL_TRANSITION.',
  })
  policyRuleEnd(
    @Arg('id', () => ID, { description: 'Which row.' }) id: string,
    @Arg('input', () => PolicyRuleEndInput, { description: 'From which day on.' }) input: PolicyRuleEndInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, { rule: 'PolicyRule' }, { id, input }, async (em) => ({
      rule: (await endRule(em, context.viewer, id, input.endsOn)).id,
    }));
  }
}

const LATEST = { name: 'latest', by: 't.effective_on', type: 'date', direction: 'desc' } as const;
