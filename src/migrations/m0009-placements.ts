import { Migration } from '@mikro-orm/migrations';
import { calendar } from '../platform/clock/calendar.sql.js';

/** Placements, orders, departures, transfers and what follows; the calendar of working days. */
export class M0009Placements extends Migration {
  override up(): void {
    for (const statement of [...calendar, ...tables, ...counting]) this.addSql(statement);
  }
}

const tables = [
  `create table "beneficiary_claim" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "participant_id" uuid not null, "institution_id" uuid null, "county_path" text not null, "seeker_id" uuid not null, "claimed_on" date not null, "withdrawn_on" date null, primary key ("id"))`,
  `create index "beneficiary_claim_participant_id_index" on "beneficiary_claim" ("participant_id")`,
  `create index "beneficiary_claim_seeker_id_index" on "beneficiary_claim" ("seeker_id")`,
  `create index beneficiary_claim_place on beneficiary_claim (county_path collate "C")`,
  `create unique index beneficiary_claim_once on beneficiary_claim (participant_id, seeker_id) where withdrawn_on is null`,
  `alter table "beneficiary_claim" add constraint "beneficiary_claim_days_in_order" check (withdrawn_on is null or claimed_on <= withdrawn_on)`,
  `create table "placement" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "seeker_id" uuid not null, "vacancy_id" uuid not null, "employer_id" uuid not null, "referral_id" uuid null, "institution_id" uuid not null, "institution_path" text not null, "channel" text not null, "state" text not null default 'PENDING_CONFIRMATION', "hired_on" date not null, "confirmed_on" date null, "evidence" text null, "reason" text null, "ending_on" date null, "ending_cause" text null, primary key ("id"))`,
  `create index "placement_seeker_id_index" on "placement" ("seeker_id")`,
  `create index "placement_vacancy_id_index" on "placement" ("vacancy_id")`,
  `create index "placement_referral_id_index" on "placement" ("referral_id")`,
  `create index "placement_institution_id_index" on "placement" ("institution_id")`,
  `create index "placement_employer" on "placement" ("employer_id")`,
  `create index placement_place on placement (institution_path collate "C", confirmed_on)`,
  `create unique index placement_one_at_a_time on placement (seeker_id) where state <> 'REVERSED' and ending_on is null`,
  `alter table "placement" add constraint "placement_days_in_order" check (ending_on is null or hired_on <= ending_on)`,
  `alter table "placement" add constraint "placement_ending_is_whole" check ((ending_on is null) = (ending_cause is null))`,
  `alter table "placement" add constraint "placement_reversed_has_reason" check (state <> 'REVERSED' or reason is not null)`,
  `alter table "placement" add constraint "placement_confirmed_has_day" check (state <> 'CONFIRMED' or (confirmed_on is not null and evidence is not null))`,
  `alter table "placement" add constraint "placement_channel_check" check ("channel" in ('REFERRAL', 'TRANSFER'))`,
  `alter table "placement" add constraint "placement_state_check" check ("state" in ('PENDING_CONFIRMATION', 'CONFIRMED', 'REVERSED'))`,
  `alter table "placement" add constraint "placement_evidence_check" check ("evidence" in ('EMPLOYER', 'COUNTERFOIL', 'CONTRACT'))`,
  `alter table "placement" add constraint "placement_ending_cause_check" check ("ending_cause" in ('RETURNED', 'CHANGED_JOB', 'DISMISSED', 'EXPIRED'))`,
  `create table "labour_order" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "vacancy_id" uuid not null, "employer_id" uuid not null, "agreement_id" uuid null, "quota_id" uuid null, "reservation_id" uuid null, "institution_id" uuid not null, "institution_path" text not null, "head_count" int not null, "depart_on" date not null, "training_days" smallint not null default 0, "state" text not null default 'OPEN', "reason" text null, primary key ("id"))`,
  `create index "labour_order_vacancy_id_index" on "labour_order" ("vacancy_id")`,
  `create index "labour_order_agreement_id_index" on "labour_order" ("agreement_id")`,
  `create index "labour_order_quota_id_index" on "labour_order" ("quota_id")`,
  `create index "labour_order_institution_id_index" on "labour_order" ("institution_id")`,
  `create index "labour_order_employer" on "labour_order" ("employer_id")`,
  `create index labour_order_place on labour_order (institution_path collate "C")`,
  `alter table "labour_order" add constraint "labour_order_hold_has_places" check (reservation_id is null or quota_id is not null)`,
  `alter table "labour_order" add constraint "labour_order_training" check (training_days between 0 and 365)`,
  `alter table "labour_order" add constraint "labour_order_heads" check (head_count between 1 and 10000)`,
  `alter table "labour_order" add constraint "labour_order_state_check" check ("state" in ('OPEN', 'CANDIDATES_SELECTED', 'TRAINED', 'DISPATCHED', 'ON_POST', 'CLOSED'))`,
  `create table "departure_batch" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "order_id" uuid not null, "employer_id" uuid not null, "institution_id" uuid not null, "institution_path" text not null, "leader" text not null, "vehicle" text not null, "seats" int not null, "insurance" text not null, "meeting_point" text not null, "depart_on" date not null, "arrived_on" date null, "state" text not null default 'PLANNED', primary key ("id"))`,
  `create index "departure_batch_order_id_index" on "departure_batch" ("order_id")`,
  `create index "departure_batch_employer" on "departure_batch" ("employer_id")`,
  `create index departure_batch_place on departure_batch (institution_path collate "C")`,
  `alter table "departure_batch" add constraint "departure_batch_seats" check (seats between 1 and 5000)`,
  `alter table "departure_batch" add constraint "departure_batch_state_check" check ("state" in ('PLANNED', 'CHECKED', 'DEPARTED', 'ARRIVED', 'CANCELLED'))`,
  `create table "transfer" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "seeker_id" uuid not null, "registration_id" uuid null, "order_id" uuid null, "batch_id" uuid null, "placement_id" uuid null, "reservation_id" uuid null, "travel_group_id" uuid null, "split_agreed" boolean not null default false, "institution_id" uuid not null, "institution_path" text not null, "employer_id" uuid null, "origin_id" uuid not null, "origin_path" text not null, "destination_id" uuid not null, "destination_path" text not null, "self_organised" boolean not null default false, "position" int null, "contract_number" text null, "state" text not null default 'REGISTERED', "departed_on" date null, "arrived_on" date null, "ended_on" date null, "reason" text null, "counts_as" text null, primary key ("id"))`,
  `create index "transfer_seeker_id_index" on "transfer" ("seeker_id")`,
  `create index "transfer_order_id_index" on "transfer" ("order_id")`,
  `create index "transfer_batch_id_index" on "transfer" ("batch_id")`,
  `create index "transfer_placement_id_index" on "transfer" ("placement_id")`,
  `create index "transfer_travel_group_id_index" on "transfer" ("travel_group_id")`,
  `create index "transfer_institution_id_index" on "transfer" ("institution_id")`,
  `create index "transfer_employer_id_index" on "transfer" ("employer_id")`,
  `create index transfer_arrivals on transfer (seeker_id, counts_as, arrived_on) where arrived_on is not null and counts_as is not null`,
  `create index transfer_institution on transfer (institution_path collate "C")`,
  `create index transfer_origin on transfer (origin_path collate "C")`,
  `create unique index transfer_one_at_a_time on transfer (seeker_id) where state not in ('RETURNED', 'WITHDRAWN')`,
  `alter table "transfer" add constraint "transfer_returned_has_day" check ((state = 'RETURNED') = (ended_on is not null))`,
  `alter table "transfer" add constraint "transfer_arrived_has_day" check ((state <> 'ARRIVED' and state <> 'ON_POST' and state <> 'CHANGED_JOB') or arrived_on is not null)`,
  `alter table "transfer" add constraint "transfer_days_in_order" check (departed_on <= arrived_on and arrived_on <= ended_on)`,
  `alter table "transfer" add constraint "transfer_order_or_own" check ((order_id is null) = self_organised)`,
  `alter table "transfer" add constraint "transfer_two_places" check (origin_path <> destination_path)`,
  // Somebody is away once at a time, whatever came first: from the day of departure until the day of the return, which may begin another.
  `create extension if not exists btree_gist`,
  `alter table "transfer" add constraint transfer_periods_apart exclude using gist (seeker_id with =, daterange(departed_on, case when ended_on is not null then greatest(ended_on, departed_on + 1) end) with &&) where (departed_on is not null and state <> 'WITHDRAWN')`,
  `alter table "transfer" add constraint "transfer_state_check" check ("state" in ('REGISTERED', 'MATCHED', 'CONTRACTED', 'DEPARTED', 'ARRIVED', 'ON_POST', 'RETURNED', 'CHANGED_JOB', 'LOST_CONTACT', 'WITHDRAWN'))`,
  `alter table "transfer" add constraint "transfer_counts_as_check" check ("counts_as" in ('MAIN_URBAN', 'PARTNER'))`,
  `create table "rights_case" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "transfer_id" uuid not null, "institution_id" uuid not null, "institution_path" text not null, "problem" text not null, "opened_on" date not null, "due_on" date null, "state" text not null default 'OPEN', "closed_on" date null, "outcome" text null, primary key ("id"))`,
  `create index "rights_case_transfer_id_index" on "rights_case" ("transfer_id")`,
  `create index "rights_case_institution_id_index" on "rights_case" ("institution_id")`,
  `create index rights_case_due on rights_case (institution_path collate "C", due_on) where state = 'OPEN'`,
  `alter table "rights_case" add constraint "rights_case_closed_has_outcome" check ((state = 'CLOSED') = (closed_on is not null and outcome is not null))`,
  `alter table "rights_case" add constraint "rights_case_state_check" check ("state" in ('OPEN', 'CLOSED'))`,
  `create table "follow_up" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "transfer_id" uuid not null, "institution_id" uuid not null, "institution_path" text not null, "kind" text not null, "due_on" date not null, "state" text not null default 'DUE', "done_on" date null, "on_post" boolean null, "paid_on_time" boolean null, "contract_signed" boolean null, "insured" boolean null, "note" text null, primary key ("id"))`,
  `create index "follow_up_institution_id_index" on "follow_up" ("institution_id")`,
  `create index follow_up_due on follow_up (institution_path collate "C", due_on) where state = 'DUE'`,
  `alter table "follow_up" add constraint "follow_up_once" unique ("transfer_id", "kind")`,
  `alter table "follow_up" add constraint "follow_up_done_has_day" check ((state in ('DONE', 'MISSED')) = (done_on is not null))`,
  `alter table "follow_up" add constraint "follow_up_kind_check" check ("kind" in ('DAY_7', 'MONTH_1', 'MONTH_3', 'MONTH_6', 'REMATCH'))`,
  `alter table "follow_up" add constraint "follow_up_state_check" check ("state" in ('DUE', 'DONE', 'MISSED', 'DROPPED'))`,
  `alter table "beneficiary_claim" add constraint "beneficiary_claim_participant_id_foreign" foreign key ("participant_id") references "programme_participant" ("id")`,
  `alter table "beneficiary_claim" add constraint "beneficiary_claim_seeker_id_foreign" foreign key ("seeker_id") references "seeker" ("id")`,
  `alter table "placement" add constraint "placement_seeker_id_foreign" foreign key ("seeker_id") references "seeker" ("id")`,
  `alter table "placement" add constraint "placement_vacancy_id_foreign" foreign key ("vacancy_id") references "vacancy" ("id")`,
  `alter table "placement" add constraint "placement_referral_id_foreign" foreign key ("referral_id") references "referral" ("id") on delete set null`,
  `alter table "placement" add constraint "placement_institution_id_foreign" foreign key ("institution_id") references "institution" ("id")`,
  `alter table "labour_order" add constraint "labour_order_vacancy_id_foreign" foreign key ("vacancy_id") references "vacancy" ("id")`,
  `alter table "labour_order" add constraint "labour_order_agreement_id_foreign" foreign key ("agreement_id") references "agreement" ("id") on delete set null`,
  `alter table "labour_order" add constraint "labour_order_quota_id_foreign" foreign key ("quota_id") references "quota" ("id") on delete set null`,
  `alter table "labour_order" add constraint "labour_order_reservation_id_foreign" foreign key ("reservation_id") references "reservation" ("id") on delete set null`,
  `alter table "labour_order" add constraint "labour_order_institution_id_foreign" foreign key ("institution_id") references "institution" ("id")`,
  `alter table "departure_batch" add constraint "departure_batch_order_id_foreign" foreign key ("order_id") references "labour_order" ("id")`,
  `alter table "departure_batch" add constraint "departure_batch_institution_id_foreign" foreign key ("institution_id") references "institution" ("id")`,
  `alter table "transfer" add constraint "transfer_seeker_id_foreign" foreign key ("seeker_id") references "seeker" ("id")`,
  `alter table "transfer" add constraint "transfer_registration_id_foreign" foreign key ("registration_id") references "registration" ("id") on delete set null`,
  `alter table "transfer" add constraint "transfer_order_id_foreign" foreign key ("order_id") references "labour_order" ("id") on delete set null`,
  `alter table "transfer" add constraint "transfer_batch_id_foreign" foreign key ("batch_id") references "departure_batch" ("id") on delete set null`,
  `alter table "transfer" add constraint "transfer_placement_id_foreign" foreign key ("placement_id") references "placement" ("id") on delete set null`,
  `alter table "transfer" add constraint "transfer_reservation_id_foreign" foreign key ("reservation_id") references "reservation" ("id") on delete set null`,
  `alter table "transfer" add constraint "transfer_travel_group_id_foreign" foreign key ("travel_group_id") references "travel_group" ("id") on delete set null`,
  `alter table "transfer" add constraint "transfer_institution_id_foreign" foreign key ("institution_id") references "institution" ("id")`,
  `alter table "transfer" add constraint "transfer_origin_id_foreign" foreign key ("origin_id") references "region" ("id")`,
  `alter table "transfer" add constraint "transfer_destination_id_foreign" foreign key ("destination_id") references "region" ("id")`,
  `alter table "rights_case" add constraint "rights_case_transfer_id_foreign" foreign key ("transfer_id") references "transfer" ("id")`,
  `alter table "rights_case" add constraint "rights_case_institution_id_foreign" foreign key ("institution_id") references "institution" ("id")`,
  `alter table "follow_up" add constraint "follow_up_transfer_id_foreign" foreign key ("transfer_id") references "transfer" ("id")`,
  `alter table "follow_up" add constraint "follow_up_institution_id_foreign" foreign key ("institution_id") references "institution" ("id")`,
  `alter table "seeker" drop constraint "seeker_situation_check"`,
  `alter table "seeker" add constraint "seeker_situation_check" check ("situation" in ('UNEMPLOYED', 'LAID_OFF', 'RURAL_SURPLUS', 'EMPLOYED', 'GRADUATE', 'STUDENT'))`,
  `grant select, insert, update, delete on "placement", "labour_order", "departure_batch", "transfer", "follow_up", "rights_case", "beneficiary_claim" to jiangqiao_app`,
];

