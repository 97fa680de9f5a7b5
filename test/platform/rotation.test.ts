import { expect, test } from '../support/jest.js';
import { key, testApp, type Who } from '../support/app.js';
import { anInstitution, CITY, REGISTER, seekerInput } from '../support/factories.js';
import { aPerson, FIND, type Person, reveal } from '../support/people.js';
import { CommandProcess, until } from '../support/server-process.js';

const app = testApp();
const PEOPLE = 40;

function keys(...args: string[]): CommandProcess {
  const here = (url: string): string => url.replace('/jiangqiao?', `/${app.name}?`);
  const { ownerUrl, appUrl, meiliUrl, meiliKey } = app.servers;
  return new CommandProcess(['keys', ...args], {
    DATABASE_URL: here(appUrl),
    DATABASE_OWNER_URL: here(ownerUrl),
    MEILI_URL: meiliUrl,
    MEILI_KEY: meiliKey,
    DATA_DIR: app.application.platform.vault.folder,
  });
}

async function finished(command: CommandProcess): Promise<string> {
  const status = await command.ended;
  if (status !== 0) throw new Error(`${status}\n${command.stderr}`);
  return command.stdout;
}

/** Reads, look-ups and registrations without a pause, until told to stop; every wrong answer is kept. */
class Clerks {
  readonly wrong: string[] = [];
  reads = 0;
  readonly #over = new AbortController();
  readonly #work: Promise<unknown>;

  constructor(
    private readonly people: Person[],
    institution: string,
  ) {
    const clerk = (name: string): Who => ({ ...CITY, name });
    this.#work = Promise.all([
      this.#each(async (person, at) => (await reveal(app, person, at % 2 ? 'PHONE' : 'ID_NUMBER', clerk('读'))).value?.length > 10),
      this.#each(async (person) => {
        const { seekerFind } = await app.data(FIND, { input: { idNumber: person.idNumber, idempotencyKey: key() } }, clerk('查'));
        return seekerFind.seeker?.id === person.id;
      }),
      this.#each(async (person) => {
        // A second registration of a known person must meet the first, whatever version its index has.
        const again = seekerInput(await anInstitution(app), { name: person.name, idNumber: person.idNumber });
        return (await app.data(REGISTER, { input: again }, CITY)).seekerRegister.registration?.seeker.id === person.id;
      }),
      this.#each(async () => {
        this.people.push(await aPerson(app, { institution }));
        return true;
      }),
    ]);
  }

  async #each(work: (person: Person, at: number) => Promise<boolean>): Promise<void> {
    for (let at = 0; !this.#over.signal.aborted; at++) {
      const person = this.people[at % this.people.length]!;
      const right = await work(person, at).catch((error: unknown) => String(error));
      if (right !== true) this.wrong.push(`${person.id}: ${right}`);
      this.reads += 1;
    }
  }

  async stop(): Promise<void> {
    this.#over.abort();
    await this.#work;
  }
}

test.each(['master', 'index'] as const)(
  'the %s key is rotated while people are read, found and registered: killed, gone on with, no wrong answer, no row left',
  async (kind) => {
    await app.sql('update audit_limit set most = 1000000');
    const institution = await anInstitution(app);
    const people: Person[] = [];
    for (let at = 0; at < PEOPLE; at++) people.push(await aPerson(app, { institution }));
    await slow(kind === 'master' ? 'person_key' : 'person_secret');
    const clerks = new Clerks(people, institution);
    try {
      const killed = keys('rotate', kind, '--batch', '5');
      await until('the rotation is on its way', () => /done [1-9]/.test(killed.stderr), 60_000);
      killed.child.kill('SIGKILL');
      await killed.ended;
      expect(await finished(keys('status'))).toMatch(new RegExp(`^${kind} +v2 .*in use`, 'm'));
      expect(await finished(keys('rotate', kind, '--batch', '5'))).toContain(`${kind} v2`);
      const reads = clerks.reads;
      await until('they went on after it', () => clerks.reads > reads + 20, 30_000);
    } finally {
      await clerks.stop();
    }
    expect(clerks.wrong).toEqual([]);
    expect(clerks.reads).toBeGreaterThan(40);
    const status = await finished(keys('status'));
    expect(status).toMatch(new RegExp(`^${kind} +v1 +0 `, 'm'));
    const [{ count }] = (await app.sql<{ count: number }>("select count(*)::int as count from seeker where state = 'ACTIVE'")) as [{ count: number }];
    expect(await app.sql('select count(distinct seeker_id)::int as count from person_secret')).toEqual([{ count }]);
    for (const person of people.slice(0, 5))
      expect(await reveal(app, person, 'ID_NUMBER', { ...CITY, name: '末' })).toMatchObject({ value: person.idNumber });
  },
  180_000,
);

/** Each batch takes a while, so that the kill comes between two of them. */
async function slow(table: string): Promise<void> {
  await app.sql('create or replace function slow() returns trigger language plpgsql as $$ begin perform pg_sleep(0.2); return null; end $$');
  await app.sql(`create trigger slow after update on ${table} for each statement execute function slow()`);
}
