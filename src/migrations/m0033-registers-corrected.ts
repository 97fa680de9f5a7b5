import { Migration } from '@mikro-orm/migrations';
import { anybody, fixed, is, ofEmployers, ofSeeker, secured, some, way } from './row-security.sql.js';

/** Work registered by mistake is taken back; a holiday table is amended within its year; the partners of a loan are persons. */
export class M0033RegistersCorrected extends Migration {
  override up(): void {
    for (const statement of [...cancelled, ...amended, ...moved, ...partners]) this.addSql(statement);
  }
}

const definer = 'security definer set search_path = public, pg_temp';
const granted = (signature: string): string[] => [
  `revoke execute on function ${signature} from public`,
  `grant execute on function ${signature} to jiangqiao_app`,
];

/** What was cancelled stays on file and counts nowhere. */
const cancelled = [
  `alter table "employment" add column "cancellation_on" date null, add column "cancellation_reason" text null, add column "cancelled_by" uuid null`,
  `alter table "employment" add constraint "employment_cancelled_is_whole" check ((cancellation_on is null) = (cancellation_reason is null) and (cancellation_on is not null or cancelled_by is null) and registered_on <= cancellation_on)`,
  `drop index employment_one_at_a_time`,
  `create unique index employment_one_at_a_time on employment (seeker_id) where ending_on is null and cancellation_on is null`,
  `drop index employment_placement_once`,
  `create unique index employment_placement_once on employment (placement_id) where cancellation_on is null`,
  `create or replace function person_at_registered_work(person uuid, day date) returns boolean language sql stable ${definer} as
     $$ select exists (select from employment e where e.seeker_id = person and e.started_on <= day and (e.ending_on is null or e.ending_on >= day)
                         and e.ending_cause is distinct from 'REVERSED' and e.cancellation_on is null) $$`,
  `create or replace function person_employed(person uuid) returns boolean language sql stable ${definer} as
     $$ select exists (select from employment e where e.seeker_id = person and e.ending_on is null and e.cancellation_on is null)
            or exists (select from placement p where p.seeker_id = person and p.state = 'CONFIRMED' and p.ending_on is null) $$`,
  `create or replace function person_at_work(person uuid) returns boolean language sql stable ${definer} as
     $$ select exists (select from placement p where p.seeker_id = person and p.state = 'CONFIRMED' and p.ending_on is null)
            or exists (select from employment e where e.seeker_id = person and e.kind <> 'EMPLOYED' and e.ending_on is null and e.cancellation_on is null) $$`,
  // Of work that a confirmed hire bears out, the hire bears the subsidy out too.
  `create function employment_subsidised(asked uuid) returns boolean language sql stable ${definer} as
     $$ select exists (
          select from employment e join subsidy_month m on m.seeker_id = e.seeker_id and m.counts join subsidy_claim c on c.id = m.claim_id
           where e.id = asked and c.employer_id is not distinct from e.employer_id
             and m.month > e.started_on - interval '1 month' and (e.ending_on is null or m.month <= e.ending_on)
             and not exists (select from placement p where p.seeker_id = e.seeker_id and p.employer_id = e.employer_id and p.state = 'CONFIRMED')) $$`,
  ...granted('employment_subsidised(uuid)'),
  `create function unemployment_goes_on(person uuid, ended_on date) returns void language sql ${definer} as
     $$ update unemployment set state = 'REGISTERED', cancelled_on = null, cancel_reason = null, last_contact_on = greatest(last_contact_on, app_today())
         where not person_employed(person) and not exists (select from unemployment u where u.seeker_id = person and u.state = 'REGISTERED')
           and id = (select u.id from unemployment u where u.seeker_id = person and u.cancel_reason in ('HIRED', 'SELF_EMPLOYED') and u.cancelled_on = ended_on
                      order by u.registered_on desc, u.id desc limit 1) $$`,
  `revoke execute on function unemployment_goes_on(uuid, date) from public`,
  `create or replace function employment_reversed() returns trigger language plpgsql ${definer} as $$
   declare
     ended record;
   begin
     update employment set ending_on = started_on, ending_cause = 'REVERSED', ending_registered_on = greatest(started_on, app_today()),
                           ending_due_on = greatest(started_on, app_today())
      where placement_id = new.id and cancellation_on is null returning seeker_id, registered_on into ended;
     if found then perform unemployment_goes_on(ended.seeker_id, ended.registered_on); end if;
     return null; end $$`,
  `create function employment_cancelled() returns trigger language plpgsql ${definer} as $$ begin
     perform unemployment_goes_on(new.seeker_id, new.registered_on);
     return null; end $$`,
  `create trigger employment_cancelled after update of cancellation_on on employment for each row
     when (old.cancellation_on is null and new.cancellation_on is not null) execute function employment_cancelled()`,
  `alter policy recruiter_update on employment with check (${ofEmployers('employer_id')} and cancellation_on is null)`,
  `drop trigger household_follow on employment`,
  `create trigger household_follow after insert or update of ending_on, cancellation_on on employment for each row execute function household_follow()`,
  // As before, but for work whose registration was cancelled: a clearance by it never was.
  `create or replace function household_settle(asked uuid) returns void language plpgsql ${definer} as $$
   declare
     h household; before household_step; cleared household_step; to_state text; due date; began date; placed uuid;
   begin
     select * into h from household where id = asked for update;
     if h.state in ('RECOGNISED', 'ASSISTED', 'RELAPSED') and household_at_work(asked) then
       to_state := 'CLEARED';
       select p.id into placed from household_member m join placement p on p.seeker_id = m.seeker_id and p.state = 'CONFIRMED' and p.ending_on is null
        where m.household_id = asked and m.open order by p.confirmed_on, p.id limit 1;
     elsif h.state in ('CLEARED', 'STABLE') and not household_at_work(asked) then
       select * into cleared from household_step s where s.household_id = asked and s.state = 'CLEARED' order by s.number desc limit 1;
       if not exists (select from household_member m join placement p on p.seeker_id = m.seeker_id
                       where m.household_id = asked and p.state = 'CONFIRMED' and coalesce(p.ending_on, cleared.taken_on) >= cleared.taken_on)
          and not exists (select from household_member m join employment e on e.seeker_id = m.seeker_id
                           where m.household_id = asked and e.kind <> 'EMPLOYED' and e.cancellation_on is null
                             and coalesce(e.ending_on, cleared.taken_on) >= cleared.taken_on) then
         select * into before from household_step s where s.household_id = asked and s.number = cleared.number - 1;
         to_state := before.state;
         due := before.due_on;
         began := before.taken_on;
       else
         to_state := 'RELAPSED';
         began := app_today();
       end if;
       if due is null then
         begin
           due := programme_deadline('CLEARANCE', h.region_path, began);
         exception when sqlstate 'JQC01' then due := null;
         end;
       end if;
     else
       return;
     end if;
     insert into household_step (id, household_id, region_path, number, state, taken_on, due_on, placement_id)
     values (uuidv7(), asked, h.region_path, h.step_count + 1, to_state, app_today(), due, placed);
     update household set state = to_state, since = app_today(), due_on = due, step_count = h.step_count + 1, by_id = null,
            episode = h.episode + case when to_state = 'RELAPSED' then 1 else 0 end where id = asked;
   end $$`,
];

