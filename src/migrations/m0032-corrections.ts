import { Migration } from '@mikro-orm/migrations';
import { inDivision, is, secured, way } from './row-security.sql.js';

/** What an employer noted of a visitor is found by the pass; grades of targets keep those before them; a hire that is taken back leaves the register. */
export class M0032Corrections extends Migration {
  override up(): void {
    for (const statement of [...passes, ...gradings, ...reversals]) this.addSql(statement);
  }
}

/** Whoever shows a pass is the visitor: who noted something of them finds it, and sees no visit. */
const passes = [
  `create function fair_visit_of(fair text, shown text) returns uuid language sql stable security definer set search_path = public, pg_temp as
     $$ select v.id from fair_visit v where v.fair_id::text = lower(fair) and v.pass = shown $$`,
  `revoke execute on function fair_visit_of(text, text) from public`,
  `grant execute on function fair_visit_of(text, text) to jiangqiao_app`,
];

const unit = inDivision('unit_path');
/** Gradings are added; nobody changes them. */
const gradings = [
  `create table "target_grading" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "plan_id" uuid not null, "unit_path" text not null, "grade" text not null, "reason" text not null, "made_by" uuid null, primary key ("id"))`,
  `create index "target_grading_plan_id_index" on "target_grading" ("plan_id")`,
  `alter table "target_grading" add constraint "target_grading_plan_id_foreign" foreign key ("plan_id") references "target_plan" ("id")`,
  `alter table "target_grading" add constraint "target_grading_grade_check" check ("grade" in ('EXCELLENT', 'PASS', 'FAIL'))`,
  `grant select, insert on "target_grading" to jiangqiao_app`,
  // What was graded before is a grading too.
  `insert into target_grading (id, plan_id, unit_path, grade, reason)
   select uuidv7(), p.id, p.unit_path, p.grade, coalesce(p.grade_reason, '') from target_plan p where p.grade is not null`,
  ...secured('target_grading'),
  ...way('target_grading', 'office', { select: unit, insert: unit }),
  ...way('target_grading', 'auditor', { select: is('auditor') }),
];

/** A hire that is taken back never was: its registration counts nowhere, and the unemployment that it ended goes on. */
const reversals = [
  `alter table "employment" drop constraint "employment_ending_cause_check"`,
  `alter table "employment" add constraint "employment_ending_cause_check" check ("ending_cause" in ('CONTRACT_ENDED', 'DISMISSED', 'RESIGNED', 'EMPLOYER_CLOSED', 'BUSINESS_CLOSED', 'RETIRED', 'DECEASED', 'REVERSED'))`,
  `create or replace function person_at_registered_work(person uuid, day date) returns boolean language sql stable security definer set search_path = public, pg_temp as
     $$ select exists (select from employment e where e.seeker_id = person and e.started_on <= day and (e.ending_on is null or e.ending_on >= day)
                         and e.ending_cause is distinct from 'REVERSED') $$`,
  `create function employment_reversed() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
   declare
     ended record;
   begin
     update employment set ending_on = started_on, ending_cause = 'REVERSED', ending_registered_on = greatest(started_on, app_today()),
                           ending_due_on = greatest(started_on, app_today())
      where placement_id = new.id returning seeker_id, registered_on into ended;
     if found and not person_employed(ended.seeker_id)
        and not exists (select from unemployment u where u.seeker_id = ended.seeker_id and u.state = 'REGISTERED') then
       update unemployment set state = 'REGISTERED', cancelled_on = null, cancel_reason = null, last_contact_on = greatest(last_contact_on, app_today())
        where id = (select u.id from unemployment u where u.seeker_id = ended.seeker_id and u.cancel_reason = 'HIRED' and u.cancelled_on = ended.registered_on
                     order by u.registered_on desc, u.id desc limit 1);
     end if;
     return null; end $$`,
  `create trigger employment_reversed after update of state on placement for each row
     when (new.state = 'REVERSED' and old.state <> 'REVERSED') execute function employment_reversed()`,
  // Of hires that were taken back before.
  `update employment e set ending_on = e.started_on, ending_cause = 'REVERSED', ending_registered_on = greatest(e.started_on, app_today()),
                           ending_due_on = greatest(e.started_on, app_today())
     from placement p where p.id = e.placement_id and p.state = 'REVERSED'`,
];
