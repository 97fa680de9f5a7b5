import { Command } from 'commander';
import pg from 'pg';
import { type JobFacts, jobFacts } from '../platform/jobs/jobs.js';
import { run } from './run.js';
import { withServers } from './world.js';

const ago = (at: Date | null): string => (at === null ? '—' : `${Math.round((Date.now() - at.getTime()) / 1_000)} s`);

const state = ({ running, problem, due_at }: JobFacts): string => {
  if (running) return '运行中 running';
  if (problem !== null) return '失败 failed';
  return due_at.getTime() < Date.now() ? '到期 due' : '等待 waiting';
};

const line = (cells: readonly string[]): string =>
  `${cells
    .map((cell, at) => cell.padEnd([22, 14, 10, 9, 10, 8, 26][at] ?? 0))
    .join(' ')
    .trimEnd()}\n`;

/** What every scheduled job did last, in whatever process. */
export const jobsCommand = new Command('jobs').description('定时任务的运行情况 how scheduled work is going').action(() =>
  run((config) =>
    withServers(
      config,
      async ({ ownerUrl }) => {
        const client = new pg.Client({ connectionString: ownerUrl, options: '-c role=jiangqiao_relay' });
        await client.connect();
        try {
          process.stdout.write(line(['job', 'state', 'done', 'took', 'runs', 'failed', 'by', 'problem']));
          for (const one of await jobFacts(client))
            process.stdout.write(
              line([
                one.name,
                state(one),
                ago(one.finished_at),
                `${one.took_ms ?? '—'} ms`,
                one.runs,
                one.failures,
                one.holder ?? '—',
                one.problem ?? '',
              ]),
            );
        } finally {
          await client.end();
        }
      },
      { asTheyAre: true },
    ),
  ),
);
