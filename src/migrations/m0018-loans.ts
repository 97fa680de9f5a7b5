import { Migration } from '@mikro-orm/migrations';
import { aboveDivision, fixed, inDivision, is, ofSeeker, secured, some, way } from './row-security.sql.js';

/** Guarantee funds and micro-loans; the ledger carries their numbers. With their row-level security. */
export class M0018Loans extends Migration {
  override up(): void {
    for (const statement of [...tables, ...ledger, ...functions, ...grants, ...funds, ...loans, ...elder]) this.addSql(statement);
  }
}

const tables = [
  `create table "guarantee_fund" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "name" text not null, "region_id" uuid not null, "region_path" text not null, "bank" text not null, "balance" bigint not null default '0', "exposure" bigint not null default '0', primary key ("id"))`,
  `create index guarantee_fund_place on guarantee_fund (region_path collate "C")`,
  `alter table "guarantee_fund" add constraint "guarantee_fund_name" unique ("region_id", "name")`,
  `create table "micro_loan" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "seeker_id" uuid not null, "kind" text not null, "heads" smallint not null default 1, "region_id" uuid not null, "region_path" text not null, "main_urban" boolean not null default false, "project" text not null, "micro_profit" boolean not null default false, "fast_track" boolean not null default false, "state" text not null default 'APPLIED', "applied_on" date not null, "requested" bigint not null, "amount" bigint null, "fund_id" uuid null, "step_due_on" date null, "contract_term_months" smallint null, "contract_annual_rate" int null, "contract_number" text null, "contract_disbursed_on" date null, "contract_due_on" date null, "contract_extended_on" date null, "contract_extended_until" date null, "outstanding" bigint not null default '0', "claim" bigint not null default '0', "interest" bigint not null default '0', "interest_until" date null, "ended_on" date null, "reason" text null, primary key ("id"))`,
  `create index "micro_loan_seeker_id_index" on "micro_loan" ("seeker_id")`,
  `create index "micro_loan_fund_id_index" on "micro_loan" ("fund_id")`,
  `create index micro_loan_due on micro_loan (coalesce(contract_extended_until, contract_due_on)) where state in ('DISBURSED', 'EXTENDED')`,
  `create index micro_loan_place on micro_loan (region_path collate "C")`,
  `create unique index micro_loan_one on micro_loan (seeker_id) where state not in ('REPAID', 'RECOVERED', 'WRITTEN_OFF', 'REJECTED', 'BANK_REJECTED', 'WITHDRAWN')`,
  `alter table "guarantee_fund" add constraint "guarantee_fund_region_id_foreign" foreign key ("region_id") references "region" ("id")`,
  `alter table "guarantee_fund" add constraint "guarantee_fund_never_negative" check (balance >= 0 and exposure >= 0)`,
  `alter table "micro_loan" add constraint "micro_loan_seeker_id_foreign" foreign key ("seeker_id") references "seeker" ("id")`,
  `alter table "micro_loan" add constraint "micro_loan_region_id_foreign" foreign key ("region_id") references "region" ("id")`,
  `alter table "micro_loan" add constraint "micro_loan_fund_id_foreign" foreign key ("fund_id") references "guarantee_fund" ("id") on delete set null`,
  `alter table "micro_loan" add constraint "micro_loan_refused_has_reason" check (state <> all ('{REJECTED,BANK_REJECTED,WRITTEN_OFF}') or reason is not null)`,
  `alter table "micro_loan" add constraint "micro_loan_contract_in_order" check (contract_disbursed_on <= contract_due_on and contract_extended_on <= contract_due_on and contract_due_on < contract_extended_until)`,
  `alter table "micro_loan" add constraint "micro_loan_heads" check ((kind = 'INDIVIDUAL') = (heads = 1) and heads >= 1 and heads <= 100)`,
  `alter table "micro_loan" add constraint "micro_loan_owes_no_more" check (outstanding + claim <= coalesce(amount, 0))`,
  `alter table "micro_loan" add constraint "micro_loan_amounts" check (requested > 0 and amount > 0 and amount <= requested and least(outstanding, claim, interest) >= 0)`,
  `alter table "micro_loan" add constraint "micro_loan_kind_check" check ("kind" in ('INDIVIDUAL', 'PARTNERSHIP'))`,
  `alter table "micro_loan" add constraint "micro_loan_state_check" check ("state" in ('APPLIED', 'COMMUNITY_RECOMMENDED', 'LABOUR_CHECKED', 'GUARANTEE_PROMISED', 'BANK_APPROVED', 'DISBURSED', 'EXTENDED', 'OVERDUE', 'REPAID', 'COMPENSATED', 'RECOVERED', 'WRITTEN_OFF', 'REJECTED', 'BANK_REJECTED', 'WITHDRAWN'))`,
];

const definer = 'security definer set search_path = public, pg_temp';

