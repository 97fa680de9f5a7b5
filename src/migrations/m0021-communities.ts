import { Migration } from '@mikro-orm/migrations';
import { fixed, inDivision, is, secured, way } from './row-security.sql.js';

/** Full-employment communities with their steps, criteria and goals; the ten ledgers and who verified what. */
export class M0021Communities extends Migration {
  override up(): void {
    for (const statement of [...tables, ...standards, ...ledgers, ...security]) this.addSql(statement);
  }
}

const tables = [
  `create table "certification_criterion" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "code" text not null, "indicator" text not null, "level" text not null, "ceiling" boolean not null, "bound" bigint not null, "veto" boolean not null, "effective_on" date not null, "region_path" text not null, "source" text not null, "assumed" boolean not null default false, primary key ("id"))`,
  `alter table "certification_criterion" add constraint "certification_criterion_from" unique ("code", "effective_on")`,
  `create table "certification_goal" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "year" smallint not null, "area" text not null, "share" smallint not null, "source" text not null, primary key ("id"))`,
  `alter table "certification_goal" add constraint "certification_goal_once" unique ("year", "area")`,
  `create table "ledger" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "number" smallint not null, "title" text not null, "source" text not null, "interval_days" smallint not null, "mandatory" text[] not null default '{}', "official" boolean not null default false, primary key ("id"))`,
  `alter table "ledger" add constraint "ledger_number" unique ("number")`,
  `create table "full_employment_community" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "region_id" uuid not null, "path" text not null, "state" text not null default 'CREATING', "started_on" date not null, "certified_on" date null, "valid_until" date null, "stepped_by" uuid null, primary key ("id"))`,
  `create index full_employment_place on full_employment_community (path collate "C")`,
  `alter table "full_employment_community" add constraint "full_employment_community_once" unique ("region_id")`,
  `create table "community_step" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "community_id" uuid not null, "path" text not null, "on_day" date not null, "from_state" text null, "to_state" text not null, "note" text null, "workforce" int null, "employed" int null, "made_by" uuid null, primary key ("id"))`,
  `create index "community_step_community_id_index" on "community_step" ("community_id")`,
  `create index community_step_place on community_step (path collate "C", on_day)`,
  `create table "ledger_check" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "source" text not null, "entry" uuid not null, "seeker_id" uuid null, "path" text not null, "verified_on" date not null, "made_by" uuid null, primary key ("id"))`,
  `create index "ledger_check_seeker_id_index" on "ledger_check" ("seeker_id")`,
  `create index ledger_check_latest on ledger_check (source, entry, verified_on)`,
  `alter table "certification_criterion" add constraint "certification_criterion_bound" check (bound >= 0 and bound <= 1000000000)`,
  `alter table "certification_criterion" add constraint "certification_criterion_level_check" check ("level" in ('COMMUNITY', 'COUNTY'))`,
  `alter table "certification_goal" add constraint "certification_goal_area_check" check ("area" in ('MAIN_URBAN', 'CIRCLE', 'OTHER'))`,
  `alter table "ledger" add constraint "ledger_interval" check (interval_days >= 1 and interval_days <= 366)`,
  `alter table "ledger" add constraint "ledger_number_of_ten" check (number >= 1 and number <= 10)`,
  `alter table "full_employment_community" add constraint "full_employment_community_region_id_foreign" foreign key ("region_id") references "region" ("id")`,
  `alter table "full_employment_community" add constraint "full_employment_certified" check (state <> 'CERTIFIED' or (certified_on is not null and valid_until is not null))`,
  `alter table "full_employment_community" add constraint "full_employment_community_state_check" check ("state" in ('CREATING', 'SELF_ASSESSED', 'STREET_REVIEWED', 'COUNTY_CERTIFIED', 'SPOT_CHECKED', 'CERTIFIED', 'REVOKED'))`,
  `alter table "community_step" add constraint "community_step_community_id_foreign" foreign key ("community_id") references "full_employment_community" ("id")`,
  `alter table "community_step" add constraint "community_step_figures" check ((workforce is null) = (employed is null) and (workforce is null or (employed >= 0 and employed <= workforce and workforce >= 1)))`,
  `alter table "community_step" add constraint "community_step_from_state_check" check ("from_state" in ('CREATING', 'SELF_ASSESSED', 'STREET_REVIEWED', 'COUNTY_CERTIFIED', 'SPOT_CHECKED', 'CERTIFIED', 'REVOKED'))`,
  `alter table "community_step" add constraint "community_step_to_state_check" check ("to_state" in ('CREATING', 'SELF_ASSESSED', 'STREET_REVIEWED', 'COUNTY_CERTIFIED', 'SPOT_CHECKED', 'CERTIFIED', 'REVOKED'))`,
  `alter table "ledger_check" add constraint "ledger_check_seeker_id_foreign" foreign key ("seeker_id") references "seeker" ("id") on delete set null`,
  `grant select, insert, update, delete on "full_employment_community", "community_step", "certification_criterion", "ledger_check" to jiangqiao_app`,
  `grant select, update on "ledger" to jiangqiao_app`,
  `grant select on "certification_goal" to jiangqiao_app`,
];

