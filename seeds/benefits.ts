import { ref } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Institution } from '../src/modules/institutions/institution.js';
import { GuaranteeFund } from '../src/modules/loans/fund.js';
import { LoanContract, LoanPartner, type LoanState, MicroLoan } from '../src/modules/loans/loan.js';
import { CaseStep } from '../src/modules/policies/case-step.js';
import { move, type Operation, post } from '../src/modules/policies/ledger.js';
import { PolicyRate } from '../src/modules/policies/rate.js';
import { Relief, type ReliefKind } from '../src/modules/policies/relief.js';
import { SubsidyClaim, SubsidyMonth, SubsidySpell, type SubsidyState } from '../src/modules/policies/subsidy.js';
import { Region } from '../src/modules/regions/region.js';
import type { Seeker } from '../src/modules/seekers/seeker.js';
import type { Employer } from '../src/modules/vacancies/employer.js';
import { plusDays, plusMonths } from '../src/platform/clock/clock.js';
import type { KnownPlace } from './people.js';
import { idOf } from './regions.js';

const COUNTY = '500154';
const FUND = 200_000_000n;
const AMOUNT = 5_000_000n;
/** How far each loan has come, how many days ago it was paid out, and what of it was repaid. */
const LOANS: readonly { state: LoanState; disbursed?: number; repaid?: bigint; fast?: boolean; joint?: boolean }[] = [
  { state: 'APPLIED' },
  { state: 'APPLIED', fast: true },
  { state: 'COMMUNITY_RECOMMENDED', joint: true },
  { state: 'LABOUR_CHECKED', fast: true },
  { state: 'GUARANTEE_PROMISED' },
  { state: 'DISBURSED', disbursed: 40 },
  { state: 'DISBURSED', disbursed: 150, repaid: 1_000_000n },
  { state: 'REPAID', disbursed: 400, repaid: AMOUNT },
  { state: 'REPAID', disbursed: 500, repaid: AMOUNT },
  { state: 'OVERDUE', disbursed: 380, repaid: 3_000_000n },
  { state: 'COMPENSATED', disbursed: 450, repaid: 2_000_000n },
];
const WAY: readonly LoanState[] = ['APPLIED', 'COMMUNITY_RECOMMENDED', 'LABOUR_CHECKED', 'GUARANTEE_PROMISED', 'BANK_APPROVED', 'DISBURSED'];
const LEVELS = [null, 'community', 'street', 'county', 'county', 'county'] as const;
const CLAIMS: readonly SubsidyState[] = ['APPLIED', 'VERIFIED', 'PUBLICISED', 'APPROVED', 'PAID', 'PAID'];
const MONTHLY = 100_000n;

interface Stage {
  people: readonly Seeker[];
  employers: readonly Employer[];
  offices: ReadonlyMap<string, Institution>;
  places: ReadonlyMap<string, KnownPlace>;
  day: string;
}

const step = (caseId: string, state: string, takenOn: string, level: CaseStep['level']): CaseStep =>
  Object.assign(new CaseStep(), { synthetic: true, caseId, state, takenOn, level });

