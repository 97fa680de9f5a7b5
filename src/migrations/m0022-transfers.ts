import { Migration } from '@mikro-orm/migrations';

const definer = 'language sql stable security definer set search_path = public, pg_temp';
const granted = (signature: string): string[] => [
  `revoke execute on function ${signature} from public`,
  `grant execute on function ${signature} to jiangqiao_app`,
];

/**
 * The day on which somebody went to other work: of a way of one's own nothing else keeps it. And two numbers that hold
 * beyond the sight of whoever asks: the heads that all orders of a post still want, and the order somebody is on the way for.
 */
export class M0022Transfers extends Migration {
  override up(): void {
    this.addSql('alter table transfer add column changed_on date null');
    this.addSql("update transfer t set changed_on = p.ending_on from placement p where p.id = t.placement_id and p.ending_cause = 'CHANGED_JOB'");
    this.addSql(`create function heads_wanted(post uuid) returns int ${definer} as
      $$ select coalesce(sum(greatest(0, o.head_count - (select count(*) from transfer t where t.order_id = o.id and t.placement_id is not null and t.state <> 'RETURNED'))), 0)::int
           from labour_order o where o.vacancy_id = post and o.state <> 'CLOSED' $$`);
    this.addSql(`create function away_for(person uuid) returns table (order_id uuid) ${definer} as
      $$ select t.order_id from transfer t where t.seeker_id = person and t.state not in ('RETURNED', 'WITHDRAWN') $$`);
    for (const statement of [...granted('heads_wanted(uuid)'), ...granted('away_for(uuid)')]) this.addSql(statement);
  }
}
