import { randomUUID } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { beforeAll, expect, test } from '../support/jest.js';
import { Random } from '../../seeds/random.js';
import * as service from '../../src/modules/households/household.service.js';
import { HouseholdDeclareInput } from '../../src/modules/households/household.inputs.js';
import { regionByCode } from '../../src/modules/regions/region.queries.js';
import { ANONYMOUS, type Level, type Viewer } from '../../src/platform/access/viewer.js';
import { plusDays, plusMonths } from '../../src/platform/clock/clock.js';
import { Context } from '../../src/platform/graphql/context.js';
import { testApp } from '../support/app.js';
import { anEmployer, anInstitution, aVacancy, CITY } from '../support/factories.js';

/**
 * Households that live through random events in 2007, day by day under the moved clock and the real steps and triggers; and a
 * recomputation that knows only what was done when, the holidays as the gazette names them, and each county's parameters.
 */
const HOUSEHOLDS = Number(process.env['HOUSEHOLDS'] ?? 200);
const SEED = Number(process.env['SEED'] ?? 2_007);
const DATES = 50;
const LANES = 2; // as many as the owner has connections
const [FIRST, LAST, BEYOND] = ['2007-01-04', '2007-12-28', '2008-03-31'] as const;

const days = (from: string, to: string): string[] => {
  const all: string[] = [];
  for (let day = from; day <= to; day = plusDays(day, 1)) all.push(day);
  return all;
};
const OFF = new Set([
  ...days('2007-01-01', '2007-01-03'),
  ...days('2007-02-18', '2007-02-24'),
  ...days('2007-05-01', '2007-05-07'),
  ...days('2007-10-01', '2007-10-07'),
  ...days('2008-01-01', '2008-01-01'),
  ...days('2008-02-06', '2008-02-12'),
]);
const ON = new Set(['2007-02-17', '2007-02-25', '2007-04-28', '2007-04-29', '2007-09-29', '2007-09-30', '2008-02-02', '2008-02-03']);
const works = (day: string): boolean => ON.has(day) || (!OFF.has(day) && ![0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay()));

type Unit = 'WORKING_DAYS' | 'DAYS' | 'MONTHS';
interface Parameter {
  kind: string;
  county: string;
  from: string;
  value: number;
  unit: Unit;
}
const PARAMETERS: readonly Parameter[] = [
  ...(
    [
      ['COMMUNITY_CHECK', 7],
      ['PUBLIC_NOTICE', 3],
      ['STREET_CHECK', 7],
      ['COUNTY_CONFIRMATION', 5],
      ['CLEARANCE', 10],
    ] as const
  ).map(([kind, value]) => ({ kind, county: '', from: '1978-01-01', value, unit: 'WORKING_DAYS' as const })),
  { kind: 'STABILITY', county: '', from: '1978-01-01', value: 3, unit: 'MONTHS' },
  { kind: 'CLEARANCE', county: '500102', from: '2007-05-15', value: 2, unit: 'WORKING_DAYS' },
  { kind: 'CLEARANCE', county: '500102', from: '2007-09-01', value: 20, unit: 'DAYS' },
  { kind: 'STREET_CHECK', county: '500103', from: '2007-03-01', value: 4, unit: 'WORKING_DAYS' },
  { kind: 'COMMUNITY_CHECK', county: '500103', from: '2007-07-10', value: 1, unit: 'MONTHS' },
  { kind: 'PUBLIC_NOTICE', county: '500154', from: '2007-04-20', value: 5, unit: 'WORKING_DAYS' },
];
const parameter = (kind: string, county: string, day: string): Parameter => {
  const holding = PARAMETERS.filter((one) => one.kind === kind && (one.county === county || one.county === '') && one.from <= day);
  const own = holding.filter((one) => one.county === county);
  return (own.length > 0 ? own : holding).reduce((best, one) => (one.from > best.from ? one : best));
};
function deadline(kind: string, county: string, start: string): string {
  const { value, unit } = parameter(kind, county, start);
  if (unit === 'DAYS') return plusDays(start, value);
  if (unit === 'MONTHS') return plusMonths(start, value);
  let day = start;
  for (let left = value; left > 0;) if (works((day = plusDays(day, 1)))) left -= 1;
  return day;
}

