import { beforeAll, expect, test } from '../support/jest.js';
import { regionByCode } from '../../src/modules/regions/region.queries.js';
import { ANONYMOUS, settingsOf, type Viewer } from '../../src/platform/access/viewer.js';
import { under } from '../../src/platform/database/reading.js';
import { raw } from '../../src/platform/database/sql.js';
import { access } from '../../src/schema.js';
import { testApp } from '../support/app.js';
import { anEmployer } from '../support/factories.js';
import { aFair, aFairKiosk, aPass, aPost, aStand, done, type Fair, type Stand } from '../support/fairs.js';
import { aPerson, type Person } from '../support/people.js';

/** Two fairs of two counties that are open, with the same in each, and a third that is only planned; who sees what of them, by each layer alone. */
const app = testApp();
const ENTITIES: Record<string, string> = {
  campaign: 'Campaign',
  job_fair: 'JobFair',
  fair_hall: 'FairHall',
  fair_booth: 'FairBooth',
  fair_announcement: 'FairAnnouncement',
  fair_participation: 'FairParticipation',
  fair_post: 'FairPost',
  fair_visit: 'FairVisit',
  fair_ticket: 'FairTicket',
  fair_interest: 'FairInterest',
  fair_interview: 'FairInterview',
  fair_kiosk: 'FairKiosk',
};
/** Read through their fair: the log has no scope of its own. */
const LOG: Record<string, string> = { feed_stream: 'id', feed_event: 'stream' };

interface Held {
  fair: Fair;
  stand: Stand;
  visitor: Person;
  device: string;
}
let here: Held;
let there: Held;
let planned: Fair;
/** What a row is called below, by table and id. */
const labels = new Map<string, string>();

async function aFullFair(region: string): Promise<Held> {
  const fair = await aFair(app, { region, more: { region } });
  const stand = await aStand(app, fair);
  const applicant = await anEmployer(app);
  await done(app, 'fairParticipationApply', { input: { fair: fair.id, employer: applicant } });
  await done(app, 'campaignOpen', {
    input: { kind: 'OTHER', name: '活动', institution: fair.institution, opensOn: '2026-05-01', closesOn: '2026-05-31' },
  });
  await done(app, 'jobFairSay', { id: fair.id, input: { zh: '十点开始讲座' } });
  const post = await aPost(app, fair, stand);
  const { device } = await aFairKiosk(app, fair);
  const visitor = await aPerson(app, { institution: fair.institution });
  const visit = await done(app, 'fairVisitRegister', { input: { fair: fair.id, seeker: visitor.id } });
  const [{ pass: own }] = (await app.sql('select pass from fair_visit where id = ?', [visit])) as [{ pass: string }];
  await done(app, 'fairVisitCheckIn', { input: { fair: fair.id, pass: own } });
  for (const pass of [own, await aPass(app, fair)]) {
    await done(app, 'fairTicketDraw', { input: { participation: stand.participation, pass } });
    await done(app, 'fairInterestNote', { input: { post: post.id, pass } });
    await done(app, 'fairInterviewHold', { input: { post: post.id, pass } });
  }
  return { fair, stand, visitor, device };
}

/** `here` and `there` are the fairs; after it what tells a row apart from others of its table at that fair. */
async function label(table: string): Promise<void> {
  const marks: Record<string, string> = {
    fair_participation: 'lower(t.state)',
    fair_visit: "case when t.seeker_id is null then 'nobody''s' else 'named' end",
    fair_ticket: "(select case when w.seeker_id is null then 'nobody''s' else 'named' end from fair_visit w where w.id = t.visit_id)",
  };
  const mark = marks[table] ?? (['fair_interest', 'fair_interview'].includes(table) ? marks['fair_ticket'] : 'null');
  const of = { campaign: 't.institution_id', job_fair: 't.id', ...LOG }[table] ?? 't.fair_id';
  const places = new Map<string, string>();
  for (const [name, fair] of [
    ['here', here.fair],
    ['there', there.fair],
    ['planned', planned],
  ] as const)
    places.set(fair.id, name).set(fair.institution, name);
  for (const { id, place, mark: told } of await app.sql<{ id: string; place: string; mark: string | null }>(
    `select t.ctid::text as id, ${of} as place, ${mark} as mark from ${table} t`,
  ))
    labels.set(`${table} ${id}`, [places.get(place), told].filter(Boolean).join(' '));
}

