import { Migration } from '@mikro-orm/migrations';

/** A referral may hold a place; whoever looks at a held place finds the referral, the order or the transfer behind it. */
export class M0023ReferralPlaces extends Migration {
  override up(): void {
    this.addSql(`alter table "referral" add column "reservation_id" uuid null`);
    this.addSql(
      `alter table "referral" add constraint "referral_reservation_id_foreign" foreign key ("reservation_id") references "reservation" ("id") on delete set null`,
    );
    for (const table of ['referral', 'labour_order', 'transfer']) this.addSql(`create index "${table}_reservation_id_index" on "${table}" ("reservation_id")`);
  }
}
