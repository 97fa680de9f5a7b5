import { expect, test } from '../support/jest.js';
import { expire } from '../../src/application.js';
import { randomUUID } from 'node:crypto';
import { key, testApp, type Who } from '../support/app.js';
import { CITY } from '../support/factories.js';
import { eventually } from '../support/sessions.js';
import { cursorOf, seqOf } from '../support/cursors.js';
import { aFair, aFairKiosk, aPass, aPost, aStand, act, ask, done, EVENT, EVENTS, FEED, Follow, refusal } from '../support/fairs.js';

const app = testApp();
const PARTNER: Who = { role: 'AUDITOR' };
const ELSEWHERE: Who = { role: 'OFFICE', region: '500102' };

test('the feed gives the backlog, then what happens, each event once, in order and with the cursor after it', async () => {
  const fair = await aFair(app);
  const stand = await aStand(app, fair);
  const first = await aPost(app, fair, stand);
  const follow = await Follow.open(app, FEED, { fair: fair.id }, CITY);
  const backlog = await follow.until((event) => event.post?.post === first.id);
  expect(backlog.map(({ kind }) => kind)).toEqual(['FAIR_OPENED', 'POST_OPENED']);
  expect(backlog[1]!.counters).toMatchObject({ posts: 1, heads: 3 });
  const second = await aPost(app, fair, stand);
  const pass = await aPass(app, fair);
  await done(app, 'fairInterestNote', { input: { post: second.id, pass } });
  await done(app, 'jobFairSay', { id: fair.id, input: { zh: '十点开始讲座' } });
  const live = await follow.until((event) => event.kind === 'ANNOUNCED');
  expect(live.map(({ kind }) => kind)).toEqual(['POST_OPENED', 'COUNTED', 'COUNTED', 'ANNOUNCED']);
  expect(live.at(-1)).toMatchObject({ announcement: { zh: '十点开始讲座' }, counters: { posts: 2, heads: 6, visitors: 1, interests: 1 } });
  expect([...backlog, ...live].map(({ cursor }) => seqOf(cursor))).toEqual([1, 2, 3, 4, 5, 6]);
  follow.close();
});

test('a cursor resumes where it was, in the subscription and for whoever polls alike', async () => {
  const fair = await aFair(app);
  const stand = await aStand(app, fair);
  for (let at = 0; at < 3; at++) await aPost(app, fair, stand);
  const { jobFairEvents: page } = await app.data(EVENTS, { fair: fair.id, first: 2 }, PARTNER);
  expect([page.more, page.events.length]).toEqual([true, 2]);
  const rest = (await app.data(EVENTS, { fair: fair.id, after: page.cursor, first: 100 }, PARTNER)).jobFairEvents;
  expect(rest.events.map(({ cursor }: { cursor: string }) => seqOf(cursor))).toEqual([3, 4]);
  expect([rest.more, seqOf(rest.cursor)]).toEqual([false, 4]);
  const follow = await Follow.open(app, FEED, { fair: fair.id, after: page.cursor }, PARTNER);
  expect([await follow.next(), await follow.next()]).toEqual(rest.events);
  const nothing = (await app.data(EVENTS, { fair: fair.id, after: rest.cursor, first: 10 }, PARTNER)).jobFairEvents;
  expect(nothing).toMatchObject({ events: [], cursor: rest.cursor, more: false });
  follow.close();
});

test('an effect that is rolled back leaves no gap, and the numbers stand in the order of the commits', async () => {
  const fair = await aFair(app);
  const stand = await aStand(app, fair);
  const post = await aPost(app, fair, stand);
  const passes = await Promise.all(Array.from({ length: 10 }, () => aPass(app, fair)));
  // Each twice at once with keys of its own: one of two is refused, and its number with it.
  await Promise.all([...passes, ...passes].map((pass) => act(app, 'fairInterestNote', { input: { post: post.id, pass } })));
  const { jobFairEvents } = await app.data(EVENTS, { fair: fair.id, first: 100 }, CITY);
  const events = jobFairEvents.events as { cursor: string; counters: { interests: number; visitors: number } }[];
  expect(events.map(({ cursor }) => seqOf(cursor))).toEqual(events.map((_, at) => at + 1));
  expect(events.at(-1)!.counters).toMatchObject({ interests: 10, visitors: 10 });
  expect(events.map(({ counters }) => counters.interests)).toEqual(events.map(({ counters }) => counters.interests).toSorted((a, b) => a - b));
});

