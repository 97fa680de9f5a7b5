import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ref } from '@mikro-orm/core';
import { afterAll, beforeAll } from './jest.js';
import pg from 'pg';
import type { Logger } from 'pino';
import WebSocket from 'ws';
import { readAliases, readOccupations } from '../../seeds/reference/read.js';
import { type Application, type ApplicationOptions, openApplication } from '../../src/application.js';
import { readConfig } from '../../src/config.js';
import { deskDocuments } from '../../src/desks.js';
import { Account, type AccountRole } from '../../src/modules/accounts/account.js';
import { ApiKey, newApiKey } from '../../src/modules/accounts/api-key.js';
import { Institution } from '../../src/modules/institutions/institution.js';
import { Region } from '../../src/modules/regions/region.js';
import { regionByCode } from '../../src/modules/regions/region.queries.js';
import { openOrm } from '../../src/platform/database/orm.js';
import { statementListeners } from '../../src/platform/database/reading.js';
import { fileVault } from '../../src/platform/privacy/vault.js';
import { entities } from '../../src/schema.js';
import { type RunningServer, type ServerOptions, startServer } from '../../src/server.js';
import { UNHURRIED, UNHURRIED_SEARCH_MS } from './unhurried.js';

interface TestServers {
  ownerUrl: string;
  appUrl: string;
  adminUrl: string;
  meiliUrl: string;
  meiliKey: string;
}

export interface Answer {
  status: number;
  body: { data?: any; errors?: { message: string; extensions: { code: string; [key: string]: unknown } }[] }; // oxlint-disable-line typescript/no-explicit-any -- answers are looked into freely
}

/** `name` tells apart accounts of the same scope. */
export type Who = { role: AccountRole; region?: string; institution?: string; employers?: string[]; seeker?: string; name?: string };

/** What a test may take away from the application to see what the rest still holds. */
export type Without = Pick<ApplicationOptions, 'access'> & Pick<ServerOptions, 'gate'>;
/** `variables` are of the environment: limits, for one. */
export type TestOptions = Without &
  Pick<ApplicationOptions, 'together' | 'searchWithinMs' | 'behindMs'> & { readonly variables?: Record<string, string> };

/** The application on a database and indexes of its own, with the real HTTP server before it. */
export class TestApp {
  readonly servers = JSON.parse(process.env['JIANGQIAO_TEST_SERVERS']!) as TestServers;
  readonly name = `t${randomUUID().replaceAll('-', '').slice(0, 12)}`;
  /** Of its keys and uploads. */
  readonly folder = mkdtempSync(join(tmpdir(), 'jiangqiao-app-'));
  application!: Application;
  server!: RunningServer;
  owner!: Awaited<ReturnType<typeof openOrm>>;
  /** What a desk may send, and what a test sends as a stranger. */
  readonly trusted = deskDocuments();
  readonly #tokens = new Map<string, string>();

  constructor(private readonly options: TestOptions = {}) {}

  async start(): Promise<void> {
    await this.#admin(`create database ${this.name} template jiangqiao owner jiangqiao_owner`);
    const servers = { ...this.servers, ...this.urls };
    this.owner = await openOrm({ url: servers.ownerUrl, entities, poolSize: 2 });
    const vault = fileVault(this.folder, true);
    const reference = { occupations: readOccupations(), aliases: readAliases() };
    this.application = await openApplication({
      servers,
      reference,
      vault,
      uploads: join(this.folder, 'imports'),
      prefix: `${this.name}-`,
      searchWithinMs: UNHURRIED_SEARCH_MS,
      ...this.options,
    });
    this.server = await this.serve(this.options.variables ?? {});
  }

  /** A server before the application, with limits that no test reaches unless it sets its own. */
  serve(variables: Record<string, string>, log?: Logger): Promise<RunningServer> {
    const config = readConfig({ PORT: '0', LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'silent', ...UNHURRIED, ...variables });
    const { platform, schema } = this.application;
    const { gate } = this.options;
    return startServer({ config, platform, schema, trusted: this.trusted, ...(gate ? { gate } : {}), ...(log ? { log } : {}) });
  }

