import { Migration } from '@mikro-orm/migrations';

/** Scheduled work: when each job is due, who is at it, and how the last run went. In a schema that only the relay's role may enter. */
export class M0030Jobs extends Migration {
  override up(): void {
    for (const statement of statements) this.addSql(statement);
  }
}

const statements = [
  `create schema if not exists operations`,
  `create table operations.job (
     name text primary key, due_at timestamptz not null default now(), holder text, lease_until timestamptz,
     started_at timestamptz, finished_at timestamptz, took_ms int, runs bigint not null default 0,
     failures bigint not null default 0, failed_at timestamptz, problem text) with (fillfactor = 50)`,
  `grant usage on schema operations to jiangqiao_relay`,
  `grant select, insert, update on operations.job to jiangqiao_relay`,
  `alter table search_dirty add column if not exists since timestamptz not null default clock_timestamp()`,
];
