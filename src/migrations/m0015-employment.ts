import { Migration } from '@mikro-orm/migrations';
import { fixed, inDivision, is, anybody, ofEmployers, ofSeeker, secured, some, way } from './row-security.sql.js';

/** Employment and unemployment registers, people hard to employ, and the numbers of programmes by place and date. */
export class M0015Employment extends Migration {
  override up(): void {
    for (const statement of [...tables, ...parameters, ...functions, ...security]) this.addSql(statement);
  }
}

const tables: string[] = [
  `create table "programme_parameter" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "kind" text not null, "region_id" uuid null, "region_path" text not null, "effective_on" date not null, "value" smallint not null, "unit" text not null, "source" text not null, "ours" boolean not null default false, primary key ("id"))`,
  `create unique index programme_parameter_once on programme_parameter (kind, region_path, effective_on)`,
  `create table "employment_difficulty" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "seeker_id" uuid not null, "category" text not null, "evidence" text not null, "institution_id" uuid not null, "institution_path" text not null, "state" text not null default 'APPLIED', "applied_on" date not null, "notice_until" date null, "recognised_on" date null, "recheck_on" date null, "exited_on" date null, "reason" text null, "by_id" uuid not null, primary key ("id"))`,
  `create index "employment_difficulty_seeker_id_index" on "employment_difficulty" ("seeker_id")`,
  `create index "employment_difficulty_institution_id_index" on "employment_difficulty" ("institution_id")`,
  `create index employment_difficulty_place on employment_difficulty (institution_path collate "C", category)`,
  `create unique index employment_difficulty_once on employment_difficulty (seeker_id, category) where state not in ('EXITED', 'REJECTED')`,
  `create table "unemployment" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "seeker_id" uuid not null, "institution_id" uuid not null, "institution_path" text not null, "cause" text not null, "registered_on" date not null, "last_contact_on" date not null, "state" text not null default 'REGISTERED', "cancelled_on" date null, "cancel_reason" text null, primary key ("id"))`,
  `create index "unemployment_seeker_id_index" on "unemployment" ("seeker_id")`,
  `create index "unemployment_institution_id_index" on "unemployment" ("institution_id")`,
  `create index unemployment_contact on unemployment (last_contact_on) where state = 'REGISTERED'`,
  `create index unemployment_place on unemployment (institution_path collate "C", registered_on)`,
  `create unique index unemployment_one_at_a_time on unemployment (seeker_id) where state = 'REGISTERED'`,
  `create table "employment" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "seeker_id" uuid not null, "kind" text not null, "employer_id" uuid null, "placement_id" uuid null, "institution_id" uuid not null, "institution_path" text not null, "urban" boolean not null default true, "started_on" date not null, "contract_months" smallint null, "registered_on" date not null, "due_on" date not null, "ending_on" date null, "ending_cause" text null, "ending_registered_on" date null, "ending_due_on" date null, primary key ("id"))`,
  `create index "employment_seeker_id_index" on "employment" ("seeker_id")`,
  `create index "employment_employer_id_index" on "employment" ("employer_id")`,
  `create index "employment_institution_id_index" on "employment" ("institution_id")`,
  `create index employment_place on employment (institution_path collate "C", started_on)`,
  `create unique index employment_placement_once on employment (placement_id)`,
  `create unique index employment_one_at_a_time on employment (seeker_id) where ending_on is null`,
  `alter table "programme_parameter" add constraint "programme_parameter_region_id_foreign" foreign key ("region_id") references "region" ("id") on delete set null`,
  `alter table "programme_parameter" add constraint "programme_parameter_value" check (value >= 1 and value <= 400)`,
  `alter table "programme_parameter" add constraint "programme_parameter_kind_check" check ("kind" in ('EMPLOYMENT_REGISTRATION', 'EMPLOYMENT_ENDING', 'NO_CONTACT', 'RETIREMENT_MEN', 'RETIREMENT_WOMEN', 'AGED_MEN', 'AGED_WOMEN', 'DIFFICULTY_NOTICE', 'DIFFICULTY_RECHECK', 'COMMUNITY_CHECK', 'PUBLIC_NOTICE', 'STREET_CHECK', 'COUNTY_CONFIRMATION', 'CLEARANCE', 'STABILITY', 'CARD_VALIDITY', 'REFUSALS'))`,
  `alter table "programme_parameter" add constraint "programme_parameter_unit_check" check ("unit" in ('WORKING_DAYS', 'DAYS', 'MONTHS', 'YEARS', 'TIMES'))`,
  `alter table "employment_difficulty" add constraint "employment_difficulty_seeker_id_foreign" foreign key ("seeker_id") references "seeker" ("id")`,
  `alter table "employment_difficulty" add constraint "employment_difficulty_institution_id_foreign" foreign key ("institution_id") references "institution" ("id")`,
  `alter table "employment_difficulty" add constraint "employment_difficulty_recognised" check ((state <> 'RECOGNISED' and state <> 'ASSISTED') or (recognised_on is not null and recheck_on is not null))`,
  `alter table "employment_difficulty" add constraint "employment_difficulty_days_in_order" check (applied_on <= recognised_on and applied_on <= exited_on)`,
  `alter table "employment_difficulty" add constraint "employment_difficulty_reason" check ((state in ('EXITED', 'REJECTED')) = (reason is not null))`,
  `alter table "employment_difficulty" add constraint "employment_difficulty_category_check" check ("category" in ('AGED_4050', 'DISABLED', 'MLA_RECIPIENT', 'LONG_TERM_UNEMPLOYED_1Y', 'ZERO_EMPLOYMENT_HOUSEHOLD_MEMBER', 'ZERO_TRANSFER_HOUSEHOLD_MEMBER', 'LAND_LOST', 'RESETTLER', 'SINGLE_PARENT', 'GRADUATE_1Y'))`,
  `alter table "employment_difficulty" add constraint "employment_difficulty_state_check" check ("state" in ('APPLIED', 'COMMUNITY_REVIEW', 'PUBLICISED', 'RECOGNISED', 'ASSISTED', 'EXITED', 'REJECTED'))`,
  `alter table "unemployment" add constraint "unemployment_seeker_id_foreign" foreign key ("seeker_id") references "seeker" ("id")`,
  `alter table "unemployment" add constraint "unemployment_institution_id_foreign" foreign key ("institution_id") references "institution" ("id")`,
  `alter table "unemployment" add constraint "unemployment_days_in_order" check (registered_on <= last_contact_on and registered_on <= cancelled_on)`,
  `alter table "unemployment" add constraint "unemployment_cancelled_is_whole" check ((state = 'CANCELLED') = (cancelled_on is not null and cancel_reason is not null))`,
  `alter table "unemployment" add constraint "unemployment_cause_check" check ("cause" in ('NEVER_WORKED', 'CONTRACT_ENDED', 'LAID_OFF', 'RESIGNED', 'EMPLOYER_CLOSED', 'BUSINESS_CLOSED', 'LAND_LOST', 'DISCHARGED', 'OTHER'))`,
  `alter table "unemployment" add constraint "unemployment_state_check" check ("state" in ('REGISTERED', 'CANCELLED'))`,
  `alter table "unemployment" add constraint "unemployment_cancel_reason_check" check ("cancel_reason" in ('HIRED', 'SELF_EMPLOYED', 'STABLE_INCOME', 'PENSION', 'INCAPACITATED', 'STUDY_ARMY_EMIGRATION', 'IMPRISONED', 'UNWILLING', 'NO_CONTACT', 'DECEASED', 'OTHER'))`,
  `alter table "employment" add constraint "employment_seeker_id_foreign" foreign key ("seeker_id") references "seeker" ("id")`,
  `alter table "employment" add constraint "employment_employer_id_foreign" foreign key ("employer_id") references "employer" ("id") on delete set null`,
  `alter table "employment" add constraint "employment_placement_id_foreign" foreign key ("placement_id") references "placement" ("id") on delete set null`,
  `alter table "employment" add constraint "employment_institution_id_foreign" foreign key ("institution_id") references "institution" ("id")`,
  `alter table "employment" add constraint "employment_ending_is_whole" check ((ending_on is null) = (ending_cause is null) and (ending_on is null) = (ending_registered_on is null))`,
  `alter table "employment" add constraint "employment_days_in_order" check (started_on <= registered_on and started_on <= ending_on and ending_on <= ending_registered_on)`,
  `alter table "employment" add constraint "employment_placement_has_employer" check (placement_id is null or employer_id is not null)`,
  `alter table "employment" add constraint "employment_employer" check ((kind = 'EMPLOYED') = (employer_id is not null))`,
  `alter table "employment" add constraint "employment_kind_check" check ("kind" in ('EMPLOYED', 'SELF_EMPLOYED', 'FLEXIBLE'))`,
  `alter table "employment" add constraint "employment_ending_cause_check" check ("ending_cause" in ('CONTRACT_ENDED', 'DISMISSED', 'RESIGNED', 'EMPLOYER_CLOSED', 'BUSINESS_CLOSED', 'RETIRED', 'DECEASED'))`,
  `grant select, insert, update, delete on "programme_parameter", "employment", "unemployment", "employment_difficulty" to jiangqiao_app`,
];

