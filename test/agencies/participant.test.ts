import { expect, test } from '../support/jest.js';
import { key, testApp, type Who } from '../support/app.js';
import { anInstitution, CITY, REGISTER, seekerInput } from '../support/factories.js';

const app = testApp();
const KAI = { role: 'OFFICE', region: '500154' } as const;
const SELECT =
  'mutation ($input: ParticipantSelectInput!) { participantSelect(input: $input) { participant { id state kind seeker { id } institution { kind } } userErrors { code path } } }';
async function aResettler(resettler: string): Promise<string> {
  const institution = await anInstitution(app, '500154');
  const input = seekerInput(institution, { region: '500154', resettler });
  return (await app.data(REGISTER, { input }, CITY)).seekerRegister.registration.seeker.id;
}
const select = async (more: object, as: Who = KAI): Promise<any> =>
  // oxlint-disable-line typescript/no-explicit-any -- an answer
  (await app.data(SELECT, { input: { kind: 'LEAD_RESETTLER', county: '500154', year: 2026, idempotencyKey: key(), ...more } }, as)).participantSelect;
const move = async (name: string, id: string, as: Who = KAI): Promise<any> =>
  // oxlint-disable-line typescript/no-explicit-any -- an answer
  (
    await app.data(
      `mutation ($id: ID!, $input: StepInput!) { ${name}(id: $id, input: $input) { participant { state trainedOn certifiedOn } userErrors { code } } }`,
      { id, input: { idempotencyKey: key() } },
      as,
    )
  )[name];

test('a lead resettler is selected, trained and certified, in this order', async () => {
  const { participant, userErrors } = await select({ seeker: await aResettler('RURAL') });
  expect([participant.state, userErrors]).toEqual(['SELECTED', []]);
  expect(await move('participantCertify', participant.id)).toMatchObject({ userErrors: [{ code: 'ILLEGAL_TRANSITION' }] });
  expect(await move('participantTrain', participant.id)).toMatchObject({ participant: { state: 'TRAINED', trainedOn: expect.any(String) } });
  expect(await move('participantCertify', participant.id)).toMatchObject({ participant: { state: 'CERTIFIED', certifiedOn: expect.any(String) } });
});

test('a labour broker needs a brokerage, a lead resettler must be resettled, nobody is in twice', async () => {
  const seeker = await aResettler('NONE');
  expect(await select({ seeker })).toMatchObject({ participant: null, userErrors: [{ code: 'NOT_ELIGIBLE', path: ['input', 'seeker'] }] });
  expect(await select({ seeker, kind: 'LABOUR_BROKER' })).toMatchObject({ userErrors: [{ code: 'NOT_ELIGIBLE', path: ['input', 'institution'] }] });
  const institution = await anInstitution(app, '500154', 'LABOUR_BROKER');
  expect(await select({ seeker, kind: 'LABOUR_BROKER', institution })).toMatchObject({
    participant: { kind: 'LABOUR_BROKER', institution: { kind: 'LABOUR_BROKER' } },
  });
  expect(await select({ seeker, kind: 'LABOUR_BROKER', institution })).toMatchObject({
    userErrors: [{ code: 'ALREADY_EXISTS', path: ['input', 'seeker'] }],
  });
  expect(await select({ seeker: await aResettler('URBAN'), year: 1907 })).toMatchObject({
    userErrors: [{ code: 'INVALID', path: ['input', 'year'] }],
  });
});

test('who may not: another county, a rival broker; a broker sees its own', async () => {
  const institution = await anInstitution(app, '500154', 'LABOUR_BROKER');
  const { participant } = await select({ seeker: await aResettler('RURAL'), kind: 'LABOUR_BROKER', institution });
  const abroad = { role: 'OFFICE', region: '500101' } as const;
  expect(await select({ seeker: await aResettler('RURAL') }, abroad)).toMatchObject({
    userErrors: [{ code: 'NOT_FOUND', path: ['input', 'county'] }],
  });
  expect(await move('participantTrain', participant.id, abroad)).toMatchObject({ userErrors: [{ code: 'NOT_FOUND' }] });
  const list = '{ programmeParticipants(kind: LABOUR_BROKER) { edges { node { id } } } }';
  const seen = async (as: Who): Promise<string[]> =>
    (await app.data(list, {}, as)).programmeParticipants.edges.map((edge: { node: { id: string } }) => edge.node.id);
  expect(await seen({ role: 'INTERMEDIARY', institution })).toEqual([participant.id]);
  expect(await seen({ role: 'INTERMEDIARY', institution: await anInstitution(app, '500101', 'LABOUR_BROKER') })).toEqual([]);
  expect(await app.mistake(list, {}, { role: 'RECRUITER' })).toBe('FORBIDDEN');
});
