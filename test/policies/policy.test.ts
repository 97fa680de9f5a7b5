import { expect, test } from '../support/jest.js';
import { testApp, type Who } from '../support/app.js';
import { anEmployer, anInstitution, CITY } from '../support/factories.js';
import { nothingStored, rateText, recognise, stopClockIn, unemployed } from '../support/policies.js';
import { aWorker, change } from '../support/transfers.js';

const app = testApp();
const WANZHOU: Who = { role: 'OFFICE', region: '500101' };
const FULING: Who = { role: 'OFFICE', region: '500102' };
const STREET: Who = { role: 'OFFICE', region: '500101017' };
const DOCUMENT = 'document { id number textState }';
const RATE = 'rate { id parameter value per region { code } basis document { number } withdrawnOn reason }';
const RULE = 'rule { id code endsOn region { code } }';

/* oxlint-disable typescript/no-explicit-any -- answers are looked into freely */
const setRate = (more: object, as: Who = CITY): Promise<any> =>
  change(app, 'policyRateSet', 'PolicyRateSetInput', null, RATE, rateText('POST_SUBSIDY', '20000', more), as);
const rateAt = async (region: string, on: string, parameter = 'POST_SUBSIDY'): Promise<string | null> =>
  (await app.data(`{ policyRate(parameter: ${parameter}, region: "${region}", on: "${on}") { value } }`)).policyRate?.value ?? null;
const ruleText = (more: object): object => ({
  benefit: 'MICRO_LOAN',
  clause: 'person',
  code: 'loan.land-lost',
  fact: 'DIFFICULTIES',
  operator: 'ANY_OF',
  operand: ['LAND_LOST'],
  zh: '失地农民',
  en: 'Lost their land',
  region: '500101',
  effectiveOn: '2007-06-01',
  basis: 'OURS',
  source: '本区扩大范围',
  ...more,
});
const setRule = (more: object, as: Who = WANZHOU): Promise<any> => change(app, 'policyRuleSet', 'PolicyRuleSetInput', null, RULE, ruleText(more), as);

test('policy documents are on file by number, and say how much of their text is known', async () => {
  const { policyDocuments } = await app.data('{ policyDocuments(number: "渝劳社办发〔2007〕174号") { edges { node { number textState note } } } }');
  expect(policyDocuments.edges).toMatchObject([{ node: { textState: 'NOT_FOUND', note: expect.stringContaining('未找到原文') } }]);
  const text = { number: '万州劳社发〔2007〕12号', title: '扩大岗位补贴范围', textState: 'READ' };
  const register = (more: object, as: Who = WANZHOU) =>
    change(app, 'policyDocumentRegister', 'PolicyDocumentRegisterInput', null, DOCUMENT, { ...text, ...more }, as);
  expect(await register({})).toMatchObject({ document: { number: text.number }, userErrors: [] });
  expect(await register({})).toMatchObject({ document: null, userErrors: [{ code: 'ALREADY_EXISTS', path: ['input', 'number'] }] });
  expect(await register({ number: '另', issuedOn: '2999-01-01' })).toMatchObject({ userErrors: [{ code: 'INVALID', path: ['input', 'issuedOn'] }] });
  expect(await register({ number: '另' }, STREET)).toMatchObject({ userErrors: [{ code: 'NOT_ELIGIBLE' }] });
  expect(
    await app.mistake(
      'mutation ($input: PolicyDocumentRegisterInput!) { policyDocumentRegister(input: $input) { userErrors { code } } }',
      {
        input: { ...text, idempotencyKey: crypto.randomUUID() },
      },
      { role: 'RECRUITER' },
    ),
  ).toBe('FORBIDDEN');
});

