import 'reflect-metadata';
import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import type { GraphQLSchema } from 'graphql';
import type pg from 'pg';
import pino, { type Logger } from 'pino';
import { WrongConfiguration } from './config.js';
import { M0001Ground } from './migrations/m0001-ground.js';
import { M0002Forms } from './migrations/m0002-forms.js';
import { M0003Identity } from './migrations/m0003-identity.js';
import { M0004PersonalData } from './migrations/m0004-personal-data.js';
import { M0005ReadingPaths } from './migrations/m0005-reading-paths.js';
import { M0006RowSecurity } from './migrations/m0006-row-security.js';
import { M0007Places } from './migrations/m0007-places.js';
import { M0008Agencies } from './migrations/m0008-agencies.js';
import { M0009Placements } from './migrations/m0009-placements.js';
import { M0010PlacesSecurity } from './migrations/m0010-places-security.js';
import { M0011PersonalSecurity } from './migrations/m0011-personal-security.js';
import { M0012OpenPostsFirst } from './migrations/m0012-open-posts-first.js';
import { M0013Fairs } from './migrations/m0013-fairs.js';
import { M0014FairsSecurity } from './migrations/m0014-fairs-security.js';
import { M0015Employment } from './migrations/m0015-employment.js';
import { M0016Households } from './migrations/m0016-households.js';
import { M0017Policies } from './migrations/m0017-policies.js';
import { M0018Loans } from './migrations/m0018-loans.js';
import { noteHeads } from './modules/accounts/audit.heads.js';
import { endAgreements } from './modules/agreements/agreement.service.js';
import { cancelUncontacted } from './modules/employment/unemployment.service.js';
import { M0019Training } from './migrations/m0019-training.js';
import { M0020Targets } from './migrations/m0020-targets.js';
import { M0021Communities } from './migrations/m0021-communities.js';
import { M0022Transfers } from './migrations/m0022-transfers.js';
import { M0023ReferralPlaces } from './migrations/m0023-referral-places.js';
import { M0024LawfulSex } from './migrations/m0024-lawful-sex.js';
import { M0025Bulletin } from './migrations/m0025-bulletin.js';
import { M0026RightsAudit } from './migrations/m0026-rights-audit.js';
import { M0027RightsNarrowed } from './migrations/m0027-rights-narrowed.js';
import { M0028ReportPaths } from './migrations/m0028-report-paths.js';
import { M0029SearchInStep } from './migrations/m0029-search-in-step.js';
import { M0030Jobs } from './migrations/m0030-jobs.js';
import { M0031HiresByOrder } from './migrations/m0031-hires-by-order.js';
import { M0032Corrections } from './migrations/m0032-corrections.js';
import { M0033RegistersCorrected } from './migrations/m0033-registers-corrected.js';
import { M0034RecruitersImports } from './migrations/m0034-recruiters-imports.js';
import { endCertifications } from './modules/communities/community.service.js';
import { discardImports } from './modules/imports/uploads.js';
import { expireLicences } from './modules/institutions/licence.service.js';
import { markOverdue } from './modules/loans/repayment.service.js';
import { vacancyProjection } from './modules/matching/projection.js';
import { loadTerms } from './modules/matching/search/words.js';
import { auditLedger, sweepReservations } from './modules/quotas/ledger.js';
import { expireReferrals } from './modules/referrals/referral.service.js';
import { loadRegions } from './modules/regions/region.queries.js';
import { endTracking } from './modules/training/enrolment.service.js';
import { buildTradeIndex, type TradeAlias, type TradeName } from './modules/vacancies/trade-names.js';
import { loadTrades } from './modules/vacancies/trades.js';
import { expireVacancies } from './modules/vacancies/vacancy.service.js';
import { noteErasures, replayErasures } from './modules/seekers/erasure.journal.js';
import { endDuties, eraseLapsed } from './modules/seekers/erasure.service.js';
import { expireRegistrations } from './modules/seekers/seeker.service.js';
import { SYSTEM } from './platform/access/viewer.js';
import { Clock } from './platform/clock/clock.js';
import { openOrm } from './platform/database/orm.js';
import { checked, migrated, oneAfterTheOther } from './platform/database/migrating.js';
import { openPool } from './platform/database/pool.js';
import { under } from './platform/database/reading.js';
import { Shapes } from './platform/database/shape.js';
import { FeedLog, forgetEvents } from './platform/feed/log.js';
import type { Platform } from './platform/graphql/context.js';
import { Health } from './platform/health/health.js';
import { probe } from './platform/health/probe.js';
import { forgetReplies } from './platform/idempotency/idempotency.js';
import { Breaker } from './platform/search/breaker.js';
import { type Job, type JobFacts, jobFacts, Jobs } from './platform/jobs/jobs.js';
import { Metrics } from './platform/metrics/metrics.js';
import { connectSearch } from './platform/search/client.js';
import { Relay } from './platform/search/relay.js';
import { access as everyday, type Access, derivations, entities, facts, holdings, indicators, ledgers, makeSchema } from './schema.js';