test('whatever changes a vacancy is told: SQL by hand, a hire, a closing', async () => {
  const fair = await aFair(app);
  const stand = await aStand(app, fair);
  const post = await aPost(app, fair, stand, { headCount: 2 });
  const follow = await Follow.open(app, FEED, { fair: fair.id, after: cursorOf(fair.id, 2) }, CITY);
  await app.sql("update vacancy set title = '电焊工（夜班）' where id = ?", [post.vacancy]);
  await app.sql('update vacancy set hired_count = 1 where id = ?', [post.vacancy]);
  await app.sql("update vacancy set hired_count = 2, state = 'FILLED' where id = ?", [post.vacancy]);
  await app.sql("update vacancy set hired_count = 1, state = 'OPEN' where id = ?", [post.vacancy]);
  await app.sql("update vacancy set state = 'CLOSED' where id = ?", [post.vacancy]);
  const events = await follow.until((event) => event.kind === 'POST_CLOSED');
  expect(events.map((event) => [event.kind, event.post?.headsLeft, event.counters.posts, event.counters.heads])).toEqual([
    ['POST_CHANGED', 2, 1, 2],
    ['HEADS_LEFT', 1, 1, 1],
    ['POST_FILLED', 0, 0, 0],
    ['POST_OPENED', 1, 1, 1],
    ['POST_CLOSED', 0, 0, 0],
  ]);
  expect(events[0]!.post!.title).toBe('电焊工（夜班）');
  follow.close();
});

test('a cursor of another feed, forged, ahead or negative is refused; one that is too old gets the snapshot to start from', async () => {
  const [fair, other] = [await aFair(app), await aFair(app)];
  const mistake = async (after: string): Promise<string | undefined> => app.mistake(EVENTS, { fair: fair.id, after, first: 10 }, PARTNER);
  for (const after of [cursorOf(other.id, 1), cursorOf(fair.id, 9), cursorOf(fair.id, -1), 'x', 'x'.repeat(1_000), cursorOf(fair.id, 0.5)]) {
    expect(await mistake(after)).toBe('BAD_USER_INPUT');
    expect(await refusal(app, FEED, { fair: fair.id, after }, PARTNER)).toBe('BAD_USER_INPUT');
  }
  for (let at = 0; at < 3; at++) await done(app, 'jobFairSay', { id: fair.id, input: { zh: `通知 ${at}` } });
  await app.sql("update feed_event set at = at - interval '40 days' where stream = ? and seq <= 2", [fair.id]);
  await expire(app.application.platform);
  expect(await mistake(cursorOf(fair.id, 0))).toBe('CURSOR_EXPIRED');
  expect(await refusal(app, FEED, { fair: fair.id }, PARTNER)).toBe('CURSOR_EXPIRED');
  const { body } = await app.run(EVENTS, { fair: fair.id, after: cursorOf(fair.id, 1), first: 10 }, PARTNER);
  const { snapshot } = body.errors![0]!.extensions as unknown as { snapshot: { cursor: string; counters: object } };
  expect(snapshot).toEqual({ cursor: cursorOf(fair.id, 4), counters: { posts: 0, heads: 0, visitors: 0, interests: 0, interviews: 0, hires: 0 } });
  expect((await app.data(EVENTS, { fair: fair.id, after: cursorOf(fair.id, 2), first: 10 }, PARTNER)).jobFairEvents.events).toHaveLength(2);
});

test('the snapshot and what is read with it are of one instant', async () => {
  const fair = await aFair(app);
  const stand = await aStand(app, fair);
  await aPost(app, fair, stand);
  const query =
    'query ($fair: ID!) { jobFairSnapshot(fairId: $fair) { cursor counters { posts heads } } fairPosts(fair: $fair, first: 100) { edges { node { state headsLeft } } } }';
  const { jobFairSnapshot, fairPosts } = await app.data(query, { fair: fair.id }, CITY);
  expect(jobFairSnapshot).toEqual({ cursor: cursorOf(fair.id, 2), counters: { posts: 1, heads: 3 } });
  expect(fairPosts.edges).toEqual([{ node: { state: 'OPEN', headsLeft: 3 } }]);
});

