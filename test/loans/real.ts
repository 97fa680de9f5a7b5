import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import type pg from 'pg';
import { markOverdue } from '../../src/modules/loans/repayment.service.js';
import { portfolioFrom, sumsAt } from '../../src/modules/loans/portfolio.js';
import { ANONYMOUS, settingsOf, SYSTEM, type Viewer } from '../../src/platform/access/viewer.js';
import { plusDays } from '../../src/platform/clock/clock.js';
import { raw } from '../../src/platform/database/sql.js';
import { Refusal } from '../../src/platform/graphql/errors.js';
import { type Model, owedToBank, owedToFund } from './model.js';

const COMMUNITY = '500101017001';
const county = '/100000/500000/500101';
/** Offices without an account: the rule of two persons is tried elsewhere. */
export const COUNTY_OFFICE: Viewer = { ...ANONYMOUS, role: 'office', level: 'county', regionPath: county };
export const CITY_OFFICE: Viewer = { ...ANONYMOUS, role: 'office', level: 'city', regionPath: '/100000/500000' };
export const START = '2007-03-01';

/** The real thing: the services on a database, a fund of their own for each sequence. */
export class Real {
  day = START;

  private constructor(
    private readonly orm: MikroORM,
    private readonly owner: pg.Client,
    readonly fund: string,
  ) {}

  static async open(orm: MikroORM, owner: pg.Client): Promise<Real> {
    await owner.query('truncate loan_partner, micro_loan, guarantee_fund, case_step');
    const fund = randomUUID();
    await owner.query(
      "insert into guarantee_fund (id, name, region_id, region_path, bank) select $1, '模型', id, path, '银行' from region where code = '500101' and revision <> 'Y2007'",
      [fund],
    );
    const real = new Real(orm, owner, fund);
    await real.clock();
    return real;
  }

  private clock(): Promise<unknown> {
    return this.owner.query("update app_clock set shift = ($1::date + interval '4 hours') at time zone 'Asia/Shanghai' - now()", [this.day]);
  }

  async later(days: number, swept: boolean): Promise<void> {
    this.day = plusDays(this.day, days);
    await this.clock();
    if (!swept) return;
    await this.orm.em.fork({ session: { variables: SYSTEM } }).transactional((em) => markOverdue(em as EntityManager));
  }

  /** The code of the refusal, or `done`; what the database itself refuses is told by the name of its constraint. */
  async within(work: (em: EntityManager) => Promise<unknown>): Promise<string> {
    try {
      await this.orm.em.fork({ session: { variables: settingsOf(CITY_OFFICE) } }).transactional((em) => work(em as EntityManager));
      return 'done';
    } catch (error) {
      if (error instanceof Refusal) return error.code;
      throw error;
    }
  }

  /** An application that offices have checked, of somebody of its own. */
  async plantLoan(requested: bigint): Promise<string> {
    const [id, seeker] = [randomUUID(), randomUUID()];
    await this.owner.query(
      `insert into seeker (id, name, sex, birth_on, id_number_masked, region_id, region_path)
       select $1, '模型', 'MALE', '1970-01-01', '5***', id, path from region where code = $2`,
      [seeker, COMMUNITY],
    );
    await this.owner.query(
      `insert into micro_loan (id, seeker_id, kind, region_id, region_path, project, state, applied_on, requested)
       select $1, $2, 'INDIVIDUAL', id, path, '模型', 'LABOUR_CHECKED', app_today(), $3 from region where code = $4`,
      [id, seeker, String(requested), COMMUNITY],
    );
    return id;
  }

  /** Rows, sums of the ledger, and the portfolio today and on a day before are what the model says. */
  async compare(model: Model): Promise<void> {
    const { rows: funds } = await this.owner.query<{ balance: string; exposure: string; ledger: string; answered: string }>(
      `select f.balance::text, f.exposure::text,
              (select coalesce(sum(delta), 0)::text from ledger_entry where fund_id = f.id and account = 'FUND') as ledger,
              (select coalesce(sum(delta), 0)::text from ledger_entry where fund_id = f.id and account = 'EXPOSURE') as answered
         from guarantee_fund f where f.id = $1`,
      [this.fund],
    );
    const [fund] = funds;
    if (BigInt(fund!.balance) < 0n) throw new Error(`the fund stands at ${fund!.balance}`);
    const [balance, exposure] = [String(model.balance), String(model.exposure)];
    same('fund', fund, { balance, exposure, ledger: balance, answered: exposure });
    const { rows } = await this.owner.query<Record<string, string>>('select id, state, outstanding::text, claim::text from micro_loan order by id');
    same(
      'loans',
      rows,
      model.loans
        .map((one) => ({ id: one.id, state: one.state, outstanding: String(owedToBank(one)), claim: String(owedToFund(one)) }))
        .sort((a, b) => (a.id < b.id ? -1 : 1)),
    );
    const { rows: unbalanced } = await this.owner.query('select operation from ledger_entry where fund_id = $1 group by 1 having sum(delta) <> 0', [
      this.fund,
    ]);
    same('operations that do not add up', unbalanced, []);
    for (const on of [model.day, plusDays(model.day, -200)]) {
      const { text, values } = sumsAt(on, START, raw('true')).compile();
      const { rows: sums } = await this.owner.query<unknown[]>({ text, values, rowMode: 'array' });
      const { due, recoveredDue, recoveryRate, outstanding } = portfolioFrom(sums[0]!, on, START);
      const naive = model.recovery(on);
      same(
        `due on ${on}`,
        [due.amountMinor, recoveredDue.amountMinor, outstanding.amountMinor],
        [String(naive.due), String(naive.recoveredDue), String(model.outstanding(on))],
      );
      same(
        `recovery rate on ${on}`,
        recoveryRate?.toFixed(6),
        naive.due === 0n ? undefined : (Number(naive.recoveredDue) / Number(naive.due)).toFixed(6),
      );
    }
  }
}

export function same(what: string, found: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(found, expected)) throw new Error(`${what}: found ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}`);
}
