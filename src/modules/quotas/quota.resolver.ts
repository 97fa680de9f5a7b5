import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Field, FieldResolver, ID, Info, Int, Mutation, ObjectType, Query, Resolver, Root, Subscription } from 'type-graphql';
import { all, raw, sql } from '../../platform/database/sql.js';
import { type Connection, connectionOf, page } from '../../platform/graphql/connection.js';
import { Context } from '../../platform/graphql/context.js';
import { Cost } from '../../platform/graphql/cost.js';
import { Mistake, UNKNOWN } from '../../platform/graphql/errors.js';
import { badInput, mutate, payloadOf } from '../../platform/graphql/mutation.js';
import { inside } from '../institutions/institution.queries.js';
import { places, regionByCode, regionOfId, regionToday } from '../regions/region.queries.js';
import { followQuotas } from './quota.feed.js';
import { QuotaFilter, QuotaOfferInput, QuotaAllocateInput, QuotaReallocateInput, QuotaAdjustInput } from './quota.inputs.js';
import { cutOf, quotaStateOf } from './quota.queries.js';
import { adjustQuota, allocateQuota, offerQuota, reallocateQuota } from './quota.service.js';
import { MOST_PLACES, Quota, QuotaState } from './quota.js';
import { QuotaEntry } from './quota-entry.js';
import { Reservation } from './reservation.js';

@ObjectType('QuotaWhatIf', { description: 'What another number of places would mean.', simpleResolvers: true })
class QuotaWhatIfView {
  @Field(() => Int, { description: 'The number asked about.' })
  places!: number;

  @Field(() => Int, { description: 'Persons with a live reservation, those of parts included.' })
  used!: number;

  @Field(() => Int, { description: 'Persons for whom there would be no place.' })
  shortfall!: number;

  @Field(() => Int, { description: 'Their reservations.' })
  reservationCount!: number;

  @Cost({ atMost: 100 })
  @Field(() => [Reservation], { description: 'The first hundred of them, newest first: the newest lose their place first.' })
  reservations!: object[];
}

const QuotaConnection = connectionOf(Quota);
const QuotaEntryConnection = connectionOf(QuotaEntry);
const QuotaOfferPayload = payloadOf('QuotaOffer', { quota: Quota });
const QuotaAllocatePayload = payloadOf('QuotaAllocate', { quota: Quota });
const QuotaReallocatePayload = payloadOf('QuotaReallocate', { from: Quota, to: Quota });
const QuotaAdjustPayload = payloadOf('QuotaAdjust', { quota: Quota });
const changed = { quota: 'Quota' };
const newest = { name: 'newest', by: 't.created_at', type: 'timestamptz', direction: 'desc' } as const;

@Resolver(() => Quota)
export class QuotaResolver {
  @Query(() => Quota, {
    nullable: true,
    description: 'Places by id, or null when there are none in your sight. Offices, agencies and recruiters concerned, auditors.',
  })
  quota(
    @Arg('id', () => ID, { description: 'Their id.' }) id: string,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    return context.one('Quota', sql`t.id::text = ${id}`, info);
  }

  @Query(() => QuotaConnection, { description: 'Places in your sight, newest first. Offices, agencies and recruiters concerned, auditors.' })
  quotas(
    @Arg('filter', () => QuotaFilter, { nullable: true, description: 'Which.' }) filter: QuotaFilter | undefined,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    const { year, origin, destination, agreement, top, inDeficit } = filter ?? {};
    const where = all([
      year !== undefined && sql`t.year = ${year}`,
      origin !== undefined && places.within('t.origin_path', regionByCode(origin).path),
      destination !== undefined && places.within('t.destination_path', regionByCode(destination).path),
      agreement !== undefined && sql`t.agreement_id::text = ${agreement}`,
      top !== undefined && sql`(t.parent_id is null) = ${top}`,
      inDeficit !== undefined && sql`(t.deficit > 0) = ${inDeficit}`,
    ]);
    return page(context, info, { entity: 'Quota', where, order: newest, first, after });
  }

