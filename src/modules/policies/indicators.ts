import { type Indicator, inPeriod, ofDivision } from '../../platform/measures/indicator.js';

const SUMMARY = '2007 年就业再就业工作总结第二节';
const relief = (kind: string): string =>
  `select coalesce(sum(r.amount), 0) from relief r
    where r.kind = '${kind}' and r.state = 'CONFIRMED' and ${ofDivision('r.county_path')} and ${inPeriod('r.granted_on')}`;
const subsidy = (kind: string): string =>
  `select coalesce(sum(l.delta), 0) from ledger_entry l join subsidy_claim c on c.id = l.case_id and c.kind = '${kind}'
    where l.account = 'SUBSIDY' and ${ofDivision('l.county_path')} and ${inPeriod('l.posted_on')}`;
const RELIEF = { zh: '期内减免、已核实的金额（分）', en: 'Relief granted in the period and confirmed, in fen' };
const PAID = { zh: '期内支付的补贴减去追回的补贴（分）', en: 'Subsidies paid in the period less those taken back, in fen' };

const money = (code: string, zh: string, en: string, definition: Indicator['definition'], actual: string): Indicator => ({
  code,
  unit: 'FEN',
  flow: true,
  name: { zh, en },
  definition,
  source: SUMMARY,
  actual,
});

/** As `policyTotals` shows them. */
export const indicators: readonly Indicator[] = [
  money('TAX_RELIEF', '减免税收', 'Tax relief', RELIEF, relief('TAX')),
  money('FEE_WAIVER', '减免行政事业收费', 'Fees waived', RELIEF, relief('FEE')),
  money('INSURANCE_SUBSIDY', '社保补贴', 'Social-insurance subsidies', PAID, subsidy('INSURANCE')),
  money('POST_SUBSIDY', '岗位补贴', 'Post subsidies', PAID, subsidy('POST')),
];
