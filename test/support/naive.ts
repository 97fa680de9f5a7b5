import type { TestApp } from './app.js';

/* oxlint-disable typescript/no-explicit-any -- rows as they stand in the tables */

type Row = any;
const within = (path: string, root: string): boolean => path === root || path.startsWith(`${root}/`);
const county = (path: string): string => path.split('/')[3] ?? '';

export interface Naive {
  value: number;
  whole: number | null;
}

/** What a figure is counted from. */
const TABLES: Readonly<Record<string, string>> = {
  region: 'id path level reservoir main_urban',
  institution: 'id kind state region_id network_member',
  vacancy: 'institution_id institution_path created_at',
  registration: 'institution_id institution_path registered_on',
  placement: 'id institution_id institution_path state seeker_id confirmed_on',
  transfer: 'id seeker_id origin_path arrived_on counts_as',
  training_enrolment: 'seeker_id institution_path kind state examined_on outcome_kind placement_id outcome_jobs_created',
  micro_loan: 'id seeker_id region_path amount heads contract_disbursed_on contract_extended_on contract_extended_until contract_due_on',
  ledger_entry: 'case_id county_path account kind posted_on delta',
  subsidy_claim: 'id kind',
  relief: 'kind state county_path granted_on amount',
  employment: 'seeker_id institution_path urban started_on ending_on ending_cause',
  full_employment_community: 'path state started_on certified_on',
  stored_figure: 'indicator path month value',
};

/** Each of them whole, as plain rows with dates as texts. */
async function tables(app: TestApp): Promise<Record<string, Row[]>> {
  const all: Record<string, Row[]> = {};
  for (const [name, columns] of Object.entries(TABLES)) {
    const names = columns.split(' ');
    const [row] = await app.sql<{ rows: unknown[][] | null }>(`select json_agg(json_build_array(${names.join(', ')})) as rows from ${name}`);
    all[name] = (row!.rows ?? []).map((cells) => Object.fromEntries(cells.map((cell, at) => [names[at]!, cell])));
  }
  return all;
}

