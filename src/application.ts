import 'reflect-metadata';
import type { MikroORM } from '@mikro-orm/postgresql';
import type { GraphQLSchema } from 'graphql';
import type { Meilisearch } from 'meilisearch';
import pg from 'pg';
import pino, { type Logger } from 'pino';
import { M0001Ground } from './migrations/m0001-ground.js';
import { M0007Places } from './migrations/m0007-places.js';
import { endAgreements } from './modules/agreements/agreement.service.js';
import { vacancyProjection } from './modules/matching/projection.js';
import { vacancySettings } from './modules/matching/search/document.js';
import { loadTerms } from './modules/matching/search.resolver.js';
import { auditLedger, sweepReservations } from './modules/quotas/ledger.js';
import { expireReferrals } from './modules/referrals/referral.service.js';
import { loadRegions } from './modules/regions/region.queries.js';
import { buildTradeIndex, type TradeAlias, type TradeName } from './modules/vacancies/trade-names.js';
import { loadTrades } from './modules/vacancies/trades.js';
import { expireVacancies } from './modules/vacancies/vacancy.service.js';
import { expireRegistrations } from './modules/seekers/seeker.service.js';
import { Clock } from './platform/clock/clock.js';
import { openOrm } from './platform/database/orm.js';
import { Shapes } from './platform/database/shape.js';
import type { Platform } from './platform/graphql/context.js';
import { connectSearch } from './platform/search/client.js';
import { Relay } from './platform/search/relay.js';
import { entities, makeSchema, scopes } from './schema.js';

export const migrations = [M0001Ground, M0007Places];

export interface Servers {
  readonly appUrl: string;
  readonly ownerUrl: string;
  readonly meiliUrl: string;
  readonly meiliKey: string;
}

export interface Reference {
  readonly occupations: readonly TradeName[];
  readonly aliases: readonly TradeAlias[];
}

export interface ApplicationOptions {
  readonly servers: Servers;
  readonly reference: Reference;
  readonly vault: Platform['vault'];
  /** Folder of uploaded sheets. */
  readonly uploads: string;
  /** Before the names of indexes, where several worlds share one search server. */
  readonly prefix?: string;
  readonly log?: Logger;
  /** False to take changes of a hot row one by one, for comparison. */
  readonly together?: boolean;
}

export interface Application {
  readonly platform: Platform;
  readonly schema: GraphQLSchema;
  readonly relay: Relay;
  /** The pool of the relay's role: reads every row, writes none but the dirty ones. */
  readonly relayPool: pg.Pool;
  stop(): Promise<void>;
}

const EXPIRY_MS = 60_000;
const SWEEP_MS = 1_000;
const OVERDUE_SECONDS = 2;
const OLDEST_POSTGRES = 180_000;

/** Brings the tables to the newest form, as their owner. */
export async function migrate(ownerUrl: string): Promise<string[]> {
  const orm = await openOrm({ url: ownerUrl, entities, migrations, poolSize: 2 });
  try {
    const [row] = (await orm.em.getConnection().execute("select current_setting('server_version_num')::int as version")) as { version: number }[];
    if (row!.version < OLDEST_POSTGRES) throw new Error(`PostgreSQL 18 or newer is needed; this one is ${row!.version}`);
    return (await orm.migrator.up()).map((one) => one.name);
  } finally {
    await orm.close();
  }
}

