import fc from 'fast-check';
import { approveByBank, depositInFund, disburseLoan, promiseLoan, rejectByBank, withdrawLoan } from '../../src/modules/loans/loan.service.js';
import { compensateLoan, extendLoan, recoverLoan, repayLoan, writeOffLoan } from '../../src/modules/loans/repayment.service.js';
import { plusDays, plusMonths } from '../../src/platform/clock/clock.js';
import { GRACE, LEVERAGE, type Model, type ModelLoan, owedToBank, owedToFund, type State } from './model.js';
import { CITY_OFFICE, COUNTY_OFFICE, type Real, same } from './real.js';

/* Every command foretells its refusal from the model before the database is asked. */

abstract class Command implements fc.AsyncCommand<Model, Real> {
  check = (_model?: Readonly<Model>): boolean => true;

  async run(model: Model, real: Real): Promise<void> {
    await this.act(model, real);
    await real.compare(model);
  }

  protected abstract act(model: Model, real: Real): Promise<void>;
  abstract toString(): string;
}

class Deposit extends Command {
  constructor(private readonly amount: bigint) {
    super();
  }

  protected async act(model: Model, real: Real): Promise<void> {
    const { amount } = this;
    same('deposit', await real.within((em) => depositInFund(em, COUNTY_OFFICE, real.fund, amount)), amount > 0n ? 'done' : 'INVALID');
    if (amount > 0n) model.deposits.push(amount);
  }

  toString = (): string => `deposit ${this.amount}`;
}

/** Another application, checked and ready for the fund. */
class Apply extends Command {
  constructor(private readonly requested: bigint) {
    super();
  }

  override check = (model?: Readonly<Model>): boolean => model!.loans.length < 6;

  protected async act(model: Model, real: Real): Promise<void> {
    const id = await real.plantLoan(this.requested);
    const none = { disbursedOn: null, dueOn: null, extendedOn: null, extendedUntil: null };
    model.loans.push({
      id,
      requested: this.requested,
      amount: 0n,
      state: 'LABOUR_CHECKED',
      ...none,
      repaid: [],
      compensated: [],
      recovered: [],
      writtenOff: [],
    });
  }

  toString = (): string => `apply for ${this.requested}`;
}

/** The loan that was asked for last. */
const LAST = -1;

abstract class OfLoan extends Command {
  constructor(protected readonly which: number) {
    super();
  }

  override check = (model?: Readonly<Model>): boolean => model!.loans.length > 0;

  protected of = (model: Model): ModelLoan => model.loans[this.which === LAST ? model.loans.length - 1 : this.which % model.loans.length]!;

  protected async act(model: Model, real: Real): Promise<void> {
    const loan = this.of(model);
    const expected = this.from(model).includes(loan.state) ? (this.refusal(model, loan) ?? 'done') : 'ILLEGAL_TRANSITION';
    same(this.toString(), await this.attempt(real, loan), expected);
    if (expected === 'done') this.follow(model, loan);
  }

  protected abstract from(model: Model): readonly State[];
  protected refusal(_model: Model, _loan: ModelLoan): string | undefined {
    return undefined;
  }
  protected abstract attempt(real: Real, loan: ModelLoan): Promise<string>;
  protected abstract follow(model: Model, loan: ModelLoan): void;
}

class PromiseIt extends OfLoan {
  constructor(
    which: number,
    private readonly amount: bigint,
  ) {
    super(which);
  }

  protected from = (): State[] => ['LABOUR_CHECKED'];

  protected override refusal(model: Model, loan: ModelLoan): string | undefined {
    if (this.amount > loan.requested) return 'NOT_ELIGIBLE';
    return model.exposure + this.amount <= LEVERAGE * model.balance ? undefined : 'QUOTA_EXHAUSTED';
  }

  protected attempt = (real: Real, { id }: ModelLoan): Promise<string> =>
    real.within((em) => promiseLoan(em, COUNTY_OFFICE, id, { fund: real.fund, amount: this.amount }));

  protected follow(_: Model, loan: ModelLoan): void {
    Object.assign(loan, { state: 'GUARANTEE_PROMISED', amount: this.amount });
  }

  toString = (): string => `promise ${this.amount} for ${this.which}`;
}

class Approve extends OfLoan {
  protected from = (): State[] => ['GUARANTEE_PROMISED'];
  protected attempt = (real: Real, { id }: ModelLoan): Promise<string> =>
    real.within((em) => approveByBank(em, COUNTY_OFFICE, id, { termMonths: 12, annualRate: 729 }));
  protected follow(_: Model, loan: ModelLoan): void {
    loan.state = 'BANK_APPROVED';
  }
  toString = (): string => `the bank approves ${this.which}`;
}

