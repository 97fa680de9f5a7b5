import { createHash } from 'node:crypto';
import type { Migration } from '@mikro-orm/migrations';
import pg from 'pg';

/** A step of the tables; its name is that of its class. */
export type Step = new (...args: never[]) => Migration;

/** A migration ran here in another form than the code has it. */
export class ChangedMigration extends Error {
  override readonly name = 'ChangedMigration';
  constructor(names: readonly string[]) {
    super(
      `${names.join(', ')}: 与此数据库上运行过的迁移不同；请用当时的版本，或换一个新的数据目录 · ` +
        'differs from what ran on this database; use the version of that time, or a new data folder',
    );
  }
}

const LOCK = "hashtext('migrate')";
/** Whoever works on a table is waited for so long; everybody else waits behind a migration that waits. */
const WAITS = '2s';
const TRIES = 30;
const LOCKED = '55P03';
const PAUSE_MS = 1_000;

/** Migrates while no other process does, and again from where it was when a table was not to be had in time. */
export async function oneAfterTheOther<T>(ownerUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: ownerUrl });
  client.on('error', () => undefined); // the statement that was running fails with it
  await client.connect();
  try {
    await client.query(`select pg_advisory_lock(${LOCK})`);
    for (let tries = 1; ; tries++) {
      try {
        return await work(client);
      } catch (error) {
        if (tries === TRIES || !locked(error)) throw error;
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    }
  } finally {
    await client.end();
  }
}

const locked = (error: unknown): boolean => {
  const { code, cause, previous } = (error ?? {}) as { code?: string; cause?: unknown; previous?: unknown };
  return code === LOCKED || [cause, previous].some((one) => one !== undefined && locked(one));
};

/** Of the statements of a migration, whatever the code around them looks like. */
async function checksumOf(step: Step): Promise<string> {
  const one = new (step as new () => Migration)();
  await one.up();
  return createHash('sha256').update(one.getQueries().map(String).join(';\n')).digest('hex');
}

const TABLE = `
  create schema if not exists operations;
  create table if not exists operations.migration (name text primary key, checksum text not null, applied_at timestamptz not null default now());
  grant usage on schema operations to jiangqiao_relay;
  grant select on operations.migration to jiangqiao_relay`;

/**
 * Refuses migrations that ran here in another form, and gives each one that has yet to run its checksum to write down, in
 * its own transaction: what was killed in the middle goes on where it was.
 */
export async function checked(client: pg.Client, steps: readonly Step[]): Promise<Step[]> {
  await client.query(TABLE);
  const sums = new Map<string, string>();
  for (const step of steps) sums.set(step.name, await checksumOf(step));
  const { rows: known } = await client.query<{ name: string; checksum: string }>('select name, checksum from operations.migration');
  const changed = known.filter(({ name, checksum }) => (sums.get(name) ?? checksum) !== checksum).map(({ name }) => name);
  if (changed.length > 0) throw new ChangedMigration(changed.toSorted());
  await adopt(client, sums);
  return steps.map((step) => noting(step, sums.get(step.name)!));
}

/** What ran before checksums were kept. */
async function adopt(client: pg.Client, sums: ReadonlyMap<string, string>): Promise<void> {
  const { rows } = await client.query<{ there: boolean }>("select to_regclass('mikro_orm_migrations') is not null as there");
  if (!rows[0]!.there) return;
  await client.query(
    `insert into operations.migration (name, checksum) select m.name, s.checksum from mikro_orm_migrations m
       join unnest($1::text[], $2::text[]) s(name, checksum) on s.name = m.name on conflict do nothing`,
    [[...sums.keys()], [...sums.values()]],
  );
}

function noting(step: Step, checksum: string): Step {
  const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
  class Noting extends (step as new (...args: unknown[]) => Migration) {
    override async up(): Promise<void> {
      this.addSql(`set local lock_timeout = '${WAITS}'`);
      await (step.prototype as Migration).up.call(this);
      this.addSql(`insert into operations.migration (name, checksum) values (${literal(step.name)}, ${literal(checksum)})`);
    }
  }
  Object.defineProperty(Noting, 'name', { value: step.name });
  return Noting as unknown as Step;
}

/** Whether all of them ran on this database; as the relay's role. */
export async function migrated(pool: Pick<pg.Pool, 'query'>, steps: readonly Step[]): Promise<boolean> {
  const { rows } = await pool.query<{ ran: number }>('select count(*)::int as ran from operations.migration where name = any($1)', [
    steps.map(({ name }) => name),
  ]);
  return rows[0]!.ran === steps.length;
}
