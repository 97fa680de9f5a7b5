import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { Random } from '../../seeds/random.js';
import type { Servers } from '../../src/application.js';
import { FeedKiosk } from '../feed/kiosk.js';
import { Api } from '../feed/processes.js';
import { reached, VARIABLES } from '../feed/run.js';
import { aScene, Bustle, type Scene } from '../feed/scene.js';
import { HaProxy } from '../support/haproxy.js';
import { mutationText } from '../support/mutation-text.js';
import { PatientClient } from '../support/patient-client.js';
import { anOffice, Balancer } from './replicas.js';

export interface RollingOptions {
  readonly servers: Servers;
  readonly restarts: number;
  readonly sockets: number;
  readonly clerks: number;
  /** Within which each process has to stop. */
  readonly exitMs: number;
  /** Three processes behind the proxy of `docker-compose.yml`, as its profile `scale` has them, instead of two and clients who choose. */
  readonly scaled?: boolean;
  readonly seed: number;
  readonly say: (line: string) => void;
}

const CONNECTED_WITHIN_MS = 120_000;
const READ = '{ vacancies(first: 20) { edges { node { title employer { name } } } } }';

/** One clerk: drafts notices and reads lists, each request patiently; whatever is no answer in the end is an error that a person sees. */
class Clerk {
  readonly acknowledged = new Map<string, string>();
  reads = 0;
  problem: string | undefined;

  constructor(
    readonly client: PatientClient,
    private readonly scene: Scene & { employer: string; institution: string },
  ) {}

  async work(over: () => boolean): Promise<void> {
    const { query } = mutationText('vacancyDraft');
    try {
      while (!over()) {
        const idempotencyKey = randomUUID();
        const { employer, institution } = this.scene;
        const input = {
          employer,
          institution,
          title: '船舶电焊工',
          region: '500101',
          headCount: 1,
          pay: { from: '600000', to: '880000' },
          remarks: idempotencyKey,
          idempotencyKey,
        };
        const { vacancy, userErrors } = await this.client.mutate(query, { input });
        if (userErrors.length > 0) throw new Error(JSON.stringify(userErrors));
        this.acknowledged.set(idempotencyKey, (vacancy as { id: string }).id);
        await this.client.read(READ);
        this.reads += 1;
      }
    } catch (error) {
      this.problem = (error as Error).message;
    }
  }
}

/** What the process says itself, asked without the proxy. */
async function openSockets(api: Api): Promise<number> {
  const text = await (await fetch(`${api.url}/metrics`)).text();
  return Number(/^jiangqiao_sockets (\d+)$/m.exec(text)?.[1]);
}

/**
 * API processes are restarted in turn, in an orderly way, under clerks who write and read and kiosks that follow a
 * fair: nobody sees an error, nothing acknowledged is lost or there twice, no kiosk misses an event.
 */
