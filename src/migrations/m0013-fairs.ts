import { Migration } from '@mikro-orm/migrations';
import { feedTables } from '../platform/feed/feed.sql.js';

/** Job fairs, and the log of what happens at each. */
export class M0013Fairs extends Migration {
  override up(): void {
    for (const statement of [...feedTables, ...tables, ...rules, ...streams, ...posts, ...visits, ...queues, ...kiosks]) this.addSql(statement);
  }
}

const tables = [
  `create table "campaign" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "kind" text not null, "year" int not null, "name" text not null, "institution_id" uuid not null, "institution_path" text not null, "opens_on" date not null, "closes_on" date not null, primary key ("id"))`,
  `create index campaign_place on campaign (institution_path collate "C")`,
  `alter table "campaign" add constraint "campaign_once" unique ("institution_id", "kind", "year", "name")`,
  `create table "job_fair" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "name" text not null, "campaign_id" uuid null, "institution_id" uuid not null, "institution_path" text not null, "region_id" uuid not null, "place_path" text not null, "venue" text not null, "sessions" jsonb not null, "opens_on" date not null, "closes_on" date not null, "state" text not null default 'PLANNED', "reason" text null, "closing" jsonb null, primary key ("id"))`,
  `create index "job_fair_campaign_id_index" on "job_fair" ("campaign_id")`,
  `create index "job_fair_calendar" on "job_fair" ("opens_on", "id")`,
  `create index job_fair_place on job_fair (institution_path collate "C")`,
  `create table "fair_hall" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "fair_id" uuid not null, "name" text not null, primary key ("id"))`,
  `alter table "fair_hall" add constraint "fair_hall_name" unique ("fair_id", "name")`,
  `create table "fair_booth" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "fair_id" uuid not null, "hall_id" uuid not null, "number" text not null, "x" int not null, "y" int not null, primary key ("id"))`,
  `create index "fair_booth_hall_id_index" on "fair_booth" ("hall_id")`,
  `alter table "fair_booth" add constraint "fair_booth_number" unique ("fair_id", "number")`,
  `create table "fair_announcement" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "fair_id" uuid not null, "zh" text not null, "en" text null, primary key ("id"))`,
  `create index "fair_announcement_fair_id_index" on "fair_announcement" ("fair_id")`,
  `create table "fair_participation" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "fair_id" uuid not null, "employer_id" uuid not null, "booth_id" uuid null, "state" text not null default 'APPLIED', "reason" text null, "applied_by" uuid null, "drawn" int not null default 0, "called" int not null default 0, primary key ("id"))`,
  `create index "fair_participation_fair_id_index" on "fair_participation" ("fair_id")`,
  `create index "fair_participation_employer_id_index" on "fair_participation" ("employer_id")`,
  `create unique index fair_participation_booth on fair_participation (booth_id) where state = 'APPROVED'`,
  `create unique index fair_participation_once on fair_participation (fair_id, employer_id) where state in ('APPLIED', 'APPROVED')`,
  `create table "fair_kiosk" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "fair_id" uuid not null, "device_id" uuid not null, "hall_id" uuid not null, "x" int not null, "y" int not null, "until" timestamptz not null, "epoch" int not null default 0, primary key ("id"))`,
  `create index "fair_kiosk_fair_id_index" on "fair_kiosk" ("fair_id")`,
  `create index "fair_kiosk_hall_id_index" on "fair_kiosk" ("hall_id")`,
  `alter table "fair_kiosk" add constraint "fair_kiosk_device" unique ("device_id")`,
  `create table "fair_post" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "fair_id" uuid not null, "participation_id" uuid not null, "employer_id" uuid not null, "vacancy_id" uuid not null, "state" text not null default 'OPEN', "heads_left" int not null default 0, "version" int not null default 0, primary key ("id"))`,
  `create index "fair_post_fair_id_index" on "fair_post" ("fair_id")`,
  `create index "fair_post_participation_id_index" on "fair_post" ("participation_id")`,
  `create index "fair_post_vacancy_id_index" on "fair_post" ("vacancy_id")`,
  `create unique index fair_post_once on fair_post (fair_id, vacancy_id) where state <> 'WITHDRAWN'`,
  `create table "fair_visit" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "fair_id" uuid not null, "seeker_id" uuid null, "pass" text not null, "state" text not null default 'REGISTERED', "checked_in_at" timestamptz null, primary key ("id"))`,
  `create index "fair_visit_fair_id_index" on "fair_visit" ("fair_id")`,
  `create index "fair_visit_seeker_id_index" on "fair_visit" ("seeker_id")`,
  `create unique index fair_visit_once on fair_visit (fair_id, seeker_id) where state <> 'CANCELLED'`,
  `alter table "fair_visit" add constraint "fair_visit_pass" unique ("pass")`,
  `create table "fair_ticket" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "fair_id" uuid not null, "participation_id" uuid not null, "employer_id" uuid not null, "visit_id" uuid not null, "number" int not null, "state" text not null default 'WAITING', "called_at" timestamptz null, primary key ("id"))`,
  `create index "fair_ticket_visit_id_index" on "fair_ticket" ("visit_id")`,
  `create index fair_ticket_waiting on fair_ticket (participation_id, number) where state = 'WAITING'`,
  `create unique index fair_ticket_once on fair_ticket (participation_id, visit_id) where state in ('WAITING', 'CALLED')`,
  `alter table "fair_ticket" add constraint "fair_ticket_number" unique ("participation_id", "number")`,
  `create table "fair_interview" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "fair_id" uuid not null, "post_id" uuid not null, "employer_id" uuid not null, "visit_id" uuid not null, "state" text not null default 'HELD', "reason" text null, "referral_id" uuid null, "placement_id" uuid null, primary key ("id"))`,
  `create index "fair_interview_fair_id_index" on "fair_interview" ("fair_id")`,
  `create index "fair_interview_visit_id_index" on "fair_interview" ("visit_id")`,
  `alter table "fair_interview" add constraint "fair_interview_referral" unique ("referral_id")`,
  `alter table "fair_interview" add constraint "fair_interview_placement" unique ("placement_id")`,
  `alter table "fair_interview" add constraint "fair_interview_once" unique ("post_id", "visit_id")`,
  `create table "fair_interest" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "fair_id" uuid not null, "post_id" uuid not null, "employer_id" uuid not null, "visit_id" uuid not null, primary key ("id"))`,
  `create index "fair_interest_fair_id_index" on "fair_interest" ("fair_id")`,
  `create index "fair_interest_visit_id_index" on "fair_interest" ("visit_id")`,
  `alter table "fair_interest" add constraint "fair_interest_once" unique ("post_id", "visit_id")`,
  `alter table "campaign" add constraint "campaign_institution_id_foreign" foreign key ("institution_id") references "institution" ("id")`,
  `alter table "campaign" add constraint "campaign_days_in_order" check (opens_on <= closes_on)`,
  `alter table "campaign" add constraint "campaign_kind_check" check ("kind" in ('ASSISTANCE_MONTH', 'SPRING_BREEZE', 'PRIVATE_ENTERPRISE_WEEK', 'MIGRANT_WORKERS_DAY', 'OTHER'))`,
  `alter table "job_fair" add constraint "job_fair_campaign_id_foreign" foreign key ("campaign_id") references "campaign" ("id") on delete set null`,
  `alter table "job_fair" add constraint "job_fair_institution_id_foreign" foreign key ("institution_id") references "institution" ("id")`,
  `alter table "job_fair" add constraint "job_fair_region_id_foreign" foreign key ("region_id") references "region" ("id")`,
  `alter table "job_fair" add constraint "job_fair_closed_has_report" check ((state = 'CLOSED') = (closing is not null))`,
  `alter table "job_fair" add constraint "job_fair_days_in_order" check (opens_on <= closes_on)`,
  `alter table "job_fair" add constraint "job_fair_state_check" check ("state" in ('PLANNED', 'ANNOUNCED', 'OPEN', 'CLOSED', 'CANCELLED'))`,
  `alter table "fair_hall" add constraint "fair_hall_fair_id_foreign" foreign key ("fair_id") references "job_fair" ("id")`,
  `alter table "fair_booth" add constraint "fair_booth_fair_id_foreign" foreign key ("fair_id") references "job_fair" ("id")`,
  `alter table "fair_booth" add constraint "fair_booth_hall_id_foreign" foreign key ("hall_id") references "fair_hall" ("id")`,
  `alter table "fair_booth" add constraint "fair_booth_in_hall" check (x >= 0 and x <= 10000 and y >= 0 and y <= 10000)`,
  `alter table "fair_announcement" add constraint "fair_announcement_fair_id_foreign" foreign key ("fair_id") references "job_fair" ("id")`,
  `alter table "fair_participation" add constraint "fair_participation_fair_id_foreign" foreign key ("fair_id") references "job_fair" ("id")`,
  `alter table "fair_participation" add constraint "fair_participation_employer_id_foreign" foreign key ("employer_id") references "employer" ("id")`,
  `alter table "fair_participation" add constraint "fair_participation_booth_id_foreign" foreign key ("booth_id") references "fair_booth" ("id") on delete set null`,
  `alter table "fair_participation" add constraint "fair_participation_numbers" check (drawn >= 0 and called >= 0 and called <= drawn)`,
  `alter table "fair_participation" add constraint "fair_participation_approved_has_booth" check (state <> 'APPROVED' or booth_id is not null)`,
  `alter table "fair_participation" add constraint "fair_participation_state_check" check ("state" in ('APPLIED', 'APPROVED', 'REJECTED', 'WITHDRAWN'))`,
  `alter table "fair_kiosk" add constraint "fair_kiosk_fair_id_foreign" foreign key ("fair_id") references "job_fair" ("id")`,
  `alter table "fair_kiosk" add constraint "fair_kiosk_hall_id_foreign" foreign key ("hall_id") references "fair_hall" ("id")`,
  `alter table "fair_kiosk" add constraint "fair_kiosk_in_hall" check (x >= 0 and x <= 10000 and y >= 0 and y <= 10000)`,
  `alter table "fair_post" add constraint "fair_post_fair_id_foreign" foreign key ("fair_id") references "job_fair" ("id")`,
  `alter table "fair_post" add constraint "fair_post_participation_id_foreign" foreign key ("participation_id") references "fair_participation" ("id")`,
  `alter table "fair_post" add constraint "fair_post_vacancy_id_foreign" foreign key ("vacancy_id") references "vacancy" ("id")`,
  `alter table "fair_post" add constraint "fair_post_state_check" check ("state" in ('OPEN', 'FILLED', 'CLOSED', 'WITHDRAWN'))`,
  `alter table "fair_visit" add constraint "fair_visit_fair_id_foreign" foreign key ("fair_id") references "job_fair" ("id")`,
  `alter table "fair_visit" add constraint "fair_visit_seeker_id_foreign" foreign key ("seeker_id") references "seeker" ("id") on delete set null`,
  `alter table "fair_visit" add constraint "fair_visit_came_when" check ((state = 'CHECKED_IN') = (checked_in_at is not null))`,
  `alter table "fair_visit" add constraint "fair_visit_state_check" check ("state" in ('REGISTERED', 'CHECKED_IN', 'CANCELLED'))`,
  `alter table "fair_ticket" add constraint "fair_ticket_fair_id_foreign" foreign key ("fair_id") references "job_fair" ("id")`,
  `alter table "fair_ticket" add constraint "fair_ticket_participation_id_foreign" foreign key ("participation_id") references "fair_participation" ("id")`,
  `alter table "fair_ticket" add constraint "fair_ticket_visit_id_foreign" foreign key ("visit_id") references "fair_visit" ("id")`,
  `alter table "fair_ticket" add constraint "fair_ticket_state_check" check ("state" in ('WAITING', 'CALLED', 'SERVED', 'MISSED', 'LEFT'))`,
  `alter table "fair_interview" add constraint "fair_interview_fair_id_foreign" foreign key ("fair_id") references "job_fair" ("id")`,
  `alter table "fair_interview" add constraint "fair_interview_post_id_foreign" foreign key ("post_id") references "fair_post" ("id")`,
  `alter table "fair_interview" add constraint "fair_interview_visit_id_foreign" foreign key ("visit_id") references "fair_visit" ("id")`,
  `alter table "fair_interview" add constraint "fair_interview_referral_id_foreign" foreign key ("referral_id") references "referral" ("id") on delete set null`,
  `alter table "fair_interview" add constraint "fair_interview_placement_id_foreign" foreign key ("placement_id") references "placement" ("id") on delete set null`,
  `alter table "fair_interview" add constraint "fair_interview_hired_has_placement" check ((state <> 'HIRED' and state <> 'REVERSED') or (referral_id is not null and placement_id is not null))`,
  `alter table "fair_interview" add constraint "fair_interview_state_check" check ("state" in ('HELD', 'OFFERED', 'DECLINED', 'HIRED', 'REVERSED'))`,
  `alter table "fair_interest" add constraint "fair_interest_fair_id_foreign" foreign key ("fair_id") references "job_fair" ("id")`,
  `alter table "fair_interest" add constraint "fair_interest_post_id_foreign" foreign key ("post_id") references "fair_post" ("id")`,
  `alter table "fair_interest" add constraint "fair_interest_visit_id_foreign" foreign key ("visit_id") references "fair_visit" ("id")`,
  `grant select, insert, update on "campaign", "job_fair", "fair_hall", "fair_booth", "fair_announcement", "fair_participation", "fair_kiosk", "fair_post", "fair_visit", "fair_ticket", "fair_interview", "fair_interest" to jiangqiao_app`,
  `grant delete on "fair_kiosk" to jiangqiao_app`,
];

