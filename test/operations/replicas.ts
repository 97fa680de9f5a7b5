import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { Random } from '../../seeds/random.js';
import { newApiKey } from '../../src/modules/accounts/api-key.js';
import { pause } from '../../src/platform/embedded/process.js';
import type { Api } from '../feed/processes.js';

/** The credential of an office of the city, written by the owner of the tables. */
export async function anOffice(owner: pg.Client): Promise<string> {
  const { secret, prefix, hash } = newApiKey();
  const { rows } = await owner.query<{ id: string }>(
    `insert into account (id, role, name, region_id) select uuidv7(), 'OFFICE', $1, id from region where code = '500000' limit 1 returning id`,
    [`市就业局 ${randomUUID()}`],
  );
  await owner.query('insert into api_key (id, account_id, prefix, hash) values (uuidv7(), $1, $2, $3)', [rows[0]!.id, prefix, hash]);
  return secret;
}

const LOOK_EVERY_MS = 100;

/** Sends each request to one of the processes that say they are ready, as a proxy before them does. */
export class Balancer {
  readonly #ready = new Set<Api>();
  #looking: Promise<void>;
  #over = false;

  constructor(
    private readonly apis: readonly Api[],
    private readonly random: Random,
  ) {
    this.#looking = this.#look();
  }

  address = (): string => this.random.pick(this.#ready.size > 0 ? [...this.#ready] : this.apis).url;

  isReady(api: Api): boolean {
    return this.#ready.has(api);
  }

  async stop(): Promise<void> {
    this.#over = true;
    await this.#looking;
  }

  async #look(): Promise<void> {
    while (!this.#over) {
      await Promise.all(this.apis.map((api) => this.#ask(api)));
      await pause(LOOK_EVERY_MS);
    }
  }

  async #ask(api: Api): Promise<void> {
    const ready = await fetch(`${api.url}/readyz`, { signal: AbortSignal.timeout(5_000) }).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ready) this.#ready.add(api);
    else this.#ready.delete(api);
  }
}
