import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seedDemo } from '../../seeds/demo.js';
import type { Config } from '../config.js';
import { openOrm } from '../platform/database/orm.js';
import { entities } from '../schema.js';
import { say } from './progress.js';
import { vault, type World } from './world.js';

export const demoPath = (config: Config): string => join(config.dataDir, 'demo.json');

/** The demonstration world, once, on a database without a vacancy or account; its facts stand in `demo.json`. */
export async function demonstrate(config: Config, { servers, application }: World): Promise<void> {
  if (!servers.embedded || !(await empty(application.platform.orm.em))) return;
  const orm = await openOrm({ url: servers.ownerUrl, entities, poolSize: 2 });
  try {
    await orm.em.fork().transactional(async (em) => {
      await em.execute("select pg_advisory_xact_lock(hashtext('demonstrate'))");
      if (!(await empty(em))) return; // a process that started at the same time has made it
      say('首次启动：生成演示数据', 'first start: making the demonstration world');
      const facts = await seedDemo(em as never, vault(config), (zh, en, done, of) => say(`  ${zh} ${done}/${of}`, `${en} ${done}/${of}`));
      writeDemo(config, facts); // before the commit: credentials that are stored are never lost
    });
  } finally {
    await orm.close();
  }
}

async function empty(em: { execute(text: string): Promise<unknown> }): Promise<boolean> {
  const [row] = (await em.execute('select not exists (select from account) and not exists (select from vacancy) as empty')) as [{ empty: boolean }];
  return row.empty;
}

export function writeDemo(config: Config, facts: object): void {
  const path = demoPath(config);
  const fresh = `${path}.${process.pid}`;
  writeFileSync(fresh, JSON.stringify(facts, null, 2), { mode: 0o600 });
  renameSync(fresh, path);
}
