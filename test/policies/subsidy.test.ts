import { beforeAll, expect, test } from '../support/jest.js';
import { testApp, type Who } from '../support/app.js';
import { anEmployer, anInstitution, CITY } from '../support/factories.js';
import {
  aMinimumWage,
  anEmployed,
  apply,
  aRate,
  CLAIM,
  claimText,
  county,
  months,
  nothingStored,
  recognise,
  stopClockIn,
  street,
  subsidyStep,
  sums,
} from '../support/policies.js';
import { erase } from '../support/people.js';
import { aWorker, change } from '../support/transfers.js';

const app = testApp();
let station: string;
const codes = (payload: any): string[] => payload.userErrors.map((one: { code: string }) => one.code); // oxlint-disable-line typescript/no-explicit-any -- an answer
const NOTICES = '{ subsidyNotices(region: "500101") { employer place people amount { amountMinor } noticeUntil } }';

beforeAll(async () => {
  await stopClockIn(app, '2007-10-20');
  station = await anInstitution(app, '500101017', 'GRASSROOTS_STATION');
  await aMinimumWage(app);
  await aRate(app, 'POST_SUBSIDY', '20000');
});

async function applied(more: { people?: number; lines?: object } = {}): Promise<{ id: string; employer: string; recruiter: Who; seeker: string }> {
  const one = await anEmployed(app);
  const payload = await apply(app, claimText(station, one.employer, months(one.seeker, undefined, more.lines)), one.recruiter);
  if (payload.userErrors.length > 0) throw new Error(JSON.stringify(payload.userErrors));
  return { id: payload.claim.id, employer: one.employer, recruiter: one.recruiter, seeker: one.seeker };
}
async function approved(): Promise<{ id: string; recruiter: Who; seeker: string }> {
  const claim = await applied();
  await subsidyStep(app, 'subsidyVerify', claim.id, street('甲'));
  await subsidyStep(app, 'subsidyPublicise', claim.id, county('乙'));
  await app.sql('update subsidy_claim set notice_until = app_today() - 1 where id = ?', [claim.id]);
  expect(codes(await subsidyStep(app, 'subsidyApprove', claim.id, county('丙')))).toEqual([]);
  return claim;
}

