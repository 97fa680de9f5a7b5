import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { elevated } from '../../platform/access/elevated.js';
import { sql } from '../../platform/database/sql.js';
import { within } from '../../platform/database/within.js';
import { byKey, perRequest } from '../../platform/graphql/context.js';
import { Refusal } from '../../platform/graphql/errors.js';
import { found } from '../../platform/graphql/mutation.js';
import type { OneTimePassword } from '../accounts/password.js';
import { type Doer, recordRights } from '../accounts/rights.js';
import { inside } from '../institutions/institution.queries.js';
import { keeps, NOT_THEIR_KEEPER } from './keeping.js';
import { Registration, Seeker } from './seeker.js';
import { received } from './seeker.service.js';

/** A slip of paper is used at home, not at the counter. */
const VALID = '14 days';

/** The name a person signs in with, for those who see the person; null while there is none. */
export const signInNameOf = perRequest<string, string | null>((context) => async (ids) => {
  const rows = await context.reading.rows(sql`select s.seeker_id, s.name from seeker_sign_in_names(${ids}::uuid[]) s`);
  return byKey<string | null>(ids, rows, null);
});

/**
 * The first sign-in of a person, or a new one for who forgot. Whoever hands it out could use it, and it opens what every
 * institution holds about the person: so it comes from who keeps them alone, and the person reads who issued it. Once they
 * chose a password, only an office replaces it, and says why.
 */
export async function issueSeekerAccount(em: EntityManager, doer: Doer, seekerId: string, first: OneTimePassword, reason?: string): Promise<void> {
  const viewer = doer.by;
  const seeker = await found(em.findOne(Seeker, { id: seekerId, state: 'ACTIVE' }, { lockMode: LockMode.PESSIMISTIC_WRITE }));
  const open = await em.find(Registration, { seeker: seekerId, state: { $in: ['ACTIVE', 'SUSPENDED', 'PLACED'] } });
  const resident = viewer.role === 'office' && viewer.regionPath !== null && inside(seeker.regionPath, viewer.regionPath);
  if (!resident && !open.some((one) => received(viewer, one))) await found(Promise.resolve(null));
  if (!(await keeps(em, viewer, seekerId))) throw new Refusal('NOT_ELIGIBLE', ['id'], NOT_THEIR_KEEPER);
  const issued = async (renew: boolean): Promise<boolean> => {
    const [row] = (await em.execute('select seeker_account_issue(?, ?, ?::interval, ?) as name', [seekerId, first.hash, VALID, renew])) as {
      name: string | null;
    }[];
    return row!.name !== null;
  };
  const renewed = !(await issued(false));
  if (renewed) {
    if (viewer.role !== 'office')
      throw new Refusal('NOT_ELIGIBLE', ['id'], {
        zh: '此人已自设密码；忘记密码须到就业服务机构办理',
        en: 'The person has chosen a password; a public office issues another when it is forgotten',
      });
    if (reason === undefined)
      throw new Refusal('INVALID', ['input', 'reason'], {
        zh: '此人已在使用自己的密码；请写明重新发放的原因，本人会看到',
        en: 'The person uses a password of their own; say why it is replaced, they will read it',
      });
    await issued(true);
  }
  const [account] = await elevated(em, () => within(em).rows(sql`select a.id from account a where a.seeker_id = ${seekerId}::uuid`));
  await recordRights(em, doer, renewed ? 'SIGN_IN_RENEWED' : 'SIGN_IN_ISSUED', { id: account![0] as string, seekerId, words: reason });
}
