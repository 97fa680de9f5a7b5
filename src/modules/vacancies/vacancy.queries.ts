import type { Predicate } from '../../platform/access/scopes.js';
import { all, raw, type Sql, sql } from '../../platform/database/sql.js';
import type { Order } from '../../platform/graphql/connection.js';

/** Open notices are public. */
export const open: Predicate = (alias) => raw(`${alias}.state = 'OPEN'`);

/** What is for the employers that a recruiter acts for. */
export const ofEmployers: Predicate = (alias, viewer) => sql`${raw(`${alias}.employer_id`)} = any(${viewer.employerIds}::uuid[])`;

/** Open, and today within its days. */
export const applicable = (alias: string): Sql =>
  all([raw(`${alias}.state = 'OPEN'`), raw(`${alias}.valid_from <= app_today()`), raw(`${alias}.valid_until >= app_today()`)]);

export const VACANCY_ORDERS = {
  NEWEST: { name: 'newest', by: 't.opened_at', type: 'timestamptz', direction: 'desc' },
  LATEST_ENTERED: { name: 'entered', by: 't.created_at', type: 'timestamptz', direction: 'desc' },
  HIGHEST_PAY: { name: 'pay', by: 'coalesce(t.pay_monthly_to, 0)', type: 'bigint', direction: 'desc' },
} satisfies Record<string, Order>;
