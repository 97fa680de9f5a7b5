import type { Settings } from '../database/reading.js';

export const ROLES = ['anonymous', 'kiosk', 'seeker', 'intermediary', 'office', 'recruiter', 'administrator', 'auditor'] as const;
export type Role = (typeof ROLES)[number];

/** How high an office stands: the level of the division at the root of its subtree. */
export const LEVELS = ['city', 'county', 'street', 'community'] as const;
export type Level = (typeof LEVELS)[number];

/** What a partner's key may be limited to. */
export const KEY_SCOPES = ['READ', 'WRITE', 'IMPORT'] as const;
export type KeyScope = (typeof KEY_SCOPES)[number];

/** What a viewer came in with: an open socket lives as long as this credential stands unchanged. */
export interface Credential {
  /** Of the key, the device or the session. */
  readonly id: string;
  /** Grows with each change of the account's rights. */
  readonly epoch: number;
  /** End of an access token; the other kinds end by being withdrawn. */
  readonly expiresAt: Date | null;
}

/** Who asks, and how far they see. Made from a credential at the start of every operation, never from the request. */
export interface Viewer {
  readonly role: Role;
  /** The account, or the kiosk's device. */
  readonly userId: string | null;
  readonly name: string | null;
  /** The subtree an office holds, as a materialised path (`/100000/500000/500101`). */
  readonly regionPath: string | null;
  /** Of an office only. */
  readonly level: Level | null;
  /** The institution an office user or an intermediary works at. */
  readonly institutionId: string | null;
  readonly employerIds: readonly string[];
  readonly seekerId: string | null;
  /** What the key is limited to; null is whatever the role may. */
  readonly scopes: readonly KeyScope[] | null;
  readonly credential: Credential | null;
}

export const ANONYMOUS: Viewer = {
  role: 'anonymous',
  userId: null,
  name: null,
  regionPath: null,
  level: null,
  institutionId: null,
  employerIds: [],
  seekerId: null,
  scopes: null,
  credential: null,
};

/**
 * Work that is no viewer's: what ends by itself, imports that were cut off, look-ups of credentials. Row-level policies
 * name what it may do; no settings at all see nothing.
 */
export const SYSTEM: Settings = { 'app.role': 'system' };

/** What row-level policies may read of the viewer, for one transaction; what a viewer has not is not set, and reads as null. */
export function settingsOf({ role, userId, regionPath, institutionId, employerIds, seekerId }: Viewer): Settings {
  const settings: Record<string, string> = { 'app.role': role };
  if (userId !== null) settings['app.user_id'] = userId;
  if (regionPath !== null) settings['app.region_path'] = regionPath;
  if (institutionId !== null) settings['app.institution_id'] = institutionId;
  if (employerIds.length > 0) settings['app.employer_ids'] = `{${employerIds.join(',')}}`;
  if (seekerId !== null) settings['app.seeker_id'] = seekerId;
  return settings;
}
