import { Migration } from '@mikro-orm/migrations';
import { anybody, fixed, inDivision, inInstitution, is, ofSeeker, secured, some, way } from './row-security.sql.js';

/** Training: rules, classes, enrolments with attendance and outcome, subsidies. */
export class M0019Training extends Migration {
  override up(): void {
    for (const statement of [...tables, ...functions, ...rules, ...security]) this.addSql(statement);
  }
}

const tables = [
  `create table "training_rule" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "kind" text not null, "course" text null, "region_id" uuid null, "region_path" text not null, "effective_on" date not null, "least_hours" smallint not null, "least_attendance" smallint not null, "tracking_months" smallint not null, "subsidy" bigint null, "share_without_outcome" smallint not null, "source" text not null, "assumed" boolean not null default false, primary key ("id"))`,
  `create unique index training_rule_from on training_rule (kind, course, region_path, effective_on) nulls not distinct`,
  `create table "training_class" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "number" text not null, "title" text not null, "kind" text not null, "course" text null, "occupation_code" text null, "institution_id" uuid not null, "institution_path" text not null, "base_id" uuid null, "order_id" uuid null, "seats" smallint not null, "class_hours" smallint not null, "starts_on" date not null, "ends_on" date not null, "examined_on" date null, "state" text not null default 'PLANNED', "reason" text null, "stepped_by" uuid null, primary key ("id"))`,
  `create index "training_class_institution_id_index" on "training_class" ("institution_id")`,
  `create index "training_class_order_id_index" on "training_class" ("order_id")`,
  `create index training_class_place on training_class (institution_path collate "C", starts_on)`,
  `alter table "training_class" add constraint "training_class_number" unique ("number")`,
  `create table "training_enrolment" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "class_id" uuid not null, "kind" text not null, "seeker_id" uuid not null, "institution_id" uuid not null, "institution_path" text not null, "home_path" text not null, "enrolled_on" date not null, "state" text not null default 'ENROLLED', "examined_on" date null, "certificate_number" text null, "tracking_until" date null, "outcome_kind" text null, "outcome_on" date null, "outcome_licence_number" text null, "outcome_jobs_created" int null, "placement_id" uuid null, "reason" text null, primary key ("id"))`,
  `create index "training_enrolment_class_id_index" on "training_enrolment" ("class_id")`,
  `create index "training_enrolment_seeker_id_index" on "training_enrolment" ("seeker_id")`,
  `create index "training_enrolment_institution_id_index" on "training_enrolment" ("institution_id")`,
  `create index "training_enrolment_placement_id_index" on "training_enrolment" ("placement_id")`,
  `create index training_enrolment_tracked_on on training_enrolment (tracking_until) where outcome_kind is null`,
  `create index training_enrolment_home on training_enrolment (home_path collate "C")`,
  `create index training_enrolment_place on training_enrolment (institution_path collate "C", examined_on)`,
  `create unique index training_enrolment_once on training_enrolment (class_id, seeker_id) where state <> 'WITHDRAWN'`,
  `create table "training_subsidy" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "enrolment_id" uuid not null, "seeker_id" uuid not null, "institution_id" uuid not null, "institution_path" text not null, "kind" text not null, "year" smallint not null, "amount" bigint not null, "state" text not null default 'APPLIED', "paid_on" date null, "reason" text null, "stepped_by" uuid null, primary key ("id"))`,
  `create index "training_subsidy_enrolment_id_index" on "training_subsidy" ("enrolment_id")`,
  `create index "training_subsidy_seeker_id_index" on "training_subsidy" ("seeker_id")`,
  `create index "training_subsidy_institution_id_index" on "training_subsidy" ("institution_id")`,
  `create index training_subsidy_place on training_subsidy (institution_path collate "C")`,
  `create unique index training_subsidy_once on training_subsidy (seeker_id, year, kind) where state <> 'REJECTED'`,
  `create table "training_attendance" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "enrolment_id" uuid not null, "day" date not null, "hours" smallint not null, primary key ("id"))`,
  `alter table "training_attendance" add constraint "training_attendance_day" unique ("enrolment_id", "day")`,
  `alter table "training_rule" add constraint "training_rule_region_id_foreign" foreign key ("region_id") references "region" ("id") on delete set null`,
  `alter table "training_rule" add constraint "training_rule_course" check (kind = 'START_UP' or course is null)`,
  `alter table "training_rule" add constraint "training_rule_share" check (share_without_outcome >= 0 and share_without_outcome <= 100)`,
  `alter table "training_rule" add constraint "training_rule_attendance" check (least_attendance >= 0 and least_attendance <= 100)`,
  `alter table "training_rule" add constraint "training_rule_tracking" check (tracking_months >= 1 and tracking_months <= 24)`,
  `alter table "training_rule" add constraint "training_rule_kind_check" check ("kind" in ('RE_EMPLOYMENT', 'RURAL', 'UPGRADING', 'START_UP'))`,
  `alter table "training_rule" add constraint "training_rule_course_check" check ("course" in ('GYB', 'SYB', 'IYB'))`,
  `alter table "training_class" add constraint "training_class_institution_id_foreign" foreign key ("institution_id") references "institution" ("id")`,
  `alter table "training_class" add constraint "training_class_base_id_foreign" foreign key ("base_id") references "labour_base" ("id") on delete set null`,
  `alter table "training_class" add constraint "training_class_order_id_foreign" foreign key ("order_id") references "labour_order" ("id") on delete set null`,
  `alter table "training_class" add constraint "training_class_examined" check ((state <> 'EXAMINED' and state <> 'CLOSED') or examined_on is not null)`,
  `alter table "training_class" add constraint "training_class_days" check (starts_on <= ends_on)`,
  `alter table "training_class" add constraint "training_class_hours" check (class_hours >= 1 and class_hours <= 2000)`,
  `alter table "training_class" add constraint "training_class_seats" check (seats >= 1 and seats <= 500)`,
  `alter table "training_class" add constraint "training_class_course" check ((kind = 'START_UP') = (course is not null))`,
  `alter table "training_class" add constraint "training_class_kind_check" check ("kind" in ('RE_EMPLOYMENT', 'RURAL', 'UPGRADING', 'START_UP'))`,
  `alter table "training_class" add constraint "training_class_course_check" check ("course" in ('GYB', 'SYB', 'IYB'))`,
  `alter table "training_class" add constraint "training_class_state_check" check ("state" in ('PLANNED', 'ENROLLING', 'RUNNING', 'EXAMINED', 'CLOSED', 'CANCELLED'))`,
  `alter table "training_enrolment" add constraint "training_enrolment_class_id_foreign" foreign key ("class_id") references "training_class" ("id")`,
  `alter table "training_enrolment" add constraint "training_enrolment_seeker_id_foreign" foreign key ("seeker_id") references "seeker" ("id")`,
  `alter table "training_enrolment" add constraint "training_enrolment_institution_id_foreign" foreign key ("institution_id") references "institution" ("id")`,
  `alter table "training_enrolment" add constraint "training_enrolment_placement_id_foreign" foreign key ("placement_id") references "placement" ("id") on delete no action`,
  `alter table "training_enrolment" add constraint "training_outcome_jobs" check (outcome_jobs_created >= 1 and outcome_jobs_created <= 10000)`,
  `alter table "training_enrolment" add constraint "training_outcome_started" check ((outcome_kind is not null and outcome_kind = 'STARTED') = (outcome_jobs_created is not null))`,
  `alter table "training_enrolment" add constraint "training_outcome_employed" check ((outcome_kind is not null and outcome_kind = 'EMPLOYED') = (placement_id is not null))`,
  `alter table "training_enrolment" add constraint "training_outcome_in_window" check (outcome_kind is null or (outcome_on >= examined_on and outcome_on <= tracking_until))`,
  `alter table "training_enrolment" add constraint "training_outcome_after_examination" check (outcome_kind is null or examined_on is not null)`,
  `alter table "training_enrolment" add constraint "training_enrolment_tracked" check ((examined_on is null) = (tracking_until is null))`,
  `alter table "training_enrolment" add constraint "training_enrolment_examined" check ((state in ('PASSED', 'FAILED')) = (examined_on is not null))`,
  `alter table "training_enrolment" add constraint "training_enrolment_kind_check" check ("kind" in ('RE_EMPLOYMENT', 'RURAL', 'UPGRADING', 'START_UP'))`,
  `alter table "training_enrolment" add constraint "training_enrolment_state_check" check ("state" in ('ENROLLED', 'ATTENDED', 'PASSED', 'FAILED', 'ABSENT', 'WITHDRAWN'))`,
  `alter table "training_enrolment" add constraint "training_enrolment_outcome_kind_check" check ("outcome_kind" in ('EMPLOYED', 'STARTED', 'NONE'))`,
  `alter table "training_subsidy" add constraint "training_subsidy_enrolment_id_foreign" foreign key ("enrolment_id") references "training_enrolment" ("id")`,
  `alter table "training_subsidy" add constraint "training_subsidy_seeker_id_foreign" foreign key ("seeker_id") references "seeker" ("id")`,
  `alter table "training_subsidy" add constraint "training_subsidy_institution_id_foreign" foreign key ("institution_id") references "institution" ("id")`,
  `alter table "training_subsidy" add constraint "training_subsidy_amount" check (amount > 0)`,
  `alter table "training_subsidy" add constraint "training_subsidy_kind_check" check ("kind" in ('RE_EMPLOYMENT', 'RURAL', 'UPGRADING', 'START_UP'))`,
  `alter table "training_subsidy" add constraint "training_subsidy_state_check" check ("state" in ('APPLIED', 'VERIFIED', 'APPROVED', 'PAID', 'REJECTED', 'RECOVERED'))`,
  `alter table "training_attendance" add constraint "training_attendance_enrolment_id_foreign" foreign key ("enrolment_id") references "training_enrolment" ("id")`,
  `alter table "training_attendance" add constraint "training_attendance_hours" check (hours >= 0 and hours <= 12)`,
  `grant select, insert, update, delete on "training_rule", "training_class", "training_enrolment", "training_attendance", "training_subsidy" to jiangqiao_app`,
];

