import { expect, test } from '../support/jest.js';
import { testApp, type Who } from '../support/app.js';
import { aDevice } from '../support/credentials.js';
import { aVacancy, anEmployer, anInstitution, CITY } from '../support/factories.js';
import { act, aFair, aFairKiosk, aPass, aPost, ask, aStand, done, HOUR, planInput } from '../support/fairs.js';

const app = testApp();
const ELSEWHERE: Who = { role: 'OFFICE', region: '500102' };
const at = (ms: number): string => new Date(Date.now() + ms).toISOString();

test('a campaign is written down once; Migrant Workers’ Day is the first Sunday of November; another division’s office may not', async () => {
  const institution = await anInstitution(app);
  const day = { kind: 'MIGRANT_WORKERS_DAY', name: '首届农民工日', institution, opensOn: '2007-11-04', closesOn: '2007-11-04' };
  const id = await done(app, 'campaignOpen', { input: day });
  expect((await act(app, 'campaignOpen', { input: day })).codes).toEqual(['ALREADY_EXISTS']);
  expect(await act(app, 'campaignOpen', { input: { ...day, opensOn: '2007-11-05', closesOn: '2007-11-05' } })).toMatchObject({
    codes: ['INVALID'],
    paths: [['input', 'opensOn']],
  });
  for (const [opensOn, closesOn] of [
    ['2007-11-04', '2007-01-01'],
    ['1999-12-31', '2000-01-31'],
    ['2007-03-01', '2008-03-02'],
  ])
    expect((await act(app, 'campaignOpen', { input: { ...day, kind: 'SPRING_BREEZE', opensOn, closesOn } })).codes).toEqual(['INVALID']);
  expect((await act(app, 'campaignOpen', { input: day }, ELSEWHERE)).codes).toEqual(['NOT_FOUND']);
  await expect(act(app, 'campaignOpen', { input: day }, { role: 'AUDITOR' })).rejects.toThrow('FORBIDDEN');
  const { campaigns } = await app.data(
    '{ campaigns(kind: MIGRANT_WORKERS_DAY, year: 2007) { edges { node { id name kind institution { id } } } } }',
    {},
    ELSEWHERE,
  );
  expect(campaigns.edges).toEqual([{ node: { id, name: '首届农民工日', kind: 'MIGRANT_WORKERS_DAY', institution: { id: institution } } }]);
});

test('a fair goes from its plan to its announcement, opens, and closes with its report; no step is left out', async () => {
  const institution = await anInstitution(app);
  const id = await done(app, 'jobFairPlan', { input: planInput(institution) });
  const seen = async (as?: Who): Promise<unknown> => (await app.data('query ($id: ID!) { jobFair(id: $id) { state } }', { id }, as)).jobFair;
  expect([await seen(), await seen(ELSEWHERE), await seen(CITY)]).toEqual([null, null, { state: 'PLANNED' }]);
  expect((await act(app, 'jobFairOpen', { id })).codes).toEqual(['ILLEGAL_TRANSITION']);
  await done(app, 'jobFairAnnounce', { id });
  expect(await seen()).toEqual({ state: 'ANNOUNCED' });
  expect((await act(app, 'jobFairOpen', { id }, ELSEWHERE)).codes).toEqual(['NOT_FOUND']);
  await done(app, 'jobFairOpen', { id });
  expect((await act(app, 'jobFairCancel', { id, input: { reason: '下雨' } })).codes).toEqual(['ILLEGAL_TRANSITION']);
  await done(app, 'jobFairClose', { id });
  const { jobFair } = await app.data('query ($id: ID!) { jobFair(id: $id) { state closing { posts visitors } sessions { opensAt closesAt } } }', {
    id,
  });
  expect(jobFair).toMatchObject({ state: 'CLOSED', closing: { posts: 0, visitors: 0 } });
  expect((await act(app, 'jobFairSay', { id, input: { zh: '再见' } })).codes).toEqual(['ILLEGAL_TRANSITION']);
  await expect(act(app, 'jobFairClose', { id }, { role: 'RECRUITER', employers: [] })).rejects.toThrow('FORBIDDEN');
});