/** Subsidies, reliefs and loans of one county as they stand in the middle of their work; amounts that no rule names are assumed. */
export async function seedBenefits(em: EntityManager, stage: Stage): Promise<{ loan: string; subsidyClaim: string }> {
  const { places, day } = stage;
  const [city, county] = [places.get('500000')!, places.get(COUNTY)!];
  const community = await em.findOneOrFail(Region, { level: 'COMMUNITY', path: { $like: `${county.path}/%` } }, { orderBy: { path: 'asc' } });
  em.persist(
    Object.assign(new PolicyRate(), {
      synthetic: true,
      id: idOf('policy-rate', 'demo'),
      parameter: 'POST_SUBSIDY',
      region: ref(Region, city.id),
      regionPath: city.path,
      effectiveOn: `${Number(day.slice(0, 4)) - 1}-01-01`,
      value: MONTHLY,
      basis: 'OURS',
      source: '演示用假定值',
    }),
  );
  const loan = await seedLoans(em, stage, county, community);
  const subsidyClaim = await seedClaims(em, stage, county);
  for (const [at, kind] of (['TAX', 'TAX', 'FEE', 'FEE'] as ReliefKind[]).entries()) {
    const relief = Object.assign(new Relief(), {
      synthetic: true,
      id: idOf('relief', at),
      kind,
      county: ref(Region, county.id),
      countyPath: county.path,
      grantedOn: plusDays(day, -30 * (at + 1)),
      amount: BigInt(123_400 + at * 56_700),
      authority: kind === 'TAX' ? '区税务局' : '区市场监督管理局',
      number: `演示减免〔${day.slice(0, 4)}〕${at + 1}号`,
      state: at % 2 === 0 ? 'CONFIRMED' : 'RECORDED',
    });
    em.persist([relief, step(relief.id, relief.state, relief.grantedOn, 'county')]);
  }
  await em.flush();
  return { loan, subsidyClaim };
}

async function seedLoans(em: EntityManager, { people, day }: Stage, county: KnownPlace, community: Region): Promise<string> {
  const fund = Object.assign(new GuaranteeFund(), {
    synthetic: true,
    id: idOf('fund', COUNTY),
    name: '小额贷款担保基金',
    region: ref(Region, county.id),
    regionPath: county.path,
    bank: '演示银行',
  });
  em.persist(fund);
  const opened = plusDays(day, -600);
  const money = (one: Omit<Operation, 'countyPath' | 'fundId'>): Promise<void> => post(em, { ...one, countyPath: county.path, fundId: fund.id });
  await money({ kind: 'DEPOSIT', legs: move('CAPITAL', 'FUND', FUND), on: opened });
  const here = people.filter((one) => one.regionPath === county.path || one.regionPath.startsWith(`${county.path}/`));
  const [borrowers, others] = [here.slice(0, LOANS.length), here.slice(LOANS.length)];
  for (const [at, seeker] of borrowers.entries()) {
    const { state, disbursed = 0, repaid = 0n, fast = false, joint = false } = LOANS[at]!;
    const partner = joint ? others.shift() : undefined;
    const steps = WAY.slice(0, disbursed > 0 ? WAY.length : WAY.indexOf(state) + 1);
    const disbursedOn = plusDays(day, -disbursed);
    const [appliedOn, dueOn] = [plusDays(disbursedOn, -40), plusMonths(disbursedOn, 12)];
    const ended = state === 'REPAID' ? dueOn : null;
    const promised = steps.length > 3;
    const made = Object.assign(new MicroLoan(), {
      synthetic: true,
      id: idOf('loan', at),
      seeker: ref(seeker),
      kind: partner ? 'PARTNERSHIP' : 'INDIVIDUAL',
      heads: partner ? 2 : 1,
      region: ref(community),
      regionPath: community.path,
      project: ['社区小吃店', '家禽养殖', '服装加工点', '电动车维修'][at % 4]!,
      microProfit: at % 2 === 0,
      fastTrack: fast,
      state,
      appliedOn,
      requested: AMOUNT,
      amount: promised ? AMOUNT : null,
      fund: promised ? ref(fund) : null,
      stepDueOn: disbursed > 0 ? null : plusDays(day, fast ? 1 : 5),
      endedOn: ended,
      contract:
        disbursed === 0
          ? new LoanContract()
          : Object.assign(new LoanContract(), { termMonths: 12, annualRate: 360, number: `演示贷 ${at}`, disbursedOn, dueOn }),
    });
    em.persist([made, ...steps.map((one, order) => step(made.id, one, plusDays(appliedOn, order * 8), LEVELS[order]!))]);
    if (partner)
      em.persist(Object.assign(new LoanPartner(), { synthetic: true, id: idOf('loan partner', at), loan: ref(made), seeker: ref(partner) }));
    if (state !== steps.at(-1)) em.persist(step(made.id, state, ended ?? plusDays(dueOn, 1), state === 'OVERDUE' ? null : 'county'));
    if (promised) await money({ kind: 'PROMISE', caseId: made.id, legs: move('OBLIGED', 'EXPOSURE', AMOUNT), on: plusDays(appliedOn, 24) });
    if (disbursed === 0) continue;
    await money({ kind: 'DISBURSE', caseId: made.id, legs: move('BANK', 'PRINCIPAL', AMOUNT), on: disbursedOn });
    const back = (amount: bigint): Operation['legs'] => [...move('PRINCIPAL', 'BANK', amount), ...move('EXPOSURE', 'OBLIGED', amount)];
    if (repaid > 0n) await money({ kind: 'REPAY', caseId: made.id, legs: back(repaid), on: ended ?? plusDays(disbursedOn, 30) });
    if (state !== 'COMPENSATED') continue;
    await money({
      kind: 'COMPENSATE',
      caseId: made.id,
      legs: [...back(AMOUNT - repaid), ...move('FUND', 'CLAIM', AMOUNT - repaid)],
      on: plusDays(dueOn, 35),
    });
  }
  return idOf('loan', 5);
}

