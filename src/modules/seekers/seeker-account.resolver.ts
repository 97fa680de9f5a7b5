import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, ID, Info, Mutation, Resolver, Root } from 'type-graphql';
import { Context } from '../../platform/graphql/context.js';
import { payloadOf, StepInput } from '../../platform/graphql/mutation.js';
import { oneTimePassword } from '../accounts/password.js';
import { mutateShowing, withSecret } from '../accounts/payload.js';
import { issueSeekerAccount, signInNameOf } from './seeker-account.js';
import { Seeker } from './seeker.js';

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
      'Issues a sign-in to a person, without phone or message: a name and a one-time password on paper. Offices and intermediaries that hold a registration of the person; when the person has chosen a password, offices only, and its sessions end. Refuses NOT_FOUND, NOT_ELIGIBLE.',
  })
  async seekerAccountIssue(
    @Arg('id', () => ID, { description: 'Which seeker.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    const first = await oneTimePassword();
    return mutateShowing(SECRET, context, info, { seeker: 'Seeker' }, { id, input }, async (em) => {
      await issueSeekerAccount(em, context.viewer, id, first);
      return { ids: { seeker: id }, secret: first.clear };
    });
  }
}
