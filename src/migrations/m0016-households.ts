import { Migration } from '@mikro-orm/migrations';
import { aboveDivision, anybody, fixed, inDivision, is, ofSeeker, secured, some, way } from './row-security.sql.js';

/** Zero-employment households: their steps, assistance and inspections; what placements make of them. */
export class M0016Households extends Migration {
  override up(): void {
    for (const statement of [...tables, ...functions, ...following, ...security]) this.addSql(statement);
  }
}

const tables: string[] = [
  `create table "inspection" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "region_id" uuid not null, "region_path" text not null, "office_path" text not null, "inspected_on" date not null, "summary" text not null, "by_id" uuid not null, primary key ("id"))`,
  `create index inspection_place on inspection (region_path collate "C", inspected_on)`,
  `create table "household" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "region_id" uuid not null, "region_path" text not null, "family_size" smallint not null, "state" text not null default 'DECLARED', "since" date not null, "due_on" date null, "episode" smallint not null default 1, "notice_until" date null, "card_number" text null, "card_issued_on" date null, "card_valid_until" date null, "card_withdrawn_on" date null, "officer_id" uuid null, "officer_since" date null, "plan_aim" text null, "plan_made_on" date null, "step_count" smallint not null default 0, "by_id" uuid null, primary key ("id"))`,
  `create index "household_region_id_index" on "household" ("region_id")`,
  `create unique index household_card on household (card_number)`,
  `create index household_place on household (region_path collate "C", state)`,
  `create table "inspection_finding" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "inspection_id" uuid not null, "household_id" uuid not null, "region_path" text not null, "problem" text not null, "due_on" date not null, "remedied_on" date null, "remedy" text null, primary key ("id"))`,
  `create index "inspection_finding_inspection_id_index" on "inspection_finding" ("inspection_id")`,
  `create index "inspection_finding_household_id_index" on "inspection_finding" ("household_id")`,
  `create index inspection_finding_open on inspection_finding (region_path collate "C", due_on) where remedied_on is null`,
  `create table "assistance_venue" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "name" text not null, "kind" text not null, "region_id" uuid not null, "region_path" text not null, "stalls" smallint not null, primary key ("id"))`,
  `alter table "assistance_venue" add constraint "assistance_venue_name" unique ("region_id", "name")`,
  `create table "household_member" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "household_id" uuid not null, "region_path" text not null, "seeker_id" uuid not null, "relation" text not null, "standing" text not null, "open" boolean not null default true, "joined_on" date not null, "left_on" date null, primary key ("id"))`,
  `create index "household_member_household_id_index" on "household_member" ("household_id")`,
  `create index "household_member_seeker_id_index" on "household_member" ("seeker_id")`,
  `create unique index household_member_one_household on household_member (seeker_id) where open`,
  `create table "household_step" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "household_id" uuid not null, "region_path" text not null, "number" smallint not null, "state" text not null, "taken_on" date not null, "due_on" date null, "by_id" uuid null, "note" text null, "ground" text null, "placement_id" uuid null, primary key ("id"))`,
  `create index "household_step_placement_id_index" on "household_step" ("placement_id")`,
  `create index household_step_due on household_step (region_path collate "C", due_on) where due_on is not null`,
  `alter table "household_step" add constraint "household_step_number" unique ("household_id", "number")`,
  `create table "assistance_measure" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "household_id" uuid not null, "region_path" text not null, "seeker_id" uuid not null, "kind" text not null, "vacancy_id" uuid null, "employer_id" uuid null, "venue_id" uuid null, "base_id" uuid null, "note" text null, "state" text not null default 'OFFERED', "offered_on" date not null, "answered_on" date null, "with_cause" boolean null, "reason" text null, primary key ("id"))`,
  `create index "assistance_measure_household_id_index" on "assistance_measure" ("household_id")`,
  `create index "assistance_measure_seeker_id_index" on "assistance_measure" ("seeker_id")`,
  `create index assistance_measure_stalls on assistance_measure (venue_id) where state in ('ACCEPTED', 'DONE')`,
  `alter table "inspection" add constraint "inspection_region_id_foreign" foreign key ("region_id") references "region" ("id")`,
  `alter table "household" add constraint "household_region_id_foreign" foreign key ("region_id") references "region" ("id")`,
  `alter table "household" add constraint "household_officer" check ((state <> 'RECOGNISED' and state <> 'ASSISTED' and state <> 'CLEARED' and state <> 'STABLE' and state <> 'RELAPSED') or (officer_id is not null and card_number is not null))`,
  `alter table "household" add constraint "household_family" check (family_size >= 1 and family_size <= 30)`,
  `alter table "household" add constraint "household_state_check" check ("state" in ('DECLARED', 'COMMUNITY_REVIEW', 'PUBLICISED', 'OBJECTION', 'STREET_REVIEW', 'COUNTY_CONFIRM', 'RECOGNISED', 'ASSISTED', 'CLEARED', 'STABLE', 'RELAPSED', 'EXITED', 'REVOKED', 'REJECTED'))`,
  `alter table "inspection_finding" add constraint "inspection_finding_inspection_id_foreign" foreign key ("inspection_id") references "inspection" ("id")`,
  `alter table "inspection_finding" add constraint "inspection_finding_household_id_foreign" foreign key ("household_id") references "household" ("id")`,
  `alter table "inspection_finding" add constraint "inspection_finding_remedy" check ((remedied_on is null) = (remedy is null))`,
  `alter table "assistance_venue" add constraint "assistance_venue_region_id_foreign" foreign key ("region_id") references "region" ("id")`,
  `alter table "assistance_venue" add constraint "assistance_venue_stalls" check (stalls >= 1 and stalls <= 2000)`,
  `alter table "assistance_venue" add constraint "assistance_venue_kind_check" check ("kind" in ('RE_EMPLOYMENT_STREET', 'START_UP_STREET'))`,
  `alter table "household_member" add constraint "household_member_household_id_foreign" foreign key ("household_id") references "household" ("id")`,
  `alter table "household_member" add constraint "household_member_seeker_id_foreign" foreign key ("seeker_id") references "seeker" ("id")`,
  `alter table "household_member" add constraint "household_member_days_in_order" check (joined_on <= left_on)`,
  `alter table "household_member" add constraint "household_member_relation_check" check ("relation" in ('HEAD', 'SPOUSE', 'CHILD', 'PARENT', 'OTHER'))`,
  `alter table "household_member" add constraint "household_member_standing_check" check ("standing" in ('WORKING_AGE', 'STUDENT', 'RETIRED', 'UNABLE'))`,
  `alter table "household_step" add constraint "household_step_household_id_foreign" foreign key ("household_id") references "household" ("id")`,
  `alter table "household_step" add constraint "household_step_placement_id_foreign" foreign key ("placement_id") references "placement" ("id") on delete set null`,
  `alter table "household_step" add constraint "household_step_state_check" check ("state" in ('DECLARED', 'COMMUNITY_REVIEW', 'PUBLICISED', 'OBJECTION', 'STREET_REVIEW', 'COUNTY_CONFIRM', 'RECOGNISED', 'ASSISTED', 'CLEARED', 'STABLE', 'RELAPSED', 'EXITED', 'REVOKED', 'REJECTED'))`,
  `alter table "household_step" add constraint "household_step_ground_check" check ("ground" in ('FALSE_DECLARATION', 'REFUSED_OFFERS', 'MOVED_AWAY', 'WITHDRAWN'))`,
  `alter table "assistance_measure" add constraint "assistance_measure_household_id_foreign" foreign key ("household_id") references "household" ("id")`,
  `alter table "assistance_measure" add constraint "assistance_measure_seeker_id_foreign" foreign key ("seeker_id") references "seeker" ("id")`,
  `alter table "assistance_measure" add constraint "assistance_measure_vacancy_id_foreign" foreign key ("vacancy_id") references "vacancy" ("id") on delete set null`,
  `alter table "assistance_measure" add constraint "assistance_measure_employer_id_foreign" foreign key ("employer_id") references "employer" ("id") on delete set null`,
  `alter table "assistance_measure" add constraint "assistance_measure_venue_id_foreign" foreign key ("venue_id") references "assistance_venue" ("id") on delete set null`,
  `alter table "assistance_measure" add constraint "assistance_measure_base_id_foreign" foreign key ("base_id") references "labour_base" ("id") on delete set null`,
  `alter table "assistance_measure" add constraint "assistance_measure_days_in_order" check (offered_on <= answered_on)`,
  `alter table "assistance_measure" add constraint "assistance_measure_answer" check ((state = 'OFFERED') = (answered_on is null))`,
  `alter table "assistance_measure" add constraint "assistance_measure_refusal" check ((state = 'REFUSED') = (with_cause is not null))`,
  `alter table "assistance_measure" add constraint "assistance_measure_kind_check" check ("kind" in ('PUBLIC_WELFARE_POST', 'PUBLIC_BODY_LOGISTICS', 'PAIRING', 'VENUE_STALL', 'LABOUR_BASE', 'DIRECTED_PLACEMENT', 'LAST_RESORT', 'TRAINING', 'TRANSFER'))`,
  `alter table "assistance_measure" add constraint "assistance_measure_state_check" check ("state" in ('OFFERED', 'ACCEPTED', 'REFUSED', 'DONE', 'DROPPED'))`,
  `create index household_on_notice on household (notice_until) where state = 'PUBLICISED'`,
  `create sequence household_card_number`,
  `grant select, insert, update, delete on "household", "household_member", "household_step", "assistance_venue", "assistance_measure", "inspection", "inspection_finding" to jiangqiao_app`,
  `grant usage on sequence household_card_number to jiangqiao_app`,
];