test('a fair opens on its first day and not before; one that nobody closed is over a day after its last hours', async () => {
  const hours = (from: number): object => ({
    sessions: [{ opensAt: at(from * HOUR), closesAt: at((from + 3) * HOUR) }],
  });
  const early = await aFair(app, { state: 'ANNOUNCED', more: hours(49) });
  expect(await act(app, 'jobFairOpen', { id: early.id })).toMatchObject({ codes: ['ILLEGAL_TRANSITION'], paths: [['id']] });
  const forgotten = await aFair(app);
  await app.sql('update job_fair set sessions = ? where id = ?', [JSON.stringify((hours(-30) as { sessions: object }).sessions), forgotten.id]);
  expect((await act(app, 'fairVisitAdmit', { input: { fair: forgotten.id } })).codes).toEqual(['EXPIRED']);
  const yesterday = await aFair(app, { more: hours(-20) });
  expect((await act(app, 'fairVisitAdmit', { input: { fair: yesterday.id } })).codes).toEqual([]);
  await done(app, 'jobFairClose', { id: forgotten.id });
});

test('hours that were over when they were written are told before anybody is asked to come', async () => {
  const sessions = [{ opensAt: at(-60 * HOUR), closesAt: at(-50 * HOUR) }];
  const id = await done(app, 'jobFairPlan', { input: planInput(await anInstitution(app), { sessions }) });
  expect(await act(app, 'jobFairAnnounce', { id })).toMatchObject({ codes: ['EXPIRED'], paths: [['id']] });
  await done(app, 'jobFairReschedule', { id, input: { sessions: [{ opensAt: at(-HOUR), closesAt: at(HOUR) }] } });
  await done(app, 'jobFairAnnounce', { id });
  await app.sql('update job_fair set sessions = ? where id = ?', [JSON.stringify(sessions), id]);
  expect(await act(app, 'jobFairOpen', { id })).toMatchObject({ codes: ['EXPIRED'], paths: [['id']] });
});

test('a fair of two days does not end after the first, unless it is given other hours', async () => {
  const day = (from: number): object => ({ opensAt: at(from * HOUR), closesAt: at((from + 3) * HOUR) });
  const fair = await aFair(app, { more: { sessions: [day(-2), day(20)] } });
  expect(await act(app, 'jobFairClose', { id: fair.id })).toMatchObject({ codes: ['ILLEGAL_TRANSITION'], paths: [['id']] });
  await done(app, 'jobFairReschedule', { id: fair.id, input: { sessions: [day(-2)] } });
  await done(app, 'jobFairClose', { id: fair.id });
});

test('hours and venue: an announced fair is put off, whoever follows it is told, and its kiosks work on; not once it is over', async () => {
  const fair = await aFair(app, { state: 'ANNOUNCED' });
  const kiosk = await aFairKiosk(app, fair);
  const to = (from: number, until: number, more: object = {}): object => ({
    sessions: [{ opensAt: at(from * HOUR), closesAt: at(until * HOUR) }],
    ...more,
  });
  const move = (input: object, as: Who = CITY): Promise<{ codes: string[]; paths: string[][] }> =>
    act(app, 'jobFairReschedule', { id: fair.id, input }, as);
  expect(await move(to(-9, -3))).toMatchObject({ codes: ['INVALID'], paths: [['input', 'sessions']] });
  expect(await move(to(9, 3))).toMatchObject({ codes: ['INVALID'], paths: [['input', 'sessions']] });
  expect((await move(to(72, 78), ELSEWHERE)).codes).toEqual(['NOT_FOUND']);
  const [before] = await app.sql<{ until: Date }>('select until from fair_kiosk where id = ?', [kiosk.enrolment]);
  expect((await move(to(72, 78, { venue: '五桥体育馆' }))).codes).toEqual([]);
  const { jobFair, jobFairEvents } = await app.data(
    'query ($id: ID!) { jobFair(id: $id) { venue sessions { closesAt } } jobFairEvents(fairId: $id) { events { kind announcement { zh en } } } }',
    { id: fair.id },
    CITY,
  );
  expect(jobFair).toMatchObject({ venue: '五桥体育馆', sessions: [{ closesAt: expect.any(String) }] });
  expect(jobFairEvents.events.at(-1)).toMatchObject({ kind: 'ANNOUNCED', announcement: { zh: expect.stringContaining('五桥体育馆') } });
  const [after] = await app.sql<{ until: Date }>('select until from fair_kiosk where id = ?', [kiosk.enrolment]);
  expect(new Date(after!.until).getTime() - new Date(before!.until).getTime()).toBeGreaterThan(70 * HOUR);
  expect((await act(app, 'jobFairOpen', { id: fair.id })).codes).toEqual(['ILLEGAL_TRANSITION']);
  expect((await move(to(-1, 5))).codes).toEqual([]);
  await done(app, 'jobFairOpen', { id: fair.id });
  expect((await move(to(1, 5))).codes).toEqual(['INVALID']);
  expect((await move(to(-1, 8))).codes).toEqual([]);
  await done(app, 'jobFairClose', { id: fair.id });
  expect(await move(to(-1, 9))).toMatchObject({ codes: ['ILLEGAL_TRANSITION'], paths: [['id']] });
  await expect(move(to(-1, 9), { role: 'RECRUITER', employers: [] })).rejects.toThrow('FORBIDDEN');
});

