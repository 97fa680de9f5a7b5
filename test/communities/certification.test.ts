import { beforeAll, expect, test } from '../support/jest.js';
import { expire } from '../../src/application.js';
import { testApp } from '../support/app.js';
import { anInstitution, aVacancy, CITY } from '../support/factories.js';
import { aPlace, aStart, COMMUNITY, communityStep, household, officer, onTheList } from '../support/communities.js';
import { act, later } from '../support/places.js';
import { hire } from '../support/training.js';

const app = testApp();
const refused = (answer: { userErrors: unknown[] }): unknown => answer.userErrors[0];
beforeAll(async () => void (await aVacancy(app)));

test('start: a community starts once, by its street or county; a street or another county’s community does not', async () => {
  const place = await aPlace(app);
  const start = (community: string, as = place.at.street): Promise<{ userErrors: unknown[] }> =>
    act(app, 'fullEmploymentStart', { input: { community } }, COMMUNITY, as);
  expect(refused(await start(place.community, officer('500102', '涪陵')))).toMatchObject({ code: 'NOT_FOUND', path: ['input', 'community'] });
  expect(refused(await start(place.community, place.at.city))).toMatchObject({ code: 'NOT_ELIGIBLE' });
  expect(refused(await start(place.street))).toMatchObject({ code: 'INVALID', path: ['input', 'community'] });
  const answers = await Promise.all([start(place.community), start(place.community, place.at.county)]);
  expect(answers.map((one) => (refused(one) as { code: string } | undefined)?.code ?? 'done').sort()).toEqual(['ALREADY_EXISTS', 'done']);
});

test('criteria: an uncleared zero-employment household vetoes, until one of its members works; ninety-five percent is the least', async () => {
  const place = await aPlace(app, '500101', 2);
  const id = await aStart(app, place);
  const { member } = await onTheList(app, place.community);
  await communityStep(app, 'SelfAssess', id, place.at.resident, { employed: 949 });
  const veto = refused(await communityStep(app, 'Review', id, place.at.street));
  expect(veto).toMatchObject({ code: 'NOT_ELIGIBLE', message: expect.stringMatching(/^一票否决：.*就业率.*零就业家庭/) });
  const shown = async (): Promise<unknown> =>
    (
      await app.data(
        'query ($id: ID!) { fullEmploymentCommunity(id: $id) { criteria { code actual bound ceiling veto met } } }',
        { id },
        place.at.resident,
      )
    ).fullEmploymentCommunity.criteria;
  expect(await shown()).toEqual([
    { code: 'EMPLOYMENT_RATE', actual: '9490', bound: '9500', ceiling: false, veto: false, met: false },
    { code: 'SPOT_CHECKS', actual: null, bound: '500', ceiling: false, veto: false, met: false },
    { code: 'ZERO_EMPLOYMENT_HOUSEHOLDS', actual: '1', bound: '0', ceiling: true, veto: true, met: false },
  ]);
  await hire(app, member);
  expect(refused(await communityStep(app, 'Review', id, place.at.street))).toMatchObject({ message: expect.not.stringContaining('一票否决') });
  await communityStep(app, 'Reject', id, place.at.street, { reason: '就业率不足' });
  await communityStep(app, 'SelfAssess', id, place.at.resident, { employed: 950 });
  expect(await communityStep(app, 'Review', id, place.at.street)).toMatchObject({ community: { state: 'STREET_REVIEWED' } });
});

