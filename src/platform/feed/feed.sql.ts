/**
 * The log behind live feeds. `feed_write` gives an event the next number of its stream, holding the stream's row until the
 * writer commits: numbers have no gap and stand in the order of commits, so whoever sees n has everything below it. It is
 * called last in a transaction, by deferred triggers. Beside the number the stream keeps a tally, which each event carries
 * as it was after it. Migrations are written with these statements: what they write must not change.
 */
export const feedTables = [
  `create table feed_stream (
     id uuid primary key, last_seq bigint not null default 0, kept_from bigint not null default 1, tally jsonb not null default '{}')`,
  `create table feed_event (
     stream uuid not null, seq bigint not null, at timestamptz not null, kind text not null, body jsonb not null, tally jsonb not null,
     primary key (stream, seq))`,
  `create function feed_sum(one jsonb, other jsonb) returns jsonb language sql immutable as $$
     select coalesce(jsonb_object_agg(k.key, coalesce((one ->> k.key)::bigint, 0) + coalesce((other ->> k.key)::bigint, 0)), '{}')
       from (select jsonb_object_keys(one) as key union select jsonb_object_keys(other)) k $$`,
  // What is read after it, in the same transaction, is as it stands at this place in the order of commits.
  `create function feed_hold(of_stream uuid) returns boolean language plpgsql security definer set search_path = public, pg_temp as $$ begin
     perform from feed_stream where id = of_stream for no key update; return found; end $$`,
  `create function feed_write(of_stream uuid, of_kind text, of_body jsonb, delta jsonb default '{}') returns bigint
   language plpgsql security definer set search_path = public, pg_temp as $$
   declare
     next_seq bigint;
     next_tally jsonb;
   begin
     update feed_stream s set last_seq = s.last_seq + 1, tally = feed_sum(s.tally, delta) where s.id = of_stream
     returning s.last_seq, s.tally into next_seq, next_tally;
     if next_seq is null then return null; end if;
     insert into feed_event (stream, seq, at, kind, body, tally)
     values (of_stream, next_seq, clock_timestamp() + (select shift from app_clock), of_kind, of_body, next_tally);
     return next_seq; end $$`,
  `revoke execute on function feed_hold(uuid), feed_write(uuid, text, jsonb, jsonb) from public`,
  `grant select on feed_stream, feed_event to jiangqiao_app`,
];
