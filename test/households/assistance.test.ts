import { beforeAll, expect, test } from '../support/jest.js';
import { key, testApp, type Who } from '../support/app.js';
import { anEmployer, aVacancy, CITY } from '../support/factories.js';
import { assisted, C1, type Family, offer, recognised, S1, take } from '../support/households.js';
import { clerk, later } from '../support/programmes.js';
import { change, done } from '../support/transfers.js';

/* oxlint-disable typescript/no-explicit-any -- answers are looked into freely */
const app = testApp();
let family: Family;
let employer: string;
let vacancy: string;
beforeAll(async () => {
  family = await assisted(app);
  employer = await anEmployer(app);
  vacancy = await aVacancy(app, { employer });
});
const move = (step: string, id: string, values: object = {}, as: Who = S1): Promise<any> =>
  change(
    app,
    `measure${step}`,
    step === 'Refuse' ? 'MeasureRefuseInput' : step === 'Drop' ? 'ReasonInput' : 'StepInput',
    id,
    'measure { state withCause reason }',
    values,
    as,
  );
const offered = async (values: object, of = family): Promise<string> => {
  const answer = await offer(app, of.id, { seeker: of.head.seeker, ...values });
  if (answer.userErrors.length > 0) throw new Error(JSON.stringify(answer.userErrors));
  return answer.measure.id as string;
};
const aVenue = async (stalls: number, region = '500101'): Promise<string> =>
  (
    await done(
      app,
      'venueOpen',
      'VenueOpenInput',
      null,
      'venue { id }',
      { name: `一条街${key().slice(0, 6)}`, kind: 'START_UP_STREET', region, stalls },
      CITY,
    )
  ).venue.id;
const aBase = async (): Promise<string> =>
  (
    await done(
      app,
      'labourBaseOpen',
      'LabourBaseOpenInput',
      null,
      'base { id }',
      { name: `基地${key().slice(0, 6)}`, kind: 'DESTINATION', county: '500101', place: '310000', capacity: 50 },
      CITY,
    )
  ).base.id;

test('measures: each kind names what it is about', async () => {
  const [venue, base] = [await aVenue(3), await aBase()];
  const kinds: [string, object][] = [
    ['PUBLIC_WELFARE_POST', { vacancy }],
    ['PUBLIC_BODY_LOGISTICS', { employer }],
    ['PAIRING', { employer }],
    ['VENUE_STALL', { venue }],
    ['LABOUR_BASE', { base }],
    ['DIRECTED_PLACEMENT', { vacancy }],
    ['LAST_RESORT', { employer }],
    ['TRAINING', { note: '家政服务培训 30 课时' }],
    ['TRANSFER', { note: '上海船厂电焊工' }],
  ];
  const seeker = family.spouse.seeker;
  for (const [kind, about] of kinds) {
    expect((await offer(app, family.id, { seeker, kind })).userErrors).toMatchObject([{ code: 'INVALID' }]);
    expect((await offer(app, family.id, { seeker, kind, ...about })).measure).toMatchObject({ kind, state: 'OFFERED' });
  }
  const listed = (
    await app.data('query { assistanceMeasures(first: 100, kind: VENUE_STALL) { edges { node { venue { id } household { id } } } } }', {}, S1)
  ).assistanceMeasures.edges;
  expect(listed).toEqual([{ node: { venue: { id: venue }, household: { id: family.id } } }]);
});

test('refuses an offer before there is a plan, to somebody who is not listed, of a post that is not open or a street of another county', async () => {
  const early = await recognised(app);
  const values = { seeker: early.head.seeker, kind: 'PAIRING', employer };
  expect((await offer(app, early.id, values)).userErrors).toMatchObject([{ code: 'ILLEGAL_TRANSITION' }]);
  expect((await offer(app, family.id, values)).userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['input', 'seeker'] }]);
  const closed = await aVacancy(app, { employer, open: false });
  const seeker = family.head.seeker;
  expect((await offer(app, family.id, { seeker, kind: 'LAST_RESORT', vacancy: closed }, CITY)).userErrors[0]?.code).toBe('NOT_ELIGIBLE');
  expect((await offer(app, family.id, { seeker, kind: 'LAST_RESORT', vacancy: closed }, C1)).userErrors[0]?.code).toMatch(/EXPIRED|NOT_FOUND/);
  const foreign = await aVenue(1, '500102');
  expect((await offer(app, family.id, { seeker, kind: 'VENUE_STALL', venue: foreign })).userErrors).toMatchObject([
    { code: 'INVALID', path: ['input', 'venue'] },
  ]);
});