interface Work {
  member: number;
  id: string;
  state: 'RUNS' | 'ENDED' | 'REVERSED';
  ended: string | null;
}
interface Event {
  name: string;
  member?: number;
  /** So many days before it was known the work began. */
  before?: number;
}
/** A household as the recomputation has it: what it stood at from which day on. */
interface Life {
  id: string;
  community: string;
  county: string;
  seekers: [string, string];
  story: { day: string; state: string; due: string | null }[];
  work: Work[];
  notice: string;
  turn: number;
}
const last = (life: Life): Life['story'][number] => life.story.at(-1)!;
const working = (life: Life): Work[] => life.work.filter((one) => one.state === 'RUNS');

const CLOCK: Record<string, string> = {
  DECLARED: 'COMMUNITY_CHECK',
  OBJECTION: 'COMMUNITY_CHECK',
  STREET_REVIEW: 'STREET_CHECK',
  COUNTY_CONFIRM: 'COUNTY_CONFIRMATION',
  RECOGNISED: 'CLEARANCE',
  RELAPSED: 'CLEARANCE',
};
const GOES_ON = new Set(['COMMUNITY_REVIEW', 'PUBLICISED', 'ASSISTED']);
const WAITING = new Set([...Object.keys(CLOCK), ...GOES_ON]);
const OPEN = new Set(['RECOGNISED', 'ASSISTED', 'RELAPSED']);

function stands(life: Life, day: string, state: string): void {
  const kind = CLOCK[state];
  const due = kind !== undefined ? deadline(kind, life.county, day) : GOES_ON.has(state) ? last(life).due : null;
  life.story.push({ day, state, due });
}

/** What may happen next, with its weight. */
function next(random: Random, life: Life, day: string): Event | null {
  const { state, day: since } = last(life);
  const among = (...choices: (Event | null)[]): Event | null => random.pick(choices);
  const free = [0, 1].filter((member) => !working(life).some((one) => one.member === member));
  const place = (): Event | null => (free.length === 0 ? null : { name: 'place', member: random.pick(free), before: random.whole(0, 5) });
  const some = (name: string): Event | null => (working(life).length === 0 ? null : { name, member: random.pick(working(life)).member });
  if (state === 'DECLARED') return among({ name: 'review' }, { name: 'review' }, null);
  if (state === 'COMMUNITY_REVIEW') return among({ name: 'publicise' }, { name: 'publicise' }, { name: 'publicise' }, { name: 'reject' }, null);
  if (state === 'PUBLICISED')
    return life.notice < day ? among({ name: 'forward' }, { name: 'forward' }, null) : among({ name: 'object' }, null, null, null);
  if (state === 'OBJECTION') return among({ name: 'review' }, { name: 'reject' }, null);
  if (state === 'STREET_REVIEW') return among({ name: 'endorse' }, { name: 'endorse' }, null);
  if (state === 'COUNTY_CONFIRM') return among({ name: 'confirm' }, { name: 'confirm' }, null);
  if (state === 'RECOGNISED' || state === 'RELAPSED') return among({ name: 'assist' }, place(), null, null);
  if (state === 'ASSISTED') return among(place(), null, null, { name: random.chance(0.1) ? 'revoke' : 'nothing' });
  if (state === 'CLEARED' && day >= plusMonths(since, 3) && random.chance(0.3)) return { name: 'stabilise' };
  if (state === 'STABLE' && random.chance(0.3)) return { name: 'exit' };
  if (state === 'CLEARED' || state === 'STABLE') return among(place(), some('end'), some('reverse'), null, null, null, null);
  return null;
}

const app = testApp();
const communities: { code: string; path: string; county: string }[] = [];
const lives: Life[] = [];
let placing: { vacancy: string; employer: string; institution: string; path: string };
const users = Array.from({ length: 2 }, () => randomUUID());

const at = (day: string): Promise<unknown> =>
  app.sql("update app_clock set shift = (?::date + time '10:00') at time zone 'Asia/Shanghai' - now()", [day]);

