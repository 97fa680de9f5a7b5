import { expect, test } from '../support/jest.js';
import { key, testApp, type Who } from '../support/app.js';
import { CITY } from '../support/factories.js';
import { cursorOf } from '../support/cursors.js';
import { act, aFair, aFairKiosk, aPass, aPost, ask, aStand, done, type Fair, FEED, Follow } from '../support/fairs.js';
import { aPerson, erase, self } from '../support/people.js';

const app = testApp();
const REGISTER =
  'mutation ($input: FairVisitRegisterInput!) { fairVisitRegister(input: $input) { visit { id pass state qr slip seeker { id } } userErrors { code path } } }';

/** A person who said before that they come, and their pass. */
async function aGuest(fair: Fair): Promise<{ as: Who; id: string; pass: string; registration: string; visit: string }> {
  const person = await aPerson(app, { institution: fair.institution });
  const { fairVisitRegister } = await app.data(REGISTER, { input: { fair: fair.id, idempotencyKey: key() } }, self(person));
  return {
    as: self(person),
    id: person.id,
    pass: fairVisitRegister.visit.pass,
    registration: person.registration,
    visit: fairVisitRegister.visit.id,
  };
}

test('a seeker registers before the fair and gets a pass with its QR code; not twice, not for another, not once it is over', async () => {
  const fair = await aFair(app, { state: 'ANNOUNCED' });
  const person = await aPerson(app);
  const { fairVisitRegister } = await app.data(REGISTER, { input: { fair: fair.id, idempotencyKey: key() } }, self(person));
  expect(fairVisitRegister).toMatchObject({
    visit: { state: 'REGISTERED', pass: expect.stringMatching(/^[0-9A-Z]{5}-[0-9A-Z]{5}$/), seeker: { id: person.id } },
    userErrors: [],
  });
  expect(fairVisitRegister.visit.qr).toMatch(/^<svg/);
  expect(fairVisitRegister.visit.slip).toContain(fairVisitRegister.visit.pass);
  expect((await act(app, 'fairVisitRegister', { input: { fair: fair.id } }, self(person))).codes).toEqual(['ALREADY_EXISTS']);
  expect((await act(app, 'fairVisitRegister', { input: { fair: fair.id, seeker: (await aPerson(app)).id } }, self(person))).codes).toEqual([
    'NOT_FOUND',
  ]);
  await done(app, 'fairVisitCancel', { id: fairVisitRegister.visit.id }, self(person));
  await done(app, 'fairVisitRegister', { input: { fair: fair.id } }, self(person));
  await done(app, 'jobFairOpen', { id: fair.id });
  const given = { fair: fair.id, pass: fairVisitRegister.visit.pass };
  expect(await act(app, 'fairVisitCheckIn', { input: given })).toMatchObject({ codes: ['ILLEGAL_TRANSITION'], paths: [['input', 'pass']] });
  await done(app, 'jobFairClose', { id: fair.id });
  expect((await act(app, 'fairVisitRegister', { input: { fair: fair.id, seeker: (await aPerson(app)).id } })).codes).toEqual(['EXPIRED']);
  await expect(act(app, 'fairVisitRegister', { input: { fair: fair.id } }, { role: 'AUDITOR' })).rejects.toThrow('FORBIDDEN');
});

test('an office registers somebody it serves; others’ visits are in nobody else’s sight', async () => {
  const fair = await aFair(app, { state: 'ANNOUNCED' });
  const person = await aPerson(app);
  const id = await done(app, 'fairVisitRegister', { input: { fair: fair.id, seeker: person.id } });
  const seen = async (as: Who): Promise<unknown> => (await app.data('query ($id: ID!) { fairVisit(id: $id) { id } }', { id }, as)).fairVisit;
  expect([
    await seen(CITY),
    await seen(self(person)),
    await seen(self(await aPerson(app))),
    await seen({ role: 'OFFICE', region: '500102' }),
  ]).toEqual([{ id }, { id }, null, null]);
  expect(
    (await act(app, 'fairVisitRegister', { input: { fair: fair.id, seeker: (await aPerson(app)).id } }, { role: 'OFFICE', region: '500102' })).codes,
  ).toEqual(['NOT_FOUND']);
});

