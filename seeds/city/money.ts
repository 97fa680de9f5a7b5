import type { Cell } from '../../src/platform/database/copy.js';
import { plusMonths } from '../../src/platform/clock/clock.js';
import type { Market } from './market.js';
import { EARLIER, REGISTERED } from './people.js';
import { someOf } from './programmes.js';
import { apportion, dayOf, dice, idAt, KIND, LAST_DAY, seasonal } from './shape.js';
import { type Step, step } from './step.js';

const FEN = 100;
const HUNDRED = 100;

/** Amounts in yuan that add up to a total, around its mean, in hundreds but for the last. */
function amounts(total: number, count: number, kind: number): number[] {
  const weights = Array.from({ length: count }, (_, n) => 0.5 + dice(kind, n).next() + dice(kind + 1, n).next() * 0.5);
  const parts = apportion(Math.floor(total / HUNDRED), weights).map((part) => part * HUNDRED);
  parts[count - 1]! += total % HUNDRED;
  return parts;
}

interface Loan {
  readonly person: number;
  readonly amount: number;
  readonly disbursedOn: string;
  readonly dueOn: string;
  readonly paid: number;
}

const EARLIEST = -1_550;
/** Loans of one year that were lent after this day are not due yet. */
const LAST_DUE = -34;
const MEAN_LOAN = 15_000;

/** Those of earlier years are due but for a few of December; a few of the due were not paid back. */
function loansOf({ people, totals }: Market): Loan[] {
  const fresh = someOf(people, REGISTERED, totals.newLoans);
  const freshAmounts = amounts(totals.newLoanAmount, fresh.length, KIND.loan);
  const recent = fresh.map((person, n): Loan => {
    const disbursedOn = dayOf(seasonal(dice(KIND.loan + 2, n)));
    return { person, amount: freshAmounts[n]!, disbursedOn, dueOn: plusMonths(disbursedOn, n % 4 === 0 ? 24 : 12), paid: 0 };
  });
  const earlier = someOf(people, EARLIER, totals.earlierLoans);
  const open = totals.loanAmountEver - totals.newLoanAmount - totals.due;
  const openCount = Math.max(1, Math.round(open / MEAN_LOAN));
  const dueAmounts = amounts(totals.due, earlier.length - openCount, KIND.loan + 3);
  const openAmounts = amounts(open, openCount, KIND.loan + 5);
  let owed = totals.due - totals.recovered;
  const old = earlier.map((person, n): Loan => {
    const random = dice(KIND.loan + 7, n);
    const isDue = n < dueAmounts.length;
    const amount = isDue ? dueAmounts[n]! : openAmounts[n - dueAmounts.length]!;
    const disbursedOn = dayOf(isDue ? random.whole(EARLIEST, LAST_DUE) : random.whole(-29, -2));
    const unpaid = isDue ? Math.min(owed, amount) : amount;
    if (isDue) owed -= unpaid;
    return { person, amount, disbursedOn, dueOn: plusMonths(disbursedOn, 12), paid: amount - unpaid };
  });
  return [...recent, ...old];
}

const PROJECTS = ['小吃店', '副食店', '理发店', '养殖', '缝纫铺', '摩托修理', '蔬菜批发', '服装店', '干洗店', '运输'];

const loans = (market: Market): Step => {
  const all = loansOf(market);
  return step(
    'loans',
    '小额担保贷款',
    all.length,
    {
      micro_loan:
        'id synthetic seeker_id kind heads region_id region_path main_urban project micro_profit fast_track state applied_on requested amount contract_term_months contract_annual_rate contract_number contract_disbursed_on contract_due_on ended_on',
      ledger_entry: 'id synthetic operation leg kind account case_id county_path posted_on delta',
    },
    (n) => {
      const { person, amount, disbursedOn, dueOn, paid } = all[n]!;
      const [county, township] = [market.people.county(person), market.people.township(person)];
      const random = dice(KIND.loan + 8, n);
      const id = idAt(KIND.loan, n);
      const today = dayOf(LAST_DAY);
      const state = paid === amount ? 'REPAID' : dueOn < today ? 'OVERDUE' : 'DISBURSED';
      const ended = paid === amount ? dueOn : null;
      const legs = (at: number, kind: string, on: string, moves: readonly (readonly [string, number])[]): Cell[][] =>
        moves.map(([account, yuan], leg) => [
          idAt(KIND.entry, (n * 2 + at) * 2 + leg),
          true,
          idAt(KIND.operation, n * 2 + at),
          leg + 1,
          kind,
          account,
          id,
          county.path,
          on,
          yuan * FEN,
        ]);
      return {
        micro_loan: [
          [
            id,
            true,
            idAt(KIND.person, person),
            'INDIVIDUAL',
            1,
            township.id,
            township.path,
            county.mainUrban,
            random.pick(PROJECTS),
            random.chance(0.7),
            disbursedOn >= '2007' && random.chance(0.5),
            state,
            plusMonths(disbursedOn, -1),
            amount * FEN,
            amount * FEN,
            disbursedOn >= '2007' && n % 4 === 0 ? 24 : 12,
            612,
            `D${String(n).padStart(7, '0')}`,
            disbursedOn,
            dueOn,
            ended,
          ],
        ],
        ledger_entry: [
          ...legs(0, 'DISBURSE', disbursedOn, [
            ['BANK', -amount],
            ['PRINCIPAL', amount],
          ]),
          ...(paid > 0
            ? legs(1, 'REPAY', dueOn, [
                ['PRINCIPAL', -paid],
                ['BANK', paid],
              ])
            : []),
        ],
      };
    },
  );
};