export const migrations = [
  M0001Ground,
  M0002Forms,
  M0003Identity,
  M0004PersonalData,
  M0005ReadingPaths,
  M0006RowSecurity,
  M0007Places,
  M0008Agencies,
  M0009Placements,
  M0010PlacesSecurity,
  M0011PersonalSecurity,
  M0012OpenPostsFirst,
  M0013Fairs,
  M0014FairsSecurity,
  M0015Employment,
  M0016Households,
  M0017Policies,
  M0018Loans,
  M0019Training,
  M0020Targets,
  M0021Communities,
  M0022Transfers,
  M0023ReferralPlaces,
  M0024LawfulSex,
  M0025Bulletin,
  M0026RightsAudit,
  M0027RightsNarrowed,
  M0028ReportPaths,
  M0029SearchInStep,
  M0030Jobs,
  M0031HiresByOrder,
  M0032Corrections,
  M0033RegistersCorrected,
  M0034RecruitersImports,
];

export interface Servers {
  readonly appUrl: string;
  readonly ownerUrl: string;
  readonly meiliUrl: string;
  readonly meiliKey: string;
  /** Of the search server's files, where they are on this machine. */
  readonly meiliFolder?: string;
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
  /** Who may see what; only tests and measurements have another one. */
  readonly access?: Access;
  /** How long a search waits for the search server, in milliseconds, before the database answers it. */
  readonly searchWithinMs?: number;
  /** How old a change may be that the index lacks before the database answers instead, in milliseconds. */
  readonly behindMs?: number;
  /** False to take changes of a hot row one by one, for comparison. */
  readonly together?: boolean;
}

export interface Application {
  readonly platform: Platform;
  readonly schema: GraphQLSchema;
  readonly relay: Relay;
  /** Carries changes into the index from now on; while it cannot, searches are answered by the database. */
  readonly startRelay: () => void;
  /** The pool of the relay's role: reads every row, writes none but the dirty ones. */
  readonly relayPool: pg.Pool;
  readonly stop: () => Promise<void>;
}

/** What is erased is gone everywhere within a minute. */
const EXPIRY_MS = 30_000;
const SWEEP_MS = 1_000;
const SEARCH_WITHIN_MS = 200;
const PREPARED_WITHIN_MS = 2_000;
/** An index that lacks changes of that age is not asked. */
const BEHIND_MS = 15_000;
const OVERDUE_SECONDS = 2;
const OLDEST_POSTGRES = 180_000;

/** Brings the tables to the newest form, as their owner; of processes that come at once, one after the other. */
export async function migrate(ownerUrl: string, known = migrations): Promise<string[]> {
  return oneAfterTheOther(ownerUrl, async (client) => {
    const { rows } = await client.query<{ version: number }>("select current_setting('server_version_num')::int as version");
    if (rows[0]!.version < OLDEST_POSTGRES)
      throw new WrongConfiguration(
        `DATABASE_OWNER_URL: 需要 PostgreSQL 18 或更新版本，这台是 ${rows[0]!.version / 10_000} · PostgreSQL 18 or newer is needed; this one is ${rows[0]!.version / 10_000}`,
      );
    const orm = await openOrm({ url: ownerUrl, entities, migrations: await checked(client, known), poolSize: 2 });
    try {
      return (await orm.migrator.up()).map((one) => one.name);
    } finally {
      await orm.close();
    }
  });
}