test('QR check-in: a pass comes in once, in any writing, at its own fair, while the doors are open', async () => {
  const [fair, other] = [await aFair(app, { state: 'ANNOUNCED' }), await aFair(app)];
  const guest = await aGuest(fair);
  const [kiosk, foreign] = [await aFairKiosk(app, fair), await aFairKiosk(app, other)];
  const checkIn = (pass: string, at = fair, token = kiosk.token): Promise<{ codes: string[] }> =>
    act(app, 'fairVisitCheckIn', { input: { fair: at.id, pass } }, token);
  expect((await checkIn(guest.pass)).codes).toEqual(['ILLEGAL_TRANSITION']);
  await done(app, 'jobFairOpen', { id: fair.id });
  expect((await checkIn('AAAAA-AAAAA')).codes).toEqual(['NOT_FOUND']);
  expect((await checkIn(guest.pass, fair, foreign.token)).codes).toEqual(['NOT_FOUND']); // a kiosk of another fair
  expect((await checkIn(guest.pass, other, foreign.token)).codes).toEqual(['NOT_FOUND']); // a pass of another fair
  const both = await Promise.all([checkIn(guest.pass.toLowerCase().replace('-', ' ')), checkIn(guest.pass)]);
  expect(both.map(({ codes }) => codes[0] ?? 'in').sort()).toEqual(['ALREADY_EXISTS', 'in']);
  expect((await checkIn(guest.pass)).codes).toEqual(['ALREADY_EXISTS']);
  await expect(act(app, 'fairVisitCheckIn', { input: { fair: fair.id, pass: guest.pass } }, guest.as)).rejects.toThrow('FORBIDDEN');
  await done(app, 'jobFairClose', { id: fair.id });
  expect((await checkIn((await aGuest(other)).pass)).codes).toEqual(['EXPIRED']);
  const { fairVisit } = await app.data('query ($id: ID!) { fairVisit(id: $id) { state checkedInAt } }', { id: guest.visit }, guest.as);
  expect(fairVisit).toEqual({ state: 'CHECKED_IN', checkedInAt: expect.any(String) });
});

test('QR check-in: all that a scanner reads from the code is taken as the pass', async () => {
  const fair = await aFair(app);
  const guest = await aGuest(fair);
  const kiosk = await aFairKiosk(app, fair);
  const checkIn = (pass: string): Promise<{ codes: string[] }> => act(app, 'fairVisitCheckIn', { input: { fair: fair.id, pass } }, kiosk.token);
  expect((await checkIn(`jq:post:${guest.pass}`)).codes).toEqual(['NOT_FOUND']);
  expect((await checkIn(`jq:pass:${guest.pass}`)).codes).toEqual([]);
});

test('a visitor shows the pass again: the kiosk has their numbers, the desk their interviews, the employer what it noted of them', async () => {
  const [fair, elsewhere] = [await aFair(app), await aFair(app)];
  const [stand, rival] = [await aStand(app, fair), await aStand(app, fair, 1)];
  const kiosk = await aFairKiosk(app, fair);
  const [pass, other] = [await aPass(app, fair), await aPass(app, fair)];
  const post = await aPost(app, fair, stand);
  await done(app, 'fairTicketDraw', { input: { participation: stand.participation, pass } }, kiosk.token);
  for (const visitor of [pass, other]) await done(app, 'fairInterestNote', { input: { post: post.id, pass: visitor } }, kiosk.token);
  const interview = await done(app, 'fairInterviewHold', { input: { post: post.id, pass } }, stand.recruiter);
  await done(app, 'fairInterviewHold', { input: { post: post.id, pass: other } }, stand.recruiter);
  const numbers = 'query ($fair: ID!, $pass: String!) { fairPass(fair: $fair, pass: $pass) { state tickets { id number state } } }';
  const atKiosk = async (shown: string, token = kiosk.token, at = fair.id): Promise<unknown> =>
    (await ask(app, numbers, { fair: at, pass: shown }, token)).body.data.fairPass;
  expect(await atKiosk(`jq:pass:${pass}`)).toEqual({ state: 'CHECKED_IN', tickets: [{ id: expect.any(String), number: 1, state: 'WAITING' }] });
  expect(await atKiosk('AAAAA-AAAAA')).toBeNull();
  expect(await atKiosk(pass, (await aFairKiosk(app, elsewhere)).token)).toBeNull(); // a kiosk of another fair
  expect(await atKiosk(pass, kiosk.token, elsewhere.id)).toBeNull();
  const desk = 'query ($fair: ID!, $pass: String!) { fairPass(fair: $fair, pass: $pass) { interviews { id } } }';
  expect((await app.data(desk, { fair: fair.id, pass }, CITY)).fairPass).toEqual({ interviews: [{ id: interview }] });
  expect((await app.data(desk, { fair: fair.id, pass }, { role: 'OFFICE', region: '500102' })).fairPass).toBeNull();
  expect(await app.mistake(numbers, { fair: fair.id, pass }, stand.recruiter)).toBe('FORBIDDEN');
  const noted =
    'query ($fair: ID!, $pass: String) { fairInterviews(fair: $fair, pass: $pass) { edges { node { id } } } fairInterests(fair: $fair, pass: $pass) { totalCount } }';
  const atBooth = (shown: string, as: Who): Promise<unknown> => app.data(noted, { fair: fair.id, pass: shown }, as);
  expect(await atBooth(pass, stand.recruiter)).toEqual({
    fairInterviews: { edges: [{ node: { id: interview } }] },
    fairInterests: { totalCount: 1 },
  });
  const nothing = { fairInterviews: { edges: [] }, fairInterests: { totalCount: 0 } };
  expect(await atBooth(pass, rival.recruiter)).toEqual(nothing);
  expect(await atBooth('AAAAA-AAAAA', stand.recruiter)).toEqual(nothing);
});