const rules = [
  `insert into retention_rule (record, period, source) values
     ('FEED_EVENT', '30 days', '自定：招聘会信息流，供轮询的合作方 own: what happened at a fair, for partners that poll')`,
];

const definer = 'security definer set search_path = public, pg_temp';

/** Calls a function at the end of the transaction that changed a row: numbers are given last, and held for no longer than a commit. */
const atTheEnd = (table: string, name: string, events: string, when = ''): string =>
  `create constraint trigger ${name} after ${events} on ${table} deferrable initially deferred for each row ${when} execute function ${name}()`;

/** Each fair has its stream; its counters begin at nought. */
const streams = [
  `create function fair_stream() returns trigger language plpgsql ${definer} as $$ begin
     insert into feed_stream (id, tally) values (new.id, '{"posts":0,"heads":0,"visitors":0,"interests":0,"interviews":0,"hires":0}');
     return null; end $$`,
  `create trigger fair_stream after insert on job_fair for each row execute function fair_stream()`,
  `create function fair_event() returns trigger language plpgsql ${definer} as $$ begin
     perform feed_write(new.id, 'FAIR_' || case new.state when 'OPEN' then 'OPENED' else new.state end, '{}'); return null; end $$`,
  atTheEnd('job_fair', 'fair_event', 'update of state', `when (old.state is distinct from new.state and new.state in ('OPEN', 'CLOSED', 'CANCELLED'))`),
  `create function fair_announcement_event() returns trigger language plpgsql ${definer} as $$ begin
     perform feed_write(new.fair_id, 'ANNOUNCED', jsonb_build_object('zh', new.zh, 'en', new.en)); return null; end $$`,
  atTheEnd('fair_announcement', 'fair_announcement_event', 'insert'),
  // Locked against its closing for the rest of the transaction.
  `create function fair_standing(fair uuid) returns table (state text, closes_at timestamptz) language sql ${definer} as $$
     select f.state, (f.sessions -> -1 ->> 'closesAt')::timestamptz from job_fair f where f.id = fair for share $$`,
  // What it counts when nobody who writes is under way any more: called last, with the fair locked.
  `create function fair_counted(fair uuid) returns jsonb language plpgsql ${definer} as $$ begin
     perform feed_hold(fair); return (select tally from feed_stream where id = fair); end $$`,
];

