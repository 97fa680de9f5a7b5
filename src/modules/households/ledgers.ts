import type { LedgerSource } from '../../platform/measures/ledger.js';
import { CLEARED, UNCLEARED } from './indicators.js';

export const ledgers: readonly LedgerSource[] = [
  {
    code: 'ZERO_EMPLOYMENT_HOUSEHOLDS',
    name: { zh: '在册零就业家庭', en: 'Zero-employment households on the list' },
    entries: `select h.id, h.region_path as path, m.seeker_id, h.officer_id as officer, h.plan_made_on as plan,
                     (select min(o.offered_on) from assistance_measure o where o.household_id = h.id) as measure,
                     case when h.card_valid_until >= app_today() then h.card_number end as card
                from household h left join household_member m on m.household_id = h.id and m.relation = 'HEAD' and m.open
               where h.state in (${CLEARED}, ${UNCLEARED})`,
    fields: {
      officer: { zh: '责任人', en: 'responsible officer' },
      plan: { zh: '援助方案', en: 'assistance plan' },
      measure: { zh: '援助措施', en: 'assistance measure' },
      card: { zh: '有效的零就业家庭卡', en: 'valid household card' },
    },
  },
];