test('a plan with hours in the wrong order, two booths of one number, outside its campaign or division is refused, and nothing is stored', async () => {
  const institution = await anInstitution(app);
  const [{ count: before }] = (await app.sql('select count(*) from job_fair')) as [{ count: string }];
  const refused = async (more: object, as = CITY): Promise<unknown> => {
    const { codes, paths } = await act(app, 'jobFairPlan', { input: planInput(institution, more) }, as);
    return [codes[0], paths[0]?.at(-1)];
  };
  const booth = { number: 'A1', x: 0, y: 0 };
  expect(await refused({ sessions: [{ opensAt: at(HOUR), closesAt: at(0) }] })).toEqual(['INVALID', 'sessions']);
  expect(
    await refused({
      sessions: [
        { opensAt: at(0), closesAt: at(3 * HOUR) },
        { opensAt: at(2 * HOUR), closesAt: at(4 * HOUR) },
      ],
    }),
  ).toEqual(['INVALID', 'sessions']);
  expect(await refused({ sessions: [{ opensAt: at(0), closesAt: at(48 * HOUR) }] })).toEqual(['INVALID', 'sessions']);
  expect(await refused({ halls: [{ name: '厅', booths: [booth, booth] }] })).toEqual(['INVALID', 'halls']);
  expect(
    await refused({
      halls: [
        { name: '厅', booths: [booth] },
        { name: '厅', booths: [{ ...booth, number: 'A2' }] },
      ],
    }),
  ).toEqual(['INVALID', 'halls']);

  const campaign = await done(app, 'campaignOpen', {
    input: { kind: 'SPRING_BREEZE', name: '春风', institution, opensOn: '2007-03-01', closesOn: '2007-03-31' },
  });
  expect(await refused({ campaign })).toEqual(['INVALID', 'sessions']);
  expect(await refused({}, ELSEWHERE)).toEqual(['NOT_FOUND', 'institution']);
  expect(await app.sql('select count(*) from job_fair')).toEqual([{ count: before }]);
});

test('the calendar lists fairs by place, day, campaign and state, in as many statements for three as for thirty', async () => {
  const institution = await anInstitution(app, '500116');
  const campaign = await done(app, 'campaignOpen', {
    input: { kind: 'PRIVATE_ENTERPRISE_WEEK', name: '招聘周', institution, opensOn: '2030-05-01', closesOn: '2030-05-31' },
  });
  const plan = async (day: number): Promise<void> => {
    const opensAt = `2030-05-${String(day).padStart(2, '0')}T01:00:00.000Z`;
    const more = {
      campaign,
      region: '500116',
      sessions: [{ opensAt, closesAt: opensAt.replace('T01', 'T09') }],
      halls: [{ name: '厅', booths: [{ number: '1', x: 0, y: 0 }] }],
    };
    await done(app, 'jobFairAnnounce', { id: await done(app, 'jobFairPlan', { input: planInput(institution, more) }) });
  };
  const list =
    'query ($filter: JobFairFilter, $first: Int) { jobFairs(filter: $filter, first: $first) { totalCount edges { node { opensOn campaign { name } region { name } counters { posts } halls { name } } } } }';
  for (let day = 1; day <= 3; day++) await plan(day);
  const filter = { region: '500116', campaign, state: 'ANNOUNCED', from: '2030-05-02' };
  expect((await app.data(list, { filter, first: 10 })).jobFairs.edges.map(({ node }: { node: { opensOn: string } }) => node.opensOn)).toEqual([
    '2030-05-03',
    '2030-05-02',
  ]);
  const three = await app.statements(() => app.data(list, { filter: { campaign }, first: 3 }));
  for (let day = 4; day <= 30; day++) await plan(day);
  expect(await app.statements(() => app.data(list, { filter: { campaign }, first: 30 }))).toBe(three);
}, 60_000);

