import { expect, test } from '../support/jest.js';
import { testApp } from '../support/app.js';
import { anEmployer, CITY } from '../support/factories.js';
import { aFair, aFairKiosk, aPass, aPost, done, EVENT, type Fair } from '../support/fairs.js';
import { aPerson } from '../support/people.js';

const app = testApp();
const POST = 'post { id state headsLeft vacancy { title employer { name } } participation { employer { name } booth { number hall { name } } } }';
const PARTICIPATION = 'employer { name } fair { name } booth { number hall { name } } state waiting';
const list = (name: string, node: string): string =>
  `query ($fair: ID!) { ${name}(fair: $fair, first: 12) { totalCount edges { node { ${node} } } } }`;
/** Every list of a fair, with all that hangs on a row. */
const LISTS: Record<string, string> = {
  fairBooths: list('fairBooths', `number hall { name } participation { ${PARTICIPATION} }`),
  fairAnnouncements: list('fairAnnouncements', 'zh en'),
  fairKiosks: list('fairKiosks', 'fair { name counters { posts } } hall { name } device { name } x y until'),
  fairParticipations: list('fairParticipations', `reason ${PARTICIPATION}`),
  fairPosts: list('fairPosts', `qr slip ${POST.slice('post { '.length, -2)}`),
  fairVisits: list('fairVisits', 'state pass qr seeker { nameMasked } tickets { number state participation { waiting } }'),
  fairInterests: list('fairInterests', POST),
  fairInterviews: list('fairInterviews', `state fair { name } referral { id } placement { id } ${POST}`),
  fairNearestBooths: `query ($fair: ID!) { fairNearestBooths(fair: $fair) { metres participation { ${PARTICIPATION} } } }`,
  jobFairEvents: `query ($fair: ID!) { jobFairEvents(fairId: $fair) { events { ${EVENT} } cursor more } }`,
};
const TICKETS = `query ($of: ID!) { fairTickets(participation: $of, first: 12) { edges { node { number state participation { ${PARTICIPATION} } } } } }`;

let taken = 0;

/** One more of everything at a fair. */
async function more(fair: Fair, first: string | undefined): Promise<string> {
  const employer = await anEmployer(app);
  const participation = await done(
    app,
    'fairParticipationApply',
    { input: { fair: fair.id, employer } },
    { role: 'RECRUITER', employers: [employer] },
  );
  const booth = fair.halls[0]!.booths[taken++]!.id;
  await done(app, 'fairParticipationApprove', { id: participation, input: { booth } });
  const stand = { employer, participation, booth, recruiter: CITY };
  const post = await aPost(app, fair, stand);
  await aFairKiosk(app, fair);
  await done(app, 'jobFairSay', { id: fair.id, input: { zh: '通知' } });
  await done(app, 'fairVisitRegister', { input: { fair: fair.id, seeker: (await aPerson(app, { institution: fair.institution })).id } });
  const pass = await aPass(app, fair);
  await done(app, 'fairTicketDraw', { input: { participation: first ?? participation, pass } });
  await done(app, 'fairInterestNote', { input: { post: post.id, pass } });
  await done(app, 'fairInterviewHold', { input: { post: post.id, pass } });
  return first ?? participation;
}

test('each list of a fair takes as many statements for twelve rows as for two', async () => {
  const booths = Array.from({ length: 14 }, (_, at) => ({ number: `A${at + 1}`, x: at, y: 5 }));
  const fair = await aFair(app, { more: { halls: [{ name: '一号厅', booths }] } });
  let first: string | undefined;
  const grow = async (rows: number): Promise<void> => {
    for (let at = 0; at < rows; at++) first = await more(fair, first);
  };
  const rows: Record<string, number> = {};
  const measured = async (): Promise<Record<string, number>> => {
    const counts: Record<string, number> = {};
    const asked = Object.fromEntries(Object.entries(LISTS).map(([name, query]) => [name, [query, { fair: fair.id }] as const]));
    for (const [name, [query, variables]] of Object.entries({ ...asked, fairTickets: [TICKETS, { of: first }] as const })) {
      counts[name] = await app.statements(async () => {
        const answer = Object.values(await app.data<Record<string, { edges?: unknown[]; events?: unknown[] }>>(query, variables, CITY))[0]!;
        rows[name] = (answer.edges ?? answer.events ?? (answer as unknown as unknown[])).length;
      });
    }
    return counts;
  };
  await grow(2);
  const few = await measured();
  const two = { ...rows };
  await grow(10);
  expect(await measured()).toEqual(few);
  for (const [name, count] of Object.entries(two)) if (name !== 'fairBooths') expect([name, rows[name]! > count]).toEqual([name, true]);
}, 120_000);
