import { Migration } from '@mikro-orm/migrations';
import { inDivision, is, secured, way } from './row-security.sql.js';

/** The report: months from before rows were kept, through which day a source is reported, which placements stand; and which world a data folder holds. */
export class M0025Bulletin extends Migration {
  override up(): void {
    for (const statement of [...tables, ...security, ...standing, ...world]) this.addSql(statement);
  }
}

const tables = [
  `create table "stored_figure" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "indicator" text not null, "region_id" uuid not null, "path" text not null, "month" date not null, "value" bigint not null, "source" text not null, primary key ("id"))`,
  `create index stored_figure_place on stored_figure (path collate "C", month)`,
  `alter table "stored_figure" add constraint "stored_figure_once" unique ("indicator", "region_id", "month")`,
  `alter table "stored_figure" add constraint "stored_figure_month" check (extract(day from month) = 1)`,
  `alter table "stored_figure" add constraint "stored_figure_value" check (value >= 0)`,
  `alter table "stored_figure" add constraint "stored_figure_region_id_foreign" foreign key ("region_id") references "region" ("id")`,
  `create table "reported_through" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "source" text not null, "through_on" date not null, primary key ("id"))`,
  `alter table "reported_through" add constraint "reported_through_source" unique ("source")`,
  `grant select on "stored_figure", "reported_through" to jiangqiao_app`,
];

const security = [
  ...secured('stored_figure'),
  ...way('stored_figure', 'office', { select: inDivision('path') }),
  ...way('stored_figure', 'auditor', { select: is('auditor') }),
  ...secured('reported_through'),
  ...way('reported_through', 'watching', { select: is('office', 'auditor') }),
];

/** The ids alone, beyond the sight of whoever asks: whether work stands is no secret of who arranged it. */
const standing = [
  `create view standing_placement as select id from placement where state = 'CONFIRMED'`,
  `grant select on standing_placement to jiangqiao_app`,
];

/** A data folder holds one world: its name, and how far the making of it is. */
const world = [
  `create table world (one boolean primary key default true check (one), name text not null, scale numeric not null, clock timestamptz null, made_at timestamptz null)`,
  `create table world_step (name text primary key, row_count int not null, seconds numeric not null)`,
  ...secured('world'),
  ...secured('world_step'),
];
