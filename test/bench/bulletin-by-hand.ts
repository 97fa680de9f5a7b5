import type { PoolClient } from 'pg';

/** A figure of the report: now and the year before, of a ratio with its whole; its plan; the ratio beside it. */
export interface ByHand {
  readonly now: Part;
  readonly before: Part;
  readonly plan?: bigint;
  readonly share?: Part;
}
export type Part = readonly [value: bigint, whole: bigint | null];

const NOW = "between '2007-01-01' and '2007-11-30'";
const BEFORE = "between '2006-01-01' and '2006-11-30'";
/** The end of the window, and of that of the year before. */
const [END, END_BEFORE] = ["'2007-11-30'", "'2006-11-30'"];
const COUNTIES = "select split_part(path, '/', 4) from region where level = 'COUNTY' and path ^@ '/100000/500000/' and";

/**
 * The report of January to November 2007 of a division, as somebody would write it who needs nothing else: each table once,
 * both years in one pass, who was counted as a bit; nothing of it is the product’s.
 */
export function statements(path: string): string[] {
  const within = (column: string): string => `${column} collate "C" >= '${path}' and ${column} collate "C" < '${path}0'`;
  const either = (column: string): string => `(${column} ${NOW} or ${column} ${BEFORE})`;
  const members = 'institution_id in (select id from institution where network_member)';
  const due = (end: string): string => `case when contract_extended_on <= ${end} then contract_extended_until else contract_due_on end <= ${end}`;
  const bits = (...numbers: number[]): string => numbers.map((bit) => `count(*) filter (where f & ${bit} <> 0)`).join(', ');
  return [
    `select sum(amount) filter (where kind = 'TAX' and granted_on >= '2007-01-01'), sum(amount) filter (where kind = 'TAX' and granted_on < '2007-01-01'),
            sum(amount) filter (where kind = 'FEE' and granted_on >= '2007-01-01'), sum(amount) filter (where kind = 'FEE' and granted_on < '2007-01-01')
       from relief, (select coalesce(min(through_on), ${END}) as through_on from reported_through where source = 'RELIEFS') r
      where state = 'CONFIRMED' and ${within('county_path')}
        and (granted_on between '2007-01-01' and least(${END}, r.through_on) or granted_on between '2006-01-01' and least(${END}, r.through_on) - interval '1 year')`,
    `select sum(delta) filter (where c.kind = 'INSURANCE' and posted_on >= '2007-01-01'), sum(delta) filter (where c.kind = 'INSURANCE' and posted_on < '2007-01-01'),
            sum(delta) filter (where c.kind = 'POST' and posted_on >= '2007-01-01'), sum(delta) filter (where c.kind = 'POST' and posted_on < '2007-01-01')
       from ledger_entry l join subsidy_claim c on c.id = l.case_id where account = 'SUBSIDY' and ${either('posted_on')} and ${within('county_path')}`,
    `select sum(an), sum(ab), sum(ae), sum(aeb), sum(d), sum(db), sum(hn), sum(hb), sum(he), sum(heb) from (
       select sum(amount) filter (where contract_disbursed_on ${NOW}) an, sum(amount) filter (where contract_disbursed_on ${BEFORE}) ab,
              sum(amount) ae, sum(amount) filter (where contract_disbursed_on <= ${END_BEFORE}) aeb,
              sum(amount) filter (where ${due(END)}) d, sum(amount) filter (where ${due(END_BEFORE)}) db,
              max(heads) filter (where contract_disbursed_on ${NOW}) hn, max(heads) filter (where contract_disbursed_on ${BEFORE}) hb,
              max(heads) he, max(heads) filter (where contract_disbursed_on <= ${END_BEFORE}) heb
         from micro_loan where contract_disbursed_on <= ${END} and ${within('region_path')} group by seeker_id) x`,
    `select -sum(delta) filter (where ${due(END)}), -sum(delta) filter (where posted_on <= ${END_BEFORE} and ${due(END_BEFORE)})
       from ledger_entry e join micro_loan l on l.id = e.case_id
      where posted_on <= ${END} and ${within('l.region_path')} and (account = 'PRINCIPAL' and e.kind = 'REPAY' or account = 'CLAIM' and e.kind = 'RECOVER')`,
    `select count(*) filter (where level = 'TOWNSHIP'), count(*) filter (where level = 'TOWNSHIP' and id in (select region_id from institution where kind = 'GRASSROOTS_STATION' and state = 'OPEN')),
            count(*) filter (where level = 'COMMUNITY'), count(*) filter (where level = 'COMMUNITY' and split_part(path, '/', 4) in (${COUNTIES} main_urban))
       from region where level in ('TOWNSHIP', 'COMMUNITY') and ${within('path')}`,
    `select count(*) filter (where started_on <= ${END}), count(*) filter (where started_on <= ${END_BEFORE}), count(*) filter (where c and certified_on <= ${END}),
            count(*) filter (where c and certified_on <= ${END_BEFORE})
       from (select started_on, certified_on, state = 'CERTIFIED' and split_part(path, '/', 4) in (${COUNTIES} main_urban) as c from full_employment_community where ${within('path')}) x`,
    `select count(*) filter (where received_on >= '2007-01-01'), count(*) filter (where received_on < '2007-01-01') from vacancy where ${either('received_on')} and ${within('institution_path')} and ${members}`,
    `select count(*) filter (where registered_on >= '2007-01-01'), count(*) filter (where registered_on < '2007-01-01') from registration where ${either('registered_on')} and ${within('institution_path')} and ${members}`,
    `select ${bits(1, 2)} from (select bit_or(case when confirmed_on >= '2007-01-01' then 1 else 2 end) f from placement
       where state = 'CONFIRMED' and ${either('confirmed_on')} and ${within('institution_path')} and ${members} group by seeker_id) x`,
    `select ${bits(1, 256, 2, 512, 4, 1024, 8, 2048, 16, 4096)}, sum(j), sum(jb) from (
       select bit_or((case kind when 'UPGRADING' then 4 when 'START_UP' then case when outcome_kind = 'STARTED' then 24 else 8 end
                      else case when outcome_kind = 'STARTED' or (outcome_kind = 'EMPLOYED' and placement_id in (select id from standing_placement)) then 3 else 1 end end)
                     << case when examined_on >= '2007-01-01' then 0 else 8 end) f,
              sum(outcome_jobs_created) filter (where kind = 'START_UP' and outcome_kind = 'STARTED' and examined_on >= '2007-01-01') j,
              sum(outcome_jobs_created) filter (where kind = 'START_UP' and outcome_kind = 'STARTED' and examined_on < '2007-01-01') jb
         from training_enrolment where state in ('PASSED', 'FAILED') and ${either('examined_on')} and ${within('institution_path')} group by seeker_id) x`,
    `select count(*) filter (where counts_as = 'MAIN_URBAN' and arrived_on >= '2007-01-01'), count(*) filter (where counts_as = 'MAIN_URBAN' and arrived_on < '2007-01-01'),
            count(*) filter (where counts_as = 'PARTNER' and arrived_on >= '2007-01-01'), count(*) filter (where counts_as = 'PARTNER' and arrived_on < '2007-01-01')
       from transfer t where ${either('arrived_on')} and counts_as is not null and ${within('origin_path')}
        and not exists (select from transfer e where e.seeker_id = t.seeker_id and e.counts_as = t.counts_as and e.arrived_on >= date_trunc('year', t.arrived_on)::date
                           and (e.arrived_on, e.id) < (t.arrived_on, t.id))`,
    `select ${bits(1, 2, 4, 8)} from (
       select bit_or(case when started_on ${NOW} then 1 when started_on ${BEFORE} then 2 else 0 end
                   | case when ending_cause in ('RETIRED', 'DECEASED') then case when ending_on ${NOW} then 4 when ending_on ${BEFORE} then 8 else 0 end else 0 end) f
         from employment where urban and ending_cause is distinct from 'REVERSED' and (started_on >= '2006-01-01' or ending_on >= '2006-01-01') and split_part(institution_path, '/', 4) in (${COUNTIES} reservoir)
          and ${within('institution_path')} group by seeker_id) x`,
    `select indicator, coalesce(sum(value) filter (where month >= '2007-01-01'), 0), coalesce(sum(value) filter (where month < '2007-01-01'), 0)
       from stored_figure where ${either('month')} and ${within('path')} group by 1`,
    `select indicator, value from target t join target_plan p on p.id = t.plan_id and p.state <> 'DRAFT' and p.programme = 'GENERAL'
       join assessed_unit u on u.id = p.unit_id and u.kind = 'GOVERNMENT' where t.unit_path = '${path}' and t.year = 2007`,
  ];
}

