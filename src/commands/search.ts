import { Command } from 'commander';
import type { Relay } from '../platform/search/relay.js';
import { carry, say } from './progress.js';
import { run } from './run.js';
import { inWorld } from './world.js';

const print = (answer: unknown): void => void process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
const onRelay = (work: (relay: Relay) => Promise<void>): Promise<void> =>
  run((config) => inWorld(config, ({ application }) => work(application.relay)));

/** The index as a whole, beside a running server, whose relay does the work, or alone. */
export const searchCommand = new Command('search')
  .description('检索索引 the search index')
  .addCommand(
    new Command('status')
      .description('索引状态：谁在同步、滞后多少、被拒的行、重建进度 who leads, how far behind, refused rows, rebuilds')
      .action(() => onRelay(async (relay) => print(await relay.status()))),
  )
  .addCommand(
    new Command('rebuild').description('边用边重建 build the index anew while it is in use').action(() =>
      onRelay(async (relay) => {
        await carry(relay);
        let loaded = -1;
        const told = (progress: { loaded?: number } | null): void => {
          if (progress?.loaded === undefined || progress.loaded === loaded) return;
          loaded = progress.loaded;
          say(`  已装入 ${loaded} 条`, `${loaded} loaded`);
        };
        for (const rebuilt of await relay.asked('rebuild', told)) {
          const { documents, ms, refused } = rebuilt as { documents: number; ms: number; refused?: string };
          if (refused === undefined) say(`已重建 ${documents} 条，${ms} 毫秒`, `${documents} documents indexed again in ${ms} ms`);
          else say('磁盘空间不足，未重建：请先腾出与索引同样大的空间', 'no room on the disk: free as much as the index takes, then ask again');
          if (refused !== undefined) process.exitCode = 1;
        }
      }),
    ),
  )
  .addCommand(
    new Command('verify').description('核对索引与数据库并修复 compare the index with the database and repair it').action(() =>
      onRelay(async (relay) => {
        await carry(relay);
        const began = performance.now();
        for (const verified of await relay.asked('verify')) {
          const { documents, missing, extra, stale } = verified as Record<'documents' | 'missing' | 'extra' | 'stale', number>;
          await carry(relay);
          const ms = Math.round(performance.now() - began);
          say(
            `核对 ${documents} 条：缺 ${missing}，多 ${extra}，旧 ${stale}；${ms} 毫秒内已修复`,
            `${documents} documents compared: ${missing} missing, ${extra} extra, ${stale} stale; in step after ${ms} ms`,
          );
          if (missing + extra + stale > 0) process.exitCode = 1;
        }
      }),
    ),
  );
