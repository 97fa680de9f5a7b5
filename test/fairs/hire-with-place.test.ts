import { expect, test } from '../support/jest.js';
import { testApp } from '../support/app.js';
import { act, aFair, aPass, aPost, aStand, done } from '../support/fairs.js';
import { aQuota, numbers } from '../support/places.js';
import { aWorker } from '../support/transfers.js';

const app = testApp();

test('hired on the spot with a place: it is taken with the hire, given back with the reversal; a place elsewhere is refused and nothing stays', async () => {
  const fair = await aFair(app);
  const stand = await aStand(app, fair);
  const post = await aPost(app, fair, stand, { region: '310000', headCount: 2 });
  const pass = await aPass(app, fair);
  const { registration, seeker } = await aWorker(app, fair.institution);
  const interview = await done(app, 'fairInterviewHold', { input: { post: post.id, pass } }, stand.recruiter);
  await done(app, 'fairInterviewOffer', { id: interview }, stand.recruiter);
  const [quota, elsewhere] = [await aQuota(app, 2), await aQuota(app, 2, { destination: '330000' })];

  const refused = await act(app, 'fairInterviewHire', { id: interview, input: { registration, quota: elsewhere } });
  expect(refused.codes).toEqual(['NOT_ELIGIBLE']);
  expect(await app.sql('select 1 from referral where seeker_id = ?', [seeker])).toEqual([]);
  expect(await numbers(app, elsewhere)).toMatchObject({ reserved: 0, confirmed: 0 });

  await done(app, 'fairInterviewHire', { id: interview, input: { registration, quota } });
  expect(await numbers(app, quota)).toMatchObject({ reserved: 0, confirmed: 1 });
  const [row] = await app.sql<{ id: string }>('select placement_id as id from fair_interview where id = ?', [interview]);
  await done(app, 'placementReverse', { id: row!.id, input: { reason: '未到岗' } });
  expect(await numbers(app, quota)).toMatchObject({ reserved: 0, confirmed: 0 });
});
