import { Migration } from '@mikro-orm/migrations';
import { is, way, withoutWay } from './row-security.sql.js';

/** An administrator sees changes of rights, and of the audit nothing else: no look-up that found nobody either. */
export class M0026RightsAudit extends Migration {
  override up(): void {
    const seen = `${is('administrator')} and action = 'RIGHTS_CHANGED' and seeker_id is null`;
    for (const statement of [...withoutWay('audit_entry', 'administrator', 'select'), ...way('audit_entry', 'administrator', { select: seen })])
      this.addSql(statement);
  }
}
