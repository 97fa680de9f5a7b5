import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Info, Int, Mutation, Query, Resolver } from 'type-graphql';
import { all, sql } from '../../platform/database/sql.js';
import { type Connection, connectionOf, page } from '../../platform/graphql/connection.js';
import { Context } from '../../platform/graphql/context.js';
import { mutate, payloadOf } from '../../platform/graphql/mutation.js';
import { regionByCode } from '../regions/region.queries.js';
import { ProgrammeParameterSetInput } from './employment.inputs.js';
import { ParameterKind, ProgrammeParameter } from './parameter.js';
import { setParameter } from './parameter.service.js';

const ParameterConnection = connectionOf(ProgrammeParameter);
const ProgrammeParameterSetPayload = payloadOf('ProgrammeParameterSet', { parameter: ProgrammeParameter });

@Resolver(() => ProgrammeParameter)
export class ParameterResolver {
  @Query(() => ParameterConnection, { description: 'Numbers of procedures with their sources, the latest to take effect first. Everybody.' })
  programmeParameters(
    @Arg('kind', () => ParameterKind, { nullable: true, description: 'Only of this kind.' }) kind: ParameterKind | undefined,
    @Arg('region', () => String, { nullable: true, description: 'Only those that may hold at this division: code or name.' }) region:
      | string
      | undefined,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    const path = region === undefined ? undefined : `${regionByCode(region).path}/`;
    const where = all([kind !== undefined && sql`t.kind = ${kind}`, path !== undefined && sql`${path} ^@ (t.region_path || '/')`]);
    const order = { name: 'effective', by: 't.effective_on', type: 'date', direction: 'desc' } as const;
    return page(context, info, { entity: 'ProgrammeParameter', where, order, first, after });
  }

  @Mutation(() => ProgrammeParameterSetPayload, {
    description:
      'Sets a number for a division of yours, from a day on; what began before goes on as it was. Offices of a county or the city. Refuses NOT_FOUND, INVALID, NOT_ELIGIBLE, ALREADY_EXISTS (set for that day).',
  })
  programmeParameterSet(
    @Arg('input', () => ProgrammeParameterSetInput, { description: 'What, where, from when.' }) input: ProgrammeParameterSetInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, { parameter: 'ProgrammeParameter' }, { input }, async (em) => ({
      parameter: (await setParameter(em, context.viewer, input)).id,
    }));
  }
}
