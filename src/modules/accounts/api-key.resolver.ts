import type { GraphQLResolveInfo } from 'graphql';
import { ArrayMaxSize } from 'class-validator';
import { Arg, Ctx, Field, ID, Info, InputType, Int, Mutation, Query, Resolver } from 'type-graphql';
import type { KeyScope } from '../../platform/access/viewer.js';
import { all, sql } from '../../platform/database/sql.js';
import { type Connection, connectionOf, page } from '../../platform/graphql/connection.js';
import { Context } from '../../platform/graphql/context.js';
import { EffectInput, mutate, payloadOf, StepInput } from '../../platform/graphql/mutation.js';
import { LocalDate } from '../../platform/graphql/scalars.js';
import { Words } from '../../platform/graphql/words.js';
import { ApiKey, ApiKeyScope } from './api-key.js';
import { issueKey, revokeKey } from './api-key.service.js';
import { mutateShowing, withSecret } from './payload.js';
import { doerOf } from './rights.js';

@InputType({ description: 'A key for a partner system.' })
class ApiKeyIssueInput extends EffectInput {
  @Field(() => ID, { description: 'The account it acts as: an intermediary, an office or a recruiter.' })
  account!: string;

  @Words(1, 60)
  @Field(() => String, { description: 'What it is for.' })
  name!: string;

  @ArrayMaxSize(3)
  @Field(() => [ApiKeyScope], { description: 'What it may be used for, one or more.' })
  scopes!: KeyScope[];

  @Field(() => LocalDate, { description: 'Its last day, within two years.' })
  expiresOn!: string;
}

const ApiKeyConnection = connectionOf(ApiKey);
const changed = { apiKey: 'ApiKey' };
const ApiKeyIssuePayload = withSecret(payloadOf('ApiKeyIssue', { apiKey: ApiKey }), 'secret', 'The key itself, for `Authorization: Bearer …`.');
const ApiKeyRevokePayload = payloadOf('ApiKeyRevoke', { apiKey: ApiKey });

@Resolver(() => ApiKey)
export class ApiKeyResolver {
  @Query(() => ApiKeyConnection, { description: 'Keys of partner systems, newest first. Administrators.' })
  apiKeys(
    @Arg('account', () => ID, { nullable: true, description: 'Only of this account.' }) account: string | undefined,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    return page(context, info, {
      entity: 'ApiKey',
      where: all([account !== undefined && sql`t.account_id::text = ${account}`]),
      order: { name: 'newest', by: 't.created_at', type: 'timestamptz', direction: 'desc' },
      first,
      after,
    });
  }

  @Mutation(() => ApiKeyIssuePayload, {
    description: 'Issues a key to a partner system. Administrators. Refuses NOT_FOUND (account), NOT_ELIGIBLE (its role has no keys), INVALID.',
  })
  apiKeyIssue(
    @Arg('input', () => ApiKeyIssueInput, { description: 'For whom, for what, how long.' }) input: ApiKeyIssueInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutateShowing('secret', context, info, changed, { input }, async (em) => {
      const { apiKey, secret } = await issueKey(em, doerOf(context, input), input);
      return { ids: { apiKey: apiKey.id }, secret };
    });
  }

  @Mutation(() => ApiKeyRevokePayload, {
    description:
      'Revokes a key for good: it and its open sockets end within two seconds. Administrators. Refuses NOT_FOUND, ILLEGAL_TRANSITION (revoked already).',
  })
  apiKeyRevoke(
    @Arg('id', () => ID, { description: 'Which key.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({
      apiKey: (await revokeKey(em, doerOf(context, input), id)).id,
    }));
  }
}
