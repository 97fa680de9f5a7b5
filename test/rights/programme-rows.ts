import { randomUUID } from 'node:crypto';
import type { TestApp } from '../support/app.js';
import type { Keep, Place } from './rows.js';
import type { Institution, Row } from './world.js';

/** What rows of the programmes are made from: two counties, a street of the first, and whoever lives and works there. */
export interface Ground {
  A: Place;
  B: Place;
  street: Place;
  publicA: Institution;
  brokerA: Institution;
  publicB: Institution;
  employers: readonly [string, string];
  people: readonly string[];
}

const of = ({ id, path }: Place): Record<string, unknown> => ({ region_id: id, region_path: path });
const at = ({ id, path }: Institution): Record<string, unknown> => ({ institution_id: id, institution_path: path });
const [EARLY, DAY, LATE, NEVER] = ['2007-01-01', '2007-06-01', '2007-09-01', '2107-01-01'];

/** Households, one of the first street and one of the second county; and one that a person of the first left. */
export async function householdRows(keep: Keep, { A, B, street, people }: Ground): Promise<void> {
  for (const [home, who, left] of [
    [street, 0, false],
    [street, 0, true],
    [B, 4, false],
  ] as const) {
    const [someone, place] = [people[who]!, { home: home.path }];
    const [there, gone] = [
      { ...place, people: [someone] },
      { ...place, people: [] },
    ];
    const household_id = await keep('household', { ...of(home), family_size: 2, since: EARLY }, left ? gone : there);
    const whose = { household_id, region_path: home.path };
    const member = { ...whose, seeker_id: someone, relation: 'HEAD', standing: 'WORKING_AGE' };
    await keep('household_member', { ...member, joined_on: DAY, open: !left, left_on: left ? DAY : null }, { ...place, person: someone });
    const step = { ...whose, state: 'DECLARED' };
    await keep('household_step', { ...step, number: 1, taken_on: EARLY }, gone);
    await keep('household_step', { ...step, number: 2, taken_on: DAY }, there);
    const measure = { ...whose, seeker_id: someone, kind: 'TRAINING', offered_on: DAY };
    await keep('assistance_measure', measure, { ...place, person: someone });
    const inspector = home === street ? A : B;
    const visited = { ...of(home), office_path: inspector.path, inspected_on: DAY, summary: '走访', by_id: randomUUID() };
    const inspection_id = await keep('inspection', visited, { ...place, other: inspector.path });
    const finding = { ...whose, inspection_id, problem: '台账缺失' };
    await keep('inspection_finding', { ...finding, due_on: EARLY }, gone);
    await keep('inspection_finding', { ...finding, due_on: DAY, created_at: DAY }, there);
    if (!left)
      await keep('assistance_venue', { ...of(inspector), name: '再就业一条街', kind: 'RE_EMPLOYMENT_STREET', stalls: 9 }, { home: inspector.path });
  }
}

/** Claims of an employer and of a person, handed in and further on, with their months; what was spared; who has what already. */
export async function moneyRows(app: TestApp, keep: Keep, known: Row[], ground: Ground): Promise<void> {
  const { A, B, street, publicA, publicB, employers, people } = ground;
  for (const [institution, county, employer, who, other] of [
    [publicA, A, employers[0], 0, 1],
    [publicB, B, employers[1], 4, 5],
  ] as const) {
    for (const state of ['APPLIED', 'VERIFIED']) {
      for (const payee of [{ employer }, { claimant: people[who]! }] as { employer?: string; claimant?: string }[]) {
        const payees = { employer_id: payee.employer ?? null, seeker_id: payee.claimant ?? null };
        const claim = {
          ...payees,
          ...at(institution),
          kind: 'POST',
          post: 'ORDINARY',
          quarter_on: '2007-04-01',
          applied_on: DAY,
          amount: 100,
          state,
        };
        const facts = { institution, ...payee };
        const claim_id = await keep('subsidy_claim', claim, { ...facts, state });
        const month = { claim_id, kind: 'POST', month: DAY, contract_from: EARLY, contract_until: LATE, wage: 100, insurance_paid: 1, amount: 50 };
        for (const worker of [people[who]!, people[other]!])
          await keep('subsidy_month', { ...month, seeker_id: worker, counts: false }, { ...facts, person: worker });
        await keep('case_step', { case_id: claim_id, state: 'APPLIED', taken_on: DAY }, { ...facts, of: 'subsidy_claim' });
      }
      for (const payee of [{ employer }, { person: people[who]! }] as { employer?: string; person?: string }[]) {
        const facts = { home: county.path, ...payee };
        const [number, place] = [randomUUID(), { county_id: county.id, county_path: county.path }];
        const spared = { ...place, kind: 'TAX', employer_id: payee.employer ?? null, seeker_id: payee.person ?? null, granted_on: DAY, amount: 100 };
        const relieved = state === 'APPLIED' ? 'RECORDED' : 'CONFIRMED';
        const relief = await keep('relief', { ...spared, number, authority: '地税局', state: relieved }, { ...facts, state: relieved });
        await keep('case_step', { case_id: relief, state: 'RECORDED', taken_on: DAY }, { ...facts, of: 'relief' });
      }
    }
    const { table: _table, id: _id, ...whom } = known.find((row) => row.table === 'seeker' && row.person === people[who])!;
    await keep('subsidy_spell', { seeker_id: people[who], kind: 'POST', number: 1, months_max: 36 }, whom);
  }
  await policyRows(keep, A);
  await loanRows(app, keep, known, { ...ground, street });
}

