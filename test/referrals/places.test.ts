import { afterEach, expect, test } from '../support/jest.js';
import { differing } from '../../src/modules/quotas/ledger.sql.js';
import { sweepReservations } from '../../src/modules/quotas/ledger.js';
import { expireReferrals } from '../../src/modules/referrals/referral.service.js';
import { SYSTEM } from '../../src/platform/access/viewer.js';
import { testApp, type Who } from '../support/app.js';
import { aVacancy, anEmployer, anInstitution, CITY } from '../support/factories.js';
import { aPart, aQuota, aReservation, act, anAgreement, numbers, release, yearOf } from '../support/places.js';
import { aWorker, change, done, type Person } from '../support/transfers.js';

/* oxlint-disable typescript/no-explicit-any -- answers are looked into freely */
const app = testApp();
afterEach(async () => expect(await app.sql(differing)).toEqual([]));

interface Scene extends Person {
  institution: string;
  employer: string;
  vacancy: string;
  quota: string;
}

/** Somebody of Wanzhou, a post in Shanghai, and places for the one in the other. */
async function aScene({ places = 2, kind = 'PUBLIC_EMPLOYMENT_SERVICE', headCount = 5 } = {}): Promise<Scene> {
  const [institution, employer] = [await anInstitution(app, '500101', kind), await anEmployer(app, { region: '310000' })];
  const vacancy = await aVacancy(app, { employer, institution, input: { headCount, region: '310000' } });
  return { institution, employer, vacancy, quota: await aQuota(app, places), ...(await aWorker(app, institution)) };
}

const REFERRAL = 'referral { id state expiresOn reservation { id state count purpose expiresAt reason quota { id } } }';
const issue = ({ registration, vacancy, quota }: Omit<Scene, 'quota'> & { quota?: string }, as: Who = CITY): Promise<any> =>
  change(app, 'referralIssue', 'ReferralIssueInput', null, REFERRAL, { registration, vacancy, quota }, as);
const issued = async (scene: Scene): Promise<string> => {
  const { referral, userErrors } = await issue(scene);
  expect(userErrors).toEqual([]);
  return referral.id as string;
};
const hire = (id: string, as: Who = CITY): Promise<any> =>
  change(app, 'referralHire', 'StepInput', id, `${as.role === 'RECRUITER' ? 'referral { state }' : REFERRAL} placement { id }`, {}, as);
const placeOf = async (id: string): Promise<any> =>
  (await app.data('query ($id: ID!) { referral(id: $id) { state reservation { id state reason } } }', { id }, CITY)).referral;
/** What ends by itself: the counterfoil came due long ago. */
const overdue = (id: string): Promise<unknown> =>
  app.sql("update referral set issued_on = '2020-01-01', expires_on = '2020-01-08' where id = ?", [id]);
const asSystem = <T>(work: (em: never) => Promise<T>): Promise<T> =>
  app.application.platform.orm.em.fork({ session: { variables: SYSTEM } }).transactional((em) => work(em as never));

test('a letter for a student goes out without a place, and with one is refused: nobody at school is sent away', async () => {
  const scene = await aScene();
  const student = { ...scene, ...(await aWorker(app, scene.institution, { situation: 'STUDENT' })) };
  expect((await issue(student)).userErrors).toMatchObject([
    { code: 'NOT_ELIGIBLE', path: ['input', 'registration'], message: expect.stringContaining('学生') },
  ]);
  expect(await numbers(app, scene.quota)).toMatchObject({ reserved: 0, confirmed: 0 });
  const { quota: _, ...without } = student;
  expect((await issue(without)).userErrors).toEqual([]);
});

test('a letter holds one place until a week after its counterfoil is due; the hire takes it for good', async () => {
  const scene = await aScene();
  const { referral } = await issue(scene);
  expect(referral.reservation).toMatchObject({ state: 'RESERVED', count: 1, purpose: '推荐', quota: { id: scene.quota } });
  const [kept] = await app.sql<{ days: number }>(
    "select (expires_at at time zone 'Asia/Shanghai')::date - ?::date as days from reservation where id = ?",
    [referral.expiresOn, referral.reservation.id],
  );
  expect(kept).toEqual({ days: 8 });
  expect(await numbers(app, scene.quota)).toMatchObject({ reserved: 1, confirmed: 0 });
  const hired = await hire(referral.id, { role: 'RECRUITER', employers: [scene.employer] });
  expect(hired).toMatchObject({ referral: { state: 'HIRED' }, userErrors: [] });
  expect(await placeOf(referral.id)).toMatchObject({ reservation: { id: referral.reservation.id, state: 'CONFIRMED' } });
  expect(await numbers(app, scene.quota)).toMatchObject({ reserved: 0, confirmed: 1 });
});

test('without places named, a letter holds none', async () => {
  const { quota, ...scene } = await aScene();
  expect((await issue(scene)).referral.reservation).toBeNull();
  expect(await numbers(app, quota)).toMatchObject({ reserved: 0 });
});