test('an employer applies, somebody else approves it and gives it a booth; the same employer or booth not twice', async () => {
  const fair = await aFair(app, { state: 'ANNOUNCED' });
  const [employer, unverified] = [await anEmployer(app), await anEmployer(app, { verified: false })];
  const recruiter: Who = { role: 'RECRUITER', employers: [employer] };
  const booth = fair.halls[0]!.booths[0]!.id;
  const own = await done(app, 'fairParticipationApply', { input: { fair: fair.id, employer } }, recruiter);
  expect((await act(app, 'fairParticipationApply', { input: { fair: fair.id, employer } })).codes).toEqual(['ALREADY_EXISTS']);
  expect((await act(app, 'fairParticipationApply', { input: { fair: fair.id, employer: unverified } }, recruiter)).codes).toEqual(['NOT_FOUND']);
  await expect(act(app, 'fairParticipationApprove', { id: own, input: { booth } }, recruiter)).rejects.toThrow('FORBIDDEN');
  expect((await act(app, 'fairParticipationApprove', { id: own, input: { booth } }, ELSEWHERE)).codes).toEqual(['NOT_FOUND']);
  await done(app, 'fairParticipationApprove', { id: own, input: { booth } });
  const second = await done(app, 'fairParticipationApply', { input: { fair: fair.id, employer: unverified } });
  expect((await act(app, 'fairParticipationApprove', { id: second, input: { booth } })).codes).toEqual(['NOT_ELIGIBLE']); // applied for by the same account
  const county: Who = { role: 'OFFICE', region: '500101' };
  expect((await act(app, 'fairParticipationApprove', { id: second, input: { booth } }, county)).codes).toEqual(['NOT_ELIGIBLE']); // not verified
  const third = await done(app, 'fairParticipationApply', { input: { fair: fair.id, employer: await anEmployer(app) } });
  expect(await act(app, 'fairParticipationApprove', { id: third, input: { booth } }, county)).toMatchObject({
    codes: ['ALREADY_EXISTS'],
    paths: [['input', 'booth']],
  });
  await done(app, 'fairParticipationReject', { id: third, input: { reason: '展位已满' } });
  const list = 'query ($fair: ID!) { fairParticipations(fair: $fair) { edges { node { id state booth { number } } } } }';
  const shown = async (as?: Who): Promise<string[]> =>
    (await app.data(list, { fair: fair.id }, as)).fairParticipations.edges.map(({ node }: { node: { state: string } }) => node.state);
  expect(await shown()).toEqual(['APPROVED']);
  expect(await shown(CITY)).toEqual(['REJECTED', 'APPLIED', 'APPROVED']);
  const booths = (
    await app.data('query ($fair: ID!) { fairBooths(fair: $fair) { edges { node { number participation { id } } } } }', { fair: fair.id })
  ).fairBooths;
  expect(booths.edges.slice(0, 2)).toEqual([{ node: { number: 'A1', participation: { id: own } } }, { node: { number: 'A2', participation: null } }]);
  await done(app, 'fairParticipationWithdraw', { id: own }, recruiter);
  expect(await shown()).toEqual([]);
});

test('a vacancy is brought to the fair once, by its own employer while it is open; it leaves with the employer', async () => {
  const fair = await aFair(app);
  const stand = await aStand(app, fair);
  const post = await aPost(app, fair, stand);
  const bring = (vacancy: string, as = stand.recruiter): Promise<{ codes: string[] }> =>
    act(app, 'fairPostBring', { input: { participation: stand.participation, vacancy } }, as);
  expect((await bring(post.vacancy)).codes).toEqual(['ALREADY_EXISTS']);
  expect((await bring(await aVacancy(app))).codes).toEqual(['NOT_FOUND']); // another's
  const draft = await aVacancy(app, { employer: stand.employer, institution: fair.institution, open: false });
  expect((await bring(draft)).codes).toEqual(['EXPIRED']);
  expect((await bring(post.vacancy, { role: 'RECRUITER', employers: [await anEmployer(app)] })).codes).toEqual(['NOT_FOUND']);
  await done(app, 'fairPostWithdraw', { id: post.id }, stand.recruiter);
  expect((await act(app, 'fairPostWithdraw', { id: post.id }, stand.recruiter)).codes).toEqual(['ILLEGAL_TRANSITION']);
  expect((await bring(post.vacancy)).codes).toEqual([]);
  await done(app, 'fairParticipationWithdraw', { id: stand.participation });
  const { fairPosts } = await app.data(
    'query ($fair: ID!) { fairPosts(fair: $fair) { edges { node { state headsLeft } } } jobFair(id: $fair) { counters { posts heads } } }',
    { fair: fair.id },
  );
  expect(fairPosts.edges).toEqual([{ node: { state: 'WITHDRAWN', headsLeft: 0 } }, { node: { state: 'WITHDRAWN', headsLeft: 0 } }]);
});

