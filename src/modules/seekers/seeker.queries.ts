import type { Predicate, Way } from '../../platform/access/scopes.js';
import { raw, sql } from '../../platform/database/sql.js';
import { inDivision } from '../institutions/institution.queries.js';

/** What belongs to the seeker who asks. */
export const ownOf =
  (column: string): Predicate =>
  (alias, viewer) =>
    sql`${raw(`${alias}.${column}`)} = ${viewer.seekerId}::uuid`;

const registered: Predicate = (alias, _viewer, see) =>
  sql`exists (select from registration g where g.seeker_id = ${raw(alias)}.id and (${see('Registration', 'g')}))`;

/** Who registered with an institution is seen by those who see the registration; an office sees residents besides. */
export const served: readonly Way[] = [{ office: registered, intermediary: registered }, { office: inDivision('region_path') }];

/** A travel group is seen by those who see one of its members. */
export const accompanied: Predicate = (alias, _viewer, see) =>
  sql`exists (select from seeker member where member.travel_group_id = ${raw(alias)}.id and (${see('Seeker', 'member')}))`;
