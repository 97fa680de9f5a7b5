import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll } from './jest.js';
import pg from 'pg';

interface Urls {
  ownerUrl: string;
  appUrl: string;
  adminUrl: string;
}

/** A database of its own for one test file, with the tables and divisions and nobody at work in it. */
export class TestDatabase {
  readonly #servers = JSON.parse(process.env['JIANGQIAO_TEST_SERVERS']!) as Urls;
  readonly #name = `t${randomUUID().replaceAll('-', '').slice(0, 12)}`;

  get urls(): Urls {
    const here = (url: string): string => url.replace('/jiangqiao?', `/${this.#name}?`);
    const { ownerUrl, appUrl, adminUrl } = this.#servers;
    return { ownerUrl: here(ownerUrl), appUrl: here(appUrl), adminUrl };
  }

  start = (): Promise<void> => run(this.#servers.adminUrl, `create database ${this.#name} template jiangqiao owner jiangqiao_owner`);
  stop = (): Promise<void> => run(this.#servers.adminUrl, `drop database ${this.#name} with (force)`);
  /** As the owner of the tables. */
  sql = (statement: string): Promise<void> => run(this.urls.ownerUrl, statement);
}

async function run(connectionString: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query(statement);
  await client.end();
}

export function testDatabase(): TestDatabase {
  const database = new TestDatabase();
  beforeAll(database.start);
  afterAll(database.stop);
  return database;
}
