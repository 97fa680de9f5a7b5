import type { GraphQLResolveInfo } from 'graphql';
import { Ctx, FieldResolver, Info, Resolver } from 'type-graphql';
import { hasId } from '../../platform/database/sql.js';
import { Context } from '../../platform/graphql/context.js';
import { ViewerView } from '../accounts/viewer.resolver.js';
import { Seeker } from './seeker.js';

@Resolver(() => ViewerView)
export class ViewerSeekerResolver {
  @FieldResolver(() => Seeker, { nullable: true, description: 'The person whose account it is; null once they are erased. Seekers.' })
  async seeker(@Ctx() context: Context, @Info() info: GraphQLResolveInfo): Promise<object | null> {
    const { seekerId } = context.viewer;
    return seekerId === null ? null : context.one('Seeker', hasId('t.id', seekerId), info);
  }
}