const definer = 'stable security definer set search_path = public, pg_temp';
const granted = (signature: string): string[] => [
  `revoke execute on function ${signature} from public`,
  `grant execute on function ${signature} to jiangqiao_app`,
];
/** Each answers one question about rows that the caller need not see. */
const functions = [
  // Work that began within a window and is confirmed, whoever brought it about.
  `create function hired_within(worker uuid, first date, last date) returns table (id uuid, day date) language sql ${definer} as
     $$ select p.id, p.hired_on from placement p where p.seeker_id = worker and p.state = 'CONFIRMED' and p.hired_on between first and last order by p.hired_on, p.id limit 1 $$`,
  ...granted('hired_within(uuid, date, date)'),
  `create function placement_stands(placement uuid) returns boolean language sql ${definer} as
     $$ select exists (select from placement p where p.id = placement_stands.placement and p.state = 'CONFIRMED') $$`,
  ...granted('placement_stands(uuid)'),
  `create function training_seats_taken(class uuid) returns integer language sql ${definer} as
     $$ select count(*)::integer from training_enrolment e where e.class_id = class and e.state <> 'WITHDRAWN' $$`,
  ...granted('training_seats_taken(uuid)'),
];

/**
 * Hours, window, amount and share of the start-up courses are those of a published county notice on start-up training (GYB 24,
 * SYB and IYB 70 hours; SYB 1,000 yuan, half of it without a start within six months): not Chongqing's, so assumed. The rest is ours.
 */
