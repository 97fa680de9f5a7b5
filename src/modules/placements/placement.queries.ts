import type { Viewer } from '../../platform/access/viewer.js';
import type { Scope } from '../../platform/database/shape.js';
import { join, raw, type Sql, sql } from '../../platform/database/sql.js';
import { places } from '../regions/region.queries.js';

const nobody = raw('false');

interface Columns {
  /** Paths within which an office sees a row. */
  paths: readonly string[];
  employer?: boolean;
  seeker?: boolean;
}

/** An office what lies in its division, an intermediary its own, a recruiter their employers', a seeker themself; the auditor all. */
const concerned =
  ({ paths, employer = false, seeker = false }: Columns): Scope<Viewer> =>
  (alias, viewer): Sql | null => {
    const column = (name: string): Sql => raw(`${alias}.${name}`);
    if (viewer.role === 'auditor') return null;
    if (viewer.role === 'intermediary') return sql`${column('institution_id')} = ${viewer.institutionId}::uuid`;
    if (viewer.role === 'recruiter' && employer) return sql`${column('employer_id')} = any(${viewer.employerIds}::uuid[])`;
    if (viewer.role === 'seeker' && seeker) return sql`${column('seeker_id')} = ${viewer.seekerId}::uuid`;
    if (viewer.role !== 'office' || viewer.regionPath === null) return nobody;
    return join(
      paths.map((path) => places.within(`${alias}.${path}`, viewer.regionPath!)),
      ' or ',
    );
  };

export const placementScope = concerned({ paths: ['institution_path'], employer: true, seeker: true });
export const orderScope = concerned({ paths: ['institution_path'], employer: true });
export const batchScope = concerned({ paths: ['institution_path'], employer: true });
export const transferScope = concerned({ paths: ['institution_path', 'origin_path'], employer: true, seeker: true });
export const claimScope = concerned({ paths: ['county_path'] });

const ofTransfer = concerned({ paths: ['institution_path'] });
/** A task or case of somebody's transfer: its institution, the offices above it, and the person where they may know. */
export const followUpScope = ofTransfer;
export const rightsCaseScope: Scope<Viewer> = (alias, viewer) =>
  viewer.role === 'seeker'
    ? sql`exists (select from transfer own where own.id = ${raw(`${alias}.transfer_id`)} and own.seeker_id = ${viewer.seekerId}::uuid)`
    : ofTransfer(alias, viewer);
