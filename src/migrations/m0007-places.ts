import { Migration } from '@mikro-orm/migrations';

/** Agreements, plans, places and their ledger. Tables as the ORM generates them; then what keeps the ledger. */
export class M0007Places extends Migration {
  override up(): void {
    for (const statement of [...tables, ...ledger, ...keys, ...grants]) this.addSql(statement);
  }
}

const tables = [
  `create table "agreement" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "title" text not null, "sending_county_id" uuid not null, "sending_path" text not null, "receiving_region_id" uuid not null, "receiving_path" text not null, "scope" text not null, "partner_id" uuid null, "trades" text[] not null default '{}', "terms_training_days" smallint null, "terms_training_by" text null, "terms_travel_by" text null, "terms_dormitory" boolean null, "terms_minimum_wage" bigint null, "valid_from" date not null, "valid_until" date not null, "state" text not null default 'NEGOTIATING', "signed_on" date null, "reason" text null, primary key ("id"))`,
  `create index agreement_until on agreement (valid_until) where state in ('SIGNED', 'ACTIVE')`,
  `create index agreement_receiving on agreement (receiving_path collate "C")`,
  `create index agreement_sending on agreement (sending_path collate "C")`,
  `alter table "agreement" add constraint "agreement_end_has_reason" check (state <> 'TERMINATED' or reason is not null)`,
  `alter table "agreement" add constraint "agreement_signed_has_day" check (state in ('NEGOTIATING', 'TERMINATED') or signed_on is not null)`,
  `alter table "agreement" add constraint "agreement_minimum_wage" check (terms_minimum_wage is null or terms_minimum_wage > 0)`,
  `alter table "agreement" add constraint "agreement_training_days" check (terms_training_days is null or terms_training_days between 0 and 365)`,
  `alter table "agreement" add constraint "agreement_scope_as_paths_say" check ((scope = 'INTRA_CITY') = (split_part(sending_path, '/', 3) = split_part(receiving_path, '/', 3)))`,
  `alter table "agreement" add constraint "agreement_two_places" check (sending_path <> receiving_path)`,
  `alter table "agreement" add constraint "agreement_period_in_order" check (valid_from <= valid_until)`,
  `alter table "agreement" add constraint "agreement_scope_check" check ("scope" in ('INTRA_CITY', 'INTER_PROVINCE'))`,
  `alter table "agreement" add constraint "agreement_state_check" check ("state" in ('NEGOTIATING', 'SIGNED', 'ACTIVE', 'COMPLETED', 'TERMINATED'))`,
  `alter table "agreement" add constraint "agreement_terms_training_by_check" check ("terms_training_by" in ('SENDING_SIDE', 'RECEIVING_SIDE', 'EMPLOYER', 'WORKER'))`,
  `alter table "agreement" add constraint "agreement_terms_travel_by_check" check ("terms_travel_by" in ('SENDING_SIDE', 'RECEIVING_SIDE', 'EMPLOYER', 'WORKER'))`,
  `create table "agreement_party" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "agreement_id" uuid not null, "role" text not null, "institution_id" uuid null, "name" text null, "address" text null, "contact_name" text null, "office_phone" text null, primary key ("id"))`,
  `create index "agreement_party_agreement_id_index" on "agreement_party" ("agreement_id")`,
  `create index "agreement_party_institution_id_index" on "agreement_party" ("institution_id")`,
  `alter table "agreement_party" add constraint "agreement_party_sender_is_known" check (role <> 'SENDING' or institution_id is not null)`,
  `alter table "agreement_party" add constraint "agreement_party_has_name" check (institution_id is not null or name is not null)`,
  `alter table "agreement_party" add constraint "agreement_party_role_check" check ("role" in ('SENDING', 'RECEIVING', 'WINDOW'))`,
  `create table "plan" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "year" smallint not null, "parent_id" uuid null, "region_id" uuid not null, "region_path" text not null, "destination_kind" text null, "destination_id" uuid null, "institution_id" uuid null, "target" int not null, "state" text not null default 'DRAFT', primary key ("id"))`,
  `create index "plan_parent_id_index" on "plan" ("parent_id")`,
  `create index "plan_institution_id_index" on "plan" ("institution_id")`,
  `create index plan_place on plan (year, region_path collate "C")`,
  `create unique index plan_once on plan (year, region_id, destination_kind, destination_id, institution_id) nulls not distinct`,
  `alter table "plan" add constraint "plan_destination_has_kind" check (destination_id is null or destination_kind is not null)`,
  `alter table "plan" add constraint "plan_target_positive" check (target between 1 and 1000000)`,
  `alter table "plan" add constraint "plan_destination_kind_check" check ("destination_kind" in ('MAIN_URBAN', 'PARTNER'))`,
  `alter table "plan" add constraint "plan_state_check" check ("state" in ('DRAFT', 'ISSUED', 'ALLOCATED'))`,
  `create table "plan_revision" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "plan_id" uuid not null, "by_id" uuid null, "from_target" int not null, "to_target" int not null, "reason" text not null, primary key ("id"))`,
  `create index "plan_revision_plan_id_index" on "plan_revision" ("plan_id")`,
  `create table "quota" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "agreement_id" uuid null, "parent_id" uuid null, "root_id" uuid null, "year" smallint not null, "origin_id" uuid not null, "origin_path" text not null, "destination_id" uuid not null, "destination_path" text not null, "institution_id" uuid null, "places" int not null default 0, "reserved" int not null default 0, "confirmed" int not null default 0, "allocated" int not null default 0, "deficit" int not null default 0, "frozen" boolean not null default false, "version" int not null default 0, primary key ("id"))`,
  `create index "quota_agreement_id_index" on "quota" ("agreement_id")`,
  `create index "quota_root_id_index" on "quota" ("root_id")`,
  `create index "quota_institution_id_index" on "quota" ("institution_id")`,
  `create index quota_destination on quota (year, destination_path collate "C")`,
  `create index quota_origin on quota (year, origin_path collate "C")`,
  `create unique index quota_part_once on quota (parent_id, origin_id, destination_id, institution_id) nulls not distinct where parent_id is not null`,
  `alter table "quota" add constraint "quota_part_has_root" check ((parent_id is null) = (root_id is null))`,
  `alter table "quota" add constraint "quota_places_limit" check (places <= 1000000)`,
  `alter table "quota" add constraint "quota_never_negative" check (least(places, reserved, confirmed, allocated, deficit) >= 0)`,
  `alter table "quota" add constraint "quota_deficit_is_exact" check (deficit = 0 or (parent_id is null and reserved + confirmed + allocated = places + deficit))`,
  `alter table "quota" add constraint "quota_never_oversold" check (reserved + confirmed + allocated <= places + deficit)`,
  `create table "reservation" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "quota_id" uuid not null, "holder" uuid not null, "count" int not null, "purpose" text not null, "state" text not null default 'RESERVED', "expires_at" timestamptz not null, "confirmed_at" timestamptz null, "ended_at" timestamptz null, "reason" text null, primary key ("id"))`,
  `create index "reservation_of_quota" on "reservation" ("quota_id", "id")`,
  `create index reservation_due on reservation (quota_id, expires_at) where state = 'RESERVED'`,
  `create unique index reservation_once_for_holder on reservation (holder, quota_id) where state in ('RESERVED', 'CONFIRMED')`,
  `alter table "reservation" add constraint "reservation_ended_has_time" check ((state in ('RELEASED', 'EXPIRED')) = (ended_at is not null))`,
  `alter table "reservation" add constraint "reservation_count_positive" check (count between 1 and 10000)`,
  `alter table "reservation" add constraint "reservation_state_check" check ("state" in ('RESERVED', 'CONFIRMED', 'RELEASED', 'EXPIRED'))`,
  `create table "quota_entry" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "operation" uuid not null, "leg" smallint not null, "kind" text not null, "quota_id" uuid not null, "account" text not null, "delta" int not null, primary key ("id"))`,
  `create index "quota_entry_of_quota" on "quota_entry" ("quota_id", "id")`,
  `alter table "quota_entry" add constraint "quota_entry_leg" unique ("operation", "leg")`,
  `alter table "quota_entry" add constraint "quota_entry_moves" check (delta <> 0)`,
  `alter table "quota_entry" add constraint "quota_entry_kind_check" check ("kind" in ('RESERVE', 'CONFIRM', 'RELEASE', 'EXPIRE', 'ISSUE', 'ALLOCATE', 'REALLOCATE'))`,
  `alter table "quota_entry" add constraint "quota_entry_account_check" check ("account" in ('OFFERED', 'FREE', 'RESERVED', 'CONFIRMED', 'ALLOCATED'))`,
  `alter table "agreement" add constraint "agreement_sending_county_id_foreign" foreign key ("sending_county_id") references "region" ("id")`,
  `alter table "agreement" add constraint "agreement_receiving_region_id_foreign" foreign key ("receiving_region_id") references "region" ("id")`,
  `alter table "agreement" add constraint "agreement_partner_id_foreign" foreign key ("partner_id") references "partner_region" ("id") on delete no action`,
  `alter table "agreement_party" add constraint "agreement_party_agreement_id_foreign" foreign key ("agreement_id") references "agreement" ("id") on delete cascade`,
  `alter table "agreement_party" add constraint "agreement_party_institution_id_foreign" foreign key ("institution_id") references "institution" ("id") on delete set null`,
  `alter table "plan" add constraint "plan_parent_id_foreign" foreign key ("parent_id") references "plan" ("id") on delete no action`,
  `alter table "plan" add constraint "plan_region_id_foreign" foreign key ("region_id") references "region" ("id")`,
  `alter table "plan" add constraint "plan_destination_id_foreign" foreign key ("destination_id") references "region" ("id") on delete set null`,
  `alter table "plan" add constraint "plan_institution_id_foreign" foreign key ("institution_id") references "institution" ("id") on delete set null`,
  `alter table "plan_revision" add constraint "plan_revision_plan_id_foreign" foreign key ("plan_id") references "plan" ("id")`,
  `alter table "plan_revision" add constraint "plan_revision_by_id_foreign" foreign key ("by_id") references "account" ("id") on delete set null`,
  `alter table "quota" add constraint "quota_agreement_id_foreign" foreign key ("agreement_id") references "agreement" ("id") on delete no action`,
  `alter table "quota" add constraint "quota_parent_id_foreign" foreign key ("parent_id") references "quota" ("id") on delete no action`,
  `alter table "quota" add constraint "quota_root_id_foreign" foreign key ("root_id") references "quota" ("id") on delete no action`,
  `alter table "quota" add constraint "quota_origin_id_foreign" foreign key ("origin_id") references "region" ("id")`,
  `alter table "quota" add constraint "quota_destination_id_foreign" foreign key ("destination_id") references "region" ("id")`,
  `alter table "quota" add constraint "quota_institution_id_foreign" foreign key ("institution_id") references "institution" ("id") on delete set null`,
  `alter table "reservation" add constraint "reservation_quota_id_foreign" foreign key ("quota_id") references "quota" ("id")`,
  `alter table "quota_entry" add constraint "quota_entry_quota_id_foreign" foreign key ("quota_id") references "quota" ("id")`,
];

