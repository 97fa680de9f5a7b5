import { expect, test } from '../support/jest.js';
import pg from 'pg';
import { Random } from '../../seeds/random.js';
import { aScene, type Scene } from '../feed/scene.js';
import { testApp } from '../support/app.js';
import { CITY } from '../support/factories.js';
import { done } from '../support/fairs.js';

const app = testApp();
const VISITORS = 5_000;
const INSTANTS = 1_000;

const client = async (): Promise<pg.Client> => {
  const one = new pg.Client({ connectionString: app.urls.ownerUrl });
  await one.connect();
  return one;
};

/** Rows of a fair, of which a test counts by itself. */
interface Rows {
  posts: { id: string; state: string; vacancy: string; head_count: number; hired_count: number }[];
  visits: { state: string }[];
  interests: { id: string }[];
  interviews: { state: string }[];
}

async function rowsOf(owner: pg.Client, fair: string): Promise<Rows> {
  const all = async <T extends object>(text: string): Promise<T[]> => (await owner.query<T & pg.QueryResultRow>(text, [fair])).rows;
  return {
    posts: await all('select p.id, v.state, v.head_count, v.hired_count from fair_post p join vacancy v on v.id = p.vacancy_id where p.fair_id = $1'),
    visits: await all('select state from fair_visit where fair_id = $1'),
    interests: await all('select id from fair_interest where fair_id = $1'),
    interviews: await all('select state from fair_interview where fair_id = $1'),
  };
}

const counted = ({ posts, visits, interests, interviews }: Rows): object => {
  const open = posts.filter(({ state }) => state === 'OPEN');
  return {
    posts: open.length,
    heads: open.reduce((sum, { head_count: heads, hired_count: hired }) => sum + heads - hired, 0),
    visitors: visits.filter(({ state }) => state === 'CHECKED_IN').length,
    interests: interests.length,
    interviews: interviews.length,
    hires: interviews.filter(({ state }) => state === 'HIRED').length,
  };
};

/** The same in one statement, for many instants. */
const RECOUNTED = `
  select count(*) filter (where v.state = 'OPEN')::int as posts, coalesce(sum(v.head_count - v.hired_count) filter (where v.state = 'OPEN'), 0)::int as heads,
         (select count(*) from fair_visit where fair_id = $1 and state = 'CHECKED_IN')::int as visitors,
         (select count(*) from fair_interest where fair_id = $1)::int as interests,
         (select count(*) from fair_interview where fair_id = $1)::int as interviews,
         (select count(*) from fair_interview where fair_id = $1 and state = 'HIRED')::int as hires
    from fair_post p join vacancy v on v.id = p.vacancy_id where p.fair_id = $1`;

/** Visitors, each with some interests and now and then an interview; some only said that they would come. */
async function crowd(owner: pg.Client, { fairId, posts }: Scene, visitors: number): Promise<void> {
  await owner.query(
    `with came as (
       insert into fair_visit (id, fair_id, pass, state, checked_in_at)
       select uuidv7(), $1::uuid, $1::uuid || '-' || n, case when n % 5 = 0 then 'REGISTERED' else 'CHECKED_IN' end, case when n % 5 = 0 then null else now() end
         from generate_series(1, $3::int) n returning id, state),
     numbered as (select id, row_number() over () as n from came where state = 'CHECKED_IN'),
     interested as (
       insert into fair_interest (id, fair_id, post_id, employer_id, visit_id)
       select uuidv7(), $1::uuid, p.id, p.employer_id, v.id from numbered v join fair_post p on p.id = any($2::uuid[]) where (v.n + p.version) % 9 = 0 returning id)
     insert into fair_interview (id, fair_id, post_id, employer_id, visit_id, state)
     select uuidv7(), $1::uuid, p.id, p.employer_id, v.id, case when v.n % 2 = 0 then 'HELD' else 'DECLINED' end
       from numbered v join fair_post p on p.id = ($2::uuid[])[1] where v.n % 7 = 0`,
    [fairId, posts, visitors],
  );
}

