import type { GraphQLResolveInfo } from 'graphql';
import { MaxLength } from 'class-validator';
import { Arg, Ctx, Field, FieldResolver, ID, Info, InputType, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { fullYears } from '../../platform/clock/clock.js';
import { all, hasId, raw, sql } from '../../platform/database/sql.js';
import { type Connection, connectionOf, page } from '../../platform/graphql/connection.js';
import { Context } from '../../platform/graphql/context.js';
import { Cost } from '../../platform/graphql/cost.js';
import { mutate, payloadOf, StepInput, UserError } from '../../platform/graphql/mutation.js';
import { maskName } from '../../platform/privacy/text.js';
import { countyOf, places, regionByCode } from '../regions/region.queries.js';
import { groupOf, occupationNamed } from '../vacancies/trades.js';
import { Registration, Seeker } from './seeker.js';
import { SeekerRegisterInput } from './seeker.inputs.js';
import { LocalDate } from '../../platform/graphql/scalars.js';
import { recordMeetings } from './look-up.js';
import { FORM_FIELDS, type FormField, leftAs, moveRegistration, noMeetings, registerSeeker } from './seeker.service.js';

@InputType({ description: 'Which seekers; all that is given must hold.' })
export class SeekerFilter {
  @MaxLength(60)
  @Field(() => String, { nullable: true, description: 'Code or name of the division they live in.' })
  region?: string;

  @MaxLength(40)
  @Field(() => String, { nullable: true, description: 'Occupation wished for, code or name; its minor group.' })
  occupation?: string;

  @Field(() => Boolean, { nullable: true, description: 'Only with (without) an active registration.' })
  active?: boolean;

  @Field(() => LocalDate, { nullable: true, description: 'Only with a registration in force, in your sight, that ends by this day.' })
  expiringBy?: string;
}

export const SeekerConnection = connectionOf(Seeker);
const SeekerRegisterPayload = payloadOf('SeekerRegister', { registration: Registration });
Cost({ atMost: FORM_FIELDS.length })(SeekerRegisterPayload.prototype as object, 'left');
Field(() => [UserError], {
  description: 'What of the form was left as it stood, because others serve the person already, and who changes it; empty when all of it was taken.',
})(SeekerRegisterPayload.prototype as object, 'left');
const RegistrationSuspendPayload = payloadOf('RegistrationSuspend', { registration: Registration });
const RegistrationResumePayload = payloadOf('RegistrationResume', { registration: Registration });
const RegistrationWithdrawPayload = payloadOf('RegistrationWithdraw', { registration: Registration });
const changed = { registration: 'Registration' };
const MOST_REGISTRATIONS = 20;

/** A row as it is read: with the fact whether its viewer sees who it is. */
type Disclosable = Seeker & { readonly disclosed?: boolean };

@Resolver(() => Seeker)
export class SeekerResolver {
  @Cost({ kind: 'lookUp' })
  @Query(() => Seeker, { nullable: true, description: 'A seeker by id, or null when there is none in your sight. Staff, and the seeker.' })
  seeker(
    @Arg('id', () => ID, { description: 'Their id.' }) id: string,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    return context.one('Seeker', hasId('t.id', id), info);
  }

  @Query(() => SeekerConnection, { description: 'Seekers in your sight, newest first. Offices, intermediaries, auditors.' })
  seekers(
    @Arg('filter', () => SeekerFilter, { nullable: true, description: 'Which.' }) filter: SeekerFilter | undefined,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    const { region, occupation, active, expiringBy } = filter ?? {};
    const registered = raw("exists (select from registration g where g.seeker_id = t.id and g.state = 'ACTIVE' and g.valid_until >= app_today())");
    const where = all([
      region !== undefined && places.within('t.region_path', regionByCode(region).path),
      occupation !== undefined && sql`t.wish_trade_groups @> array[${groupOf(occupationNamed(occupation))}]::text[]`,
      active !== undefined && (active ? registered : sql`not ${registered}`),
      expiringBy !== undefined &&
        sql`exists (select from registration g where g.seeker_id = t.id and g.state = 'ACTIVE' and g.valid_until >= app_today() and g.valid_until <= ${expiringBy}::date)`,
    ]);
    return page(context, info, {
      entity: 'Seeker',
      where,
      order: { name: 'newest', by: 't.created_at', type: 'timestamptz', direction: 'desc' },
      first,
      after,
    });
  }

  @FieldResolver(() => String)
  name(@Root() seeker: Disclosable): string {
    return seeker.disclosed === true ? seeker.name : maskName(seeker.name);
  }

  @FieldResolver(() => String, { description: 'Age in bands of five years, such as `35-39`.' })
  ageBand(@Root() seeker: Seeker, @Ctx() context: Context): string {
    const from = Math.floor(fullYears(seeker.birthOn, context.platform.clock.today()) / 5) * 5;
    return `${from}-${from + 4}`;
  }

  @FieldResolver(() => String, { nullable: true, description: 'Name of the county they live in, and nothing below it.' })
  homeCounty(@Root() seeker: Seeker): string | null {
    return countyOf(seeker.region.id)?.name ?? null;
  }

  @FieldResolver(() => String, { description: 'The name with all but its first character hidden.' })
  nameMasked(@Root() seeker: Seeker): string {
    return maskName(seeker.name);
  }

  @Cost({ atMost: MOST_REGISTRATIONS })
  @FieldResolver(() => [Registration], { description: 'Registrations in your sight, newest first, up to 20.' })
  registrations(@Root() seeker: Seeker, @Ctx() context: Context, @Info() info: GraphQLResolveInfo): Promise<object[]> {
    const list = { on: 't.seeker_id = p.id', order: 't.registered_on desc, t.id desc', atMost: MOST_REGISTRATIONS };
    return context.ofEach('Registration', list, seeker.id, info);
  }

  @Cost({ kind: 'lookUp' })
  @Mutation(() => SeekerRegisterPayload, {
    description:
      'Registers a person for work at an institution: one person for each ID number, one event for each call. The form of a person whom the caller did not serve stays as it is, and so do home and phone unless the person is theirs alone or lives in their division: `left` names what said otherwise; the person sees who met them so. Offices and intermediaries; a known ID number under another name is refused, written down and counted (RATE_LIMITED). Refuses INVALID with the field (echoing nothing), NOT_ELIGIBLE (under 16), ALREADY_EXISTS (open registration there).',
  })
  async seekerRegister(
    @Arg('input', () => SeekerRegisterInput, { description: 'The form.' }) input: SeekerRegisterInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    const { viewer, platform } = context;
    const meetings = noMeetings();
    const left = async (fields: string): Promise<UserError[]> =>
      (fields.split(' ') as FormField[]).map((field) => ({
        code: 'NOT_ELIGIBLE',
        path: ['input', field],
        message: leftAs(field)[context.language],
      }));
    const payload = await mutate(
      context,
      info,
      { ...changed, left },
      { input },
      async (em) => ({
        registration: (await registerSeeker(em, viewer, platform.vault, input, meetings)).id,
        left: meetings.left.join(' ') || null,
      }),
      (em) => recordMeetings(em, platform, viewer, input.idempotencyKey, meetings),
    );
    return { ...payload, left: payload['left'] ?? [] };
  }

  @Mutation(() => RegistrationSuspendPayload, {
    description:
      'Suspends a registration: it matches nothing until resumed. Those who received it, and the seeker. Refuses NOT_FOUND, ILLEGAL_TRANSITION.',
  })
  registrationSuspend(
    @Arg('id', () => ID, { description: 'Which registration.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({
      registration: (await moveRegistration(em, context.viewer, id, 'SUSPENDED')).id,
    }));
  }

  @Mutation(() => RegistrationResumePayload, {
    description: 'Resumes a suspended registration. Those who received it, and the seeker. Refuses NOT_FOUND, ILLEGAL_TRANSITION.',
  })
  registrationResume(
    @Arg('id', () => ID, { description: 'Which registration.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({
      registration: (await moveRegistration(em, context.viewer, id, 'ACTIVE')).id,
    }));
  }

  @Mutation(() => RegistrationWithdrawPayload, {
    description: 'Withdraws a registration for good. Those who received it, and the seeker. Refuses NOT_FOUND, ILLEGAL_TRANSITION.',
  })
  registrationWithdraw(
    @Arg('id', () => ID, { description: 'Which registration.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({
      registration: (await moveRegistration(em, context.viewer, id, 'WITHDRAWN')).id,
    }));
  }
}