test('venue stall: a street has so many: of two who accept the last at once one gets it, and a dropped one is free again', async () => {
  const venue = await aVenue(1);
  const other = await assisted(app);
  const both = [await offered({ kind: 'VENUE_STALL', venue }), await offered({ kind: 'VENUE_STALL', venue }, other)];
  const answers = await Promise.all(both.map((id) => move('Accept', id)));
  expect(answers.map((one) => one.userErrors[0]?.code ?? 'DONE').sort()).toEqual(['DONE', 'QUOTA_EXHAUSTED']);
  const taken = async (): Promise<unknown> =>
    (await app.data('{ assistanceVenues(first: 100) { edges { node { id stallsTaken } } } }', {}, CITY)).assistanceVenues.edges.find(
      (edge: any) => edge.node.id === venue,
    ).node.stallsTaken;
  expect(await taken()).toBe(1);
  const winner = both[answers.findIndex((one) => one.userErrors.length === 0)]!;
  expect((await move('Drop', winner, { reason: '街区改造' })).measure).toMatchObject({ state: 'DROPPED', reason: '街区改造' });
  expect(await taken()).toBe(0);
});

test('refusals: they are kept with their cause; only as many without cause as the parameter says end assistance', async () => {
  const of = await assisted(app);
  const ground = { ground: 'REFUSED_OFFERS', note: '多次拒绝' };
  for (const withCause of [true, false, false]) {
    const id = await offered({ kind: 'PAIRING', employer }, of);
    expect((await move('Refuse', id, { withCause, reason: '嫌远' })).measure).toEqual({ state: 'REFUSED', withCause, reason: '嫌远' });
    expect((await move('Accept', id)).userErrors).toMatchObject([{ code: 'ILLEGAL_TRANSITION' }]);
  }
  expect((await take(app, 'Revoke', of.id, C1, ground)).userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE', path: ['input', 'ground'] }]);
  await move('Refuse', await offered({ kind: 'LAST_RESORT', employer }, of), { withCause: false, reason: '不愿意' });
  expect((await take(app, 'Revoke', of.id, S1, ground)).userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE' }]);
  const { household } = await take(app, 'Revoke', of.id, C1, ground);
  expect(household).toMatchObject({ state: 'REVOKED', card: { withdrawnOn: expect.any(String) } });
  expect((await offer(app, of.id, { seeker: of.head.seeker, kind: 'PAIRING', employer })).userErrors).toMatchObject([{ code: 'ILLEGAL_TRANSITION' }]);
});

test('refusals of more than a year ago do not count', async () => {
  const of = await assisted(app);
  for (let at = 0; at < 3; at++) await move('Refuse', await offered({ kind: 'PAIRING', employer }, of), { withCause: false, reason: '不去' });
  await later(app, 370);
  expect((await take(app, 'Revoke', of.id, C1, { ground: 'REFUSED_OFFERS', note: '旧事' })).userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE' }]);
  expect((await take(app, 'Revoke', of.id, C1, { ground: 'MOVED_AWAY', note: '迁往成都' })).household.state).toBe('REVOKED');
});

test('a measure is carried through once it was accepted', async () => {
  const id = await offered({ kind: 'TRAINING', note: '电工初级' });
  expect((await move('Finish', id)).userErrors).toMatchObject([{ code: 'ILLEGAL_TRANSITION' }]);
  await move('Accept', id);
  expect((await move('Finish', id)).measure.state).toBe('DONE');
});

test('a street of the same name is refused; who may not: another community, a seeker; the person sees their own offers', async () => {
  const values = { name: '同名街', kind: 'RE_EMPLOYMENT_STREET', region: '500101', stalls: 5 };
  const open = (as: Who): Promise<any> => change(app, 'venueOpen', 'VenueOpenInput', null, 'venue { id }', values, as);
  expect((await open(C1)).userErrors).toEqual([]);
  expect((await open(C1)).userErrors).toMatchObject([{ code: 'ALREADY_EXISTS', path: ['input', 'name'] }]);
  expect((await open({ role: 'OFFICE', region: '500102' })).userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
  const id = await offered({ kind: 'PAIRING', employer });
  expect((await move('Accept', id, {}, clerk('500101001002', '别的社区'))).userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
  const mutation = 'mutation ($id: ID!, $input: StepInput!) { measureAccept(id: $id, input: $input) { userErrors { code } } }';
  const [head, spouse] = [family.head, family.spouse].map(({ seeker }): Who => ({ role: 'SEEKER', seeker })) as [Who, Who];
  expect(await app.mistake(mutation, { id, input: { idempotencyKey: key() } }, head)).toBe('FORBIDDEN');
  const seen = async (as: Who): Promise<string[]> =>
    (await app.data('{ assistanceMeasures(first: 100) { edges { node { id } } } }', {}, as)).assistanceMeasures.edges.map(
      (edge: any) => edge.node.id,
    );
  expect(await seen(head)).toContain(id);
  expect(await seen(spouse)).not.toContain(id);
});

test('measures and streets take the same statements for 3 and for 30', async () => {
  const measures =
    'query ($first: Int!) { assistanceMeasures(first: $first) { edges { node { seeker { name } vacancy { title } employer { name } venue { name } base { name } household { state } } } } }';
  const venues = 'query ($first: Int!) { assistanceVenues(first: $first) { edges { node { name stallsTaken region { name } } } } }';
  for (const query of [measures, venues]) {
    const counted = (first: number): Promise<number> => app.statements(() => app.data(query, { first }, S1));
    expect([await counted(3), await counted(30)]).toEqual([1, 1]);
  }
});