beforeAll(async () => {
  [here, there] = [await aFullFair('500101'), await aFullFair('500102')];
  planned = await aFair(app, { state: 'PLANNED' });
  for (const table of [...Object.keys(ENTITIES), ...Object.keys(LOG)]) await label(table);
}, 120_000);

type Seen = Partial<Record<string, readonly string[]>>;
const BOTH = ['here', 'there'];
const PUBLIC: Seen = {
  campaign: BOTH,
  job_fair: BOTH,
  fair_hall: BOTH,
  fair_booth: BOTH,
  fair_announcement: BOTH,
  fair_participation: BOTH.map((one) => `${one} approved`),
  fair_post: BOTH,
};
const [VISITS, NAMED] = [["nobody's", 'named'], ['named']];
const of = (places: readonly string[], marks: readonly string[]): string[] => places.flatMap((place) => marks.map((mark) => `${place} ${mark}`));
const desk = (...places: string[]): Seen => ({
  ...PUBLIC,
  fair_participation: [...new Set([...PUBLIC['fair_participation']!, ...of(places, ['applied'])])],
  fair_visit: of(places, VISITS),
  fair_ticket: of(places, VISITS),
  fair_interest: of(places, VISITS),
  fair_interview: of(places, VISITS),
  fair_kiosk: places,
});
const withPlan = (seen: Seen): Seen => ({
  ...seen,
  job_fair: [...BOTH, 'planned'],
  fair_hall: [...BOTH, 'planned'],
  fair_booth: [...BOTH, 'planned'],
});
const office = (code: string): Viewer => ({
  ...ANONYMOUS,
  role: 'office',
  userId: '00000000-0000-7000-8000-000000000001',
  regionPath: regionByCode(code).path,
});
const visited = (place: string): Seen => {
  const marks = of([place], NAMED);
  return { ...PUBLIC, fair_visit: marks, fair_ticket: marks, fair_interest: marks, fair_interview: marks };
};
const asked = (place: string): Seen => {
  const marks = of([place], VISITS);
  return { ...PUBLIC, fair_ticket: marks, fair_interest: marks, fair_interview: marks };
};
const atKiosk = (place: string): Seen => {
  const marks = of([place], VISITS);
  return { ...PUBLIC, fair_visit: marks, fair_ticket: marks, fair_interest: marks, fair_kiosk: [place] };
};

const PRINCIPALS: [string, () => Viewer, Seen][] = [
  ['the county that holds it', () => office('500101'), withPlan(desk('here'))],
  ['another county', () => office('500102'), desk('there')],
  ['a community of the county', () => office('500101001001'), PUBLIC],
  ['the city', () => office('500000'), withPlan(desk('here', 'there'))],
  ['the auditor', () => ({ ...ANONYMOUS, role: 'auditor' }), withPlan(desk('here', 'there'))],
  ['a recruiter', () => ({ ...ANONYMOUS, role: 'recruiter', employerIds: [here.stand.employer] }), asked('here')],
  ['a recruiter of the other fair', () => ({ ...ANONYMOUS, role: 'recruiter', employerIds: [there.stand.employer] }), asked('there')],
  ['a kiosk', () => ({ ...ANONYMOUS, role: 'kiosk', userId: here.device }), atKiosk('here')],
  ['a kiosk of the other fair', () => ({ ...ANONYMOUS, role: 'kiosk', userId: there.device }), atKiosk('there')],
  ['a kiosk of none', () => ({ ...ANONYMOUS, role: 'kiosk', userId: '00000000-0000-7000-8000-000000000002' }), PUBLIC],
  ['a visitor', () => ({ ...ANONYMOUS, role: 'seeker', seekerId: here.visitor.id }), visited('here')],
  ['a visitor of the other fair', () => ({ ...ANONYMOUS, role: 'seeker', seekerId: there.visitor.id }), visited('there')],
  ['an intermediary', () => ({ ...ANONYMOUS, role: 'intermediary', institutionId: here.fair.institution }), PUBLIC],
  ['an administrator', () => ({ ...ANONYMOUS, role: 'administrator' }), PUBLIC],
  ['a stranger', () => ANONYMOUS, PUBLIC],
];

const shown = (table: string, rows: readonly { id: string }[]): string[] => [...new Set(rows.map(({ id }) => labels.get(`${table} ${id}`)!))].sort();