/** Of notice 37/2007 two criteria and the goals could be read; the share of spot checks is Hangzhou's. */
const NOTICE = '渝委办发〔2007〕37号';
const standards = [
  `insert into certification_criterion (id, code, indicator, level, ceiling, bound, veto, effective_on, region_path, source, assumed) values
     (uuidv7(), 'EMPLOYMENT_RATE', 'COMMUNITY_EMPLOYMENT_RATE', 'COMMUNITY', false, 9500, false, '2000-01-01', '', '${NOTICE}标准第一项：就业率不低于 95%', false),
     (uuidv7(), 'ZERO_EMPLOYMENT_HOUSEHOLDS', 'ZERO_EMPLOYMENT_HOUSEHOLDS', 'COMMUNITY', true, 0, true, '2000-01-01', '', '${NOTICE}标准第二项：零就业家庭至少一人就业；未消除一户即一票否决为本平台做法', true),
     (uuidv7(), 'SPOT_CHECKS', 'SPOT_CHECK_SHARE', 'COUNTY', false, 500, false, '2000-01-01', '', '杭州市做法：市级抽查不少于 5%（非重庆市规定）', true)`,
  `insert into certification_goal (id, year, area, share, source) values
     (uuidv7(), 2012, 'MAIN_URBAN', 90, '${NOTICE}'), (uuidv7(), 2012, 'CIRCLE', 70, '${NOTICE}'), (uuidv7(), 2012, 'OTHER', 50, '${NOTICE}'),
     (uuidv7(), 2020, 'MAIN_URBAN', 90, '${NOTICE}'), (uuidv7(), 2020, 'CIRCLE', 90, '${NOTICE}'), (uuidv7(), 2020, 'OTHER', 90, '${NOTICE}')`,
];

/** The 2007 summary names the first two of its ten; the other eight, every interval and what is mandatory are ours. */
const ledger = (number: number, title: string, source: string, days: number, mandatory: string, official = false): string =>
  `insert into ledger (id, number, title, source, interval_days, mandatory, official) values (uuidv7(), ${number}, '${title}', '${source}', ${days}, '{${mandatory}}', ${official})`;
const ledgers = [
  ledger(1, '下岗失业人员台账', 'LAID_OFF_AND_UNEMPLOYED', 90, 'cause,wish,skills', true),
  ledger(2, '就业困难群体台账', 'HARD_TO_EMPLOY', 90, 'cause,wish,family', true),
  ledger(3, '零就业家庭台账', 'ZERO_EMPLOYMENT_HOUSEHOLDS', 30, 'officer,plan,measure'),
  ledger(4, '“4050”人员台账', 'AGED_4050', 90, 'cause,wish'),
  ledger(5, '低保失业人员台账', 'LOW_INCOME_UNEMPLOYED', 90, 'cause,family'),
  ledger(6, '失地农民和移民台账', 'LAND_LOST_AND_RESETTLED', 180, 'wish'),
  ledger(7, '求职登记和推荐台账', 'REGISTRATIONS_OPEN', 60, 'officer'),
  ledger(8, '空岗和公益性岗位台账', 'OPEN_POSTS', 30, 'validity'),
  ledger(9, '培训台账', 'TRAINED_PEOPLE', 180, ''),
  ledger(10, '政策享受和跟踪服务台账', 'POLICY_BENEFITS', 90, 'contact'),
];

const here = inDivision('path');
const internal = is('system');
const everything = (condition: string) => ({ select: condition, insert: condition, update: condition });
const security = [
  ...secured('full_employment_community'),
  ...way('full_employment_community', 'office', everything(here)),
  ...way('full_employment_community', 'auditor', { select: is('auditor') }),
  ...way('full_employment_community', 'system', { select: internal, update: internal }),
  ...fixed('full_employment_community', 'region_id', 'path'),
  // Steps are added; nobody changes them.
  ...secured('community_step'),
  ...way('community_step', 'office', { select: here, insert: here }),
  ...way('community_step', 'auditor', { select: is('auditor') }),
  ...way('community_step', 'system', { insert: internal }),
  ...secured('certification_criterion'),
  ...way('certification_criterion', 'anybody', { select: is('office', 'auditor') }),
  ...way('certification_criterion', 'office', { insert: inDivision('region_path') }),
  ...secured('certification_goal'),
  ...way('certification_goal', 'anybody', { select: is('office', 'auditor') }),
  ...secured('ledger'),
  ...way('ledger', 'anybody', { select: is('office', 'auditor') }),
  ...way('ledger', 'city', { update: inDivision("'/100000/500000'") }),
  ...fixed('ledger', 'number', 'official'),
  ...secured('ledger_check'),
  ...way('ledger_check', 'office', { select: here, insert: here }),
  ...way('ledger_check', 'auditor', { select: is('auditor') }),
  ...way('ledger_check', 'erasing', { select: internal, delete: internal }),
];
