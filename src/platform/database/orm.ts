import { ReflectMetadataProvider } from '@mikro-orm/decorators/legacy';
import { type Migration, Migrator } from '@mikro-orm/migrations';
import { type EntityClass, MikroORM } from '@mikro-orm/postgresql';
import type { Pool } from 'pg';

export interface OrmOptions {
  url: string;
  entities: readonly EntityClass<object>[];
  migrations?: readonly (new (...args: never[]) => Migration)[];
  poolSize?: number;
}

/** The ORM on one database; entities carry their own metadata, so nothing is discovered on disk. */
export function openOrm({ url, entities, migrations = [], poolSize = 10 }: OrmOptions): Promise<MikroORM> {
  return MikroORM.init({
    dbName: new URL(url).pathname.slice(1),
    driverOptions: { connectionString: url, onPoolCreated: giveBackBroken },
    entities: [...entities],
    metadataProvider: ReflectMetadataProvider,
    metadataCache: { enabled: false },
    extensions: [Migrator],
    migrations: { migrationsList: migrations.map((one) => ({ name: one.name, class: one as never })), snapshot: false, transactional: true },
    pool: { min: 0, max: poolSize, idleTimeoutMillis: 0 },
    forceUtcTimezone: true,
    logger: () => undefined,
  } as Parameters<typeof MikroORM.init>[0]) as Promise<MikroORM>;
}

const GRACE_MS = 1_000;

/**
 * The rollback of a transaction whose connection broke fails, and its holder (a controlled transaction of Kysely) then
 * never gives the connection back: ten cuts would leave an empty pool. It is given back here, unless it was.
 */
function giveBackBroken(pool: Pool): void {
  pool.on('connect', (client) =>
    client.once('end', () => {
      setTimeout(() => {
        try {
          client.release(true);
        } catch {
          // Given back already.
        }
      }, GRACE_MS).unref();
    }),
  );
}
