import type pg from 'pg';
import { readTownships } from '../reference/read.js';
import { idOf } from '../regions.js';
import { apportion, idAt, KIND } from './shape.js';
import { DIVISIONS } from './totals.js';

export interface Division {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly path: string;
}

export interface Township extends Division {
  /** Of its work institution, where it has one. */
  readonly station: string | null;
  readonly communities: readonly Division[];
}

export interface County extends Division {
  readonly reservoir: boolean;
  readonly mainUrban: boolean;
  readonly townships: readonly Township[];
  /** Its employment service. */
  readonly bureau: string;
  /** Regions that support it; destinations of people who leave. */
  readonly partners: readonly Division[];
  /** No pair is known of it: its partner is made up. */
  readonly assumed: boolean;
}

export interface Geography {
  readonly city: Division;
  readonly bureau: string;
  readonly counties: readonly County[];
  readonly outside: readonly Division[];
}

const CITY = '500000';
const PAIRED = '330000';
const WITHOUT = DIVISIONS.townships - DIVISIONS.institutions;
const COMMUNITY_WORDS = '一二三四五六七八九'.split('');
/** Of a county that took in an earlier district, how many of its townships that had: Wansheng and Shuangqiao were small. */
const SMALL_SHARE = 0.15;

/** Numbers spread evenly over a list. */
const spread = (count: number, of: number): ReadonlySet<number> =>
  new Set(Array.from({ length: count }, (_, at) => Math.floor(((at + 0.5) * of) / count)));

interface Row extends Division {
  readonly revision: string;
  readonly level: string;
  readonly reservoir: boolean;
  readonly main_urban: boolean;
  readonly parent_id: string | null;
}

/** The divisions of 2007: those of today below the provinces of Chongqing make room for 1,026 townships and 1,991 communities. */
export async function layOut(client: pg.ClientBase): Promise<Geography> {
  const { rows } = await client.query<Row>(
    "select id, code, revision, name, path, level, reservoir, main_urban, parent_id from region where level in ('COUNTRY', 'PROVINCE', 'PREFECTURE', 'COUNTY') order by path collate \"C\"",
  );
  const inCity = rows.filter((one) => one.level === 'COUNTY' && one.path.startsWith(`/100000/${CITY}/`));
  const of2007 = inCity.filter((one) => one.revision !== 'Y2023');
  const dropped = spread(readTownships().length - DIVISIONS.townships, readTownships().length);
  const townships = readTownships()
    .filter((_, at) => !dropped.has(at))
    .map((one) => ({ ...one, today: inCity.find(({ code, revision }) => code === one.countyCode && revision !== 'Y2007')! }));
  const byToday = Map.groupBy(townships, ({ today }) => today.path);
  const placed = [...byToday].flatMap(([path, list]) => {
    const earlier = of2007.filter((one) => one.path === path || one.path.startsWith(`${path}/`));
    const small = earlier.length > 1 ? Math.max(1, Math.round(list.length * SMALL_SHARE)) : 0;
    return list.map((one, at) => ({ ...one, county: earlier[at < small ? 0 : earlier.length - 1]! }));
  });
  const without = spread(WITHOUT, placed.length);
  const counts = communityCounts(placed.map(({ county }) => county.main_urban));
  const made = placed.map(({ code, name, county }, at) => {
    const path = `${county.path}/${code}`;
    const communities = Array.from({ length: counts[at]! }, (_, n): Division => {
      const inner = `${code}${String(n + 1).padStart(3, '0')}`;
      const label = `${name.replace(/(街道|镇|乡)$/, '')}${COMMUNITY_WORDS[n]}社区`;
      return { id: idOf('region', inner, 2007), code: inner, name: label, path: `${path}/${inner}` };
    });
    const station = without.has(at) ? null : idAt(KIND.institution, 1_000 + at);
    return { county, township: { id: idOf('region', code, 2007), code, name, path, station, communities } };
  });
  const pairs = await partnersOf(client);
  const fallback = rows.find(({ code, revision }) => code === PAIRED && revision !== 'Y2007')!;
  const counties = of2007.map((one, at): County => {
    const { id, code, name, path, reservoir, main_urban: mainUrban } = one;
    const own = made.filter(({ county }) => county.id === id).map(({ township }) => township);
    const near = pairs.filter(({ county }) => county === path);
    return {
      id,
      code,
      name,
      path,
      reservoir,
      mainUrban,
      townships: own,
      bureau: idAt(KIND.institution, 100 + at),
      partners: near.length > 0 || !reservoir ? near : [fallback],
      assumed: reservoir && near.length === 0,
    };
  });
  const city = rows.find(({ code, revision }) => code === CITY && revision !== 'Y2007')!;
  const outside = rows.filter(({ level, path, revision }) => level === 'PREFECTURE' && revision !== 'Y2007' && !path.startsWith(`/100000/${CITY}`));
  return { city, bureau: idAt(KIND.institution, 0), outside, counties };
}

