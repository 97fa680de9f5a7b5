import type { Viewer } from '../../platform/access/viewer.js';
import type { Scope } from '../../platform/database/shape.js';
import { raw, sql } from '../../platform/database/sql.js';
import { places } from '../regions/region.queries.js';

/** Members and participants are people: their county's offices, a broker's own, the person, the auditor. */
export const peopleScope =
  (broker: boolean): Scope<Viewer> =>
  (alias, viewer) => {
    if (viewer.role === 'auditor') return null;
    if (viewer.role === 'seeker') return sql`${raw(`${alias}.seeker_id`)} = ${viewer.seekerId}::uuid`;
    if (viewer.role === 'intermediary' && broker) return sql`${raw(`${alias}.institution_id`)} = ${viewer.institutionId}::uuid`;
    if (viewer.role !== 'office' || viewer.regionPath === null) return raw('false');
    return places.within(`${alias}.county_path`, viewer.regionPath);
  };