test('kiosks browse the posts of the fair by trade, place and words, and print a slip with its QR code', async () => {
  const fair = await aFair(app);
  const stand = await aStand(app, fair);
  const [welder, guard] = [await aPost(app, fair, stand), await aPost(app, fair, stand, { title: '保安员（100%双休）', region: '500103' })];
  const kiosk = await aFairKiosk(app, fair);
  const list =
    'query ($fair: ID!, $filter: FairPostFilter) { fairPosts(fair: $fair, filter: $filter) { edges { node { id headsLeft vacancy { title employer { name } } participation { booth { number hall { name } } } } } } }';
  const found = async (filter: object): Promise<string[]> =>
    (await ask(app, list, { fair: fair.id, filter }, kiosk.token)).body.data.fairPosts.edges.map(({ node }: { node: { id: string } }) => node.id);
  expect(await found({ occupation: '焊工' })).toEqual([welder.id]);
  expect(await found({ region: '渝中区' })).toEqual([guard.id]);
  expect(await found({ words: '100%' })).toEqual([guard.id]);
  expect(await found({ words: '%' })).toEqual([guard.id]);
  expect(await found({ state: 'FILLED' })).toEqual([]);
  const { fairPost } = (
    await ask(
      app,
      'query ($id: ID!) { fairPost(id: $id) { qr slip vacancy { title } participation { booth { number } } } }',
      { id: welder.id },
      kiosk.token,
    )
  ).body.data;
  expect(fairPost.qr).toMatch(/^<svg/);
  expect(fairPost.slip).toContain('<h1>船舶电焊工</h1>');
  expect(fairPost.slip).toContain('一号厅 A1');
  expect(fairPost.slip).not.toMatch(/https?:\/\/(?!www\.w3\.org)/);
  const planned = await aFair(app, { state: 'PLANNED' });
  expect((await app.data('query ($fair: ID!) { fairPosts(fair: $fair) { totalCount } }', { fair: planned.id })).fairPosts.totalCount).toBe(0);
});

test('the nearest booths are those with an employer in the kiosk’s hall, by distance', async () => {
  const fair = await aFair(app);
  for (const [place, hall] of [
    [0, 0],
    [4, 0],
    [2, 0],
  ] as const) {
    const employer = await anEmployer(app);
    const id = await done(app, 'fairParticipationApply', { input: { fair: fair.id, employer } }, { role: 'RECRUITER', employers: [employer] });
    await done(app, 'fairParticipationApprove', { id, input: { booth: fair.halls[hall]!.booths[place]!.id } });
  }
  const kiosk = await aFairKiosk(app, fair, 42);
  const query = 'query ($fair: ID!, $hall: ID) { fairNearestBooths(fair: $fair, hall: $hall) { metres participation { booth { number } } } }';
  const near = (await ask(app, query, { fair: fair.id }, kiosk.token)).body.data.fairNearestBooths;
  expect(near.map((one: { participation: { booth: { number: string } } }) => one.participation.booth.number)).toEqual(['A5', 'A3', 'A1']);
  expect(near[0].metres).toBe(5);
  const other = (await app.data(query, { fair: fair.id, hall: fair.halls[1]!.id })).fairNearestBooths;
  expect(other.map(({ metres }: { metres: number | null }) => metres)).toEqual([null, null, null]);
  expect((await app.data(query, { fair: (await aFair(app)).id, hall: fair.halls[1]!.id })).fairNearestBooths).toEqual([]);
});

