import { Migration } from '@mikro-orm/migrations';

/** Licences of agencies; labour bases, brands with their members, and the "Two Thousands" programme. */
export class M0008Agencies extends Migration {
  override up(): void {
    for (const statement of tables) this.addSql(statement);
  }
}

const tables = [
  `create table "labour_base" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "name" text not null, "kind" text not null, "county_id" uuid not null, "county_path" text not null, "place_id" uuid not null, "capacity" int not null, primary key ("id"))`,
  `alter table "labour_base" add constraint "labour_base_name" unique ("county_id", "name")`,
  `alter table "labour_base" add constraint "labour_base_room" check (capacity > 0)`,
  `alter table "labour_base" add constraint "labour_base_kind_check" check ("kind" in ('TRAINING', 'DESTINATION'))`,
  `create table "labour_brand" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "name" text not null, "county_id" uuid not null, "county_path" text not null, "occupation_code" text not null, "destination_id" uuid null, "training_base_id" uuid null, "trademark_number" text null, "state" text not null default 'CULTIVATING', "reason" text null, primary key ("id"))`,
  `alter table "labour_brand" add constraint "labour_brand_trademark" unique ("trademark_number")`,
  `alter table "labour_brand" add constraint "labour_brand_name" unique ("name")`,
  `alter table "labour_brand" add constraint "labour_brand_marked" check (state in ('CULTIVATING', 'SUSPENDED') or trademark_number is not null)`,
  `alter table "labour_brand" add constraint "labour_brand_state_check" check ("state" in ('CULTIVATING', 'REGISTERED', 'RECOGNISED', 'SUSPENDED'))`,
  `create table "licence" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "institution_id" uuid not null, "institution_path" text not null, "number" text null, "staff_count" smallint not null, "premises" text not null, "capital" bigint null, "applied_on" date not null, "valid_from" date null, "valid_until" date null, "state" text not null default 'APPLIED', "reason" text null, primary key ("id"))`,
  `create index "licence_institution_id_index" on "licence" ("institution_id")`,
  `create index licence_place on licence (institution_path collate "C")`,
  `create unique index licence_in_force_once on licence (institution_id) where state = 'LICENSED'`,
  `create unique index licence_applied_once on licence (institution_id) where state = 'APPLIED'`,
  `alter table "licence" add constraint "licence_number" unique ("number")`,
  `alter table "licence" add constraint "licence_has_its_days" check (state in ('APPLIED', 'REFUSED') or (number is not null and valid_from is not null and valid_until is not null))`,
  `alter table "licence" add constraint "licence_days_in_order" check (valid_from <= valid_until)`,
  `alter table "licence" add constraint "licence_state_check" check ("state" in ('APPLIED', 'REFUSED', 'LICENSED', 'CHANGED', 'EXPIRED', 'REVOKED'))`,
  `create table "programme_participant" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "kind" text not null, "seeker_id" uuid not null, "institution_id" uuid null, "county_id" uuid not null, "county_path" text not null, "year" smallint not null, "trained_on" date null, "certified_on" date null, "state" text not null default 'SELECTED', primary key ("id"))`,
  `create index "programme_participant_seeker_id_index" on "programme_participant" ("seeker_id")`,
  `create index "programme_participant_institution_id_index" on "programme_participant" ("institution_id")`,
  `create index participant_place on programme_participant (county_path collate "C")`,
  `create unique index participant_once on programme_participant (seeker_id, kind) where state <> 'WITHDRAWN'`,
  `alter table "programme_participant" add constraint "participant_year" check (year between 2000 and 2100)`,
  `alter table "programme_participant" add constraint "participant_broker_has_institution" check (kind <> 'LABOUR_BROKER' or institution_id is not null)`,
  `alter table "programme_participant" add constraint "programme_participant_kind_check" check ("kind" in ('LEAD_RESETTLER', 'LABOUR_BROKER'))`,
  `alter table "programme_participant" add constraint "programme_participant_state_check" check ("state" in ('SELECTED', 'TRAINED', 'CERTIFIED', 'WITHDRAWN'))`,
  `create table "brand_member" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "brand_id" uuid not null, "county_path" text not null, "seeker_id" uuid not null, "joined_on" date not null, "left_on" date null, "yearly_income" bigint null, primary key ("id"))`,
  `create index "brand_member_brand_id_index" on "brand_member" ("brand_id")`,
  `create index "brand_member_seeker_id_index" on "brand_member" ("seeker_id")`,
  `create unique index brand_member_once on brand_member (brand_id, seeker_id) where left_on is null`,
  `create index brand_member_place on brand_member (county_path collate "C")`,
  `alter table "brand_member" add constraint "brand_member_income" check (yearly_income is null or yearly_income >= 0)`,
  `alter table "brand_member" add constraint "brand_member_days_in_order" check (left_on is null or joined_on <= left_on)`,
  `alter table "labour_base" add constraint "labour_base_county_id_foreign" foreign key ("county_id") references "region" ("id")`,
  `alter table "labour_base" add constraint "labour_base_place_id_foreign" foreign key ("place_id") references "region" ("id")`,
  `alter table "labour_brand" add constraint "labour_brand_county_id_foreign" foreign key ("county_id") references "region" ("id")`,
  `alter table "labour_brand" add constraint "labour_brand_destination_id_foreign" foreign key ("destination_id") references "region" ("id") on delete set null`,
  `alter table "labour_brand" add constraint "labour_brand_training_base_id_foreign" foreign key ("training_base_id") references "labour_base" ("id") on delete set null`,
  `alter table "licence" add constraint "licence_institution_id_foreign" foreign key ("institution_id") references "institution" ("id")`,
  `alter table "programme_participant" add constraint "programme_participant_seeker_id_foreign" foreign key ("seeker_id") references "seeker" ("id")`,
  `alter table "programme_participant" add constraint "programme_participant_institution_id_foreign" foreign key ("institution_id") references "institution" ("id") on delete set null`,
  `alter table "programme_participant" add constraint "programme_participant_county_id_foreign" foreign key ("county_id") references "region" ("id")`,
  `alter table "brand_member" add constraint "brand_member_brand_id_foreign" foreign key ("brand_id") references "labour_brand" ("id")`,
  `alter table "brand_member" add constraint "brand_member_seeker_id_foreign" foreign key ("seeker_id") references "seeker" ("id")`,
  `grant select, insert, update, delete on "licence", "labour_base", "labour_brand", "brand_member", "programme_participant" to jiangqiao_app`,
];
