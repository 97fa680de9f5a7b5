import { Command } from 'commander';
import { carry, say } from './progress.js';
import { run } from './run.js';
import { inWorld, type World } from './world.js';

/** Marks every vacancy dirty and carries it. */
export async function reindex({ application }: World): Promise<void> {
  await application.relayPool.query(
    `insert into search_dirty (entity, id, version) select 'vacancy', id, nextval('search_version') from vacancy order by id
     on conflict (entity, id) do update set version = excluded.version, attempts = 0, not_before = null`,
  );
  const carried = await carry(application.relay);
  say(`已重建 ${carried} 条`, `${carried} rows indexed again`);
}

/** Beside a running server or alone. */
export const reindexCommand = new Command('reindex')
  .description('重建检索索引 index every vacancy again')
  .action(() => run((config) => inWorld(config, reindex)));
