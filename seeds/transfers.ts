import type { EntityManager } from '@mikro-orm/postgresql';
import { FollowUp } from '../src/modules/placements/follow-up.js';
import type { Transfer, TransferState } from '../src/modules/placements/transfer.js';
import { recordTransfer } from '../src/modules/placements/transfer.service.js';
import type { Registration, Seeker } from '../src/modules/seekers/seeker.js';
import { ANONYMOUS, type Viewer } from '../src/platform/access/viewer.js';
import { plusDays } from '../src/platform/clock/clock.js';
import { Refusal } from '../src/platform/graphql/errors.js';

/** Partner regions and main urban districts. */
const DESTINATIONS = ['310000', '330100', '500112', '440300', '500106'];
/** Where they stand by now, one after the other. */
const STATES: readonly (TransferState | null)[] = [null, 'ON_POST', 'ON_POST', 'LOST_CONTACT'];
const BUREAU: Viewer = { ...ANONYMOUS, role: 'office', regionPath: '/100000/500000' };
const FIRST_LEFT = 100;
const EVERY_DAYS = 3;
const ON_THE_WAY = 1;

/** People who left on their own this year and the last, with the contacts that are due since. */
export async function seedTransfers(
  em: EntityManager,
  people: readonly { seeker: Seeker; registration: Registration }[],
  day: string,
): Promise<Transfer[]> {
  const made: Transfer[] = [];
  for (const [at, { seeker, registration }] of people.entries()) {
    const departedOn = plusDays(day, at * EVERY_DAYS - FIRST_LEFT);
    if (plusDays(departedOn, ON_THE_WAY) > day) break;
    const left = { seeker: seeker.id, institution: registration.institution.id, destination: DESTINATIONS[at % DESTINATIONS.length]!, departedOn };
    const transfer = await recorded(em, { ...left, arrivedOn: plusDays(departedOn, ON_THE_WAY), idempotencyKey: '' });
    if (!transfer) continue;
    const state = STATES[at % STATES.length]!;
    if (state !== null) transfer.moveTo(state);
    made.push(Object.assign(transfer, { synthetic: true }));
  }
  await em.flush();
  await em.nativeUpdate(FollowUp, { transfer: made.map((one) => one.id) }, { synthetic: true });
  return made;
}

/** Somebody too young, or at school, does not go. */
async function recorded(em: EntityManager, input: Parameters<typeof recordTransfer>[2]): Promise<Transfer | null> {
  try {
    return await recordTransfer(em, BUREAU, input);
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}
