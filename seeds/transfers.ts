import type { EntityManager } from '@mikro-orm/postgresql';
import { FollowUp } from '../src/modules/placements/follow-up.js';
import type { Transfer, TransferState } from '../src/modules/placements/transfer.js';
import { recordTransfer } from '../src/modules/placements/transfer.service.js';
import type { Registration, Seeker } from '../src/modules/seekers/seeker.js';
import { ANONYMOUS, type Viewer } from '../src/platform/access/viewer.js';
import { plusDays } from '../src/platform/clock/clock.js';
import { Refusal } from '../src/platform/graphql/errors.js';
import { partnersOf } from './places.js';

/** Where every third one goes, and everybody whose county is paired with no region: main urban districts. */
const MAIN_URBAN = ['500112', '500106', '500108'];
/** Where they stand by now, one after the other. */
const STATES: readonly (TransferState | null)[] = [null, 'ON_POST', 'ON_POST', 'ON_POST', 'ON_POST', 'ON_POST', 'LOST_CONTACT', 'ON_POST'];
const BUREAU: Viewer = { ...ANONYMOUS, role: 'office', regionPath: '/100000/500000' };
const FIRST_LEFT = 340;
const EVERY_DAYS = 3;
const ON_THE_WAY = 1;
/** `/100000/500000/<county>` */
const COUNTY_IN_PATH = 3;
/** Contacts that fell due before are made; the others are somebody's work of today. */
const CONTACTED_DAYS = 14;

/** People who left on their own this year and the last, with the contacts that are due since. */
export async function seedTransfers(
  em: EntityManager,
  people: readonly { seeker: Seeker; registration: Registration }[],
  day: string,
): Promise<Transfer[]> {
  const made: Transfer[] = [];
  const turns = new Map<string, number>();
  for (const [at, { seeker, registration }] of people.entries()) {
    const departedOn = plusDays(day, at * EVERY_DAYS - FIRST_LEFT);
    if (plusDays(departedOn, ON_THE_WAY) > day) break;
    const left = { seeker: seeker.id, institution: registration.institution.id, destination: destinationOf(countyOf(seeker), turns), departedOn };
    const transfer = await recorded(em, { ...left, arrivedOn: plusDays(departedOn, ON_THE_WAY), idempotencyKey: '' });
    if (!transfer) continue;
    const state = STATES[at % STATES.length]!;
    if (state !== null) transfer.moveTo(state);
    made.push(Object.assign(transfer, { synthetic: true }));
  }
  await em.flush();
  await em.nativeUpdate(FollowUp, { transfer: made.map((one) => one.id) }, { synthetic: true });
  await em.execute(
    `update follow_up f set state = case when t.state = 'LOST_CONTACT' then 'MISSED' else 'DONE' end, done_on = f.due_on, on_post = (t.state = 'ON_POST' or null)
       from transfer t where t.id = f.transfer_id and f.state = 'DUE' and f.due_on < ?::date - ${CONTACTED_DAYS}`,
    [day],
  );
  return made;
}

const countyOf = ({ regionPath }: Seeker): string => regionPath.split('/')[COUNTY_IN_PATH]!;

/** A region that the county is paired with, or a main urban district, in turn. */
function destinationOf(county: string, turns: Map<string, number>): string {
  const turn = turns.get(county) ?? 0;
  turns.set(county, turn + 1);
  const partners = turn % 3 === 2 ? [] : partnersOf(county);
  const choices = partners.length > 0 ? partners : MAIN_URBAN.filter((one) => one !== county);
  return choices[turn % choices.length]!;
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