/** Documents, rates and rules of a county: they hold for whoever asks. */
async function policyRows(keep: Keep, A: Place): Promise<void> {
  const [home, basis] = [{ home: A.path }, { basis: 'OURS', source: '公告' }];
  const document_id = await keep('policy_document', { number: '渝劳 1', title: '通知', text_state: 'NOT_FOUND' });
  const from = { ...of(A), ...basis, document_id, effective_on: NEVER };
  await keep('policy_rate', { ...from, parameter: 'LOAN_RATE', value: 5 }, home);
  const rule = { benefit: 'TAX_RELIEF', clause: '一', code: '甲', fact: 'URBAN', operator: 'YES', zh: '城镇', en: 'urban' };
  await keep('policy_rule', { ...from, ...rule }, home);
  await keep('programme_parameter', { kind: 'NO_CONTACT', ...of(A), effective_on: NEVER, value: 6, unit: 'MONTHS', source: '公告' }, home);
  const training = {
    kind: 'RURAL',
    ...of(A),
    effective_on: NEVER,
    least_hours: 20,
    least_attendance: 80,
    tracking_months: 6,
    share_without_outcome: 50,
  };
  await keep('training_rule', { ...training, source: '公告' }, home);
}

/** Funds, loans of a street and of another county, and entries of the ledger that are of a loan and of none. */
async function loanRows(app: TestApp, keep: Keep, known: Row[], { A, B, street, people }: Ground): Promise<void> {
  for (const [home, balance] of [
    [A, 0],
    [A, 5],
    [B, 0],
  ] as const) {
    const fund = { ...of(home), name: `担保基金 ${balance}`, bank: '银行', balance };
    await keep('guarantee_fund', fund, { home: home.path, state: balance === 0 ? 'EMPTY' : 'FUNDED' });
  }
  for (const [home, county, who, state, partner] of [
    [street, A, 0, 'APPLIED', 5],
    [street, A, 0, 'WITHDRAWN', null],
    [street, A, 1, 'LABOUR_CHECKED', null],
    [B, B, 6, 'APPLIED', 4],
  ] as const) {
    const facts = { home: home.path, person: people[who]! };
    const loan = { ...of(home), seeker_id: people[who], kind: 'INDIVIDUAL', project: '面馆', applied_on: DAY, requested: 100, state };
    const case_id = await keep('micro_loan', loan, { ...facts, state });
    await keep('case_step', { case_id, state: 'APPLIED', taken_on: DAY }, { ...facts, of: 'micro_loan' });
    if (partner !== null) {
      const joint = { home: home.path, claimant: people[who]!, person: people[partner]! };
      await keep('loan_partner', { loan_id: case_id, seeker_id: people[partner] }, joint);
    }
    for (const book of [case_id, null]) {
      const entries = await app.sql<{ id: string }>(
        `insert into ledger_entry (id, operation, leg, kind, account, county_path, case_id, posted_on, delta)
         select uuidv7(), ?::uuid, e.leg, 'INTEREST_PAY', e.account, ?, ?::uuid, '2007-06-01', e.delta
           from (values (1, 'EMPLOYMENT_FUNDS', -1), (2, 'BANK', 1)) as e(leg, account, delta) returning id`,
        [randomUUID(), county.path, book],
      );
      const whose = { home: county.path, ...(book === null ? {} : { other: home.path }) };
      known.push(...entries.map(({ id }) => ({ table: 'ledger_entry', id, ...whose })));
    }
  }
}