const RULES = '《就业服务与就业管理规定》（劳动和社会保障部令第28号，2007）';
const ZERO = '某市零就业家庭认定程序（公开文本，非重庆）';
const OURS = '自定，未见公开规定';
const ALL = '/100000';
/** Kind, value, unit, source, ours. Another place’s rule is ours here until Chongqing’s own is known. */
const KNOWN: readonly [string, number, string, string, boolean][] = [
  ['EMPLOYMENT_REGISTRATION', 30, 'DAYS', RULES, false],
  ['EMPLOYMENT_ENDING', 15, 'DAYS', RULES, false],
  ['NO_CONTACT', 6, 'MONTHS', `${RULES}第六十六条`, false],
  ['RETIREMENT_MEN', 60, 'YEARS', '国发〔1978〕104号', false],
  ['RETIREMENT_WOMEN', 55, 'YEARS', '国发〔1978〕104号：干部55岁、工人50岁；统一取55岁为自定', true],
  ['AGED_MEN', 50, 'YEARS', '“4050”人员：男满50周岁', false],
  ['AGED_WOMEN', 40, 'YEARS', '“4050”人员：女满40周岁', false],
  ['DIFFICULTY_NOTICE', 3, 'WORKING_DAYS', OURS, true],
  ['DIFFICULTY_RECHECK', 12, 'MONTHS', OURS, true],
  ['COMMUNITY_CHECK', 7, 'WORKING_DAYS', `${ZERO}：社区初审和公示7个工作日`, true],
  ['PUBLIC_NOTICE', 3, 'WORKING_DAYS', `${OURS}；含在社区初审和公示的7个工作日之内`, true],
  ['STREET_CHECK', 7, 'WORKING_DAYS', `${ZERO}：街道复核7个工作日`, true],
  ['COUNTY_CONFIRMATION', 5, 'WORKING_DAYS', OURS, true],
  ['CLEARANCE', 10, 'WORKING_DAYS', '另一地规定：10个工作日；重庆渝委办发〔2007〕37号的期限未见全文', true],
  ['STABILITY', 3, 'MONTHS', `${ZERO}：一个季度内稳定`, true],
  ['CARD_VALIDITY', 12, 'MONTHS', OURS, true],
  ['REFUSALS', 3, 'TIMES', OURS, true],
];

