import { randomUUID } from 'node:crypto';
import { pause } from '../../src/platform/embedded/process.js';
import { Changes, percentile, type Place, SEARCH, SearchWorld, until } from './world.js';

interface Size {
  readonly documents: number;
  readonly perSecond: number;
  readonly seconds: number;
}

interface Run extends Place {
  readonly seed: number;
  readonly say: (line: string) => void;
}

const P50_MS = 400;
const P99_MS = 2_000;
const P99_REBUILDING_MS = 4_000;
const SHOWN = 10;

async function inWorld(run: Run, documents: number, work: (world: SearchWorld) => Promise<string[]>): Promise<string[]> {
  const world = new SearchWorld(run);
  try {
    await world.fill(documents, run.seed);
    return await work(world);
  } finally {
    await world.stop();
  }
}

/** From the commit of a change until the index has it. Returns what is wrong. */
export const freshnessRun = ({ documents, perSecond, seconds, ...run }: Run & Size): Promise<string[]> =>
  inWorld(run, documents, async (world) => {
    await world.api(true);
    await world.watched();
    const changes = await Changes.on(world, perSecond, run.seed);
    await pause(seconds * 1_000);
    await changes.stop();
    const [p50, p99] = [percentile(changes.times, 0.5), percentile(changes.times, 0.99)];
    run.say(`freshness: ${documents} documents, ${changes.made} changes at ${perSecond} a second, p50 ${p50} ms, p99 ${p99} ms`);
    const wrong = [...(await world.differences()), ...world.witness.violations].slice(0, SHOWN);
    if (changes.times.length === 0) wrong.push('no change was seen');
    if (!(p50 <= P50_MS) || !(p99 <= P99_MS)) wrong.push(`fresh after p50 ${p50}, p99 ${p99} ms; at most ${P50_MS}, ${P99_MS}`);
    return wrong;
  });

/** A rebuild while changes and searches go on and the process that does it is killed with -9 so many times. */
export const rebuildRun = ({ documents, perSecond, kills, ...run }: Run & Omit<Size, 'seconds'> & { kills: number }): Promise<string[]> =>
  inWorld(run, documents, async (world) => {
    const [worker, desk] = [await world.api(true), await world.api(false)];
    await world.watched();
    const before = await world.search.getRawIndex(world.index);
    const changes = await Changes.on(world, perSecond, run.seed);
    const searches = new Searches(desk.url);
    const began = performance.now();
    const done = await world.ask('rebuild');
    const loaded = async (): Promise<number> =>
      Number((await world.one("select rebuild->>'loaded' from search.index where entity = 'vacancy'")) ?? -1);
    let killed = 0;
    for (let last = -1; killed < kills && !(await done()); killed++) {
      let now = last;
      await until('the rebuild goes on', async () => (now = await loaded()) > last || (await done()), 120_000);
      if (await done()) break;
      last = now;
      await worker.restart();
    }
    await until('the rebuild ends', done, 600_000);
    const took = Math.round(performance.now() - began);
    await Promise.all([changes.stop(), searches.stop()]);
    const p99 = percentile(changes.times, 0.99);
    const differences = [...(await world.differences()), ...world.witness.violations];
    run.say(
      `rebuild: ${documents} documents in ${took} ms, killed ${killed} times, ${changes.made} changes meanwhile fresh after p50 ${percentile(changes.times, 0.5)} ms, p99 ${p99} ms, ` +
        `${searches.answered} searches, ${searches.failed.length} failed, ${searches.degraded} answered by the database; ${differences.length} documents missing, stale, back at an older version or resurrected`,
    );
    const after = await world.search.getRawIndex(world.index);
    const wrong = [...differences, ...searches.failed].slice(0, SHOWN);
    if (killed !== kills) wrong.push(`killed ${killed} times, not ${kills}`);
    if (searches.answered === 0 || changes.times.length === 0) wrong.push('nobody searched, or nothing changed');
    if (String(after.createdAt) === String(before.createdAt)) wrong.push('the index is the old one');
    if (kills === 0 && !(p99 <= P99_REBUILDING_MS)) wrong.push(`fresh after p99 ${p99} ms; at most ${P99_REBUILDING_MS}`);
    return wrong;
  });

/** So many documents taken away, added and set back behind the relay's back: all found and repaired. */
export const reconcileRun = ({ documents, each, ...run }: Run & { documents: number; each: number }): Promise<string[]> =>
  inWorld(run, documents, async (world) => {
    await world.api(true);
    await world.watched();
    const index = world.search.index(world.index);
    const ids = (await world.witness.documents()).slice(0, each * 2);
    const task = { timeout: 600_000 };
    await index.deleteDocuments(ids.slice(0, each).map(({ id }) => id)).waitTask(task);
    await index.addDocuments(Array.from({ length: each }, () => ({ id: randomUUID(), _v: 1, title: '没有的岗位' }))).waitTask(task);
    await index.addDocuments(ids.slice(each).map((one) => ({ ...one, _v: one._v - 1, title: '旧' }))).waitTask(task);
    const began = performance.now();
    const done = await world.ask('verify');
    await until('the comparison ends', done, 120_000);
    const found = performance.now() - began;
    await world.carried(120_000);
    const took = Math.round(performance.now() - began);
    const verified = await world.one<Record<string, number>>("select verified from search.index where entity = 'vacancy'");
    run.say(`reconcile: ${documents} documents, ${JSON.stringify(verified)}, all found after ${Math.round(found)} ms, repaired after ${took} ms`);
    const wrong = (await world.differences()).slice(0, SHOWN);
    for (const kind of ['missing', 'extra', 'stale']) if (verified[kind] !== each) wrong.push(`${verified[kind]} ${kind}, not ${each}`);
    return wrong;
  });

/** Somebody who goes on searching. */
class Searches {
  answered = 0;
  degraded = 0;
  readonly failed: string[] = [];
  #searching = true;
  readonly #work: Promise<void>;

  constructor(private readonly url: string) {
    this.#work = this.#ask();
  }

  stop(): Promise<void> {
    this.#searching = false;
    return this.#work;
  }

  async #ask(): Promise<void> {
    while (this.#searching) {
      await pause(30);
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(`${this.url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query: SEARCH }) });
      const { data, errors } = (await response.json()) as { data?: { vacancySearch: { totalCount: number; degraded: boolean } }; errors?: unknown };
      if (errors || !data || data.vacancySearch.totalCount === 0) this.failed.push(JSON.stringify(errors ?? data));
      else this.answered += 1;
      if (data?.vacancySearch.degraded) this.degraded += 1;
    }
  }
}
