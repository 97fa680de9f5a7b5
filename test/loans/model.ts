import { plusDays } from '../../src/platform/clock/clock.js';

/** What should be, kept in memory: every operation there ever was, and nothing summed up beside them. */
export type State =
  | 'LABOUR_CHECKED'
  | 'GUARANTEE_PROMISED'
  | 'BANK_APPROVED'
  | 'DISBURSED'
  | 'EXTENDED'
  | 'OVERDUE'
  | 'REPAID'
  | 'COMPENSATED'
  | 'RECOVERED'
  | 'WRITTEN_OFF'
  | 'BANK_REJECTED'
  | 'WITHDRAWN';

export interface ModelLoan {
  id: string;
  requested: bigint;
  amount: bigint;
  state: State;
  disbursedOn: string | null;
  dueOn: string | null;
  extendedOn: string | null;
  extendedUntil: string | null;
  /** Money by the day on which it moved. */
  repaid: [day: string, amount: bigint][];
  compensated: [day: string, amount: bigint][];
  recovered: [day: string, amount: bigint][];
  writtenOff: [day: string, amount: bigint][];
}

const sum = (moves: readonly (readonly [string, bigint])[], until = '9999-12-31'): bigint =>
  moves.reduce((all, [day, amount]) => (day <= until ? all + amount : all), 0n);

export const owedToBank = (loan: ModelLoan, on?: string): bigint =>
  loan.disbursedOn === null || (on !== undefined && loan.disbursedOn > on) ? 0n : loan.amount - sum(loan.repaid, on) - sum(loan.compensated, on);
export const owedToFund = (loan: ModelLoan): bigint => sum(loan.compensated) - sum(loan.recovered) - sum(loan.writtenOff);

export const LEVERAGE = 5n;
export const GRACE = 30;

export class Model {
  day: string;
  readonly deposits: bigint[] = [];
  readonly loans: ModelLoan[] = [];

  constructor(day: string) {
    this.day = day;
  }

  get balance(): bigint {
    const [paid, back] = [this.loans.map((one) => sum(one.compensated)), this.loans.map((one) => sum(one.recovered))];
    return [...this.deposits, ...back].reduce((all, one) => all + one, 0n) - paid.reduce((all, one) => all + one, 0n);
  }

  get exposure(): bigint {
    return this.loans.reduce((all, one) => all + (['GUARANTEE_PROMISED', 'BANK_APPROVED'].includes(one.state) ? one.amount : owedToBank(one)), 0n);
  }

  paidThisYear(): bigint {
    const year = this.day.slice(0, 4);
    return this.loans.flatMap((one) => one.compensated).reduce((all, [day, amount]) => (day.startsWith(year) ? all + amount : all), 0n);
  }

  /** Whether a value date so many days ago lies between the day on which the money went out and today. */
  valued(out: string, back: number): boolean {
    return back >= 0 && plusDays(this.day, -back) >= out;
  }

  lastDay(loan: ModelLoan, on = '9999-12-31'): string {
    return loan.extendedOn !== null && loan.extendedOn <= on ? loan.extendedUntil! : loan.dueOn!;
  }

  /** The day goes on, and the job marks what is late, if it runs. */
  later(days: number, swept: boolean): void {
    this.day = plusDays(this.day, days);
    if (!swept) return;
    for (const one of this.loans) if ((one.state === 'DISBURSED' || one.state === 'EXTENDED') && this.lastDay(one) < this.day) one.state = 'OVERDUE';
  }

  /** Recovered due principal and due principal at the end of a day, loan by loan, as the definition says. */
  recovery(on: string): { due: bigint; recoveredDue: bigint } {
    const due = this.loans.filter((one) => one.disbursedOn !== null && one.disbursedOn <= on && this.lastDay(one, on) <= on);
    return {
      due: due.reduce((all, one) => all + one.amount, 0n),
      recoveredDue: due.reduce((all, one) => all + sum(one.repaid, on) + sum(one.recovered, on), 0n),
    };
  }

  outstanding = (on: string): bigint => this.loans.reduce((all, one) => all + owedToBank(one, on), 0n);
}
