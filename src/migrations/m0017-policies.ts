import { Migration } from '@mikro-orm/migrations';
import { anybody, fixed, inDivision, is, ofEmployers, ofSeeker, secured, some, way } from './row-security.sql.js';

/** Policy documents, rates, the decision table, subsidies, reliefs and the ledger of money, with their row-level security. */
export class M0017Policies extends Migration {
  override up(): void {
    for (const statement of [...tables, ...ledger, ...notices, ...facts, ...grants, ...rules, ...subsidies, ...money]) this.addSql(statement);
  }
}

const tables = [
  `create table "case_step" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "case_id" uuid not null, "state" text not null, "taken_on" date not null, "by_id" uuid null, "level" text null, "note" text null, primary key ("id"))`,
  `create index "case_step_of" on "case_step" ("case_id", "id")`,
  `create table "ledger_entry" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "operation" uuid not null, "leg" smallint not null, "kind" text not null, "account" text not null, "case_id" uuid null, "fund_id" uuid null, "county_path" text not null, "posted_on" date not null, "delta" bigint not null, primary key ("id"))`,
  `create index ledger_entry_place on ledger_entry (county_path collate "C", posted_on)`,
  `create index ledger_entry_of_fund on ledger_entry (fund_id, id) where fund_id is not null`,
  `create index ledger_entry_of_case on ledger_entry (case_id, id) where case_id is not null`,
  `alter table "ledger_entry" add constraint "ledger_entry_leg" unique ("operation", "leg")`,
  `create table "policy_document" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "number" text not null, "title" text not null, "issuer" text null, "issued_on" date null, "text_state" text not null, "note" text null, primary key ("id"))`,
  `alter table "policy_document" add constraint "policy_document_number" unique ("number")`,
  `create table "policy_rule" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "benefit" text not null, "clause" text not null, "code" text not null, "fact" text not null, "operator" text not null, "operand" text[] not null default '{}', "parameter" text null, "region_id" uuid not null, "region_path" text not null, "effective_on" date not null, "ends_on" date null, "zh" text not null, "en" text not null, "document_id" uuid null, "basis" text not null, "source" text not null, primary key ("id"))`,
  `create unique index policy_rule_from on policy_rule (code, region_id, effective_on)`,
  `create table "policy_rate" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "parameter" text not null, "region_id" uuid not null, "region_path" text not null, "effective_on" date not null, "value" bigint not null, "per" bigint not null default '1', "document_id" uuid null, "basis" text not null, "source" text not null, "withdrawn_on" date null, "reason" text null, primary key ("id"))`,
  `create unique index policy_rate_from on policy_rate (parameter, region_id, effective_on) where withdrawn_on is null`,
  `create table "subsidy_spell" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "seeker_id" uuid not null, "kind" text not null, "number" smallint not null, "months_max" smallint not null, "until_on" date null, "months_used" smallint not null default 0, primary key ("id"))`,
  `alter table "subsidy_spell" add constraint "subsidy_spell_number" unique ("seeker_id", "kind", "number")`,
  `create table "subsidy_claim" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "kind" text not null, "post" text not null, "employer_id" uuid null, "seeker_id" uuid null, "quarter_on" date not null, "institution_id" uuid not null, "institution_path" text not null, "state" text not null default 'APPLIED', "applied_on" date not null, "notice_until" date null, "amount" bigint not null, "paid" bigint not null default '0', "reason" text null, primary key ("id"))`,
  `create index "subsidy_claim_employer_id_index" on "subsidy_claim" ("employer_id")`,
  `create index "subsidy_claim_seeker_id_index" on "subsidy_claim" ("seeker_id")`,
  `create index "subsidy_claim_institution_id_index" on "subsidy_claim" ("institution_id")`,
  `create index subsidy_claim_place on subsidy_claim (institution_path collate "C")`,
  `create table "subsidy_month" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "claim_id" uuid not null, "seeker_id" uuid not null, "kind" text not null, "month" date not null, "contract_number" text null, "contract_from" date not null, "contract_until" date not null, "wage" bigint not null, "insurance_paid" bigint not null, "amount" bigint not null, "counts" boolean not null default true, "spell_number" smallint null, primary key ("id"))`,
  `create index "subsidy_month_claim_id_index" on "subsidy_month" ("claim_id")`,
  `create unique index subsidy_month_once on subsidy_month (seeker_id, kind, month) where counts`,
  `create table "relief" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "kind" text not null, "county_id" uuid not null, "county_path" text not null, "employer_id" uuid null, "seeker_id" uuid null, "granted_on" date not null, "amount" bigint not null, "authority" text not null, "number" text not null, "state" text not null default 'RECORDED', "reason" text null, primary key ("id"))`,
  `create index "relief_employer_id_index" on "relief" ("employer_id")`,
  `create index "relief_seeker_id_index" on "relief" ("seeker_id")`,
  `create index relief_place on relief (county_path collate "C", granted_on)`,
  `create unique index relief_once on relief (county_id, kind, number) where state <> 'REVERSED'`,
  `alter table "ledger_entry" add constraint "ledger_entry_moves" check (delta <> 0)`,
  `alter table "ledger_entry" add constraint "ledger_entry_kind_check" check ("kind" in ('SUBSIDY_PAY', 'SUBSIDY_RECOVER', 'DEPOSIT', 'PROMISE', 'RELEASE', 'DISBURSE', 'REPAY', 'COMPENSATE', 'RECOVER', 'WRITE_OFF', 'INTEREST_PAY'))`,
  `alter table "ledger_entry" add constraint "ledger_entry_account_check" check ("account" in ('EMPLOYMENT_FUNDS', 'SUBSIDY', 'INTEREST', 'FUND', 'CAPITAL', 'EXPOSURE', 'OBLIGED', 'BANK', 'PRINCIPAL', 'CLAIM', 'LOSS'))`,
  `alter table "policy_document" add constraint "policy_document_text_state_check" check ("text_state" in ('READ', 'PARTLY_READ', 'NOT_FOUND'))`,
  `alter table "policy_rule" add constraint "policy_rule_region_id_foreign" foreign key ("region_id") references "region" ("id")`,
  `alter table "policy_rule" add constraint "policy_rule_document_id_foreign" foreign key ("document_id") references "policy_document" ("id") on delete set null`,
  `alter table "policy_rule" add constraint "policy_rule_compares" check (case operator when 'ANY_OF' then cardinality(operand) > 0 when 'AT_LEAST' then cardinality(operand) = 1 or parameter is not null when 'AT_MOST' then cardinality(operand) = 1 or parameter is not null else cardinality(operand) = 0 and parameter is null end)`,
  `alter table "policy_rule" add constraint "policy_rule_days_in_order" check (ends_on is null or effective_on <= ends_on)`,
  `alter table "policy_rule" add constraint "policy_rule_benefit_check" check ("benefit" in ('POST_SUBSIDY', 'INSURANCE_SUBSIDY', 'FLEXIBLE_INSURANCE_SUBSIDY', 'TAX_RELIEF', 'FEE_WAIVER', 'MICRO_LOAN', 'LOAN_INTEREST', 'HOUSEHOLD_ASSISTANCE'))`,
  `alter table "policy_rule" add constraint "policy_rule_fact_check" check ("fact" in ('AGE', 'SEX', 'SITUATION', 'URBAN', 'REGISTERED_UNEMPLOYED', 'DIFFICULTIES', 'HOUSEHOLD_CARD', 'LOAN_OUTSTANDING', 'EARLIER_LOANS', 'CERTIFICATE', 'EX_SERVICEMAN', 'SELF_EMPLOYED', 'FLEXIBLE_WORK', 'MICRO_PROFIT', 'WITHIN_TERM', 'PUBLIC_WELFARE_POST', 'PUBLIC_BODY_LOGISTICS', 'CONTRACT_MONTHS', 'INSURANCE_PAID', 'WAGE_MEETS_MINIMUM', 'EMPLOYER_VERIFIED'))`,
  `alter table "policy_rule" add constraint "policy_rule_operator_check" check ("operator" in ('YES', 'NO', 'AT_LEAST', 'AT_MOST', 'ANY_OF', 'WAIVED'))`,
  `alter table "policy_rule" add constraint "policy_rule_parameter_check" check ("parameter" in ('SUBSIDY_MONTHS', 'SUBSIDY_NEAR_RETIREMENT', 'SUBSIDY_SPELLS', 'SUBSIDY_CONTRACT', 'SUBSIDY_NOTICE', 'POST_SUBSIDY', 'INSURANCE_SHARE_EMPLOYER', 'INSURANCE_SHARE_FLEXIBLE', 'LOAN_AGE', 'LOAN_LIMIT_INDIVIDUAL', 'LOAN_LIMIT_HEAD', 'LOAN_LIMIT_PARTNERSHIP', 'LOAN_LIMIT_FIRM', 'LOAN_TERM', 'LOAN_EXTENSION', 'LOAN_RENEWALS', 'LOAN_RATE', 'LOAN_STEP', 'LOAN_STEP_FAST', 'LOAN_BANK', 'LOAN_BANK_FAST', 'LOAN_GRACE', 'FUND_LEVERAGE', 'FUND_COMPENSATION'))`,
  `alter table "policy_rule" add constraint "policy_rule_basis_check" check ("basis" in ('PUBLISHED', 'ELSEWHERE', 'RECALLED', 'OURS'))`,
  `alter table "policy_rate" add constraint "policy_rate_region_id_foreign" foreign key ("region_id") references "region" ("id")`,
  `alter table "policy_rate" add constraint "policy_rate_document_id_foreign" foreign key ("document_id") references "policy_document" ("id") on delete set null`,
  `alter table "policy_rate" add constraint "policy_rate_withdrawn_has_reason" check ((withdrawn_on is null) = (reason is null))`,
  `alter table "policy_rate" add constraint "policy_rate_value" check (value >= 0 and per >= 1)`,
  `alter table "policy_rate" add constraint "policy_rate_parameter_check" check ("parameter" in ('SUBSIDY_MONTHS', 'SUBSIDY_NEAR_RETIREMENT', 'SUBSIDY_SPELLS', 'SUBSIDY_CONTRACT', 'SUBSIDY_NOTICE', 'POST_SUBSIDY', 'INSURANCE_SHARE_EMPLOYER', 'INSURANCE_SHARE_FLEXIBLE', 'LOAN_AGE', 'LOAN_LIMIT_INDIVIDUAL', 'LOAN_LIMIT_HEAD', 'LOAN_LIMIT_PARTNERSHIP', 'LOAN_LIMIT_FIRM', 'LOAN_TERM', 'LOAN_EXTENSION', 'LOAN_RENEWALS', 'LOAN_RATE', 'LOAN_STEP', 'LOAN_STEP_FAST', 'LOAN_BANK', 'LOAN_BANK_FAST', 'LOAN_GRACE', 'FUND_LEVERAGE', 'FUND_COMPENSATION'))`,
  `alter table "policy_rate" add constraint "policy_rate_basis_check" check ("basis" in ('PUBLISHED', 'ELSEWHERE', 'RECALLED', 'OURS'))`,
  `alter table "subsidy_spell" add constraint "subsidy_spell_seeker_id_foreign" foreign key ("seeker_id") references "seeker" ("id")`,
  `alter table "subsidy_spell" add constraint "subsidy_spell_within" check (months_used >= 0 and (until_on is not null or months_used <= months_max))`,
  `alter table "subsidy_spell" add constraint "subsidy_spell_kind_check" check ("kind" in ('POST', 'INSURANCE'))`,
  `alter table "subsidy_claim" add constraint "subsidy_claim_employer_id_foreign" foreign key ("employer_id") references "employer" ("id") on delete set null`,
  `alter table "subsidy_claim" add constraint "subsidy_claim_seeker_id_foreign" foreign key ("seeker_id") references "seeker" ("id") on delete set null`,
  `alter table "subsidy_claim" add constraint "subsidy_claim_institution_id_foreign" foreign key ("institution_id") references "institution" ("id")`,
  `alter table "subsidy_claim" add constraint "subsidy_claim_refused_has_reason" check ((state <> 'REJECTED' and state <> 'RECOVERED') or reason is not null)`,
  `alter table "subsidy_claim" add constraint "subsidy_claim_amounts" check (amount > 0 and paid >= 0 and paid <= amount)`,
  `alter table "subsidy_claim" add constraint "subsidy_claim_quarter" check (extract(day from quarter_on) = 1 and extract(month from quarter_on) in (1, 4, 7, 10))`,
  `alter table "subsidy_claim" add constraint "subsidy_claim_one_payee" check ((employer_id is null) <> (seeker_id is null))`,
  `alter table "subsidy_claim" add constraint "subsidy_claim_kind_check" check ("kind" in ('POST', 'INSURANCE'))`,
  `alter table "subsidy_claim" add constraint "subsidy_claim_post_check" check ("post" in ('ORDINARY', 'PUBLIC_WELFARE', 'PUBLIC_BODY_LOGISTICS', 'FLEXIBLE'))`,
  `alter table "subsidy_claim" add constraint "subsidy_claim_state_check" check ("state" in ('APPLIED', 'VERIFIED', 'PUBLICISED', 'APPROVED', 'PAID', 'RECOVERED', 'REJECTED'))`,
  `alter table "subsidy_month" add constraint "subsidy_month_claim_id_foreign" foreign key ("claim_id") references "subsidy_claim" ("id")`,
  `alter table "subsidy_month" add constraint "subsidy_month_seeker_id_foreign" foreign key ("seeker_id") references "seeker" ("id")`,
  `alter table "subsidy_month" add constraint "subsidy_month_in_contract" check (contract_from <= contract_until)`,
  `alter table "subsidy_month" add constraint "subsidy_month_amounts" check (wage > 0 and insurance_paid >= 0 and amount > 0)`,
  `alter table "subsidy_month" add constraint "subsidy_month_is_month" check (extract(day from month) = 1)`,
  `alter table "subsidy_month" add constraint "subsidy_month_kind_check" check ("kind" in ('POST', 'INSURANCE'))`,
  `alter table "relief" add constraint "relief_county_id_foreign" foreign key ("county_id") references "region" ("id")`,
  `alter table "relief" add constraint "relief_employer_id_foreign" foreign key ("employer_id") references "employer" ("id") on delete set null`,
  `alter table "relief" add constraint "relief_seeker_id_foreign" foreign key ("seeker_id") references "seeker" ("id") on delete set null`,
  `alter table "relief" add constraint "relief_reversed_has_reason" check (state <> 'REVERSED' or reason is not null)`,
  `alter table "relief" add constraint "relief_one_beneficiary" check (num_nonnulls(employer_id, seeker_id) <= 1)`,
  `alter table "relief" add constraint "relief_amount" check (amount > 0)`,
  `alter table "relief" add constraint "relief_kind_check" check ("kind" in ('TAX', 'FEE'))`,
  `alter table "relief" add constraint "relief_state_check" check ("state" in ('RECORDED', 'CONFIRMED', 'REVERSED'))`,
];