const number = (value: unknown): bigint => BigInt((value ?? 0) as string);

/** Asks on a connection with a viewer’s settings, one statement after the other without waiting. */
export async function byHand(client: PoolClient, path: string): Promise<ReadonlyMap<string, ByHand>> {
  const answers = await Promise.all(
    statements(path).map((text, at) => client.query<unknown[]>({ name: `by hand ${at} ${path}`, text, rowMode: 'array' })),
  );
  const rows = answers.map((answer) => answer.rows);
  const one = (at: number): bigint[] => rows[at]![0]!.map(number);
  const stored = new Map(rows[12]!.map(([code, now, before]) => [code as string, [number(now), number(before)] as const]));
  const plans = new Map(rows[13]!.map(([code, value]) => [code as string, number(value)]));
  const [tax, taxBefore, fee, feeBefore] = one(0) as [bigint, bigint, bigint, bigint];
  const [insurance, insuranceBefore, post, postBefore] = one(1) as [bigint, bigint, bigint, bigint];
  const loan = one(2);
  const repaid = one(3);
  const [townships, covered, communities, urban] = one(4) as [bigint, bigint, bigint, bigint];
  const [started, startedBefore, certified, certifiedBefore] = one(5) as [bigint, bigint, bigint, bigint];
  const trained = one(9);
  const [main, mainBefore, partner, partnerBefore] = one(10) as [bigint, bigint, bigint, bigint];
  const jobs = one(11);
  const plain = (now: bigint, before: bigint, code = ''): ByHand => {
    const [more, moreBefore] = stored.get(code) ?? [0n, 0n];
    const plan = plans.get(code);
    return { now: [now + more, null], before: [before + moreBefore, null], ...(plan === undefined ? {} : { plan }) };
  };
  const ratio = (now: Part, before: Part): ByHand => ({ now, before });
  return new Map<string, ByHand>([
    ['taxRelief', plain(tax, taxBefore)],
    ['feeWaiver', plain(fee, feeBefore)],
    ['siSubsidy', plain(insurance, insuranceBefore, 'INSURANCE_SUBSIDY')],
    ['postSubsidy', plain(post, postBefore, 'POST_SUBSIDY')],
    ['loanNewAmount', plain(loan[0]!, loan[1]!)],
    ['loanNewPersons', plain(loan[6]!, loan[7]!)],
    ['loanCumAmount', plain(loan[2]!, loan[3]!)],
    ['loanCumPersons', plain(loan[8]!, loan[9]!)],
    ['loanRecovery', ratio([repaid[0]!, loan[4]!], [repaid[1]!, loan[5]!])],
    ['institutions', ratio([covered, townships], [covered, townships])],
    ['fecStarted', ratio([started, communities], [startedBefore, communities])],
    ['fecMainUrban', ratio([certified, urban], [certifiedBefore, urban])],
    ['vacancies', plain(one(6)[0]!, one(6)[1]!, 'VACANCY_NOTICES')],
    ['registrations', plain(one(7)[0]!, one(7)[1]!, 'REGISTRATIONS')],
    ['placements', plain(one(8)[0]!, one(8)[1]!, 'PLACED')],
    ['trained', plain(trained[0]!, trained[1]!, 'TRAINED')],
    ['trainedEmployed', { ...plain(trained[2]!, trained[3]!), share: [trained[2]!, trained[0]!] }],
    ['startupTrained', plain(trained[6]!, trained[7]!)],
    ['startupStarted', plain(trained[8]!, trained[9]!)],
    ['startupJobs', plain(trained[10]!, trained[11]!)],
    ['upskilled', plain(trained[4]!, trained[5]!)],
    ['toMainUrban', plain(main, mainBefore, 'TRANSFERRED_MAIN_URBAN')],
    ['toPartner', plain(partner, partnerBefore, 'TRANSFERRED_PARTNER')],
    ['reservoirNewJobs', plain(jobs[0]! - jobs[2]!, jobs[1]! - jobs[3]!, 'RESERVOIR_NEW_URBAN_EMPLOYMENT')],
  ]);
}
