import type { EntityManager } from '@mikro-orm/postgresql';
import type { GraphQLResolveInfo } from 'graphql';
import { Max, Min } from 'class-validator';
import { Arg, Ctx, Field, ID, Info, InputType, Int, Mutation, Query, Resolver } from 'type-graphql';
import type { Viewer } from '../../platform/access/viewer.js';
import { all, sql } from '../../platform/database/sql.js';
import { type Connection, connectionOf, page } from '../../platform/graphql/connection.js';
import { Context } from '../../platform/graphql/context.js';
import { Refusal } from '../../platform/graphql/errors.js';
import { EffectInput, found, mutate, payloadOf, StepInput } from '../../platform/graphql/mutation.js';
import { mutateTogether, Rush } from '../../platform/graphql/together.js';
import { freeText } from '../../platform/privacy/redact.js';
import { Words } from '../../platform/graphql/words.js';
import { assertInside } from '../institutions/institution.queries.js';
import { places, regionByCode } from '../regions/region.queries.js';
import { ReasonInput } from '../vacancies/vacancy.inputs.js';
import { type Ask, confirmReservations, releaseReservations, takePlaces } from './ledger.js';
import { MOST_AT_ONCE } from './quota.js';
import { Reservation, ReservationState } from './reservation.js';

const DAY_MINUTES = 24 * 60;

@InputType({ description: 'For how many, what for, and how long it is held.' })
class QuotaReserveInput extends EffectInput {
  @Min(1)
  @Max(MOST_AT_ONCE)
  @Field(() => Int, { description: 'Persons, 1 to 10,000.' })
  count!: number;

  @Words(1, 100)
  @Field(() => String, { description: 'What for, in words; no personal data.' })
  purpose!: string;

  @Min(1)
  @Max(30 * DAY_MINUTES)
  @Field(() => Int, {
    defaultValue: DAY_MINUTES,
    description: 'Minutes until it runs out unless confirmed, by the clock of the database; up to 30 days.',
  })
  holdMinutes: number = DAY_MINUTES;
}

const ReservationConnection = connectionOf(Reservation);
const QuotaReservePayload = payloadOf('QuotaReserve', { reservation: Reservation });
const ReservationConfirmPayload = payloadOf('ReservationConfirm', { reservation: Reservation });
const ReservationReleasePayload = payloadOf('ReservationRelease', { reservation: Reservation });
const changed = { reservation: 'Reservation' };

/** Many offices may want the last places of one quota in the same minute. */
const reserving = new Rush<Omit<Ask, 'quota'>>(async (run, quota, asks) =>
  (await takePlaces(run, quota, asks)).map((outcome) => (outcome instanceof Refusal ? outcome : { reservation: outcome })),
);

@Resolver(() => Reservation)
export class ReservationResolver {
  @Query(() => Reservation, {
    nullable: true,
    description: 'A reservation by id, or null when there is none in your sight. Offices, agencies concerned, auditors.',
  })
  reservation(
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    return context.one('Reservation', sql`t.id::text = ${id}`, info);
  }

  @Query(() => ReservationConnection, {
    description:
      'Reservations in your sight, newest first: the holders behind the places of a year that `quotaProgress` counts as reserved or confirmed. Offices, agencies concerned, auditors.',
  })
  reservations(
    @Arg('quota', () => ID, { nullable: true, description: 'Only of these places.' }) quota: string | undefined,
    @Arg('state', () => ReservationState, { nullable: true, description: 'Only in this state.' }) state: ReservationState | undefined,
    @Arg('year', () => Int, { nullable: true, description: 'Only of places of this year.' }) year: number | undefined,
    @Arg('origin', () => String, { nullable: true, description: 'Only of places for people of this county or division: code or name.' })
    origin: string | undefined,
    @Arg('destination', () => String, { nullable: true, description: 'Only of places in this region: code or name.' })
    destination: string | undefined,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    const ofQuotas = all([
      year !== undefined && sql`q.year = ${year}`,
      origin !== undefined && places.within('q.origin_path', regionByCode(origin).path),
      destination !== undefined && places.within('q.destination_path', regionByCode(destination).path),
    ]);
    const where = all([
      quota !== undefined && sql`t.quota_id::text = ${quota}`,
      state !== undefined && sql`t.state = ${state}`,
      (year ?? origin ?? destination) !== undefined && sql`t.quota_id in (select q.id from quota q where ${ofQuotas})`,
    ]);
    const order = { name: 'newest', by: 't.created_at', type: 'timestamptz', direction: 'desc' } as const;
    return page(context, info, { entity: 'Reservation', where, order, first, after });
  }

  @Mutation(() => QuotaReservePayload, {
    description:
      'Holds places until a deadline. Offices, for people of their division. Refuses NOT_FOUND, QUOTA_EXHAUSTED with how many are left, EXPIRED (year over), NOT_ELIGIBLE (agreement not in force), CONFLICT (frozen). UNAVAILABLE: too many want it at once; ask again with the same key.',
  })
  quotaReserve(
    @Arg('id', () => ID, { description: 'Of which quota.' }) id: string,
    @Arg('input', () => QuotaReserveInput, { description: 'How many, what for.' }) input: QuotaReserveInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutateTogether(context, info, changed, { id, input }, reserving, {
      holder: input.idempotencyKey,
      count: input.count,
      seconds: input.holdMinutes * 60,
      purpose: freeText(input.purpose),
      reach: context.viewer.regionPath ?? 'none',
    });
  }

  @Mutation(() => ReservationConfirmPayload, {
    description:
      'Takes the places for good; again is the same. Offices, for people of their division. Refuses NOT_FOUND, CONFLICT (it ran out: reserve again), ILLEGAL_TRANSITION (given back).',
  })
  reservationConfirm(
    @Arg('id', () => ID, { description: 'Which reservation.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => {
      await assertOwn(em, context.viewer, id);
      await confirmReservations(em, [id]);
      return { reservation: id };
    });
  }

  @Mutation(() => ReservationReleasePayload, {
    description: 'Gives the places back, held or confirmed; what has ended stays as it is. Offices, for people of their division. Refuses NOT_FOUND.',
  })
  reservationRelease(
    @Arg('id', () => ID, { description: 'Which reservation.' }) id: string,
    @Arg('input', () => ReasonInput, { description: 'Why.' }) input: ReasonInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => {
      await assertOwn(em, context.viewer, id);
      await releaseReservations(em, [id], freeText(input.reason));
      return { reservation: id };
    });
  }
}

async function assertOwn(em: EntityManager, viewer: Viewer, id: string): Promise<void> {
  const reservation = await found(em.findOne(Reservation, { id }, { populate: ['quota'] }));
  assertInside(viewer, reservation.quota.getEntity().originPath, ['id']);
}
