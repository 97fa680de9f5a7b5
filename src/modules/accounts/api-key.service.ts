import { ref } from '@mikro-orm/core';
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import type { KeyScope } from '../../platform/access/viewer.js';
import { now, plusDays, today } from '../../platform/clock/clock.js';
import { Refusal } from '../../platform/graphql/errors.js';
import { found } from '../../platform/graphql/mutation.js';
import { cleanText } from '../../platform/privacy/text.js';
import { Account, type AccountRole } from './account.js';
import { ApiKey, newApiKey } from './api-key.js';
import { type Doer, recordRights, type RightsChange } from './rights.js';

export interface KeyForm {
  readonly account: string;
  readonly name: string;
  readonly scopes: readonly KeyScope[];
  /** Last day. */
  readonly expiresOn: string;
}

const HOLDERS: ReadonlySet<AccountRole> = new Set(['INTERMEDIARY', 'OFFICE', 'RECRUITER']);
const MOST_DAYS = 731;

const invalid = (path: string, zh: string, en: string): never => {
  throw new Refusal('INVALID', ['input', path], { zh, en });
};

/** A key that acts as an account of a partner, an office or a recruiter. */
export async function issueKey(em: EntityManager, doer: Doer, form: KeyForm): Promise<{ apiKey: ApiKey; secret: string }> {
  const account = await found(em.findOne(Account, { id: form.account, disabledAt: null }), ['input', 'account']);
  if (!HOLDERS.has(account.role))
    throw new Refusal('NOT_ELIGIBLE', ['input', 'account'], {
      zh: '只有中介、就业部门和招聘单位的账户可以有密钥',
      en: 'Only accounts of intermediaries, offices and recruiters have keys',
    });
  const name = cleanText(form.name);
  if (name === '') invalid('name', '请写明密钥的用途', 'Say what the key is for');
  const scopes = [...new Set(form.scopes)];
  if (scopes.length === 0) invalid('scopes', '请至少选择一项', 'Give at least one scope');
  const day = await today(em);
  if (form.expiresOn < day || form.expiresOn > plusDays(day, MOST_DAYS))
    invalid('expiresOn', '到期日须在今天之后、两年之内', 'The last day lies ahead, within two years');
  const { secret, prefix, hash } = newApiKey();
  const expiresAt = new Date(`${plusDays(form.expiresOn, 1)}T00:00:00+08:00`);
  const apiKey = Object.assign(new ApiKey(), { account: ref(account), name, prefix, hash, scopes, expiresAt });
  em.persist(apiKey);
  await written(em, doer, 'API_KEY_ISSUED', apiKey);
  return { apiKey, secret };
}

export async function revokeKey(em: EntityManager, doer: Doer, id: string): Promise<ApiKey> {
  const apiKey = await found(em.findOne(ApiKey, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE }));
  if (apiKey.revokedAt) throw new Refusal('ILLEGAL_TRANSITION', ['id'], { zh: '密钥已经吊销', en: 'The key is revoked already' });
  apiKey.revokedAt = await now(em);
  await written(em, doer, 'API_KEY_REVOKED', apiKey);
  return apiKey;
}

/** With the part of the key that is no secret, by which it is listed. */
const written = (em: EntityManager, doer: Doer, change: RightsChange, { account, prefix, name, scopes }: ApiKey): Promise<void> =>
  recordRights(em, doer, change, { id: account.id, words: [prefix, name, ...(scopes ?? [])].join(' ') });
