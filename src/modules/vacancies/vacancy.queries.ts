import type { Predicate } from '../../platform/access/scopes.js';
import { all, raw, type Sql, sql } from '../../platform/database/sql.js';
import type { Order } from '../../platform/graphql/connection.js';
import { places } from '../regions/region.queries.js';

/** Open notices are public. */
export const open = (alias: string): Sql => raw(`${alias}.state = 'OPEN'`);

/** What is for the employers that a recruiter acts for. */
export const ofEmployers: Predicate = (alias, viewer) => sql`${raw(`${alias}.employer_id`)} = any(${viewer.employerIds}::uuid[])`;

/** Open, and today within its days; the day is asked once a statement, not once a row. */
export const applicable = (alias: string): Sql =>
  all([open(alias), raw(`(select app_today()) between ${alias}.valid_from and ${alias}.valid_until`)]);

/**
 * Work in a division. The codes of the second and third level are equalities, each with its newest posts in order in an
 * index: one plan serves every division, however many posts it has.
 */
export const placedIn = (path: string): Sql => {
  const [, province, county, ...deeper] = path.slice(1).split('/');
  return all([
    province !== undefined && county === undefined && sql`t.place_province = ${province}`,
    county !== undefined && sql`t.place_county = ${county}`,
    deeper.length > 0 && places.within('t.place_path', path),
  ]);
};

export const VACANCY_ORDERS = {
  NEWEST: { name: 'newest', by: 't.opened_at', type: 'timestamptz', direction: 'desc' },
  LATEST_ENTERED: { name: 'entered', by: 't.created_at', type: 'timestamptz', direction: 'desc' },
  HIGHEST_PAY: { name: 'pay', by: 'coalesce(t.pay_monthly_to, 0)', type: 'bigint', direction: 'desc' },
} satisfies Record<string, Order>;
