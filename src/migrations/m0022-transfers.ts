import { Migration } from '@mikro-orm/migrations';

/** The day on which somebody went to other work: of a way of one's own nothing else keeps it. */
export class M0022Transfers extends Migration {
  override up(): void {
    this.addSql('alter table transfer add column changed_on date null');
    this.addSql("update transfer t set changed_on = p.ending_on from placement p where p.id = t.placement_id and p.ending_cause = 'CHANGED_JOB'");
  }
}
