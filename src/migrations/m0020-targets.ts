import { Migration } from '@mikro-orm/migrations';
import { aboveDivision, anybody, fixed, inDivision, is, secured, some, way } from './row-security.sql.js';

/** Yearly targets: assessed units, plans and their targets, reports, scores, revisions, and the rule of grading. */
export class M0020Targets extends Migration {
  override up(): void {
    for (const statement of [...tables, ...rules, ...security]) this.addSql(statement);
  }
}

const tables = [
  `create table "assessment_rule" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "from_year" smallint not null, "region_path" text not null, "excellent_from" smallint not null, "pass_from" smallint not null, "excellent_share" smallint not null, "deduction_each" smallint not null, "source" text not null, "assumed" boolean not null default false, primary key ("id"))`,
  `alter table "assessment_rule" add constraint "assessment_rule_year" unique ("from_year")`,
  `create table "assessed_unit" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "name" text not null, "kind" text not null, "region_id" uuid not null, "region_path" text not null, primary key ("id"))`,
  `create index assessed_unit_place on assessed_unit (region_path collate "C")`,
  `alter table "assessed_unit" add constraint "assessed_unit_name" unique ("region_id", "name")`,
  `create table "target_plan" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "year" smallint not null, "programme" text not null default 'GENERAL', "unit_id" uuid not null, "unit_path" text not null, "parent_id" uuid null, "state" text not null default 'DRAFT', "reported_through" date null, "score" int null, "grade" text null, "grade_reason" text null, "falsified_on" date null, "falsified_reason" text null, "stepped_by" uuid null, primary key ("id"))`,
  `create index "target_plan_unit_id_index" on "target_plan" ("unit_id")`,
  `create index "target_plan_parent_id_index" on "target_plan" ("parent_id")`,
  `create index target_plan_place on target_plan (year, unit_path collate "C")`,
  `alter table "target_plan" add constraint "target_plan_once" unique ("year", "unit_id", "programme")`,
  `create table "target" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "plan_id" uuid not null, "unit_path" text not null, "year" smallint not null, "indicator" text not null, "value" bigint not null, "weight" smallint not null, primary key ("id"))`,
  `create index target_place on target (unit_path collate "C")`,
  `alter table "target" add constraint "target_once" unique ("plan_id", "indicator")`,
  `create table "target_report" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "target_id" uuid not null, "through_on" date not null, "actual" bigint null, "correction" text null, "made_by" uuid null, primary key ("id"))`,
  `create index "target_report_target_id_index" on "target_report" ("target_id")`,
  `create table "target_revision" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "target_id" uuid not null, "from_value" bigint not null, "to_value" bigint not null, "reason" text not null, "made_by" uuid null, primary key ("id"))`,
  `create index "target_revision_target_id_index" on "target_revision" ("target_id")`,
  `create table "target_score" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "target_id" uuid not null, "stage" text not null, "report_id" uuid not null, "points" int not null, "deduction" int not null default 0, "evidence" text not null, "made_by" uuid null, primary key ("id"))`,
  `alter table "target_score" add constraint "target_score_once" unique ("target_id", "stage")`,
  `alter table "assessment_rule" add constraint "assessment_rule_deduction" check (deduction_each >= 0 and deduction_each <= 100)`,
  `alter table "assessment_rule" add constraint "assessment_rule_share" check (excellent_share >= 0 and excellent_share <= 100)`,
  `alter table "assessment_rule" add constraint "assessment_rule_order" check (pass_from >= 0 and pass_from <= excellent_from and excellent_from <= 100)`,
  `alter table "assessed_unit" add constraint "assessed_unit_region_id_foreign" foreign key ("region_id") references "region" ("id")`,
  `alter table "assessed_unit" add constraint "assessed_unit_kind_check" check ("kind" in ('PARTY_COMMITTEE', 'GOVERNMENT', 'DEPARTMENT'))`,
  `alter table "target_plan" add constraint "target_plan_unit_id_foreign" foreign key ("unit_id") references "assessed_unit" ("id")`,
  `alter table "target_plan" add constraint "target_plan_parent_id_foreign" foreign key ("parent_id") references "target_plan" ("id") on delete no action`,
  `alter table "target_plan" add constraint "target_plan_graded" check ((state <> 'GRADED' and state <> 'PUBLISHED') or (grade is not null and score is not null))`,
  `alter table "target_plan" add constraint "target_plan_false_fails" check (falsified_on is null or grade is null or grade = 'FAIL')`,
  `alter table "target_plan" add constraint "target_plan_false_reason" check ((falsified_on is null) = (falsified_reason is null))`,
  `alter table "target_plan" add constraint "target_plan_year" check (year >= 2000 and year <= 2100)`,
  `alter table "target_plan" add constraint "target_plan_programme_check" check ("programme" in ('GENERAL', 'PILOT'))`,
  `alter table "target_plan" add constraint "target_plan_state_check" check ("state" in ('DRAFT', 'ISSUED', 'ALLOCATED', 'REPORTING', 'SELF_ASSESSED', 'CHECKED', 'GRADED', 'PUBLISHED'))`,
  `alter table "target_plan" add constraint "target_plan_grade_check" check ("grade" in ('EXCELLENT', 'PASS', 'FAIL'))`,
  `alter table "target" add constraint "target_plan_id_foreign" foreign key ("plan_id") references "target_plan" ("id")`,
  `alter table "target" add constraint "target_weight" check (weight >= 0 and weight <= 100)`,
  `alter table "target" add constraint "target_value" check (value >= 1 and value <= 1000000000000)`,
  `alter table "target_report" add constraint "target_report_target_id_foreign" foreign key ("target_id") references "target" ("id")`,
  `alter table "target_revision" add constraint "target_revision_target_id_foreign" foreign key ("target_id") references "target" ("id")`,
  `alter table "target_score" add constraint "target_score_target_id_foreign" foreign key ("target_id") references "target" ("id")`,
  `alter table "target_score" add constraint "target_score_report_id_foreign" foreign key ("report_id") references "target_report" ("id")`,
  `alter table "target_score" add constraint "target_score_points" check (points >= 0 and deduction >= 0)`,
  `alter table "target_score" add constraint "target_score_stage_check" check ("stage" in ('SELF', 'CHECK'))`,
  `grant select, insert, update, delete on "assessed_unit", "assessment_rule", "target_plan", "target", "target_report", "target_score", "target_revision" to jiangqiao_app`,
];

