import type { LedgerSource } from '../../platform/measures/ledger.js';

/** Who has or had a benefit: of each spell of subsidies, relief and loan one row, by where the person lives. */
const entry = (table: string, benefit: string, condition: string): string =>
  `select t.id, s.region_path as path, t.seeker_id, ${benefit} as benefit, s.phone_masked as contact, case when person_at_work(s.id) then true end as work
     from ${table} t join seeker s on s.id = t.seeker_id and s.state = 'ACTIVE' where ${condition}`;

export const ledgers: readonly LedgerSource[] = [
  {
    code: 'POLICY_BENEFITS',
    name: { zh: '享受政策人员', en: 'People with a benefit of a policy' },
    entries: [
      entry('subsidy_spell', 't.kind', 't.months_used > 0'),
      entry('relief', 't.kind', "t.state = 'CONFIRMED'"),
      entry('micro_loan', "'LOAN'", 't.contract_disbursed_on is not null'),
    ].join(' union all '),
    fields: {
      benefit: { zh: '享受的政策', en: 'benefit' },
      contact: { zh: '联系电话', en: 'phone' },
      work: { zh: '去向（目前就业）', en: 'destination (at work now)' },
    },
  },
];
