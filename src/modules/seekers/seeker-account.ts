import type { EntityManager } from '@mikro-orm/postgresql';
import type { Viewer } from '../../platform/access/viewer.js';
import { sql } from '../../platform/database/sql.js';
import { byKey, perRequest } from '../../platform/graphql/context.js';
import { Refusal } from '../../platform/graphql/errors.js';
import { found } from '../../platform/graphql/mutation.js';
import type { OneTimePassword } from '../accounts/password.js';
import { inside } from '../institutions/institution.queries.js';
import { Registration } from './seeker.js';

/** A slip of paper is used at home, not at the counter. */
const VALID = '14 days';

/** The name a person signs in with, for those who see the person; null while there is none. */
export const signInNameOf = perRequest<string, string | null>((context) => async (ids) => {
  const rows = await context.reading.rows(sql`select s.seeker_id, s.name from seeker_sign_in_names(${ids}::uuid[]) s`);
  return byKey<string | null>(ids, rows, null);
});

/**
 * The first sign-in of a person whom the viewer serves, or a new one for who forgot. A person's account shows what every
 * institution holds about them: once they chose a password, only an office replaces it.
 */
export async function issueSeekerAccount(em: EntityManager, viewer: Viewer, seekerId: string, first: OneTimePassword): Promise<void> {
  const registrations = await em.find(Registration, { seeker: seekerId, state: { $in: ['ACTIVE', 'SUSPENDED', 'PLACED'] } });
  const served = registrations.some((one) =>
    viewer.role === 'office'
      ? viewer.regionPath !== null && inside(one.institutionPath, viewer.regionPath)
      : one.institution.id === viewer.institutionId,
  );
  if (!served) await found(Promise.resolve(null));
  const [row] = (await em.execute('select seeker_account_issue(?, ?, ?::interval, ?) as name', [
    seekerId,
    first.hash,
    VALID,
    viewer.role === 'office',
  ])) as { name: string | null }[];
  if (row!.name === null)
    throw new Refusal('NOT_ELIGIBLE', ['id'], {
      zh: '此人已自设密码；忘记密码须到就业服务机构办理',
      en: 'The person has chosen a password; a public office issues another when it is forgotten',
    });
}