const definer = 'security definer set search_path = public, pg_temp';

/** Double entry, only added to; what the sums are of is carried by the ledger alone. */
const ledger = [
  `create function ledger_entry_is_kept() returns trigger language plpgsql as $$ begin
     raise exception 'the ledger is only added to' using errcode = 'restrict_violation'; end $$`,
  `create trigger ledger_entry_is_kept before update or delete or truncate on ledger_entry for each statement execute function ledger_entry_is_kept()`,
  `create function ledger_entry_is_balanced() returns trigger language plpgsql as $$ begin
     if exists (select from rows group by operation having sum(delta) <> 0) then
       raise exception 'the legs of an operation do not add up' using errcode = 'check_violation', constraint = 'ledger_entry_is_balanced'; end if;
     return null; end $$`,
  `create trigger ledger_entry_is_balanced after insert on ledger_entry referencing new table as rows for each statement execute function ledger_entry_is_balanced()`,
  `create function ledger_entry_carries() returns trigger language plpgsql ${definer} as $$ begin
     update subsidy_claim c set paid = c.paid + s.sum
       from (select case_id, sum(delta) as sum from rows where account = 'SUBSIDY' group by 1) s where c.id = s.case_id;
     return null; end $$`,
  `create trigger ledger_entry_carries after insert on ledger_entry referencing new table as rows for each statement execute function ledger_entry_carries()`,
];

