import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, ID, Info, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { all, hasId, raw, sql } from '../../platform/database/sql.js';
import { type Connection, connectionOf, page } from '../../platform/graphql/connection.js';
import { Context } from '../../platform/graphql/context.js';
import { Cost } from '../../platform/graphql/cost.js';
import { mutate, payloadOf } from '../../platform/graphql/mutation.js';
import { places, regionByCode } from '../regions/region.queries.js';
import { FindingRemedyInput, InspectionRecordInput } from './household.inputs.js';
import { Inspection, InspectionFinding } from './inspection.js';
import { recordInspection, remedyFinding } from './inspection.service.js';

const InspectionConnection = connectionOf(Inspection);
const FindingConnection = connectionOf(InspectionFinding);
const InspectionRecordPayload = payloadOf('InspectionRecord', { inspection: Inspection });
const FindingRemedyPayload = payloadOf('FindingRemedy', { finding: InspectionFinding });

@Resolver(() => Inspection)
export class InspectionResolver {
  @Query(() => InspectionConnection, { description: 'Special inspections in your sight, the latest first. Offices, auditors.' })
  inspections(
    @Arg('region', () => String, { nullable: true, description: 'Code or name of a division.' }) region: string | undefined,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    const where = all([region !== undefined && places.within('t.region_path', regionByCode(region).path)]);
    const order = { name: 'latest', by: 't.inspected_on', type: 'date', direction: 'desc' } as const;
    return page(context, info, { entity: 'Inspection', where, order, first, after });
  }

  @Query(() => FindingConnection, { description: 'What inspections found at households in your sight, the earliest due first. Offices, auditors.' })
  inspectionFindings(
    @Arg('open', () => Boolean, { defaultValue: true, description: 'Only what is not put right yet.' }) open: boolean,
    @Arg('overdue', () => Boolean, { defaultValue: false, description: 'Only what should have been.' }) overdue: boolean,
    @Arg('inspection', () => ID, { nullable: true, description: 'Only of this inspection.' }) inspection: string | undefined,
    @Arg('region', () => String, { nullable: true, description: 'Code or name of a division.' }) region: string | undefined,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    const where = all([
      inspection !== undefined && hasId('t.inspection_id', inspection),
      open && raw('t.remedied_on is null'),
      overdue && sql`t.remedied_on is null and t.due_on < app_today()`,
      region !== undefined && places.within('t.region_path', regionByCode(region).path),
    ]);
    const order = { name: 'due', by: 't.due_on', type: 'date', direction: 'asc' } as const;
    return page(context, info, { entity: 'InspectionFinding', where, order, first, after });
  }

  @Cost({ atMost: 20 })
  @FieldResolver(() => [InspectionFinding], {
    description: 'What was found, household by household: the first twenty; `inspectionFindings` has all.',
  })
  findings(@Root() { id }: { id: string }, @Ctx() context: Context, @Info() info: GraphQLResolveInfo): Promise<object[]> {
    return context.ofEach('InspectionFinding', { on: 't.inspection_id = p.id', order: 't.id', atMost: 20 }, id, info);
  }

  @Mutation(() => InspectionRecordPayload, {
    description:
      'Writes down a special inspection, with what is to be put right at which household and by when. The county or the city. Refuses NOT_FOUND, INVALID, NOT_ELIGIBLE.',
  })
  inspectionRecord(
    @Arg('input', () => InspectionRecordInput, { description: 'The inspection.' }) input: InspectionRecordInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, { inspection: 'Inspection' }, { input }, async (em) => ({
      inspection: (await recordInspection(em, context.viewer, input)).id,
    }));
  }

  @Mutation(() => FindingRemedyPayload, {
    description: 'A finding was put right, by the community or street. Refuses NOT_FOUND, INVALID, ILLEGAL_TRANSITION, NOT_ELIGIBLE.',
  })
  findingRemedy(
    @Arg('id', () => ID, { description: 'Which finding.' }) id: string,
    @Arg('input', () => FindingRemedyInput, { description: 'How.' }) input: FindingRemedyInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, { finding: 'InspectionFinding' }, { id, input }, async (em) => ({
      finding: (await remedyFinding(em, context.viewer, id, input.remedy)).id,
    }));
  }
}