/** 700 communities in the nine main urban districts, the others elsewhere, spread evenly over the townships. */
function communityCounts(mainUrban: readonly boolean[]): number[] {
  const [inside, beyond] = [mainUrban.map(Number), mainUrban.map((one) => Number(!one))];
  const [urban, rural] = [apportion(DIVISIONS.mainUrban, inside), apportion(DIVISIONS.communities - DIVISIONS.mainUrban, beyond)];
  return mainUrban.map((is, at) => (is ? urban[at]! : rural[at]!));
}

async function partnersOf(client: pg.ClientBase): Promise<(Division & { county: string })[]> {
  const { rows } = await client.query<Division & { county: string }>(
    'select c.path as county, p.id, p.code, p.name, p.path from partner_region r join region c on c.id = r.county_id join region p on p.id = r.partner_id order by 1, p.code',
  );
  return rows;
}

/** Writes the divisions of 2007 in the place of today's townships, the synthetic pairs, and the institutions. */
export async function writeGeography(client: pg.ClientBase, { city, bureau, counties }: Geography): Promise<number> {
  await client.query("delete from region where level = 'COMMUNITY'");
  await client.query("delete from region where level = 'TOWNSHIP'");
  const row = (one: Division, level: string, parent: Division): object => ({
    ...one,
    level,
    parent_id: parent.id,
    revision: 'BOTH',
    synthetic: level === 'COMMUNITY',
    aliases: [],
    reservoir: false,
    main_urban: false,
    pilot: false,
  });
  const divisions = counties.flatMap((county) =>
    county.townships.flatMap((one) => [
      row({ id: one.id, code: one.code, name: one.name, path: one.path }, 'TOWNSHIP', county),
      ...one.communities.map((community) => row(community, 'COMMUNITY', one)),
    ]),
  );
  const columns = 'id, code, name, path, level, parent_id, revision, synthetic, aliases, reservoir, main_urban, pilot';
  await client.query(`insert into region (${columns}) select ${columns} from jsonb_populate_recordset(null::region, $1::jsonb)`, [
    JSON.stringify(divisions),
  ]);
  const pairs = counties
    .filter((county) => county.assumed)
    .flatMap(({ id, code, partners }) =>
      partners.map((partner) => ({ id: idOf('partner', code, partner.code, 2007), county_id: id, partner_id: partner.id })),
    );
  await client.query(
    `insert into partner_region (id, county_id, partner_id, confidence, source, synthetic)
     select id, county_id, partner_id, 'SYNTHETIC', '演示用对口关系', true from jsonb_populate_recordset(null::partner_region, $1::jsonb)`,
    [JSON.stringify(pairs)],
  );
  const office = (id: string, name: string, place: Division, kind: string): object => ({
    id,
    name,
    kind,
    region_id: place.id,
    region_path: place.path,
    network_member: true,
    state: 'OPEN',
    synthetic: true,
    address: `${place.name}就业服务窗口`,
  });
  const institutions = [
    office(bureau, `${city.name}公共就业服务中心`, city, 'PUBLIC_EMPLOYMENT_SERVICE'),
    ...counties.map((one) => office(one.bureau, `${one.name}公共就业服务中心`, one, 'PUBLIC_EMPLOYMENT_SERVICE')),
    ...counties.flatMap(({ townships }) =>
      townships.flatMap((one) => (one.station === null ? [] : [office(one.station, `${one.name}社会保障服务所`, one, 'GRASSROOTS_STATION')])),
    ),
  ];
  const fields = 'id, name, kind, region_id, region_path, network_member, state, synthetic, address';
  await client.query(`insert into institution (${fields}) select ${fields} from jsonb_populate_recordset(null::institution, $1::jsonb)`, [
    JSON.stringify(institutions),
  ]);
  return divisions.length + institutions.length;
}