beforeAll(async () => {
  process.stdout.write(`households: SEED=${SEED} HOUSEHOLDS=${HOUSEHOLDS}\n`);
  const employer = await anEmployer(app);
  const institution = await anInstitution(app, '500101');
  placing = { vacancy: await aVacancy(app, { employer, institution }), employer, institution, path: regionByCode('500101').path };
  const in2008 = (days: ReadonlySet<string>): string => `{${[...days].filter((one) => one > '2008').join(',')}}`;
  await app.sql("insert into calendar_year (year, days_off, working_weekends, source, assumed) values (2008, ?, ?, 'test', true)", [
    in2008(OFF),
    in2008(ON),
  ]);
  for (const { kind, county, from, value, unit } of PARAMETERS.filter((one) => one.county !== ''))
    await app.sql(
      "insert into programme_parameter (id, kind, region_path, effective_on, value, unit, source) values (uuidv7(), ?, ?, ?, ?, ?, 'test')",
      [kind, regionByCode(county).path, from, value, unit],
    );
  for (const county of ['500101', '500102', '500103', '500154']) {
    const rows = await app.sql<{ code: string; path: string }>(
      "select code, path from region where level = 'COMMUNITY' and path ^@ ? order by code limit 3",
      [`${regionByCode(county).path}/`],
    );
    communities.push(...rows.map((row) => ({ ...row, county })));
  }
}, 120_000);

const viewer = (level: Level, path: string, user: string): Viewer => {
  const depth = { city: 2, county: 3, street: 4, community: 5 }[level];
  return {
    ...ANONYMOUS,
    role: 'office',
    level,
    userId: user,
    name: level,
    regionPath: path
      .split('/')
      .slice(0, depth + 1)
      .join('/'),
  };
};

type Place = (typeof communities)[number];

/** Of each place two persons of working age, in one statement. */
async function couples(at: readonly Place[]): Promise<[string, string][]> {
  const people = at.flatMap(({ path }) => [0, 1].map(() => ({ id: randomUUID(), path })));
  await app.sql(
    `insert into seeker (id, name, sex, birth_on, id_number_masked, region_id, region_path)
     select one.id, '冉某', 'MALE', '1970-01-01', '5', r.id, r.path
       from jsonb_to_recordset(?::jsonb) as one(id uuid, path text) join region r on r.path = one.path`,
    [JSON.stringify(people)],
  );
  return at.map((_, index) => [people[2 * index]!.id, people[2 * index + 1]!.id]);
}

/** A household that will be declared; known before it is there, so that chance does not depend on who is done first. */
function declared({ code, path, county }: Place, seekers: [string, string], day: string): (em: EntityManager) => Promise<void> {
  const story = [{ day, state: 'DECLARED', due: deadline('COMMUNITY_CHECK', county, day) }];
  const life: Life = { id: '', community: path, county, seekers, story, work: [], notice: '', turn: 0 };
  lives.push(life);
  return async (em) => {
    const members = seekers.map((seeker, index) => ({ seeker, relation: index === 0 ? 'HEAD' : 'SPOUSE', standing: 'WORKING_AGE' }));
    const input = Object.assign(new HouseholdDeclareInput(), { community: code, familySize: 3, members });
    const context = new Context(app.application.platform, viewer('community', path, users[0]!), 'zh');
    life.id = (await service.declareHousehold(em, context, input)).id;
  };
}

/** Does it, and writes down what it comes to. */
async function happen(em: EntityManager, life: Life, event: Event, day: string): Promise<void> {
  const by = (level: Level): Viewer => viewer(level, life.community, users[++life.turn % 2]!);
  const { id } = life;
  const state = (to: string): void => stands(life, day, to);
  const before = last(life).state;
  if (event.name === 'nothing') return;
  if (event.name === 'review') await service.reviewHousehold(em, by('community'), id, '入户').then(() => state('COMMUNITY_REVIEW'));
  if (event.name === 'publicise') {
    await service.publiciseHousehold(em, by('community'), id);
    life.notice = deadline('PUBLIC_NOTICE', life.county, day);
    state('PUBLICISED');
  }
  if (event.name === 'object') await service.objectHousehold(em, by('street'), id, '异议').then(() => state('OBJECTION'));
  if (event.name === 'forward') await service.forwardHousehold(em, by('community'), id).then(() => state('STREET_REVIEW'));
  if (event.name === 'endorse') await service.endorseHousehold(em, by('street'), id, '属实').then(() => state('COUNTY_CONFIRM'));
  if (event.name === 'confirm') await service.confirmHousehold(em, by('county'), id, `责任人 ${life.community}`).then(() => state('RECOGNISED'));
  if (event.name === 'reject') await service.rejectHousehold(em, by('community'), id, '不实').then(() => state('REJECTED'));
  if (event.name === 'revoke') await service.revokeHousehold(em, by('county'), id, 'MOVED_AWAY', '迁出').then(() => state('REVOKED'));
  if (event.name === 'exit') await service.exitHousehold(em, by('county'), id).then(() => state('EXITED'));
  if (event.name === 'stabilise') await service.stabiliseHousehold(em, by('street'), id, '在岗').then(() => state('STABLE'));
  if (event.name === 'assist') {
    const officer = officers.get(life.community)!;
    await em.execute('update household set by_id = null where id = ?', [id]); // the officer may have taken the step before
    await service.assistHousehold(em, { ...viewer('street', life.community, officer), userId: officer }, id, '推荐');
    state('ASSISTED');
  }
  if (event.name === 'place') {
    const work: Work = { member: event.member!, id: randomUUID(), state: 'RUNS', ended: null };
    await em.execute(
      `insert into placement (id, seeker_id, vacancy_id, employer_id, institution_id, institution_path, channel, state, hired_on, confirmed_on, evidence)
       values (?, ?, ?, ?, ?, ?, 'REFERRAL', 'CONFIRMED', ?, ?, 'CONTRACT')`,
      [work.id, life.seekers[work.member], placing.vacancy, placing.employer, placing.institution, placing.path, plusDays(day, -event.before!), day],
    );
    life.work.push(work);
    if (OPEN.has(before)) state('CLEARED');
  }
  if (event.name === 'end' || event.name === 'reverse') await stop(em, life, event, day);
}

