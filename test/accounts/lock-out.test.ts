import { expect, test } from '../support/jest.js';
import pg from 'pg';
import { key, testApp } from '../support/app.js';
import { ADMINISTRATOR, anAccount, eventually, http, PASSWORD, signedIn } from '../support/sessions.js';

const app = testApp();
const WRONG = 'not the password';
const signIn = (name: string, password: string) => http(app, 'POST', '/session', { name, password });
const reasonOf = (answer: Awaited<ReturnType<typeof signIn>>): unknown => answer.body.errors?.[0].extensions.reason;
const fail = async (name: string, times: number): Promise<void> => {
  for (let at = 0; at < times; at++) expect((await signIn(name, WRONG)).status).toBe(401);
};
const lockOf = async (id: string): Promise<{ failed: number; seconds: number | null }> =>
  (
    await app.sql<{ failed: number; seconds: number | null }>(
      'select failed, round(extract(epoch from locked_until - failed_at))::int as seconds from lock_out where id = ?',
      [id],
    )
  )[0] ?? { failed: 0, seconds: null };
const lockEnds = (id: string): Promise<unknown> => app.sql('update lock_out set locked_until = app_now() where id = ?', [id]);

test('four wrong attempts lock nothing, and the right password forgets them', async () => {
  const { id, name } = await signedIn(app);
  await fail(name, 4);
  expect((await signIn(name, PASSWORD)).status).toBe(200);
  expect(await lockOf(id)).toEqual({ failed: 0, seconds: null });
});

test('the fifth locks for thirty seconds, each further one for twice as long, up to an hour', async () => {
  const { id, name } = await signedIn(app);
  await fail(name, 5);
  const seconds = [(await lockOf(id)).seconds];
  for (let at = 0; at < 8; at++) {
    await lockEnds(id);
    await fail(name, 1);
    seconds.push((await lockOf(id)).seconds);
  }
  expect(seconds).toEqual([30, 60, 120, 240, 480, 960, 1_920, 3_600, 3_600]);
});

test('attempts while it is locked do not lengthen the lock, and a day without one forgets them', async () => {
  const { id, name } = await signedIn(app);
  await fail(name, 9);
  expect(await lockOf(id)).toEqual({ failed: 5, seconds: 30 });
  await app.sql("update lock_out set locked_until = app_now(), failed_at = app_now() - interval '25 hours' where id = ?", [id]);
  await fail(name, 1);
  expect(await lockOf(id)).toEqual({ failed: 1, seconds: null });
});

test('the owner of a locked account learns it from the right password, until when; the administrator from the list', async () => {
  const { id, name } = await signedIn(app);
  await fail(name, 5);
  const told = await signIn(name, PASSWORD);
  expect([told.status, told.cookie, reasonOf(told)]).toEqual([403, undefined, 'ACCOUNT_LOCKED']);
  const { account } = await app.data('query ($id: ID!) { account(id: $id) { lockedUntil } }', { id }, ADMINISTRATOR);
  expect(account.lockedUntil).toBe(told.body.errors[0].extensions.until);
  await lockEnds(id);
  expect((await signIn(name, PASSWORD)).status).toBe(200);
});

test('a lock tells the truth three times only, so that it is no place to guess at', async () => {
  const { name } = await signedIn(app);
  await fail(name, 5);
  await fail(name, 3);
  expect((await signIn(name, PASSWORD)).status).toBe(401);
});

test('an administrator ends a lock; a reset ends it as well', async () => {
  const { id, name } = await signedIn(app);
  await fail(name, 5);
  const unlock = 'mutation ($id: ID!, $input: StepInput!) { accountUnlock(id: $id, input: $input) { account { lockedUntil } userErrors { code } } }';
  expect((await app.data(unlock, { id, input: { idempotencyKey: key() } }, ADMINISTRATOR)).accountUnlock).toEqual({
    account: { lockedUntil: null },
    userErrors: [],
  });
  expect((await signIn(name, PASSWORD)).status).toBe(200);
});