/** Grades and their share as Guangdong published them; Chongqing's own were not found, so assumed. */
const rules = [
  `insert into assessment_rule (id, from_year, region_path, excellent_from, pass_from, excellent_share, deduction_each, source, assumed)
   values (uuidv7(), 2000, '', 90, 75, 30, 1, '广东省就业目标责任制考核办法（非重庆市规定）', true)`,
];

const unit = inDivision('unit_path');
const above = aboveDivision('unit_path');
const everything = (condition: string) => ({ select: condition, insert: condition, update: condition });
const seen = `${anybody} and ${some('target', 'held', 'held.id = target_id')}`;
const written = `${is('office')} and ${some('target', 'held', `held.id = target_id and ${inDivision('held.unit_path')}`)}`;
const security = [
  ...secured('assessed_unit'),
  ...way('assessed_unit', 'anybody', { select: is('office', 'auditor') }),
  ...way('assessed_unit', 'office', { insert: inDivision('region_path') }),
  ...secured('assessment_rule'),
  ...way('assessment_rule', 'anybody', { select: is('office', 'auditor') }),
  ...way('assessment_rule', 'office', { insert: inDivision('region_path') }),
  ...secured('target_plan'),
  ...way('target_plan', 'office', everything(unit)),
  // Whoever divides or revises locks the plan above, to see that the parts are enough.
  ...way('target_plan', 'above', { select: above, update: above }),
  ...way('target_plan', 'published', { select: `${is('office')} and state = 'PUBLISHED'` }),
  ...way('target_plan', 'auditor', { select: is('auditor') }),
  ...fixed('target_plan', 'unit_id', 'unit_path', 'parent_id', 'year', 'programme'),
  ...secured('target'),
  ...way('target', 'office', everything(unit)),
  ...way('target', 'above', { select: above }),
  ...way('target', 'auditor', { select: is('auditor') }),
  ...fixed('target', 'plan_id', 'unit_path', 'year', 'indicator'),
  // Reports, scores and revisions are added; nobody changes them.
  ...['target_report', 'target_score', 'target_revision'].flatMap((table) => [...secured(table), ...way(table, 'target', { select: seen, insert: written })]),
];