/** Registers of work and of being without it. */
export async function registerRows(keep: Keep, known: readonly Row[], { publicA, publicB, employers, people }: Ground): Promise<void> {
  for (const [institution, who, employer, placed] of [
    [publicA, 0, employers[0], true],
    [publicB, 4, employers[1], false],
    [publicA, 1, null, false],
  ] as const) {
    const [someone, where] = [people[who]!, at(institution)];
    const facts = { institution, person: someone };
    const placement = placed ? known.find((row) => row.table === 'placement' && row.person === someone)!.id : null;
    const work = { seeker_id: someone, kind: employer ? 'EMPLOYED' : 'FLEXIBLE', employer_id: employer, placement_id: placement };
    const days = { started_on: DAY, registered_on: DAY, due_on: NEVER };
    await keep('employment', { ...where, ...work, ...days }, { ...facts, placed, ...(employer ? { employer } : {}) });
    await keep('unemployment', { ...where, seeker_id: someone, cause: 'OTHER', registered_on: DAY, last_contact_on: NEVER }, facts);
    const difficulty = { seeker_id: someone, category: 'DISABLED', evidence: '残疾证', applied_on: DAY, by_id: randomUUID() };
    await keep('employment_difficulty', { ...where, ...difficulty }, facts);
  }
}

/** Classes of an office and of an agency, with somebody of their own county and of another. */
export async function trainingRows(keep: Keep, { A, B, publicA, brokerA, publicB, people }: Ground): Promise<void> {
  for (const [institution, who, home] of [
    [publicA, 0, A],
    [brokerA, 4, B],
    [publicB, 4, B],
  ] as const) {
    const [someone, where] = [people[who]!, at(institution)];
    const days = { starts_on: DAY, ends_on: LATE };
    const course = { number: randomUUID(), title: '焊工班', kind: 'RURAL', seats: 30, class_hours: 40 };
    const class_id = await keep('training_class', { ...where, ...course, ...days }, { institution });
    const facts = { institution, person: someone, other: home.path };
    const enrolled = { ...where, class_id, kind: 'RURAL', seeker_id: someone, home_path: home.path, enrolled_on: DAY };
    const enrolment_id = await keep('training_enrolment', enrolled, facts);
    await keep('training_attendance', { enrolment_id, day: DAY, hours: 8 }, facts);
    const year = institution === publicB ? 2008 : 2007;
    await keep(
      'training_subsidy',
      { ...where, enrolment_id, seeker_id: someone, kind: 'RURAL', year, amount: 100 },
      { institution, person: someone },
    );
  }
}

/** Communities and what they are certified by; targets of a county that are carried out and of one that were published. */
export async function targetRows(app: TestApp, keep: Keep, known: Row[], { A, B, street }: Ground): Promise<void> {
  for (const { id, path } of [street, B]) {
    const home = { home: path };
    const community_id = await keep('full_employment_community', { region_id: id, path, started_on: DAY }, home);
    await keep('community_step', { community_id, path, on_day: DAY, to_state: 'CREATING' }, home);
    await keep('ledger_check', { source: 'OPEN_POSTS', entry: randomUUID(), path, verified_on: DAY }, home);
  }
  const standard = { code: '甲', indicator: 'COMMUNITY_EMPLOYMENT_RATE', level: 'COMMUNITY', ceiling: false, bound: 1, veto: false };
  await keep('certification_criterion', { ...standard, effective_on: NEVER, region_path: A.path, source: '公告' }, { home: A.path });
  for (const table of ['certification_goal', 'ledger'])
    known.push(...(await app.sql<{ id: string }>(`select id from ${table}`)).map(({ id }) => ({ table, id, home: '/100000/500000' })));
  for (const [unit, year, state] of [
    [A, 2007, 'DRAFT'],
    [B, 2008, 'PUBLISHED'],
  ] as const) {
    const home = { home: unit.path };
    const grading = {
      from_year: year,
      region_path: unit.path,
      excellent_from: 90,
      pass_from: 75,
      excellent_share: 30,
      deduction_each: 1,
      source: '公告',
    };
    await keep('assessment_rule', grading, home);
    const unit_id = await keep('assessed_unit', { ...of(unit), name: '县政府', kind: 'GOVERNMENT' }, home);
    const graded = state === 'PUBLISHED' ? { score: 95, grade: 'EXCELLENT' } : {};
    const plan_id = await keep('target_plan', { year, unit_id, unit_path: unit.path, state, ...graded }, { ...home, state });
    const target_id = await keep('target', { plan_id, unit_path: unit.path, year, indicator: 'NEW_JOBS', value: 100, weight: 100 }, home);
    const report_id = await keep('target_report', { target_id, through_on: DAY, actual: 50 }, home);
    await keep('target_score', { target_id, stage: 'SELF', report_id, points: 50, evidence: '台账' }, home);
    await keep('target_grading', { plan_id, unit_path: unit.path, grade: 'PASS', reason: '核查' }, home);
    await keep('target_revision', { target_id, from_value: 90, to_value: 100, reason: '新增' }, home);
  }
}