test('guesses at once are guesses in a row: none begins to count before the one ahead of it has counted', async () => {
  const { id, name } = await signedIn(app);
  await fail(name, 1);
  const holder = new pg.Client({ connectionString: app.servers.adminUrl.replace('/postgres?', `/${app.name}?`) });
  await holder.connect();
  let guesses: ReturnType<typeof signIn>[] = [];
  try {
    await holder.query('begin; select from lock_out for update');
    guesses = Array.from({ length: 3 }, () => signIn(name, WRONG));
    const waiting = "select from pg_stat_activity where wait_event_type = 'Lock' and query like '%sign_in_attempt%' and datname = current_database()";
    await eventually(async () => {
      await holder.query('select pg_stat_clear_snapshot()');
      return (await holder.query(waiting)).rowCount! >= 2;
    }, 20_000);
  } finally {
    await holder.end();
  }
  expect(new Set((await Promise.all(guesses)).map((one) => one.status))).toEqual(new Set([401]));
  expect(await lockOf(id)).toEqual({ failed: 4, seconds: null });
});

test('who is sent away with 503 has not used up an attempt', async () => {
  const { id, name } = await signedIn(app);
  const flood = Array.from({ length: 120 }, (_, at) => signIn(`nobody ${at}`, WRONG));
  await Promise.any(flood.map(async (one) => expect((await one).status).toBe(503)));
  const own = await Promise.all([signIn(name, WRONG), signIn(name, WRONG)]);
  await Promise.all(flood);
  expect((await lockOf(id)).failed).toBe(own.filter((one) => one.status === 401).length);
});

test('a flood beyond what can wait is sent away with 503 and Retry-After, and the others are served', async () => {
  const answers = await Promise.all(Array.from({ length: 120 }, (_, at) => signIn(`nobody ${at}`, WRONG)));
  const away = answers.filter((one) => one.status === 503);
  expect(away.length).toBeGreaterThan(0);
  expect(away[0]!.headers.get('retry-after')).toBe('2');
  expect(answers.filter((one) => one.status === 401).length).toBe(120 - away.length);
});

test('who is disabled learns it from the right password, and nobody else does', async () => {
  const { id, name } = await signedIn(app);
  await app.sql('update account set disabled_at = app_now() where id = ?', [id]);
  expect((await signIn(name, WRONG)).status).toBe(401);
  expect(reasonOf(await signIn(name, PASSWORD))).toBe('ACCOUNT_DISABLED');
});

const ROUNDS = 20;
const LONGEST_MS = 40_000;
const NEAR = 1.1;
/** A comparison left out would be a tenth of the time. */
const FAR = 3;
/** The best of many is the time of the work alone: more samples bring equal ones together, on a busy machine slowly, and leave unequal ones apart. */
test('an unknown name, a wrong password and a locked account: the same bytes, the same time', async () => {
  const { id, name } = await signedIn(app);
  const unused = await anAccount(app);
  const kinds = {
    unknown: { name: 'nobody at all', before: 'delete from lock_out' },
    wrong: { name, before: 'delete from lock_out' },
    locked: {
      name,
      before: `insert into lock_out values ('${id}', 9, app_now(), app_now() + interval '1 hour', 0) on conflict (id) do update set locked_until = excluded.locked_until`,
    },
    'one-time': { name: unused.name, before: 'delete from lock_out' },
  };
  const best = Object.fromEntries(Object.keys(kinds).map((kind) => [kind, Infinity]));
  const bytes = new Set<string>();
  const apart = (): number => Math.max(...Object.values(best)) / Math.min(...Object.values(best));
  const end = performance.now() + LONGEST_MS;
  for (let at = 0; (at < ROUNDS || apart() > NEAR) && performance.now() < end; at++) {
    for (const [kind, { name: who, before }] of Object.entries(kinds)) {
      await app.sql(before);
      const from = performance.now();
      const answer = await signIn(who, WRONG);
      best[kind] = Math.min(best[kind]!, performance.now() - from);
      bytes.add(JSON.stringify([answer.status, answer.text, [...answer.headers].filter(([header]) => !['date', 'x-request-id'].includes(header))]));
    }
  }
  expect([...bytes]).toHaveLength(1);
  expect([best, apart() < FAR]).toEqual([best, true]);
});