async function stop(em: EntityManager, life: Life, event: Event, day: string): Promise<void> {
  const work = working(life).find((one) => one.member === event.member)!;
  if (event.name === 'end') {
    await em.execute("update placement set ending_on = ?, ending_cause = 'DISMISSED' where id = ?", [day, work.id]);
    Object.assign(work, { state: 'ENDED', ended: day });
  } else {
    await em.execute("update placement set state = 'REVERSED', reason = '未到岗' where id = ?", [work.id]);
    work.state = 'REVERSED';
  }
  if (working(life).length > 0) return;
  const clearing = life.story.findLastIndex((one) => one.state === 'CLEARED');
  const since = life.story[clearing]!.day;
  const real = life.work.some((one) => one.state === 'ENDED' && one.ended! >= since);
  if (real) stands(life, day, 'RELAPSED');
  else life.story.push({ ...life.story[clearing - 1]!, day });
}

const officers = new Map<string, string>();

test(`${HOUSEHOLDS} households under random events: the overdue list at ${DATES} random dates is that of a naive recomputation`, async () => {
  const random = new Random(SEED);
  for (const { path } of communities) {
    const id = randomUUID();
    officers.set(path, id);
    await app.sql("insert into account (id, role, name, region_id) select ?, 'OFFICE', ?, r.id from region r where r.path = ?", [
      id,
      `责任人 ${path}`,
      path.slice(0, path.lastIndexOf('/')),
    ]);
  }
  const places = Array.from({ length: HOUSEHOLDS }, () => random.pick(communities));
  const people = await couples(places);
  const declaredOn = places.map(() => plusDays(FIRST, random.whole(0, 330)));
  let happened = 0;
  for (const day of days(FIRST, LAST)) {
    await at(day);
    const events = lives.flatMap((life) => {
      const event = random.chance(0.16) ? next(random, life, day) : null;
      return event === null ? [] : [(em: EntityManager) => happen(em, life, event, day)];
    });
    const today = [...declaredOn.flatMap((one, at) => (one === day ? [declared(places[at]!, people[at]!, day)] : [])), ...events];
    happened += today.length;
    // Households do not know of each other: those of one day go through their steps side by side.
    const lanes = Map.groupBy(today.keys(), (at) => at % LANES);
    await Promise.all(
      [...lanes.values()].map((lane) =>
        app.owner.em.fork().transactional(async (em) => {
          for (const at of lane) {
            await today[at]!(em as EntityManager);
            await em.flush();
            em.clear();
          }
        }),
      ),
    );
  }
  await app.application.platform.clock.read();
  const states = Object.groupBy(lives, (life) => last(life).state);
  process.stdout.write(
    `${happened} events; at the end ${Object.entries(states)
      .map(([state, all]) => `${state} ${all!.length}`)
      .join(', ')}\n`,
  );
  expect(Object.keys(states).length).toBeGreaterThan(8);

  let listed = 0;
  for (let date = 0; date < DATES; date++) {
    const day = plusDays(FIRST, random.whole(0, days(FIRST, BEYOND).length - 1));
    const stood = lives.flatMap((life) => {
      const step = life.story.findLast((one) => one.day <= day);
      return step ? [{ id: life.id, ...step }] : [];
    });
    const expected = stood.filter((one) => WAITING.has(one.state) && one.due! < day).map(({ id, state, due }) => ({ id, state, due }));
    const found = await overdue(day);
    const sorted = (rows: typeof expected): typeof expected => rows.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    expect({ day, rows: sorted(found) }).toEqual({ day, rows: sorted(expected) });
    const open = stood.filter((one) => OPEN.has(one.state));
    const late = open.filter((one) => one.due! < day).length;
    const { dynamicZero } = await app.data(ZERO, { day }, CITY);
    expect({ day, ...dynamicZero }).toEqual({ day, unclearedCount: open.length, overdueCount: late, reached: late === 0 });
    listed += found.length;
  }
  expect(listed).toBeGreaterThan(HOUSEHOLDS);
}, 1_800_000);