  /** Of its own database, for processes of a test's own. */
  get urls(): Pick<TestServers, 'ownerUrl' | 'appUrl' | 'adminUrl'> {
    const here = (url: string): string => url.replace('/jiangqiao?', `/${this.name}?`);
    const { ownerUrl, appUrl, adminUrl } = this.servers;
    return { ownerUrl: here(ownerUrl), appUrl: here(appUrl), adminUrl };
  }

  async stop(): Promise<void> {
    await this.server.stop();
    const { client, indexes } = this.application.platform.search;
    await client.deleteIndex(indexes.vacancies);
    await this.application.stop();
    await this.owner.close();
    await this.#admin(`drop database ${this.name} with (force)`);
  }

  async #admin(statement: string): Promise<void> {
    const client = new pg.Client({ connectionString: this.servers.adminUrl });
    await client.connect();
    await client.query(statement);
    await client.end();
  }

  /** A credential of somebody of that role and scope, made on first use. */
  async token(who: Who): Promise<string> {
    const key = JSON.stringify(who);
    const known = this.#tokens.get(key);
    if (known) return known;
    const { secret, prefix, hash } = newApiKey();
    const em = this.owner.em.fork();
    const account = Object.assign(new Account(), {
      role: who.role,
      name: who.name ?? `${who.role} ${randomUUID()}`,
      region: who.region === undefined ? null : ref(Region, regionByCode(who.region).id),
      institution: who.institution === undefined ? null : ref(Institution, who.institution),
      employerIds: who.employers ?? [],
      seekerId: who.seeker ?? null,
    });
    await em.persist([account, Object.assign(new ApiKey(), { account: ref(account), prefix, hash })]).flush();
    this.#tokens.set(key, secret);
    return secret;
  }

  async run(query: string, variables: object = {}, as?: Who, headers: Record<string, string> = {}): Promise<Answer> {
    if (!as || as.role === 'KIOSK') this.trusted.add(query, ['anonymous', 'kiosk']);
    const authorization: Record<string, string> = as ? { authorization: `Bearer ${await this.token(as)}` } : {};
    const response = await fetch(`${this.server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...authorization, ...headers },
      body: JSON.stringify({ query, variables }),
    });
    return { status: response.status, body: (await response.json()) as Answer['body'] };
  }

  /** For clients of graphql-ws: a socket that says it comes from the server's own origin. */
  get socket(): new (address: string, protocol: string) => WebSocket {
    const origin = this.server.url;
    return class extends WebSocket {
      constructor(address: string, protocol: string) {
        super(address, protocol, { origin });
      }
    };
  }

  /** The data of an operation that must succeed; a failure shows query, variables and errors. */
  async data<T = any>(query: string, variables: object = {}, as?: Who): Promise<T> {
    // oxlint-disable-line typescript/no-explicit-any -- answers are looked into freely
    const { body } = await this.run(query, variables, as);
    if (body.errors) throw new Error(`${query}\n${JSON.stringify(variables)}\n${JSON.stringify(body.errors, null, 2)}`);
    return body.data as T;
  }

  /** The code of the first of `errors`. */
  async mistake(query: string, variables: object = {}, as?: Who): Promise<string | undefined> {
    return (await this.run(query, variables, as)).body.errors?.[0]?.extensions.code;
  }

  async sql<T = Record<string, unknown>>(text: string, values: unknown[] = []): Promise<T[]> {
    return (await this.owner.em.getConnection().execute(text, values)) as T[];
  }

  /** How many statements the reads behind an operation took. */
  async statements(work: () => Promise<unknown>): Promise<number> {
    const seen: string[] = [];
    const listener = (text: string): void => void seen.push(text);
    statementListeners.add(listener);
    await work().finally(() => statementListeners.delete(listener));
    return seen.length;
  }
}

/** The application for one test file. */
export function testApp(options?: TestOptions): TestApp {
  const app = new TestApp(options);
  beforeAll(() => app.start());
  afterAll(() => app.stop());
  return app;
}

export const key = (): string => randomUUID();