/** A post at a fair follows its notice, whatever changes that. */
const posts = [
  `create function fair_post_follow() returns trigger language plpgsql ${definer} as $$
   declare v record;
   begin
     select n.state, n.head_count - n.hired_count as heads_left, n.employer_id into v from vacancy n where n.id = new.vacancy_id for share;
     new.employer_id := v.employer_id;
     new.state := case v.state when 'OPEN' then 'OPEN' when 'FILLED' then 'FILLED' else 'CLOSED' end;
     new.heads_left := case v.state when 'OPEN' then v.heads_left else 0 end;
     return new; end $$`,
  `create trigger fair_post_follow before insert on fair_post for each row execute function fair_post_follow()`,
  `create function fair_post_followed() returns trigger language plpgsql ${definer} as $$
   declare p record;
   begin
     for p in select id from fair_post where vacancy_id = new.id and state <> 'WITHDRAWN' order by fair_id, id loop
       update fair_post set version = version + 1,
              state = case new.state when 'OPEN' then 'OPEN' when 'FILLED' then 'FILLED' else 'CLOSED' end,
              heads_left = case new.state when 'OPEN' then new.head_count - new.hired_count else 0 end
        where id = p.id;
     end loop;
     return null; end $$`,
  `create trigger fair_post_followed after update on vacancy for each row
     when ((old.state, old.head_count, old.hired_count, old.title, old.pay_from, old.pay_to, old.region_id)
           is distinct from (new.state, new.head_count, new.hired_count, new.title, new.pay_from, new.pay_to, new.region_id))
     execute function fair_post_followed()`,
  `create function fair_post_event() returns trigger language plpgsql ${definer} as $$
   declare
     was record;
     shown jsonb;
   begin
     select 'NEW' as state, 0 as heads_left into was;
     if tg_op = 'UPDATE' then was := old; end if;
     perform feed_hold(new.fair_id);
     select jsonb_build_object('post', new.id, 'vacancy', v.id, 'title', v.title, 'employer', e.name, 'booth', b.number, 'hall', h.name,
              'headCount', v.head_count, 'headsLeft', new.heads_left, 'payFrom', v.pay_monthly_from::text, 'payTo', v.pay_monthly_to::text,
              'payText', v.pay_text, 'region', r.name, 'place', v.place_path, 'trade', v.trade_group)
       into shown
       from vacancy v join employer e on e.id = v.employer_id join region r on r.id = v.region_id join fair_participation p on p.id = new.participation_id
       left join fair_booth b on b.id = p.booth_id left join fair_hall h on h.id = b.hall_id
      where v.id = new.vacancy_id;
     perform feed_write(new.fair_id,
       case when new.state = 'OPEN' and was.state <> 'OPEN' then 'POST_OPENED'
            when new.state = 'FILLED' and was.state <> 'FILLED' then 'POST_FILLED'
            when new.state in ('CLOSED', 'WITHDRAWN') and was.state <> new.state then 'POST_CLOSED'
            when new.heads_left <> was.heads_left then 'HEADS_LEFT'
            else 'POST_CHANGED' end,
       shown, jsonb_build_object('posts', (new.state = 'OPEN')::int - (was.state = 'OPEN')::int, 'heads', new.heads_left - was.heads_left));
     return null; end $$`,
  atTheEnd('fair_post', 'fair_post_event', 'insert or update'),
];