/** Everything behind the HTTP server, in the order in which it comes up. */
export async function openApplication({
  servers,
  reference,
  vault,
  uploads,
  prefix = '',
  log = pino({ level: 'silent' }),
  access = everyday,
  together = true,
  searchWithinMs = SEARCH_WITHIN_MS,
  behindMs = BEHIND_MS,
}: ApplicationOptions): Promise<Application> {
  loadTrades(buildTradeIndex(reference.occupations, reference.aliases));
  loadTerms([...reference.occupations.map((one) => one.name), ...reference.aliases.map((one) => one.term)]);
  const orm = await openOrm({ url: servers.appUrl, entities, migrations });
  const pool = openPool({ connectionString: servers.appUrl, max: 10, idleTimeoutMillis: 0, pipeline: true }, log);
  const feedPool = openPool({ connectionString: servers.appUrl, max: 2, idleTimeoutMillis: 0, pipeline: true }, log);
  const feed = new FeedLog(feedPool, log);
  const relayPool = openPool({ connectionString: servers.ownerUrl, max: 4, options: '-c role=jiangqiao_relay' }, log);
  await loadRegions(pool);
  const client = connectSearch({ url: servers.meiliUrl, key: servers.meiliKey });
  const indexes = { vacancies: `${prefix}vacancies` };
  const breaker = new Breaker(
    searchWithinMs,
    (request) => client.index(indexes.vacancies).search('', { limit: 1, filter: 'validUntil >= 0' }, request),
    log,
  );
  const clock = await new Clock(pool).start();
  const metrics = new Metrics();
  const health = new Health({
    databaseUrl: servers.appUrl,
    search: () => client.health(),
    migrated: () => migrated(relayPool, migrations),
  });
  const platform: Platform = {
    orm,
    pool,
    clock,
    vault,
    feed,
    holdings,
    indicators,
    ledgers,
    uploads,
    log,
    together,
    metrics,
    health,
    shapes: new Shapes(orm, access.scopes, facts, derivations),
    search: { client, indexes, breaker },
  };
  const again = await replayErasures(orm.em.fork() as EntityManager, platform);
  if (again > 0) log.warn({ people: again }, 'erased again after a restore');
  const relay = new Relay(relayPool, client, [vacancyProjection(indexes.vacancies)], log, servers.meiliFolder);
  await soon(relay.prepare()).catch((error: unknown) =>
    log.warn({ err: error as Error }, 'the search server is away; the relay makes the index later'),
  );
  const jobs = await new Jobs(relayPool, jobsOf(platform), log, metrics).start();
  const noting = every(EXPIRY_MS, () => note(platform), log);
  measure(platform, relayPool);
  return {
    platform,
    schema: await makeSchema(access.policy),
    relay,
    startRelay: () => relay.start((lag) => breaker.behind(lag > behindMs)),
    relayPool,
    stop: async () => {
      await Promise.all([jobs.stop(), noting()]);
      clock.stop();
      await relay.stop();
      breaker.stop();
      await feed.stop();
      await noteHeads(pool, vault).catch((error) => log.warn({ err: error as Error }, 'the head of the audit is noted at the next start'));
      await Promise.all([orm.close(), pool.end(), feedPool.end(), relayPool.end(), health.stop()]);
    },
  };
}

/** A start does not wait for a search server that stands still. */
const soon = (work: Promise<void>): Promise<void> =>
  Promise.race([
    work,
    new Promise<never>(
      (_, reject) => void setTimeout(() => reject(new Error(`not done after ${PREPARED_WITHIN_MS} ms`)), PREPARED_WITHIN_MS).unref(),
    ),
  ]);

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

/**
 * What ends by itself when its time is over, and whether the ledger explains every number: each in a transaction of its
 * own, in one process at a time, in the order in which places are locked.
 */
