import { Migration } from '@mikro-orm/migrations';
import { is, some, user, way } from './row-security.sql.js';

/** Recruiters bring sheets of vacancies, and see what came of their own. */
export class M0034RecruitersImports extends Migration {
  override up(): void {
    for (const statement of imports) this.addSql(statement);
  }
}

const own = `${is('recruiter')} and kind = 'VACANCIES' and account_id = ${user}`;
const ofOwn = `${is('recruiter')} and ${some('import_job', 'job', 'job.id = import_refusal.job_id')}`;
const imports = [
  ...way('import_job', 'recruiter', { select: own, insert: own, update: own }),
  ...way('import_refusal', 'recruiter', { select: ofOwn, insert: ofOwn, delete: ofOwn }),
];
