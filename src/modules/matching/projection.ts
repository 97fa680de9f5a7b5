import type { Pool } from 'pg';
import type { Projection } from '../../platform/search/projection.js';
import { trades } from '../vacancies/trades.js';
import { type VacancySource, vacancyDocument, vacancySettings } from './search/document.js';

const SHOWN = "v.state = 'OPEN' and v.valid_until >= app_today()";

/** Open vacancies with heads left, as documents; every other id of the batch leaves the index. */
export const vacancyProjection = (index: string): Projection => ({
  entity: 'vacancy',
  index,
  settings: vacancySettings,
  belonging: `select v.id from vacancy v where ${SHOWN}`,
  async documents(pool: Pool, ids, versions) {
    const { rows } = await pool.query<VacancySource>({
      name: 'vacancy-documents',
      text: `select v.id, v.title, e.name as "employerName", v.occupation_code as "occupationCode", v.trade_group as "tradeGroup",
                    v.place_path as "placePath", v.pay_monthly_from as "monthlyFrom", v.pay_monthly_to as "monthlyTo",
                    v.head_count - v.hired_count as "headsLeft", v.requirements_age_min as "ageMin", v.requirements_age_max as "ageMax",
                    v.requirements_education_rank as "educationRank", v.conditions_shift as shift, v.conditions_board as board,
                    v.conditions_lodging as lodging, v.opened_at as "openedAt", v.valid_from::text as "validFrom", v.valid_until::text as "validUntil"
               from vacancy v join employer e on e.id = v.employer_id
              where v.id = any($1::uuid[]) and ${SHOWN}`,
      values: [ids],
    });
    return rows.map((row) => vacancyDocument(row, versions.get(row.id) ?? 0, (title) => trades().aliasesOf(title)));
  },
});