/**
 * As what an arrival counts, by origin and destination alone: the fifteen reservoir counties of Chongqing (those of Hubei
 * are not meant), to a main urban district other than one's own, or to a partner region of the county. Both paths are of
 * the present form of a county; a pairing may stand at its form of 2007, below it.
 */
const counting = [
  `create function counts_as(origin text, destination text) returns text language sql stable as $$
     select case
       when not exists (select from region o where o.path collate "C" = origin and o.reservoir and origin ^@ '/100000/500000/') then null
       when exists (select from region d where d.path collate "C" = array_to_string((string_to_array(destination, '/'))[1:4], '/') and d.main_urban and d.path <> origin)
         then 'MAIN_URBAN'
       when exists (select from partner_region pair join region c on c.id = pair.county_id join region p on p.id = pair.partner_id
                     where (c.path = origin or c.path ^@ (origin || '/')) and (destination = p.path or destination ^@ (p.path || '/'))) then 'PARTNER'
     end $$`,
  `create function transfer_counts() returns trigger language plpgsql as $$ begin
     new.counts_as := counts_as(new.origin_path, new.destination_path); return new; end $$`,
  `create trigger transfer_counts before insert or update of origin_path, destination_path on transfer for each row execute function transfer_counts()`,
  `create view counted_arrival with (security_invoker = true) as
   select distinct on (seeker_id, counts_as, extract(year from arrived_on))
          id, seeker_id, counts_as, extract(year from arrived_on)::integer as year, origin_path, destination_path, institution_id, institution_path,
          employer_id, state, arrived_on, ended_on
     from transfer where arrived_on is not null and counts_as is not null
    order by seeker_id, counts_as, extract(year from arrived_on), arrived_on, id`,
  `grant select on counted_arrival to jiangqiao_app`,
];
