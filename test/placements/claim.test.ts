import { expect, test } from '../support/jest.js';
import { testApp, type Who } from '../support/app.js';
import { anInstitution, CITY } from '../support/factories.js';
import { anOrder, atWork, aWorker, change, done, year } from '../support/transfers.js';

const app = testApp();
const WANZHOU: Who = { role: 'OFFICE', region: '500101' };

async function aBroker(): Promise<{ participant: string; institution: string; seeker: string }> {
  const institution = await anInstitution(app, '500101', 'LABOUR_BROKER');
  const { seeker } = await aWorker(app, institution);
  const values = { kind: 'LABOUR_BROKER', seeker, institution, county: '500101', year: await year(app) };
  const { participant } = await done(app, 'participantSelect', 'ParticipantSelectInput', null, 'participant { id }', values, WANZHOU);
  for (const step of ['participantTrain', 'participantCertify'])
    await done(app, step, 'StepInput', participant.id, 'participant { state }', {}, WANZHOU);
  return { participant: participant.id, institution, seeker };
}
const claim = (participant: string, seeker: string, as: Who = WANZHOU): Promise<any> =>
  change(app, 'beneficiaryClaim', 'BeneficiaryClaimInput', participant, 'claim { id disputed }', { seeker }, as); // oxlint-disable-line typescript/no-explicit-any -- an answer
const countOf = async (participant: string): Promise<unknown> =>
  (
    await app.data('{ programmeParticipants(first: 100) { edges { node { id beneficiaryCount beneficiaryTarget } } } }', {}, CITY)
  ).programmeParticipants.edges.find((edge: { node: { id: string } }) => edge.node.id === participant).node;

async function aStableWorker(): Promise<string> {
  const scene = await anOrder(app, { heads: 1 });
  const person = await aWorker(app, scene.institution);
  await atWork(app, scene, [person]);
  await app.sql('update placement set hired_on = app_today() - 100 where seeker_id = ?', [person.seeker]);
  return person.seeker;
}

test('1:20 — only those count whose confirmed work has lasted', async () => {
  const { participant } = await aBroker();
  const [stable, fresh] = [await aStableWorker(), (await aWorker(app, await anInstitution(app, '500101'))).seeker];
  for (const seeker of [stable, fresh]) expect((await claim(participant, seeker)).userErrors).toEqual([]);
  expect(await countOf(participant)).toEqual({ id: participant, beneficiaryCount: 1, beneficiaryTarget: 20 });
});

test('double claim: two claims on one person are found and count for neither, until one is given up', async () => {
  const [first, second, seeker] = [await aBroker(), await aBroker(), await aStableWorker()];
  await claim(first.participant, seeker);
  const other = await claim(second.participant, seeker);
  expect(other.claim.disputed).toBe(true);
  const query = '{ beneficiaryClaims(disputed: true) { edges { node { participant { id } seeker { id } } } } }';
  const disputed = (await app.data(query, {}, WANZHOU)).beneficiaryClaims.edges.map(
    (edge: { node: { participant: { id: string } } }) => edge.node.participant.id,
  );
  expect(disputed.sort()).toEqual([first.participant, second.participant].sort());
  expect(await countOf(first.participant)).toMatchObject({ beneficiaryCount: 0 });
  await done(app, 'beneficiaryWithdraw', 'StepInput', other.claim.id, 'claim { withdrawnOn }', {}, WANZHOU);
  expect(await countOf(first.participant)).toMatchObject({ beneficiaryCount: 1 });
  const again = await change(app, 'beneficiaryWithdraw', 'StepInput', other.claim.id, 'claim { id }', {}, WANZHOU);
  expect(again.userErrors).toMatchObject([{ code: 'ILLEGAL_TRANSITION' }]);
});

test('refuses a second claim, oneself, and a participant who is not certified', async () => {
  const broker = await aBroker();
  const seeker = await aStableWorker();
  await claim(broker.participant, seeker);
  expect((await claim(broker.participant, seeker)).userErrors).toMatchObject([{ code: 'ALREADY_EXISTS', path: ['input', 'seeker'] }]);
  expect((await claim(broker.participant, broker.seeker)).userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE', path: ['input', 'seeker'] }]);
  await app.sql("update programme_participant set state = 'TRAINED' where id = ?", [broker.participant]);
  expect((await claim(broker.participant, await aStableWorker())).userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE', path: ['id'] }]);
});

test('who may not: another county, a rival broker; a broker claims of its own roster', async () => {
  const [broker, rival] = [await aBroker(), await aBroker()];
  const seeker = await aStableWorker();
  for (const as of [
    { role: 'OFFICE', region: '500102' },
    { role: 'INTERMEDIARY', institution: rival.institution },
  ] as Who[])
    expect(await claim(broker.participant, seeker, as)).toMatchObject({ claim: null, userErrors: [{ code: 'NOT_FOUND' }] });
  const own: Who = { role: 'INTERMEDIARY', institution: broker.institution };
  expect(await claim(broker.participant, seeker, own)).toMatchObject({ userErrors: [{ code: 'NOT_FOUND', path: ['input', 'seeker'] }] });
  const ours = await aWorker(app, broker.institution);
  expect((await claim(broker.participant, ours.seeker, own)).userErrors).toEqual([]);
});