const seekerOf = ({ seeker }: Scene): Who => ({ role: 'SEEKER', seeker }) as never;
const recruiterOf = ({ employer }: Scene): Who => ({ role: 'RECRUITER', employers: [employer] });
test.each([
  ['referralRefuse', 'ReferralRefuseInput', { reason: '太远' }, seekerOf, '推荐已拒绝'],
  ['referralNotHire', 'ReferralEndInput', { reason: '操作不熟练' }, recruiterOf, '推荐未录用'],
  ['referralNoShow', 'StepInput', {}, () => CITY, '推荐未到场'],
] as const)('%s gives the place back, whoever says so', async (name, type, more, actor, reason) => {
  const scene = await aScene();
  const id = await issued(scene);
  expect((await change(app, name, type, id, 'referral { state }', more, actor(scene))).userErrors).toEqual([]);
  expect((await placeOf(id)).reservation).toMatchObject({ state: 'RELEASED', reason });
  expect(await numbers(app, scene.quota)).toMatchObject({ reserved: 0, confirmed: 0 });
});

test('a counterfoil that does not come back gives the place back in the background', async () => {
  const scene = await aScene();
  const [late, open] = [await issued(scene), await issued({ ...scene, ...(await aWorker(app, scene.institution)) })];
  await overdue(late);
  expect(await asSystem(expireReferrals)).toBe(1);
  expect(await placeOf(late)).toMatchObject({ state: 'EXPIRED', reservation: { state: 'RELEASED', reason: '推荐过期' } });
  expect(await placeOf(open)).toMatchObject({ state: 'ISSUED', reservation: { state: 'RESERVED' } });
  expect(await numbers(app, scene.quota)).toMatchObject({ reserved: 1 });
});

test('a hire that is reversed, and work that ended, give the place back; other work there keeps it', async () => {
  const scene = await aScene({ places: 3 });
  const end = async (name: string, type: string, values: object): Promise<string> => {
    const id = await issued({ ...scene, ...(await aWorker(app, scene.institution)) });
    const { placement } = await hire(id);
    await done(app, name, type, placement.id, 'placement { id }', values);
    return (await placeOf(id)).reservation.state as string;
  };
  const on = app.application.platform.clock.today();
  expect(await end('placementReverse', 'PlacementReasonInput', { reason: '未到岗' })).toBe('RELEASED');
  expect(await end('placementEnd', 'PlacementEndInput', { on, cause: 'RETURNED' })).toBe('RELEASED');
  expect(await numbers(app, scene.quota)).toMatchObject({ reserved: 0, confirmed: 0 });
  expect(await end('placementEnd', 'PlacementEndInput', { on, cause: 'CHANGED_JOB' })).toBe('CONFIRMED');
  expect(await numbers(app, scene.quota)).toMatchObject({ reserved: 0, confirmed: 1 });
});

test('a place that was lost meanwhile is held anew by the hire while one is left; else nobody is hired, and the answer says what to do', async () => {
  const scene = await aScene({ places: 1 });
  const id = await issued(scene);
  const lost = (await placeOf(id)).reservation.id as string;
  await app.sql("update reservation set expires_at = app_now() - interval '1 second' where id = ?", [lost]);
  const other = await aReservation(app, scene.quota);
  const refused = await hire(id);
  expect(refused).toMatchObject({ referral: null, userErrors: [{ code: 'QUOTA_EXHAUSTED', path: ['id'] }] });
  expect(refused.userErrors[0].message).toMatch(/剩余 0.*请先补充名额，或结束本次推荐后另行开具/);
  expect(await app.sql('select hired_count from vacancy where id = ?', [scene.vacancy])).toEqual([{ hired_count: 0 }]);
  expect((await placeOf(id)).state).toBe('ISSUED');
  await release(app, other);
  const { referral, userErrors } = await hire(id);
  expect(userErrors).toEqual([]);
  expect(referral.reservation).toMatchObject({ state: 'CONFIRMED' });
  expect(referral.reservation.id).not.toBe(lost);
  expect(await numbers(app, scene.quota)).toMatchObject({ reserved: 0, confirmed: 1 });
});

test.each([false, true])('a place past its time is held anew, swept before or not (%s)', async (swept) => {
  const scene = await aScene({ places: 1 });
  const id = await issued(scene);
  await app.sql("update reservation set expires_at = app_now() - interval '1 second' where holder = ?", [id]);
  if (swept) expect(await asSystem(sweepReservations)).toBe(1);
  expect((await hire(id)).userErrors).toEqual([]);
  expect(await numbers(app, scene.quota)).toMatchObject({ reserved: 0, confirmed: 1 });
});

