import { beforeAll, expect, test } from '../support/jest.js';
import { RULES, type RuleName } from '../../src/modules/matching/rules.js';
import type { Registration, Seeker } from '../../src/modules/seekers/seeker.js';
import type { Vacancy } from '../../src/modules/vacancies/vacancy.js';
import { fullYears } from '../../src/platform/clock/clock.js';
import { testApp } from '../support/app.js';
import { anEmployer, anInstitution, aVacancy, CITY, REGISTER, seekerInput } from '../support/factories.js';
import { generatedWorld, type Pairable, WORLD_SEED } from '../support/world.js';

const app = testApp();
const SIZE = 300;
let world: Pairable;

/** The rules again, in memory and in other words. */
const naive: Record<RuleName, (v: Vacancy, s: Seeker, g: Registration, day: string) => boolean> = {
  TRADE: (v, s) => s.wish.anyTrade || (v.tradeGroup !== null && s.wish.occupations.some((code) => code.startsWith(`${v.tradeGroup}-`))),
  PLACE: (v, s) => s.wish.placePaths.some((path) => `${v.placePath}/`.startsWith(`${path}/`)),
  AGE: (v, s, _, day) => {
    const age = fullYears(s.birthOn, day);
    return age >= (v.requirements.ageMin ?? 16) && age <= (v.requirements.ageMax ?? 200);
  },
  SEX: (v, s) => v.requirements.sexLimit === null || v.requirements.sexLimit === s.sex,
  EDUCATION: (v, s) => s.educationRank >= v.requirements.educationRank,
  CERTIFICATES: (v, s) => v.requirements.certificates.every((one) => s.certificates.includes(one)),
  WAGE: (v, s) => s.wish.wageFloor === null || v.pay.monthlyTo === null || v.pay.monthlyTo >= s.wish.wageFloor,
  SHIFT: (v, s) => v.conditions.shift === null || s.wish.shifts.length === 0 || s.wish.shifts.includes(v.conditions.shift),
  VALIDITY: (v, _, g, day) => v.validFrom <= day && day <= v.validUntil && (g.state !== 'ACTIVE' || g.validUntil >= day),
  STATE: (v, _, g) => v.state === 'OPEN' && v.hiredCount < v.headCount && g.state === 'ACTIVE',
};
const broken = (v: Vacancy, { seeker, registration }: Pairable['seekers'][number], day: string): RuleName[] =>
  RULES.filter((name) => !naive[name](v, seeker, registration, day));

beforeAll(async () => {
  world = await generatedWorld(app, SIZE, app.application.platform.clock.today());
});

async function everyEdge(query: string, name: string, id: string): Promise<{ id: string; score: number }[]> {
  const edges: { id: string; score: number }[] = [];
  let after: string | null = null;
  for (;;) {
    const found: { edges: { score: number; node: { id: string } }[]; pageInfo: { hasNextPage: boolean; endCursor: string } } = (
      await app.data(query, { id, after }, CITY)
    )[name];
    edges.push(...found.edges.map((edge) => ({ id: edge.node.id, score: edge.score })));
    if (!found.pageInfo.hasNextPage) return edges;
    after = found.pageInfo.endCursor;
  }
}
const VACANCIES =
  'query ($id: ID!, $after: String) { vacancyMatches(seekerId: $id, first: 100, after: $after) { edges { score node { id } } pageInfo { hasNextPage endCursor } } }';
const SEEKERS =
  'query ($id: ID!, $after: String) { seekerMatches(vacancyId: $id, first: 100, after: $after) { edges { score node { id } } pageInfo { hasNextPage endCursor } } }';

test('the generated world is a fair one: 3–30 % of pairs match and every rule stands alone against fifty', () => {
  const causes = world.vacancies.flatMap((v) => world.seekers.map((s) => broken(v, s, world.day)));
  const share = causes.filter((one) => one.length === 0).length / causes.length;
  const alone = Object.fromEntries(RULES.map((name) => [name, causes.filter((one) => one.length === 1 && one[0] === name).length]));
  process.stdout.write(`world seed ${WORLD_SEED}: ${(share * 100).toFixed(1)} % match; only cause ${JSON.stringify(alone)}\n`);
  expect(share).toBeGreaterThan(0.03);
  expect(share).toBeLessThan(0.3);
  for (const name of RULES) expect(alone[name]).toBeGreaterThanOrEqual(50);
});

