import type { EntityManager } from '@mikro-orm/postgresql';
import { elevated } from '../../platform/access/elevated.js';
import type { Viewer } from '../../platform/access/viewer.js';
import { sql } from '../../platform/database/sql.js';
import { within } from '../../platform/database/within.js';
import type { Message } from '../../platform/graphql/errors.js';
import { places } from '../regions/region.queries.js';

/** Said to whoever serves a person together with others, or away from where they live. */
export const NOT_THEIR_KEEPER: Message = {
  zh: '此人在其他机构也有登记，或不在本辖区居住：请由本人居住地的就业服务机构办理',
  en: 'The person is registered elsewhere too, or lives in another division: the public office where they live does this',
};

/**
 * Whether a person is the viewer's to answer for: to hand out their sign-in, to move their home, to change their phone, to
 * erase them. The office of the division they live in; otherwise whoever alone registered them, an intermediary as well. All
 * registrations count, ended ones and those out of sight too.
 */
export async function keeps(em: EntityManager, viewer: Viewer, seekerId: string): Promise<boolean> {
  const office = viewer.role === 'office' && viewer.regionPath !== null;
  if (!office && (viewer.role !== 'intermediary' || viewer.institutionId === null)) return false;
  const own = office ? places.within('g.institution_path', viewer.regionPath!) : sql`g.institution_id = ${viewer.institutionId}::uuid`;
  const resident = office ? places.within('s.region_path', viewer.regionPath!) : sql`false`;
  const [row] = await elevated(em, () =>
    within(em).rows(sql`
      select s.id from seeker s where s.id = ${seekerId}::uuid and ((${resident}) or (
        exists (select from registration g where g.seeker_id = s.id) and not exists (select from registration g where g.seeker_id = s.id and not (${own}))))`),
  );
  return row !== undefined;
}