test.each(PRINCIPALS)('%s sees the same by row-level security alone and by the scopes alone', async (_, who, expected) => {
  const viewer = who();
  const [bySecurity, byScopes]: Record<string, string[]>[] = [{}, {}];
  for (const [table, entity] of Object.entries(ENTITIES)) {
    const { rows } = await under(app.application.platform.pool, settingsOf(viewer), (client) =>
      client.query<{ id: string }>(`select ctid::text as id from ${table}`),
    );
    bySecurity![table] = shown(table, rows);
    const scope = (access.scopes.get(entity)!('t', viewer) ?? raw('true')).compile();
    byScopes![table] = shown(table, await asOwner(`select t.ctid::text as id from ${table} t where ${scope.text}`, scope.values));
  }
  const wanted = Object.fromEntries(Object.keys(ENTITIES).map((table) => [table, (expected[table] ?? []).toSorted()]));
  expect(bySecurity).toEqual(wanted);
  expect(byScopes).toEqual(wanted);
});

/** As the owner, whom row-level security lets see all. */
async function asOwner(text: string, values: readonly unknown[]): Promise<{ id: string }[]> {
  const order = [...text.matchAll(/\$(\d+)/g)]
    .map(([, number]) => values[Number(number) - 1])
    .map((one) => (Array.isArray(one) ? `{${one.join(',')}}` : one));
  return app.sql(text.replace(/\$\d+/g, '?'), order);
}

test.each(PRINCIPALS)('%s reads the log of the fairs in sight, and of no other', async (_, who, expected) => {
  for (const table of Object.keys(LOG)) {
    const { rows } = await under(app.application.platform.pool, settingsOf(who()), (client) =>
      client.query<{ id: string }>(`select ctid::text as id from ${table}`),
    );
    const fairs = expected['job_fair']!.filter((one) => table === 'feed_stream' || one !== 'planned');
    expect([table, shown(table, rows)]).toEqual([table, fairs.toSorted()]);
  }
});

test('by row-level security alone nobody changes or gives away what is another’s, and nobody writes the log', async () => {
  const changed = async (viewer: Viewer, statement: string): Promise<number | string> =>
    under(app.application.platform.pool, settingsOf(viewer), (client) => client.query(statement)).then(
      ({ rowCount }) => rowCount ?? 0,
      (error: { code?: string }) => error.code ?? 'error',
    );
  const who = (name: string): Viewer => PRINCIPALS.find(([one]) => one === name)![1]();
  const theirs: Record<string, readonly string[]> = {
    'the county that holds it': Object.keys(ENTITIES),
    'a recruiter': ['fair_participation', 'fair_post', 'fair_ticket', 'fair_interview'],
    'a kiosk': ['fair_visit', 'fair_ticket', 'fair_interest'],
    'a visitor': ['fair_visit', 'fair_ticket'],
  };
  for (const [name] of PRINCIPALS.filter(([one]) => !one.includes('the other fair') && one !== 'another county' && one !== 'the city')) {
    for (const table of Object.keys(ENTITIES)) {
      const count = await changed(who(name), `update ${table} set synthetic = synthetic`);
      expect([name, table, count === 0 ? 'none' : 'some']).toEqual([name, table, theirs[name]?.includes(table) ? 'some' : 'none']);
      const place =
        table === 'campaign' ? `institution_id = '${there.fair.institution}'` : `${table === 'job_fair' ? 'id' : 'fair_id'} = '${there.fair.id}'`;
      expect([name, table, await changed(who(name), `update ${table} set synthetic = synthetic where ${place}`)]).toEqual([name, table, 0]);
    }
    for (const table of Object.keys(LOG)) expect(await changed(who(name), `delete from ${table}`)).toBe('42501');
    expect(await changed(who(name), `select feed_write('${here.fair.id}', 'ANNOUNCED', '{}')`)).toBe('42501');
  }
  const county = who('the county that holds it');
  expect(await changed(county, `update job_fair set institution_path = '${regionByCode('500102').path}'`)).toBe('42501');
  expect(await changed(county, `update fair_visit set fair_id = '${there.fair.id}'`)).toBe('42501');
  expect(await changed(who('a recruiter'), `update fair_post set participation_id = '${there.stand.participation}'`)).toBe('42501');
  const announced = `insert into fair_announcement (id, fair_id, zh) values (uuidv7(), '${there.fair.id}', '广播')`;
  expect([await changed(county, announced), await changed(office('500102'), announced)]).toEqual(['42501', 1]);
});