class BankReject extends OfLoan {
  protected from = (): State[] => ['GUARANTEE_PROMISED'];
  protected attempt = (real: Real, { id }: ModelLoan): Promise<string> => real.within((em) => rejectByBank(em, COUNTY_OFFICE, id, '模型'));
  protected follow(_: Model, loan: ModelLoan): void {
    loan.state = 'BANK_REJECTED';
  }
  toString = (): string => `the bank refuses ${this.which}`;
}

class Withdraw extends OfLoan {
  protected from = (): State[] => ['LABOUR_CHECKED', 'GUARANTEE_PROMISED', 'BANK_APPROVED'];
  protected attempt = (real: Real, { id }: ModelLoan): Promise<string> => real.within((em) => withdrawLoan(em, COUNTY_OFFICE, id, '模型'));
  protected follow(_: Model, loan: ModelLoan): void {
    loan.state = 'WITHDRAWN';
  }
  toString = (): string => `withdraw ${this.which}`;
}

class Disburse extends OfLoan {
  protected from = (): State[] => ['BANK_APPROVED'];
  protected attempt = (real: Real, { id }: ModelLoan): Promise<string> => real.within((em) => disburseLoan(em, COUNTY_OFFICE, id, '模型'));
  protected follow(model: Model, loan: ModelLoan): void {
    Object.assign(loan, { state: 'DISBURSED', disbursedOn: model.day, dueOn: plusMonths(model.day, 12) });
  }
  toString = (): string => `disburse ${this.which}`;
}

class Repay extends OfLoan {
  constructor(
    which: number,
    private readonly amount: bigint,
    private readonly back: number,
  ) {
    super(which);
  }

  protected from = (): State[] => ['DISBURSED', 'EXTENDED', 'OVERDUE'];
  protected override refusal(model: Model, loan: ModelLoan): string | undefined {
    if (!model.valued(loan.disbursedOn!, this.back)) return 'INVALID';
    return this.amount > owedToBank(loan) ? 'NOT_ELIGIBLE' : undefined;
  }
  protected attempt = (real: Real, { id }: ModelLoan): Promise<string> =>
    real.within((em) => repayLoan(em, COUNTY_OFFICE, id, { amount: this.amount, valueOn: plusDays(real.day, -this.back) }));
  protected follow(model: Model, loan: ModelLoan): void {
    loan.repaid.push([plusDays(model.day, -this.back), this.amount]);
    if (owedToBank(loan) === 0n) loan.state = 'REPAID';
  }
  toString = (): string => `repay ${this.amount} of ${this.which}, ${this.back} days ago by value`;
}

class Extend extends OfLoan {
  constructor(
    which: number,
    private readonly months: number,
  ) {
    super(which);
  }

  protected from = (): State[] => ['DISBURSED'];
  protected override refusal = (model: Model, loan: ModelLoan): string | undefined =>
    this.months > 12 || model.day > loan.dueOn! ? 'NOT_ELIGIBLE' : undefined;
  protected attempt = (real: Real, { id }: ModelLoan): Promise<string> => real.within((em) => extendLoan(em, COUNTY_OFFICE, id, this.months, true));
  protected follow(model: Model, loan: ModelLoan): void {
    Object.assign(loan, { state: 'EXTENDED', extendedOn: model.day, extendedUntil: plusMonths(loan.dueOn!, this.months) });
  }
  toString = (): string => `extend ${this.which} by ${this.months}`;
}

class Compensate extends OfLoan {
  protected from = (): State[] => ['OVERDUE'];
  protected override refusal(model: Model, loan: ModelLoan): string | undefined {
    const amount = owedToBank(loan);
    if (model.day < plusDays(model.lastDay(loan), GRACE) || amount > model.balance) return 'NOT_ELIGIBLE';
    const paid = model.paidThisYear();
    return 100n * (paid + amount) <= 20n * (model.balance + paid) ? undefined : 'QUOTA_EXHAUSTED';
  }
  protected attempt = (real: Real, { id }: ModelLoan): Promise<string> => real.within((em) => compensateLoan(em, COUNTY_OFFICE, id));
  protected follow(model: Model, loan: ModelLoan): void {
    loan.compensated.push([model.day, owedToBank(loan)]);
    loan.state = 'COMPENSATED';
  }
  toString = (): string => `compensate ${this.which}`;
}

