import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, ID, Info, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { raw } from '../../platform/database/sql.js';
import { Reads } from '../../platform/database/selection.js';
import { type Connection, connectionOf, page } from '../../platform/graphql/connection.js';
import { Context } from '../../platform/graphql/context.js';
import { Cost } from '../../platform/graphql/cost.js';
import { mutate, payloadOf } from '../../platform/graphql/mutation.js';
import { MoneyEntry } from '../policies/ledger.js';
import { places, regionByCode } from '../regions/region.queries.js';
import { GuaranteeFund } from './fund.js';
import { GuaranteeFundOpenInput, LoanAmountInput } from './loan.inputs.js';
import { depositInFund, openFund } from './loan.service.js';

const GuaranteeFundConnection = connectionOf(GuaranteeFund);
const GuaranteeFundOpenPayload = payloadOf('GuaranteeFundOpen', { fund: GuaranteeFund });
const GuaranteeFundDepositPayload = payloadOf('GuaranteeFundDeposit', { fund: GuaranteeFund });
const changed = { fund: 'GuaranteeFund' };

@Resolver(() => GuaranteeFund)
export class FundResolver {
  @Query(() => GuaranteeFundConnection, {
    description: 'Guarantee funds in your sight, newest first: those of your division and of the divisions above. Offices, auditors.',
  })
  guaranteeFunds(
    @Arg('region', () => String, { nullable: true, description: 'Code or name of the division whose subtree is meant.' }) region: string | undefined,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    const where = region === undefined ? raw('true') : places.within('t.region_path', regionByCode(region).path);
    const order = { name: 'newest', by: 't.created_at', type: 'timestamptz', direction: 'desc' } as const;
    return page(context, info, { entity: 'GuaranteeFund', where, order, first, after });
  }

  @Cost({ atMost: 20 })
  @Reads()
  @FieldResolver(() => [MoneyEntry], { description: 'Its last 20 legs in your sight, newest first.' })
  entries(@Root() fund: GuaranteeFund, @Ctx() context: Context, @Info() info: GraphQLResolveInfo): Promise<object[]> {
    return context.ofEach('MoneyEntry', { on: 't.fund_id = p.id', order: 't.id desc', atMost: 20 }, fund.id, info);
  }

  @Mutation(() => GuaranteeFundOpenPayload, {
    description: 'Opens a guarantee fund, empty. Offices of the county or city. Refuses NOT_FOUND, INVALID, NOT_ELIGIBLE (level), ALREADY_EXISTS.',
  })
  guaranteeFundOpen(
    @Arg('input', () => GuaranteeFundOpenInput, { description: 'The fund.' }) input: GuaranteeFundOpenInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { input }, async (em) => ({ fund: (await openFund(em, context.viewer, input)).id }));
  }

  @Mutation(() => GuaranteeFundDepositPayload, {
    description: 'Puts money into a fund. Offices of the county or city. Refuses NOT_FOUND, INVALID, NOT_ELIGIBLE (level).',
  })
  guaranteeFundDeposit(
    @Arg('id', () => ID, { description: 'Which fund.' }) id: string,
    @Arg('input', () => LoanAmountInput, { description: 'How much.' }) input: LoanAmountInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ fund: (await depositInFund(em, context.viewer, id, input.amount)).id }));
  }
}