/** The 24 figures in the plainest way: loops over all rows, nothing shared with the product. */
export async function naive(app: TestApp, root: string, first: string, last: string): Promise<Record<string, Naive>> {
  const t = await tables(app);
  const members = new Set(t['institution']!.filter((one) => one.network_member).map((one) => one.id));
  const inPeriod = (day: string | null, end = last): boolean => day !== null && day >= first && day <= end;
  const counties = t['region']!.filter((one) => one.level === 'COUNTY' && within(one.path, '/100000/500000'));
  const reservoir = new Set(counties.filter((one) => one.reservoir).map((one) => county(one.path)));
  const urban = new Set(counties.filter((one) => one.main_urban).map((one) => county(one.path)));
  const sum = (rows: Row[], of: (row: Row) => number): number => rows.reduce((total, row) => total + of(row), 0);
  const people = (rows: Row[]): number => new Set(rows.map((row) => row.seeker_id)).size;
  const day = (instant: string): string => new Date(Date.parse(instant) + 8 * 3_600_000).toISOString().slice(0, 10);
  const stored = (indicator: string): number =>
    sum(
      t['stored_figure']!.filter(
        (one) => one.indicator === indicator && within(one.path, root) && one.month >= first && one.month.slice(0, 7) <= last.slice(0, 7),
      ),
      (one) => one.value,
    );
  const plain = (value: number): Naive => ({ value, whole: null });
  const reliefs = (kind: string): Naive =>
    plain(
      sum(
        t['relief']!.filter(
          (one) =>
            one.kind === kind &&
            one.state === 'CONFIRMED' &&
            within(one.county_path, root) &&
            inPeriod(one.granted_on, last < '2007-09-30' ? last : '2007-09-30'),
        ),
        (one) => one.amount,
      ),
    );
  const claims = new Map(t['subsidy_claim']!.map((one) => [one.id, one]));
  const subsidy = (kind: string, indicator: string): Naive =>
    plain(
      sum(
        t['ledger_entry']!.filter(
          (one) => one.account === 'SUBSIDY' && claims.get(one.case_id)?.kind === kind && within(one.county_path, root) && inPeriod(one.posted_on),
        ),
        (one) => one.delta,
      ) + stored(indicator),
    );
  const loans = t['micro_loan']!.filter((one) => within(one.region_path, root) && one.contract_disbursed_on !== null);
  const fresh = loans.filter((one) => inPeriod(one.contract_disbursed_on));
  const ever = loans.filter((one) => one.contract_disbursed_on <= last);
  const helped = (list: Row[]): number => {
    const most = new Map<string, number>();
    for (const one of list) most.set(one.seeker_id, Math.max(most.get(one.seeker_id) ?? 0, one.heads));
    return sum([...most.values()], (heads) => heads);
  };
  const due = new Set(
    loans
      .filter(
        (one) => (one.contract_extended_on !== null && one.contract_extended_on <= last ? one.contract_extended_until : one.contract_due_on) <= last,
      )
      .map((one) => one.id),
  );
  const back = t['ledger_entry']!.filter(
    (one) =>
      due.has(one.case_id) &&
      one.posted_on <= last &&
      ((one.account === 'PRINCIPAL' && one.kind === 'REPAY') || (one.account === 'CLAIM' && one.kind === 'RECOVER')),
  );
  const here = t['region']!.filter((one) => within(one.path, root));
  const townships = here.filter((one) => one.level === 'TOWNSHIP');
  const stations = new Set(t['institution']!.filter((one) => one.kind === 'GRASSROOTS_STATION' && one.state === 'OPEN').map((one) => one.region_id));
  const communities = here.filter((one) => one.level === 'COMMUNITY');
  const creating = t['full_employment_community']!.filter((one) => within(one.path, root));
  const confirmed = new Set(t['placement']!.filter((one) => one.state === 'CONFIRMED').map((one) => one.id));
  const examined = t['training_enrolment']!.filter(
    (one) => within(one.institution_path, root) && inPeriod(one.examined_on) && ['PASSED', 'FAILED'].includes(one.state),
  );
  const seeking = examined.filter((one) => ['RE_EMPLOYMENT', 'RURAL'].includes(one.kind));
  const founders = examined.filter((one) => one.kind === 'START_UP');
  const working = seeking.filter((one) => one.outcome_kind === 'STARTED' || (one.outcome_kind === 'EMPLOYED' && confirmed.has(one.placement_id)));
  const arrivals = new Map<string, Row>();
  for (const one of t['transfer']!) {
    if (one.arrived_on === null || one.counts_as === null) continue;
    const key = `${one.seeker_id} ${one.counts_as} ${one.arrived_on.slice(0, 4)}`;
    const known = arrivals.get(key);
    if (!known || [one.arrived_on, one.id].join() < [known.arrived_on, known.id].join()) arrivals.set(key, one);
  }
  const arrived = (kind: string): Naive =>
    plain([...arrivals.values()].filter((one) => one.counts_as === kind && within(one.origin_path, root) && inPeriod(one.arrived_on)).length);
  const jobs = t['employment']!.filter(
    (one) => one.urban && one.ending_cause !== 'REVERSED' && within(one.institution_path, root) && reservoir.has(county(one.institution_path)),
  );
  const noticed = t['vacancy']!.filter(
    (one) => members.has(one.institution_id) && within(one.institution_path, root) && inPeriod(day(one.created_at)),
  );
  const came = t['registration']!.filter(
    (one) => members.has(one.institution_id) && within(one.institution_path, root) && inPeriod(one.registered_on),
  );
  const placed = t['placement']!.filter(
    (one) => members.has(one.institution_id) && one.state === 'CONFIRMED' && within(one.institution_path, root) && inPeriod(one.confirmed_on),
  );
  const certified = creating.filter((one) => one.state === 'CERTIFIED' && one.certified_on <= last && urban.has(county(one.path)));
  return {
    taxRelief: reliefs('TAX'),
    feeWaiver: reliefs('FEE'),
    siSubsidy: subsidy('INSURANCE', 'INSURANCE_SUBSIDY'),
    postSubsidy: subsidy('POST', 'POST_SUBSIDY'),
    loanNewAmount: plain(sum(fresh, (one) => one.amount)),
    loanNewPersons: plain(helped(fresh)),
    loanCumAmount: plain(sum(ever, (one) => one.amount)),
    loanCumPersons: plain(helped(ever)),
    loanRecovery: {
      value: sum(back, (one) => -one.delta),
      whole: sum(
        loans.filter((one) => due.has(one.id)),
        (one) => one.amount,
      ),
    },
    institutions: { value: townships.filter((one) => stations.has(one.id)).length, whole: townships.length },
    fecStarted: { value: creating.filter((one) => one.started_on <= last).length, whole: communities.length },
    fecMainUrban: { value: certified.length, whole: communities.filter((one) => urban.has(county(one.path))).length },
    vacancies: plain(noticed.length + stored('VACANCY_NOTICES')),
    registrations: plain(came.length + stored('REGISTRATIONS')),
    placements: plain(people(placed) + stored('PLACED')),
    trained: plain(people(seeking)),
    trainedEmployed: plain(people(working)),
    startupTrained: plain(people(founders)),
    startupStarted: plain(people(founders.filter((one) => one.outcome_kind === 'STARTED'))),
    startupJobs: plain(
      sum(
        founders.filter((one) => one.outcome_kind === 'STARTED'),
        (one) => one.outcome_jobs_created,
      ),
    ),
    upskilled: plain(people(examined.filter((one) => one.kind === 'UPGRADING'))),
    toMainUrban: arrived('MAIN_URBAN'),
    toPartner: arrived('PARTNER'),
    reservoirNewJobs: plain(
      people(jobs.filter((one) => inPeriod(one.started_on))) -
        people(jobs.filter((one) => inPeriod(one.ending_on) && ['RETIRED', 'DECEASED'].includes(one.ending_cause))),
    ),
  };
}
