import { expect, test } from '../support/jest.js';
import { testApp, type Who } from '../support/app.js';
import { CITY } from '../support/factories.js';
import {
  assisted,
  C1,
  C2,
  declare,
  declared,
  HOUSEHOLD,
  K1,
  K2,
  publicised,
  recognised,
  S1,
  S2,
  stateOf,
  take,
  taken,
} from '../support/households.js';
import { aPlacement, aResident, calendar, clerk, later, today } from '../support/programmes.js';
import { change, done } from '../support/transfers.js';

/* oxlint-disable typescript/no-explicit-any -- answers are looked into freely */
const app = testApp();
const households = async (): Promise<unknown> => (await app.sql('select count(*)::int as count from household'))[0]!['count'];

test('declaration: it starts the clock of the community; nothing is stored of one that is refused', async () => {
  const family = await declared(app);
  const expected = (await app.sql('select add_working_days(app_today(), 7)::text as day'))[0]!['day'];
  const { household } = await app.data(`query ($id: ID!) { ${HOUSEHOLD.replace('household', 'household(id: $id)')} }`, { id: family.id }, K1);
  expect(household).toMatchObject({ state: 'DECLARED', dueOn: expected, episode: 1, card: null, plan: null, officerName: null });
  const before = await households();
  const head = await aResident(app, family.station);
  const member = { seeker: head.seeker, relation: 'HEAD', standing: 'WORKING_AGE' };
  const refused: [object[], object, string, string][] = [
    [[{ ...member, relation: 'SPOUSE' }], {}, 'INVALID', 'members'],
    [[member], { community: '500101001' }, 'NOT_FOUND', 'community'],
    [[member], { familySize: 0 }, 'INVALID', 'familySize'],
    [[{ ...member, standing: 'STUDENT' }], {}, 'NOT_ELIGIBLE', 'standing'],
    [[{ ...member, seeker: family.head.seeker }], {}, 'ALREADY_EXISTS', 'members'],
    [[{ ...member, seeker: head.registration }], {}, 'NOT_FOUND', 'seeker'],
  ];
  for (const [members, more, code, field] of refused) {
    const { userErrors } = await declare(app, members, K1, more);
    expect([code, userErrors[0]?.code, userErrors[0]?.path.at(-1)]).toEqual([code, code, field]);
  }
  const old = await aResident(app, family.station, { born: '1950-01-01' });
  expect((await declare(app, [{ ...member, seeker: old.seeker }])).userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE' }]);
  await aPlacement(app, family.station, head);
  expect((await declare(app, [member])).userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE' }]);
  expect(await households()).toBe(before);
});

test('community check, street review, county confirmation: no step is taken at another level, by the person before, or out of order', async () => {
  const { id } = await declared(app);
  const visit = { note: '入户' };
  for (const as of [K1, S1, C1, CITY]) expect((await take(app, 'Review', id, as, visit)).userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE' }]);
  expect((await take(app, 'Publicise', id, K2)).userErrors).toMatchObject([{ code: 'ILLEGAL_TRANSITION' }]);
  await taken(app, 'Review', id, K2, visit);
  expect((await take(app, 'Publicise', id, K2)).userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE' }]);
  await taken(app, 'Publicise', id, K1);
  expect((await take(app, 'Forward', id, K2)).userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE' }]);
  await later(app, 7);
  await taken(app, 'Forward', id, K2);
  for (const as of [K1, C1]) expect((await take(app, 'Endorse', id, as, visit)).userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE' }]);
  await taken(app, 'Endorse', id, S2, visit);
  for (const officer of ['没有此人', C1.name!]) {
    await app.token(C1);
    expect((await take(app, 'Confirm', id, C2, { officer })).userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['input', 'officer'] }]);
  }
  expect(await stateOf(app, id)).toBe('COUNTY_CONFIRM');
});

test('an objection sends it back to the community; a rejection says why and frees the members', async () => {
  const { id, head } = await publicised(app);
  await taken(app, 'Object', id, S1, { note: '邻居反映妻子在外上班' });
  expect((await take(app, 'Review', id, K1, { note: '再次入户' })).household.state).toBe('COMMUNITY_REVIEW');
  expect((await take(app, 'Reject', id, K1, { reason: '不实' })).userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE' }]);
  expect((await take(app, 'Reject', id, K2, { reason: '反映属实' })).household.state).toBe('REJECTED');
  expect((await declare(app, [{ seeker: head.seeker, relation: 'HEAD', standing: 'WORKING_AGE' }])).userErrors).toEqual([]);
});

test('an objection after the notice is over is refused', async () => {
  const { id } = await publicised(app);
  await later(app, 7);
  expect((await take(app, 'Object', id, S1, { note: '迟了' })).userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE' }]);
});

test('somebody who found work meanwhile stops the recognition', async () => {
  const family = await publicised(app);
  await later(app, 7);
  await taken(app, 'Forward', family.id, K2);
  await aPlacement(app, family.station, family.spouse);
  expect((await take(app, 'Endorse', family.id, S1, { note: '复核' })).userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE', path: ['id'] }]);
  expect((await take(app, 'Reject', family.id, S1, { reason: '已就业' })).userErrors).toEqual([]);
});

test('recognition issues a card, names one officer and starts the clock of clearance; the officer alone makes the plan', async () => {
  const { id } = await recognised(app);
  const { household } = await app.data(`query ($id: ID!) { ${HOUSEHOLD.replace('household', 'household(id: $id)')} }`, { id }, C1);
  const due = (await app.sql('select add_working_days(app_today(), 10)::text as day'))[0]!['day'];
  expect(household).toMatchObject({
    state: 'RECOGNISED',
    officerName: S1.name,
    dueOn: due,
    card: { number: expect.stringMatching(/^500101-\d{4}-\d{6}$/), withdrawnOn: null },
  });
  for (const as of [S2, K1]) expect((await take(app, 'Assist', id, as, { aim: '推荐岗位' })).userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE' }]);
  expect((await take(app, 'Assist', id, S1, { aim: '推荐岗位' })).household).toMatchObject({
    state: 'ASSISTED',
    dueOn: due,
    plan: { aim: '推荐岗位' },
  });
  await app.token(K1);
  expect((await take(app, 'Reassign', id, S2, { officer: K1.name! })).household.officerName).toBe(K1.name);
  const mine = async (as: Who): Promise<unknown> => (await app.data('{ households(mine: true) { edges { node { id } } } }', {}, as)).households.edges;
  expect(await mine(K1)).toContainEqual({ node: { id } });
  expect(await mine(S1)).not.toContainEqual({ node: { id } });
  await later(app, 100);
  expect((await take(app, 'CardRenew', id, C2)).household.card.validUntil > (await today(app, 300))).toBe(true);
});

test('a confirmed placement clears it, and nothing else does; its end makes it relapse into a new episode', async () => {
  const family = await assisted(app);
  const hire = await aPlacement(app, family.station, family.spouse, { confirmed: false });
  expect(await stateOf(app, family.id)).toBe('ASSISTED');
  await done(app, 'placementConfirm', 'PlacementConfirmInput', hire.placement, 'placement { id }', { evidence: 'CONTRACT' });
  const query = 'query ($id: ID!) { household(id: $id) { state episode dueOn atLeastOneEmployed steps { number state byName placement { id } } } }';
  const read = async (): Promise<any> => (await app.data(query, { id: family.id }, S1)).household;
  expect(await read()).toMatchObject({ state: 'CLEARED', dueOn: null, atLeastOneEmployed: true });
  expect((await read()).steps[0]).toMatchObject({ state: 'CLEARED', byName: null, placement: { id: hire.placement } });
  expect((await take(app, 'Stabilise', family.id, K1, { note: '在岗' })).userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE' }]);
  await done(app, 'placementEnd', 'PlacementEndInput', hire.placement, 'placement { id }', { on: await today(app), cause: 'DISMISSED' });
  const due = (await app.sql('select add_working_days(app_today(), 10)::text as day'))[0]!['day'];
  expect(await read()).toMatchObject({ state: 'RELAPSED', episode: 2, dueOn: due, atLeastOneEmployed: false });
  expect((await take(app, 'Assist', family.id, S1, { aim: '重新推荐' })).household).toMatchObject({ state: 'ASSISTED', dueOn: due });
});

test('of two at work one may stop: the household stays cleared', async () => {
  const family = await assisted(app);
  const [first, second] = [await aPlacement(app, family.station, family.head), await aPlacement(app, family.station, family.spouse)];
  await done(app, 'placementEnd', 'PlacementEndInput', first.placement, 'placement { id }', { on: await today(app), cause: 'EXPIRED' });
  expect(await stateOf(app, family.id)).toBe('CLEARED');
  await done(app, 'placementEnd', 'PlacementEndInput', second.placement, 'placement { id }', { on: await today(app), cause: 'EXPIRED' });
  expect(await stateOf(app, family.id)).toBe('RELAPSED');
});

test('a placement that is reversed cleared nothing: the clock goes on that ran before', async () => {
  const family = await assisted(app);
  const { dueOn } = (await app.data('query ($id: ID!) { household(id: $id) { dueOn } }', { id: family.id }, S1)).household;
  const { placement } = await aPlacement(app, family.station, family.head);
  await later(app, 5);
  await done(app, 'placementReverse', 'PlacementReasonInput', placement, 'placement { id }', { reason: '未到岗' });
  const after = (await app.data('query ($id: ID!) { household(id: $id) { state dueOn episode } }', { id: family.id }, S1)).household;
  expect(after).toEqual({ state: 'ASSISTED', dueOn, episode: 1 });
});

test('self-employment that is registered clears it; an office’s word that somebody is employed does not', async () => {
  const family = await assisted(app);
  const [{ id: employer }] = (await app.sql('select id from employer limit 1')) as [{ id: string }];
  const station = family.station;
  const work = { seeker: family.head.seeker, startedOn: await today(app), institution: station };
  await done(app, 'employmentRegister', 'EmploymentRegisterInput', null, 'employment { id }', { ...work, kind: 'EMPLOYED', employer });
  expect(await stateOf(app, family.id)).toBe('ASSISTED');
  const { employment } = await done(app, 'employmentRegister', 'EmploymentRegisterInput', null, 'employment { id }', {
    ...work,
    seeker: family.spouse.seeker,
    kind: 'SELF_EMPLOYED',
  });
  expect(await stateOf(app, family.id)).toBe('CLEARED');
  await done(app, 'employmentEnd', 'EmploymentEndInput', employment.id, 'employment { id }', { on: await today(app), cause: 'BUSINESS_CLOSED' });
  expect(await stateOf(app, family.id)).toBe('RELAPSED');
});

test('work that lasted makes it stable; the county, another person, lets it leave the list and the card is withdrawn', async () => {
  const family = await assisted(app);
  await aPlacement(app, family.station, family.head);
  await later(app, 95);
  await taken(app, 'Stabilise', family.id, S1, { note: '回访在岗，工资按月发放' });
  expect((await take(app, 'Exit', family.id, S2)).userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE' }]);
  expect((await take(app, 'Exit', family.id, C1)).household).toMatchObject({ state: 'EXITED', card: { withdrawnOn: await today(app) } });
  expect((await take(app, 'Exit', family.id, C2)).userErrors).toMatchObject([{ code: 'ILLEGAL_TRANSITION' }]);
});

test('whoever moves in or out counts at once', async () => {
  const family = await assisted(app);
  const son = await aResident(app, family.station, { born: '2001-02-03' });
  const joined = await change(
    app,
    'householdMemberJoin',
    'HouseholdMemberJoinInput',
    family.id,
    HOUSEHOLD,
    { member: { seeker: son.seeker, relation: 'CHILD', standing: 'WORKING_AGE' } },
    K1,
  );
  expect(joined.userErrors).toEqual([]);
  await aPlacement(app, family.station, son);
  expect(await stateOf(app, family.id)).toBe('CLEARED');
  expect((await take(app, 'MemberLeave', family.id, K1, { seeker: family.head.seeker })).userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE' }]);
  expect((await take(app, 'MemberLeave', family.id, K1, { seeker: son.seeker })).household).toMatchObject({ state: 'RELAPSED', episode: 2 });
  expect((await take(app, 'MemberLeave', family.id, K1, { seeker: son.seeker })).userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
});

test('two at once take a step once; a person declared twice at once is in one household', async () => {
  const { id, station } = await declared(app);
  const steps = await Promise.all([K2, clerk('500101001001', '社区丙')].map((as) => take(app, 'Review', id, as, { note: '入户' })));
  expect(steps.map((one) => one.userErrors[0]?.code ?? 'DONE').sort()).toEqual(['DONE', 'ILLEGAL_TRANSITION']);
  const head = await aResident(app, station);
  const members = [{ seeker: head.seeker, relation: 'HEAD', standing: 'WORKING_AGE' }];
  const twice = await Promise.all([declare(app, members, K1), declare(app, members, K2)]);
  expect(twice.map((one) => one.userErrors[0]?.code ?? 'DONE').sort()).toEqual(['ALREADY_EXISTS', 'DONE']);
});

test('without a holiday table no clock is guessed', async () => {
  const { id } = await declared(app);
  await taken(app, 'Review', id, K2, { note: '入户' });
  await app.sql('delete from calendar_year where year <> 2007');
  expect((await take(app, 'Publicise', id, K1)).userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE' }]);
  expect(await stateOf(app, id)).toBe('COMMUNITY_REVIEW');
  await calendar(app);
  expect((await take(app, 'Publicise', id, K1)).userErrors).toEqual([]);
});

test('a relapse in a year without a holiday table is recorded; its plan waits for the table, and the list says so', async () => {
  const family = await assisted(app);
  const { placement } = await aPlacement(app, family.station, family.head);
  await app.sql('delete from calendar_year where year <> 2007');
  await done(app, 'placementEnd', 'PlacementEndInput', placement, 'placement { id }', { on: await today(app), cause: 'DISMISSED' });
  const query = 'query ($id: ID!) { household(id: $id) { state dueOn } }';
  expect((await app.data(query, { id: family.id }, S1)).household).toEqual({ state: 'RELAPSED', dueOn: null });
  const list = '{ householdsOverdue(clearance: true) { edges { node { id } } } }';
  expect(await app.mistake(list, {}, C1)).toBe('BAD_USER_INPUT');
  expect((await take(app, 'Assist', family.id, S1, { aim: '重新推荐' })).userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE' }]);
  await calendar(app);
  const due = (await app.sql('select add_working_days(app_today(), 10)::text as day'))[0]!['day'];
  expect((await take(app, 'Assist', family.id, S1, { aim: '重新推荐' })).household).toMatchObject({ state: 'ASSISTED', dueOn: due });
  expect(await app.mistake(list, {}, C1)).toBeUndefined();
});

test('who may not: other communities, recruiters, kiosks; a member sees the household and their own row, no steps', async () => {
  const family = await assisted(app);
  const foreign = clerk('500101001002', '别的社区');
  expect((await take(app, 'Reassign', family.id, foreign, { officer: S1.name! })).userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
  const query = 'query ($id: ID!) { household(id: $id) { state members { seeker { id } } } }';
  const self: Who = { role: 'SEEKER', seeker: family.head.seeker };
  expect((await app.data(query, { id: family.id }, self)).household).toEqual({
    state: 'ASSISTED',
    members: [{ seeker: { id: family.head.seeker } }],
  });
  expect((await app.data(query, { id: family.id }, { role: 'AUDITOR' })).household.members).toHaveLength(2);
  const stranger = await aResident(app, family.station);
  for (const as of [foreign, { role: 'SEEKER', seeker: stranger.seeker }] as Who[])
    expect((await app.data(query, { id: family.id }, as)).household).toBeNull();
  const steps = 'query ($id: ID!) { household(id: $id) { steps { note } } }';
  expect(await app.mistake(steps, { id: family.id }, self)).toBe('FORBIDDEN');
  for (const as of [{ role: 'RECRUITER', employers: [] }, { role: 'KIOSK' }] as Who[])
    expect(await app.mistake(query, { id: family.id }, as)).toBe('FORBIDDEN');
});

test('households with members, steps and measures take the same statements for 3 and for 30', async () => {
  const query =
    'query ($first: Int!) { households(first: $first) { edges { node { officerName atLeastOneEmployed region { name parent { name } } members { relation seeker { name } } steps { state byName } measures { kind } } } } }';
  const counted = (first: number): Promise<number> => app.statements(() => app.data(query, { first }, C1));
  expect([await counted(3), await counted(10)]).toEqual([4, 4]);
});
