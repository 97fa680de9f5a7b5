import type { EntityManager } from '@mikro-orm/postgresql';
import { applicant, RULES, rules } from '../src/modules/matching/rules.js';
import { openOrder } from '../src/modules/placements/order.service.js';
import { Transfer } from '../src/modules/placements/transfer.js';
import { registerForOrder } from '../src/modules/placements/transfer.service.js';
import { places } from '../src/modules/regions/region.queries.js';
import { ANONYMOUS, type Viewer } from '../src/platform/access/viewer.js';

const BUREAU: Viewer = { ...ANONYMOUS, role: 'office', regionPath: '/100000/500000' };
const MOST_HEADS = 5;

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
