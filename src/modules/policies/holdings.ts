import { raw, type Sql, sql } from '../../platform/database/sql.js';
import type { Holding } from '../../platform/privacy/holding.js';

const claimsOf = (person: string): Sql =>
  sql`select id from subsidy_claim where seeker_id = ${person}::uuid union select claim_id from subsidy_month where seeker_id = ${person}::uuid`;
/** What was said in steps and reasons; where a reason must be there it is left empty. */
const wordless = (table: string, cases: Sql): Sql[] => [
  sql`update case_step set note = null where note is not null and case_id in (${cases})`,
  sql`update ${raw(table)} set reason = '' where reason is not null and id in (${cases})`,
];

/** Public money that was paid for somebody is accounted for, so its rows stay; the words and the number of the contract go. */
export const holdings: readonly Holding[] = [
  {
    table: 'subsidy_claim',
    rows: (person) => sql`select to_jsonb(t) as row from subsidy_claim t where t.seeker_id = ${person}::uuid order by t.created_at`,
    erase: (person) => wordless('subsidy_claim', claimsOf(person)),
  },
  {
    table: 'subsidy_month',
    rows: (person) => sql`select to_jsonb(t) || jsonb_build_object('employer', e.name) as row
      from subsidy_month t join subsidy_claim c on c.id = t.claim_id left join employer e on e.id = c.employer_id
     where t.seeker_id = ${person}::uuid order by t.created_at`,
    erase: (person) => [sql`update subsidy_month set contract_number = null where seeker_id = ${person}::uuid`],
    // While a claim runs, the months are needed to decide it.
    keptUntil: (person) => sql`
      select max(app_today()) from subsidy_month m join subsidy_claim c on c.id = m.claim_id
       where m.seeker_id = ${person}::uuid and c.state in ('APPLIED', 'VERIFIED', 'PUBLICISED', 'APPROVED')`,
  },
  {
    table: 'subsidy_spell',
    rows: (person) => sql`select to_jsonb(t) as row from subsidy_spell t where t.seeker_id = ${person}::uuid order by t.number`,
    erase: () => [],
  },
  {
    table: 'relief',
    rows: (person) => sql`select to_jsonb(t) as row from relief t where t.seeker_id = ${person}::uuid order by t.created_at`,
    erase: (person) => wordless('relief', sql`select id from relief where seeker_id = ${person}::uuid`),
  },
];
