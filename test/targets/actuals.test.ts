import { expect, test } from '../support/jest.js';
import { testApp } from '../support/app.js';
import { anEmployer, anInstitution, aVacancy } from '../support/factories.js';
import { aPlace, household, onTheList } from '../support/communities.js';
import { aPlan, BOARD, CITY_A } from '../support/targets.js';
import { hire } from '../support/training.js';

const app = testApp();

const WATCHED = [
  'NEW_URBAN_EMPLOYMENT',
  'REGISTERED_UNEMPLOYMENT_RATE',
  'RE_EMPLOYED',
  'HARD_TO_EMPLOY_PLACED',
  'ZERO_EMPLOYMENT_HOUSEHOLDS',
  'ZERO_EMPLOYMENT_HOUSEHOLDS_CLEARED',
  'ZERO_EMPLOYMENT_HOUSEHOLD_PLACEMENT_RATE',
  'TAX_RELIEF',
  'FEE_WAIVER',
  'INSURANCE_SUBSIDY',
  'POST_SUBSIDY',
  'LOANS_DISBURSED',
  'LOAN_PERSONS',
  'LOAN_RECOVERY_RATE',
] as const;
type Watched = (typeof WATCHED)[number];

/** The source is written by SQL: what is looked at is that the number follows it, each at once. */
test('the actuals of registers, households, policies and loans change with their rows at once', async () => {
  await aVacancy(app);
  const [employer, institution] = [await anEmployer(app), await anInstitution(app, '500101')];
  const { community } = await aPlace(app, '500101', 20);
  const year = Number(app.application.platform.clock.today().slice(0, 4));
  const weights = WATCHED.map((_, at) => (at === 0 ? 22 : 6));
  await aPlan(
    app,
    year,
    WATCHED.map((indicator, at) => ({ indicator, value: '100', weight: weights[at]! })),
  );
  const actuals = async (): Promise<Record<string, string | null>> => {
    const { targets } = await app.data(BOARD, { filter: { year, region: '500000' }, first: 50 }, CITY_A);
    return Object.fromEntries(
      targets.edges.map(({ node }: { node: { indicator: { code: string }; progress: { actual: string | null } } }) => [
        node.indicator.code,
        node.progress.actual,
      ]),
    );
  };
  const becomes = async (expected: Partial<Record<Watched, string | null>>): Promise<void> => {
    expect(await actuals()).toMatchObject(expected as Record<string, string | null>);
  };
  const nothing = { NEW_URBAN_EMPLOYMENT: '0', REGISTERED_UNEMPLOYMENT_RATE: null, RE_EMPLOYED: '0', LOAN_RECOVERY_RATE: null, TAX_RELIEF: '0' };
  await becomes({ ...nothing, ZERO_EMPLOYMENT_HOUSEHOLDS: '0', ZERO_EMPLOYMENT_HOUSEHOLD_PLACEMENT_RATE: null });

  // Registers: three unemployed, of whom one is hard to employ and finds work; another retires from work.
  const people = [];
  for (let at = 0; at < 4; at++) people.push(await household(app, community, null, []));
  const [first, second, third, old] = people as [string, string, string, string];
  const registered = (seeker: string): Promise<unknown> =>
    app.sql(
      `insert into unemployment (id, seeker_id, institution_id, institution_path, cause, registered_on, last_contact_on)
       select uuidv7(), ?::uuid, id, region_path, 'LAID_OFF', app_today(), app_today() from institution where id = ?`,
      [seeker, institution],
    );
  for (const seeker of [first, second, third]) await registered(seeker);
  await becomes({ REGISTERED_UNEMPLOYMENT_RATE: '10000' });
  const working = (seeker: string): Promise<unknown> =>
    app.sql(
      `insert into employment (id, seeker_id, kind, employer_id, institution_id, institution_path, started_on, registered_on, due_on)
       select uuidv7(), ?::uuid, 'EMPLOYED', ?::uuid, id, region_path, app_today(), app_today(), app_today() + 30 from institution where id = ?`,
      [seeker, employer, institution],
    );
  await app.sql(
    `insert into employment_difficulty (id, seeker_id, category, evidence, institution_id, institution_path, state, applied_on, recognised_on, recheck_on, by_id)
     select uuidv7(), ?::uuid, 'DISABLED', '证明', id, region_path, 'RECOGNISED', app_today(), app_today(), app_today() + 365, uuidv7() from institution where id = ?`,
    [first, institution],
  );
  await working(first);
  await app.sql("update unemployment set state = 'CANCELLED', cancelled_on = app_today(), cancel_reason = 'HIRED' where seeker_id = ?", [first]);
  await working(old);
  await becomes({ NEW_URBAN_EMPLOYMENT: '2', REGISTERED_UNEMPLOYMENT_RATE: '5000', RE_EMPLOYED: '1', HARD_TO_EMPLOY_PLACED: '1' });
  await app.sql(
    "update employment set ending_on = app_today(), ending_cause = 'RETIRED', ending_registered_on = app_today(), ending_due_on = app_today() where seeker_id = ?",
    [old],
  );
  await becomes({ NEW_URBAN_EMPLOYMENT: '1' });

  // Households: of two on the list one is cleared; where the work is reversed it never was.
  const [one] = [await onTheList(app, community), await onTheList(app, community)];
  await becomes({ ZERO_EMPLOYMENT_HOUSEHOLDS: '2', ZERO_EMPLOYMENT_HOUSEHOLDS_CLEARED: '0', ZERO_EMPLOYMENT_HOUSEHOLD_PLACEMENT_RATE: '0' });
  const placement = await hire(app, one.member);
  await becomes({ ZERO_EMPLOYMENT_HOUSEHOLDS: '1', ZERO_EMPLOYMENT_HOUSEHOLDS_CLEARED: '1', ZERO_EMPLOYMENT_HOUSEHOLD_PLACEMENT_RATE: '5000' });
  await app.sql("update placement set state = 'REVERSED', reason = '未到岗' where id = ?", [placement]);
  await becomes({ ZERO_EMPLOYMENT_HOUSEHOLDS: '2', ZERO_EMPLOYMENT_HOUSEHOLDS_CLEARED: '0' });
  const lasting = await hire(app, one.member);
  await app.sql("update placement set ending_on = app_today(), ending_cause = 'DISMISSED' where id = ?", [lasting]);
  await becomes({ ZERO_EMPLOYMENT_HOUSEHOLDS: '2', ZERO_EMPLOYMENT_HOUSEHOLDS_CLEARED: '1' });

  // Reliefs count once they are confirmed, subsidies as the ledger has them.
  await app.sql(
    `insert into relief (id, kind, county_id, county_path, employer_id, granted_on, amount, authority, number)
     select uuidv7(), one.kind, r.id, r.path, ?::uuid, app_today(), one.amount, '税务所', '减免' || one.kind from region r, (values ('TAX', 700), ('FEE', 300)) one(kind, amount) where r.code = '500101'`,
    [employer],
  );
  await becomes({ TAX_RELIEF: '0', FEE_WAIVER: '0' });
  await app.sql("update relief set state = 'CONFIRMED'");
  await becomes({ TAX_RELIEF: '700', FEE_WAIVER: '300' });
  const paid = (kind: string, amount: number): Promise<unknown> =>
    app.sql(
      `with c as (insert into subsidy_claim (id, kind, post, employer_id, quarter_on, institution_id, institution_path, state, applied_on, amount)
         select uuidv7(), ?, 'ORDINARY', ?::uuid, '2007-07-01', id, region_path, 'PAID', app_today(), ?::bigint from institution where id = ? returning id, amount),
       o as (select uuidv7() as id)
       insert into ledger_entry (id, operation, leg, kind, account, delta, county_path, posted_on, case_id)
       select uuidv7(), o.id, l.leg, 'SUBSIDY_PAY', l.account, l.sign * c.amount, '/100000/500000/500101', app_today(), c.id
         from c, o, (values (1, 'EMPLOYMENT_FUNDS', -1), (2, 'SUBSIDY', 1)) l(leg, account, sign)`,
      [kind, employer, amount, institution],
    );
  await paid('POST', 40);
  await paid('INSURANCE', 60);
  await becomes({ POST_SUBSIDY: '40', INSURANCE_SUBSIDY: '60' });

  // A loan that is due today, half of which came back.
  await app.sql(
    `with l as (insert into micro_loan (id, seeker_id, kind, heads, region_id, region_path, project, state, applied_on, requested, amount, contract_disbursed_on, contract_due_on)
         select uuidv7(), ?::uuid, 'PARTNERSHIP', 3, r.id, r.path, '小吃店', 'DISBURSED', app_today(), 1000, 1000, app_today(), app_today() from region r where r.code = ? returning id),
     o as (select uuidv7() as lent, uuidv7() as back)
     insert into ledger_entry (id, operation, leg, kind, account, delta, county_path, posted_on, case_id)
     select uuidv7(), case e.kind when 'DISBURSE' then o.lent else o.back end, e.leg, e.kind, e.account, e.delta, '/100000/500000/500101', app_today(), l.id
       from l, o, (values ('DISBURSE', 1, 'BANK', -1000), ('DISBURSE', 2, 'PRINCIPAL', 1000), ('REPAY', 1, 'PRINCIPAL', -500), ('REPAY', 2, 'BANK', 500)) e(kind, leg, account, delta)`,
    [second, community],
  );
  await becomes({ LOANS_DISBURSED: '1000', LOAN_PERSONS: '3', LOAN_RECOVERY_RATE: '5000' });
}, 60_000);