test('self-assessment: not fewer without work than are registered as unemployed and live there; nothing is stored', async () => {
  const [place, next] = [await aPlace(app, '500101', 3), await aPlace(app, '500101', 4)];
  const id = await aStart(app, place);
  const institution = await anInstitution(app, place.street);
  const people = [place.community, place.community, place.community, next.community].map((one) => household(app, one, null, []));
  for (const [at, person] of (await Promise.all(people)).entries())
    await app.sql(
      `insert into unemployment (id, seeker_id, institution_id, institution_path, cause, state, registered_on, last_contact_on, cancelled_on, cancel_reason)
       select uuidv7(), ?, i.id, i.region_path, 'LAID_OFF', ?::text, app_today(), app_today(), case when ? = 'CANCELLED' then app_today() end,
              case when ? = 'CANCELLED' then 'PENSION' end from institution i where i.id = ?`,
      [person, ...Array.from({ length: 3 }, () => (at === 0 ? 'CANCELLED' : 'REGISTERED')), institution],
    );
  const assess = (employed: number): Promise<{ userErrors: unknown[] }> =>
    communityStep(app, 'SelfAssess', id, place.at.resident, { workforce: 40, employed });
  expect(refused(await assess(39))).toMatchObject({ code: 'INVALID', path: ['input', 'employed'] });
  expect(await app.sql('select state from full_employment_community where id = ?', [id])).toEqual([{ state: 'CREATING' }]);
  expect((await assess(38)).userErrors).toEqual([]);
});

test('spot check, certification and revocation: without a spot check of its own a community needs enough of them in its county; the share is data', async () => {
  const [one, other] = [await aPlace(app, '500102', 0), await aPlace(app, '500102', 1)];
  for (const place of [one, other]) {
    const id = await aStart(app, place);
    await communityStep(app, 'SelfAssess', id, place.at.resident);
    await communityStep(app, 'Review', id, place.at.street);
    await communityStep(app, 'Recognise', id, place.at.county);
  }
  const ids = (await app.sql<{ id: string }>("select id from full_employment_community where path like '/100000/500000/500102/%' order by path")).map(
    ({ id }) => id,
  );
  const clerk = officer('500000', '市就业局 复核');
  expect(refused(await communityStep(app, 'Certify', ids[0]!, one.at.city))).toMatchObject({
    code: 'NOT_ELIGIBLE',
    message: expect.stringContaining('抽查'),
  });
  expect(await communityStep(app, 'SpotCheck', ids[1]!, one.at.city)).toMatchObject({ community: { state: 'SPOT_CHECKED' } });
  expect(refused(await communityStep(app, 'Certify', ids[1]!, one.at.city))).toMatchObject({ code: 'NOT_ELIGIBLE' });
  expect(await communityStep(app, 'Certify', ids[1]!, clerk)).toMatchObject({ community: { state: 'CERTIFIED' } });
  const criterion = {
    code: 'SPOT_CHECKS',
    indicator: 'SPOT_CHECK_SHARE',
    level: 'COUNTY',
    ceiling: false,
    bound: '6000',
    veto: false,
    effectiveOn: '2001-01-01',
    source: '市就业局通知',
  };
  const set = (more: object, as = CITY): Promise<{ userErrors: unknown[] }> =>
    act(app, 'certificationCriterionSet', { input: { ...criterion, ...more } }, 'criterion { code assumed }', as);
  expect(refused(await set({}, one.at.county))).toMatchObject({ code: 'NOT_ELIGIBLE' });
  expect(refused(await set({ indicator: 'HAPPINESS' }))).toMatchObject({ code: 'INVALID', path: ['input', 'indicator'] });
  expect(refused(await set({ effectiveOn: '2000-01-01' }))).toMatchObject({ code: 'ALREADY_EXISTS' });
  expect(await set({})).toMatchObject({ criterion: { code: 'SPOT_CHECKS', assumed: false } });
  expect(refused(await communityStep(app, 'Certify', ids[0]!, one.at.city))).toMatchObject({ code: 'NOT_ELIGIBLE' });
  expect(refused(await set({ bound: '5000', effectiveOn: '2002-01-01' }))).toBeUndefined();
  expect(await communityStep(app, 'Certify', ids[0]!, one.at.city)).toMatchObject({ community: { state: 'CERTIFIED' } });
  expect(refused(await communityStep(app, 'Revoke', ids[0]!, one.at.city, { reason: '同一人' }))).toMatchObject({ code: 'NOT_ELIGIBLE' });
  expect(await communityStep(app, 'Revoke', ids[0]!, one.at.county, { reason: '虚报就业人数' })).toMatchObject({ community: { state: 'REVOKED' } });
  expect(refused(await communityStep(app, 'SelfAssess', ids[0]!, one.at.resident))).toMatchObject({ code: 'ILLEGAL_TRANSITION' });
  expect((await act(app, 'fullEmploymentStart', { input: { community: one.community } }, COMMUNITY, one.at.street)).community).toMatchObject({
    state: 'CREATING',
  });

  const areas = (
    await app.data(
      '{ fullEmploymentProgress(region: "500102") { area communities started certified startedRate certifiedRate goals { year share source } } }',
      {},
      CITY,
    )
  ).fullEmploymentProgress;
  expect(areas).toEqual([
    expect.objectContaining({
      area: 'CIRCLE',
      started: 2,
      certified: 1,
      goals: [
        { year: 2012, share: 70, source: '渝委办发〔2007〕37号' },
        { year: 2020, share: 90, source: '渝委办发〔2007〕37号' },
      ],
    }),
  ]);
  await later(app, '367 days');
  await expire(app.application.platform);
  expect(await app.sql('select state from full_employment_community where id = ?', [ids[1]!])).toEqual([{ state: 'CREATING' }]);
  expect(await app.sql('select note from community_step where community_id = ? order by id desc limit 1', [ids[1]!])).toEqual([
    { note: '认定满一年，须重新认定' },
  ]);
});