const INSURANCE_SHARE = 0.7;
const QUARTERS = ['2006-10-01', '2007-01-01', '2007-04-01', '2007-07-01'];

const subsidies = (market: Market): Step => {
  const { people, totals } = market;
  const { counties } = people.geography;
  const insured = Math.round(totals.claims * INSURANCE_SHARE);
  const all = [
    ...amounts(totals.insuranceSubsidy, insured, KIND.claim).map((amount) => ({ kind: 'INSURANCE', amount })),
    ...amounts(totals.postSubsidy, totals.claims - insured, KIND.claim + 2).map((amount) => ({ kind: 'POST', amount })),
  ];
  const first = 4 * (totals.newLoans + totals.earlierLoans);
  return step(
    'subsidies',
    '社保补贴、岗位补贴',
    all.length,
    {
      subsidy_claim: 'id synthetic kind post employer_id quarter_on institution_id institution_path state applied_on amount',
      ledger_entry: 'id synthetic operation leg kind account case_id county_path posted_on delta',
    },
    (n) => {
      const { kind, amount } = all[n]!;
      const random = dice(KIND.claim + 4, n);
      const county = random.pick(counties);
      const day = seasonal(random);
      const id = idAt(KIND.claim, n);
      const post = kind === 'POST' ? 'PUBLIC_WELFARE' : 'ORDINARY';
      const quarter = QUARTERS[Math.min(3, Math.floor(day / 91))]!;
      const leg = (at: number, account: string, delta: number): Cell[] => [
        idAt(KIND.entry, first + n * 2 + at),
        true,
        idAt(KIND.operation, first + n),
        at + 1,
        'SUBSIDY_PAY',
        account,
        id,
        county.path,
        dayOf(day),
        delta * FEN,
      ];
      return {
        subsidy_claim: [
          [
            id,
            true,
            kind,
            post,
            idAt(KIND.employer, random.whole(0, totals.employers - 1)),
            quarter,
            county.bureau,
            county.path,
            'PAID',
            dayOf(Math.max(0, day - random.whole(10, 40))),
            amount * FEN,
          ],
        ],
        ledger_entry: [leg(0, 'EMPLOYMENT_FUNDS', -amount), leg(1, 'SUBSIDY', amount)],
      };
    },
  );
};

/** Reliefs are reported through September. */
const RELIEFS_THROUGH = 272;
const TAX_SHARE = 0.7;

const reliefs = (market: Market): Step => {
  const { people, totals } = market;
  const taxed = Math.round(totals.reliefs * TAX_SHARE);
  const all = [
    ...amounts(totals.taxRelief, taxed, KIND.relief).map((amount) => ({ kind: 'TAX', amount })),
    ...amounts(totals.feeWaiver, totals.reliefs - taxed, KIND.relief + 2).map((amount) => ({ kind: 'FEE', amount })),
  ];
  return step(
    'reliefs',
    '税费减免',
    all.length,
    { relief: 'id synthetic kind county_id county_path employer_id granted_on amount authority number state' },
    (n) => {
      const { kind, amount } = all[n]!;
      const random = dice(KIND.relief + 4, n);
      const county = random.pick(people.geography.counties);
      const employer = idAt(KIND.employer, random.whole(0, totals.employers - 1));
      const authority = kind === 'TAX' ? `${county.name}地方税务局` : `${county.name}工商行政管理局`;
      const on = dayOf(random.whole(0, RELIEFS_THROUGH));
      return {
        relief: [
          [idAt(KIND.relief, n), true, kind, county.id, county.path, employer, on, amount * FEN, authority, `减免〔2007〕${n + 1}号`, 'CONFIRMED'],
        ],
      };
    },
  );
};

export const moneySteps = (market: Market): Step[] => [loans(market), subsidies(market), reliefs(market)];
