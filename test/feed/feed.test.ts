import { expect, test } from '../support/jest.js';
import { testDatabase } from '../support/database.js';
import { latencyRun } from './latency.js';
import { restartRun } from './restart.js';
import { feedRun } from './run.js';
import { stallRun } from './stall.js';

const database = testDatabase();
const servers = (): { ownerUrl: string; appUrl: string; meiliUrl: string; meiliKey: string } => {
  const { meiliUrl, meiliKey } = JSON.parse(process.env['JIANGQIAO_TEST_SERVERS']!) as { meiliUrl: string; meiliKey: string };
  return { ...database.urls, meiliUrl, meiliKey };
};
const seed = (): number => size('SEED', Math.floor(Math.random() * 1_000_000));

async function passes(run: (say: (line: string) => void) => Promise<string[]>): Promise<void> {
  const lines: string[] = [];
  const wrong = await run((line) => void lines.push(line));
  process.stdout.write(`${lines.join('\n')}\n`);
  expect(wrong).toEqual([]);
}

const size = (name: string, usual: number): number => Number(process.env[name] ?? usual);

test(
  'through cuts, silence, stalls, slow lines and kills every kiosk gets every event once and in order',
  () =>
    passes((say) =>
      feedRun({ servers: servers(), sockets: size('SOCKETS', 30), events: size('EVENTS', 150), kills: size('KILLS', 2), seed: seed(), say }),
    ),
  180_000,
);

test(
  'readers that stop are gone within five seconds and cost nobody else',
  () => passes((say) => stallRun({ servers: servers(), sockets: 150, stalled: 50, perSecond: 10, seconds: 4, seed: seed(), judged: false, say })),
  120_000,
);

test(
  'from the commit to the kiosk it takes less than a second, at each of two processes',
  () => passes((say) => latencyRun({ servers: servers(), sockets: 40, events: 100, seed: seed(), say, shared: true })),
  120_000,
);

test(
  'an orderly restart tells every kiosk; they come back by themselves and are brought up to date in few statements',
  () => passes((say) => restartRun({ servers: servers(), sockets: 60, events: 150, seed: seed(), say })),
  120_000,
);