const ledger = [
  // The hot row is updated in its page, without touching an index.
  `alter table quota set (fillfactor = 50)`,
  `create function quota_entry_is_kept() returns trigger language plpgsql as $$ begin
     raise exception 'the ledger is only added to' using errcode = 'restrict_violation'; end $$`,
  `create trigger quota_entry_is_kept before update or delete or truncate on quota_entry for each statement execute function quota_entry_is_kept()`,
  `create function quota_entry_is_paired() returns trigger language plpgsql as $$ begin
     if exists (select from rows group by operation, quota_id having sum(delta) <> 0) then
       raise exception 'the legs of an operation do not add up' using errcode = 'check_violation', constraint = 'quota_entry_is_paired'; end if;
     return null; end $$`,
  `create trigger quota_entry_is_paired after insert on quota_entry referencing new table as rows for each statement execute function quota_entry_is_paired()`,
];

/** A key is for one request: the same key for another operation is refused, too. */
const keys = [`alter table idempotency_key drop constraint idempotency_key_pkey, add primary key (actor, key)`];

const grants = [
  `grant select, insert, update on agreement, agreement_party, plan, quota, reservation to jiangqiao_app`,
  `grant delete on agreement_party to jiangqiao_app`,
  `grant select, insert on plan_revision, quota_entry to jiangqiao_app`,
];
