import { afterAll, beforeAll, expect, test } from '../support/jest.js';
import { key, testApp } from '../support/app.js';
import { cursorOf } from '../support/cursors.js';
import { aFair, aFairKiosk, aPost, ask, aStand, done, FEED, Follow } from '../support/fairs.js';
import { aPerson, self } from '../support/people.js';
import { eventually } from '../support/sessions.js';

const app = testApp();
beforeAll(() => app.application.startRelay());
afterAll(() => app.application.relay.stop());

const WITHIN_MS = 2_000;
const SEARCH = 'query ($query: String!) { vacancySearch(query: $query, first: 10) { edges { node { id } } } }';
const REGISTER = 'mutation ($input: FairVisitRegisterInput!) { fairVisitRegister(input: $input) { visit { pass } } }';

test('the last placement at a fair takes its post from every open kiosk, and from the search, within two seconds', async () => {
  const fair = await aFair(app);
  const stand = await aStand(app, fair);
  const post = await aPost(app, fair, stand, { headCount: 1, title: '船舶电焊工（最后一名）' });
  const kiosks = await Promise.all(Array.from({ length: 10 }, (_, at) => aFairKiosk(app, fair, at)));
  const open = await Promise.all(kiosks.map(({ token }) => Follow.open(app, FEED, { fair: fair.id, after: cursorOf(fair.id, 1) }, token)));
  const shown = await Promise.all(open.map((one) => one.next()));
  expect(shown.map(({ kind, post: seen }) => [kind, seen!.headsLeft])).toEqual(open.map(() => ['POST_OPENED', 1]));
  const searched = async (): Promise<string[]> =>
    (await ask(app, SEARCH, { query: '电焊工' }, kiosks[0]!.token)).body.data.vacancySearch.edges.map(
      ({ node }: { node: { id: string } }) => node.id,
    );
  await eventually(async () => (await searched()).includes(post.vacancy), 10_000);

  const person = await aPerson(app, { institution: fair.institution });
  const { fairVisitRegister } = await app.data(REGISTER, { input: { fair: fair.id, idempotencyKey: key() } }, self(person));
  const { pass } = fairVisitRegister.visit;
  await done(app, 'fairVisitCheckIn', { input: { fair: fair.id, pass } }, kiosks[0]!.token);
  const interview = await done(app, 'fairInterviewHold', { input: { post: post.id, pass } }, stand.recruiter);
  await done(app, 'fairInterviewOffer', { id: interview }, stand.recruiter);
  await done(app, 'fairInterviewHire', { id: interview, input: { registration: person.registration } });
  const since = performance.now();
  const gone = await Promise.all(open.map((one) => one.until(({ kind }) => kind === 'POST_FILLED')));
  expect(performance.now() - since).toBeLessThan(WITHIN_MS);
  expect(gone.map((events) => events.at(-1)!.post!.post)).toEqual(open.map(() => post.id));
  await eventually(async () => !(await searched()).includes(post.vacancy), WITHIN_MS);
  const { fairPosts } = (
    await ask(
      app,
      'query ($fair: ID!) { fairPosts(fair: $fair, filter: { state: OPEN }) { edges { node { id } } } }',
      { fair: fair.id },
      kiosks[1]!.token,
    )
  ).body.data;
  expect(fairPosts.edges).toEqual([]);
  for (const one of open) one.close();
}, 60_000);
