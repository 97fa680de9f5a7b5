import type { EntityManager } from '@mikro-orm/postgresql';
import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, ID, Info, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { all, sql } from '../../platform/database/sql.js';
import { type Connection, connectionOf, page } from '../../platform/graphql/connection.js';
import { Context } from '../../platform/graphql/context.js';
import { mutate, payloadOf, StepInput } from '../../platform/graphql/mutation.js';
import { Instant } from '../../platform/graphql/scalars.js';
import { Account } from './account.js';
import { AccountAssignInput, AccountFilter, AccountOpenInput } from './account.inputs.js';
import { lockedUntilOf } from './account.queries.js';
import { assignScope, disableAccount, enableAccount, openAccount, resetPassword, unlockAccount } from './account.service.js';
import { oneTimePassword } from './password.js';
import { mutateShowing, withSecret } from './payload.js';
import { type Doer, doerOf } from './rights.js';

const AccountConnection = connectionOf(Account);
const changed = { account: 'Account' };
const SECRET = 'oneTimePassword';
const ONE_TIME = 'The one-time password, to be told to its owner; it holds for 24 hours and opens nothing but the choice of a password.';
const AccountOpenPayload = withSecret(payloadOf('AccountOpen', { account: Account }), SECRET, ONE_TIME);
const AccountPasswordResetPayload = withSecret(payloadOf('AccountPasswordReset', { account: Account }), SECRET, ONE_TIME);
const AccountAssignPayload = payloadOf('AccountAssign', { account: Account });
const AccountDisablePayload = payloadOf('AccountDisable', { account: Account });
const AccountEnablePayload = payloadOf('AccountEnable', { account: Account });
const AccountUnlockPayload = payloadOf('AccountUnlock', { account: Account });

const step = (
  context: Context,
  info: GraphQLResolveInfo,
  id: string,
  input: StepInput,
  effect: (em: EntityManager, doer: Doer, id: string) => Promise<Account>,
): Promise<object> => mutate(context, info, changed, { id, input }, async (em) => ({ account: (await effect(em, doerOf(context, input), id)).id }));

@Resolver(() => Account)
export class AccountResolver {
  @Query(() => Account, { nullable: true, description: 'An account by id, or null. Administrators.' })
  account(
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    return context.one('Account', sql`t.id::text = ${id}`, info);
  }

  @Query(() => AccountConnection, { description: 'Accounts, newest first. Administrators.' })
  accounts(
    @Arg('filter', () => AccountFilter, { nullable: true, description: 'Which.' }) filter: AccountFilter | undefined,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    const { role, disabled, name } = filter ?? {};
    const where = all([
      role !== undefined && sql`t.role = ${role}`,
      disabled !== undefined && (disabled ? sql`t.disabled_at is not null` : sql`t.disabled_at is null`),
      name !== undefined && sql`position(${name} in t.name) > 0`,
    ]);
    return page(context, info, {
      entity: 'Account',
      where,
      order: { name: 'newest', by: 't.created_at', type: 'timestamptz', direction: 'desc' },
      first,
      after,
    });
  }

  @FieldResolver(() => Instant, { nullable: true, description: 'Until when too many attempts keep it out; null when they do not.' })
  lockedUntil(@Root() account: Account, @Ctx() context: Context): Promise<Date | null> {
    return lockedUntilOf(context).load(account.id);
  }

  @Mutation(() => AccountOpenPayload, {
    description:
      'Opens an account with a one-time password. Administrators. Refuses INVALID (a scope that the role needs or cannot have), NOT_FOUND (institution, employer), ALREADY_EXISTS (name taken).',
  })
  async accountOpen(
    @Arg('input', () => AccountOpenInput, { description: 'Who, and how far they see.' }) input: AccountOpenInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    const first = await oneTimePassword();
    return mutateShowing(SECRET, context, info, changed, { input }, async (em) => ({
      ids: { account: (await openAccount(em, doerOf(context, input), input, first)).id },
      secret: first.clear,
    }));
  }

  @Mutation(() => AccountAssignPayload, {
    description:
      'Gives an account another scope in the place of the one it has; its open sockets are closed within two seconds. Administrators. Refuses NOT_FOUND, INVALID.',
  })
  accountAssign(
    @Arg('id', () => ID, { description: 'Which account.' }) id: string,
    @Arg('input', () => AccountAssignInput, { description: 'The whole new scope.' }) input: AccountAssignInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({
      account: (await assignScope(em, doerOf(context, input), id, input)).id,
    }));
  }

  @Mutation(() => AccountDisablePayload, {
    description:
      'Lets an account in no more: sessions, keys and open sockets end within two seconds. Administrators. Refuses NOT_FOUND, ILLEGAL_TRANSITION (disabled already), NOT_ELIGIBLE (the last administrator).',
  })
  accountDisable(
    @Arg('id', () => ID, { description: 'Which account.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return step(context, info, id, input, disableAccount);
  }

  @Mutation(() => AccountEnablePayload, {
    description:
      'Lets a disabled account in again, with its password and keys; it signs in anew. Administrators. Refuses NOT_FOUND, ILLEGAL_TRANSITION.',
  })
  accountEnable(
    @Arg('id', () => ID, { description: 'Which account.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return step(context, info, id, input, enableAccount);
  }

  @Mutation(() => AccountUnlockPayload, {
    description: 'Ends the lock of too many attempts before its time. Administrators. Refuses NOT_FOUND.',
  })
  accountUnlock(
    @Arg('id', () => ID, { description: 'Which account.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return step(context, info, id, input, unlockAccount);
  }

  @Mutation(() => AccountPasswordResetPayload, {
    description:
      'Puts a one-time password in the place of a forgotten one and ends its sessions. Administrators; not for seekers, whose office does it. Refuses NOT_FOUND, NOT_ELIGIBLE (a seeker).',
  })
  async accountPasswordReset(
    @Arg('id', () => ID, { description: 'Which account.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    const next = await oneTimePassword();
    return mutateShowing(SECRET, context, info, changed, { id, input }, async (em) => ({
      ids: { account: (await resetPassword(em, doerOf(context, input), id, next)).id },
      secret: next.clear,
    }));
  }
}