/** Who came, what they were interested in, what came of it: counted, and nobody named. */
const visits = [
  `create function fair_visit_event() returns trigger language plpgsql ${definer} as $$ begin
     if new.state = 'CHECKED_IN' and (tg_op = 'INSERT' or old.state <> 'CHECKED_IN') then
       perform feed_write(new.fair_id, 'COUNTED', '{}', '{"visitors":1}');
     end if;
     return null; end $$`,
  atTheEnd('fair_visit', 'fair_visit_event', 'insert or update of state'),
  `create function fair_interest_event() returns trigger language plpgsql ${definer} as $$ begin
     perform feed_write(new.fair_id, 'COUNTED', '{}', '{"interests":1}'); return null; end $$`,
  atTheEnd('fair_interest', 'fair_interest_event', 'insert'),
  `create function fair_interview_event() returns trigger language plpgsql ${definer} as $$ begin
     if tg_op = 'INSERT' then
       perform feed_write(new.fair_id, 'COUNTED', '{}', '{"interviews":1}');
     end if;
     if new.state = 'HIRED' and (tg_op = 'INSERT' or old.state <> 'HIRED') then
       perform feed_write(new.fair_id, 'HIRED', (
         select jsonb_build_object('post', p.id, 'vacancy', v.id, 'title', v.title, 'employer', e.name, 'headCount', v.head_count, 'headsLeft', p.heads_left)
           from fair_post p join vacancy v on v.id = p.vacancy_id join employer e on e.id = v.employer_id where p.id = new.post_id), '{"hires":1}');
     elsif new.state = 'REVERSED' and tg_op = 'UPDATE' and old.state = 'HIRED' then
       perform feed_write(new.fair_id, 'COUNTED', '{}', '{"hires":-1}');
     end if;
     return null; end $$`,
  atTheEnd('fair_interview', 'fair_interview_event', 'insert or update of state'),
  // A hire that is taken back is none of the fair's any more.
  `create function fair_hire_reversed() returns trigger language plpgsql ${definer} as $$ begin
     update fair_interview set state = 'REVERSED' where placement_id = new.id and state = 'HIRED'; return null; end $$`,
  `create trigger fair_hire_reversed after update of state on placement for each row
     when (new.state = 'REVERSED' and old.state <> 'REVERSED') execute function fair_hire_reversed()`,
];