test(`the closing report of a fair with ${VISITORS} visitors equals what its rows say, counted anew`, async () => {
  const owner = await client();
  const scene = await aScene(owner, 0, 20);
  await crowd(owner, scene, VISITORS);
  await owner.query("update vacancy set state = 'CLOSED' where id in (select vacancy_id from fair_post where fair_id = $1 order by id limit 4)", [
    scene.fairId,
  ]);
  await done(app, 'jobFairClose', { id: scene.fairId });
  const numbers = 'posts heads visitors interests interviews hires';
  const { jobFairReport } = await app.data(
    `query ($id: ID!) { jobFairReport(id: $id) { fair { closing { ${numbers} } counters { ${numbers} } } counters { ${numbers} } registered } }`,
    { id: scene.fairId },
    CITY,
  );
  const expected = counted(await rowsOf(owner, scene.fairId));
  expect(expected).toMatchObject({ posts: 16, visitors: 4_000 });
  expect(jobFairReport).toEqual({ fair: { closing: expected, counters: expected }, counters: expected, registered: 0 });
  await owner.end();
}, 180_000);

test(`at ${INSTANTS} instants while many write, the counters on the wall equal the rows of the same instant, and so does the last event`, async () => {
  const owner = await client();
  const scene = await aScene(owner, 0, 6);
  const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1e6));
  const random = new Random(seed);
  let over = false;
  const writers = await Promise.all([0, 1, 2, 3].map(client));
  const writing = writers.map(async (writer) => {
    while (!over) {
      const post = random.pick(scene.posts);
      const steps = [
        () =>
          writer.query(
            "insert into fair_visit (id, fair_id, pass, state, checked_in_at) values (uuidv7(), $1, gen_random_uuid()::text, 'CHECKED_IN', now())",
            [scene.fairId],
          ),
        () =>
          writer.query(
            'insert into fair_interest (id, fair_id, post_id, employer_id, visit_id) select uuidv7(), $1, $2, gen_random_uuid(), v.id from fair_visit v where v.fair_id = $1 order by random() limit 1 on conflict do nothing',
            [scene.fairId, post],
          ),
        () =>
          writer.query(
            'insert into fair_interview (id, fair_id, post_id, employer_id, visit_id) select uuidv7(), $1, $2, gen_random_uuid(), v.id from fair_visit v where v.fair_id = $1 order by random() limit 1 on conflict do nothing',
            [scene.fairId, post],
          ),
        () =>
          writer.query(
            "update vacancy v set hired_count = hired_count + 1 from fair_post p where p.id = $1 and v.id = p.vacancy_id and v.state = 'OPEN'",
            [post],
          ),
        () =>
          writer.query(
            "update vacancy v set state = case v.state when 'OPEN' then 'CLOSED' else 'OPEN' end from fair_post p where p.id = $1 and v.id = p.vacancy_id",
            [post],
          ),
      ];
      await writer.query('begin');
      try {
        for (let step = random.whole(1, 3); step > 0; step--) await random.pick(steps)();
        await writer.query(random.chance(0.2) ? 'rollback' : 'commit');
      } catch (error) {
        // Two who take notices in opposite orders: one of them is rolled back, and counts nothing.
        if ((error as { code?: string }).code !== '40P01') throw error;
        await writer.query('rollback');
      }
    }
  });
  const wrong: unknown[] = [];
  const seen = new Set<string>();
  let instants = 0;
  // Writers who wait for each other can be slower than who looks: it looks on until it has seen enough of them.
  for (; instants < INSTANTS || seen.size <= INSTANTS / 10; instants++) {
    await owner.query('begin isolation level repeatable read read only');
    const { rows } = await owner.query<{ tally: object; last_seq: string; told: object | null }>(
      'select s.tally, s.last_seq, (select e.tally from feed_event e where e.stream = s.id order by e.seq desc limit 1) as told from feed_stream s where s.id = $1',
      [scene.fairId],
    );
    const expected = (await owner.query<Record<string, number>>(RECOUNTED, [scene.fairId])).rows[0]!;
    await owner.query('commit');
    seen.add(rows[0]!.last_seq);
    for (const shown of [rows[0]!.tally, rows[0]!.told]) {
      const same = Object.entries(expected).every(([name, number]) => (shown as Record<string, number>)[name] === number);
      if (!same) wrong.push({ seq: rows[0]!.last_seq, shown, expected });
    }
  }
  over = true;
  await Promise.all(writing);
  await Promise.all([owner, ...writers].map((one) => one.end()));
  process.stdout.write(`seed ${seed}: ${instants} instants, ${seen.size} different\n`);
  expect(instants).toBeGreaterThanOrEqual(INSTANTS);
  expect(wrong.slice(0, 3)).toEqual([]);
}, 180_000);