test('both directions equal the naive evaluation for every pair, best first', async () => {
  const pairs = new Map<string, number>();
  for (const one of world.seekers) {
    const edges = await everyEdge(VACANCIES, 'vacancyMatches', one.seeker.id);
    const expected = world.vacancies.filter((v) => broken(v, one, world.day).length === 0).map((v) => v.id);
    expect(edges.map((edge) => edge.id).sort()).toEqual(expected.sort());
    expect(edges.map((edge) => edge.score)).toEqual(edges.map((edge) => edge.score).sort((a, b) => b - a));
    for (const edge of edges) pairs.set(`${edge.id} ${one.seeker.id}`, edge.score);
  }
  let seen = 0;
  for (const v of world.vacancies) {
    const edges = await everyEdge(SEEKERS, 'seekerMatches', v.id);
    for (const edge of edges) expect(pairs.get(`${v.id} ${edge.id}`)).toBe(edge.score);
    seen += edges.length;
  }
  expect(seen).toBe(pairs.size);
}, 180_000);

test('near-misses equal recomputation, all of them and in order', async () => {
  const seen: Record<string, number> = {};
  let [rare, deeper] = [0, 0];
  for (const one of world.seekers.slice(0, 40)) {
    const beyond = (changed: Seeker): number =>
      world.vacancies.filter((v) => broken(v, one, world.day).length > 0 && broken(v, { ...one, seeker: changed }, world.day).length === 0).length;
    const { vacancyNearMisses } = await app.data(
      'query ($id: ID!) { vacancyNearMisses(seekerId: $id) { giving zh en count wageFloor { amountMinor } places certificate } }',
      { id: one.seeker.id },
      CITY,
    );
    const { wish, certificates } = one.seeker;
    const wishing = (more: Partial<Seeker['wish']>): Seeker => ({ ...one.seeker, wish: { ...wish, ...more } }) as Seeker;
    const wider = wish.placePaths.map((path) => (path === '/100000' ? path : path.slice(0, path.lastIndexOf('/'))));
    const cuts = [20_000n, 50_000n, 100_000n].filter((cut) => wish.wageFloor !== null && wish.wageFloor > cut);
    const having = (certificate: string): number => beyond({ ...one.seeker, certificates: [...certificates, certificate] } as Seeker);
    const lacking = [...new Set(world.vacancies.flatMap((v) => v.requirements.certificates))].filter((name) => !certificates.includes(name));
    const opening = lacking.map((name) => [`CERTIFICATE ${name}`, having(name)] as const).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    const expected = [
      ...cuts.map((cut) => [`WAGE ${wish.wageFloor! - cut}`, beyond(wishing({ wageFloor: wish.wageFloor! - cut }))] as const),
      ['PLACE ', beyond(wishing({ placePaths: wider }))] as const,
      ...(wish.anyTrade ? [] : [['TRADE ', beyond(wishing({ anyTrade: true }))] as const]),
      ...(wish.shifts.length > 0 ? [['SHIFT ', beyond(wishing({ shifts: [] }))] as const] : []),
      ...opening.slice(0, 3),
    ];
    const told = (
      vacancyNearMisses as { giving: string; count: number; wageFloor: { amountMinor: string } | null; certificate: string | null }[]
    ).map((miss) => [`${miss.giving} ${miss.wageFloor?.amountMinor ?? miss.certificate ?? ''}`, miss.count] as const);
    const lesser = ([name, count]: readonly [string, number], at: number): boolean =>
      name.startsWith('WAGE') && expected.slice(0, at).some((before) => before[0].startsWith('WAGE') && before[1] === count);
    const needless = expected.filter(lesser).filter(([, count]) => count > 0);
    deeper += needless.length;
    expect(told).toEqual(expected.filter((one) => one[1] > 0 && !needless.includes(one)).sort((a, b) => b[1] - a[1]));
    if (told.some(([name]) => /会计证|护士执业证|保安员证/.test(name))) rare += 1;
    for (const [name] of told) seen[name.split(' ')[0]!] = (seen[name.split(' ')[0]!] ?? 0) + 1;
  }
  for (const giving of ['WAGE', 'PLACE', 'TRADE', 'SHIFT', 'CERTIFICATE']) expect(seen[giving]).toBeGreaterThan(3);
  expect(rare).toBeGreaterThan(3);
  expect(deeper).toBeGreaterThan(3);
});

test('reasons name every criterion with its values, in both languages', async () => {
  const one = world.seekers.find((each) => world.vacancies.some((v) => broken(v, each, world.day).length === 0))!;
  const { vacancyMatches } = await app.data(
    'query ($id: ID!) { vacancyMatches(seekerId: $id, first: 1) { totalCount edges { score reasons { criterion kind zh en } node { title employer { name } } } } }',
    { id: one.seeker.id },
    CITY,
  );
  const [edge] = vacancyMatches.edges;
  expect(edge.reasons.map((reason: { criterion: string }) => reason.criterion)).toEqual(['TRADE', 'PLACE', 'WAGE', 'LODGING', 'SHIFT']);
  for (const reason of edge.reasons)
    expect([reason.zh.length > 3, reason.en.length > 3, ['MET', 'TRADED_OFF'].includes(reason.kind)]).toEqual([true, true, true]);
  expect(vacancyMatches.totalCount).toBe(world.vacancies.filter((v) => broken(v, one, world.day).length === 0).length);
});