test('rates: one holds from its day on, in a county instead of the city’s, and a withdrawn one no longer', async () => {
  expect(await rateAt('500101', '2007-06-01')).toBeNull();
  expect((await setRate({ region: '500000', value: '15000' })).userErrors).toEqual([]);
  const own = await setRate({ effectiveOn: '2007-07-01' }, WANZHOU);
  expect(own.rate).toMatchObject({ value: '20000', per: '1', region: { code: '500101' } });
  const at = async () => [
    await rateAt('500101017001', '2007-06-30'),
    await rateAt('500101017001', '2007-07-01'),
    await rateAt('500102', '2007-07-01'),
  ];
  expect(await at()).toEqual(['15000', '20000', '15000']);
  expect(await setRate({ effectiveOn: '2007-07-01', value: '1' }, WANZHOU)).toMatchObject({ rate: null, userErrors: [{ code: 'ALREADY_EXISTS' }] });
  const withdraw = (as: Who): Promise<any> => change(app, 'policyRateWithdraw', 'ReasonInput', own.rate.id, RATE, { reason: '录入有误' }, as);
  expect((await withdraw(FULING)).userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
  expect((await withdraw(WANZHOU)).rate).toMatchObject({ reason: '录入有误', withdrawnOn: expect.any(String) });
  expect((await withdraw(WANZHOU)).userErrors).toMatchObject([{ code: 'ILLEGAL_TRANSITION' }]);
  expect(await at()).toEqual(['15000', '15000', '15000']);
  expect((await setRate({ effectiveOn: '2007-07-01', value: '21000' }, WANZHOU)).userErrors).toEqual([]);
});

test.each([
  ['a county of another', { region: '500102' }, WANZHOU, 'NOT_FOUND', ['input', 'region']],
  ['a street', { region: '500101017' }, STREET, 'NOT_ELIGIBLE', ['input']],
  ['a negative number', { value: '-1' }, CITY, 'INVALID', ['input', 'value']],
  ['a share of nothing', { per: '0' }, CITY, 'INVALID', ['input', 'per']],
  ['published without its document', { basis: 'PUBLISHED' }, CITY, 'INVALID', ['input', 'document']],
  ['a document that nobody has', { document: '0198c0de-0000-7000-8000-000000000001' }, CITY, 'NOT_FOUND', ['input', 'document']],
] as const)('refuses a rate for %s, and stores nothing', async (_, more, as, code, path) => {
  await nothingStored(app, 'policy_rate', async () =>
    expect(await setRate({ effectiveOn: '2007-03-03', ...more }, as)).toMatchObject({ rate: null, userErrors: [{ code, path }] }),
  );
  expect(
    await app.mistake(
      'mutation ($input: PolicyRateSetInput!) { policyRateSet(input: $input) { userErrors { code } } }',
      { input: { ...rateText('POST_SUBSIDY', '1'), idempotencyKey: crypto.randomUUID() } },
      { role: 'ADMINISTRATOR' },
    ),
  ).toBe('FORBIDDEN');
});

test('an unknown division is a mistake that names the nearest', async () => {
  expect(await app.mistake('{ policyRate(parameter: LOAN_TERM, region: "万洲区") { value } }')).toBe('BAD_USER_INPUT');
});

const ELIGIBILITY = `query ($registration: ID!, $on: LocalDate, $employer: ID, $stated: [PolicyFactInput!]!) {
  eligibility(registration: $registration, on: $on, employer: $employer, stated: $stated) {
    benefit subject outcome clauses { clause outcome alternatives { code fact text outcome basis source document { number } } } } }`;
const pass = async (registration: string, stated: object[] = [], as: Who = WANZHOU, more: object = {}): Promise<any[] | null> =>
  (await app.data(ELIGIBILITY, { registration, stated, on: '2007-11-30', ...more }, as)).eligibility;
const of = (list: any[] | null, benefit: string): any => list!.find((one) => one.benefit === benefit);

test('eligibility: one pass from a registration says what may be had, what stands against it and what is missing, each with its source', async () => {
  await stopClockIn(app, '2007-11-30');
  const institution = await anInstitution(app);
  const { registration, seeker } = await aWorker(
    app,
    institution,
    { situation: 'UNEMPLOYED', circumstances: { hardships: ['ZERO_EMPLOYMENT_HOUSEHOLD_MEMBER'] } },
    '1970-01-01',
  );
  // What a form states is no recognition: the registers say it, or nobody does.
  const stated = of(await pass(registration), 'MICRO_LOAN').clauses.find((one: any) => one.clause === 'person');
  expect(stated.alternatives).toContainEqual(expect.objectContaining({ code: 'loan.unemployed', outcome: 'NOT_MET' }));
  expect(of(await pass(registration), 'HOUSEHOLD_ASSISTANCE').outcome).toBe('NOT_ELIGIBLE');
  await unemployed(app, seeker);
  const first = await pass(registration);
  const card = [{ fact: 'HOUSEHOLD_CARD', value: 'true' }];
  expect(of(await pass(registration, card), 'HOUSEHOLD_ASSISTANCE')).toMatchObject({ subject: 'HOUSEHOLD', outcome: 'ELIGIBLE' });
  const loan = of(first, 'MICRO_LOAN');
  expect(loan.outcome).toBe('INCOMPLETE');
  const [certificate] = loan.clauses.filter((one: any) => one.outcome === 'MISSING');
  expect(certificate).toMatchObject({ clause: 'certificate' });
  expect(certificate.alternatives).toContainEqual({
    code: 'loan.certificate',
    fact: 'CERTIFICATE',
    text: '持再就业优惠证',
    outcome: 'MISSING',
    basis: 'PUBLISHED',
    source: expect.stringContaining('S4'),
    document: { number: '银发〔2002〕394号' },
  });
  const shown = await pass(registration, [
    { fact: 'CERTIFICATE', value: 'true' },
    { fact: 'EX_SERVICEMAN', value: 'false' },
  ]);
  expect(of(shown, 'MICRO_LOAN').outcome).toBe('ELIGIBLE');
  expect(of(shown, 'TAX_RELIEF').outcome).toBe('INCOMPLETE');
  // By the policy of another day there was nothing yet.
  expect(of(await pass(registration, [], WANZHOU, { on: '2002-08-31' }), 'MICRO_LOAN').outcome).toBe('NOT_IN_FORCE');
  const employer = await anEmployer(app, { verified: false });
  const [checked] = of(await pass(registration, [], WANZHOU, { employer }), 'INSURANCE_SUBSIDY').clauses.filter(
    (one: any) => one.clause === 'employer',
  );
  expect(checked.outcome).toBe('NOT_MET');
});

test('rules: a county widens the table for itself by an alternative, and ends it', async () => {
  const institution = await anInstitution(app);
  const { registration, seeker } = await aWorker(app, institution, { situation: 'EMPLOYED' });
  await recognise(app, seeker, 'LAND_LOST');
  const stated = [
    { fact: 'CERTIFICATE', value: 'true' },
    { fact: 'EX_SERVICEMAN', value: 'false' },
  ];
  const outcome = async (): Promise<string> => of(await pass(registration, stated), 'MICRO_LOAN').outcome;
  expect(await outcome()).toBe('NOT_ELIGIBLE');
  const { rule, userErrors } = await setRule({});
  expect(userErrors).toEqual([]);
  expect(await outcome()).toBe('ELIGIBLE');
  expect(await setRule({})).toMatchObject({ rule: null, userErrors: [{ code: 'ALREADY_EXISTS' }] });
  const end = (endsOn: string, as: Who = WANZHOU): Promise<any> => change(app, 'policyRuleEnd', 'PolicyRuleEndInput', rule.id, RULE, { endsOn }, as);
  expect((await end('2007-12-01', FULING)).userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
  expect((await end('2007-01-01')).userErrors).toMatchObject([{ code: 'INVALID', path: ['input', 'endsOn'] }]);
  expect((await end('2007-11-01')).rule).toMatchObject({ endsOn: '2007-11-01' });
  expect((await end('2007-11-01')).userErrors).toMatchObject([{ code: 'ILLEGAL_TRANSITION' }]);
  expect(await outcome()).toBe('NOT_ELIGIBLE');
});

test('a county waives a rule of one above it by its code', async () => {
  const { registration } = await aWorker(app, await anInstitution(app, '500102'), { region: '500102' });
  const before = of(await pass(registration, [], FULING), 'TAX_RELIEF').clauses.find((one: any) => one.clause === 'certificate');
  expect(before.outcome).toBe('MISSING');
  const waiver = {
    benefit: 'TAX_RELIEF',
    clause: 'certificate',
    code: 'tax.certificate',
    fact: 'CERTIFICATE',
    operator: 'WAIVED',
    operand: [],
    region: '500102',
    zh: '本区免除',
    en: 'Waived here',
  };
  expect((await setRule(waiver, FULING)).userErrors).toEqual([]);
  const after = of(await pass(registration, [], FULING), 'TAX_RELIEF').clauses.find((one: any) => one.clause === 'certificate');
  expect(after).toMatchObject({ outcome: 'MET', alternatives: [{ text: '本区免除' }] });
});

test.each([
  ['a number and a rate', { operator: 'AT_LEAST', fact: 'AGE', operand: ['18'], parameter: 'LOAN_AGE' }, ['input', 'operand']],
  ['a word where a number belongs', { operator: 'AT_LEAST', fact: 'AGE', operand: ['十八'] }, ['input', 'operand']],
  ['no word', { operand: [] }, ['input', 'operand']],
  ['something to compare yes with', { operator: 'YES', fact: 'URBAN' }, ['input', 'operand']],
  ['a code of another benefit', { code: 'tax.certificate' }, ['input', 'code']],
] as const)('refuses a rule with %s, and stores nothing', async (_, more, path) => {
  await nothingStored(app, 'policy_rule', async () =>
    expect(await setRule(more)).toMatchObject({ rule: null, userErrors: [{ code: 'INVALID', path }] }),
  );
});

test('who may not: a registration of another county is null, a fact of the wrong form is a mistake', async () => {
  const { registration, seeker } = await aWorker(app, await anInstitution(app));
  expect(await pass(registration, [], FULING)).toBeNull();
  expect(await pass(registration, [], { role: 'SEEKER', seeker })).not.toBeNull();
  expect(await pass(registration, [], { role: 'SEEKER', seeker: (await aWorker(app, await anInstitution(app))).seeker })).toBeNull();
  expect(await app.mistake(ELIGIBILITY, { registration, stated: [] }, { role: 'RECRUITER' })).toBe('FORBIDDEN');
  for (const wrong of [
    { fact: 'AGE', value: 'old' },
    { fact: 'CERTIFICATE', value: '有' },
  ])
    expect(await app.mistake(ELIGIBILITY, { registration, stated: [wrong] }, WANZHOU)).toBe('BAD_USER_INPUT');
  expect((await setRule({ region: '500102', code: 'x' })).userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['input', 'region'] }]);
  expect((await setRule({ region: '500101017', code: 'x' }, STREET)).userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE' }]);
});

test('lists take one statement whatever is on the page', async () => {
  for (const list of ['policyDocuments', 'policyRates', 'policyRules']) {
    const shown = list === 'policyDocuments' ? 'number' : 'region { name } document { number }';
    const count = (first: number): Promise<number> =>
      app.statements(() => app.data(`query ($first: Int!) { ${list}(first: $first) { edges { node { ${shown} } } } }`, { first }, WANZHOU));
    expect([list, await count(30)]).toEqual([list, await count(3)]);
  }
  const { registration } = await aWorker(app, await anInstitution(app));
  expect(await app.statements(() => pass(registration))).toBeLessThanOrEqual(4);
});
