import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, ID, Info, Int, Mutation, Query, Resolver } from 'type-graphql';
import { all, hasId, sql } from '../../platform/database/sql.js';
import { type Connection, connectionOf, page } from '../../platform/graphql/connection.js';
import { Context } from '../../platform/graphql/context.js';
import { mutate, payloadOf, StepInput } from '../../platform/graphql/mutation.js';
import { LocalDate } from '../../platform/graphql/scalars.js';
import { places, regionByCode } from '../regions/region.queries.js';
import { UnemploymentCancelInput, UnemploymentRegisterInput } from './employment.inputs.js';
import { Unemployment, UnemploymentState } from './unemployment.js';
import { cancelUnemployment, contactUnemployed, registerUnemployment } from './unemployment.service.js';

const UnemploymentConnection = connectionOf(Unemployment);
const UnemploymentRegisterPayload = payloadOf('UnemploymentRegister', { unemployment: Unemployment });
const UnemploymentContactPayload = payloadOf('UnemploymentContact', { unemployment: Unemployment });
const UnemploymentCancelPayload = payloadOf('UnemploymentCancel', { unemployment: Unemployment });
const changed = { unemployment: 'Unemployment' };

@Resolver(() => Unemployment)
export class UnemploymentResolver {
  @Query(() => Unemployment, {
    nullable: true,
    description: 'An unemployment registration by id, or null when there is none in your sight. Offices, the person, auditors.',
  })
  unemployment(
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    return context.one('Unemployment', hasId('t.id', id), info);
  }

  @Query(() => UnemploymentConnection, { description: 'The unemployment register in your sight, newest first. Offices, the person, auditors.' })
  unemployments(
    @Arg('state', () => UnemploymentState, { nullable: true, description: 'Only in this state.' }) state: UnemploymentState | undefined,
    @Arg('region', () => String, { nullable: true, description: 'Code or name of the division of the institution.' }) region: string | undefined,
    @Arg('contactBefore', () => LocalDate, { nullable: true, description: 'Last heard of before this day.' }) contactBefore: string | undefined,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    const where = all([
      state !== undefined && sql`t.state = ${state}`,
      region !== undefined && places.within('t.institution_path', regionByCode(region).path),
      contactBefore !== undefined && sql`t.last_contact_on < ${contactBefore}::date`,
    ]);
    const order = { name: 'newest', by: 't.registered_on', type: 'date', direction: 'desc' } as const;
    return page(context, info, { entity: 'Unemployment', where, order, first, after });
  }

  @Mutation(() => UnemploymentRegisterPayload, {
    description:
      'Registers a resident urban person of working age without work. Offices. Refuses NOT_FOUND, NOT_ELIGIBLE (has work, a student, agricultural registration, not of working age), ALREADY_EXISTS (is registered).',
  })
  unemploymentRegister(
    @Arg('input', () => UnemploymentRegisterInput, { description: 'Who and why.' }) input: UnemploymentRegisterInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { input }, async (em) => ({ unemployment: (await registerUnemployment(em, context, input)).id }));
  }

  @Mutation(() => UnemploymentContactPayload, {
    description: 'The person was heard of today: six months begin anew. The office that serves it. Refuses NOT_FOUND, ILLEGAL_TRANSITION.',
  })
  unemploymentContact(
    @Arg('id', () => ID, { description: 'Which registration.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ unemployment: (await contactUnemployed(em, context.viewer, id)).id }));
  }

  @Mutation(() => UnemploymentCancelPayload, {
    description:
      'Cancels a registration for an event of art. 66. The office that serves it. Refuses NOT_FOUND, NOT_ELIGIBLE (hired or self-employed without work that is registered or confirmed, no contact before its time), ILLEGAL_TRANSITION.',
  })
  unemploymentCancel(
    @Arg('id', () => ID, { description: 'Which registration.' }) id: string,
    @Arg('input', () => UnemploymentCancelInput, { description: 'The event.' }) input: UnemploymentCancelInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({
      unemployment: (await cancelUnemployment(em, context.viewer, id, input.reason)).id,
    }));
  }
}
