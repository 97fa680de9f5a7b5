import pg from 'pg';
import { ROLES, type Role } from '../../src/platform/access/viewer.js';
import { key } from '../support/app.js';
import { aVacancy, draftInput } from '../support/factories.js';
import { eventually } from '../support/sessions.js';
import { ask, Line, type Reply, shoot } from './client.js';
import { FAULTS } from '../support/search-proxy.js';
import { CLOSE, DRAFT, LIST, ME, PARTNERS, SEARCH, VACANCY } from './documents.js';
import { authorised, codeOf, json, type Kind, operation, script, send } from './kinds.js';
import type { World } from './scene.js';

/** Takes a right of the application away, once; what needs it fails in the database from then on. */
const taken = new Map<string, Promise<unknown>>();
const without = (world: World, right: string): Promise<unknown> => {
  if (!taken.has(right)) taken.set(right, world.app.sql(`revoke ${right} from jiangqiao_app`));
  return taken.get(right)!;
};

/** The database of the servers with another setting, for every connection that is opened from here to the end. */
const database =
  (set: string, reset: string, readable = true) =>
  async (world: World, work: () => Promise<void>): Promise<void> => {
    await Promise.all(ROLES.map((role) => world.line(role))); // a socket is opened with the help of the database
    const admin = new pg.Client({ connectionString: world.app.servers.adminUrl });
    await admin.connect();
    const all = async (change: string): Promise<void> => {
      await admin.query(`alter database ${world.app.name} ${change}`);
      await admin.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and usename = 'jiangqiao_app'", [world.app.name]);
    };
    // A connection that was ended may be handed out once more before its end is noticed.
    const noticed = (): Promise<unknown> => eventually(async () => codeOf((await send.http(world, 'office', { query: LIST })).text) === 'OK', 10_000);
    try {
      await all(set);
      if (readable) await noticed();
      await work();
    } finally {
      await all(reset);
      await admin.end();
      await noticed();
    }
  };
const full = database('connection limit 0', 'connection limit -1', false);
const readOnly = database('set default_transaction_read_only = on', 'reset default_transaction_read_only');
const repeatable = database("set default_transaction_isolation = 'repeatable read'", 'reset default_transaction_isolation');

const under = (during: NonNullable<Kind['during']>, ...kinds: Kind[]): Kind[] => kinds.map((kind) => ({ ...kind, during }));
const AUTHORS: readonly Role[] = ['intermediary', 'office', 'recruiter'];
const outcome = ({ status, headers, text }: Reply): unknown => [codeOf(text), ...(status === undefined ? [] : [status, headers!['retry-after']])];

/**
 * Closes a vacancy that somebody else has locked, who then does one thing more; afterwards the same request again. What both
 * came to, and the state of the vacancy in between.
 */
const contended = (name: string, then: (blocker: pg.Client, vacancy: string) => Promise<unknown>, during?: Kind['during']): Kind[] =>
  (['http', 'ws'] as const).map((transport) => ({
    ...script(
      99,
      name,
      transport,
      [transport === 'http' ? ['UNAVAILABLE', 503, '2'] : ['UNAVAILABLE'], 'OPEN', 'OK', 'CLOSED'],
      async (world, role) => {
        const { app, ids } = world;
        let vacancy = '';
        const made = aVacancy.bind(null, app, { employer: ids.employer, institution: ids.institution });
        await eventually(async () => Boolean((vacancy = await made().catch(() => ''))), 10_000); // connections may just have been ended
        await eventually(async () => codeOf((await send.http(world, role, { query: LIST })).text) === 'OK', 10_000);
        const close = { query: CLOSE, variables: { id: vacancy, input: { reason: '招满', idempotencyKey: key() } } };
        const state = async (): Promise<string> => (await app.sql<{ state: string }>('select state from vacancy where id = ?', [vacancy]))[0]!.state;
        const blocker = new pg.Client({ connectionString: app.urls.ownerUrl });
        await blocker.connect();
        try {
          await blocker.query('begin');
          await blocker.query('select from vacancy where id = $1 for update', [vacancy]);
          const asked = send[transport](world, role, close);
          await eventually(async () => (await app.sql(WAITING)).length > 0, 10_000);
          await then(blocker, vacancy);
          const first = outcome(await asked);
          await blocker.query('rollback');
          const between = await state();
          return [first, between, codeOf((await send[transport](world, role, close)).text), await state()];
        } finally {
          await blocker.end();
        }
      },
      ['office'],
    ),
    ...(during ? { during } : {}),
  }));
const WAITING = 'select 1 from pg_locks l join pg_stat_activity a on a.pid = l.pid where not l.granted and a.datname = current_database()';

