import type { EntityManager } from '@mikro-orm/postgresql';
import { applicant, RULES, rules } from '../src/modules/matching/rules.js';
import { arriveBatch, beginWork, checkGate, departBatch, planBatch } from '../src/modules/placements/batch.service.js';
import { contractForOrder, openOrder, selectForOrder } from '../src/modules/placements/order.service.js';
import { Transfer } from '../src/modules/placements/transfer.js';
import { registerForOrder } from '../src/modules/placements/transfer.service.js';
import { FollowUp } from '../src/modules/placements/follow-up.js';
import { Batch } from '../src/modules/placements/batch.js';
import { Order } from '../src/modules/placements/order.js';
import { Placement } from '../src/modules/placements/placement.js';
import { places } from '../src/modules/regions/region.queries.js';
import { ANONYMOUS, type Viewer } from '../src/platform/access/viewer.js';
import { plusDays } from '../src/platform/clock/clock.js';

const BUREAU: Viewer = { ...ANONYMOUS, role: 'office', regionPath: '/100000/500000' };
const MOST_HEADS = 5;
/** Since when the people of the employer's order are at work. */
const AT_WORK_DAYS = 100;
const POSTS_TRIED = 60;

interface Fit {
  quota: string;
  vacancy: string;
  institution: string;
  heads: number;
  registrations: string[];
}

/** The post that most people of a county fit, for which the county has places: an order with its list, one more than it takes. */
export async function seedOrder(em: EntityManager, day: string): Promise<string> {
  const [fit] = (await em.execute(
    `select q.id as quota, v.id as vacancy, i.id as institution, (v.head_count - v.hired_count)::int as heads, array_agg(s.registration_id order by s.id) as registrations
       from quota q
       join agreement a on a.id = q.agreement_id
       join vacancy v on ${places.inside('v.place_path', 'q.destination_path')} and v.state = 'OPEN' and v.head_count - v.hired_count > 1
        and (cardinality(a.trades) = 0 or v.occupation_code = any(a.trades))
       join institution i on i.region_path = q.origin_path and i.kind = 'PUBLIC_EMPLOYMENT_SERVICE'
       join (select ${applicant('p')}, g.id as registration_id from seeker p join registration g on g.seeker_id = p.id and g.state = 'ACTIVE'
              where p.travel_group_id is null and not exists (select from transfer t where t.seeker_id = p.id)
                and not exists (select from referral r where r.seeker_id = p.id)) s on ${places.inside('s.region_path', 'q.origin_path')}
      where q.parent_id is null and ${RULES.map((name) => rules[name].holds('v', 's')).join(' and ')}
      group by 1, 2, 3, 4 having count(*) > 1 order by count(*) desc, v.id limit 1`,
  )) as Fit[];
  const { quota, vacancy, institution, heads, registrations } = fit!;
  const listed = registrations.slice(0, MOST_HEADS + 1);
  const headCount = Math.min(heads, listed.length - 1);
  const order = await openOrder(em, BUREAU, { idempotencyKey: '', vacancy, institution, quota, headCount, departOn: day });
  order.synthetic = true;
  await em.flush();
  await registerForOrder(em, BUREAU, order.id, { idempotencyKey: '', registrations: listed });
  await em.nativeUpdate(Transfer, { order: order.id }, { synthetic: true });
  return order.id;
}

type Local = Omit<Fit, 'quota'>;

/** Of some posts the one that most people of one institution's roster fit, and these; without places of an agreement. */
async function local(
  em: EntityManager,
  { posts = 'true', roster = 'true' }: { posts?: string; roster?: string },
  values: string[],
): Promise<Local | undefined> {
  const [fit] = (await em.execute(
    `with s as materialized (
       select ${applicant('p')}, g.id as registration_id, g.institution_id from seeker p
         join registration g on g.seeker_id = p.id and g.state = 'ACTIVE'
        where p.travel_group_id is null and not exists (select from transfer t where t.seeker_id = p.id)
          and ${['referral', 'employment', 'unemployment', 'household_member'].map((table) => `not exists (select from ${table} x where x.seeker_id = p.id)`).join(' and ')}
          and ${roster}),
     v as materialized (select * from vacancy v where v.state = 'OPEN' and v.head_count - v.hired_count > ${MOST_HEADS} and ${posts}
       and not exists (select from referral r where r.vacancy_id = v.id) order by v.id limit ${POSTS_TRIED})
     select v.id as vacancy, s.institution_id as institution, (v.head_count - v.hired_count)::int as heads, array_agg(s.registration_id order by s.id) as registrations
       from v join s on (s.wish_any_trade or v.trade_group = any(s.wish_trade_groups)) and not ${places.inside('v.place_path', 's.region_path')}
      where ${RULES.map((name) => rules[name].holds('v', 's')).join(' and ')}
      group by v.id, s.institution_id, v.head_count, v.hired_count having count(*) > 1 order by count(*) desc, v.id limit 1`,
    values,
  )) as Local[];
  return fit;
}