export async function rollingRun({ servers, restarts, sockets, clerks, exitMs, scaled = false, seed, say }: RollingOptions): Promise<string[]> {
  say(`seed ${seed}, ${restarts} restarts, ${sockets} sockets, ${clerks} clerks`);
  const random = new Random(seed);
  const folder = mkdtempSync(join(tmpdir(), 'jiangqiao-rolling-'));
  const owner = new pg.Client({ connectionString: servers.ownerUrl });
  await owner.connect();
  const variables = { ...VARIABLES, ...(scaled ? { DRAIN_SECONDS: '2', PROXIES: '127.0.0.1' } : { DRAIN_SECONDS: '1' }) };
  const apis = (scaled ? [0, 1, 2] : [0, 1]).map(() => new Api({ servers, folder, prefix: `rolling${seed}-`, variables, relays: true }));
  let balancer: Balancer | HaProxy | undefined;
  try {
    const made = await aScene(owner, sockets);
    const { rows } = await owner.query<{ employer: string; institution: string }>(
      'select employer_id as employer, institution_id as institution from vacancy where id = $1',
      [made.vacancyId],
    );
    const scene = { ...made, ...rows[0]! };
    const token = await anOffice(owner);
    for (const api of apis) await api.start();
    const balanced = (balancer = scaled ? await new HaProxy(apis).start() : new Balancer(apis, random));
    await reached('all are ready', () => apis.every((api) => balanced.isReady(api)), CONNECTED_WITHIN_MS);
    const kiosks = scene.tokens.map((one) => new FeedKiosk(balanced.address, one, scene.fairId, new Random(random.whole(0, 1e9))));
    for (const kiosk of kiosks) kiosk.connect();
    await reached('every kiosk is connected', () => kiosks.every((one) => one.last > 0), CONNECTED_WITHIN_MS);
    const shares = await Promise.all(apis.map((api) => openSockets(api)));
    say(`sockets by process: ${shares.join(', ')}`);

    let over = false;
    const staff = Array.from({ length: clerks }, (_, at) => new Clerk(new PatientClient(balanced.address, token, new Random(seed + at)), scene));
    const working = Promise.all(staff.map((one) => one.work(() => over)));
    const bustle = new Bustle(servers.ownerUrl, scene, random);
    const happening = (async () => {
      while (!over) await bustle.run(5, 20);
    })();
    const exits: number[] = [];
    const wrong: string[] = [];
    if (shares.reduce((sum, one) => sum + one, 0) !== sockets || shares.includes(0)) wrong.push('the sockets are not spread over the processes');
    for (let restart = 0; restart < restarts; restart++) {
      const api = apis[restart % apis.length]!;
      const from = performance.now();
      await api.retire();
      exits.push(performance.now() - from);
      await api.start();
      await reached('it is ready again', () => balanced.isReady(api), CONNECTED_WITHIN_MS);
      await reached('work goes on and kiosks are back', () => kiosks.every((one) => one.live), CONNECTED_WITHIN_MS);
    }
    over = true;
    await Promise.all([working, happening]);
    await bustle.stop();

    const { rows: standing } = await owner.query<{ last: number }>('select last_seq::int as last from feed_stream where id = $1', [scene.fairId]);
    await reached('every kiosk has everything', () => kiosks.every((one) => one.last >= standing[0]!.last), CONNECTED_WITHIN_MS);
    for (const kiosk of kiosks) kiosk.stop();
    const codes = new Map<number, number>();
    for (const { seen } of kiosks) for (const [code, count] of seen.codes) codes.set(code, (codes.get(code) ?? 0) + count);
    const events = kiosks.reduce((sum, { seen }) => sum + seen.missing + seen.duplicates + seen.reordered, 0);
    const acknowledged = new Map(staff.flatMap((one) => [...one.acknowledged]));
    const { rows: stored } = await owner.query<{ id: string; remarks: string }>('select id, remarks from vacancy where remarks is not null');
    const found = Map.groupBy(stored, (one) => one.remarks);
    for (const [key, id] of acknowledged)
      if (found.get(key)?.length !== 1 || found.get(key)![0]!.id !== id)
        wrong.push(`${key} was acknowledged as ${id} and is there ${found.get(key)?.length ?? 0} times`);
    if (stored.length !== acknowledged.size) wrong.push(`${stored.length} are stored and ${acknowledged.size} were acknowledged`);
    for (const { problem } of staff) if (problem !== undefined) wrong.push(`a clerk saw: ${problem}`);
    if (events > 0) wrong.push(`${events} events missing, twice or out of order`);
    if ((codes.get(1001) ?? 0) === 0) wrong.push('no socket was told that the server goes away');
    const slowest = Math.max(...exits);
    if (slowest > exitMs) wrong.push(`a stop took ${Math.round(slowest)} ms`);
    const repeated = staff.reduce((sum, { client }) => sum + client.repeated, 0);
    const reads = staff.reduce((sum, one) => sum + one.reads, 0);
    if (acknowledged.size < restarts || reads < restarts) wrong.push('hardly anything was done meanwhile');
    say(
      `${restarts} restarts, the slowest stop ${Math.round(slowest)} ms; ${acknowledged.size} writes and ${reads} reads, ${repeated} sent again, ` +
        `${wrong.length} errors that somebody saw; ${standing[0]!.last} events to ${sockets} kiosks, ${events} wrong; sockets closed with ${[...codes].map(([code, count]) => `${code}: ${count}`).join(', ')}`,
    );
    return wrong;
  } finally {
    await balancer?.stop();
    await Promise.all(apis.map((api) => api.stop()));
    await owner.end();
    rmSync(folder, { recursive: true, force: true });
  }
}