test('insurance subsidy, from application to exit: the employer, the street, the county, each step by another person', async () => {
  const { id, recruiter, seeker } = await applied();
  const step = (name: string, as: Who, values: object = {}) => subsidyStep(app, name, id, as, values);
  // Nobody leaves a step out, takes it at a level that is not theirs, or takes two in succession.
  expect(codes(await step('subsidyApprove', county('丙')))).toEqual(['ILLEGAL_TRANSITION']);
  expect(codes(await step('subsidyVerify', CITY))).toEqual(['NOT_ELIGIBLE']);
  expect(await step('subsidyVerify', street('甲'))).toMatchObject({ claim: { state: 'VERIFIED' } });
  expect(codes(await step('subsidyPublicise', street('甲')))).toEqual(['NOT_ELIGIBLE']);
  expect(await step('subsidyPublicise', county('乙'))).toMatchObject({ claim: { state: 'PUBLICISED', noticeUntil: '2007-10-27' } });
  // For a week everybody sees the least of it, and it cannot be approved.
  expect((await app.data(NOTICES)).subsidyNotices).toMatchObject([
    { place: '太白街道', people: ['张**'], amount: { amountMinor: '96000' }, noticeUntil: '2007-10-27' },
  ]);
  expect(codes(await step('subsidyApprove', county('丙')))).toEqual(['NOT_ELIGIBLE']);
  await stopClockIn(app, '2007-10-28');
  expect((await app.data(NOTICES)).subsidyNotices).toEqual([]);
  expect(codes(await step('subsidyApprove', street('甲')))).toEqual(['NOT_ELIGIBLE']);
  expect(await step('subsidyApprove', county('丙'))).toMatchObject({ claim: { state: 'APPROVED', paid: { amountMinor: '0' } } });
  expect(codes(await step('subsidyPay', county('丙')))).toEqual(['NOT_ELIGIBLE']);
  expect(await step('subsidyPay', county('丁'))).toMatchObject({ claim: { state: 'PAID', paid: { amountMinor: '96000' } } });
  expect(await sums(app, id)).toEqual({ EMPLOYMENT_FUNDS: '-96000', SUBSIDY: '96000' });
  // Fraud comes to light: the money comes back, the months are free again.
  expect(codes(await step('subsidyRecover', county('丁'), { reason: '合同系伪造' }))).toEqual(['NOT_ELIGIBLE']);
  expect(await step('subsidyRecover', county('乙'), { reason: '合同系伪造' })).toMatchObject({
    claim: { state: 'RECOVERED', paid: { amountMinor: '0' } },
  });
  expect(await sums(app, id)).toEqual({ EMPLOYMENT_FUNDS: '0', SUBSIDY: '0' });
  expect(await app.sql('select months_used from subsidy_spell where seeker_id = ?', [seeker])).toEqual([{ months_used: 0 }]);
  const { subsidyClaim } = await app.data(
    'query ($id: ID!) { subsidyClaim(id: $id) { steps { state level by } entries { kind account delta { amountMinor } } } }',
    { id },
    county('乙'),
  );
  expect(subsidyClaim.steps.map((one: { state: string; by: string }) => [one.state, one.by.split(' ').at(-1)])).toEqual([
    ['APPLIED', expect.any(String)],
    ['VERIFIED', '甲'],
    ['PUBLICISED', '乙'],
    ['APPROVED', '丙'],
    ['PAID', '丁'],
    ['RECOVERED', '乙'],
  ]);
  expect(subsidyClaim.entries).toHaveLength(4);
  expect(
    (
      await apply(
        app,
        claimText(
          station,
          (await app.sql<{ employer_id: string }>('select employer_id from subsidy_claim where id = ?', [id]))[0]!.employer_id,
          months(seeker),
        ),
        recruiter,
      )
    ).userErrors,
  ).toEqual([]);
  await stopClockIn(app, '2007-10-20');
});

test('post subsidy: the rate of each month for a public-welfare post; not for an ordinary one, nor another office’s', async () => {
  const one = await anEmployed(app);
  const post = { kind: 'POST', post: 'PUBLIC_WELFARE' };
  await nothingStored(app, 'subsidy_claim', async () => {
    expect(codes(await apply(app, claimText(station, one.employer, months(one.seeker), { ...post, post: 'ORDINARY' }), one.recruiter))).toEqual([
      'NOT_ELIGIBLE',
    ]);
    const elsewhere: Who = { role: 'OFFICE', region: '500102' };
    expect(codes(await apply(app, claimText(station, one.employer, months(one.seeker), post), elsewhere))).toEqual(['NOT_FOUND']);
  });
  const { claim } = await apply(app, claimText(station, one.employer, months(one.seeker), post), one.recruiter);
  expect(claim).toMatchObject({ state: 'APPLIED', amount: { amountMinor: '60000' } });
});

test('an erased person leaves no words in claims, months and steps; what was paid still adds up', async () => {
  const { id, seeker } = await applied();
  expect(codes(await subsidyStep(app, 'subsidyReject', id, street('甲'), { reason: '冉某某的合同系伪造' }))).toEqual([]);
  await app.sql("update registration set state = 'WITHDRAWN' where seeker_id = ?", [seeker]);
  await erase(app, seeker, CITY);
  expect(await app.sql('select reason, amount::text as amount from subsidy_claim where id = ?', [id])).toEqual([{ reason: '', amount: '96000' }]);
  expect(await app.sql('select 1 from case_step where case_id = ? and note is not null', [id])).toEqual([]);
  expect(await app.sql('select 1 from subsidy_month where claim_id = ? and contract_number is not null', [id])).toEqual([]);
});

test('the same key twice, sent at once, is one claim', async () => {
  const one = await anEmployed(app);
  const input = { ...claimText(station, one.employer, months(one.seeker)), idempotencyKey: crypto.randomUUID() };
  const query = `mutation ($input: SubsidyApplyInput!) { subsidyApply(input: $input) { ${CLAIM} userErrors { code } } }`;
  await app.token(one.recruiter);
  const [a, b] = await Promise.all([app.data(query, { input }, one.recruiter), app.data(query, { input }, one.recruiter)]);
  expect(a).toEqual(b);
  expect(await app.sql('select count(*)::int as n from subsidy_claim where employer_id = ?', [one.employer])).toEqual([{ n: 1 }]);
});

