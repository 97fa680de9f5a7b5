import { MOST_PLACES } from './quota.js';

/**
 * The statements of the ledger. Each locks its quotas first, in id order, then changes holds, numbers and entries at once;
 * what it reads of a locked row is the newest, whoever changed it meanwhile (READ COMMITTED). Every parameter stands once.
 */

/** What must hold for a step to happen. A test takes one away and has to see its checks fail. */
export const conditions = {
  fits: 'w.count <= s.remaining',
  heldInTime: "r.state = 'RESERVED' and r.expires_at > app_now()",
  live: "r.state in ('RESERVED', 'CONFIRMED')",
  lapsed: "r.state = 'RESERVED' and r.expires_at <= l.now",
  covered: 'n.free >= 0 or l.free + n.free >= 0 or (j.accepted and l.parent_id is null)',
};

/** Whoever waits longer for a row is told to try again with the same key. */
const PATIENCE = "set_config('lock_timeout', '500ms', true)";

const reachable = (path: string, reach: string): string => `(${reach} is null or ${path} = ${reach} or ${path} collate "C" ^@ (${reach} || '/'))`;
const total = (rows: string): string => `coalesce((select sum(count) from ${rows}), 0)::int`;

/** Why nothing can be reserved of a quota, however many are free; null when nothing stands against it. */
export const shut = (quota: string): string => `
  case when ${quota}.frozen then 'FROZEN'
       when ${quota}.year < extract(year from app_today()) then 'OVER'
       when ${quota}.agreement_id is not null and not agreement_in_force(${quota}.agreement_id) then 'NOT_IN_FORCE'
       when quota_in_deficit(${quota}.root_id) then 'DEFICIT' end`;

/** The quotas that `which` names, locked. */
const locked = (which: string, more = ''): string => `
locked as materialized (
  select q.id, q.parent_id, q.root_id, q.agreement_id, q.origin_path, q.year, q.frozen, q.synthetic, q.places, q.reserved, q.confirmed, q.allocated, q.deficit, q.version,
         q.places - q.reserved - q.confirmed - q.allocated as free, app_now() as now
    from quota q where ${which} order by q.id for no key update of q ${more})`;

/** Gives back what ran out of the locked quotas. */
const lapse = (): string => `
lapsed as (
  update reservation r set state = 'EXPIRED', ended_at = app_now() from locked l
   where r.quota_id = l.id and ${conditions.lapsed} returning r.id, r.quota_id, r.count)`;

/**
 * Changes the numbers of locked quotas by `changes(id, places, reserved, confirmed, allocated)`. All are written from the
 * locked row: PostgreSQL tries a row's constraints on the version that its snapshot saw before it goes to the newest, and
 * would refuse a change of that which nobody makes.
 */
const counted = (changes: string, mostDeficit = 'l.deficit'): string => `
counted as (
  update quota q set places = l.places + d.places, reserved = l.reserved + d.reserved, confirmed = l.confirmed + d.confirmed,
         allocated = l.allocated + d.allocated, version = l.version + 1,
         deficit = least(${mostDeficit}, greatest(0, l.reserved + d.reserved + l.confirmed + d.confirmed + l.allocated + d.allocated - l.places - d.places))
    from locked l join (${changes}) d on d.id = l.id where q.id = l.id)`;

/** The two legs of a step of each of `rows(id, quota_id, count)`. */
const legs = (rows: string, kind: string, first: number, from: string, to: string): string => `
  select l.synthetic, m.id, leg.number, '${kind}', m.quota_id, leg.account, leg.sign * m.count
    from ${rows} m join locked l on l.id = m.quota_id cross join lateral (values (${first}, ${from}, -1), (${first + 1}, ${to}, 1)) leg(number, account, sign)`;

const written = (...parts: readonly string[]): string => `
written as (
  insert into quota_entry (id, synthetic, operation, leg, kind, quota_id, account, delta)
  select uuidv7(), e.* from (${parts.join(' union all ')}) e)`;

const expired = (): string => legs('lapsed', 'EXPIRE', 5, "'RESERVED'", "'FREE'");

/** Parameter: ids. */
export const lock = `
with wanted as materialized (select unnest($1::uuid[]) as id, ${PATIENCE}), ${locked('q.id in (select id from wanted)')}
select id from locked`;