async function listed(em: EntityManager, { vacancy, institution, heads, registrations }: Local, day: string): Promise<Order> {
  const some = registrations.slice(0, MOST_HEADS + 1);
  const headCount = Math.max(1, Math.min(heads, some.length - 1));
  const order = await openOrder(em, BUREAU, { idempotencyKey: '', vacancy, institution, headCount, departOn: day });
  order.synthetic = true;
  await em.flush();
  await registerForOrder(em, BUREAU, order.id, { idempotencyKey: '', registrations: some });
  await em.nativeUpdate(Transfer, { order: order.id }, { synthetic: true });
  await em.flush();
  return order;
}

/** An order for a post that an agency received, which it fills from its own roster, with its list. */
export async function seedAgencyOrder(em: EntityManager, agency: string, spared: string, day: string): Promise<void> {
  const fit = await local(em, { roster: 'g.institution_id = ? and p.id <> ?', posts: 'v.institution_id = ?' }, [agency, spared, agency]);
  if (fit) await listed(em, fit, day);
}

/** An order of an employer from the list to the work, some time ago: its people are there since. */
export async function seedDispatched(em: EntityManager, employer: string, day: string): Promise<void> {
  const fit = await local(em, { posts: 'v.employer_id = ?' }, [employer]);
  if (!fit) return;
  const { id } = await listed(em, fit, day);
  await selectForOrder(em, BUREAU, id);
  await em.flush();
  const chosen = await em.find(Transfer, { order: id, state: 'MATCHED' }, { orderBy: { position: 'asc' } });
  await contractForOrder(
    em,
    BUREAU,
    id,
    chosen.map((one, at) => ({ transfer: one.id, number: `HT-${day.slice(0, 4)}-${String(at + 1).padStart(3, '0')}` })),
  );
  await em.flush();
  const way = { leader: '周领队', vehicle: 'G1834', insurance: 'PICC-2026-0417', meetingPoint: '重庆北站北广场' };
  const batch = await planBatch(em, BUREAU, id, { ...way, idempotencyKey: '', departOn: day, seats: chosen.length });
  await em.flush();
  await checkGate(em, BUREAU, batch.id, []);
  await em.flush();
  await departBatch(em, BUREAU, batch.id);
  await em.flush();
  await arriveBatch(em, BUREAU, batch.id, [], day);
  await em.flush();
  await beginWork(em, BUREAU, id, undefined);
  await em.flush();
  const [left, arrived] = [plusDays(day, -AT_WORK_DAYS), plusDays(day, 1 - AT_WORK_DAYS)];
  await em.execute('update follow_up set due_on = due_on - ?::int where transfer_id in (select id from transfer where order_id = ?)', [
    AT_WORK_DAYS,
    id,
  ]);
  await em.execute(
    'update placement set hired_on = ?::date, confirmed_on = ?::date where id in (select placement_id from transfer where order_id = ?)',
    [left, arrived, id],
  );
  await em.execute('update transfer set departed_on = ?::date, arrived_on = ?::date where order_id = ? and departed_on is not null', [
    left,
    arrived,
    id,
  ]);
  await em.execute('update departure_batch set depart_on = ?::date, arrived_on = ?::date where order_id = ?', [left, arrived, id]);
  await em.execute('update labour_order set depart_on = ?::date where id = ?', [left, id]);
  const ofOrder = { order: id };
  await em.nativeUpdate(Batch, ofOrder, { synthetic: true });
  await em.nativeUpdate(Placement, { id: { $in: chosen.map((one) => one.placement!.id) } }, { synthetic: true });
  await em.nativeUpdate(FollowUp, { transfer: { $in: chosen.map((one) => one.id) } }, { synthetic: true });
}