test('whoever walks in gets a pass and gives no name', async () => {
  const fair = await aFair(app);
  const kiosk = await aFairKiosk(app, fair);
  const query = 'mutation ($input: FairVisitAdmitInput!) { fairVisitAdmit(input: $input) { visit { pass state slip } userErrors { code } } }';
  const { body } = await ask(app, query, { input: { fair: fair.id, idempotencyKey: key() } }, kiosk.token);
  expect(body.data.fairVisitAdmit.visit).toMatchObject({ state: 'CHECKED_IN', pass: expect.any(String) });
  expect(await app.sql('select seeker_id from fair_visit where fair_id = ?', [fair.id])).toEqual([{ seeker_id: null }]);
  expect((await act(app, 'fairVisitAdmit', { input: { fair: (await aFair(app)).id } }, kiosk.token)).codes).toEqual(['NOT_FOUND']);
});

test('queue numbers: from one without gaps however many draw at once, one open at a booth for each pass', async () => {
  const fair = await aFair(app);
  const stand = await aStand(app, fair);
  const kiosk = await aFairKiosk(app, fair);
  const passes = await Promise.all(Array.from({ length: 8 }, () => aPass(app, fair)));
  const draw = (pass: string, as: Who | string = kiosk.token): Promise<{ id: string | undefined; codes: string[] }> =>
    act(app, 'fairTicketDraw', { input: { participation: stand.participation, pass } }, as);
  const drawn = await Promise.all([...passes, ...passes].map((pass) => draw(pass)));
  expect(drawn.filter(({ codes }) => codes.length === 0)).toHaveLength(8);
  expect(new Set(drawn.flatMap(({ codes }) => codes))).toEqual(new Set(['ALREADY_EXISTS']));
  const numbers = await app.sql<{ number: number }>('select number from fair_ticket where participation_id = ? order by number', [
    stand.participation,
  ]);
  expect(numbers.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect((await draw('AAAAA-AAAAA')).codes).toEqual(['NOT_FOUND']);
  const guest = await aGuest(fair);
  expect((await draw(guest.pass)).codes).toEqual(['ILLEGAL_TRANSITION']); // not checked in
  await done(app, 'fairVisitCheckIn', { input: { fair: fair.id, pass: guest.pass } });
  expect((await draw(guest.pass, self(await aPerson(app)))).codes).toEqual(['NOT_FOUND']); // somebody else with the pass
  const own = await draw(guest.pass, guest.as);
  expect((await draw(guest.pass, (await aFairKiosk(app, await aFair(app))).token)).codes).toEqual(['NOT_FOUND']);
  expect((await act(app, 'fairTicketLeave', { id: own.id!, input: { pass: passes[0]! } }, kiosk.token)).codes).toEqual(['NOT_FOUND']);
  await done(app, 'fairTicketLeave', { id: own.id!, input: { pass: guest.pass } }, kiosk.token);
  const { fairVisit } = await app.data(
    'query ($id: ID!) { fairVisit(id: $id) { tickets { number state participation { waiting drawn } } } }',
    { id: guest.visit },
    guest.as,
  );
  expect(fairVisit.tickets).toEqual([{ number: 9, state: 'LEFT', participation: { waiting: 8, drawn: 9 } }]);
});

test('calling: two who call at once call two numbers, lowest first; the booth’s queue is told', async () => {
  const fair = await aFair(app);
  const stand = await aStand(app, fair);
  const booth =
    'subscription ($booth: ID!, $after: String) { boothQueue(boothId: $booth, after: $after) { cursor kind queue { booth number called waiting } } }';
  const follow = await Follow.open(app, booth, { booth: stand.booth }, (await aFairKiosk(app, fair)).token);
  for (let visitor = 0; visitor < 3; visitor++)
    await done(app, 'fairTicketDraw', { input: { participation: stand.participation, pass: await aPass(app, fair) } });
  const call = (as: Who = stand.recruiter): Promise<{ id: string | undefined; codes: string[] }> =>
    act(app, 'fairTicketCall', { id: stand.participation }, as);
  const [one, two] = await Promise.all([call(), call(CITY)]);
  const ticket = async (id: string): Promise<number> =>
    (await app.sql<{ number: number }>('select number from fair_ticket where id = ?', [id]))[0]!.number;
  expect([await ticket(one.id!), await ticket(two.id!)].sort()).toEqual([1, 2]);
  await done(app, 'fairTicketServe', { id: one.id! }, stand.recruiter);
  await done(app, 'fairTicketMiss', { id: two.id! }, stand.recruiter);
  expect((await act(app, 'fairTicketServe', { id: two.id! }, stand.recruiter)).codes).toEqual(['ILLEGAL_TRANSITION']);
  await call();
  expect((await call()).codes).toEqual(['NOT_FOUND']);
  const events = await follow.until((event) => event.queue!.called === 3);
  expect(events.map(({ kind, queue }) => [kind, queue!.number, queue!.called, queue!.waiting]).filter(([kind]) => kind !== 'QUEUE_CHANGED')).toEqual([
    ['NUMBER_DRAWN', 1, 0, 1],
    ['NUMBER_DRAWN', 2, 0, 2],
    ['NUMBER_DRAWN', 3, 0, 3],
    ['NUMBER_CALLED', 1, 1, 2],
    ['NUMBER_CALLED', 2, 2, 1],
    ['NUMBER_CALLED', 3, 3, 0],
  ]);
  expect((await call({ role: 'RECRUITER', employers: [(await aStand(app, fair, 1)).employer] })).codes).toEqual(['NOT_FOUND']);
  await expect(act(app, 'fairTicketCall', { id: stand.participation }, (await aFairKiosk(app, fair)).token)).rejects.toThrow('FORBIDDEN');
  follow.close();
});

test('queue numbers: when the employer leaves, whoever waits is let go and the booth’s queue is told; after the doors closed nobody is called', async () => {
  const fair = await aFair(app);
  const [stand, staying] = [await aStand(app, fair), await aStand(app, fair, 1)];
  const draw = async ({ participation }: { participation: string }): Promise<string> =>
    done(app, 'fairTicketDraw', { input: { participation, pass: await aPass(app, fair) } });
  const [called, waiting] = [await draw(stand), await draw(stand)];
  await done(app, 'fairTicketCall', { id: stand.participation }, stand.recruiter);
  const booth = 'subscription ($booth: ID!) { boothQueue(boothId: $booth) { cursor kind queue { booth number called waiting } } }';
  const follow = await Follow.open(app, booth, { booth: stand.booth }, CITY);
  await done(app, 'fairParticipationWithdraw', { id: stand.participation }, stand.recruiter);
  const events = await follow.until((event) => event.kind === 'QUEUE_CHANGED' && event.queue!.number === 2);
  expect(events.at(-1)!.queue).toMatchObject({ waiting: 0 });
  expect(await app.sql('select state from fair_ticket where id = any(?::uuid[])', [`{${called},${waiting}}`])).toEqual([
    { state: 'LEFT' },
    { state: 'LEFT' },
  ]);
  follow.close();
  await draw(staying);
  await done(app, 'jobFairClose', { id: fair.id });
  expect((await act(app, 'fairTicketCall', { id: staying.participation }, staying.recruiter)).codes).toEqual(['EXPIRED']);
});

test('interests with the pass alone; offline replay with the keys of then: each once, also after the doors closed, a day at most', async () => {
  const fair = await aFair(app);
  const stand = await aStand(app, fair);
  const posts = [await aPost(app, fair, stand), await aPost(app, fair, stand, { title: '保安员' })];
  const kiosk = await aFairKiosk(app, fair);
  const passes = [await aPass(app, fair), await aPass(app, fair)];
  const collected = passes.flatMap((pass) => posts.map((post) => ({ input: { post: post.id, pass }, key: key() })));
  const replay = (one: (typeof collected)[number], own = one.key): Promise<{ id: string | undefined; codes: string[] }> =>
    act(app, 'fairInterestNote', { input: one.input }, kiosk.token, own);
  const first = await replay(collected[0]!);
  await done(app, 'jobFairClose', { id: fair.id });
  const again = await Promise.all(collected.map((one) => replay(one)));
  expect(again.map(({ codes }) => codes)).toEqual([[], [], [], []]);
  expect(again[0]!.id).toBe(first.id);
  expect((await replay(collected[1]!, key())).codes).toEqual(['ALREADY_EXISTS']);
  expect((await act(app, 'fairInterestNote', { input: collected[2]!.input }, kiosk.token, collected[3]!.key)).codes).toEqual([
    'IDEMPOTENCY_KEY_REUSED',
  ]);
  const { jobFair } = await app.data('query ($id: ID!) { jobFair(id: $id) { closing { interests } counters { interests } } }', { id: fair.id });
  expect(jobFair).toEqual({ closing: { interests: 1 }, counters: { interests: 4 } });
  await app.sql(
    `update job_fair set sessions = jsonb_build_array(jsonb_build_object('opensAt', now() - interval '40 hours', 'closesAt', now() - interval '30 hours')) where id = ?`,
    [fair.id],
  );
  expect((await replay({ input: { post: posts[0]!.id, pass: await aPass(app, await aFair(app)) }, key: key() })).codes).toEqual(['EXPIRED']);
  await expect(act(app, 'fairInterestNote', { input: collected[0]!.input }, stand.recruiter)).rejects.toThrow('FORBIDDEN');
  const list = 'query ($fair: ID!) { fairInterests(fair: $fair) { totalCount edges { node { post { id } } } } }';
  expect((await app.data(list, { fair: fair.id }, stand.recruiter)).fairInterests.totalCount).toBe(4);
  expect((await app.data(list, { fair: fair.id }, (await aStand(app, await aFair(app))).recruiter)).fairInterests.totalCount).toBe(0);
});

test('hired on the spot: a referral and a placement with the fair as their origin, one head fewer, told in the feed; a reversal takes it back', async () => {
  const fair = await aFair(app);
  const stand = await aStand(app, fair);
  const post = await aPost(app, fair, stand, { headCount: 1 });
  const guest = await aGuest(fair);
  await done(app, 'fairVisitCheckIn', { input: { fair: fair.id, pass: guest.pass } });
  const interview = await done(app, 'fairInterviewHold', { input: { post: post.id, pass: guest.pass } }, stand.recruiter);
  expect((await act(app, 'fairInterviewHold', { input: { post: post.id, pass: guest.pass } })).codes).toEqual(['ALREADY_EXISTS']);
  const hire = (registration: string): Promise<{ codes: string[] }> => act(app, 'fairInterviewHire', { id: interview, input: { registration } });
  expect((await hire(guest.registration)).codes).toEqual(['ILLEGAL_TRANSITION']); // nothing offered yet, and nothing of it stays
  expect(await app.sql('select 1 from referral where seeker_id = ?', [guest.id])).toEqual([]);
  await done(app, 'fairInterviewOffer', { id: interview }, stand.recruiter);
  await expect(act(app, 'fairInterviewHire', { id: interview, input: { registration: guest.registration } }, stand.recruiter)).rejects.toThrow(
    'FORBIDDEN',
  );
  expect((await hire((await aPerson(app)).registration)).codes).toEqual(['CONFLICT']);
  const follow = await Follow.open(app, FEED, { fair: fair.id, after: cursorOf(fair.id, 4) }, CITY);
  expect((await hire(guest.registration)).codes).toEqual([]);
  const events = await follow.until((event) => event.kind === 'HIRED');
  expect(events.map(({ kind, counters }) => [kind, counters.posts, counters.heads, counters.hires])).toEqual([
    ['POST_FILLED', 0, 0, 0],
    ['HIRED', 0, 0, 1],
  ]);
  const query =
    'query ($fair: ID!) { fairInterviews(fair: $fair) { edges { node { state referral { id state fair { id } } placement { id state fair { id } } } } } }';
  const { node } = (await app.data(query, { fair: fair.id }, CITY)).fairInterviews.edges[0];
  expect(node).toMatchObject({
    state: 'HIRED',
    referral: { state: 'HIRED', fair: { id: fair.id } },
    placement: { state: 'PENDING_CONFIRMATION', fair: { id: fair.id } },
  });
  await done(app, 'placementReverse', { id: node.placement.id, input: { reason: '未到岗' } });
  const back = await follow.until((event) => event.counters.hires === 0);
  expect(back.map(({ kind }) => kind).sort()).toEqual(['COUNTED', 'POST_OPENED']);
  follow.close();
});

test('hired on the spot: one pass is one person; a post that left the fair is neither interviewed nor hired for', async () => {
  const fair = await aFair(app);
  const stand = await aStand(app, fair);
  const pass = await aPass(app, fair);
  const offered = async (post: string): Promise<string> => {
    const interview = await done(app, 'fairInterviewHold', { input: { post, pass } }, stand.recruiter);
    return done(app, 'fairInterviewOffer', { id: interview }, stand.recruiter);
  };
  const hire = async (interview: string, { registration }: { registration: string }): Promise<string[]> =>
    (await act(app, 'fairInterviewHire', { id: interview, input: { registration } })).codes;
  const posts = [await aPost(app, fair, stand), await aPost(app, fair, stand), await aPost(app, fair, stand)] as const;
  const [first, second] = [await offered(posts[0].id), await offered(posts[1].id)];
  expect(await hire(first, await aPerson(app))).toEqual([]);
  expect(await hire(second, await aPerson(app))).toEqual(['CONFLICT']);
  await done(app, 'fairPostWithdraw', { id: posts[2].id }, stand.recruiter);
  const another = await aPass(app, fair);
  expect((await act(app, 'fairInterviewHold', { input: { post: posts[2].id, pass: another } }, stand.recruiter)).codes).toEqual(['EXPIRED']);
  const late = await done(app, 'fairInterviewHold', { input: { post: posts[1].id, pass: another } }, stand.recruiter);
  await done(app, 'fairInterviewOffer', { id: late }, stand.recruiter);
  await done(app, 'fairPostWithdraw', { id: posts[1].id }, stand.recruiter);
  expect(await hire(late, await aPerson(app))).toEqual(['EXPIRED']);
  expect(await app.sql('select count(*)::int as count from fair_interview where fair_id = ? and placement_id is not null', [fair.id])).toEqual([
    { count: 1 },
  ]);
});

test('declined: the reason stays with the recruiter, and nobody is hired after', async () => {
  const fair = await aFair(app);
  const stand = await aStand(app, fair);
  const post = await aPost(app, fair, stand);
  const interview = await done(app, 'fairInterviewHold', { input: { post: post.id, pass: await aPass(app, fair) } }, stand.recruiter);
  const other = await aStand(app, fair, 1);
  expect((await act(app, 'fairInterviewOffer', { id: interview }, other.recruiter)).codes).toEqual(['NOT_FOUND']);
  await done(app, 'fairInterviewDecline', { id: interview, input: { reason: '经验不足' } }, stand.recruiter);
  expect((await act(app, 'fairInterviewOffer', { id: interview }, stand.recruiter)).codes).toEqual(['ILLEGAL_TRANSITION']);
  const list = 'query ($fair: ID!) { fairInterviews(fair: $fair) { edges { node { reason } } } }';
  expect((await app.data(list, { fair: fair.id }, other.recruiter)).fairInterviews.edges).toEqual([]);
  expect((await app.data(list, { fair: fair.id }, stand.recruiter)).fairInterviews.edges).toEqual([{ node: { reason: '经验不足' } }]);
});

test('of somebody who is erased a visit stays, and nothing says whose it was', async () => {
  const fair = await aFair(app);
  const guest = await aGuest(fair);
  await done(app, 'fairVisitCheckIn', { input: { fair: fair.id, pass: guest.pass } });
  await erase(app, guest.id);
  expect(await app.sql('select seeker_id, state from fair_visit where id = ?', [guest.visit])).toEqual([{ seeker_id: null, state: 'CHECKED_IN' }]);
});