const definer = 'security definer set search_path = public, pg_temp';
const granted = (signature: string): string[] => [
  `revoke execute on function ${signature} from public`,
  `grant execute on function ${signature} to jiangqiao_app`,
];

/** Each answers one question about rows that the caller need not see. */
const functions = [
  // What clears a household: a confirmed placement, or self-employment that is registered. No word of an office does.
  `create function person_at_work(person uuid) returns boolean language sql stable ${definer} as
     $$ select exists (select from placement p where p.seeker_id = person and p.state = 'CONFIRMED' and p.ending_on is null)
            or exists (select from employment e where e.seeker_id = person and e.kind <> 'EMPLOYED' and e.ending_on is null) $$`,
  ...granted('person_at_work(uuid)'),
  `create function household_at_work(asked uuid) returns boolean language sql stable ${definer} as
     $$ select exists (select from household_member m where m.household_id = asked and m.left_on is null and person_at_work(m.seeker_id)) $$`,
  ...granted('household_at_work(uuid)'),
  `create function office_account(named text) returns table (id uuid, region_path text, level text) language sql stable ${definer} as
     $$ select a.id, r.path, r.level from account a join region r on r.id = a.region_id where a.name = named and a.role = 'OFFICE' and a.disabled_at is null $$`,
  ...granted('office_account(text)'),
  `create function venue_stalls_taken(venue uuid) returns bigint language sql stable ${definer} as
     $$ select count(*) from assistance_measure m where m.venue_id = venue and m.state in ('ACCEPTED', 'DONE') $$`,
  ...granted('venue_stalls_taken(uuid)'),
  // All that is public of a household, and only while its notice runs.
  `create function household_notices() returns table (id uuid, path text, name text, id_number_masked text, community text, since date, until date)
     language sql stable ${definer} as
     $$ select h.id, h.region_path, s.name, s.id_number_masked, r.name, h.since, h.notice_until
          from household h join region r on r.id = h.region_id
          join household_member m on m.household_id = h.id and m.relation = 'HEAD' and m.open join seeker s on s.id = m.seeker_id and s.state = 'ACTIVE'
         where h.state = 'PUBLICISED' and h.notice_until >= app_today() $$`,
  ...granted('household_notices()'),
];

