import { expect, test } from '../support/jest.js';
import { testApp, type Who } from '../support/app.js';
import { anInstitution, aVacancy, CITY } from '../support/factories.js';
import { act } from '../support/places.js';
import { classText, CLASS, dayOf, enrolmentOf, hire, outcome, subsidyStep } from '../support/training.js';
import { aWorker, done } from '../support/transfers.js';

const app = testApp();

/** One course from its plan to the payment of its subsidies: who does what, and who is told no on the way. */
test('a start-up course in Wanzhou, from the plan to the last payment', async () => {
  await aVacancy(app);
  const institution = await anInstitution(app, '500101', 'LICENSED_AGENCY');
  const teacher: Who = { role: 'INTERMEDIARY', institution, name: '万州创业学校 刘老师' };
  const clerk: Who = { role: 'OFFICE', region: '500101', name: '万州就业局 科员' };
  const head: Who = { role: 'OFFICE', region: '500101', name: '万州就业局 局长' };

  // The school plans a class; sixty hours are too few for SYB.
  const text = await classText(app, {
    kind: 'START_UP',
    course: 'SYB',
    title: 'SYB 创业培训',
    classHours: 60,
    seats: 3,
    startsOn: await dayOf(app, -9),
    endsOn: await dayOf(app),
  });
  expect((await act(app, 'trainingClassPlan', { input: text }, CLASS, teacher)).userErrors[0]).toMatchObject({
    code: 'INVALID',
    path: ['input', 'classHours'],
  });
  const { id } = (await act(app, 'trainingClassPlan', { input: { ...text, classHours: 70 } }, CLASS, teacher)).class;

  // The county approves; nobody enrols before.
  const people = [];
  for (let at = 0; at < 3; at++) people.push((await aWorker(app, institution)).seeker);
  expect((await act(app, 'trainingEnrol', { id, input: { seekers: people } }, CLASS, teacher)).userErrors[0]).toMatchObject({
    code: 'ILLEGAL_TRANSITION',
  });
  await done(app, 'trainingClassOpen', 'StepInput', id, CLASS, {}, clerk);
  expect(await act(app, 'trainingEnrol', { id, input: { seekers: people } }, CLASS, teacher)).toMatchObject({ class: { takenCount: 3 } });
  await done(app, 'trainingClassBegin', 'StepInput', id, CLASS, {}, teacher);

  // Ten days of seven hours: two come every day, the third stays away after the third.
  const [founder, worker, away] = (await Promise.all(people.map((seeker) => enrolmentOf(app, id, seeker)))) as [string, string, string];
  for (let day = -9; day <= 0; day++) {
    const hours = [founder, worker, away].map((enrolment) => ({ enrolment, hours: enrolment === away && day > -7 ? 0 : 7 }));
    await act(app, 'trainingAttendanceRecord', { id, input: { day: await dayOf(app, day), hours } }, CLASS, teacher);
  }
  const results = [founder, worker].map((enrolment, at) => ({ enrolment, passed: true, certificateNumber: `SYB-00${at}` }));
  const third = { enrolment: away, passed: true, certificateNumber: 'SYB-003' };
  expect((await act(app, 'trainingClassExamine', { id, input: { results: [...results, third] } }, CLASS, teacher)).userErrors[0]).toMatchObject({
    code: 'NOT_ELIGIBLE',
  });
  await act(app, 'trainingClassExamine', { id, input: { results } }, CLASS, teacher);
  await done(app, 'trainingClassClose', 'StepInput', id, CLASS, {}, head);

  // One opens a shop that gives five people work, the other is hired.
  const shop = { kind: 'STARTED', startedOn: await dayOf(app), licenceNumber: '500101600000002', jobsCreated: 5 };
  expect(await outcome(app, founder, shop, teacher)).toMatchObject({ enrolment: { outcome: { kind: 'STARTED' } } });
  expect((await outcome(app, worker, { kind: 'EMPLOYED' }, teacher)).userErrors[0]).toMatchObject({ code: 'NOT_ELIGIBLE' });
  await hire(app, people[1]!);
  expect(await outcome(app, worker, { kind: 'EMPLOYED' }, teacher)).toMatchObject({ enrolment: { outcome: { kind: 'EMPLOYED' } } });
  const query = 'query ($from: LocalDate!, $to: LocalDate!) { trainingOutcomes(from: $from, to: $to) { kind trained employed started jobsCreated } }';
  const { trainingOutcomes } = await app.data(query, { from: await dayOf(app), to: await dayOf(app) }, CITY);
  expect(trainingOutcomes).toContainEqual({ kind: 'START_UP', trained: 2, employed: 2, started: 1, jobsCreated: 5 });

  // The subsidy of 1,000 yuan: applied for by the school, checked, approved and paid by others, never one person twice in succession.
  expect((await subsidyStep(app, 'Apply', away, teacher)).userErrors[0]).toMatchObject({ code: 'NOT_ELIGIBLE' });
  const { subsidy } = await subsidyStep(app, 'Apply', founder, teacher);
  expect(subsidy.amount).toEqual({ amountMinor: '100000' });
  await subsidyStep(app, 'Verify', subsidy.id, clerk);
  expect((await subsidyStep(app, 'Approve', subsidy.id, clerk)).userErrors[0]).toMatchObject({ code: 'NOT_ELIGIBLE' });
  await subsidyStep(app, 'Approve', subsidy.id, head);
  expect(await subsidyStep(app, 'Pay', subsidy.id, clerk)).toMatchObject({ subsidy: { state: 'PAID' } });
  expect((await subsidyStep(app, 'Reject', subsidy.id, head, { reason: '晚了' })).userErrors[0]).toMatchObject({ code: 'ILLEGAL_TRANSITION' });
}, 60_000);
