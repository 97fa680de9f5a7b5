import { Migration } from '@mikro-orm/migrations';
import { inDivision, is, secured, way } from './row-security.sql.js';

/** What an employer noted of a visitor is found by the pass; grades of targets keep those before them. */
export class M0032PassesAndGradings extends Migration {
  override up(): void {
    for (const statement of [...passes, ...gradings]) this.addSql(statement);
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