test('a device is enrolled to one fair at a time, by the office that holds it, and not to one that is over', async () => {
  const [fair, other] = [await aFair(app), await aFair(app)];
  const kiosk = await aFairKiosk(app, fair);
  const at = async (): Promise<unknown> => (await ask(app, '{ fairKiosk { fair { id } hall { name } x } }', {}, kiosk.token)).body.data?.fairKiosk;
  expect(await at()).toEqual({ fair: { id: fair.id }, hall: { name: '一号厅' }, x: 0 });
  const input = { device: kiosk.device, x: 1, y: 1 };
  expect((await act(app, 'fairKioskEnrol', { input: { ...input, fair: other.id, hall: fair.halls[0]!.id } })).paths).toEqual([['input', 'hall']]);
  expect((await act(app, 'fairKioskEnrol', { input: { ...input, fair: other.id, hall: other.halls[0]!.id } }, ELSEWHERE)).codes).toEqual([
    'NOT_FOUND',
  ]);
  const far = await aDevice(app, '500102', CITY);
  expect(
    (
      await act(
        app,
        'fairKioskEnrol',
        { input: { ...input, device: far.id, fair: fair.id, hall: fair.halls[0]!.id } },
        { role: 'OFFICE', region: '500101' },
      )
    ).codes,
  ).toEqual(['NOT_FOUND']);
  await done(app, 'fairKioskEnrol', { input: { ...input, fair: other.id, hall: other.halls[0]!.id } });
  expect((await app.data('query ($fair: ID!) { fairKiosks(fair: $fair) { totalCount } }', { fair: fair.id }, CITY)).fairKiosks.totalCount).toBe(0);
  // The city took the device of a county for a fair of its own, which the county does not see.
  const ours = await done(app, 'jobFairPlan', { input: planInput(await anInstitution(app, '500000')) });
  const { jobFair } = await app.data('query ($id: ID!) { jobFair(id: $id) { halls { id } } }', { id: ours }, CITY);
  await done(app, 'fairKioskEnrol', { input: { ...input, fair: ours, hall: jobFair.halls[0].id } });
  const county: Who = { role: 'OFFICE', region: '500101' };
  expect(await act(app, 'fairKioskEnrol', { input: { ...input, fair: fair.id, hall: fair.halls[0]!.id } }, county)).toMatchObject({
    codes: ['CONFLICT'],
    paths: [['input', 'device']],
  });
  const called = await done(app, 'jobFairPlan', { input: planInput(fair.institution) });
  await done(app, 'jobFairCancel', { id: called, input: { reason: '场地变更' } });
  const { fairBooths } = await app.data(
    'query ($id: ID!) { fairBooths(fair: $id, first: 1) { edges { node { hall { id } } } } }',
    { id: called },
    CITY,
  );
  expect((await act(app, 'fairKioskEnrol', { input: { ...input, fair: called, hall: fairBooths.edges[0].node.hall.id } })).codes).toEqual([
    'EXPIRED',
  ]);
});

test('the closing report equals the rows, and the feed’s counters, down to the last', async () => {
  const fair = await aFair(app);
  const stand = await aStand(app, fair);
  const posts = [await aPost(app, fair, stand), await aPost(app, fair, stand, { headCount: 7 })];
  const passes = [];
  for (let visitor = 0; visitor < 5; visitor++) passes.push(await aPass(app, fair));
  for (const pass of passes) await done(app, 'fairInterestNote', { input: { post: posts[0]!.id, pass } });
  await done(app, 'fairInterviewHold', { input: { post: posts[1]!.id, pass: passes[0]! } }, stand.recruiter);
  // One that is filled was brought all the same, and what was taken back was not.
  await app.sql("update vacancy set state = 'FILLED', hired_count = head_count where id = ?", [
    (await aPost(app, fair, stand, { headCount: 4 })).vacancy,
  ]);
  await done(app, 'fairPostWithdraw', { id: (await aPost(app, fair, stand)).id });
  const brought = { postsBrought: 3, headsBrought: 14 };
  await done(app, 'jobFairClose', { id: fair.id });
  const report =
    'query ($id: ID!) { jobFairReport(id: $id) { fair { closing { posts heads visitors interests interviews hires } counters { posts heads visitors interests interviews hires } } counters { posts heads visitors interests interviews hires } employers registered tickets postsBrought headsBrought } }';
  const { jobFairReport } = await app.data(report, { id: fair.id }, CITY);
  const counted = { posts: 2, heads: 10, visitors: 5, interests: 5, interviews: 1, hires: 0 };
  expect(jobFairReport).toEqual({
    fair: { closing: counted, counters: counted },
    counters: counted,
    employers: 1,
    registered: 0,
    tickets: 0,
    ...brought,
  });
  expect((await app.data(report, { id: fair.id }, ELSEWHERE)).jobFairReport).toBeNull();
  expect(await app.mistake(report, { id: fair.id }, stand.recruiter)).toBe('FORBIDDEN');
});
