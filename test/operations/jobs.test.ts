import pg from 'pg';
import pino from 'pino';
import { afterEach, beforeEach, expect, test } from '../support/jest.js';
import { type Job, jobFacts, Jobs } from '../../src/platform/jobs/jobs.js';
import { Metrics } from '../../src/platform/metrics/metrics.js';
import { testDatabase } from '../support/database.js';
import { eventually } from '../support/sessions.js';

const database = testDatabase();
let pool: pg.Pool;
const started: Jobs[] = [];

beforeEach(async () => {
  pool = new pg.Pool({ connectionString: database.urls.ownerUrl, options: '-c role=jiangqiao_relay', max: 6 });
  await database.sql('delete from operations.job');
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((one) => one.stop()));
  await pool.end();
});

async function processes(count: number, job: Job, log = pino({ level: 'silent' })): Promise<Jobs[]> {
  const made = await Promise.all(Array.from({ length: count }, () => new Jobs(pool, [job], log, new Metrics()).start()));
  started.push(...made);
  return made;
}
const facts = async () => (await jobFacts(pool))[0]!;

test('three processes do a job once each time that it is due, never two at once', async () => {
  const began: number[] = [];
  let [now, most] = [0, 0];
  const work = async (): Promise<void> => {
    began.push(performance.now());
    most = Math.max(most, ++now);
    await new Promise((resolve) => setTimeout(resolve, 100));
    now -= 1;
  };
  await processes(3, { name: 'once', everyMs: 1_000, work });
  await eventually(() => Promise.resolve(began.length >= 4), 20_000);
  const between = began.slice(1).map((at, index) => at - began[index]!);
  expect([most, Math.min(...between) >= 900]).toEqual([1, true]);
  expect(await facts()).toMatchObject({ name: 'once', failures: '0', problem: null });
});

test('a job whose process is killed in the middle is taken up by another within seconds; one that runs long is left to who runs it', async () => {
  let runs = 0;
  const work = (): Promise<void> => {
    runs += 1;
    return new Promise((resolve) => setTimeout(resolve, runs === 1 ? 7_000 : 0)); // longer than a lease
  };
  await database.sql(`insert into operations.job (name, due_at) values ('long', now())`);
  await processes(2, { name: 'long', everyMs: 60_000, work });
  await eventually(async () => (await facts()).runs === '1', 20_000);
  expect(runs).toBe(1);
  // As it stands after a kill: somebody holds it who will never renew the lease.
  await database.sql(`update operations.job set holder = 'dead', lease_until = now() + interval '5 seconds', due_at = now()`);
  const waited = await eventually(async () => (await facts()).runs === '2', 15_000);
  expect([runs, waited > 4_000]).toEqual([2, true]);
}, 60_000);

test('a job that fails says so, without a value of what it met, and is tried again when it is due', async () => {
  let fails = true;
  const work = async (): Promise<unknown> => (fails ? pool.query("select '覃小燕'::uuid") : undefined);
  await processes(1, { name: 'failing', everyMs: 500, work });
  await eventually(async () => (await facts()).failures === '1', 10_000);
  expect(await facts()).toMatchObject({ problem: 'database error 22P02', runs: '0' });
  fails = false;
  await eventually(async () => (await facts()).runs !== '0', 10_000);
  expect(await facts()).toMatchObject({ problem: null, failed_at: expect.any(Date) });
});

test('a stop waits for the job that runs and begins no other', async () => {
  let [begun, ended] = [0, 0];
  const work = async (): Promise<void> => {
    begun += 1;
    await new Promise((resolve) => setTimeout(resolve, 300));
    ended += 1;
  };
  await database.sql(`insert into operations.job (name, due_at) values ('last', now())`);
  const [jobs] = await processes(1, { name: 'last', everyMs: 100, work });
  await eventually(() => Promise.resolve(begun === 1), 10_000);
  await jobs!.stop();
  expect([begun, ended, (await facts()).running]).toEqual([1, 1, false]);
});
