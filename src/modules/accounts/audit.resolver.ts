import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, ID, Info, Int, Query, Resolver } from 'type-graphql';
import type { Predicate } from '../../platform/access/scopes.js';
import { all, raw, type Sql, sql } from '../../platform/database/sql.js';
import { type Connection, connectionOf, page } from '../../platform/graphql/connection.js';
import { Context } from '../../platform/graphql/context.js';
import { AuditAction, AuditEntry } from './audit.js';

/** What concerns the person who asks. */
export const about: Predicate = (alias, viewer) => sql`${raw(`${alias}.seeker_id`)} = ${viewer.seekerId}::uuid`;
/** Changes of rights, those of a person's sign-in aside: who was served is no business of an administrator's. */
export const ofRights: Predicate = (alias) => raw(`${alias}.action = 'RIGHTS_CHANGED' and ${alias}.seeker_id is null`);

const AuditEntryConnection = connectionOf(AuditEntry);

@Resolver(() => AuditEntry)
export class AuditResolver {
  @Query(() => AuditEntryConnection, {
    description:
      'Who read, searched, exported or erased what about a person, consents, and who issued their sign-in, newest first. The person themself, and the auditor.',
  })
  seekerReadings(
    @Arg('seekerId', () => ID, { nullable: true, description: 'About whom; a seeker need not say it.' }) seekerId: string | undefined,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    const about = seekerId === undefined ? raw('t.seeker_id is not null') : sql`t.seeker_id::text = ${seekerId}`;
    return entries(context, info, about, first, after);
  }

  @Query(() => AuditEntryConnection, {
    description: 'The audit, newest first. The auditor; an administrator sees changes of rights only.',
  })
  auditEntries(
    @Arg('action', () => AuditAction, { nullable: true, description: 'Only this kind of act.' }) action: AuditAction | undefined,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    return entries(context, info, all([action !== undefined && sql`t.action = ${action}`]), first, after);
  }
}

const entries = (context: Context, info: GraphQLResolveInfo, where: Sql, first: number, after: string | undefined): Promise<Connection<object>> =>
  page(context, info, {
    entity: 'AuditEntry',
    where,
    order: { name: 'newest', by: 't.created_at', type: 'timestamptz', direction: 'desc' },
    first,
    after,
  });
