/**
 * What the ORM does not write: the clock, the dirty table with its triggers, the idempotency table and the grants.
 * Runs before and after the tables of the first migration.
 */
export const before = [
  `create table app_clock (one boolean primary key default true check (one), shift interval not null default interval '0')`,
  `insert into app_clock default values`,
  `create function app_now() returns timestamptz language sql stable as $$ select now() + (select shift from app_clock) $$`,
  `create function app_today() returns date language sql stable as $$ select (app_now() at time zone 'Asia/Shanghai')::date $$`,
  `create function full_years(born date, day date) returns integer language sql immutable as $$ select extract(year from age(day, born))::integer $$`,
];

const dirty = (table: string, entity: string, id: string, where = ''): string[] => {
  const name = `${table}_dirty`;
  const body = (rows: string): string =>
    `insert into search_dirty (entity, id, version)
     select '${entity}', changed.id, nextval('search_version') from (select distinct ${id} as id from ${rows} order by 1) changed
     on conflict (entity, id) do update set version = excluded.version, attempts = 0, not_before = null`;
  return [
    `create function ${name}() returns trigger language plpgsql security definer set search_path = public as $$ begin ${body(`rows ${where}`)}; return null; end $$`,
    `create trigger ${name}_insert after insert on ${table} referencing new table as rows for each statement execute function ${name}()`,
    `create trigger ${name}_update after update on ${table} referencing new table as rows for each statement execute function ${name}()`,
    `create trigger ${name}_delete after delete on ${table} referencing old table as rows for each statement execute function ${name}()`,
  ];
};

export const after = [
  `create sequence search_version`,
  `create table search_dirty (
     entity text not null, id uuid not null, version bigint not null,
     attempts smallint not null default 0, not_before timestamptz, problem text,
     primary key (entity, id))`,
  `create index search_dirty_oldest on search_dirty (version)`,
  ...dirty('vacancy', 'vacancy', 'rows.id'),
  `create function employer_dirty() returns trigger language plpgsql security definer set search_path = public as $$ begin
     insert into search_dirty (entity, id, version)
     select 'vacancy', changed.id, nextval('search_version')
       from (select v.id from vacancy v join rows on rows.id = v.employer_id where v.state = 'OPEN' order by 1) changed
     on conflict (entity, id) do update set version = excluded.version, attempts = 0, not_before = null;
     return null; end $$`,
  `create trigger employer_dirty_update after update on employer referencing new table as rows for each statement execute function employer_dirty()`,
  `create table idempotency_key (
     actor text not null, operation text not null, key uuid not null, request_hash bytea not null,
     reply jsonb, created_at timestamptz not null default now(),
     primary key (actor, operation, key))`,
  `create index idempotency_key_age on idempotency_key (created_at)`,
  `grant usage on schema public to jiangqiao_app, jiangqiao_relay`,
  `grant select, insert, update, delete on all tables in schema public to jiangqiao_app`,
  `revoke insert, update, delete on app_clock, region, partner_region from jiangqiao_app`,
  `revoke all on search_dirty from jiangqiao_app`,
  `grant select on all tables in schema public to jiangqiao_relay`,
  `revoke select on person_secret, api_key from jiangqiao_relay`,
  `grant update, delete, insert on search_dirty to jiangqiao_relay`,
  `grant usage on all sequences in schema public to jiangqiao_app, jiangqiao_relay`,
];