test('refuses a month that is claimed already, also by another employer and at the same moment', async () => {
  const one = await anEmployed(app);
  const other = await anEmployer(app, { region: '500101' });
  const by = (employer: string) => apply(app, claimText(station, employer, months(one.seeker, ['2007-08-01'])), county('甲'));
  await app.token(county('甲'));
  const both = await Promise.all([by(one.employer), by(other)]);
  expect(both.flatMap(codes)).toEqual(['ALREADY_EXISTS']);
  expect(codes(await apply(app, claimText(station, one.employer, months(one.seeker)), one.recruiter))).toEqual(['ALREADY_EXISTS']);
  // Another kind is another matter, but its post must be of its kind.
  const post = { kind: 'POST', post: 'PUBLIC_WELFARE' };
  expect((await apply(app, claimText(station, one.employer, months(one.seeker), post), one.recruiter)).claim).toMatchObject({
    amount: { amountMinor: '60000' },
  });
  const refused = both.find((payload) => payload.claim !== null).claim.id as string;
  expect(codes(await subsidyStep(app, 'subsidyReject', refused, street('乙'), { reason: '社保未到账' }))).toEqual([]);
  expect(codes(await apply(app, claimText(station, one.employer, months(one.seeker)), one.recruiter))).toEqual([]);
});

test.each([
  ['a quarter that is not over', { quarter: 4 }, {}, 'INVALID', ['input', 'quarter']],
  ['a month of another quarter', { quarter: 2 }, {}, 'INVALID', ['input', 'months', '0', 'month']],
  ['a month outside the contract', {}, { contractUntil: '2007-06-30' }, 'INVALID', ['input', 'months', '0', 'month']],
  ['a contract shorter than a year', {}, { contractUntil: '2007-11-30' }, 'NOT_ELIGIBLE', ['input', 'months', '0']],
  ['a wage below the minimum', {}, { wage: '57999' }, 'NOT_ELIGIBLE', ['input', 'months', '0']],
  ['insurance not paid', {}, { insurancePaid: '0' }, 'NOT_ELIGIBLE', ['input', 'months', '0']],
  ['a wage of nothing', {}, { wage: '0' }, 'INVALID', ['input', 'months', '0', 'wage']],
] as const)('refuses %s, and stores nothing', async (_, more, line, code, path) => {
  const one = await anEmployed(app);
  await nothingStored(app, 'subsidy_claim', async () => {
    const payload = await apply(app, claimText(station, one.employer, months(one.seeker, undefined, line), more), one.recruiter);
    expect(payload).toMatchObject({ claim: null, userErrors: [{ code, path }] });
  });
});

test('refuses who is in no difficulty, and where no minimum wage or no rate is on file: never guessed', async () => {
  const plain = await anEmployed(app, { hardships: [] });
  const [no] = (await apply(app, claimText(station, plain.employer, months(plain.seeker)), plain.recruiter)).userErrors;
  expect(no).toMatchObject({ code: 'NOT_ELIGIBLE', message: expect.stringContaining('就业困难') });
  const far = await anInstitution(app, '500102');
  const one = await anEmployed(app);
  const [wage] = (await apply(app, claimText(far, one.employer, months(one.seeker)), CITY)).userErrors;
  expect(wage).toMatchObject({ code: 'NOT_ELIGIBLE', message: expect.stringContaining('最低工资') });
  await aMinimumWage(app, '500102');
  const post = { kind: 'POST', post: 'PUBLIC_WELFARE' };
  const [rate] = (await apply(app, claimText(far, one.employer, months(one.seeker), post), CITY)).userErrors;
  expect(rate).toMatchObject({ code: 'NOT_ELIGIBLE', message: expect.stringContaining('岗位补贴标准') });
});

