import { type Counted, counting, type Source } from '../../platform/measures/counted.js';
import type { Indicator } from '../../platform/measures/indicator.js';

const SUMMARY = '2007 年就业再就业工作总结第二节';
const reliefs: Source = {
  code: 'RELIEFS',
  name: { zh: '税费减免', en: 'Reliefs' },
  entity: 'Relief',
  from: 'relief t',
  path: 't.county_path',
  day: 't.granted_on',
  person: 't.seeker_id',
};
const payments: Source = {
  code: 'SUBSIDIES',
  name: { zh: '补贴支付', en: 'Payments of subsidies' },
  entity: 'MoneyEntry',
  from: "ledger_entry t join subsidy_claim c on c.id = t.case_id and t.account = 'SUBSIDY'",
  path: 't.county_path',
  day: 't.posted_on',
  person: 'c.seeker_id',
};
const relief = (kind: string): Counted => ({
  source: reliefs,
  measure: 'SUM',
  where: `t.kind = '${kind}' and t.state = 'CONFIRMED'`,
  amount: 't.amount',
});
const subsidy = (kind: string): Counted => ({ source: payments, measure: 'SUM', where: `c.kind = '${kind}'`, amount: 't.delta' });
const RELIEF = { zh: '期内减免、已核实的金额（分）', en: 'Relief granted in the period and confirmed, in fen' };
const PAID = { zh: '期内支付的补贴减去追回的补贴（分）', en: 'Subsidies paid in the period less those taken back, in fen' };

const money = (code: string, zh: string, en: string, definition: Indicator['definition'], counted: Counted): Indicator =>
  counting({ code, unit: 'FEN', flow: true, name: { zh, en }, definition, source: SUMMARY }, counted);

/** As `policyTotals` shows them. */
export const indicators: readonly Indicator[] = [
  money('TAX_RELIEF', '减免税收', 'Tax relief', RELIEF, relief('TAX')),
  money('FEE_WAIVER', '减免行政事业收费', 'Fees waived', RELIEF, relief('FEE')),
  money('INSURANCE_SUBSIDY', '社保补贴', 'Social-insurance subsidies', PAID, subsidy('INSURANCE')),
  money('POST_SUBSIDY', '岗位补贴', 'Post subsidies', PAID, subsidy('POST')),
];