/** Sums of the ledger go to the rows that they belong to, in the statement that adds the entries; whatever they may not be, their constraints say. */
const ledger = [
  `create or replace function ledger_entry_carries() returns trigger language plpgsql ${definer} as $$ begin
     update guarantee_fund f set balance = f.balance + s.balance, exposure = f.exposure + s.exposure
       from (select fund_id, coalesce(sum(delta) filter (where account = 'FUND'), 0) as balance,
                    coalesce(sum(delta) filter (where account = 'EXPOSURE'), 0) as exposure
               from rows where account in ('FUND', 'EXPOSURE') group by 1) s where f.id = s.fund_id;
     update micro_loan l set outstanding = l.outstanding + s.outstanding, claim = l.claim + s.claim, interest = l.interest + s.interest
       from (select case_id, coalesce(sum(delta) filter (where account = 'PRINCIPAL'), 0) as outstanding,
                    coalesce(sum(delta) filter (where account = 'CLAIM'), 0) as claim, coalesce(sum(delta) filter (where account = 'INTEREST'), 0) as interest
               from rows where account in ('PRINCIPAL', 'CLAIM', 'INTEREST') group by 1) s where l.id = s.case_id;
     update subsidy_claim c set paid = c.paid + s.sum
       from (select case_id, sum(delta) as sum from rows where account = 'SUBSIDY' group by 1) s where c.id = s.case_id;
     return null; end $$`,
  // State and money change in two statements of one transaction, and agree at its end.
  `create function micro_loan_agrees() returns trigger language plpgsql ${definer} as $$ begin
     if exists (select from micro_loan l where l.id = new.id
                  and ((l.outstanding > 0) <> (l.state in ('DISBURSED', 'EXTENDED', 'OVERDUE')) or (l.claim > 0) <> (l.state = 'COMPENSATED'))) then
       raise exception 'state and money of a loan differ' using errcode = 'check_violation', constraint = 'micro_loan_agrees'; end if;
     return null; end $$`,
  `create constraint trigger micro_loan_agrees after insert or update on micro_loan deferrable initially deferred for each row execute function micro_loan_agrees()`,
];

/** Each answers one question across divisions. */
const functions = [
  `create function person_loans(person uuid) returns table (open boolean, earlier integer) language sql stable ${definer} as $$
     select coalesce(bool_or(l.state not in ('REPAID', 'RECOVERED', 'WRITTEN_OFF', 'REJECTED', 'BANK_REJECTED', 'WITHDRAWN')), false),
            count(l.contract_disbursed_on)::integer from micro_loan l where l.seeker_id = person $$`,
  `create function fund_compensated(fund uuid) returns numeric language sql stable ${definer} as $$
     select coalesce(-sum(e.delta), 0) from ledger_entry e
      where e.fund_id = fund and e.account = 'FUND' and e.kind = 'COMPENSATE' and extract(year from e.posted_on) = extract(year from app_today()) $$`,
  ...['person_loans(uuid)', 'fund_compensated(uuid)'].flatMap((one) => [
    `revoke execute on function ${one} from public`,
    `grant execute on function ${one} to jiangqiao_app`,
  ]),
];

const grants = [`grant select, insert, update on guarantee_fund, micro_loan to jiangqiao_app`, `grant update on case_step to jiangqiao_app`];

const internal = is('system');
const here = inDivision('region_path');
const reachable = `(${here} or ${aboveDivision('region_path')})`;
const funds = [
  ...secured('guarantee_fund'),
  // A fund above answers for loans below: whoever takes their steps locks it.
  ...way('guarantee_fund', 'office', { select: reachable, insert: `${here} and balance = 0 and exposure = 0`, update: reachable }),
  ...way('guarantee_fund', 'auditor', { select: is('auditor') }),
  ...fixed('guarantee_fund', 'name', 'region_id', 'region_path', 'bank', 'balance', 'exposure'),
];

const person = ofSeeker('seeker_id');
const fresh = (condition: string): string => `${condition} and state = 'APPLIED' and amount is null and outstanding + claim + interest = 0`;
const loans = [
  ...secured('micro_loan'),
  ...way('micro_loan', 'office', { select: here, insert: fresh(here), update: here }),
  ...way('micro_loan', 'seeker', { select: person, insert: fresh(person), update: { from: person, to: `${person} and state = 'WITHDRAWN'` } }),
  ...way('micro_loan', 'auditor', { select: is('auditor') }),
  ...way('micro_loan', 'system', { select: internal, update: internal }),
  ...fixed('micro_loan', 'seeker_id', 'kind', 'heads', 'region_id', 'region_path', 'main_urban', 'applied_on', 'requested', 'outstanding', 'claim', 'interest'),
];

const ofLoan = some('micro_loan', 'loan', 'loan.id = case_id');
const elder = [
  ...way('case_step', 'loan', { select: `${is('office', 'seeker')} and ${ofLoan}`, insert: `${is('office', 'seeker')} and ${ofLoan}` }),
  ...way('case_step', 'erasure', { update: internal }),
  ...fixed('case_step', 'case_id', 'state', 'taken_on', 'by_id', 'level'),
  // The street takes payments for loans that it serves, into the county’s books.
  ...way('ledger_entry', 'loan', { select: `${is('office')} and ${ofLoan}`, insert: `${is('office')} and ${ofLoan}` }),
];