test('everybody who is shown the same shares one execution; another document, role or language has its own', async () => {
  const fair = await aFair(app);
  const stand = await aStand(app, fair);
  const kiosks = await Promise.all(Array.from({ length: 5 }, (_, at) => aFairKiosk(app, fair, at)));
  const here = { fair: fair.id, after: cursorOf(fair.id, 1) };
  const alike = await Promise.all(kiosks.map(({ token }) => Follow.open(app, FEED, here, token)));
  const late = await Follow.open(app, FEED, { fair: fair.id }, kiosks[0]!.token);
  await late.next();
  const others = [
    await Follow.open(app, FEED.replace('cursor kind', 'kind cursor'), here, kiosks[1]!.token),
    await Follow.open(app, FEED, here, CITY),
    await Follow.open(app, FEED, here, kiosks[2]!.token, { language: 'en' }),
  ];
  await eventually(() => Promise.resolve(app.server.fanout.counts.followers === alike.length + 1 + others.length));
  const before = app.server.fanout.counts;
  await aPost(app, fair, stand);
  const seen = await Promise.all([...alike, late].map((one) => one.next()));
  expect(new Set(seen.map((one) => JSON.stringify(one))).size).toBe(1);
  for (const one of others) expect(await one.next()).toEqual(seen[0]);
  const { executed, delivered } = app.server.fanout.counts;
  expect([executed - before.executed, delivered - before.delivered]).toEqual([1 + others.length, alike.length + 1 + others.length]);
  for (const one of [...alike, late, ...others]) one.close();
});

test('vacancyWatch tells of posts that fit and of no other', async () => {
  const fair = await aFair(app);
  const stand = await aStand(app, fair);
  const query = `subscription ($filter: VacancyWatchFilter!, $after: String) { vacancyWatch(filter: $filter, after: $after) { cursor kind post { title headsLeft } } }`;
  const follow = await Follow.open(app, query, { filter: { fair: fair.id, occupation: '焊工', region: '500101', payAtLeast: '800000' } }, PARTNER);
  await aPost(app, fair, stand, { title: '保安员', region: '500101' });
  await aPost(app, fair, stand, { region: '500103' });
  await aPost(app, fair, stand, { pay: { from: '300000', to: '400000' } });
  await aPost(app, fair, stand, { title: '二保焊工' });
  expect(await follow.next()).toMatchObject({ kind: 'POST_OPENED', post: { title: '二保焊工' } });
  expect(await refusal(app, query, { filter: { fair: randomUUID() } }, PARTNER)).toBe('NOT_FOUND');
  expect(await refusal(app, query, { filter: { fair: fair.id, region: '没有这个地方' } }, PARTNER)).toBe('BAD_USER_INPUT');
  follow.close();
});

test('boothQueue tells of one booth, resumes at its cursor, and is out of sight with its fair', async () => {
  const [fair, other, planned] = [await aFair(app), await aFair(app), await aFair(app, { state: 'PLANNED' })];
  const [stand, next] = [await aStand(app, fair), await aStand(app, fair, 1)];
  const kiosk = await aFairKiosk(app, fair);
  const query = `subscription ($booth: ID!, $after: String) { boothQueue(boothId: $booth, after: $after) { ${EVENT} } }`;
  const draw = async (participation: string): Promise<string> =>
    done(app, 'fairTicketDraw', { input: { participation, pass: await aPass(app, fair) } }, kiosk.token);
  const follow = await Follow.open(app, query, { booth: stand.booth }, kiosk.token);
  await draw(next.participation);
  await draw(stand.participation);
  const first = await follow.next();
  expect([first.kind, first.queue]).toEqual(['NUMBER_DRAWN', { booth: 'A1', number: 1, called: 0, waiting: 1 }]);
  follow.close();
  await draw(next.participation);
  await done(app, 'fairTicketCall', { id: stand.participation }, stand.recruiter);
  const again = await Follow.open(app, query, { booth: stand.booth, after: first.cursor }, kiosk.token);
  expect((await again.next()).queue).toEqual({ booth: 'A1', number: 1, called: 1, waiting: 0 });
  again.close();
  const { token: foreign } = await aFairKiosk(app, other);
  const hidden: [string, Who | string][] = [
    [stand.booth, foreign],
    [planned.halls[0]!.booths[0]!.id, ELSEWHERE],
    [randomUUID(), CITY],
    ['nothing', CITY],
  ];
  for (const [booth, as] of hidden) expect(await refusal(app, query, { booth }, as)).toBe('NOT_FOUND');
  expect(await refusal(app, query, { booth: stand.booth, after: cursorOf(other.id, 1) }, CITY)).toBe('BAD_USER_INPUT');
});