test('a flexible worker gets two thirds of what they paid, themself', async () => {
  const { seeker } = await aWorker(app, station);
  await recognise(app, seeker, 'MLA_RECIPIENT');
  const self: Who = { role: 'SEEKER', seeker };
  const text = claimText(station, undefined, months(seeker, ['2007-07-01'], { insurancePaid: '10000' }), { post: 'FLEXIBLE' });
  const { claim } = await apply(app, text, self);
  expect(claim).toMatchObject({ state: 'APPLIED', amount: { amountMinor: '6666' } });
  const other = await aWorker(app, station);
  expect(codes(await apply(app, claimText(station, undefined, months(other.seeker), { post: 'FLEXIBLE' }), self))).toEqual(['NOT_FOUND']);
  expect(codes(await apply(app, claimText(station, undefined, months(seeker), { post: 'FLEXIBLE', kind: 'POST' }), self))).toEqual(['INVALID']);
});

test('36 months and no more, once again for who is named, and until retirement for who was near it', async () => {
  const run = async (id: string, again: string[] = []) => {
    await subsidyStep(app, 'subsidyVerify', id, street('甲'));
    await subsidyStep(app, 'subsidyPublicise', id, county('乙'));
    await app.sql('update subsidy_claim set notice_until = app_today() - 1 where id = ?', [id]);
    return subsidyStep(app, 'subsidyApprove', id, county('丙'), { again });
  };
  const claimOf = async (person: { seeker: string; employer: string; recruiter: Who }) =>
    (await apply(app, claimText(station, person.employer, months(person.seeker)), person.recruiter)).claim.id as string;
  const one = await anEmployed(app);
  const spell = (used: number, number = 1) =>
    app.sql("insert into subsidy_spell (id, seeker_id, kind, number, months_max, months_used) values (uuidv7(), ?, 'INSURANCE', ?, 36, ?)", [
      one.seeker,
      number,
      used,
    ]);
  await spell(34);
  const id = await claimOf(one);
  expect(codes(await run(id))).toEqual(['NOT_ELIGIBLE']);
  expect(await app.sql('select months_used from subsidy_spell where seeker_id = ?', [one.seeker])).toEqual([{ months_used: 34 }]);
  expect(await subsidyStep(app, 'subsidyApprove', id, county('丙'), { again: [one.seeker] })).toMatchObject({ claim: { state: 'APPROVED' } });
  expect(await app.sql('select number, months_used from subsidy_spell where seeker_id = ? order by 1', [one.seeker])).toEqual([
    { number: 1, months_used: 36 },
    { number: 2, months_used: 1 },
  ]);
  const twice = await anEmployed(app);
  for (const number of [1, 2])
    await app.sql("insert into subsidy_spell (id, seeker_id, kind, number, months_max, months_used) values (uuidv7(), ?, 'INSURANCE', ?, 36, 36)", [
      twice.seeker,
      number,
    ]);
  expect(codes(await run(await claimOf(twice), [twice.seeker]))).toEqual(['NOT_ELIGIBLE']);
  // A man of 56 is four years from retirement: no number of months ends it, retirement does.
  const near = await anEmployed(app, { born: '1951-03-15' });
  expect(codes(await run(await claimOf(near)))).toEqual([]);
  expect(await app.sql('select until_on::text as until_on, months_used from subsidy_spell where seeker_id = ?', [near.seeker])).toEqual([
    { until_on: '2011-03-15', months_used: 3 },
  ]);
});

test('the legs of an operation add up and stay as they are, and what was paid is the ledger’s', async () => {
  const { id } = await approved();
  const leg =
    "insert into ledger_entry (id, operation, leg, kind, account, case_id, county_path, posted_on, delta) values (uuidv7(), uuidv7(), 0, 'SUBSIDY_PAY', 'SUBSIDY', ?, '/x', app_today(), 5)";
  await expect(app.sql(leg, [id])).rejects.toThrow('do not add up');
  await subsidyStep(app, 'subsidyPay', id, county('丁'));
  for (const change of ['update ledger_entry set delta = 1', 'delete from ledger_entry'])
    await expect(app.sql(change)).rejects.toThrow('only added to');
  const pool = app.application.platform.pool;
  const client = await pool.connect();
  await client.query("begin; select set_config('app.role', 'office', true), set_config('app.region_path', '/100000/500000', true)");
  await expect(client.query('update subsidy_claim set paid = 0 where id = $1', [id])).rejects.toThrow('does not change');
  await client.query('rollback');
  client.release();
});