/** 98: a search server that answers as it should not. Whoever searches gets what the database finds. */
const searching = (['html', 'endless', 'noIndex', 'silent'] as const).flatMap((fault) =>
  under(
    async ({ search }, work) => {
      search.fault = FAULTS[fault];
      await work().finally(() => (search.fault = undefined));
    },
    operation(98, `search answers ${fault}`, json({ query: SEARCH, variables: { query: '电焊工' } }), { code: 'OK', within: 2_000 }),
  ),
);

const broken = operation(96, 'a driver that fails', json({ query: PARTNERS }), 'INTERNAL');
const PERSON = '500101198808088123';
const PHONE = '13912345678';

/** 99: what the database cannot do for a while. */
const passing: Kind[] = [
  ...under(full, operation(99, 'no connection is left', json({ query: LIST }), 'UNAVAILABLE')),
  ...under(
    readOnly,
    operation(99, 'reading from a database that takes no changes', json({ query: LIST }), 'OK'),
    ...(['http', 'ws'] as const).map((transport) =>
      script(
        99,
        'a change of a database that takes none',
        transport,
        [transport === 'http' ? ['UNAVAILABLE', 503, '2'] : ['UNAVAILABLE'], 0],
        async (world, role) => {
          const title = `焊工${key()}`.slice(0, 12);
          const body = { query: DRAFT, variables: { input: draftInput(world.ids.employer, world.ids.institution, { title }) } };
          const refused = outcome(await send[transport](world, role, body));
          return [refused, (await world.app.sql('select 1 from vacancy where title = ?', [title])).length];
        },
        AUTHORS,
      ),
    ),
  ),
  ...contended('a deadlock', (blocker) => blocker.query('lock table idempotency_key in share row exclusive mode')),
  ...contended(
    'somebody else was first, and the database insists on one after the other',
    async (blocker, vacancy) => {
      await blocker.query('update vacancy set synthetic = synthetic where id = $1', [vacancy]);
      await blocker.query('commit');
    },
    repeatable,
  ),
];

/** 96–100: faults inside, which nobody outside learns anything of. They come last: what they break stays broken. */
export const faults: Kind[] = [
  ...passing,
  ...searching,
  { ...broken, fire: async (world, role) => without(world, 'select on partner_region').then(() => broken.fire(world, role)) },
  script(96, 'a driver that fails, and its trace', 'http', 'in the log', async (world, role) => {
    await without(world, 'select on partner_region');
    const { text } = await shoot(world.server.url, {
      headers: { 'content-type': 'application/json', ...authorised(world, role) },
      body: json({ query: PARTNERS }),
    });
    const { trace } = (JSON.parse(text) as { errors: { extensions: { trace: string } }[] }).errors[0]!.extensions;
    return world.logs.some((line) => line.includes(trace) && line.includes('permission denied')) ? 'in the log' : text;
  }),
  script(
    97,
    'a stream that fails',
    'ws',
    ['next', 'error', 'INTERNAL', 'OK', 'no more'],
    async (world, role) => {
      const upload = await shoot(world.server.url, {
        path: '/imports?kind=vacancies&name=x',
        headers: { 'content-type': 'text/csv', ...authorised(world, role) },
        body: 'x',
      });
      const { id } = JSON.parse(upload.text) as { id: string };
      const line = await Line.open(world.server.url, { token: world.token(role) });
      const own = key();
      line.send({
        id: own,
        type: 'subscribe',
        payload: { query: 'subscription ($id: ID!) { importProgress(importId: $id) { state } }', variables: { id } },
      });
      const first = await line.take(own);
      await without(world, 'select on import_job');
      const second = await line.take(own);
      const after = await ask(line, json({ query: ME }), key());
      line.close();
      return [first?.type, second?.type, codeOf(json({ errors: second?.payload })), codeOf(after.text), line.holds(own) ? 'more' : 'no more'];
    },
    ['office'], // another's stream would fail before its first event
  ),
  script(100, 'an ID number and a phone wherever a line of the log may take them from', 'http', 'not in the log', async (world, role) => {
    const headers = { 'content-type': 'application/json', ...authorised(world, role) };
    const url = world.server.url;
    await without(world, 'select on partner_region');
    await shoot(url, { method: 'GET', path: `/x/${PERSON}?phone=${PHONE}`, headers });
    await shoot(url, { headers, body: `{"query":"${PERSON}` });
    await shoot(url, { headers: { ...headers, authorization: `Bearer ${PERSON}`, 'user-agent': PHONE }, body: json({ query: ME }) });
    await shoot(url, { headers: { ...headers, 'x-request-id': PERSON }, body: json({ query: PARTNERS, operationName: 'Corpus' }) });
    await shoot(url, { headers, body: json({ query: VACANCY, variables: { id: `${PERSON} ${PHONE}` } }) });
    await shoot(url, { path: `/imports?kind=seekers&name=${PERSON}`, headers, body: 'x' });
    return [PERSON, PHONE].some((one) => world.logs.join('').includes(one)) ? 'in the log' : 'not in the log';
  }),
];
