import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, ID, Info, Int, Mutation, Query, Resolver } from 'type-graphql';
import { all, hasId, raw, sql } from '../../platform/database/sql.js';
import { type Connection, connectionOf, page } from '../../platform/graphql/connection.js';
import { Context } from '../../platform/graphql/context.js';
import { mutate, payloadOf, StepInput } from '../../platform/graphql/mutation.js';
import { places, regionByCode } from '../regions/region.queries.js';
import { HardshipCategory } from '../seekers/circumstances.js';
import { ReasonInput } from '../vacancies/vacancy.inputs.js';
import { DifficultyState, EmploymentDifficulty } from './difficulty.js';
import { applyDifficulty, moveDifficulty, recheckDifficulty } from './difficulty.service.js';
import { DifficultyApplyInput } from './employment.inputs.js';

const DifficultyConnection = connectionOf(EmploymentDifficulty);
const DifficultyApplyPayload = payloadOf('DifficultyApply', { difficulty: EmploymentDifficulty });
const DifficultyReviewPayload = payloadOf('DifficultyReview', { difficulty: EmploymentDifficulty });
const DifficultyPublicisePayload = payloadOf('DifficultyPublicise', { difficulty: EmploymentDifficulty });
const DifficultyRecognisePayload = payloadOf('DifficultyRecognise', { difficulty: EmploymentDifficulty });
const DifficultyAssistPayload = payloadOf('DifficultyAssist', { difficulty: EmploymentDifficulty });
const DifficultyRejectPayload = payloadOf('DifficultyReject', { difficulty: EmploymentDifficulty });
const DifficultyExitPayload = payloadOf('DifficultyExit', { difficulty: EmploymentDifficulty });
const DifficultyRecheckPayload = payloadOf('DifficultyRecheck', { difficulty: EmploymentDifficulty });
const changed = { difficulty: 'EmploymentDifficulty' };

@Resolver(() => EmploymentDifficulty)
export class DifficultyResolver {
  @Query(() => EmploymentDifficulty, {
    nullable: true,
    description: 'A recognition by id, or null when there is none in your sight. Offices, the person, auditors.',
  })
  difficulty(
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    return context.one('EmploymentDifficulty', hasId('t.id', id), info);
  }

  @Query(() => DifficultyConnection, {
    description: 'People hard to employ, by category, in your sight, the latest application first. Offices, the person, auditors.',
  })
  difficulties(
    @Arg('category', () => HardshipCategory, { nullable: true, description: 'Only in this category.' }) category: HardshipCategory | undefined,
    @Arg('state', () => DifficultyState, { nullable: true, description: 'Only in this state.' }) state: DifficultyState | undefined,
    @Arg('region', () => String, { nullable: true, description: 'Code or name of the division of the institution.' }) region: string | undefined,
    @Arg('toRecheck', () => Boolean, { defaultValue: false, description: 'Only those whose next check is overdue.' }) toRecheck: boolean,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    const where = all([
      category !== undefined && sql`t.category = ${category}`,
      state !== undefined && sql`t.state = ${state}`,
      region !== undefined && places.within('t.institution_path', regionByCode(region).path),
      toRecheck && raw("t.state in ('RECOGNISED', 'ASSISTED') and t.recheck_on < app_today()"),
    ]);
    const order = { name: 'newest', by: 't.applied_on', type: 'date', direction: 'desc' } as const;
    return page(context, info, { entity: 'EmploymentDifficulty', where, order, first, after });
  }

  @Mutation(() => DifficultyApplyPayload, {
    description:
      'Takes an application of a person without work to be recognised as hard to employ. Community or street. Refuses NOT_FOUND, INVALID, NOT_ELIGIBLE (has work, not of working age, what is on file says otherwise), ALREADY_EXISTS (the category runs).',
  })
  difficultyApply(
    @Arg('input', () => DifficultyApplyInput, { description: 'Who, which category, what evidence.' }) input: DifficultyApplyInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { input }, async (em) => ({ difficulty: (await applyDifficulty(em, context, input)).id }));
  }

  @Mutation(() => DifficultyReviewPayload, {
    description:
      'The community takes up the check: home visit, neighbours, documents. The community, another person than before. Refuses NOT_FOUND, ILLEGAL_TRANSITION, NOT_ELIGIBLE.',
  })
  difficultyReview(
    @Arg('id', () => ID, { description: 'Which recognition.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({
      difficulty: (await moveDifficulty(em, context.viewer, id, 'COMMUNITY_REVIEW')).id,
    }));
  }

  @Mutation(() => DifficultyPublicisePayload, {
    description:
      'The check bears it out: public notice begins. The community, another person than before. Refuses NOT_FOUND, ILLEGAL_TRANSITION, NOT_ELIGIBLE, NOT_ELIGIBLE also where no holiday table tells its end.',
  })
  difficultyPublicise(
    @Arg('id', () => ID, { description: 'Which recognition.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({
      difficulty: (await moveDifficulty(em, context.viewer, id, 'PUBLICISED')).id,
    }));
  }

  @Mutation(() => DifficultyRecognisePayload, {
    description:
      'Recognises the person once the notice is over; the next check is due an interval from today. The street or town, another person than before. Refuses NOT_FOUND, ILLEGAL_TRANSITION, NOT_ELIGIBLE (the notice runs).',
  })
  difficultyRecognise(
    @Arg('id', () => ID, { description: 'Which recognition.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({
      difficulty: (await moveDifficulty(em, context.viewer, id, 'RECOGNISED')).id,
    }));
  }

  @Mutation(() => DifficultyAssistPayload, {
    description: 'Assistance runs. Community or street, another person than before. Refuses NOT_FOUND, ILLEGAL_TRANSITION, NOT_ELIGIBLE.',
  })
  difficultyAssist(
    @Arg('id', () => ID, { description: 'Which recognition.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({
      difficulty: (await moveDifficulty(em, context.viewer, id, 'ASSISTED')).id,
    }));
  }

  @Mutation(() => DifficultyRejectPayload, {
    description:
      'Does not recognise the person. Community or street, another person than before. Refuses NOT_FOUND, ILLEGAL_TRANSITION, NOT_ELIGIBLE or INVALID.',
  })
  difficultyReject(
    @Arg('id', () => ID, { description: 'Which recognition.' }) id: string,
    @Arg('input', () => ReasonInput, { description: 'Why.' }) input: ReasonInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({
      difficulty: (await moveDifficulty(em, context.viewer, id, 'REJECTED', input.reason)).id,
    }));
  }

  @Mutation(() => DifficultyExitPayload, {
    description:
      'The person leaves the list. Street or county, another person than before. Refuses NOT_FOUND, ILLEGAL_TRANSITION, NOT_ELIGIBLE or INVALID.',
  })
  difficultyExit(
    @Arg('id', () => ID, { description: 'Which recognition.' }) id: string,
    @Arg('input', () => ReasonInput, { description: 'Why.' }) input: ReasonInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({
      difficulty: (await moveDifficulty(em, context.viewer, id, 'EXITED', input.reason)).id,
    }));
  }

  @Mutation(() => DifficultyRecheckPayload, {
    description:
      'Checked again, and still so: the next check is due an interval from today. Community or street, another person than before. Refuses NOT_FOUND, ILLEGAL_TRANSITION, NOT_ELIGIBLE.',
  })
  difficultyRecheck(
    @Arg('id', () => ID, { description: 'Which recognition.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ difficulty: (await recheckDifficulty(em, context.viewer, id)).id }));
  }
}
