import { deepStrictEqual } from 'node:assert';
import pg from 'pg';
import { NESTED } from './lists.js';
import { answer, shot } from './load.js';
import type { Bench } from './main.js';
import { UNBOUND } from './peers/unbound.js';
import { atLeast } from './report.js';
import { interleaved } from './rounds.js';
import { startServerOf } from './servers.js';

const CONNECTIONS = 20;
/** Strangers see no referrals, so they count none: the rows would differ. */
export const PUBLIC = NESTED.replace('referralCount', '');

/** The nested list with every layer of rights and with none: what share of the throughput the rights cost. */
export const rights: Bench = async (world, report) => {
  const admin = new pg.Client({ connectionString: world.servers.adminUrl });
  await admin.connect();
  await admin.query(`create role ${UNBOUND} login bypassrls in role jiangqiao_app`);
  await admin.end();
  const [bound, unbound] = [await startServerOf('ours', world), await startServerOf('unbound', world)];
  const callers: Record<string, [headers: Record<string, string>, query: string]> = {
    'city office': [{ authorization: `Bearer ${world.token}` }, NESTED],
    anonymous: [{}, PUBLIC],
  };
  for (const [caller, [credential, query]] of Object.entries(callers)) {
    const list = (url: string) => [shot(`${url}/graphql`, credential, { query, variables: { region: '500101' } })];
    const contenders = { bound: list(bound.url), unbound: list(unbound.url) };
    deepStrictEqual(await answer(contenders.bound[0]!), await answer(contenders.unbound[0]!));
    const rates = await interleaved(contenders, CONNECTIONS);
    const figure = { name: `nested list with rights and without, ${caller}`, unit: 'requests/s' };
    report.figure({ ...figure, ours: rates.bound.perSecond, reference: rates.unbound.perSecond }, atLeast(0.88));
  }
  bound.stop();
  unbound.stop();
};
