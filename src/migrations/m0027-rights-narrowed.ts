import { Migration } from '@mikro-orm/migrations';
import { aboveDivision, fixed, inDivision, is, some, way, withoutWay } from './row-security.sql.js';

/** Row-level policies that were wider than the rights they stand for, or stood for none. */
export class M0027RightsNarrowed extends Migration {
  override up(): void {
    for (const statement of [...above, ...revisions, ...whose, ...redundant]) this.addSql(statement);
  }
}

/** Whoever works below locks what is above, and leaves it as it is. */
const locked = (path: string): { update: { from: string; to: string } } => ({ update: { from: aboveDivision(path), to: 'false' } });
const here = inDivision('region_path');
const above = [
  ...withoutWay('plan', 'above', 'update'),
  ...way('plan', 'above', locked('region_path')),
  ...withoutWay('target_plan', 'above', 'update'),
  ...way('target_plan', 'above', locked('unit_path')),
  ...['assistance_venue', 'guarantee_fund'].flatMap((table) => [
    ...withoutWay(table, 'office', 'update'),
    ...way(table, 'office', { update: here }),
    ...way(table, 'below', locked('region_path')),
  ]),
];

/** What was revised the office of the plan writes down, not whoever sees it from below. */
const revisions = [
  ...withoutWay('plan_revision', 'plan', 'insert'),
  ...way('plan_revision', 'plan', { insert: `${is('office')} and ${some('plan', 'held', `held.id = plan_id and ${inDivision('held.region_path')}`)}` }),
];

const again = (table: string, suffix: string, ...columns: string[]): string[] =>
  fixed(table, ...columns).map((text) => text.replace(`${table}_fixed`, `${table}_fixed_${suffix}`));
const whose = [
  ...fixed('consent', 'seeker_id', 'text_id', 'purpose', 'employer_id', 'institution_id', 'source'),
  ...['fair_post', 'fair_ticket', 'fair_interest'].flatMap((table) => again(table, 'employer', 'employer_id')),
  // A visit loses its person when they are erased, and gets no other.
  ...again('fair_visit', 'person', 'seeker_id').map((text) => text.replace('when (', 'when (new.seeker_id is not null and ')),
];

/** Whoever sees a fair sees what stands in it; a right that the application's role was never given needs no policy. */
const redundant = [
  ...['fair_hall', 'fair_booth', 'fair_announcement', 'fair_post'].flatMap((table) => [
    ...withoutWay(table, 'office', 'select'),
    ...withoutWay(table, 'auditor', 'select'),
  ]),
  ...withoutWay('plan', 'office', 'delete'),
];
