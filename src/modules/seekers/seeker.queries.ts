import type { Viewer } from '../../platform/access/viewer.js';
import type { Scope } from '../../platform/database/shape.js';
import { join, raw, type Sql, sql } from '../../platform/database/sql.js';
import { places } from '../regions/region.queries.js';

const nobody = raw('false');

/** Offices see residents and those registered in their division, an intermediary its own roster, a seeker themself. */
export const seekerScope: Scope<Viewer> = (alias, viewer) => {
  const id = raw(`${alias}.id`);
  if (viewer.role === 'auditor') return null;
  if (viewer.role === 'seeker') return sql`${id} = ${viewer.seekerId}::uuid`;
  if (viewer.role === 'intermediary')
    return sql`exists (select from registration g where g.seeker_id = ${id} and g.institution_id = ${viewer.institutionId}::uuid)`;
  if (viewer.role !== 'office' || viewer.regionPath === null) return nobody;
  return join(
    [
      places.within(`${alias}.region_path`, viewer.regionPath),
      sql`exists (select from registration g where g.seeker_id = ${id} and ${places.within('g.institution_path', viewer.regionPath)})`,
    ],
    ' or ',
  );
};

/** What an institution received, and a seeker's own. */
export const receivedScope: Scope<Viewer> = (alias, viewer): Sql | null => {
  if (viewer.role === 'auditor') return null;
  if (viewer.role === 'seeker') return sql`${raw(`${alias}.seeker_id`)} = ${viewer.seekerId}::uuid`;
  if (viewer.role === 'intermediary') return sql`${raw(`${alias}.institution_id`)} = ${viewer.institutionId}::uuid`;
  if (viewer.role !== 'office' || viewer.regionPath === null) return nobody;
  return places.within(`${alias}.institution_path`, viewer.regionPath);
};
