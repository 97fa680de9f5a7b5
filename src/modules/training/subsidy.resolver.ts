import type { GraphQLResolveInfo } from 'graphql';
import { Ctx, FieldResolver, Info, Resolver, Root } from 'type-graphql';
import { Reads } from '../../platform/database/selection.js';
import { Context } from '../../platform/graphql/context.js';
import { Cost } from '../../platform/graphql/cost.js';
import { MoneyEntry } from '../policies/ledger.js';
import { TrainingSubsidy } from './subsidy.js';

@Resolver(() => TrainingSubsidy)
export class TrainingSubsidyResolver {
  @Cost({ atMost: 20 })
  @FieldResolver(() => [MoneyEntry], { description: 'Its money in the ledger, in order.' })
  @Reads()
  entries(@Root() subsidy: TrainingSubsidy, @Ctx() context: Context, @Info() info: GraphQLResolveInfo): Promise<object[]> {
    return context.ofEach('MoneyEntry', { on: 't.case_id = p.id', order: 't.id', atMost: 20 }, subsidy.id, info);
  }
}
