import { expect, test } from '@jest/globals';
import { testDatabase } from '../support/database.js';
import { feedRun } from './run.js';

const database = testDatabase();
const size = (name: string, usual: number): number => Number(process.env[name] ?? usual);

test('through cuts, silence, stalls, slow lines and kills every kiosk gets every event once and in order', async () => {
  const { meiliUrl, meiliKey } = JSON.parse(process.env['JIANGQIAO_TEST_SERVERS']!) as { meiliUrl: string; meiliKey: string };
  const lines: string[] = [];
  const wrong = await feedRun({
    servers: { ...database.urls, meiliUrl, meiliKey },
    sockets: size('SOCKETS', 30),
    events: size('EVENTS', 300),
    kills: size('KILLS', 2),
    seed: size('SEED', Math.floor(Math.random() * 1_000_000)),
    say: (line) => void lines.push(line),
  });
  process.stdout.write(`${lines.join('\n')}\n`);
  expect(wrong).toEqual([]);
}, 180_000);
