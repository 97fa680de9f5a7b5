import { afterEach, expect, test } from '../support/jest.js';
import { expireReferrals } from '../../src/modules/referrals/referral.service.js';
import { expireRegistrations } from '../../src/modules/seekers/seeker.service.js';
import { expireVacancies } from '../../src/modules/vacancies/vacancy.service.js';
import { SYSTEM } from '../../src/platform/access/viewer.js';
import { key, testApp } from '../support/app.js';
import { aVacancy, anEmployer, anInstitution, CITY, REGISTER, seekerInput, step, nextYear } from '../support/factories.js';

const app = testApp();

/** The world as many days later; what ends by itself has ended. */
async function travel(days: number): Promise<void> {
  await app.sql('update app_clock set shift = make_interval(days => ?)', [days]);
  await app.application.platform.clock.read();
}
const settle = (): Promise<void> =>
  app.application.platform.orm.em.fork({ session: { variables: SYSTEM } }).transactional(async (em) => {
    await expireVacancies(em as never);
    await expireRegistrations(em as never);
    await expireReferrals(em as never);
  });
afterEach(() => travel(0));

const stateOf = async (kind: string, id: string): Promise<string> =>
  (await app.data(`query ($id: ID!) { ${kind}(id: $id) { state } }`, { id }, CITY))[kind].state as string;

test('a notice closes itself after its last day: matched and searched until then, shown as expired, never reopened', async () => {
  const day = app.application.platform.clock.today();
  const id = await aVacancy(app, { input: { title: '架子工', validUntil: day } });
  await app.application.relay.drain();
  const found = async (): Promise<number> =>
    (await app.data('{ vacancySearch(query: "架子工") { edges { cursor } } }')).vacancySearch.edges.length as number;
  expect(await found()).toBe(1);
  await settle();
  expect(await stateOf('vacancy', id)).toBe('OPEN');
  await travel(1);
  expect(await found()).toBe(0);
  await settle();
  expect(await stateOf('vacancy', id)).toBe('EXPIRED');
  const { vacancyClose } = await app.data(step('vacancyClose'), { id, input: { reason: '试', idempotencyKey: key() } }, CITY);
  expect(vacancyClose.userErrors).toMatchObject([{ code: 'ILLEGAL_TRANSITION' }]);
});

test('a registration ends after its last day, and its person may register there again', async () => {
  const institution = await anInstitution(app);
  const input = seekerInput(institution, { validUntil: app.application.platform.clock.today() });
  const { registration } = (await app.data(REGISTER, { input }, CITY)).seekerRegister;
  await travel(1);
  await settle();
  expect(await app.sql('select state from registration where id = ?', [registration.id])).toEqual([{ state: 'EXPIRED' }]);
  const again = await app.data(REGISTER, { input: { ...input, validUntil: undefined, idempotencyKey: key() } }, CITY);
  expect(again.seekerRegister.userErrors).toEqual([]);
});

test('silence ends a referral: a week after the letter, after an interview a week after that', async () => {
  const [institution, employer] = [await anInstitution(app), await anEmployer(app)];
  const vacancy = await aVacancy(app, { institution, employer, input: { headCount: 5, validUntil: nextYear('12-31') } });
  const issue = async (): Promise<string> => {
    const { registration } = (await app.data(REGISTER, { input: seekerInput(institution) }, CITY)).seekerRegister;
    const answer = await app.data(
      'mutation ($input: ReferralIssueInput!) { referralIssue(input: $input) { referral { id } userErrors { code message } } }',
      { input: { registration: registration.id, vacancy, idempotencyKey: key() } },
      CITY,
    );
    expect(answer.referralIssue.userErrors).toEqual([]);
    return answer.referralIssue.referral.id as string;
  };
  const [silent, interviewed] = [await issue(), await issue()];
  await travel(5);
  await app.data(
    'mutation ($id: ID!, $input: ReferralInterviewInput!) { referralInterview(id: $id, input: $input) { userErrors { code } } }',
    { id: interviewed, input: { on: app.application.platform.clock.today(), idempotencyKey: key() } },
    CITY,
  );
  await travel(7);
  await settle();
  expect(await stateOf('referral', silent)).toBe('ISSUED');
  await travel(8);
  await settle();
  expect([await stateOf('referral', silent), await stateOf('referral', interviewed)]).toEqual(['EXPIRED', 'INTERVIEWED']);
  await travel(13);
  await settle();
  expect(await stateOf('referral', interviewed)).toBe('EXPIRED');
  const { referral } = await app.data('query ($id: ID!) { referral(id: $id) { endedOn vacancy { hiredCount } } }', { id: silent }, CITY);
  expect(referral).toMatchObject({ endedOn: expect.stringMatching(/^\d{4}-\d\d-\d\d$/), vacancy: { hiredCount: 0 } });
});