const NOTICE = '某县创业培训通知（非重庆市规定）：GYB 24 课时，SYB、IYB 70 课时，SYB 1000 元，6 个月内创业全额、否则 50%';
const OURS = '本平台假定值，请由市或区县录入正式规定';
const rule = (kind: string, course: string | null, hours: number, subsidy: number | null, share: number, source: string): string =>
  `insert into training_rule (id, kind, course, region_path, effective_on, least_hours, least_attendance, tracking_months, subsidy, share_without_outcome, source, assumed)
   values (uuidv7(), '${kind}', ${course === null ? 'null' : `'${course}'`}, '', '2000-01-01', ${hours}, 80, 6, ${subsidy ?? 'null'}, ${share}, '${source}', true)`;
const rules = [
  rule('START_UP', 'GYB', 24, null, 100, NOTICE),
  rule('START_UP', 'SYB', 70, 100_000, 50, NOTICE),
  rule('START_UP', 'IYB', 70, null, 100, NOTICE),
  rule('START_UP', null, 24, null, 100, OURS),
  rule('RE_EMPLOYMENT', null, 20, null, 100, OURS),
  rule('RURAL', null, 20, null, 100, OURS),
  rule('UPGRADING', null, 20, null, 100, OURS),
];

const everything = (condition: string) => ({ select: condition, insert: condition, update: condition });
const received = inDivision('institution_path');
const own = inInstitution('institution_id');
const internal = is('system');
const enrolment = (condition = ''): string => some('training_enrolment', 'held', `held.id = enrolment_id${condition}`);
const taught = `${is('office', 'intermediary')} and ${enrolment(` and ((${inDivision('held.institution_path')}) or (${inInstitution('held.institution_id')}))`)}`;
const security = [
  ...secured('training_rule'),
  ...way('training_rule', 'anybody', { select: anybody }),
  ...way('training_rule', 'office', { insert: inDivision('region_path') }),
  ...secured('training_class'),
  ...way('training_class', 'anybody', { select: anybody }),
  ...way('training_class', 'office', { insert: received, update: received }),
  ...way('training_class', 'intermediary', { insert: own, update: own }),
  ...fixed('training_class', 'institution_id', 'institution_path'),
  ...secured('training_enrolment'),
  ...way('training_enrolment', 'office', everything(received)),
  ...way('training_enrolment', 'home', { select: inDivision('home_path') }),
  ...way('training_enrolment', 'intermediary', everything(own)),
  ...way('training_enrolment', 'seeker', { select: ofSeeker('seeker_id') }),
  ...way('training_enrolment', 'auditor', { select: is('auditor') }),
  ...way('training_enrolment', 'system', { select: internal, update: internal }),
  ...fixed('training_enrolment', 'class_id', 'seeker_id', 'institution_id', 'institution_path', 'home_path'),
  ...secured('training_attendance'),
  ...way('training_attendance', 'enrolment', { select: `${anybody} and ${enrolment()}`, insert: taught, update: taught }),
  ...way('training_attendance', 'erasing', { delete: internal }),
  ...fixed('training_attendance', 'enrolment_id'),
  ...secured('training_subsidy'),
  ...way('training_subsidy', 'office', everything(received)),
  ...way('training_subsidy', 'intermediary', { select: own, insert: own }),
  ...way('training_subsidy', 'seeker', { select: ofSeeker('seeker_id') }),
  ...way('training_subsidy', 'auditor', { select: is('auditor') }),
  ...way('training_subsidy', 'system', { select: internal, update: internal }),
  ...fixed('training_subsidy', 'enrolment_id', 'seeker_id', 'institution_id', 'institution_path', 'amount'),
];