/** Numbers of a booth: from one, without gaps, in the order in which they are drawn. */
const queues = [
  `create function fair_number(of_participation uuid) returns integer language sql ${definer} as $$
     update fair_participation set drawn = drawn + 1 where id = of_participation and state = 'APPROVED' returning drawn $$`,
  `create function fair_waiting(of_participation uuid) returns integer language sql stable ${definer} as $$
     select count(*)::int from fair_ticket t where t.participation_id = of_participation and t.state = 'WAITING' $$`,
  `create function fair_ticket_event() returns trigger language plpgsql ${definer} as $$ begin
     if tg_op = 'UPDATE' and old.state = new.state then return null; end if;
     perform feed_hold(new.fair_id);
     perform feed_write(new.fair_id,
       case when tg_op = 'INSERT' then 'NUMBER_DRAWN' when new.state = 'CALLED' then 'NUMBER_CALLED' else 'QUEUE_CHANGED' end,
       (select jsonb_build_object('participation', p.id, 'boothId', p.booth_id, 'booth', b.number, 'hall', h.name, 'employer', e.name,
                 'number', new.number, 'called', p.called, 'drawn', p.drawn,
                 'waiting', (select count(*) from fair_ticket t where t.participation_id = p.id and t.state = 'WAITING'))
          from fair_participation p join employer e on e.id = p.employer_id left join fair_booth b on b.id = p.booth_id left join fair_hall h on h.id = b.hall_id
         where p.id = new.participation_id));
     return null; end $$`,
  atTheEnd('fair_ticket', 'fair_ticket_event', 'insert or update of state'),
];

