import type pg from 'pg';
import { POST_KINDS, type PostKind } from '../../seeds/posts.js';
import { Random } from '../../seeds/random.js';
import { EDUCATION_RANK } from '../../src/modules/vacancies/terms.js';
import { groupOf } from '../../src/modules/vacancies/trades.js';
import { plusDays } from '../../src/platform/clock/clock.js';

export type TableRow = Record<string, unknown> & { id: string };

interface Place {
  id: string;
  code: string;
  path: string;
}

const EMPLOYERS = 3_000;
const SEEKERS = 2_000;
const REFERRALS_PER_VACANCY = 0.4;
const BATCH = 5_000;
const WORKDAYS = 21.75;
const CERTIFICATES = [...new Set(POST_KINDS.flatMap((kind) => kind.certificates ?? []))];

/** Ids in order of making, so that a world of the same seed is the same to the last row. */
const TABLES = ['institution', 'employer', 'vacancy', 'seeker', 'registration', 'referral'] as const;
const idOf = (table: (typeof TABLES)[number], at: number): string =>
  `01900000-0000-7${String(TABLES.indexOf(table)).padStart(3, '0')}-8000-${at.toString(16).padStart(12, '0')}`;

/** Writes generated rows; what a row does not state is left to the table. */
export async function load(client: pg.ClientBase, table: string, rows: readonly TableRow[]): Promise<void> {
  const columns = Object.keys(rows[0]!).join(', ');
  for (let at = 0; at < rows.length; at += BATCH) {
    const batch = JSON.stringify(rows.slice(at, at + BATCH));
    await client.query(`insert into ${table} (${columns}) select ${columns} from jsonb_populate_recordset(null::${table}, $1)`, [batch]);
  }
}

/** A person who looks for work, registered at an institution; `wish` says for what. */
export function seekerRows(at: number, day: string, home: Place, institution: TableRow, wish: object): { seeker: TableRow; registration: TableRow } {
  const seeker = {
    id: idOf('seeker', at),
    name: `求职${at}`,
    sex: 'MALE',
    birth_on: plusDays(day, -30 * 366),
    id_number_masked: '5***************00',
    region_id: home.id,
    region_path: home.path,
    education: 'JUNIOR_COLLEGE',
    education_rank: EDUCATION_RANK.JUNIOR_COLLEGE,
    certificates: CERTIFICATES,
    ...wish,
  };
  const registration = {
    id: idOf('registration', at),
    seeker_id: seeker.id,
    institution_id: institution.id,
    institution_path: institution['region_path'],
    registered_on: day,
    valid_until: plusDays(day, 90),
    state: 'ACTIVE',
  };
  return { seeker, registration };
}

