import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, Info, Int, Query, Resolver, Root } from 'type-graphql';
import { all, sql } from '../../platform/database/sql.js';
import { type Connection, connectionOf, page } from '../../platform/graphql/connection.js';
import { Context } from '../../platform/graphql/context.js';
import { Cost } from '../../platform/graphql/cost.js';
import { PartnerRegion, Region, RegionLevel } from './region.js';
import { places, regionByCode } from './region.queries.js';

const RegionConnection = connectionOf(Region);
const MOST_PARTNERS = 20;

@Resolver(() => Region)
export class RegionResolver {
  @Query(() => Region, {
    description:
      'A division by its code or any of its names. Everyone may ask; an unknown one is BAD_USER_INPUT with the nearest in `extensions.nearest`.',
  })
  async region(
    @Arg('code', () => String, { description: 'GB/T 2260 code (the current holder of a reused code), or a name.' }) code: string,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    return context.one('Region', sql`t.id = ${regionByCode(code).id}`, info);
  }

  @Query(() => RegionConnection, { description: 'Divisions below one, or of one level. Everyone may ask.' })
  regions(
    @Arg('under', () => String, { nullable: true, description: 'Code or name of the division whose subtree is meant.' }) under: string | undefined,
    @Arg('level', () => RegionLevel, { nullable: true, description: 'Only this level.' }) level: RegionLevel | undefined,
    @Arg('reservoir', () => Boolean, { nullable: true, description: 'Only those (not) of the reservoir area.' }) reservoir: boolean | undefined,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    const where = all([
      under !== undefined && places.within('t.path', regionByCode(under).path),
      level !== undefined && sql`t.level = ${level}`,
      reservoir !== undefined && sql`t.reservoir = ${reservoir}`,
    ]);
    return page(context, info, { entity: 'Region', where, order: { name: 'code', by: 't.code', type: 'text', direction: 'asc' }, first, after });
  }

  @Cost({ atMost: MOST_PARTNERS })
  @FieldResolver(() => [PartnerRegion], { description: 'Regions paired with this county for support, up to 20.' })
  partners(@Root() region: Region, @Ctx() context: Context, @Info() info: GraphQLResolveInfo): Promise<object[]> {
    return context.ofEach('PartnerRegion', { column: 'county_id', order: 't.id', atMost: MOST_PARTNERS }, region.id, info);
  }
}