/** Everything behind the HTTP server, in the order in which it comes up. */
export async function openApplication({
  servers,
  reference,
  vault,
  uploads,
  prefix = '',
  log = pino({ level: 'silent' }),
  together = true,
}: ApplicationOptions): Promise<Application> {
  loadTrades(buildTradeIndex(reference.occupations, reference.aliases));
  loadTerms([...reference.occupations.map((one) => one.name), ...reference.aliases.map((one) => one.term)]);
  const orm = await openOrm({ url: servers.appUrl, entities, migrations });
  const pool = new pg.Pool({ connectionString: servers.appUrl, max: 10, idleTimeoutMillis: 0 });
  const relayPool = new pg.Pool({ connectionString: servers.ownerUrl, max: 3, options: '-c role=jiangqiao_relay' });
  for (const one of [pool, relayPool]) surviveLoss(one, log);
  await loadRegions(pool);
  const client = connectSearch({ url: servers.meiliUrl, key: servers.meiliKey });
  const indexes = { vacancies: `${prefix}vacancies` };
  await prepareIndex(client, indexes.vacancies);
  const clock = await new Clock(pool).start();
  const platform: Platform = { orm, pool, clock, vault, uploads, log, together, shapes: new Shapes(orm, scopes), search: { client, indexes } };
  const relay = new Relay(relayPool, client, [vacancyProjection(indexes.vacancies)], log);
  const repeated = [every(EXPIRY_MS, () => expire(orm, log), log), every(SWEEP_MS, () => sweep(orm), log)];
  return {
    platform,
    schema: await makeSchema(),
    relay,
    relayPool,
    stop: async () => {
      await Promise.all(repeated.map((stop) => stop()));
      clock.stop();
      await relay.stop();
      await Promise.all([orm.close(), pool.end(), relayPool.end()]);
    },
  };
}

/** A connection that breaks while somebody holds it would otherwise end the process: its error has no other listener. */
function surviveLoss(pool: pg.Pool, log: Logger): void {
  pool.on('connect', (client) => void client.on('error', (error) => log.warn({ err: error }, 'database connection lost')));
  pool.on('error', () => undefined);
}

/** Does the work every so many milliseconds, unless the last time is not over; what it gives waits for that and ends it. */
function every(ms: number, work: () => Promise<unknown>, log: Logger): () => Promise<void> {
  let running: Promise<void> | undefined;
  const timer = setInterval(() => {
    running ??= work()
      .then(
        () => undefined,
        (error: unknown) => log.warn({ err: error }, 'what ends by itself waits'),
      )
      .finally(() => (running = undefined));
  }, ms).unref();
  return async () => {
    clearInterval(timer);
    await running;
  };
}

/** What ends by itself when its last day is over; and whether the ledger explains every number. */
async function expire(orm: MikroORM, log: Logger): Promise<void> {
  await orm.em.fork().transactional(async (em) => {
    await expireVacancies(em);
    await expireRegistrations(em);
    await expireReferrals(em);
    await endAgreements(em);
  });
  const quotas = await orm.em.fork().transactional((em) => auditLedger(em));
  if (quotas.length > 0) log.error({ quotas }, 'quotas differ from their ledger and are frozen');
}

/** Reservations that ran out, a deadline is kept within seconds: first where nobody is at work, then where somebody was too long. */
async function sweep(orm: MikroORM): Promise<void> {
  await orm.em.fork().transactional((em) => sweepReservations(em));
  await orm.em.fork().transactional((em) => sweepReservations(em, OVERDUE_SECONDS));
}

/** Makes the index and its settings where they differ; a second start asks for nothing. */
async function prepareIndex(client: Meilisearch, index: string): Promise<void> {
  const exists = await client.getRawIndex(index).then(
    () => true,
    () => false,
  );
  if (!exists) await client.createIndex(index, { primaryKey: 'id' }).waitTask();
  const now = exists ? ((await client.index(index).getSettings()) as Record<string, unknown>) : {};
  const wanted = vacancySettings as Record<string, unknown>;
  if (Object.keys(wanted).every((key) => covers(now[key], wanted[key]))) return;
  await client.index(index).updateSettings(vacancySettings).waitTask({ timeout: 600_000 });
}

/** Meilisearch adds its defaults to a setting, and sorts sets. */
function covers(now: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted))
    return Array.isArray(now) && wanted.length === now.length && wanted.every((one) => now.some((other) => covers(other, one)));
  if (wanted !== null && typeof wanted === 'object') {
    return (
      now !== null && typeof now === 'object' && Object.entries(wanted).every(([key, value]) => covers((now as Record<string, unknown>)[key], value))
    );
  }
  return now === wanted;
}
