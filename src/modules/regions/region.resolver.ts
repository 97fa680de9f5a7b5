import type { GraphQLResolveInfo } from 'graphql';
import { MaxLength } from 'class-validator';
import { Arg, Ctx, Field, FieldResolver, Info, InputType, Int, Query, Resolver, Root } from 'type-graphql';
import { all, raw, sql } from '../../platform/database/sql.js';
import { type Connection, connectionOf, page } from '../../platform/graphql/connection.js';
import { Context } from '../../platform/graphql/context.js';
import { Cost } from '../../platform/graphql/cost.js';
import { PartnerRegion, Region, RegionLevel, RegionRevision, Zone } from './region.js';
import { places, regionByCode } from './region.queries.js';

@InputType({ description: 'Which divisions; all that is given must hold.' })
class RegionFilter {
  @MaxLength(60)
  @Field(() => String, { nullable: true, description: 'Code or name of the division whose subtree is meant.' })
  under?: string;

  @Field(() => RegionLevel, { nullable: true, description: 'Only this level.' })
  level?: RegionLevel;

  @Field(() => RegionRevision, { nullable: true, description: 'Only those that this edition knows; BOTH: that both know.' })
  revision?: RegionRevision;

  @Field(() => Zone, { nullable: true, description: 'Only of this zone of 2007.' })
  zone?: Zone;

  @Field(() => Boolean, { nullable: true, description: 'Only those (not) of the reservoir area.' })
  reservoir?: boolean;

  @Field(() => Boolean, { nullable: true, description: 'Only those (not) of the main urban area.' })
  mainUrban?: boolean;

  @Field(() => Boolean, { nullable: true, description: 'Only (non-)pilots of integrated employment.' })
  pilot?: boolean;
}

const RegionConnection = connectionOf(Region);
const MOST_PARTNERS = 20;

@Resolver(() => Region)
export class RegionResolver {
  @Query(() => Region, {
    description:
      'A division by its code or any of its names. Everyone may ask; an unknown one is BAD_USER_INPUT with the nearest in `extensions.nearest`.',
  })
  async region(
    @Arg('code', () => String, { description: 'GB/T 2260 code (the current holder of a reused code; with `@2007` the one of then), or a name.' })
    code: string,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    return context.one('Region', sql`t.id = ${regionByCode(code).id}`, info);
  }

  @Query(() => RegionConnection, { description: 'Divisions, by code. Everyone may ask.' })
  regions(
    @Arg('filter', () => RegionFilter, { nullable: true, description: 'Which.' }) filter: RegionFilter | undefined,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    const { under, level, zone, reservoir, mainUrban, pilot, revision } = filter ?? {};
    const where = all([
      revision === 'Y2007' && raw("t.revision in ('BOTH', 'Y2007')"),
      revision === 'Y2023' && raw("t.revision in ('BOTH', 'Y2023')"),
      revision === 'BOTH' && raw("t.revision = 'BOTH'"),
      zone !== undefined && sql`t.zone = ${zone}`,
      mainUrban !== undefined && sql`t.main_urban = ${mainUrban}`,
      pilot !== undefined && sql`t.pilot = ${pilot}`,
      under !== undefined && places.within('t.path', regionByCode(under).path),
      level !== undefined && sql`t.level = ${level}`,
      reservoir !== undefined && sql`t.reservoir = ${reservoir}`,
    ]);
    return page(context, info, { entity: 'Region', where, order: { name: 'code', by: 't.code', type: 'text', direction: 'asc' }, first, after });
  }

  @Cost({ atMost: MOST_PARTNERS })
  @FieldResolver(() => [PartnerRegion], {
    description: 'Regions paired for support with this county, or with the county of 2007 that it succeeds; up to 20.',
  })
  partners(@Root() region: Region, @Ctx() context: Context, @Info() info: GraphQLResolveInfo): Promise<object[]> {
    const on = 't.county_id in (select r.id from region r where p.id in (r.id, r.successor_id))';
    return context.ofEach('PartnerRegion', { on, order: 't.confidence, t.id', atMost: MOST_PARTNERS }, region.id, info);
  }
}
