import { Command } from 'commander';
import pg from 'pg';
import type { Config } from '../config.js';
import { verifyAudit } from '../modules/accounts/audit.verify.js';
import { differing } from '../modules/quotas/ledger.sql.js';
import { readableThoughErased } from '../modules/seekers/erasure.journal.js';
import { unopened } from '../modules/seekers/rotation.js';
import { SYSTEM } from '../platform/access/viewer.js';
import { damaged } from '../platform/database/damage.js';
import { settingAll } from '../platform/database/reading.js';
import { BackupProblem } from '../platform/embedded/backup.js';
import { say } from './progress.js';
import { run } from './run.js';
import { type RunningServers, vault, withServers } from './world.js';

interface Invariant {
  readonly zh: string;
  readonly en: string;
  /** What stands against it; empty where it holds. */
  readonly broken: () => Promise<readonly string[]>;
}

async function connected<T>(connectionString: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const ids = async (client: pg.Client, text: string): Promise<string[]> => (await client.query<{ id: string }>(text)).rows.map(({ id }) => id);

/** What must be true of every database of the platform. */
function invariants(config: Config, { appUrl, ownerUrl, adminUrl }: RunningServers, restored: boolean): Invariant[] {
  const asApplication = (work: (client: pg.Client) => Promise<string[]>): Promise<string[]> =>
    connected(appUrl, async (client) => {
      await client.query(`begin${settingAll(client, SYSTEM)}`);
      return work(client);
    });
  const asReader = <T>(work: (client: pg.Client) => Promise<T>): Promise<T> =>
    connected(ownerUrl, async (client) => {
      await client.query('set role jiangqiao_relay');
      return work(client);
    });
  return [
    ...(adminUrl === undefined
      ? []
      : [
          {
            zh: '表和索引的每一页完好',
            en: 'every page of tables and indexes is whole',
            broken: () => connected(adminUrl.replace('/postgres?', '/jiangqiao?'), damaged),
          },
        ]),
    { zh: '名额与账目一致', en: 'places agree with their ledger', broken: () => asApplication((client) => ids(client, differing)) },
    {
      zh: '资金账每笔借贷相抵',
      en: 'the legs of each movement of money add up to nothing',
      broken: () => asApplication((client) => ids(client, 'select operation as id from ledger_entry group by operation having sum(delta) <> 0')),
    },
    {
      zh: '审计链完整',
      en: 'the chain of the audit is whole',
      // Rows since the moment that was restored are gone, and that is told.
      broken: async () => {
        const { findings } = await asReader((client) => verifyAudit(client, vault(config)));
        const cut = findings.filter(({ fault }) => fault === 'TRUNCATED');
        for (const { day, numbers } of restored ? cut : [])
          say(
            `  审计：${day} 起 ${numbers.length} 条晚于恢复时刻，已不在`,
            `the audit of ${day} lacks ${numbers.length} rows younger than what was restored`,
          );
        return findings.filter(({ fault }) => !restored || fault !== 'TRUNCATED').map(({ fault, day, numbers }) => `${fault} ${day} #${numbers[0]}`);
      },
    },
    {
      zh: '封存的身份证号和电话都能打开',
      en: 'every sealed value opens',
      broken: () => connected(ownerUrl, (client) => unopened(client, vault(config).keys)),
    },
    {
      zh: '已删除的人查不到',
      en: 'nobody who was erased can be read',
      broken: () => asApplication((client) => readableThoughErased(client, vault(config))),
    },
  ];
}

const SHOWN = 5;

/** Checks all and tells of each; throws when one does not hold. */
export async function checkAll(config: Config, servers: RunningServers, { restored = false } = {}): Promise<void> {
  let failed = 0;
  for (const { zh, en, broken } of invariants(config, servers, restored)) {
    const began = performance.now();
    const found = await broken();
    const ms = Math.round(performance.now() - began);
    if (found.length === 0) say(`  ✓ ${zh}（${ms} 毫秒）`, en);
    else say(`  ✗ ${zh}：${found.length} 处，如 ${found.slice(0, SHOWN).join('; ')}`, `not so: ${en}`);
    failed += found.length > 0 ? 1 : 0;
  }
  if (failed > 0) throw new BackupProblem(`${failed} 项核对不通过，请勿启用 · ${failed} checks failed; do not serve from this`);
}

export const verifyCommand = new Command('verify')
  .description('核对数据库的各项不变量 check what must be true of the database')
  .action(() => run((config) => withServers(config, (servers) => checkAll(config, servers))));
