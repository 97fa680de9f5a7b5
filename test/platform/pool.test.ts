import { expect, test } from '../support/jest.js';
import pg from 'pg';
import { pino } from 'pino';
import { openOrm } from '../../src/platform/database/orm.js';
import { openPool } from '../../src/platform/database/pool.js';
import { Reading } from '../../src/platform/database/reading.js';
import { raw } from '../../src/platform/database/sql.js';
import { entities } from '../../src/schema.js';
import { testApp } from '../support/app.js';

const app = testApp();
const url = (): string => app.servers.appUrl.replace('/jiangqiao?', `/${app.name}?`);

async function terminate(pid: number): Promise<void> {
  const admin = new pg.Client({ connectionString: app.servers.adminUrl });
  await admin.connect();
  const { rows } = await admin.query<{ done: boolean }>('select pg_terminate_backend($1, 5000) as done', [pid]);
  await admin.end();
  expect(rows).toEqual([{ done: true }]);
}

test('connections that the server cuts in mid-transaction are given back: more of them than the pool holds, and it still works', async () => {
  const orm = await openOrm({ url: url(), entities, poolSize: 2 });
  try {
    for (let at = 0; at < 5; at++) {
      const cut = orm.em.fork().transactional(async (em) => {
        const [{ pid }] = (await em.execute('select pg_backend_pid() as pid')) as [{ pid: number }];
        await terminate(pid);
        await em.execute('select 1');
      });
      await expect(cut).rejects.toThrow(/terminat|not queryable/i);
    }
    expect(await orm.em.fork().execute('select 1 as one')).toEqual([{ one: 1 }]);
  } finally {
    await orm.close();
  }
});

test('a connection that is cut while somebody holds it is told of, ends nothing, and is replaced', async () => {
  const told: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line: string) => void told.push((JSON.parse(line) as { msg: string }).msg) });
  const pool = openPool({ connectionString: url(), max: 1 }, log);
  try {
    const client = await pool.connect();
    const lost = new Promise((resolve) => client.once('end', resolve));
    await terminate((await client.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]!.pid);
    await lost;
    client.release();
    expect(told).toContain('database connection lost');
    expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  } finally {
    await pool.end();
  }
});

test('a reading whose connection is cut shows no more, leaves its settings to nobody, and the next reads on a new one', async () => {
  const pool = openPool({ connectionString: url(), max: 1 }, pino({ level: 'silent' }));
  const role = raw("select nullif(current_setting('app.role', true), '')");
  try {
    const lost = new Reading(pool, { 'app.role': 'office' });
    await terminate((await lost.value<number>(raw('select pg_backend_pid()')))!);
    for (let time = 0; time < 2; time++) await expect(lost.value(role)).rejects.toThrow(/terminat|not queryable|ended/i);
    await lost.close();
    const next = new Reading(pool, {});
    expect(await next.value(role)).toBeNull();
    await next.close();
  } finally {
    await pool.end();
  }
});
