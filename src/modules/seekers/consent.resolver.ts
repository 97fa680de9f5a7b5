import type { GraphQLResolveInfo } from 'graphql';
import { MaxLength } from 'class-validator';
import { Arg, Ctx, Field, FieldResolver, ID, Info, InputType, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { raw, sql } from '../../platform/database/sql.js';
import { Context } from '../../platform/graphql/context.js';
import { Cost } from '../../platform/graphql/cost.js';
import { EffectInput, mutate, payloadOf, StepInput } from '../../platform/graphql/mutation.js';
import { record } from '../accounts/audit.service.js';
import { Consent, ConsentPurpose, ConsentText } from './consent.js';
import { giveConsent, withdrawConsent } from './consent.service.js';
import { Seeker } from './seeker.js';

@InputType({ description: 'Who consents to what, towards whom.' })
class ConsentGiveInput extends EffectInput {
  @Field(() => ID, { description: 'The person.' })
  seeker!: string;

  @Field(() => ConsentPurpose, { description: 'To what.' })
  purpose!: ConsentPurpose;

  @Field(() => Int, { description: 'The version of the wording that the person saw; only the newest counts.' })
  version!: number;

  @Field(() => ID, { nullable: true, description: 'The employer, for CONTACT.' })
  employer?: string;

  @Field(() => ID, { nullable: true, description: 'The institution, for SHARING.' })
  institution?: string;

  @MaxLength(200)
  @Field(() => String, { nullable: true, description: 'Number or place of the signed paper; needed from an office, not from the person.' })
  evidence?: string;
}

const ConsentGivePayload = payloadOf('ConsentGive', { consent: Consent });
const ConsentWithdrawPayload = payloadOf('ConsentWithdraw', { consent: Consent });
const changed = { consent: 'Consent' };

const factsOf = ({ seeker, purpose, employer, institution }: Consent) => ({
  seekerId: seeker.id,
  field: purpose,
  recipientId: employer?.id ?? institution?.id ?? null,
});

@Resolver(() => Seeker)
export class ConsentResolver {
  @Cost({ atMost: 20 })
  @Query(() => [ConsentText], {
    description: 'The wordings of today, one for each purpose, to be shown before a consent is given. Everyone may ask.',
  })
  consentTexts(@Ctx() context: Context, @Info() info: GraphQLResolveInfo): Promise<object[]> {
    const today = sql`t.effective_on <= app_today() and not exists (
      select from consent_text n where n.purpose = t.purpose and n.version > t.version and n.effective_on <= app_today())`;
    return context.many('ConsentText', today, raw('order by t.purpose limit 20'), info);
  }

  @Cost({ atMost: 50 })
  @FieldResolver(() => [Consent], { description: 'Consents, newest first, also those that were withdrawn; up to 50.' })
  consents(@Root() seeker: Seeker, @Ctx() context: Context, @Info() info: GraphQLResolveInfo): Promise<object[]> {
    return context.ofEach('Consent', { on: 't.seeker_id = p.id', order: 't.created_at desc, t.id desc', atMost: 50 }, seeker.id, info);
  }

  @Mutation(() => ConsentGivePayload, {
    description:
      'Takes a consent down. The person, or the office or intermediary that serves them, from a signed paper. Refuses NOT_FOUND, INVALID (wrong recipient, no paper), CONFLICT (not the newest wording), ALREADY_EXISTS.',
  })
  consentGive(
    @Arg('input', () => ConsentGiveInput, { description: 'Who, what, whom.' }) input: ConsentGiveInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { input }, async (em) => {
      const consent = await giveConsent(em, context.viewer, input);
      await em.flush();
      await record(em, context.platform, context.viewer, input.idempotencyKey, [{ action: 'CONSENT_GIVEN', ...factsOf(consent) }]);
      return { consent: consent.id };
    });
  }

  @Mutation(() => ConsentWithdrawPayload, {
    description:
      'Withdraws a consent: from the next read on the recipient sees what it saw before. The person, or whoever serves them. Refuses NOT_FOUND, ILLEGAL_TRANSITION (withdrawn already).',
  })
  consentWithdraw(
    @Arg('id', () => ID, { description: 'Which consent.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => {
      const consent = await withdrawConsent(em, context.viewer, id);
      await em.flush();
      await record(em, context.platform, context.viewer, input.idempotencyKey, [{ action: 'CONSENT_WITHDRAWN', ...factsOf(consent) }]);
      return { consent: consent.id };
    });
  }
}