/** The table that held before is kept by the database, whoever amends; only days that lie ahead are moved. */
const amended = [
  `create table "calendar_amendment" ("id" uuid not null default uuidv7(), "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "calendar_id" uuid not null, "days_off" date[] not null, "working_weekends" date[] not null, "source" text not null, "made_by" uuid null, primary key ("id"))`,
  `create index "calendar_amendment_calendar_id_index" on "calendar_amendment" ("calendar_id")`,
  `alter table "calendar_amendment" add constraint "calendar_amendment_calendar_id_foreign" foreign key ("calendar_id") references "calendar_year" ("id")`,
  `grant select on "calendar_amendment" to jiangqiao_app`,
  ...secured('calendar_amendment'),
  ...way('calendar_amendment', 'anybody', { select: anybody }),
  `grant update on calendar_year to jiangqiao_app`,
  ...way('calendar_year', 'amending', { update: is('administrator') }),
  ...fixed('calendar_year', 'year'),
  `create function calendar_ahead() returns trigger language plpgsql as $$ begin
     if exists (select from (select unnest(old.days_off) except select unnest(new.days_off)) gone (day) where day <= app_today())
        or exists (select from (select unnest(new.days_off) except select unnest(old.days_off)) come (day) where day <= app_today())
        or exists (select from (select unnest(old.working_weekends) except select unnest(new.working_weekends)) gone (day) where day <= app_today())
        or exists (select from (select unnest(new.working_weekends) except select unnest(old.working_weekends)) come (day) where day <= app_today()) then
       raise exception 'days that are over stay as they were' using errcode = 'check_violation', constraint = 'calendar_year_ahead';
     end if;
     return new; end $$`,
  `create trigger calendar_ahead before update of days_off, working_weekends on calendar_year for each row execute function calendar_ahead()`,
];

