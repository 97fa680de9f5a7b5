import { Migration } from '@mikro-orm/migrations';

/**
 * PostgreSQL tries the policies of a table from the last name to the first, until one lets the row through. An open
 * notice is seen by everybody: tried last, it cost each of thousands of candidates a look for a referral before.
 */
export class M0012OpenPostsFirst extends Migration {
  override up(): void {
    this.addSql('alter policy anybody_select on vacancy rename to visitor_select');
  }
}
