import { MOST_PLACES } from './quota.js';

/**
 * The statements of the ledger. Each locks its quotas first, in id order, then changes holds, counts and entries at once;
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
const FREE = 'q.places - q.reserved - q.confirmed - q.allocated';
const reachable = (path: string, reach: string): string => `(${reach} is null or ${path} = ${reach} or ${path} collate "C" ^@ (${reach} || '/'))`;
const total = (rows: string): string => `coalesce((select sum(count) from ${rows}), 0)::int`;

const lapse = (): string => `
  update reservation r set state = 'EXPIRED', ended_at = app_now() from locked l
   where r.quota_id = l.id and ${conditions.lapsed} returning r.id, r.quota_id, r.count`;

/** The two legs of a step of each of `rows(id, quota_id, count)`. */
const legs = (rows: string, kind: string, first: number, from: string, to: string): string => `
  select m.id, leg.number, '${kind}', m.quota_id, leg.account, leg.sign * m.count
    from ${rows} m cross join lateral (values (${first}, ${from}, -1), (${first + 1}, ${to}, 1)) leg(number, account, sign)`;

const write = (...parts: readonly string[]): string =>
  `insert into quota_entry (id, operation, leg, kind, quota_id, account, delta)
   select uuidv7(), e.* from (${parts.join(' union all ')}) e`;

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
locked as materialized (
  select q.id, q.origin_path, q.root_id, q.agreement_id, q.year, q.frozen, ${FREE} as free, app_now() as now
    from quota q where q.id = (select quota from job) for no key update),
lapsed as (${lapse()}),
room as materialized (
  select l.id, l.origin_path, l.free + ${total('lapsed')} as remaining,
         case when l.frozen then 'FROZEN'
              when l.year < extract(year from app_today()) then 'OVER'
              when l.agreement_id is not null and not exists (select from agreement a where a.id = l.agreement_id and a.state = 'ACTIVE') then 'NOT_IN_FORCE'
              when exists (select from quota top where top.id = l.root_id and top.deficit > 0) then 'DEFICIT' end as shut
    from locked l),
serving(at, remaining, fits) as (
  select 0::bigint, room.remaining, false from room
  union all
  select w.at, s.remaining - case when f.fits then w.count else 0 end, f.fits
    from serving s join wanted w on w.at = s.at + 1 cross join room
   cross join lateral (select room.shut is null and ${reachable('room.origin_path', 'w.reach')} and ${conditions.fits} as fits) f),
held as (
  insert into reservation (id, quota_id, holder, count, purpose, state, expires_at)
  select w.id, room.id, w.holder, w.count, w.purpose, 'RESERVED', app_now() + make_interval(secs => w.seconds)
    from wanted w join serving s on s.at = w.at and s.fits cross join room
      on conflict (holder, quota_id) where state in ('RESERVED', 'CONFIRMED') do nothing
  returning id, quota_id, count),
written as (${write(legs('held', 'RESERVE', 1, "'FREE'", "'RESERVED'"), legs('lapsed', 'EXPIRE', 5, "'RESERVED'", "'FREE'"))}),
counted as (
  update quota q set reserved = q.reserved + d.held - d.lapsed, deficit = greatest(0, q.deficit - d.lapsed), version = q.version + 1
    from (select ${total('held')} as held, ${total('lapsed')} as lapsed) d
   where q.id = (select id from locked) and d.held + d.lapsed > 0)
select w.id, s.remaining, h.id is not null as held, coalesce(s.fits, false) as fits, room.shut,
       room.id is not null and ${reachable('room.origin_path', 'w.reach')} as seen
  from wanted w left join room on true left join serving s on s.at = w.at left join held h on h.id = w.id order by w.at`;

/** Parameter: ids. */
export const lock = `
with wanted as materialized (select unnest($1::uuid[]) as id, ${PATIENCE})
select q.id from quota q where q.id in (select id from wanted) order by q.id for no key update`;

const LOCK_OF_RESERVATIONS = `
locked as materialized (
  select q.id from quota q where q.id in (select r.quota_id from reservation r where r.id in (select id from wanted)) order by q.id for no key update)`;

/** Confirms reservations that are still held. Parameter: their ids. Gives those that were. */
export const confirm = (): string => `
with wanted as materialized (select unnest($1::uuid[]) as id, ${PATIENCE}),
${LOCK_OF_RESERVATIONS},
moved as (
  update reservation r set state = 'CONFIRMED', confirmed_at = app_now() from locked l
   where r.quota_id = l.id and r.id in (select id from wanted) and ${conditions.heldInTime} returning r.id, r.quota_id, r.count),