test('who may not: another county, another employer, another person; a stranger sees nothing', async () => {
  const { id, seeker, recruiter } = await applied();
  const query = 'query ($id: ID!) { subsidyClaim(id: $id) { id months { seeker { id } wage { amountMinor } spells { monthsUsed } } } }';
  const seen = async (as: Who): Promise<unknown> => (await app.data(query, { id }, as)).subsidyClaim;
  expect(await seen(recruiter)).toMatchObject({ months: [{ wage: { amountMinor: '90000' } }, {}, {}] });
  expect(await seen(street('甲'))).toMatchObject({ id });
  for (const as of [
    { role: 'OFFICE', region: '500102' },
    { role: 'RECRUITER', employers: [await anEmployer(app)] },
    { role: 'SEEKER', seeker },
  ] as Who[])
    expect(await seen(as)).toBeNull();
  expect(await app.mistake(query, { id }, { role: 'INTERMEDIARY', institution: await anInstitution(app, '500101', 'LICENSED_AGENCY') })).toBe(
    'FORBIDDEN',
  );
  expect(codes(await subsidyStep(app, 'subsidyVerify', id, { role: 'OFFICE', region: '500102' }))).toEqual(['NOT_FOUND']);
  const stranger: Who = { role: 'RECRUITER', employers: [await anEmployer(app)] };
  const theirs = (await app.sql<{ employer_id: string }>('select employer_id from subsidy_claim where id = ?', [id]))[0]!.employer_id;
  expect(codes(await apply(app, claimText(station, theirs, months(seeker)), stranger))).toEqual(['NOT_FOUND']);
  expect(codes(await apply(app, claimText(station, stranger.employers![0], months(seeker)), stranger))).toEqual(['NOT_FOUND']);
  expect((await change(app, 'subsidyVerify', 'StepInput', crypto.randomUUID(), CLAIM, {}, street('甲'))).userErrors).toMatchObject([
    { code: 'NOT_FOUND' },
  ]);
});

test('lists take the same number of statements for 3 rows and for 30; totals are what the ledger says', async () => {
  const { id } = await approved();
  await subsidyStep(app, 'subsidyPay', id, county('丁'));
  for (let at = 0; at < 2; at++) await applied();
  await app.sql(
    `insert into subsidy_claim (id, kind, post, employer_id, quarter_on, institution_id, institution_path, applied_on, amount)
     select uuidv7(), kind, post, employer_id, quarter_on, institution_id, institution_path, applied_on, amount from subsidy_claim, generate_series(1, 30) where id = ?`,
    [id],
  );
  const list =
    'query ($first: Int!) { subsidyClaims(first: $first, filter: { kind: INSURANCE, quarterOn: "2007-07-01" }) { edges { node { employer { name } institution { name } steps { by } } } } }';
  const count = (first: number): Promise<number> => app.statements(() => app.data(list, { first }, CITY));
  expect(await count(30)).toBe(await count(3));
  const [{ sum }] = (await app.sql(
    "select sum(delta)::text as sum from ledger_entry l join subsidy_claim c on c.id = l.case_id where l.account = 'SUBSIDY' and c.kind = 'INSURANCE'",
  )) as [{ sum: string }];
  const totals =
    '{ policyTotals(region: "500000", from: "2007-01-01", until: "2007-11-30") { insuranceSubsidy { amountMinor } postSubsidy { amountMinor } } }';
  expect((await app.data(totals, {}, CITY)).policyTotals).toEqual({ insuranceSubsidy: { amountMinor: sum }, postSubsidy: { amountMinor: '0' } });
  expect((await app.data(totals, {}, { role: 'OFFICE', region: '500102' })).policyTotals.insuranceSubsidy.amountMinor).toBe('0');
});
