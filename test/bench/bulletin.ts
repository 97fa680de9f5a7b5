import { ANONYMOUS, settingsOf } from '../../src/platform/access/viewer.js';
import { under } from '../../src/platform/database/reading.js';
import { reportOf, YEAR } from '../support/bulletin.js';
import type { City } from './city.js';
import { atMost, type Report } from './report.js';

const ROUNDS = 9;
const COUNTY_MS = 300;
const WITHIN = (column: string): string => `${column} collate "C" >= '/100000/500000' and ${column} collate "C" < '/100000/5000000'`;
const IN = (column: string): string => `${column} between '${YEAR.first}' and '${YEAR.last}'`;
const URBAN = "split_part(path, '/', 4) in (select split_part(path, '/', 4) from region where main_urban and level = 'COUNTY')";
const RESERVOIR = "split_part(institution_path, '/', 4) in (select split_part(path, '/', 4) from region where reservoir and level = 'COUNTY')";

/** The same 24 figures, their plans and the year before as somebody would write them who needs nothing else: each table once. */
const BY_HAND = [
  `select sum(amount) filter (where kind = 'TAX'), sum(amount) filter (where kind = 'FEE') from relief where state = 'CONFIRMED' and granted_on between '2007-01-01' and '2007-09-30' and ${WITHIN('county_path')}`,
  `select sum(l.delta) filter (where c.kind = 'INSURANCE'), sum(l.delta) filter (where c.kind = 'POST') from ledger_entry l join subsidy_claim c on c.id = l.case_id where l.account = 'SUBSIDY' and ${IN('l.posted_on')} and ${WITHIN('l.county_path')}`,
  `select sum(a), sum(h), sum(an), sum(hn), sum(d) from (select sum(amount) a, max(heads) h, sum(amount) filter (where ${IN('contract_disbursed_on')}) an, max(heads) filter (where ${IN('contract_disbursed_on')}) hn,
     sum(amount) filter (where case when contract_extended_on <= '${YEAR.last}' then contract_extended_until else contract_due_on end <= '${YEAR.last}') d
     from micro_loan where contract_disbursed_on <= '${YEAR.last}' and ${WITHIN('region_path')} group by seeker_id) x`,
  `select -sum(e.delta) from ledger_entry e join micro_loan l on l.id = e.case_id where e.posted_on <= '${YEAR.last}' and ((e.account = 'PRINCIPAL' and e.kind = 'REPAY') or (e.account = 'CLAIM' and e.kind = 'RECOVER'))
     and case when l.contract_extended_on <= '${YEAR.last}' then l.contract_extended_until else l.contract_due_on end <= '${YEAR.last}' and ${WITHIN('l.region_path')}`,
  `select count(*) filter (where level = 'TOWNSHIP'), count(*) filter (where level = 'COMMUNITY'), count(*) filter (where level = 'COMMUNITY' and ${URBAN}),
     count(*) filter (where level = 'TOWNSHIP' and id in (select region_id from institution where kind = 'GRASSROOTS_STATION' and state = 'OPEN')) from region where ${WITHIN('path')}`,
  `select count(*) filter (where started_on <= '${YEAR.last}'), count(*) filter (where state = 'CERTIFIED' and certified_on <= '${YEAR.last}' and ${URBAN}) from full_employment_community where ${WITHIN('path')}`,
  `select count(*) from vacancy v join institution i on i.id = v.institution_id and i.network_member where (v.created_at at time zone 'Asia/Shanghai')::date between '${YEAR.first}' and '${YEAR.last}' and ${WITHIN('v.institution_path')}`,
  `select count(*) from registration g join institution i on i.id = g.institution_id and i.network_member where ${IN('g.registered_on')} and ${WITHIN('g.institution_path')}`,
  `select count(*) from (select p.seeker_id from placement p join institution i on i.id = p.institution_id and i.network_member where p.state = 'CONFIRMED' and ${IN('p.confirmed_on')} and ${WITHIN('p.institution_path')} group by 1) x`,
  `select count(*) filter (where t > 0), count(*) filter (where e > 0), count(*) filter (where u > 0), count(*) filter (where s > 0), count(*) filter (where b > 0), sum(j)
     from (select count(*) filter (where kind in ('RE_EMPLOYMENT', 'RURAL')) t, count(*) filter (where kind in ('RE_EMPLOYMENT', 'RURAL') and (outcome_kind = 'STARTED' or s.id is not null)) e,
             count(*) filter (where kind = 'UPGRADING') u, count(*) filter (where kind = 'START_UP') s, count(*) filter (where kind = 'START_UP' and outcome_kind = 'STARTED') b,
             sum(outcome_jobs_created) filter (where kind = 'START_UP' and outcome_kind = 'STARTED') j
             from training_enrolment t left join standing_placement s on s.id = t.placement_id where t.state in ('PASSED', 'FAILED') and ${IN('examined_on')} and ${WITHIN('institution_path')} group by seeker_id) x`,
  `select counts_as, count(*) from counted_arrival where ${IN('arrived_on')} and ${WITHIN('origin_path')} group by 1`,
  `select count(*) filter (where n > 0), count(*) filter (where r > 0) from (select count(*) filter (where ${IN('started_on')}) n, count(*) filter (where ending_cause in ('RETIRED', 'DECEASED') and ${IN('ending_on')}) r
     from employment where urban and ${RESERVOIR} and ${WITHIN('institution_path')} group by seeker_id) x`,
  `select indicator, sum(value) from stored_figure where month between '2006-01-01' and '2006-11-01' and ${WITHIN('path')} group by 1`,
  `select indicator, value from target where unit_path = '/100000/500000' and year = 2007`,
];

const median = (times: readonly number[]): number => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]!;
async function took(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** The whole report against the same figures by hand, in turns, as one viewer; and that of each county. */
export async function bulletin({ application: { platform } }: City, report: Report): Promise<void> {
  const auditor = settingsOf({ ...ANONYMOUS, role: 'auditor' });
  const byHand = (): Promise<void> =>
    under(platform.pool, auditor, async (client) => {
      for (const statement of BY_HAND) await client.query(statement);
    });
  const [ours, theirs]: [number[], number[]] = [[], []];
  for (let round = 0; round <= ROUNDS; round++) {
    const times = [await took(() => reportOf(platform)), await took(byHand)] as const;
    if (round === 0) continue; // caches
    ours.push(times[0]);
    theirs.push(times[1]);
  }
  report.figure({ name: 'the whole report, median', ours: median(ours), reference: median(theirs), unit: 'ms' });
  const counties: number[] = [];
  for (const code of ['500101', '500103', '500154', '500230', '500112', '500229', '500240', '500106', '500107']) {
    await reportOf(platform, code);
    counties.push(await took(() => reportOf(platform, code)));
  }
  report.figure({ name: 'the report of one county, slowest of nine', ours: Math.max(...counties), reference: COUNTY_MS, unit: 'ms' }, atMost(1));
}
