import type { EntityManager } from '@mikro-orm/postgresql';
import type { Viewer } from '../../platform/access/viewer.js';
import type { Context } from '../../platform/graphql/context.js';
import { regionOfId } from '../regions/region.queries.js';
import type { Account } from './account.js';
import { record, type Trail } from './audit.service.js';

/** What of somebody's rights changed: the `field` of the row. */
export type RightsChange =
  | 'ACCOUNT_OPENED'
  | 'ACCOUNT_ASSIGNED'
  | 'ACCOUNT_DISABLED'
  | 'ACCOUNT_ENABLED'
  | 'ACCOUNT_UNLOCKED'
  | 'PASSWORD_RESET'
  | 'API_KEY_ISSUED'
  | 'API_KEY_REVOKED'
  | 'DEVICE_ENROLLED'
  | 'DEVICE_RENEWED'
  | 'DEVICE_DISABLED'
  | 'SIGN_IN_ISSUED'
  | 'SIGN_IN_RENEWED';

/** Who changes rights, under which request, and where it is written down. */
export interface Doer {
  readonly trail: Trail;
  readonly by: Viewer;
  readonly request: string | null;
}

export const doerOf = ({ platform, viewer }: Context, { idempotencyKey }: { idempotencyKey: string }): Doer => ({
  trail: platform,
  by: viewer,
  request: idempotencyKey,
});

/** Whose rights: an account or a kiosk, and of a person's sign-in the person; in words what they are now, or why. */
export interface Whose {
  readonly id: string;
  readonly seekerId?: string | null;
  readonly words?: string | undefined;
}

/** One row of the audit, in the transaction of the change, once all that it is about is written. No secret is in it. */
export async function recordRights(em: EntityManager, { trail, by, request }: Doer, change: RightsChange, whose: Whose): Promise<void> {
  await em.flush();
  await record(em, trail, by, request, [
    { action: 'RIGHTS_CHANGED', field: change, accountId: whose.id, seekerId: whose.seekerId ?? null, reason: whose.words ?? null },
  ]);
}

/** Role, name and how far the account sees, as they stand. */
export function accountInWords({ role, name, region, institution, employerIds }: Account): string {
  return [role, name, region && regionOfId(region.id)?.code, institution?.id, ...employerIds].filter((part) => part !== null).join(' ');
}