class Recover extends OfLoan {
  constructor(
    which: number,
    private readonly amount: bigint,
    private readonly back: number,
  ) {
    super(which);
  }

  protected from = (): State[] => ['COMPENSATED'];
  protected override refusal(model: Model, loan: ModelLoan): string | undefined {
    if (!model.valued(loan.compensated[0]![0], this.back)) return 'INVALID';
    return this.amount > owedToFund(loan) ? 'NOT_ELIGIBLE' : undefined;
  }
  protected attempt = (real: Real, { id }: ModelLoan): Promise<string> =>
    real.within((em) => recoverLoan(em, COUNTY_OFFICE, id, { amount: this.amount, valueOn: plusDays(real.day, -this.back) }));
  protected follow(model: Model, loan: ModelLoan): void {
    loan.recovered.push([plusDays(model.day, -this.back), this.amount]);
    if (owedToFund(loan) === 0n) loan.state = 'RECOVERED';
  }
  toString = (): string => `recover ${this.amount} of ${this.which}, ${this.back} days ago by value`;
}

class WriteOff extends OfLoan {
  protected from = (): State[] => ['COMPENSATED'];
  protected attempt = (real: Real, { id }: ModelLoan): Promise<string> => real.within((em) => writeOffLoan(em, CITY_OFFICE, id, '模型'));
  protected follow(model: Model, loan: ModelLoan): void {
    loan.writtenOff.push([model.day, owedToFund(loan)]);
    loan.state = 'WRITTEN_OFF';
  }
  toString = (): string => `write ${this.which} off`;
}

class Later extends Command {
  constructor(
    private readonly days: number,
    private readonly swept = true,
  ) {
    super();
  }

  protected async act(model: Model, real: Real): Promise<void> {
    model.later(this.days, this.swept);
    await real.later(this.days, this.swept);
  }

  toString = (): string => `${this.days} days pass${this.swept ? '' : ', and no job runs'}`;
}

/** A loan that was disbursed goes through its likely life at once, so that late states are reached often. */
class Lent extends Command {
  constructor(private readonly steps: readonly Command[]) {
    super();
  }

  protected async act(model: Model, real: Real): Promise<void> {
    for (const one of this.steps) if (one.check(model)) await one.run(model, real);
  }

  toString = (): string => `[${this.steps.map(String).join('; ')}]`;
}

const which = fc.nat(5);
const amount = fc.constantFrom(1n, 50n, 100n, 200n, 300n, 400n);
/** Days since the value date; one that is still to come among them. */
const back = fc.constantFrom(0, 0, 0, 0, 1, 29, 200, 365, -1);
const lent = (one: bigint): Command[] => [new Apply(one), new PromiseIt(LAST, one), new Approve(LAST), new Disburse(LAST)];
export const commands: fc.Arbitrary<fc.AsyncCommand<Model, Real>>[] = [
  fc.constantFrom(0n, 100n, 100n, 500n, 2000n).map((one) => new Deposit(one)),
  amount.map((one) => new Apply(one)),
  fc.tuple(which, amount).map(([at, one]) => new PromiseIt(at, one)),
  which.map((at) => new Approve(at)),
  which.map((at) => new BankReject(at)),
  which.map((at) => new Withdraw(at)),
  which.map((at) => new Disburse(at)),
  fc.tuple(which, amount, back).map(([at, one, days]) => new Repay(at, one, days)),
  fc.tuple(which, fc.constantFrom(1, 6, 12, 13)).map(([at, months]) => new Extend(at, months)),
  which.map((at) => new Compensate(at)),
  fc.tuple(which, amount, back).map(([at, one, days]) => new Recover(at, one, days)),
  which.map((at) => new WriteOff(at)),
  fc.tuple(fc.constantFrom(1, 29, 30, 31, 180, 365, 366, 400), fc.boolean()).map(([days, swept]) => new Later(days, swept)),
  amount.map((one) => new Lent([new Deposit(100n), ...lent(one)])),
  fc
    .tuple(amount, fc.constantFrom(366, 395, 396, 420))
    .map(([one, days]) => new Lent([new Deposit(100n), ...lent(one), new Later(days), new Compensate(LAST)])),
  fc
    .tuple(amount, fc.constantFrom(364, 366, 367))
    .map(([one, days]) => new Lent([new Deposit(100n), ...lent(one), new Later(days, false), new Extend(LAST, 6)])),
];
