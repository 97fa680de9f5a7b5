import type { GraphQLResolveInfo } from 'graphql';
import { MaxLength } from 'class-validator';
import { Arg, Ctx, Field, ID, Info, InputType, Int, Mutation, Query, Resolver } from 'type-graphql';
import { all, sql } from '../../platform/database/sql.js';
import { type Connection, connectionOf, page } from '../../platform/graphql/connection.js';
import { Context } from '../../platform/graphql/context.js';
import { enumOf } from '../../platform/graphql/enum.js';
import { mutate, payloadOf, StepInput } from '../../platform/graphql/mutation.js';
import { BigInteger } from '../../platform/graphql/scalars.js';
import { places, regionByCode } from '../regions/region.queries.js';
import { occupationNamed, groupOf } from './trades.js';
import { ReasonInput, VacancyDraftInput, VacancyReviseInput } from './vacancy.inputs.js';
import { applicable, VACANCY_ORDERS } from './vacancy.queries.js';
import { draftVacancy, moveVacancy, reviseVacancy } from './vacancy.service.js';
import { Vacancy, VacancyState } from './vacancy.js';

export const VacancySort = enumOf('VacancySort', 'In which order vacancies come.', {
  NEWEST: '最新发布 Latest opened first; those that never opened, by when they were written down.',
  LATEST_ENTERED: '最新录入 Latest written down first.',
  HIGHEST_PAY: '工资从高到低 Highest monthly pay first.',
});
export type VacancySort = keyof typeof VacancySort;

@InputType({ description: 'Which vacancies; all that is given must hold.' })
export class VacancyFilter {
  @MaxLength(60)
  @Field(() => String, { nullable: true, description: 'Code or name of the division whose subtree the work place is in.' })
  region?: string;

  @MaxLength(40)
  @Field(() => String, { nullable: true, description: 'Occupation code or name; its whole minor group.' })
  occupation?: string;

  @Field(() => ID, { nullable: true, description: 'Of this employer.' })
  employer?: string;

  @Field(() => ID, { nullable: true, description: 'Received by this institution.' })
  institution?: string;

  @Field(() => VacancyState, { nullable: true, description: 'In this state; OPEN and within its days unless given.' })
  state?: VacancyState;

  @Field(() => BigInteger, { nullable: true, description: 'Monthly pay can reach this, in fen.' })
  payAtLeast?: bigint;
}

export const VacancyConnection = connectionOf(Vacancy);
const VacancyDraftPayload = payloadOf('VacancyDraft', { vacancy: Vacancy });
const VacancyRevisePayload = payloadOf('VacancyRevise', { vacancy: Vacancy });
const VacancySubmitPayload = payloadOf('VacancySubmit', { vacancy: Vacancy });
const VacancyApprovePayload = payloadOf('VacancyApprove', { vacancy: Vacancy });
const VacancyRejectPayload = payloadOf('VacancyReject', { vacancy: Vacancy });
const VacancyClosePayload = payloadOf('VacancyClose', { vacancy: Vacancy });
const changed = { vacancy: 'Vacancy' };

@Resolver(() => Vacancy)
export class VacancyResolver {
  @Query(() => Vacancy, { nullable: true, description: 'A vacancy by id, or null when there is none in your sight. Everyone may ask.' })
  vacancy(
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    return context.one('Vacancy', sql`t.id::text = ${id}`, info);
  }

  @Query(() => VacancyConnection, {
    description:
      'Vacancies in your sight. Everyone may ask. BAD_USER_INPUT for an unknown region or trade, with the nearest in `extensions.nearest`.',
  })
  vacancies(
    @Arg('filter', () => VacancyFilter, { nullable: true, description: 'Which; open ones unless a state is given.' }) filter:
      | VacancyFilter
      | undefined,
    @Arg('sort', () => VacancySort, { defaultValue: 'NEWEST', description: 'In which order.' }) sort: VacancySort,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    const order = VACANCY_ORDERS[sort === 'NEWEST' && NEVER_OPENED.has(filter?.state ?? 'OPEN') ? 'LATEST_ENTERED' : sort];
    return page(context, info, { entity: 'Vacancy', where: filtered(filter ?? {}), order, first, after });
  }

