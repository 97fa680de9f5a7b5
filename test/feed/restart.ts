import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { Random } from '../../seeds/random.js';
import { FeedKiosk } from './kiosk.js';
import { Api } from './processes.js';
import { type FeedOptions, reached, VARIABLES } from './run.js';
import { aScene, Bustle } from './scene.js';

const CONNECTED_WITHIN_MS = 120_000;
const FEW = 100;

/** An orderly restart under a hall of kiosks: closed one after the other, back by themselves, replayed in few statements. */
export async function restartRun({ servers, sockets, events, seed, say }: Omit<FeedOptions, 'kills'>): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'jiangqiao-restart-'));
  const owner = new pg.Client({ connectionString: servers.ownerUrl });
  await owner.connect();
  const api = new Api({ servers, folder, prefix: `restart${seed}-`, variables: VARIABLES });
  const random = new Random(seed);
  try {
    const scene = await aScene(owner, sockets);
    await api.start();
    const kiosks = scene.tokens.map((token) => new FeedKiosk(() => api.url, token, scene.fairId, random));
    for (let at = 0; at < kiosks.length; at += 100) {
      for (const kiosk of kiosks.slice(at, at + 100)) kiosk.connect();
      await reached('kiosks are connected', () => kiosks.slice(at, at + 100).every((one) => one.last > 0), CONNECTED_WITHIN_MS);
    }
    const closing = performance.now();
    await api.retire();
    const [gone, codes] = [performance.now() - closing, new Map<number, number>()];
    for (const { seen } of kiosks) for (const [code, count] of seen.codes) codes.set(code, (codes.get(code) ?? 0) + count);
    const bustle = new Bustle(servers.ownerUrl, scene, random);
    await bustle.run(events, 200);
    await bustle.stop();
    const { rows } = await owner.query<{ last: number }>('select last_seq::int as last from feed_stream where id = $1', [scene.fairId]);
    await api.start();
    const back = performance.now();
    await reached('every kiosk has what it missed', () => kiosks.every((one) => one.last === rows[0]!.last), CONNECTED_WITHIN_MS);
    const took = performance.now() - back;
    const state = await api.state();
    for (const kiosk of kiosks) kiosk.stop();
    const sum = kiosks.reduce((total, { seen }) => total + seen.missing + seen.duplicates + seen.reordered, 0);
    say(
      `${sockets} kiosks closed over ${Math.round(gone)} ms (${[...codes].map(([code, count]) => `${code} ${count}`).join(', ')}); all had the ${events} events they missed ${Math.round(took)} ms after the start, in ${state.pagesRead} statements and ${state.executed} executions; missing, duplicates and reordered ${sum}`,
    );
    const wrong: string[] = [];
    if (state.pagesRead > FEW) wrong.push(`${state.pagesRead} statements for the replay`);
    if (sum > 0) wrong.push(`${sum} missing, duplicate or reordered`);
    if ((codes.get(1001) ?? 0) < sockets) wrong.push(`only ${codes.get(1001) ?? 0} were closed with 1001`);
    return wrong;
  } finally {
    await api.stop();
    await owner.end();
    rmSync(folder, { recursive: true, force: true });
  }
}
