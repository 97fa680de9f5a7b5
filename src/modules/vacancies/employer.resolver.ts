import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, ID, Info, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { all, hasId, sql } from '../../platform/database/sql.js';
import { type Connection, connectionOf, page } from '../../platform/graphql/connection.js';
import { Context, ITSELF } from '../../platform/graphql/context.js';
import { Cost } from '../../platform/graphql/cost.js';
import { mutate, payloadOf, StepInput } from '../../platform/graphql/mutation.js';
import { Account } from '../accounts/account.js';
import { places, regionByCode } from '../regions/region.queries.js';
import { EmployerAmendInput, EmployerFilter, EmployerRegisterInput } from './employer.inputs.js';
import { Employer } from './employer.js';
import { amendEmployer, moveEmployer, registerEmployer } from './employer.service.js';
import { ReasonInput } from './vacancy.inputs.js';

const EmployerConnection = connectionOf(Employer);
const EmployerRegisterPayload = payloadOf('EmployerRegister', { employer: Employer });
const EmployerAmendPayload = payloadOf('EmployerAmend', { employer: Employer });
const EmployerVerifyPayload = payloadOf('EmployerVerify', { employer: Employer });
const EmployerRejectPayload = payloadOf('EmployerReject', { employer: Employer });
const changed = { employer: 'Employer' };

@Resolver(() => Employer)
export class EmployerResolver {
  @Query(() => Employer, { nullable: true, description: 'An employer by id, or null. Everyone may ask.' })
  employer(
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    return context.one('Employer', hasId('t.id', id), info);
  }

  @Query(() => EmployerConnection, { description: 'Employers, newest first. Staff and recruiters may ask.' })
  employers(
    @Arg('filter', () => EmployerFilter, { nullable: true, description: 'Which.' }) filter: EmployerFilter | undefined,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    const { region, state, search, own } = filter ?? {};
    const theirs = sql`t.id = any(${context.viewer.employerIds}::uuid[])`;
    const where = all([
      own !== undefined && (own ? theirs : sql`not ${theirs}`),
      state !== undefined && sql`t.state = ${state}`,
      region !== undefined && places.within('t.region_path', regionByCode(region).path),
      search !== undefined && sql`(position(${search} in t.name) > 0 or t.credit_code = ${search} or t.licence_number = ${search})`,
    ]);
    return page(context, info, {
      entity: 'Employer',
      where,
      order: { name: 'newest', by: 't.created_at', type: 'timestamptz', direction: 'desc' },
      first,
      after,
    });
  }

  @Mutation(() => EmployerRegisterPayload, {
    description:
      'Registers an employer, unverified. Offices and intermediaries. Refuses INVALID (code), ALREADY_EXISTS (code; without one, the name in that county; the message has the id of what stands).',
  })
  employerRegister(
    @Arg('input', () => EmployerRegisterInput, { description: 'Who it is.' }) input: EmployerRegisterInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { input }, async (em) => ({ employer: (await registerEmployer(em, input)).id }));
  }

  @Mutation(() => EmployerAmendPayload, {
    description:
      'Puts an employer’s papers right, such as a credit code that a sheet did not have; it is then unverified. Offices of its division, and intermediaries while it is not verified. Refuses NOT_FOUND, INVALID, NOT_ELIGIBLE, ALREADY_EXISTS (code; without one, the name in that county).',
  })
  employerAmend(
    @Arg('id', () => ID, { description: 'Which employer.' }) id: string,
    @Arg('input', () => EmployerAmendInput, { description: 'What to put right.' }) input: EmployerAmendInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ employer: (await amendEmployer(em, context.viewer, id, input)).id }));
  }

  @Mutation(() => EmployerVerifyPayload, {
    description:
      'Records that licence and agent were checked. Offices of its division. Refuses NOT_FOUND, NOT_ELIGIBLE (no code or licence number), ILLEGAL_TRANSITION.',
  })
  employerVerify(
    @Arg('id', () => ID, { description: 'Which employer.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ employer: (await moveEmployer(em, context.viewer, id, 'VERIFIED')).id }));
  }

  @Mutation(() => EmployerRejectPayload, {
    description: 'Refuses an employer’s documents. Offices of its division. Refuses NOT_FOUND, ILLEGAL_TRANSITION.',
  })
  employerReject(
    @Arg('id', () => ID, { description: 'Which employer.' }) id: string,
    @Arg('input', () => ReasonInput, { description: 'Why.' }) input: ReasonInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({
      employer: (await moveEmployer(em, context.viewer, id, 'REJECTED', input.reason)).id,
    }));
  }
}

@Resolver(() => Account)
export class AccountEmployersResolver {
  @Cost({ atMost: 20 })
  @FieldResolver(() => [Employer], { description: 'The employers a recruiter acts for, up to 20.' })
  async employers(@Root() account: Account, @Ctx() context: Context, @Info() info: GraphQLResolveInfo): Promise<object[]> {
    const each = account.employerIds.slice(0, 20).map((id) => context.ofEach('Employer', ITSELF, id, info));
    return (await Promise.all(each)).flat();
  }
}