/**
 * Terms in working days that still run are told anew: as many working days ahead as there were by the table before, under the
 * table of now. Whatever was due up to today stays due then. A household stands at its step again, with the new day, so that
 * what was overdue on any day before is what it was.
 */
const moved = [
  `create function working_days_before_amendment(after date, until date, amended calendar_year) returns integer language sql stable as
     $$ select count(*)::integer from (select after + n from generate_series(1, until - after) n) d (day)
         where case when extract(year from d.day) <> amended.year then is_working_day(d.day)
                    when d.day = any(amended.days_off) then false when d.day = any(amended.working_weekends) then true
                    else extract(isodow from d.day) < 6 end $$`,
  `create function moved_deadline(due date, amended calendar_year) returns date language sql stable as
     $$ select case when due > app_today() then add_working_days(app_today(), working_days_before_amendment(app_today(), due, amended)) else due end $$`,
  `create function in_working_days(asked text, path text, day date) returns boolean language sql stable as
     $$ select coalesce((select p.unit = 'WORKING_DAYS' from programme_parameter_of(asked, path, day) p), false) $$`,
  `create function calendar_amended() returns trigger language plpgsql ${definer} as $$
   declare
     one record; due date;
   begin
     insert into calendar_amendment (calendar_id, days_off, working_weekends, source, made_by)
     values (old.id, old.days_off, old.working_weekends, old.source, nullif(current_setting('app.user_id', true), '')::uuid);
     for one in
       select h.id, h.region_path, h.state, h.due_on, h.step_count from household h,
         lateral (select s.taken_on, s.state from household_step s where s.household_id = h.id and s.state in ('DECLARED', 'OBJECTION', 'STREET_REVIEW', 'COUNTY_CONFIRM', 'RECOGNISED', 'RELAPSED')
                   order by s.number desc limit 1) began
        where h.due_on > app_today()
          and in_working_days(case began.state when 'DECLARED' then 'COMMUNITY_CHECK' when 'OBJECTION' then 'COMMUNITY_CHECK' when 'STREET_REVIEW' then 'STREET_CHECK'
                                when 'COUNTY_CONFIRM' then 'COUNTY_CONFIRMATION' else 'CLEARANCE' end, h.region_path, began.taken_on)
        order by h.id for update of h
     loop
       due := moved_deadline(one.due_on, old);
       continue when due = one.due_on;
       insert into household_step (id, household_id, region_path, number, state, taken_on, due_on, note)
       values (uuidv7(), one.id, one.region_path, one.step_count + 1, one.state, app_today(), due, '节假日安排调整，期限重新推算：' || new.source);
       update household set due_on = due, step_count = one.step_count + 1 where id = one.id;
     end loop;
     update household h set notice_until = moved_deadline(h.notice_until, old)
      where h.state = 'PUBLICISED' and h.notice_until > app_today() and in_working_days('PUBLIC_NOTICE', h.region_path, h.since);
     update employment_difficulty d set notice_until = moved_deadline(d.notice_until, old)
      where d.state = 'PUBLICISED' and d.notice_until > app_today() and in_working_days('DIFFICULTY_NOTICE', d.institution_path, app_today());
     update rights_case set due_on = moved_deadline(due_on, old) where state = 'OPEN' and due_on > app_today();
     return null; end $$`,
  `create trigger calendar_amended after update of days_off, working_weekends on calendar_year for each row
     when (old.days_off is distinct from new.days_off or old.working_weekends is distinct from new.working_weekends) execute function calendar_amended()`,
];

