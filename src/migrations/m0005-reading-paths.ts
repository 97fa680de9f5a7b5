import { Migration } from '@mikro-orm/migrations';

/** What lists and matches are read by: the newest posts of a division in order, and all that the hard rules look at in one index. */
export class M0005ReadingPaths extends Migration {
  override up(): void {
    for (const statement of statements) this.addSql(statement);
  }
}

const statements = [
  `drop index vacancy_place`,
  `drop index vacancy_trade`,
  // Columns, not expressions of an index: below row-level security PostgreSQL finds nothing by a function that might leak.
  `alter table vacancy add column place_province text generated always as (split_part(place_path, '/', 3)) stored, add column place_county text generated always as (split_part(place_path, '/', 4)) stored`,
  `create index vacancy_newest_of_province on vacancy (place_province, opened_at desc, id desc) where state = 'OPEN'`,
  `create index vacancy_newest_of_county on vacancy (place_county, opened_at desc, id desc) where state = 'OPEN'`,
  `create index vacancy_match on vacancy (trade_group, place_path collate "C") include (id, state, institution_path, institution_id, employer_id, occupation_code, head_count, hired_count, pay_monthly_from, pay_monthly_to, requirements_age_min, requirements_age_max, requirements_education_rank, requirements_certificates, conditions_shift, conditions_board, conditions_lodging, valid_from, valid_until) where state = 'OPEN'`,
  `create index seeker_any_trade on seeker (id) where wish_any_trade`,
  `alter table seeker add constraint seeker_five_places check (cardinality(wish_place_paths) <= 5)`,
  // Between timestamps without zone it is immutable: so PostgreSQL may write the function out where it is used.
  `create or replace function full_years(born date, day date) returns integer language sql immutable as $$ select extract(year from age(day::timestamp, born::timestamp))::integer $$`,
];
