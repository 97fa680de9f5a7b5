import { readFileSync } from 'node:fs';
import { newApiKey } from '../../src/modules/accounts/api-key.js';
import { documentsOf } from '../../src/platform/graphql/trust.js';
import type { Bench } from './main.js';
import { answer, fire, type Shot, shot } from './load.js';
import { within } from './report.js';
import { startServerOf } from './servers.js';
import type { World } from './world.js';

const WITHIN_MS = 300;
const MS = 3_000;
const NOWHERE = 'http://127.0.0.1:9';
/** What people type; where something is found, and where nothing is. */
const QUERIES: Readonly<Record<string, readonly string[]>> = {
  trades: ['焊工', '保安', '普工', '叉车司机', '养老护理员'],
  'other names, pinyin, wrong characters': ['打螺丝', 'bao an', 'hg', '护工', '汉工'],
  'trade and place': ['上海焊工', '保安 万州', '会计 开县', '渝北 普工'],
  'two words': ['高级 焊工', '夜班 保安', '单位12 普工'],
  browsing: ['', '重庆', '万州'],
  nothing: ['潮汐观测员', 'zzzz', '航标灯 维护'],
};
const [LEAST_PAY, REGION] = ['500000', '500101'];

/** With nobody at the address of the search server: every search is the database's, as strangers, kiosks and offices send it. */
export const fallback: Bench = async (world, report) => {
  const server = await startServerOf('ours', { ...world, servers: { ...world.servers, meiliUrl: NOWHERE } });
  const documents = documentsOf(readFileSync('schema/operations/visitor.graphql', 'utf8'));
  const text = (name: string): string => documents.find((one) => one.name === name)!.text;
  const viewers: Record<string, Record<string, string>> = {
    anonymous: {},
    kiosk: { authorization: `Bearer ${await kioskToken(world)}` },
    office: { authorization: `Bearer ${world.token}` },
  };
  const ask = (viewer: string, name: string, query: string, filter: object = {}): Shot =>
    shot(`${server.url}/graphql`, viewers[viewer], { query: text(name), variables: { query, filter, first: 20 } });
  await assertDegraded(server.url, world.token);
  for (const viewer of Object.keys(viewers)) {
    const kinds: Record<string, Shot[]> = {};
    for (const [kind, queries] of Object.entries(QUERIES)) {
      kinds[kind] = queries.map((query) => ask(viewer, 'Search', query));
      kinds[`${kind}, counted`] = queries.map((query) => ask(viewer, 'FindWork', query));
    }
    kinds['by pay'] = QUERIES['trades']!.map((query) => ask(viewer, 'FindWork', query, { payAtLeast: LEAST_PAY, region: REGION }));
    for (const [kind, shots] of Object.entries(kinds)) {
      for (const one of shots) await answer(one);
      const { p50, p99 } = await fire(shots, 1, MS);
      report.figure({ name: `${viewer}: ${kind}, p50`, ours: p50, reference: WITHIN_MS, unit: 'ms' }, within);
      report.figure({ name: `${viewer}: ${kind}, p99`, ours: p99, reference: WITHIN_MS, unit: 'ms' }, within);
    }
  }
  server.stop();
};

async function kioskToken({ owner }: World): Promise<string> {
  const { secret, prefix, hash } = newApiKey();
  const { rows } = await owner.query<{ id: string }>(
    "insert into account (id, role, name, region_id) select uuidv7(), 'KIOSK', 'bench kiosk', id from region where code = '500101' returning id",
  );
  await owner.query('insert into api_key (id, account_id, prefix, hash) values (uuidv7(), $1, $2, $3)', [rows[0]!.id, prefix, hash]);
  return secret;
}

/** What is measured is the database. */
async function assertDegraded(url: string, token: string): Promise<void> {
  const query = '{ vacancySearch(query: "焊工", first: 1) { degraded totalCount } }';
  const { data } = await answer(shot(`${url}/graphql`, { authorization: `Bearer ${token}` }, { query }));
  if (!data.vacancySearch.degraded || data.vacancySearch.totalCount === 0) throw new Error(`not the database: ${JSON.stringify(data)}`);
}
