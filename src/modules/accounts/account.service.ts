import { ref } from '@mikro-orm/core';
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { now } from '../../platform/clock/clock.js';
import { Refusal } from '../../platform/graphql/errors.js';
import { found } from '../../platform/graphql/mutation.js';
import { cleanText } from '../../platform/privacy/text.js';
import { Institution } from '../institutions/institution.js';
import { inside } from '../institutions/institution.queries.js';
import { Region } from '../regions/region.js';
import { regionByCode } from '../regions/region.queries.js';
import { Account, type AccountRole } from './account.js';
import type { OneTimePassword } from './password.js';
import { accountInWords, type Doer, recordRights, type RightsChange } from './rights.js';

export interface AccountScope {
  readonly region?: string | undefined;
  readonly institution?: string | undefined;
  readonly employers?: readonly string[] | undefined;
}

type Part = keyof AccountScope;

/** What of a scope each role must have, and may; the roles that are not opened here are not in it. */
const SCOPES: Partial<Record<AccountRole, { must: readonly Part[]; may: readonly Part[] }>> = {
  INTERMEDIARY: { must: ['institution'], may: [] },
  OFFICE: { must: ['region'], may: ['institution'] },
  RECRUITER: { must: ['employers'], may: [] },
  ADMINISTRATOR: { must: [], may: [] },
  AUDITOR: { must: [], may: [] },
};

const ONE_TIME = '24 hours';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const invalid = (path: string, zh: string, en: string): never => {
  throw new Refusal('INVALID', ['input', path], { zh, en });
};

/** An account with a one-time password; nothing is open to it but the choice of its own. */
export async function openAccount(
  em: EntityManager,
  doer: Doer,
  form: AccountScope & { role: AccountRole; name: string },
  first: OneTimePassword,
): Promise<Account> {
  const name = cleanText(form.name);
  if (name === '') invalid('name', '请填写登录名', 'Give a name to sign in with');
  const account = Object.assign(new Account(), { role: form.role, name });
  await giveScope(em, account, form);
  await em.persist(account).flush();
  await givePassword(em, account.id, first);
  return written(em, doer, 'ACCOUNT_OPENED', account);
}

/** Takes the place of whatever scope there was; the account's open sockets are closed within two seconds. */
export async function assignScope(em: EntityManager, doer: Doer, id: string, scope: AccountScope): Promise<Account> {
  const account = await lockedAccount(em, id);
  await giveScope(em, account, scope);
  return written(em, doer, 'ACCOUNT_ASSIGNED', account);
}

async function giveScope(em: EntityManager, account: Account, scope: AccountScope): Promise<void> {
  const parts = SCOPES[account.role];
  if (!parts)
    return invalid(
      'role',
      '触摸屏由设备登记加入，求职者由经办机构发放登录凭证',
      'Kiosks are enrolled as devices; seekers get theirs where they register',
    );
  for (const part of ['region', 'institution', 'employers'] as const) {
    const given = scope[part] !== undefined && scope[part].length > 0;
    if (!given && parts.must.includes(part)) invalid(part, '此角色必须填写这一项', 'This role needs it');
    if (given && !parts.must.includes(part) && !parts.may.includes(part)) invalid(part, '此角色不能填写这一项', 'This role cannot have it');
  }
  const region = scope.region === undefined ? null : regionByCode(scope.region);
  const institution = scope.institution === undefined ? null : await openInstitution(em, scope.institution);
  if (region && institution && !inside(institution.regionPath, region.path))
    invalid('institution', '机构不在所管辖的地区内', 'The institution lies outside the division');
  const employerIds = [...new Set(scope.employers ?? [])];
  if (!employerIds.every((id) => UUID.test(id))) invalid('employers', '没有这个用人单位', 'There is no such employer');
  account.region = region && ref(Region, region.id);
  account.institution = institution && ref(institution);
  account.employerIds = employerIds;
}

const openInstitution = (em: EntityManager, id: string): Promise<Institution> =>
  found(em.findOne(Institution, { id, state: 'OPEN' }), ['input', 'institution']);

/** A one-time password; it ends the one before, every session and a lock. */
async function givePassword(em: EntityManager, accountId: string, { hash }: OneTimePassword): Promise<void> {
  await em.execute('select password_set(?, ?, ?::interval, null)', [accountId, hash, ONE_TIME]);
}

/** A new one-time password for who forgot theirs. Seekers get theirs where they are served, not from who sees no case. */
export async function resetPassword(em: EntityManager, doer: Doer, id: string, next: OneTimePassword): Promise<Account> {
  const account = await lockedAccount(em, id);
  if (!SCOPES[account.role])
    throw new Refusal('NOT_ELIGIBLE', ['id'], {
      zh: '求职者的登录凭证由经办机构重新发放',
      en: 'A seeker gets a new sign-in at the office that serves them',
    });
  await givePassword(em, id, next);
  return written(em, doer, 'PASSWORD_RESET', account);
}

/** Signs the account out everywhere and lets it in no more. The last administrator stays. */
export async function disableAccount(em: EntityManager, doer: Doer, id: string): Promise<Account> {
  const administrators = (await em.execute("select id from account where role = 'ADMINISTRATOR' and disabled_at is null order by id for update")) as {
    id: string;
  }[];
  const account = await lockedAccount(em, id);
  if (account.disabledAt) throw standing('账户已经停用', 'The account is disabled already');
  if (account.role === 'ADMINISTRATOR' && administrators.length === 1)
    throw new Refusal('NOT_ELIGIBLE', ['id'], { zh: '这是最后一个管理员，请先开立另一个', en: 'This is the last administrator; open another first' });
  account.disabledAt = await now(em);
  return written(em, doer, 'ACCOUNT_DISABLED', account);
}

export async function enableAccount(em: EntityManager, doer: Doer, id: string): Promise<Account> {
  const account = await lockedAccount(em, id);
  if (!account.disabledAt) throw standing('账户没有停用', 'The account is not disabled');
  account.disabledAt = null;
  return written(em, doer, 'ACCOUNT_ENABLED', account);
}

/** Ends a lock before its time. */
export async function unlockAccount(em: EntityManager, doer: Doer, id: string): Promise<Account> {
  const account = await lockedAccount(em, id);
  await em.execute('select sign_in_proved(?)', [id]);
  return written(em, doer, 'ACCOUNT_UNLOCKED', account);
}

async function written(em: EntityManager, doer: Doer, change: RightsChange, account: Account): Promise<Account> {
  await recordRights(em, doer, change, { id: account.id, seekerId: account.seekerId, words: accountInWords(account) });
  return account;
}

const lockedAccount = (em: EntityManager, id: string): Promise<Account> =>
  found(em.findOne(Account, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE }));

const standing = (zh: string, en: string): Refusal => new Refusal('ILLEGAL_TRANSITION', ['id'], { zh, en });
