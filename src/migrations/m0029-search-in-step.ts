import { Migration } from '@mikro-orm/migrations';

/**
 * What keeps the index in step, in a schema that only the relay may enter: who leads, which document stands in the index
 * at which version, what is under way with the index as a whole. Open vacancies are carried anew, so that their versions
 * are known.
 */
export class M0029SearchInStep extends Migration {
  override up(): void {
    for (const statement of statements) this.addSql(statement);
  }
}

const statements = [
  `create extension if not exists pg_trgm`,
  `alter table search_dirty add column since timestamptz not null default clock_timestamp()`,
  `create schema search`,
  `create table search.leader (
     one boolean primary key default true check (one), epoch bigint not null default 0, holder text not null default '',
     until timestamptz not null default '-infinity', handed_over boolean not null default true)`,
  `insert into search.leader default values`,
  `create table search.document (entity text not null, id uuid not null, version bigint not null, primary key (entity, id))`,
  `create table search.index (
     entity text primary key, made text,
     rebuild_asked timestamptz, rebuild jsonb, rebuilt jsonb, rebuilt_at timestamptz,
     verify_asked timestamptz, verified jsonb, verified_at timestamptz not null default clock_timestamp())`,
  `grant usage on schema search to jiangqiao_relay`,
  `grant select, insert, update, delete on all tables in schema search to jiangqiao_relay`,
  `insert into search_dirty (entity, id, version)
   select 'vacancy', id, nextval('search_version') from vacancy where state = 'OPEN' order by id
   on conflict (entity, id) do update set version = excluded.version, attempts = 0, not_before = null`,
];
