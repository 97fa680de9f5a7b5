import type { Settings } from '../database/reading.js';

export const ROLES = ['anonymous', 'kiosk', 'seeker', 'intermediary', 'office', 'recruiter', 'administrator', 'auditor'] as const;
export type Role = (typeof ROLES)[number];

/** Who asks, and how far they see. Made from a credential at the start of every operation, never from the request. */
export interface Viewer {
  readonly role: Role;
  readonly userId: string | null;
  readonly name: string | null;
  /** The subtree an office holds, as a materialised path (`/100000/500000/500101`). */
  readonly regionPath: string | null;
  /** The institution an office user or an intermediary works at. */
  readonly institutionId: string | null;
  readonly employerIds: readonly string[];
  readonly seekerId: string | null;
}

export const ANONYMOUS: Viewer = {
  role: 'anonymous',
  userId: null,
  name: null,
  regionPath: null,
  institutionId: null,
  employerIds: [],
  seekerId: null,
};

/**
 * Work that is no viewer's: what ends by itself, imports that were cut off, look-ups of credentials. Row-level policies
 * name what it may do; no settings at all see nothing.
 */
export const SYSTEM: Settings = { 'app.role': 'system' };

/** What row-level policies may read of the viewer, for one transaction. */
export const settingsOf = (viewer: Viewer): Settings => ({
  'app.role': viewer.role,
  'app.user_id': viewer.userId ?? '',
  'app.region_path': viewer.regionPath ?? '',
  'app.institution_id': viewer.institutionId ?? '',
  'app.employer_ids': `{${viewer.employerIds.join(',')}}`,
  'app.seeker_id': viewer.seekerId ?? '',
});
