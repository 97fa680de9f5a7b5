import { ReflectMetadataProvider } from '@mikro-orm/decorators/legacy';
import { type Migration, Migrator } from '@mikro-orm/migrations';
import { type EntityClass, MikroORM } from '@mikro-orm/postgresql';
import { reclaimLost } from './pool.js';

export interface OrmOptions {
  url: string;
  entities: readonly EntityClass<object>[];
  migrations?: readonly (new (...args: never[]) => Migration)[];
  poolSize?: number;
}

/** The ORM on one database; entities carry their own metadata, so nothing is discovered on disk. */
export async function openOrm({ url, entities, migrations = [], poolSize = 10 }: OrmOptions): Promise<MikroORM> {
  const orm = (await MikroORM.init({
    dbName: new URL(url).pathname.slice(1),
    driverOptions: { connectionString: url },
    entities: [...entities],
    metadataProvider: ReflectMetadataProvider,
    metadataCache: { enabled: false },
    extensions: [Migrator],
    migrations: {
      migrationsList: migrations.map((one) => ({ name: one.name, class: one as never })),
      snapshot: false,
      transactional: true,
      allOrNothing: false,
    },
    pool: { min: 0, max: poolSize, idleTimeoutMillis: 0 },
    forceUtcTimezone: true,
    logger: () => undefined,
  } as Parameters<typeof MikroORM.init>[0])) as MikroORM;
  reclaimLost(await orm.em.getConnection().getNativeClient());
  return orm;
}
