import { createHash, randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Random } from '../../seeds/random.js';
import { pause } from '../../src/platform/embedded/process.js';

export interface Scene {
  readonly fairId: string;
  readonly vacancyId: string;
  readonly participationId: string;
  readonly posts: readonly string[];
  /** One token for each kiosk. */
  readonly tokens: readonly string[];
}

/** An open fair with an employer, its posts and kiosks, written by the owner of the tables. */
export async function aScene(owner: pg.Client, kiosks: number, posts = 3): Promise<Scene> {
  const one = async (text: string, values: unknown[] = []): Promise<string> => (await owner.query<{ id: string }>(text, values)).rows[0]!.id;
  const region = "(select id from region where code = '500101' limit 1)";
  const path = "(select path from region where code = '500101' limit 1)";
  const institution = await one(
    `insert into institution (id, name, kind, region_id, region_path, network_member) values (uuidv7(), $1, 'PUBLIC_EMPLOYMENT_SERVICE', ${region}, ${path}, true) returning id`,
    [`招聘会主办 ${randomUUID()}`],
  );
  const employer = await one(
    `insert into employer (id, name, region_id, region_path, state, licence_number) values (uuidv7(), '三峡船厂', ${region}, ${path}, 'VERIFIED', $1) returning id`,
    [randomUUID()],
  );
  const fairId = await one(
    `insert into job_fair (id, name, institution_id, institution_path, region_id, place_path, venue, sessions, opens_on, closes_on, state)
     values (uuidv7(), '农民工日招聘会', $1, ${path}, ${region}, ${path}, '万州体育馆', jsonb_build_array(jsonb_build_object('opensAt', now(), 'closesAt', now() + interval '1 day')), app_today(), app_today(), 'OPEN') returning id`,
    [institution],
  );
  const hall = await one("insert into fair_hall (id, fair_id, name) values (uuidv7(), $1, '一号厅') returning id", [fairId]);
  const booth = await one("insert into fair_booth (id, fair_id, hall_id, number, x, y) values (uuidv7(), $1, $2, 'A1', 5, 5) returning id", [
    fairId,
    hall,
  ]);
  const participationId = await one(
    "insert into fair_participation (id, fair_id, employer_id, booth_id, state) values (uuidv7(), $1, $2, $3, 'APPROVED') returning id",
    [fairId, employer, booth],
  );
  const made: string[] = [];
  let vacancyId = '';
  for (let at = 0; at < posts; at++) {
    vacancyId = await one(
      `insert into vacancy (id, title, employer_id, institution_id, institution_path, region_id, place_path, head_count, pay_period, pay_basis, pay_negotiable, valid_from, valid_until, state, opened_at)
       values (uuidv7(), '船舶电焊工', $1, $2, ${path}, ${region}, ${path}, 1000, 'MONTH', 'TIME', true, app_today(), app_today() + 30, 'OPEN', now()) returning id`,
      [employer, institution],
    );
    made.push(
      await one('insert into fair_post (id, fair_id, participation_id, employer_id, vacancy_id) values (uuidv7(), $1, $2, $3, $4) returning id', [
        fairId,
        participationId,
        employer,
        vacancyId,
      ]),
    );
  }
  const tokens = Array.from({ length: kiosks }, () => `jd_${randomBytes(32).toString('base64url')}`);
  const hashes = tokens.map((token) => createHash('sha256').update(token).digest());
  await owner.query(
    `with made as (insert into device (id, name, region_id, region_path, token_hash) select uuidv7(), '触摸屏', ${region}, ${path}, hash from unnest($1::bytea[]) hash returning id)
     insert into fair_kiosk (id, fair_id, device_id, hall_id, x, y, until) select uuidv7(), $2, id, $3, 0, 0, now() + interval '2 days' from made`,
    [hashes, fairId, hall],
  );
  return { fairId, vacancyId, participationId, posts: made, tokens };
}

/** What happens at the fair: from several connections, of several kinds, some of it rolled back. */
export class Bustle {
  committed = 0;
  rolledBack = 0;
  readonly #pool: pg.Pool;

  constructor(
    url: string,
    private readonly scene: Scene,
    private readonly random: Random,
  ) {
    this.#pool = new pg.Pool({ connectionString: url, max: 4 });
  }

  /** So many events, at so many a second. */
  async run(events: number, perSecond: number): Promise<void> {
    const began = performance.now();
    const running = new Set<Promise<void>>();
    for (let at = 0; at < events; at++) {
      const due = began + (at * 1_000) / perSecond;
      if (due > performance.now()) await pause(due - performance.now());
      const event = this.#event().finally(() => running.delete(event));
      running.add(event);
    }
    await Promise.all(running);
  }

  stop = (): Promise<void> => this.#pool.end();

  async #event(): Promise<void> {
    const client = await this.#pool.connect();
    const { fairId, vacancyId } = this.scene;
    const kind = this.random.whole(0, 2);
    try {
      await client.query('begin');
      if (kind === 0)
        await client.query('insert into fair_announcement (id, fair_id, zh) values (uuidv7(), $1, $2)', [
          fairId,
          `通知 ${this.committed} ${'请到'.repeat(20)}`,
        ]);
      else if (kind === 1)
        await client.query("insert into fair_visit (id, fair_id, pass, state, checked_in_at) values (uuidv7(), $1, $2, 'CHECKED_IN', now())", [
          fairId,
          randomUUID(),
        ]);
      else await client.query('update vacancy set head_count = head_count + 1 where id = $1', [vacancyId]);
      if (this.random.chance(0.2)) {
        // The same once more, given up: deferred triggers have numbered it already, and the number goes with it.
        await client.query('savepoint s');
        await client.query("insert into fair_announcement (id, fair_id, zh) values (uuidv7(), $1, '作废')", [fairId]);
        await client.query('set constraints all immediate');
        await client.query('rollback to savepoint s');
        this.rolledBack += 1;
      }
      await client.query('commit');
      this.committed += 1;
    } finally {
      client.release();
    }
  }
}