/** Open vacancies over the counties of Chongqing and the places where such work is found, with employers, people and referrals. */
export async function generate(client: pg.ClientBase, vacancyCount: number, seed: number): Promise<void> {
  const random = new Random(seed);
  const places = (await client.query<Place>("select id, code, path from region where revision <> 'Y2007' and length(code) = 6 order by code")).rows;
  const byCode = new Map(places.map((place) => [place.code, place]));
  const counties = places.filter(({ code, path }) => code.startsWith('500') && path.split('/').length === 4);
  const { now, day } = (await client.query<{ now: Date; day: string }>('select app_now() as now, app_today()::text as day')).rows[0]!;

  const institutions = counties.map((place, at) => ({
    id: idOf('institution', at),
    name: `就业服务中心${at}`,
    kind: 'PUBLIC_EMPLOYMENT_SERVICE',
    region_id: place.id,
    region_path: place.path,
    network_member: true,
    state: 'OPEN',
  }));
  const employers = Array.from({ length: EMPLOYERS }, (_, at) => {
    const place = random.pick(places);
    const licence = String(at).padStart(13, '0');
    return { id: idOf('employer', at), name: `单位${at}`, licence_number: licence, region_id: place.id, region_path: place.path, state: 'VERIFIED' };
  });
  const vacancies = Array.from({ length: vacancyCount }, (_, at) => {
    const kind = random.pick(POST_KINDS);
    const place = random.chance(0.6) ? random.pick(counties) : byCode.get(random.pick(kind.places))!;
    const openedAt = new Date(now.getTime() - at * 7_000 - random.whole(0, 6_000));
    return vacancyRow(at, kind, random, { place, institution: random.pick(institutions), employer: random.pick(employers), day, openedAt });
  });
  const people = Array.from({ length: SEEKERS }, (_, at) => {
    const code = random.pick(POST_KINDS).occupation;
    const wished = random.pick([byCode.get('500000')!, random.pick(counties), byCode.get('310000')!]);
    const wish = { wish_occupations: code ? [code] : [], wish_trade_groups: code ? [groupOf(code)] : [], wish_any_trade: code === null };
    return seekerRows(at, day, random.pick(counties), random.pick(institutions), {
      ...wish,
      wish_places: [wished.code],
      wish_place_paths: [wished.path],
      wish_wage_floor: random.whole(20, 60) * 10_000,
      wish_lodging: random.chance(0.5),
    });
  });
  const referrals = Array.from({ length: vacancyCount * REFERRALS_PER_VACANCY }, (_, at) => {
    const [vacancy, { seeker, registration }] = [random.pick(vacancies), random.pick(people)];
    return {
      id: idOf('referral', at),
      number: `测${at}`,
      seeker_id: seeker.id,
      vacancy_id: vacancy.id,
      registration_id: registration.id,
      institution_id: registration['institution_id'],
      institution_path: registration['institution_path'],
      employer_id: vacancy.employer_id,
      issued_on: plusDays(day, -3),
      expires_on: plusDays(day, 4),
      state: random.pick(['REFUSED', 'NOT_HIRED', 'NO_SHOW']),
    };
  });
  for (const [table, rows] of Object.entries({ institution: institutions, employer: employers, vacancy: vacancies })) await load(client, table, rows);
  await load(
    client,
    'seeker',
    people.map((one) => one.seeker),
  );
  await load(
    client,
    'registration',
    people.map((one) => one.registration),
  );
  await load(client, 'referral', referrals);
  await client.query('vacuum analyze');
}

interface Circumstances {
  place: Place;
  institution: TableRow;
  employer: TableRow;
  day: string;
  openedAt: Date;
}

function vacancyRow(at: number, kind: PostKind, random: Random, { place, institution, employer, day, openedAt }: Circumstances) {
  const monthly = (yuan: number): number => Math.round(yuan * (kind.perDay ? WORKDAYS : 1)) * 100;
  const extra = random.whole(0, 20) * 10_000;
  const [from, to] = [monthly(kind.from) + extra, monthly(kind.to) + extra];
  return {
    id: idOf('vacancy', at),
    title: random.chance(0.3) ? `${kind.title}（${random.whole(1, 999)}号）` : kind.title,
    employer_id: employer.id,
    institution_id: institution.id,
    region_id: place.id,
    place_path: place.path,
    institution_path: institution['region_path'],
    occupation_code: kind.occupation,
    trade_group: groupOf(kind.occupation),
    head_count: random.whole(1, 20),
    hired_count: 0,
    pay_from: from,
    pay_to: to,
    pay_period: 'MONTH',
    pay_basis: 'TIME',
    pay_negotiable: false,
    pay_monthly_from: from,
    pay_monthly_to: to,
    requirements_age_min: kind.ages[0],
    requirements_age_max: kind.ages[1] + random.whole(0, 9),
    requirements_education: kind.education,
    requirements_education_rank: EDUCATION_RANK[kind.education],
    requirements_certificates: kind.certificates ?? [],
    requirements_health_certificate: false,
    conditions_shift: kind.shift,
    conditions_insurances: [],
    conditions_board: random.pick([true, false, null]),
    conditions_lodging: kind.lodging,
    valid_from: plusDays(day, -10),
    valid_until: plusDays(day, random.whole(1, 90)),
    state: 'OPEN',
    opened_at: openedAt.toISOString(),
    source: 'GENERATED',
    assumed: [],
    synthetic: true,
  };
}