/** An enrolment is part of the credential: its change ends open sockets, its end the token. */
const kiosks = [
  `create sequence fair_kiosk_epoch`,
  `create function fair_kiosk_changed() returns trigger language plpgsql ${definer} as $$ begin
     new.epoch := nextval('fair_kiosk_epoch'); return new; end $$`,
  `create trigger fair_kiosk_changed before insert or update on fair_kiosk for each row execute function fair_kiosk_changed()`,
  `create or replace view live_credential as
   select c.id, c.secret, c.user_id, c.role, c.name, c.region_id, c.institution_id, c.employer_ids, c.seeker_id, c.scopes, c.demonstration,
          c.epoch + coalesce(k.epoch, 0) as epoch, c.session, r.path as region_path,
          case r.level when 'COUNTY' then 'county' when 'TOWNSHIP' then 'street' when 'COMMUNITY' then 'community' else 'city' end as level
     from (
       select k.id, k.hash as secret, a.id as user_id, a.role, a.name, a.region_id, a.institution_id, a.employer_ids, a.seeker_id, k.scopes,
              k.demonstration, a.rights_epoch as epoch, false as session
         from api_key k join account a on a.id = k.account_id
        where k.revoked_at is null and a.disabled_at is null and (k.expires_at is null or k.expires_at > app_now())
       union all
       select d.id, d.token_hash, d.id, 'KIOSK', d.name, d.region_id, d.institution_id, '{}'::text[], null::uuid, null::text[], false, 0, false
         from device d where d.disabled_at is null and d.token_hash is not null
       union all
       select s.id, null::bytea, a.id, a.role, a.name, a.region_id, a.institution_id, a.employer_ids, a.seeker_id, null::text[],
              false, a.rights_epoch, true
         from session s join account a on a.id = s.account_id
        where s.ended_at is null and s.expires_at > app_now() and a.disabled_at is null
     ) c left join region r on r.id = c.region_id left join fair_kiosk k on k.device_id = c.user_id and c.role = 'KIOSK'
    where k.until is null or k.until > app_now()`,
];