test('targets 2012 and 2020 by area of notice 37/2007; coverage by grassroots institutions, which a station adds to and an agency does not', async () => {
  const { fullEmploymentProgress: areas, grassrootsCoverage: before } = await app.data(
    '{ fullEmploymentProgress(region: "500000") { area communities goals { share } } grassrootsCoverage(region: "500101") { townships townshipsCovered communities communitiesCovered townshipRate } }',
    {},
    CITY,
  );
  expect(areas.map((one: { area: string; goals: { share: number }[] }) => [one.area, ...one.goals.map(({ share }) => share)])).toEqual([
    ['CIRCLE', 70, 90],
    ['MAIN_URBAN', 90, 90],
    ['OTHER', 50, 90],
  ]);
  const { street, community } = await aPlace(app, '500101', 6);
  for (const region of [street, community]) await anInstitution(app, region, 'GRASSROOTS_STATION');
  await anInstitution(app, street, 'LICENSED_AGENCY');
  const { grassrootsCoverage: after } = await app.data(
    '{ grassrootsCoverage(region: "500101") { townships townshipsCovered communitiesCovered } }',
    {},
    CITY,
  );
  expect(after).toEqual({
    townships: before.townships,
    townshipsCovered: before.townshipsCovered + 1,
    communitiesCovered: before.communitiesCovered + 1,
  });
  const coverage = '{ grassrootsCoverage(region: "500101") { townships } }';
  expect(await app.mistake(coverage, {}, officer('500102', '涪陵'))).toBe('BAD_USER_INPUT');
  expect(await app.mistake(coverage, {}, { role: 'RECRUITER' })).toBe('FORBIDDEN');
});

test('who may not: another county, an intermediary; lists of 3 and of 30 take the same statements', async () => {
  const list =
    'query ($first: Int!) { fullEmploymentCommunities(first: $first) { edges { node { id state region { name } criteria { code met } steps { toState by } } } } }';
  expect((await app.data(list, { first: 20 }, officer('500230', '丰都'))).fullEmploymentCommunities.edges).toEqual([]);
  expect(await app.mistake(list, { first: 3 }, { role: 'INTERMEDIARY', institution: await anInstitution(app) })).toBe('FORBIDDEN');
  expect(await app.mistake('{ grassrootsCoverage(region: "500101") { townships } }', {}, officer('500230', '丰都'))).toBe('BAD_USER_INPUT');
  for (let n = 0; n < 30; n++) await aStart(app, await aPlace(app, '500103', n).catch(() => aPlace(app, '500106', n)));
  const of = (first: number): Promise<number> => app.statements(() => app.data(list, { first }, CITY));
  expect(await of(30)).toBe(await of(3));
}, 60_000);