/**
 * What the work of its members makes of a household on the list, whatever wrote it: the first at work clears it, the last to
 * stop makes it relapse into a new episode under a new clock. A clearance of which, by reversals, no work is left never was,
 * and the clock goes on that ran before. Steps are dated by the day on which it came to be known. Locks the household.
 */
const following = [
  `create function household_settle(asked uuid) returns void language plpgsql ${definer} as $$
   declare
     h household; before household_step; cleared household_step; to_state text; due date; began date; placed uuid;
   begin
     select * into h from household where id = asked for update;
     if h.state in ('RECOGNISED', 'ASSISTED', 'RELAPSED') and household_at_work(asked) then
       to_state := 'CLEARED';
       select p.id into placed from household_member m join placement p on p.seeker_id = m.seeker_id and p.state = 'CONFIRMED' and p.ending_on is null
        where m.household_id = asked and m.open order by p.confirmed_on, p.id limit 1;
     elsif h.state in ('CLEARED', 'STABLE') and not household_at_work(asked) then
       select * into cleared from household_step s where s.household_id = asked and s.state = 'CLEARED' order by s.number desc limit 1;
       if not exists (select from household_member m join placement p on p.seeker_id = m.seeker_id
                       where m.household_id = asked and p.state = 'CONFIRMED' and coalesce(p.ending_on, cleared.taken_on) >= cleared.taken_on)
          and not exists (select from household_member m join employment e on e.seeker_id = m.seeker_id
                           where m.household_id = asked and e.kind <> 'EMPLOYED' and coalesce(e.ending_on, cleared.taken_on) >= cleared.taken_on) then
         select * into before from household_step s where s.household_id = asked and s.number = cleared.number - 1;
         to_state := before.state;
         due := before.due_on;
         began := before.taken_on;
       else
         to_state := 'RELAPSED';
         began := app_today();
       end if;
       if due is null then
         begin
           due := programme_deadline('CLEARANCE', h.region_path, began);
         exception when sqlstate 'JQC01' then due := null;
         end;
       end if;
     else
       return;
     end if;
     insert into household_step (id, household_id, region_path, number, state, taken_on, due_on, placement_id)
     values (uuidv7(), asked, h.region_path, h.step_count + 1, to_state, app_today(), due, placed);
     update household set state = to_state, since = app_today(), due_on = due, step_count = h.step_count + 1, by_id = null,
            episode = h.episode + case when to_state = 'RELAPSED' then 1 else 0 end where id = asked;
   end $$`,
  ...granted('household_settle(uuid)'),
  `create function household_follow() returns trigger language plpgsql ${definer} as $$
   declare of_person uuid;
   begin
     for of_person in select m.household_id from household_member m where m.seeker_id = new.seeker_id and m.open order by 1 loop
       perform household_settle(of_person);
     end loop;
     return null;
   end $$`,
  `create trigger household_follow after insert or update of state, ending_on on placement for each row execute function household_follow()`,
  `create trigger household_follow after insert or update of ending_on on employment for each row execute function household_follow()`,
];

