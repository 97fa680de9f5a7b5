import { expect, test } from '../support/jest.js';
import { testApp } from '../support/app.js';
import { anInstitution, CITY } from '../support/factories.js';
import { act } from '../support/places.js';
import { aClass, attend, attended, CLASS, COUNTY, dayOf, ELSEWHERE, enrolled, examine, school, classStep } from '../support/training.js';
import { aWorker, change, done } from '../support/transfers.js';

const app = testApp();
const LIST =
  'query ($class: ID) { trainingEnrolments(class: $class, first: 30) { totalCount edges { node { id state seeker { id name } class { title } attendance { day hours } } } } }';

test.each([
  ['RE_EMPLOYMENT', { situation: 'LAID_OFF' }, true],
  ['RE_EMPLOYMENT', { situation: 'EMPLOYED' }, false],
  ['RURAL', { agricultural: true, situation: 'RURAL_SURPLUS' }, true],
  ['RURAL', { agricultural: false }, false],
  ['UPGRADING', { agricultural: true, situation: 'EMPLOYED' }, true],
  ['UPGRADING', { agricultural: true, situation: 'UNEMPLOYED' }, false],
])('%s takes %j: %s', async (kind, person, fits) => {
  const one = await aClass(app, { kind });
  const { seeker } = await aWorker(app, one.institution, person);
  const answer = await act(app, 'trainingEnrol', { id: one.id, input: { seekers: [seeker] } }, CLASS, one.as);
  if (fits) expect(answer).toMatchObject({ class: { takenCount: 1 }, userErrors: [] });
  else expect(answer).toMatchObject({ class: null, userErrors: [{ code: 'NOT_ELIGIBLE', path: ['input', 'seekers', '0'] }] });
});

test('enrolment: all or none; one who is enrolled already, or out of sight, or one seat too few stops the list', async () => {
  const one = await aClass(app, { seats: 3 });
  const [first] = await enrolled(app, one, 1);
  const two = [(await aWorker(app, one.institution)).seeker, (await aWorker(app, one.institution)).seeker];
  const stranger = (await aWorker(app, await anInstitution(app, '500102'), { region: '500102' })).seeker;
  const enrol = (seekers: string[]): Promise<{ userErrors: { code: string; path: string[] }[] }> =>
    act(app, 'trainingEnrol', { id: one.id, input: { seekers } }, CLASS, one.as);
  expect((await enrol([two[0]!, first!.seeker])).userErrors[0]).toMatchObject({ code: 'ALREADY_EXISTS', path: ['input', 'seekers'] });
  expect((await enrol([two[0]!, stranger])).userErrors[0]).toMatchObject({ code: 'NOT_FOUND', path: ['input', 'seekers', '1'] });
  expect((await enrol([...two, (await aWorker(app, one.institution)).seeker])).userErrors[0]).toMatchObject({ code: 'QUOTA_EXHAUSTED' });
  expect((await enrol([])).userErrors[0]).toMatchObject({ code: 'INVALID' });
  expect(await app.sql('select count(*)::int as count from training_enrolment where class_id = ?', [one.id])).toEqual([{ count: 1 }]);
});

test('two at once for the last seat: one gets it', async () => {
  const one = await aClass(app, { seats: 1 });
  const two = [(await aWorker(app, one.institution)).seeker, (await aWorker(app, one.institution)).seeker];
  const answers = await Promise.all(two.map((seeker) => act(app, 'trainingEnrol', { id: one.id, input: { seekers: [seeker] } }, CLASS, one.as)));
  expect(answers.map((answer) => answer.userErrors[0]?.code ?? 'done').sort()).toEqual(['QUOTA_EXHAUSTED', 'done']);
});

test('attendance: hours by day, put right until the examination; enough of them make a person ATTENDED', async () => {
  const one = await aClass(app, { classHours: 20 });
  const [first] = await enrolled(app, one, 1);
  const { enrolment } = first!;
  expect((await attend(app, one, [enrolment], await dayOf(app), 8)).userErrors[0]).toMatchObject({ code: 'ILLEGAL_TRANSITION' });
  await attended(app, one, [enrolment]);
  const state = async (): Promise<unknown> => (await app.sql('select state from training_enrolment where id = ?', [enrolment]))[0];
  expect(await state()).toEqual({ state: 'ATTENDED' });
  await attend(app, one, [enrolment], await dayOf(app), 5);
  expect(await state()).toEqual({ state: 'ENROLLED' });
  expect((await attend(app, one, [enrolment], await dayOf(app, 1), 5)).userErrors[0]).toMatchObject({ code: 'INVALID', path: ['input', 'day'] });
  expect((await attend(app, one, [one.id], await dayOf(app), 5)).userErrors[0]).toMatchObject({
    code: 'NOT_FOUND',
    path: ['input', 'hours', '0', 'enrolment'],
  });
  const { edges } = (await app.data(LIST, { class: one.id }, one.as)).trainingEnrolments;
  expect(edges[0].node.attendance).toEqual([
    { day: await dayOf(app, -1), hours: 10 },
    { day: await dayOf(app), hours: 5 },
  ]);
});