const LIVE = "not in ('REPAID', 'RECOVERED', 'WRITTEN_OFF', 'REJECTED', 'BANK_REJECTED', 'WITHDRAWN')";
const ENDED = LIVE.replace('not in', 'in');
const ofLoan = some('micro_loan', 'loan', 'loan.id = loan_id');
/** Nobody is in two loans that run, as borrower or partner; two who apply at once wait for each other. */
const partners = [
  `create table "loan_partner" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "loan_id" uuid not null, "seeker_id" uuid not null, "open" boolean not null default true, primary key ("id"))`,
  `create index "loan_partner_loan_id_index" on "loan_partner" ("loan_id")`,
  `create index "loan_partner_seeker_id_index" on "loan_partner" ("seeker_id")`,
  `create unique index loan_partner_one on loan_partner (seeker_id) where open`,
  `alter table "loan_partner" add constraint "loan_partner_loan_id_foreign" foreign key ("loan_id") references "micro_loan" ("id")`,
  `alter table "loan_partner" add constraint "loan_partner_seeker_id_foreign" foreign key ("seeker_id") references "seeker" ("id")`,
  `grant select, insert on "loan_partner" to jiangqiao_app`,
  ...secured('loan_partner'),
  // Partners sign at the office: nobody else names them.
  ...way('loan_partner', 'office', { select: `${is('office')} and ${ofLoan}`, insert: `${is('office')} and open and ${ofLoan}` }),
  ...way('loan_partner', 'borrower', { select: `${is('seeker')} and ${ofLoan}` }),
  ...way('loan_partner', 'partner', { select: ofSeeker('seeker_id') }),
  ...way('loan_partner', 'auditor', { select: is('auditor') }),
  `create function loan_person_free() returns trigger language plpgsql ${definer} as $$ begin
     perform pg_advisory_xact_lock(hashtextextended('loan ' || new.seeker_id, 0));
     if tg_table_name = 'micro_loan' and exists (select from loan_partner p where p.seeker_id = new.seeker_id and p.open) then
       raise exception 'the person is a partner of a loan that runs' using errcode = 'unique_violation', constraint = 'micro_loan_one';
     elsif tg_table_name = 'loan_partner' and exists (select from micro_loan l where l.seeker_id = new.seeker_id and l.state ${LIVE}) then
       raise exception 'the person has a loan that runs' using errcode = 'unique_violation', constraint = 'loan_partner_one';
     end if;
     return new; end $$`,
  `create trigger loan_person_free before insert on micro_loan for each row when (new.state = 'APPLIED') execute function loan_person_free()`,
  `create trigger loan_person_free before insert on loan_partner for each row execute function loan_person_free()`,
  `create function loan_partners_free() returns trigger language plpgsql ${definer} as $$ begin
     update loan_partner set open = false where loan_id = new.id and open;
     return null; end $$`,
  `create trigger loan_partners_free after update of state on micro_loan for each row
     when (old.state ${LIVE} and new.state ${ENDED}) execute function loan_partners_free()`,
  `create or replace function person_loans(person uuid) returns table (open boolean, earlier integer) language sql stable ${definer} as $$
     select coalesce(bool_or(l.state ${LIVE}), false), count(l.contract_disbursed_on)::integer
       from (select one.state, one.contract_disbursed_on from micro_loan one where one.seeker_id = person
             union all select joint.state, joint.contract_disbursed_on from loan_partner p join micro_loan joint on joint.id = p.loan_id where p.seeker_id = person) l $$`,
];