const internal = is('system');
const here = inDivision('region_path');
/** Of the rows of members a seeker sees their own: a household as long as they are in it, of what was done what falls into that time. */
const member = `${is('seeker')} and ${some('household_member', 'm', 'm.household_id = household.id and m.left_on is null')}`;
const meanwhile = (table: string, days: string): string =>
  `${is('seeker')} and ${some('household_member', 'm', `m.household_id = ${table}.household_id and ${days}`)}`;
const stepsMeanwhile = meanwhile('household_step', "household_step.taken_on between m.joined_on and coalesce(m.left_on, 'infinity')");
const findingsMeanwhile = meanwhile(
  'inspection_finding',
  "inspection_finding.due_on >= m.joined_on and inspection_finding.created_at::date <= coalesce(m.left_on, 'infinity')",
);

const security = [
  ...['household', 'household_member', 'household_step', 'assistance_measure', 'inspection_finding'].flatMap((table) => [
    ...secured(table),
    // What was done is written once: steps have no way to be changed.
    ...way(table, 'office', table === 'household_step' ? { select: here, insert: here } : { select: here, insert: here, update: here }),
    ...way(table, 'auditor', { select: is('auditor') }),
    ...way(table, 'erasing', { select: internal, update: internal }),
  ]),
  ...way('household', 'member', { select: member }),
  ...way('household_step', 'member', { select: stepsMeanwhile }),
  ...way('inspection_finding', 'member', { select: findingsMeanwhile }),
  ...way('household_member', 'seeker', { select: ofSeeker('seeker_id') }),
  ...way('assistance_measure', 'seeker', { select: ofSeeker('seeker_id') }),
  ...fixed('household', 'region_id', 'region_path'),
  ...fixed('household_member', 'household_id', 'seeker_id', 'region_path'),
  ...fixed('household_step', 'household_id', 'region_path', 'number', 'state', 'taken_on', 'due_on', 'by_id'),
  ...fixed('assistance_measure', 'household_id', 'seeker_id', 'region_path'),
  ...fixed('inspection_finding', 'inspection_id', 'household_id', 'region_path'),
  ...secured('assistance_venue'),
  ...way('assistance_venue', 'anybody', { select: anybody }),
  // Whoever gives a stall away locks the street first.
  ...way('assistance_venue', 'office', { insert: here, update: `(${here}) or (${aboveDivision('region_path')})` }),
  ...fixed('assistance_venue', 'region_id', 'region_path', 'name', 'stalls'),
  ...secured('inspection'),
  ...way('inspection', 'office', { select: `(${here}) or (${inDivision('office_path')})`, insert: `(${here}) and (${inDivision('office_path')})` }),
  ...way('inspection', 'auditor', { select: is('auditor') }),
];