  @Mutation(() => VacancyDraftPayload, {
    description:
      'Drafts a vacancy. Recruiters for their employers, intermediaries and offices for what they receive. Refuses INVALID with the field, NOT_FOUND.',
  })
  vacancyDraft(
    @Arg('input', () => VacancyDraftInput, { description: 'The notice.' }) input: VacancyDraftInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { input }, async (em) => ({ vacancy: (await draftVacancy(em, context.viewer, input)).id }));
  }

  @Mutation(() => VacancyRevisePayload, {
    description:
      'Writes the text of a draft anew, or of a notice that was refused, which is then a draft again. Those who handle it. A published notice is withdrawn and drafted anew. Refuses NOT_FOUND, INVALID with the field, ILLEGAL_TRANSITION.',
  })
  vacancyRevise(
    @Arg('id', () => ID, { description: 'Which vacancy.' }) id: string,
    @Arg('input', () => VacancyReviseInput, { description: 'The whole text.' }) input: VacancyReviseInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ vacancy: (await reviseVacancy(em, context.viewer, id, input)).id }));
  }

  @Mutation(() => VacancySubmitPayload, { description: 'Hands a draft in for review. Those who handle it. Refuses NOT_FOUND, ILLEGAL_TRANSITION.' })
  vacancySubmit(
    @Arg('id', () => ID, { description: 'Which vacancy.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ vacancy: (await moveVacancy(em, context.viewer, id, 'UNDER_REVIEW')).id }));
  }

  @Mutation(() => VacancyApprovePayload, {
    description: 'Opens a reviewed vacancy. Offices. Refuses NOT_FOUND, ILLEGAL_TRANSITION, NOT_ELIGIBLE (employer not verified), EXPIRED.',
  })
  vacancyApprove(
    @Arg('id', () => ID, { description: 'Which vacancy.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ vacancy: (await moveVacancy(em, context.viewer, id, 'OPEN')).id }));
  }

  @Mutation(() => VacancyRejectPayload, {
    description: 'Refuses a vacancy in review, with the reason. Offices. Refuses NOT_FOUND, ILLEGAL_TRANSITION.',
  })
  vacancyReject(
    @Arg('id', () => ID, { description: 'Which vacancy.' }) id: string,
    @Arg('input', () => ReasonInput, { description: 'Why.' }) input: ReasonInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({
      vacancy: (await moveVacancy(em, context.viewer, id, 'REJECTED', input.reason)).id,
    }));
  }

  @Mutation(() => VacancyClosePayload, { description: 'Withdraws a vacancy. Those who handle it. Refuses NOT_FOUND, ILLEGAL_TRANSITION.' })
  vacancyClose(
    @Arg('id', () => ID, { description: 'Which vacancy.' }) id: string,
    @Arg('input', () => ReasonInput, { description: 'Why.' }) input: ReasonInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({
      vacancy: (await moveVacancy(em, context.viewer, id, 'CLOSED', input.reason)).id,
    }));
  }
}

/** States of notices that may never have opened: they have no place in the order of opening. */
const NEVER_OPENED: ReadonlySet<VacancyState> = new Set(['DRAFT', 'UNDER_REVIEW', 'REJECTED', 'CLOSED']);

function filtered(filter: VacancyFilter): ReturnType<typeof all> {
  return all([
    filter.state === undefined ? applicable('t') : sql`t.state = ${filter.state}`,
    filter.region !== undefined && places.within('t.place_path', regionByCode(filter.region).path),
    filter.occupation !== undefined && sql`t.trade_group = ${groupOf(occupationNamed(filter.occupation))}`,
    filter.employer !== undefined && sql`t.employer_id::text = ${filter.employer}`,
    filter.institution !== undefined && sql`t.institution_id::text = ${filter.institution}`,
    filter.payAtLeast !== undefined && sql`t.pay_monthly_to >= ${String(filter.payAtLeast)}`,
  ]);
}