async function seedClaims(em: EntityManager, { people, employers, offices, day }: Stage, county: KnownPlace): Promise<string> {
  const institution = offices.get(county.path)!;
  const month = plusMonths(`${day.slice(0, 8)}01`, -3);
  const quarterOn = `${month.slice(0, 5)}${String(Math.floor((Number(month.slice(5, 7)) - 1) / 3) * 3 + 1).padStart(2, '0')}-01`;
  for (const [at, state] of CLAIMS.entries()) {
    const persons = people.slice(at * 3, at * 3 + 3);
    const counted = state === 'APPROVED' || state === 'PAID';
    const claim = Object.assign(new SubsidyClaim(), {
      synthetic: true,
      id: idOf('subsidy', at),
      kind: 'POST',
      post: 'PUBLIC_WELFARE',
      employer: ref(employers[at]!),
      quarterOn,
      institution: ref(institution),
      institutionPath: institution.regionPath,
      state,
      appliedOn: plusDays(day, -20),
      noticeUntil: ['APPLIED', 'VERIFIED'].includes(state) ? null : plusDays(day, state === 'PUBLICISED' ? 5 : -2),
      amount: MONTHLY * BigInt(persons.length),
    });
    em.persist([
      claim,
      ...persons.map((person) =>
        Object.assign(new SubsidyMonth(), {
          synthetic: true,
          claim: ref(claim),
          seeker: ref(person),
          kind: 'POST',
          month: quarterOn,
          contractNumber: `演示合同 ${at}`,
          contractFrom: plusMonths(quarterOn, -6),
          contractUntil: plusMonths(quarterOn, 18),
          wage: 260_000n,
          insurancePaid: 90_000n,
          amount: MONTHLY,
          spellNumber: counted ? 1 : null,
        }),
      ),
      ...(counted ? persons : []).map((person) =>
        Object.assign(new SubsidySpell(), {
          synthetic: true,
          id: idOf('subsidy-spell', person.id),
          seeker: ref(person),
          kind: 'POST',
          number: 1,
          monthsMax: 36,
          monthsUsed: 1,
        }),
      ),
      ...CLAIMS.slice(0, CLAIMS.indexOf(state) + 1).map((one, order) =>
        step(claim.id, one, plusDays(day, -20 + order), order === 0 ? null : 'county'),
      ),
    ]);
    if (state === 'PAID')
      await post(em, {
        kind: 'SUBSIDY_PAY',
        countyPath: county.path,
        caseId: claim.id,
        legs: move('EMPLOYMENT_FUNDS', 'SUBSIDY', claim.amount),
        on: plusDays(day, -1),
      });
  }
  return idOf('subsidy', 2);
}