test('result: who attended enough has one, who passed a certificate; the others are absent', async () => {
  const one = await aClass(app);
  const [good, bad, away] = await enrolled(app, one, 3);
  await attended(app, one, [good!.enrolment, bad!.enrolment]);
  const result = (person: typeof good, passed: boolean): { enrolment: string; passed: boolean } => ({ enrolment: person!.enrolment, passed });
  expect((await examine(app, one, [result(good, true)])).userErrors[0]).toMatchObject({ code: 'INVALID', path: ['input', 'results'] });
  expect((await examine(app, one, [result(away, true)])).userErrors[0]).toMatchObject({ code: 'NOT_ELIGIBLE' });
  const bare = { results: [{ enrolment: good!.enrolment, passed: true }, result(bad, false)] };
  expect((await act(app, 'trainingClassExamine', { id: one.id, input: bare }, CLASS, one.as)).userErrors[0]).toMatchObject({
    code: 'INVALID',
    path: ['input', 'results', '0', 'certificateNumber'],
  });
  const double = { results: [result(good, true), result(bad, true)].map((each) => ({ ...each, certificateNumber: 'ZS-1' })) };
  expect((await act(app, 'trainingClassExamine', { id: one.id, input: double }, CLASS, one.as)).userErrors[0]).toMatchObject({
    code: 'INVALID',
    path: ['input', 'results', '1', 'certificateNumber'],
  });
  expect((await examine(app, one, [], { on: await dayOf(app, 2) })).userErrors[0]).toMatchObject({ code: 'INVALID', path: ['input', 'on'] });
  expect(await examine(app, one, [result(good, true), result(bad, false)])).toMatchObject({ class: { state: 'EXAMINED' } });
  const states = await app.sql('select id, state from training_enrolment where class_id = ? order by id', [one.id]);
  expect(Object.fromEntries(states.map(({ id, state }) => [id, state]))).toEqual({
    [good!.enrolment]: 'PASSED',
    [bad!.enrolment]: 'FAILED',
    [away!.enrolment]: 'ABSENT',
  });
});

test('who sees whom: the school, its county, the home county, the person, the auditor; nobody else', async () => {
  const one = await aClass(app);
  const person = await aWorker(app, one.institution, { region: '500102' });
  await act(app, 'trainingEnrol', { id: one.id, input: { seekers: [person.seeker] } }, CLASS, one.as);
  const seen = async (as: Parameters<typeof app.data>[2]): Promise<number> =>
    (await app.data(LIST, { class: one.id }, as)).trainingEnrolments.totalCount;
  for (const as of [one.as, COUNTY, ELSEWHERE]) expect(await seen(as)).toBe(1);
  expect((await app.data(`{ trainingEnrolments(class: "${one.id}") { totalCount } }`, {}, { role: 'AUDITOR' })).trainingEnrolments.totalCount).toBe(
    1,
  );
  const { trainingEnrolments } = await app.data('{ trainingEnrolments { edges { node { state } } } }', {}, { role: 'SEEKER', seeker: person.seeker });
  expect(trainingEnrolments.edges).toHaveLength(1);
  expect(await seen({ role: 'OFFICE', region: '500230' })).toBe(0);
  expect(await seen(school(await anInstitution(app, '500101', 'LICENSED_AGENCY')))).toBe(0);
  for (const role of ['RECRUITER', 'ADMINISTRATOR'] as const) expect(await app.mistake(LIST, {}, { role })).toBe('FORBIDDEN');
  const [{ id }] = (await app.sql('select id from training_enrolment where class_id = ?', [one.id])) as [{ id: string }];
  expect(await change(app, 'trainingWithdraw', 'ReasonInput', id, 'enrolment { id }', { reason: '不' }, ELSEWHERE)).toMatchObject({
    userErrors: [{ code: 'NOT_FOUND' }],
  });
  await done(app, 'trainingWithdraw', 'ReasonInput', id, 'enrolment { id state }', { reason: '家中有事' }, one.as);
});

test('an erased person is counted and no longer known: no words, no certificate, no attendance', async () => {
  const one = await aClass(app);
  const [first] = await enrolled(app, one, 1);
  await attended(app, one, [first!.enrolment]);
  await examine(app, one, [{ enrolment: first!.enrolment, passed: true }]);
  await app.sql("update registration set state = 'WITHDRAWN' where seeker_id = ?", [first!.seeker]);
  const erase = 'mutation ($id: ID!, $input: SeekerEraseInput!) { seekerErase(id: $id, input: $input) { userErrors { code } } }';
  expect(
    (await app.data(erase, { id: first!.seeker, input: { reason: '本人要求', idempotencyKey: crypto.randomUUID() } }, CITY)).seekerErase.userErrors,
  ).toEqual([]);
  expect(await app.sql('select state, certificate_number from training_enrolment where id = ?', [first!.enrolment])).toEqual([
    { state: 'PASSED', certificate_number: null },
  ]);
  expect(await app.sql('select count(*)::int as count from training_attendance where enrolment_id = ?', [first!.enrolment])).toEqual([{ count: 0 }]);
});

test('lists of 3 and of 30 people take the same statements', async () => {
  const one = await aClass(app, { seats: 40 });
  const people = await enrolled(app, one, 3);
  await attended(
    app,
    one,
    people.map(({ enrolment }) => enrolment),
  );
  const few = await app.statements(() => app.data(LIST, { class: one.id }, CITY));
  await app.sql(
    `insert into training_enrolment (id, class_id, kind, seeker_id, institution_id, institution_path, home_path, enrolled_on)
     select uuidv7(), e.class_id, e.kind, s.id, e.institution_id, e.institution_path, e.home_path, e.enrolled_on
       from (select * from training_enrolment where id = ?) e, (select id from seeker where id <> all(?::uuid[]) limit 27) s`,
    [people[0]!.enrolment, `{${people.map(({ seeker }) => seeker).join(',')}}`],
  );
  expect(await app.statements(() => app.data(LIST, { class: one.id }, CITY))).toBe(few);
  expect((await classStep(app, 'Begin', one.id, one.as)).userErrors[0].code).toBe('ILLEGAL_TRANSITION');
}, 60_000);