written as (${write(legs('moved', 'CONFIRM', 3, "'RESERVED'", "'CONFIRMED'"))}),
counted as (
  update quota q set reserved = q.reserved - d.count, confirmed = q.confirmed + d.count, version = q.version + 1
    from (select quota_id, sum(count)::int as count from moved group by 1) d where q.id = d.quota_id)
select id from moved`;

/** Gives live reservations back. Parameters: their ids; why. Gives those that were. */
export const release = (): string => `
with wanted as materialized (select unnest($1::uuid[]) as id, ${PATIENCE}),
${LOCK_OF_RESERVATIONS},
moved as (
  update reservation r set state = 'RELEASED', ended_at = app_now(), reason = $2 from locked l
   where r.quota_id = l.id and r.id in (select id from wanted) and ${conditions.live} returning r.id, r.quota_id, r.count, old.state as was),
written as (${write(legs('moved', 'RELEASE', 5, 'm.was', "'FREE'"))}),
counted as (
  update quota q set reserved = q.reserved - d.reserved, confirmed = q.confirmed - d.confirmed,
         deficit = greatest(0, q.deficit - d.reserved - d.confirmed), version = q.version + 1
    from (select quota_id, coalesce(sum(count) filter (where was = 'RESERVED'), 0)::int as reserved,
                 coalesce(sum(count) filter (where was = 'CONFIRMED'), 0)::int as confirmed from moved group by 1) d
   where q.id = d.quota_id)
select id from moved`;

/**
 * Gives back what ran out at least so many seconds ago (the parameter). A quota that somebody works on is passed over,
 * who will do it; one that was passed over too long is waited for.
 */
export const sweep = (waiting: boolean): string => `
with locked as materialized (
  select q.id, app_now() as now from quota q, (select app_now() - make_interval(secs => $1) as until, ${PATIENCE} offset 0) due
   where q.reserved > 0 and exists (select from reservation r where r.quota_id = q.id and r.state = 'RESERVED' and r.expires_at <= due.until)
   order by q.id for no key update of q ${waiting ? '' : 'skip locked'}),
lapsed as (${lapse()}),
written as (${write(legs('lapsed', 'EXPIRE', 5, "'RESERVED'", "'FREE'"))}),
counted as (
  update quota q set reserved = q.reserved - d.count, deficit = greatest(0, q.deficit - d.count), version = q.version + 1
    from (select quota_id, sum(count)::int as count from lapsed group by 1) d where q.id = d.quota_id)
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
locked as materialized (
  select q.id, q.parent_id, ${FREE} as free from quota q where q.id in (select quota from net) order by q.id for no key update),
allowed as materialized (
  select count(*) = (select count(*) from net) and coalesce(bool_and(${conditions.covered}), false) as done
    from locked l join net n on n.quota = l.id cross join j),
counted as (
  update quota q set places = q.places - n.offered, allocated = q.allocated + n.allocated, version = q.version + 1,
         deficit = least(case when j.accepted then ${MOST_PLACES} else q.deficit end,
                         greatest(0, q.reserved + q.confirmed + q.allocated + n.allocated - q.places + n.offered))
    from net n, allowed, j where allowed.done and q.id = n.quota),
written as (
  insert into quota_entry (id, operation, leg, kind, quota_id, account, delta)
  select uuidv7(), j.operation, x.leg, j.kind, x.quota, x.account, x.delta from legs x, allowed, j where allowed.done)
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
 where (q.places, q.reserved, q.confirmed, q.allocated, ${FREE})
       is distinct from (-coalesce(e.offered, 0), coalesce(e.reserved, 0), coalesce(e.confirmed, 0), coalesce(e.allocated, 0), coalesce(e.free, 0))
    or (q.reserved, q.confirmed, q.allocated) is distinct from (coalesce(h.reserved, 0), coalesce(h.confirmed, 0), coalesce(part.places, 0))
 order by q.id`;