/** What is on public notice today, and the least of it, for everybody. */
const notices = [
  `create function subsidy_notice() returns table (id uuid, path text, kind text, quarter_on date, employer text, place text, people text[], amount bigint, notice_until date)
     language sql stable ${definer} as $$
     select c.id, c.institution_path, c.kind, c.quarter_on, e.name, r.name,
            coalesce((select array_agg(left(s.name, 1) || '**' order by s.name) from seeker s
                       where s.state = 'ACTIVE' and s.id in (select m.seeker_id from subsidy_month m where m.claim_id = c.id)), '{}'),
            c.amount, c.notice_until
       from subsidy_claim c join institution i on i.id = c.institution_id join region r on r.id = i.region_id left join employer e on e.id = c.employer_id
      where c.state = 'PUBLICISED' and app_today() <= c.notice_until $$`,
  `revoke execute on function subsidy_notice() from public`,
  `grant execute on function subsidy_notice() to jiangqiao_app`,
];

/** What registers say of a person on a day: a fact does not depend on the sight of who asks for it. */
const facts = [
  `create function person_unemployed(person uuid, day date) returns boolean language sql stable ${definer} as $$
     select exists (select from unemployment u where u.seeker_id = person and u.registered_on <= day and coalesce(u.cancelled_on, 'infinity') > day) $$`,
  `create function person_carded(person uuid, day date) returns boolean language sql stable ${definer} as $$
     select exists (select from household_member m join household h on h.id = m.household_id
                     where m.seeker_id = person and m.joined_on <= day and coalesce(m.left_on, 'infinity') >= day
                       and day between h.card_issued_on and h.card_valid_until and coalesce(h.card_withdrawn_on, 'infinity') > day) $$`,
  `create function person_difficulties(person uuid, day date) returns text[] language sql stable ${definer} as $$
     select coalesce(array_agg(category order by category), '{}') from (
       select d.category from employment_difficulty d
        where d.seeker_id = person and d.recognised_on <= day and coalesce(d.exited_on, 'infinity') > day
       union select 'ZERO_EMPLOYMENT_HOUSEHOLD_MEMBER' where person_carded(person, day)) held $$`,
  ...['person_unemployed', 'person_carded', 'person_difficulties'].flatMap((name) => [
    `revoke execute on function ${name}(uuid, date) from public`,
    `grant execute on function ${name}(uuid, date) to jiangqiao_app`,
  ]),
];

