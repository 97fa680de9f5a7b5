import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Field, FieldResolver, ID, Info, InputType, Mutation, Resolver, Root } from 'type-graphql';
import { Context } from '../../platform/graphql/context.js';
import { EffectInput, payloadOf } from '../../platform/graphql/mutation.js';
import { Words } from '../../platform/graphql/words.js';
import { oneTimePassword } from '../accounts/password.js';
import { mutateShowing, withSecret } from '../accounts/payload.js';
import { doerOf } from '../accounts/rights.js';
import { issueSeekerAccount, signInNameOf } from './seeker-account.js';
import { Seeker } from './seeker.js';

@InputType({ description: 'A sign-in for a person, and why.' })
class SeekerAccountIssueInput extends EffectInput {
  @Words(2, 200)
  @Field(() => String, {
    nullable: true,
    description: 'Why, in words; the person will read it. Demanded when the person uses a password of their own.',
  })
  reason?: string;
}

const SECRET = 'oneTimePassword';
const SeekerAccountIssuePayload = withSecret(
  payloadOf('SeekerAccountIssue', { seeker: Seeker }),
  SECRET,
  'The one-time password, to be handed over on paper with the sign-in name; it holds for 14 days and opens nothing but the choice of a password.',
);

@Resolver(() => Seeker)
export class SeekerAccountResolver {
  @FieldResolver(() => String, { nullable: true, description: 'The name the person signs in with; null while they have no sign-in.' })
  signInName(@Root() seeker: Seeker, @Ctx() context: Context): Promise<string | null> {
    return signInNameOf(context).load(seeker.id);
  }

  @Mutation(() => SeekerAccountIssuePayload, {
    description:
      'Issues a sign-in to a person, without phone or message: a name and a one-time password on paper. The office where the person lives, or whoever alone registered them, an intermediary too; when the person has chosen a password, offices only, with a reason, and its sessions end. The audit names the issuer, and the person reads it in `seekerReadings`. Refuses NOT_FOUND, NOT_ELIGIBLE (others serve the person), INVALID (no reason).',
  })
  async seekerAccountIssue(
    @Arg('id', () => ID, { description: 'Which seeker.' }) id: string,
    @Arg('input', () => SeekerAccountIssueInput, { description: 'Why, if there is a reason to give.' }) input: SeekerAccountIssueInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    const first = await oneTimePassword();
    return mutateShowing(SECRET, context, info, { seeker: 'Seeker' }, { id, input }, async (em) => {
      await issueSeekerAccount(em, doerOf(context, input), id, first, input.reason);
      return { ids: { seeker: id }, secret: first.clear };
    });
  }
}
