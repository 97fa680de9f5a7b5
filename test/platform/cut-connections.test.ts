import { expect, test } from '../support/jest.js';
import pg from 'pg';
import { testApp } from '../support/app.js';
import { aQuota, act, QUOTA } from '../support/places.js';

const app = testApp();
const CUTS = 12;

test('more connections than the pool holds are cut in the middle of mutations, and mutations go on', async () => {
  const quota = await aQuota(app, 100);
  const admin = new pg.Client({ connectionString: app.servers.adminUrl });
  await admin.connect();
  const cut = "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and usename = 'jiangqiao_app' and wait_event_type = 'Lock'";
  const adjust = (places: number) => act(app, 'quotaAdjust', { id: quota, input: { places } }, QUOTA);
  for (let cuts = 0; cuts < CUTS; cuts++) {
    const blocker = app.owner.em.fork();
    await blocker.begin();
    await blocker.execute('select id from quota where id = ? for update', [quota]);
    let over = false;
    const waiting = adjust(100 + cuts)
      .then(
        () => 'done',
        () => 'cut',
      )
      .finally(() => (over = true));
    while (!over && (await admin.query(cut, [app.name])).rowCount === 0);
    expect(await waiting).toBe('cut');
    await blocker.rollback();
  }
  await admin.end();
  expect(await adjust(500)).toMatchObject({ quota: { places: 500 }, userErrors: [] });
}, 60_000);