const parameters = KNOWN.map(
  ([kind, value, unit, source, ours]) =>
    `insert into programme_parameter (id, kind, region_path, effective_on, value, unit, source, ours)
     values (uuidv7(), '${kind}', '${ALL}', '1978-01-01', ${value}, '${unit}', '${source}', ${ours})`,
);

const definer = 'security definer set search_path = public, pg_temp';
const granted = (signature: string): string[] => [
  `revoke execute on function ${signature} from public`,
  `grant execute on function ${signature} to jiangqiao_app`,
];

const functions = [
  // The lowest division that sets it, and there what took effect last.
  `create function programme_parameter_of(asked text, path text, day date) returns table (value smallint, unit text) language sql stable as
     $$ select p.value, p.unit from programme_parameter p
         where p.kind = asked and (path || '/') ^@ (p.region_path || '/') and p.effective_on <= day
         order by length(p.region_path) desc, p.effective_on desc limit 1 $$`,
  `create function programme_deadline(asked text, path text, start date) returns date language sql stable as
     $$ select case p.unit when 'WORKING_DAYS' then add_working_days(start, p.value) when 'DAYS' then start + p.value
                          else (start + make_interval(months => p.value))::date end
          from programme_parameter_of(asked, path, start) p $$`,
  // Each answers one question about registers that the caller need not see, or does what follows from a step elsewhere.
  `create function person_at_registered_work(person uuid, day date) returns boolean language sql stable ${definer} as
     $$ select exists (select from employment e where e.seeker_id = person and e.started_on <= day and (e.ending_on is null or e.ending_on >= day)) $$`,
  ...granted('person_at_registered_work(uuid, date)'),
  `create function person_employed(person uuid) returns boolean language sql stable ${definer} as
     $$ select exists (select from employment e where e.seeker_id = person and e.ending_on is null)
            or exists (select from placement p where p.seeker_id = person and p.state = 'CONFIRMED' and p.ending_on is null) $$`,
  ...granted('person_employed(uuid)'),
  `create function unemployment_ended(person uuid, why text) returns void language sql ${definer} as
     $$ update unemployment set state = 'CANCELLED', cancelled_on = app_today(), cancel_reason = why where seeker_id = person and state = 'REGISTERED' $$`,
  ...granted('unemployment_ended(uuid, text)'),
];

const internal = is('system');
const received = inDivision('institution_path');
const everything = (condition: string) => ({ select: condition, insert: condition, update: condition });
const hired = `${ofEmployers('employer_id')} and ${some('placement', 'p', 'p.id = placement_id and p.seeker_id = employment.seeker_id')}`;

const security = [
  ...secured('programme_parameter'),
  ...way('programme_parameter', 'anybody', { select: anybody }),
  ...way('programme_parameter', 'office', { insert: inDivision('region_path') }),
  ...['employment', 'unemployment', 'employment_difficulty'].flatMap((table) => [
    ...secured(table),
    ...way(table, 'office', everything(received)),
    ...way(table, 'seeker', { select: ofSeeker('seeker_id') }),
    ...way(table, 'auditor', { select: is('auditor') }),
    ...way(table, 'system', { select: internal, update: internal }),
    ...fixed(table, 'seeker_id', 'institution_id', 'institution_path'),
  ]),
  ...way('employment', 'recruiter', { select: ofEmployers('employer_id'), insert: hired, update: ofEmployers('employer_id') }),
  ...fixed('employment', 'employer_id', 'placement_id').map((text) => text.replace('employment_fixed', 'employment_fixed_employer')),
];