  @Query(() => QuotaWhatIfView, {
    nullable: true,
    description:
      'Who would have no place if there were so many; changes nothing. Null for places out of sight. Offices, auditors. BAD_USER_INPUT for a number out of range.',
  })
  async quotaWhatIf(
    @Arg('id', () => ID, { description: 'Which places.' }) id: string,
    @Arg('places', () => Int, { description: 'How many there would be, 0 to a million.' }) count: number,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<QuotaWhatIfView | null> {
    if (count < 0 || count > MOST_PLACES) throw badInput(`名额须在 0 到 ${MOST_PLACES} 之间`, `Places are between 0 and ${MOST_PLACES}`);
    const cut = await cutOf(context, id, count);
    if (!cut) return null;
    const reservations = await context.many('Reservation', cut.where, raw('order by t.created_at desc, t.id desc limit 100'), info, ['reservations']);
    return { places: count, used: cut.used, shortfall: cut.shortfall, reservationCount: cut.reservationCount, reservations };
  }

  @Query(() => QuotaEntryConnection, { description: 'The ledger of places in your sight, newest first. Offices, auditors.' })
  quotaEntries(
    @Arg('quota', () => ID, { description: 'Which places.' }) quota: string,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    return page(context, info, { entity: 'QuotaEntry', where: sql`t.quota_id::text = ${quota}`, order: newest, first, after });
  }

  @Cost({ atMost: 100 })
  @FieldResolver(() => [Quota], { description: 'Its parts in your sight, up to 100.' })
  parts(@Root() quota: Quota, @Ctx() context: Context, @Info() info: GraphQLResolveInfo): Promise<object[]> {
    return context.ofEach('Quota', { on: 't.parent_id = p.id', order: 't.origin_path, t.destination_path, t.id', atMost: 100 }, quota.id, info);
  }

  @FieldResolver(() => Int, { description: 'Places that can still be reserved or given to parts.' })
  async remaining(@Root() quota: Quota, @Ctx() context: Context): Promise<number> {
    if ((await quotaStateOf(context).load(quota.id)) !== 'OPEN') return 0;
    return Math.max(0, quota.places - quota.reserved - quota.confirmed - quota.allocated);
  }

  @FieldResolver(() => QuotaState, { description: 'Whether places can be reserved; a deficit at the top shuts its parts too.' })
  state(@Root() quota: Quota, @Ctx() context: Context): Promise<QuotaState> {
    return quotaStateOf(context).load(quota.id);
  }

  @Mutation(() => QuotaOfferPayload, {
    description:
      'Writes down places that are offered; a second offer of the same stands beside the first. Offices, for people of their division. Refuses NOT_FOUND (outside), INVALID with the field, NOT_ELIGIBLE (agreement not signed, or ended).',
  })
  quotaOffer(
    @Arg('input', () => QuotaOfferInput, { description: 'What is offered.' }) input: QuotaOfferInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { input }, async (em) => ({ quota: (await offerQuota(em, context.viewer, input)).id }));
  }

  @Mutation(() => QuotaAllocatePayload, {
    description:
      'Gives places of a pool to a new part. Offices, for people of their division. Refuses NOT_FOUND, INVALID, QUOTA_EXHAUSTED with how many are left, ALREADY_EXISTS (reallocate to it instead).',
  })
  quotaAllocate(
    @Arg('id', () => ID, { description: 'Out of which places.' }) id: string,
    @Arg('input', () => QuotaAllocateInput, { description: 'To whom.' }) input: QuotaAllocateInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ quota: (await allocateQuota(em, context.viewer, id, input)).id }));
  }

  @Mutation(() => QuotaReallocatePayload, {
    description:
      'Moves free places between parts of one parent, or between a part and its parent’s pool. Offices, for people of their division. Refuses NOT_FOUND, INVALID, QUOTA_EXHAUSTED with how many are left.',
  })
  quotaReallocate(
    @Arg('input', () => QuotaReallocateInput, { description: 'From where to where.' }) input: QuotaReallocateInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, { from: 'Quota', to: 'Quota' }, { input }, async (em) => {
      await reallocateQuota(em, context.viewer, input);
      return { from: input.from, to: input.to };
    });
  }

  @Mutation(() => QuotaAdjustPayload, {
    description:
      'Sets another number of places. Offices, for people of their division. Refuses NOT_FOUND, INVALID, QUOTA_EXHAUSTED (the parent’s pool), CONFLICT (fewer than are used, and no deficit accepted).',
  })
  quotaAdjust(
    @Arg('id', () => ID, { description: 'Which places.' }) id: string,
    @Arg('input', () => QuotaAdjustInput, { description: 'How many.' }) input: QuotaAdjustInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ quota: (await adjustQuota(em, context.viewer, id, input)).id }));
  }

  @Subscription(() => Quota, {
    description:
      'Places for people of a division, or in it, as they change from now on; several changes in a moment come as one. Ask `quotas` first and after a reconnect. Offices for their own division, auditors. NOT_FOUND for another, BAD_USER_INPUT for what is none.',
    subscribe: ({ args, context }) => followed(context as Context, (args as { regionId: string }).regionId) as never,
  })
  async quotaChanged(
    @Arg('regionId', () => ID, { description: 'Which division: code, name or id.' }) _regionId: string,
    @Root() change: { id: string },
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    const quota = await context.one('Quota', sql`t.id = ${change.id}`, info);
    if (!quota) throw new Mistake('NOT_FOUND', UNKNOWN);
    return quota;
  }
}

/** Refused before the first event when the division is not the viewer's. */
async function followed(context: Context, regionId: string): Promise<AsyncIterableIterator<object>> {
  const { path } = regionOfId(regionId) ?? regionToday(regionId);
  const { role, regionPath } = context.viewer;
  if (role !== 'auditor' && (regionPath === null || !inside(path, regionPath))) throw new Mistake('NOT_FOUND', UNKNOWN);
  return followQuotas(context.platform, path);
}