const grants = [
  `grant select, insert on policy_document, case_step, ledger_entry to jiangqiao_app`,
  `grant select, insert, update on policy_rate, policy_rule, subsidy_claim, subsidy_month, subsidy_spell, relief to jiangqiao_app`,
];

const internal = is('system');
const audited = (...names: string[]): string[] => names.flatMap((table) => way(table, 'auditor', { select: is('auditor') }));
const person = ofSeeker('seeker_id');
const hiring = ofEmployers('employer_id');

const here = inDivision('region_path');
const rules = [
  ...secured('policy_document'),
  ...way('policy_document', 'anybody', { select: anybody }),
  ...way('policy_document', 'office', { insert: is('office') }),
  ...['policy_rate', 'policy_rule'].flatMap((table) => [
    ...secured(table),
    ...way(table, 'anybody', { select: anybody }),
    ...way(table, 'office', { insert: here, update: here }),
  ]),
  ...fixed('policy_rate', 'parameter', 'region_id', 'region_path', 'effective_on', 'value', 'per', 'document_id', 'basis', 'source'),
  ...fixed('policy_rule', 'benefit', 'clause', 'code', 'fact', 'operator', 'operand', 'parameter', 'region_id', 'region_path', 'effective_on', 'basis', 'source'),
];

const received = inDivision('institution_path');
const fresh = (condition: string): string => `${condition} and state = 'APPLIED' and paid = 0`;
const ofClaim = some('subsidy_claim', 'held', 'held.id = claim_id');
const county = inDivision('county_path');
const subsidies = [
  ...secured('subsidy_claim'),
  ...way('subsidy_claim', 'office', { select: received, insert: fresh(received), update: received }),
  ...way('subsidy_claim', 'recruiter', { select: hiring, insert: fresh(hiring) }),
  ...way('subsidy_claim', 'seeker', { select: person, insert: fresh(person) }),
  ...way('subsidy_claim', 'system', { select: internal, update: internal }),
  // A claim’s money is the ledger’s to carry.
  ...fixed('subsidy_claim', 'kind', 'post', 'employer_id', 'seeker_id', 'institution_id', 'institution_path', 'quarter_on', 'amount', 'paid'),
  ...secured('subsidy_month'),
  ...way('subsidy_month', 'claim', {
    select: `${is('office', 'recruiter')} and ${ofClaim}`,
    insert: `${is('office', 'recruiter', 'seeker')} and ${ofClaim}`,
    update: `${is('office')} and ${ofClaim}`,
  }),
  ...way('subsidy_month', 'seeker', { select: person }),
  ...way('subsidy_month', 'system', { select: internal, update: internal }),
  ...fixed('subsidy_month', 'claim_id', 'seeker_id', 'kind', 'month', 'wage', 'insurance_paid', 'amount'),
  // Counted across counties, so by the system for whoever approves.
  ...secured('subsidy_spell'),
  ...way('subsidy_spell', 'system', { select: internal, insert: internal, update: internal }),
  ...way('subsidy_spell', 'office', { select: `${is('office')} and ${some('seeker', 's', 's.id = seeker_id')}` }),
  ...way('subsidy_spell', 'seeker', { select: person }),
  ...fixed('subsidy_spell', 'seeker_id', 'kind', 'number'),
  ...secured('relief'),
  ...way('relief', 'office', { select: county, insert: `${county} and state = 'RECORDED'`, update: county }),
  ...way('relief', 'recruiter', { select: hiring }),
  ...way('relief', 'seeker', { select: person }),
  ...way('relief', 'system', { select: internal, update: internal }),
  ...fixed('relief', 'kind', 'county_id', 'county_path', 'employer_id', 'seeker_id', 'granted_on', 'amount', 'authority', 'number'),
  ...audited('subsidy_claim', 'subsidy_month', 'subsidy_spell', 'relief'),
];

const ofCase = `(${some('subsidy_claim', 'claim', 'claim.id = case_id')} or ${some('relief', 'relief', 'relief.id = case_id')})`;
const concerned = is('office', 'recruiter', 'seeker');
const money = [
  ...secured('case_step'),
  ...way('case_step', 'case', { select: `${concerned} and ${ofCase}`, insert: `${concerned} and ${ofCase}` }),
  ...way('case_step', 'system', { select: internal, insert: internal }),
  ...secured('ledger_entry'),
  ...way('ledger_entry', 'office', { select: county, insert: county }),
  ...way('ledger_entry', 'system', { select: internal }),
  ...audited('case_step', 'ledger_entry'),
];