test('refused: no place left, another origin, a post elsewhere, another trade, an agreement that has ended; no letter is left', async () => {
  const scene = await aScene({ places: 1 });
  const at = (code: string, words: RegExp): object => ({
    referral: null,
    userErrors: [{ code, path: ['input', 'quota'], message: expect.stringMatching(words) }],
  });
  await aReservation(app, scene.quota);
  expect(await issue(scene)).toMatchObject(at('QUOTA_EXHAUSTED', /剩余 0/));
  const kai = await aQuota(app, 5, { origin: '500154' });
  expect(await issue({ ...scene, quota: kai })).toMatchObject(at('NOT_ELIGIBLE', /输出地/));
  const zhejiang = await aQuota(app, 5, { destination: '330000' });
  expect(await issue({ ...scene, quota: zhejiang })).toMatchObject(at('NOT_ELIGIBLE', /输入地区/));
  const of = async (agreement: string): Promise<string> =>
    (await act(app, 'quotaOffer', { input: { agreement, year: yearOf(app), places: 5 } }, 'quota { id }')).quota.id;
  const sewing = await of(await anAgreement(app, { receivingRegion: '310000', trades: ['缝纫工'] }));
  expect(await issue({ ...scene, quota: sewing })).toMatchObject(at('NOT_ELIGIBLE', /工种/));
  const agreement = await anAgreement(app, { receivingRegion: '310000', trades: [] });
  const over = await of(agreement);
  expect((await act(app, 'agreementTerminate', { id: agreement, input: { reason: '停产' } }, 'agreement { state }')).userErrors).toEqual([]);
  expect(await issue({ ...scene, quota: over })).toMatchObject(at('NOT_ELIGIBLE', /协议/));
  expect(await app.sql('select 1 from referral where seeker_id = ?', [scene.seeker])).toEqual([]);
  for (const quota of [kai, zhejiang, sewing, over]) expect(await numbers(app, quota)).toMatchObject({ reserved: 0 });
});

test('who may not: an agency uses no places that were given to another, an office none of another division; a recruiter does not see them', async () => {
  const scene = await aScene({ kind: 'LICENSED_AGENCY', places: 5 });
  const agency: Who = { role: 'INTERMEDIARY', institution: scene.institution };
  const anothers = await aPart(app, scene.quota, 2, { institution: await anInstitution(app, '500101', 'LICENSED_AGENCY') });
  const unknown = { referral: null, userErrors: [{ code: 'NOT_FOUND', path: ['input', 'quota'] }] };
  expect(await issue({ ...scene, quota: anothers }, agency)).toMatchObject(unknown);
  expect(await issue({ ...scene, quota: await aQuota(app, 5, { origin: '500154' }) }, { role: 'OFFICE', region: '500101' })).toMatchObject(unknown);
  const own = await aPart(app, scene.quota, 2, { institution: scene.institution });
  const { referral, userErrors } = await issue({ ...scene, quota: own }, agency);
  expect(userErrors).toEqual([]);
  expect(referral.reservation).toMatchObject({ state: 'RESERVED', quota: { id: own } });
  const ask = 'query ($id: ID!) { referral(id: $id) { reservation { id } } }';
  expect(await app.mistake(ask, { id: referral.id }, recruiterOf(scene))).toBe('FORBIDDEN');
  expect((await hire(referral.id, agency)).referral.reservation).toMatchObject({ state: 'CONFIRMED' });
});

test('two letters at once, for one person or for the last place: one holds it, and no place is lost', async () => {
  for (let round = 0; round < 4; round++) {
    const scene = await aScene({ places: 1 });
    const second = { ...scene, ...(round % 2 === 0 ? {} : await aWorker(app, scene.institution)) };
    const answers = await Promise.all([issue(scene), issue(second)]);
    expect(answers.filter((one) => one.referral !== null)).toHaveLength(1);
    expect(['QUOTA_EXHAUSTED', 'ALREADY_EXISTS']).toContain(answers.find((one) => one.referral === null).userErrors[0].code);
    expect(await numbers(app, scene.quota)).toMatchObject({ reserved: 1 });
  }
  const scene = await aScene({ places: 5 });
  const answers = await Promise.all([issue(scene), issue(scene), issue(scene)]);
  expect(answers.flatMap((one) => one.userErrors.map(({ code }: { code: string }) => code))).toEqual(['ALREADY_EXISTS', 'ALREADY_EXISTS']);
  expect(await numbers(app, scene.quota)).toMatchObject({ reserved: 1 });
});

test('a hire and the end of its time at once: whichever comes first, the place is taken or free, never both', async () => {
  const outcomes = new Set<string>();
  for (let round = 0; round < 8; round++) {
    const scene = await aScene({ places: 1 });
    const id = await issued(scene);
    await overdue(id);
    const works = [() => hire(id), () => asSystem(expireReferrals)];
    await Promise.all((round % 2 === 0 ? works : works.reverse()).map((work) => work()));
    const { state, reservation } = await placeOf(id);
    outcomes.add(state);
    expect(reservation.state).toBe(state === 'HIRED' ? 'CONFIRMED' : 'RELEASED');
    expect(await numbers(app, scene.quota)).toMatchObject({ reserved: 0, confirmed: state === 'HIRED' ? 1 : 0 });
  }
  expect([...outcomes].every((state) => state === 'HIRED' || state === 'EXPIRED')).toBe(true);
}, 60_000);