function jobsOf(platform: Platform): Job[] {
  const { orm, log } = platform;
  const job = (name: string, work: (em: EntityManager) => Promise<unknown>, everyMs = EXPIRY_MS): Job => ({
    name,
    everyMs,
    work: () => asSystem(orm).transactional(work),
  });
  return [
    // A deadline of places is kept within seconds: first where nobody is at work, then where somebody was too long.
    job('reservations', (em) => sweepReservations(em), SWEEP_MS),
    job('reservations-overdue', (em) => sweepReservations(em, OVERDUE_SECONDS), SWEEP_MS),
    job('licences', expireLicences),
    job('vacancies', expireVacancies),
    job('registrations', expireRegistrations),
    job('agreements', endAgreements),
    job('unemployment', cancelUncontacted),
    job('training', endTracking),
    job('certifications', endCertifications),
    job('loans', markOverdue),
    job('referrals', expireReferrals),
    job('replies', forgetReplies),
    job('events', forgetEvents),
    job('duties', (em) => endDuties(em, platform)),
    job('retention', (em) => eraseLapsed(em, platform)),
    job('ledger', async (em) => {
      const quotas = await auditLedger(em);
      if (quotas.length > 0) log.error({ quotas }, 'quotas differ from their ledger and are frozen');
    }),
  ];
}

/** What each machine does for itself: what must be written down beside its keys, and sheets in its folder that nobody needs. */
async function note(platform: Platform): Promise<void> {
  const { orm, pool, vault, uploads } = platform;
  await asSystem(orm).transactional((em) => discardImports(em, uploads));
  await noteErasures(pool, vault);
  await noteHeads(pool, vault);
}

/** Everything that comes round by itself, at once. */
export async function expire(platform: Platform): Promise<void> {
  for (const { work } of jobsOf(platform)) await work();
  await note(platform);
}

const READ_WITHIN_MS = 700;

/** Numbers that are looked up when the metrics are read; what hangs is left out of them. */
function measure(platform: Platform, relayPool: pg.Pool): void {
  const { metrics, orm, pool } = platform;
  const once = <T>(ask: () => Promise<T>): (() => Promise<T>) => probe(ask, READ_WITHIN_MS);
  const dirty = once(async () => {
    const { rows } = await relayPool.query<{ waiting: number; refused: number; seconds: number }>(
      `select count(*)::int as waiting, count(*) filter (where attempts > 0)::int as refused,
              coalesce(extract(epoch from clock_timestamp() - min(since) filter (where attempts = 0)), 0)::float8 as seconds from search_dirty`,
    );
    return rows[0]!;
  });
  metrics.gauge('search_waiting_rows', 'Changed rows that are not in the index yet.', async () => (await dirty()).waiting);
  metrics.gauge('search_refused_rows', 'Rows that the index refuses, tried again after longer and longer.', async () => (await dirty()).refused);
  metrics.gauge('search_lag_seconds', 'How long the eldest of the waiting rows has waited.', async () => (await dirty()).seconds);
  const frozen = once(async () => {
    const { rows } = await under(pool, SYSTEM, (one) => one.query<{ frozen: number }>('select count(*)::int as frozen from quota where frozen'));
    return rows[0]!.frozen;
  });
  metrics.gauge('quotas_frozen', 'Quotas whose numbers their ledger does not explain.', frozen);
  const known = new Set(jobsOf(platform).map(({ name }) => name)); // another version may have had others
  const facts = once(async () => (await jobFacts(relayPool)).filter(({ name }) => known.has(name)));
  const ofJobs = (number: (one: JobFacts) => number) => async (): Promise<Record<string, number>> =>
    Object.fromEntries((await facts()).map((one) => [one.name, number(one)]));
  const overdue = ({ due_at, running }: JobFacts): number => (running ? 0 : Math.max(0, (Date.now() - due_at.getTime()) / 1_000));
  metrics.gauges('job_overdue_seconds', 'For how long a job has been due and nobody does it.', 'job', ofJobs(overdue));
  metrics.gauges(
    'job_failing',
    '1 where the last run of a job failed.',
    'job',
    ofJobs(({ problem }) => (problem === null ? 0 : 1)),
  );
  metrics.gauges('pool_connections', 'Connections to the database, and who waits for one.', 'state', async () => {
    const pools = [pool, (await orm.em.getConnection().getNativeClient()) as pg.Pool];
    const sum = (of: (one: pg.Pool) => number): number => pools.reduce((total, one) => total + of(one), 0);
    const idle = sum((one) => one.idleCount);
    return { busy: sum((one) => one.totalCount) - idle, idle, waiting: sum((one) => one.waitingCount) };
  });
}

/** For work that is no viewer's. */
const asSystem = (orm: MikroORM): EntityManager => orm.em.fork({ session: { variables: SYSTEM } }) as EntityManager;
