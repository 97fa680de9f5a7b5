import { Migration } from '@mikro-orm/migrations';

/** What the report reads is found by place and day; a notice has its day as a column. */
export class M0028ReportPaths extends Migration {
  override up(): void {
    for (const statement of paths) this.addSql(statement);
  }
}

const paths = [
  `alter table vacancy add column received_on date generated always as ((created_at at time zone 'Asia/Shanghai')::date) stored`,
  `drop index vacancy_received`,
  `create index vacancy_received on vacancy (institution_path collate "C", received_on)`,
  `drop index registration_place`,
  `create index registration_place on registration (institution_path collate "C", registered_on)`,
];
