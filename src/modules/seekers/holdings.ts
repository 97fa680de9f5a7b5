import { raw, sql } from '../../platform/database/sql.js';
import type { Holding } from '../../platform/privacy/holding.js';

/** `name` of a row of another table, for a document that people read. */
const nameOf = (table: string, column: string): string => `'${table}', (select n.name from ${table} n where n.id = t.${column})`;

/**
 * What this module keeps about a person. Of an erased person the row stays, because registrations and referrals count it:
 * without name, ID, wishes and words, its region up to the county, its date of birth up to the decade.
 */
export const holdings: readonly Holding[] = [
  {
    table: 'seeker',
    rows: (person) => sql`select to_jsonb(t) || jsonb_build_object(${raw(nameOf('region', 'region_id'))}, 'household_region',
        (select n.name from region n where n.id = t.household_region_id), ${raw(nameOf('travel_group', 'travel_group_id'))}) as row
      from seeker t where t.id = ${person}::uuid`,
    erase: (person) => [
      sql`delete from travel_group g using seeker s where s.id = ${person}::uuid and g.id = s.travel_group_id
             and not exists (select from seeker o where o.travel_group_id = g.id and o.id <> s.id)`,
      sql`update seeker t set name = '', id_number_masked = '***', phone_masked = null, birth_on = date_trunc('decade', t.birth_on)::date,
             region_id = home.id, region_path = home.path, resettler = 'NONE', situation = 'UNEMPLOYED', major = null, skill_level = null, certificates = '{}',
             height_cm = null, work_history = null, wish_occupations = '{}', wish_trade_groups = '{}', wish_any_trade = false, wish_places = '{}',
             wish_place_paths = '{}', wish_wage_floor = null, wish_board = false, wish_lodging = false, wish_shifts = '{}', wish_available_from = null,
             wish_training = false, wish_may_leave_county = null, wish_may_leave_province = null, household_region_id = null,
             circumstances_ethnicity = null, circumstances_marital_status = null, circumstances_health = null, circumstances_hardships = '{}',
             circumstances_household_number = null, travel_group_id = null, state = 'ERASED'
        from (select r.id, r.path from region r join seeker s on (s.region_path = r.path or s.region_path collate "C" ^@ (r.path || '/'))
               where s.id = ${person}::uuid and r.level not in ('TOWNSHIP', 'COMMUNITY') order by length(r.path) desc limit 1) home
       where t.id = ${person}::uuid`,
    ],
  },
  {
    table: 'person_key',
    rows: (person) => sql`select jsonb_build_object('created_at', t.created_at) as row from person_key t where t.seeker_id = ${person}::uuid`,
    // Deleted by the erasure itself, at once or when the last duty is over: all that is sealed under it ends with it.
    erase: () => [],
  },
  {
    table: 'person_secret',
    rows: (person) => sql`select jsonb_build_object('created_at', t.created_at, 'phone_on_file', t.phone is not null) as row
      from person_secret t where t.seeker_id = ${person}::uuid`,
    erase: (person) => [sql`delete from person_secret where seeker_id = ${person}::uuid`],
  },
  {
    table: 'registration',
    rows: (person) => sql`select to_jsonb(t) || jsonb_build_object(${raw(nameOf('institution', 'institution_id'))}) as row
      from registration t where t.seeker_id = ${person}::uuid order by t.created_at`,
    erase: (person) => [sql`update registration set state = 'WITHDRAWN' where seeker_id = ${person}::uuid and state in ('ACTIVE', 'SUSPENDED')`],
  },
  {
    table: 'consent',
    rows: (person) => sql`select to_jsonb(t) || jsonb_build_object('text', (select x.zh from consent_text x where x.id = t.text_id),
        ${raw(nameOf('employer', 'employer_id'))}, ${raw(nameOf('institution', 'institution_id'))}) as row
      from consent t where t.seeker_id = ${person}::uuid order by t.created_at`,
    erase: (person) => [sql`update consent set withdrawn_at = coalesce(withdrawn_at, app_now()), evidence = null where seeker_id = ${person}::uuid`],
  },
  {
    table: 'erasure',
    rows: (person) => sql`select jsonb_build_object('created_at', t.created_at, 'until', t.until) as row
      from erasure t where t.seeker_id = ${person}::uuid order by t.created_at`,
    erase: () => [],
  },
];