test('who may not: strangers, a fair that is only planned, a kiosk of another fair or of none', async () => {
  const [fair, other, planned] = [await aFair(app), await aFair(app), await aFair(app, { state: 'PLANNED' })];
  const kiosk = await aFairKiosk(app, fair);
  app.trusted.add(FEED, ['anonymous']);
  const refused = async (id: string, as: Who | string): Promise<void> => expect(await refusal(app, FEED, { fair: id }, as)).toBe('NOT_FOUND');
  await refused(other.id, kiosk.token);
  await refused(fair.id, { role: 'KIOSK' });
  await refused(planned.id, { role: 'INTERMEDIARY', institution: fair.institution });
  await refused('nothing', PARTNER);
  expect((await ask(app, EVENTS, { fair: other.id, first: 10 }, kiosk.token)).body.errors![0]!.extensions.code).toBe('NOT_FOUND');
  expect(await app.mistake(EVENTS, { fair: fair.id, first: 10 })).toBe('UNAUTHENTICATED');
  const snapshot = 'query ($fair: ID!) { jobFairSnapshot(fairId: $fair) { cursor } }';
  expect((await ask(app, snapshot, { fair: other.id }, kiosk.token)).body.errors![0]!.extensions.code).toBe('NOT_FOUND');
  expect(await app.mistake(snapshot, { fair: planned.id }, { role: 'INTERMEDIARY', institution: fair.institution })).toBe('NOT_FOUND');
  expect(await app.mistake(snapshot, { fair: fair.id })).toBe('UNAUTHENTICATED');
  const own = await Follow.open(app, FEED, { fair: fair.id }, kiosk.token);
  expect((await own.next()).kind).toBe('FAIR_OPENED');
  own.close();
});

test('a kiosk that is moved to another fair, released, disabled or past its time is closed with 4403 within two seconds, and hears no more', async () => {
  const [fair, other] = [await aFair(app), await aFair(app)];
  const ends: Record<string, (kiosk: Awaited<ReturnType<typeof aFairKiosk>>) => Promise<unknown>> = {
    moved: ({ device }) => done(app, 'fairKioskEnrol', { input: { fair: other.id, device, hall: other.halls[0]!.id, x: 0, y: 0 } }),
    released: ({ enrolment }) => done(app, 'fairKioskRelease', { id: enrolment }),
    disabled: ({ device }) => done(app, 'deviceDisable', { id: device }),
    over: ({ enrolment }) => app.sql("update fair_kiosk set until = app_now() - interval '1 second' where id = ?", [enrolment]),
  };
  for (const [name, end] of Object.entries(ends)) {
    const kiosk = await aFairKiosk(app, fair);
    const follow = await Follow.open(app, FEED, { fair: fair.id }, kiosk.token);
    await follow.next();
    await end(kiosk);
    const since = performance.now();
    const code = await follow.line.end();
    expect([name, code, performance.now() - since < 2_000]).toEqual([name, 4403, true]);
    await done(app, 'jobFairSay', { id: fair.id, input: { zh: '之后' } });
    expect(follow.line.holds(follow.id)).toBe(false);
    const last = name === 'disabled' || name === 'over' ? 'UNAUTHENTICATED' : 'NOT_FOUND';
    await eventually(async () => (await ask(app, EVENTS, { fair: fair.id, first: 10 }, kiosk.token)).body.errors?.[0]?.extensions.code === last);
  }
}, 30_000);

test('a client that goes leaves nothing behind', async () => {
  const fair = await aFair(app);
  const follow = await Follow.open(app, FEED, { fair: fair.id }, CITY);
  await follow.next();
  follow.line.send({ id: follow.id, type: 'complete' });
  await done(app, 'jobFairSay', { id: fair.id, input: { zh: '没有人听' } });
  const again = key();
  follow.line.send({ id: again, type: 'subscribe', payload: { query: FEED, variables: { fair: fair.id, after: cursorOf(fair.id, 1) } } });
  expect(((await follow.line.take(again))!.payload as { data: { jobFairFeed: { announcement: object } } }).data.jobFairFeed.announcement).toEqual({
    zh: '没有人听',
  });
  expect(follow.line.holds(follow.id)).toBe(false);
  follow.close();
});