const ZERO = 'query ($day: LocalDate!) { dynamicZero(region: "500000", on: $day) { unclearedCount overdueCount reached } }';
const LIST =
  'query ($day: LocalDate!, $after: String) { householdsOverdue(on: $day, first: 100, after: $after) { edges { node { state dueOn household { id } } } pageInfo { hasNextPage endCursor } } }';

/** The whole list of a day, page by page. */
async function overdue(day: string): Promise<{ id: string; state: string; due: string }[]> {
  const rows: { id: string; state: string; due: string }[] = [];
  let after: string | undefined;
  for (;;) {
    const { edges, pageInfo } = (await app.data(LIST, { day, ...(after === undefined ? {} : { after }) }, CITY)).householdsOverdue;
    for (const { node } of edges) rows.push({ id: node.household.id, state: node.state, due: node.dueOn });
    if (!pageInfo.hasNextPage) return rows;
    after = pageInfo.endCursor;
  }
}

test('the list takes the same statements for 3 and for 30; a county sees its own, a seeker none', async () => {
  const query =
    'query ($first: Int!) { householdsOverdue(on: "2007-12-28", first: $first) { edges { node { state dueOn byName household { officerName region { name parent { name } } } } } } }';
  const counted = (first: number): Promise<number> => app.statements(() => app.data(query, { first }, CITY));
  expect([await counted(3), await counted(30)]).toEqual([1, 1]);
  const county = await app.data('{ householdsOverdue(on: "2007-12-28", first: 100) { totalCount } }', {}, { role: 'OFFICE', region: '500102' });
  const own = lives.filter((life) => life.county === '500102' && WAITING.has(last(life).state) && last(life).due! < '2007-12-28');
  expect(county.householdsOverdue.totalCount).toBe(own.length);
  expect(await app.mistake('{ householdsOverdue { totalCount } }', {}, { role: 'SEEKER', seeker: lives[0]!.seekers[0] })).toBe('FORBIDDEN');
});

test('a relapse whose year has no holiday table is an error of the list, not a guess, and is told once the table is there', async () => {
  const [step] = await app.sql<{ id: string; due: string }>(
    `select s.id, s.due_on::text as due from household_step s where s.state = 'RELAPSED'
        and not exists (select from household_step l where l.household_id = s.household_id and l.number > s.number and l.taken_on = s.taken_on) limit 1`,
  );
  await app.sql('update household_step set due_on = null where id = ?', [step!.id]);
  await app.sql('create table kept as select * from calendar_year; delete from calendar_year');
  const queries = [
    'query ($on: LocalDate!) { householdsOverdue(on: $on, first: 100) { edges { node { id } } } }',
    'query ($on: LocalDate!) { dynamicZero(region: "500000", on: $on) { reached } }',
  ];
  const before = await app.sql<{ on: string }>('select taken_on::text as on from household_step where id = ?', [step!.id]);
  for (const query of queries) expect(await app.mistake(query, { on: before[0]!.on }, CITY)).toBe('BAD_USER_INPUT');
  await app.sql('insert into calendar_year select * from kept');
  const due = await app.sql<{ due: string }>(
    "select programme_deadline('CLEARANCE', region_path, taken_on)::text as due from household_step where id = ?",
    [step!.id],
  );
  expect(due[0]!.due).toBe(step!.due);
  for (const query of queries) expect(await app.mistake(query, { on: before[0]!.on }, CITY)).toBeUndefined();
});