/** Names of values, codes and paths are for programs; an official reads these sentences aloud. */
const UNREADABLE = /[A-Za-z_]{2}|\/\d{6}|\d-\d\d-\d\d|null|undefined|NaN/;

test('every reason and near-miss can be read aloud, in Chinese and in English', async () => {
  const seen = new Set<string>();
  for (const one of world.seekers.slice(0, 120)) {
    const { vacancyMatches, vacancyNearMisses } = await app.data(
      'query ($id: ID!) { vacancyMatches(seekerId: $id, first: 100) { edges { reasons { criterion kind zh en } } } vacancyNearMisses(seekerId: $id) { giving zh en } }',
      { id: one.seeker.id },
      CITY,
    );
    const reasons = vacancyMatches.edges.flatMap((edge: { reasons: object[] }) => edge.reasons);
    for (const { criterion, giving, kind, zh, en } of [...reasons, ...vacancyNearMisses]) {
      seen.add(`${criterion ?? giving} ${kind ?? ''}`);
      expect(zh).not.toMatch(UNREADABLE);
      expect(en).not.toMatch(/[A-Z]_|\/\d{6}|null|undefined|NaN/);
      if (giving !== 'CERTIFICATE') expect(en).not.toMatch(/\p{Script=Han}/u);
    }
  }
  for (const criterion of ['TRADE', 'PLACE', 'WAGE', 'LODGING'])
    for (const kind of ['MET', 'TRADED_OFF']) expect(seen).toContain(`${criterion} ${kind}`);
  for (const giving of ['WAGE', 'PLACE', 'TRADE', 'SHIFT', 'CERTIFICATE']) expect(seen).toContain(`${giving} `);
}, 60_000);

test('who may not: visitors and recruiters; a person out of sight matches nothing, and nearly nothing', async () => {
  const { id } = world.seekers[0]!.seeker;
  expect(await app.mistake(VACANCIES, { id })).toBe('UNAUTHENTICATED');
  expect(await app.mistake(SEEKERS, { id: world.vacancies[0]!.id }, { role: 'RECRUITER' })).toBe('FORBIDDEN');
  const abroad = { role: 'OFFICE', region: '500102' } as const;
  const nearly = 'query ($id: ID!) { vacancyNearMisses(seekerId: $id) { count } }';
  expect(await app.mistake(nearly, { id })).toBe('UNAUTHENTICATED');
  expect(await app.mistake(nearly, { id }, { role: 'RECRUITER' })).toBe('FORBIDDEN');
  expect((await app.data(nearly, { id }, abroad)).vacancyNearMisses).toEqual([]);
  for (const one of world.seekers.slice(0, 20)) expect((await app.data(VACANCIES, { id: one.seeker.id }, abroad)).vacancyMatches.edges).toEqual([]);
  for (const v of world.vacancies.slice(0, 20)) expect((await app.data(SEEKERS, { id: v.id }, abroad)).seekerMatches.edges).toEqual([]);
});

test('a certificate that few posts ask for is named to whom it alone opens them, by one number of statements', async () => {
  const [institution, employer] = await Promise.all([anInstitution(app), anEmployer(app)]);
  const post = (certificates: string[], more: object = {}): Promise<string> =>
    aVacancy(app, {
      institution,
      employer,
      input: { title: '会计', region: '500103', requirements: { certificates, education: 'JUNIOR_COLLEGE' }, ...more },
    });
  for (let at = 0; at < 3; at++) await post(['会计证']);
  await post(['会计证', '注册会计师证']);
  await post(['会计证'], { region: '310000' });
  await post(['会计证'], { requirements: { certificates: ['会计证'], education: 'POSTGRADUATE' } });
  const wish = { occupations: ['会计'], places: ['重庆市'] };
  const { seekerRegister } = await app.data(
    REGISTER,
    { input: seekerInput(institution, { education: 'JUNIOR_COLLEGE', certificates: [], wish }) },
    CITY,
  );
  const nearly = 'query ($id: ID!) { vacancyNearMisses(seekerId: $id) { giving certificate count } }';
  const id = seekerRegister.registration.seeker.id as string;
  let misses: { giving: string }[] = [];
  const statements = await app.statements(async () => {
    misses = (await app.data(nearly, { id }, CITY)).vacancyNearMisses;
  });
  expect(misses.filter(({ giving }) => giving === 'CERTIFICATE')).toEqual([{ giving: 'CERTIFICATE', certificate: '会计证', count: 3 }]);
  expect(statements).toBe(3);
});