/**
 * Takes places of one quota for requests in their order: each that fits what the earlier ones left is held, the others
 * are told what was left. What ran out is given back first. Parameters: the quota; `[{ id, holder, count, seconds, purpose,
 * reach }]`, where `reach` is the path within which the asker may reserve, null for any.
 */
export const take = (): string => `
with recursive job as materialized (select $1::uuid as quota, $2::jsonb as wanted, ${PATIENCE}),
wanted as materialized (
  select w.* from job, lateral rows from (jsonb_to_recordset(job.wanted)
    as (id uuid, holder uuid, count int, seconds int, purpose text, reach text)) with ordinality as w(id, holder, count, seconds, purpose, reach, at)),
${locked('q.id = (select quota from job)')}, ${lapse()},
room as materialized (
  select l.id, l.synthetic, l.origin_path, l.free + ${total('lapsed')} as remaining,
         ${shut('l')} as shut
    from locked l),
serving(at, remaining, fits) as (
  select 0::bigint, room.remaining, false from room
  union all
  select w.at, s.remaining - case when f.fits then w.count else 0 end, f.fits
    from serving s join wanted w on w.at = s.at + 1 cross join room
   cross join lateral (select room.shut is null and ${reachable('room.origin_path', 'w.reach')} and ${conditions.fits} as fits) f),
held as (
  insert into reservation (id, synthetic, quota_id, holder, count, purpose, state, expires_at)
  select w.id, room.synthetic, room.id, w.holder, w.count, w.purpose, 'RESERVED', app_now() + make_interval(secs => w.seconds)
    from wanted w join serving s on s.at = w.at and s.fits cross join room
      on conflict (holder, quota_id) where state in ('RESERVED', 'CONFIRMED') do nothing
  returning id, quota_id, count),
${written(legs('held', 'RESERVE', 1, "'FREE'", "'RESERVED'"), expired())},
${counted(`select t.id, 0 as places, t.held - t.lapsed as reserved, 0 as confirmed, 0 as allocated
             from (select id, ${total('held')} as held, ${total('lapsed')} as lapsed from room) t where t.held + t.lapsed > 0`)}
select w.id, s.remaining, h.id is not null as held, coalesce(s.fits, false) as fits, room.shut,
       room.id is not null and ${reachable('room.origin_path', 'w.reach')} as seen
  from wanted w left join room on true left join serving s on s.at = w.at left join held h on h.id = w.id order by w.at`;

const OF_RESERVATIONS = 'q.id in (select r.quota_id from reservation r where r.id in (select id from wanted))';

/**
 * Parameter: ids of reservations. For a step that reads what a row was: in one statement with its wait, RETURNING shows the
 * row of the snapshot as `old` where a table has a trigger before each row (PostgreSQL 18).
 */
export const lockHeld = `
with wanted as materialized (select unnest($1::uuid[]) as id, ${PATIENCE}), ${locked(OF_RESERVATIONS)}
select id from locked`;

/** Confirms reservations that are still held. Parameter: their ids. Gives those that were. */
export const confirm = (): string => `
with wanted as materialized (select unnest($1::uuid[]) as id, ${PATIENCE}), ${locked(OF_RESERVATIONS)},
moved as (
  update reservation r set state = 'CONFIRMED', confirmed_at = app_now() from locked l
   where r.quota_id = l.id and r.id in (select id from wanted) and ${conditions.heldInTime} returning r.id, r.quota_id, r.count),
${written(legs('moved', 'CONFIRM', 3, "'RESERVED'", "'CONFIRMED'"))},
${counted('select quota_id as id, 0 as places, -sum(count)::int as reserved, sum(count)::int as confirmed, 0 as allocated from moved group by 1')}
select id from moved`;

/** Gives live reservations back, their quotas being locked. Parameters: their ids; why. Gives those that were. */
export const release = (): string => `
with wanted as materialized (select unnest($1::uuid[]) as id, ${PATIENCE}), ${locked(OF_RESERVATIONS)},
moved as (
  update reservation r set state = 'RELEASED', ended_at = app_now(), reason = $2 from locked l
   where r.quota_id = l.id and r.id in (select id from wanted) and ${conditions.live} returning r.id, r.quota_id, r.count, old.state as was),
${written(legs('moved', 'RELEASE', 5, 'm.was', "'FREE'"))},
${counted(`select quota_id as id, 0 as places, -coalesce(sum(count) filter (where was = 'RESERVED'), 0)::int as reserved,
                  -coalesce(sum(count) filter (where was = 'CONFIRMED'), 0)::int as confirmed, 0 as allocated from moved group by 1`)}
select id from moved`;

