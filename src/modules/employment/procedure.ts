import type { EntityManager } from '@mikro-orm/postgresql';
import type { Level, Viewer } from '../../platform/access/viewer.js';
import { raw, sql } from '../../platform/database/sql.js';
import { within } from '../../platform/database/within.js';
import type { Context } from '../../platform/graphql/context.js';
import { Refusal } from '../../platform/graphql/errors.js';
import { found } from '../../platform/graphql/mutation.js';
import type { Institution } from '../institutions/institution.js';
import { inside, openInstitution } from '../institutions/institution.queries.js';
import { Seeker } from '../seekers/seeker.js';

const NAMES: Record<Level, { zh: string; en: string }> = {
  city: { zh: '市', en: 'city' },
  county: { zh: '区县', en: 'county' },
  street: { zh: '街道（乡镇）', en: 'street or town' },
  community: { zh: '社区', en: 'community' },
};

/** Who takes the step: an account of an office of one of the levels, and another than the one who took the step before. */
export function stepBy(viewer: Viewer, levels: readonly Level[], before: string | null): string {
  const { userId, level } = viewer;
  const names = levels.map((one) => NAMES[one]);
  if (userId === null || level === null || !levels.includes(level))
    throw new Refusal('NOT_ELIGIBLE', ['id'], {
      zh: `此步骤由${names.map((one) => one.zh).join('或')}办理`,
      en: `This step is taken by the ${names.map((one) => one.en).join(' or ')} office`,
    });
  if (userId === before)
    throw new Refusal('NOT_ELIGIBLE', ['id'], {
      zh: '上一步骤由您办理，此步骤须由另一人办理',
      en: 'You took the step before; somebody else takes this one',
    });
  return userId;
}

/** A person in the caller's sight, who is there to be found. */
export async function seekerInSight(em: EntityManager, { platform, viewer }: Context, id: string, path: readonly string[]): Promise<Seeker> {
  const sight = platform.shapes.scope('Seeker', 's', viewer) ?? raw('true');
  const [row] = await within(em).rows(sql`select s.id from seeker s where s.id = ${id}::uuid and s.state = 'ACTIVE' and (${sight})`);
  return found(row ? em.findOne(Seeker, { id }) : Promise.resolve(null), path);
}

/** The institution that registers: the one named, or the office's own; it lies in the caller's division and works. */
export async function ownInstitution(em: EntityManager, viewer: Viewer, id: string | undefined): Promise<Institution> {
  const path = ['input', 'institution'];
  const institution = await openInstitution(em, viewer, id);
  if (viewer.regionPath === null || !inside(institution.regionPath, viewer.regionPath)) await found(Promise.resolve(null), path);
  return institution;
}
