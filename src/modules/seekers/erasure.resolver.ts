import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Field, ID, Info, InputType, Mutation, Resolver } from 'type-graphql';
import { sql } from '../../platform/database/sql.js';
import { within } from '../../platform/database/within.js';
import { Context } from '../../platform/graphql/context.js';
import { Refusal } from '../../platform/graphql/errors.js';
import { EffectInput, found, mutate, payloadOf } from '../../platform/graphql/mutation.js';
import { Words } from '../../platform/graphql/words.js';
import { Erasure } from './erasure.js';
import { noteErasures } from './erasure.journal.js';
import { eraseSeeker } from './erasure.service.js';
import { keeps, NOT_THEIR_KEEPER } from './keeping.js';
import { servedBy } from './seeker.queries.js';

@InputType({ description: 'Why a person is erased.' })
class SeekerEraseInput extends EffectInput {
  @Words(2, 200)
  @Field(() => String, { description: 'The request of the person in words; kept in the audit.' })
  reason!: string;
}

const SeekerErasePayload = payloadOf('SeekerErase', { erasure: Erasure });

@Resolver(() => Erasure)
export class ErasureResolver {
  @Mutation(() => SeekerErasePayload, {
    description:
      'Erases a person for good: name, ID number, phone, wishes and consents go everywhere within a minute, counted rows stay anonymous. Where a duty to keep runs, a sealed record stays until its last day, readable by the auditor alone. The person; at their request the office where they live, or the one whose division alone registered them. Refuses NOT_FOUND, NOT_ELIGIBLE (another office answers for the person).',
  })
  async seekerErase(
    @Arg('id', () => ID, { description: 'Whom.' }) id: string,
    @Arg('input', () => SeekerEraseInput, { description: 'Why.' }) input: SeekerEraseInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    const { platform, viewer } = context;
    const payload = await mutate(context, info, { erasure: 'Erasure' }, { id, input }, async (em) => {
      const [row] = await within(em).rows(sql`select s.id from seeker s where s.id::text = ${id} and (${servedBy('s', viewer)})`);
      await found(Promise.resolve(row ?? null));
      if (viewer.role !== 'seeker' && !(await keeps(em, viewer, id))) throw new Refusal('NOT_ELIGIBLE', ['id'], NOT_THEIR_KEEPER);
      const { reason, idempotencyKey } = input;
      return { erasure: (await eraseSeeker(em, platform, { by: viewer, seekerId: id, reason, request: idempotencyKey })).id };
    });
    await noteErasures(platform.pool, platform.vault);
    return payload;
  }
}