const OVERDUE = `exists (select from reservation r, (select app_now() - make_interval(secs => $1) as until, ${PATIENCE} offset 0) due
                          where r.quota_id = q.id and r.state = 'RESERVED' and r.expires_at <= due.until)`;

/**
 * Gives back what ran out at least so many seconds ago (the parameter). A quota that somebody works on is passed over,
 * who will do it; one that was passed over too long is waited for.
 */
export const sweep = (waiting: boolean): string => `
with ${locked(`q.reserved > 0 and ${OVERDUE}`, waiting ? '' : 'skip locked')}, ${lapse()},
${written(expired())},
${counted('select quota_id as id, 0 as places, -sum(count)::int as reserved, 0 as confirmed, 0 as allocated from lapsed group by 1')}
select id from lapsed`;

/**
 * Moves places between accounts of several quotas, all or nothing: refused (`false`) when one of them lacks the free
 * places, unless it is the top of its tree and a deficit is accepted. Parameters: operation; kind; whether a deficit is
 * accepted; `[{ leg, quota, account, delta }]`.
 */
export const post = (): string => `
with j as materialized (select $1::uuid as operation, $2::text as kind, $3::boolean as accepted, $4::jsonb as legs, ${PATIENCE}),
legs as materialized (select x.* from j, lateral jsonb_to_recordset(j.legs) as x(leg smallint, quota uuid, account text, delta int)),
net as materialized (
  select quota, coalesce(sum(delta) filter (where account = 'OFFERED'), 0)::int as offered,
         coalesce(sum(delta) filter (where account = 'ALLOCATED'), 0)::int as allocated, coalesce(sum(delta) filter (where account = 'FREE'), 0)::int as free
    from legs group by 1),
${locked('q.id in (select quota from net)')},
allowed as materialized (
  select count(*) = (select count(*) from net) and coalesce(bool_and(${conditions.covered}), false) as done
    from locked l join net n on n.quota = l.id cross join j),
written as (
  insert into quota_entry (id, synthetic, operation, leg, kind, quota_id, account, delta)
  select uuidv7(), l.synthetic, j.operation, x.leg, j.kind, x.quota, x.account, x.delta
    from legs x join locked l on l.id = x.quota cross join allowed cross join j where allowed.done),
${counted(
  'select quota as id, -offered as places, 0 as reserved, 0 as confirmed, net.allocated from net, allowed where allowed.done',
  `case when (select accepted from j) then ${MOST_PLACES} else l.deficit end`,
)}
select done from allowed`;

/** Quotas whose numbers are not the sums of their entries, or whose parts do not add up: one statement, one snapshot. */
export const differing = `
select q.id from quota q
  left join (select quota_id, sum(delta) filter (where account = 'OFFERED') as offered, sum(delta) filter (where account = 'RESERVED') as reserved,
                    sum(delta) filter (where account = 'CONFIRMED') as confirmed, sum(delta) filter (where account = 'ALLOCATED') as allocated,
                    sum(delta) filter (where account = 'FREE') as free from quota_entry group by 1) e on e.quota_id = q.id
  left join (select parent_id, sum(places) as places from quota group by 1) part on part.parent_id = q.id
  left join (select quota_id, sum(count) filter (where state = 'RESERVED') as reserved, sum(count) filter (where state = 'CONFIRMED') as confirmed
               from reservation where state in ('RESERVED', 'CONFIRMED') group by 1) h on h.quota_id = q.id
 where (q.places, q.reserved, q.confirmed, q.allocated, q.places - q.reserved - q.confirmed - q.allocated)
       is distinct from (-coalesce(e.offered, 0), coalesce(e.reserved, 0), coalesce(e.confirmed, 0), coalesce(e.allocated, 0), coalesce(e.free, 0))
    or (q.reserved, q.confirmed, q.allocated) is distinct from (coalesce(h.reserved, 0), coalesce(h.confirmed, 0), coalesce(part.places, 0))
 order by q.id`;
