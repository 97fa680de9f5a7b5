import { Migration } from '@mikro-orm/migrations';

/** Whoever shows a pass is the visitor: an employer finds what it noted of them, and sees no visit. */
export class M0032FairPass extends Migration {
  override up(): void {
    this.addSql(`create function fair_visit_of(fair text, shown text) returns uuid language sql stable security definer set search_path = public, pg_temp as
      $$ select v.id from fair_visit v where v.fair_id::text = lower(fair) and v.pass = shown $$`);
    this.addSql(`revoke execute on function fair_visit_of(text, text) from public`);
    this.addSql(`grant execute on function fair_visit_of(text, text) to jiangqiao_app`);
  }
}
