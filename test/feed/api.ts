import 'reflect-metadata';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import pino from 'pino';
import { readAliases, readOccupations } from '../../seeds/reference/read.js';
import { openApplication, type Servers } from '../../src/application.js';
import { readConfig } from '../../src/config.js';
import { fileVault } from '../../src/platform/privacy/vault.js';
import { startServer } from '../../src/server.js';

/** One API process of a feed run: serves until it is killed, and answers each message with what it is like. */
export interface ApiSettings {
  readonly servers: Servers;
  readonly folder: string;
  readonly prefix: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Whether it carries changes into the index, or stands by to do so. */
  readonly relays?: boolean;
}

export interface ApiState {
  readonly followers: number;
  readonly delivered: number;
  readonly executed: number;
  readonly pagesRead: number;
  /** Of memory, in bytes; after a collection where memory was asked for. */
  readonly rss: number;
  readonly held: number;
  /** Of the event loop since the last answer, in milliseconds: p99 and the longest. */
  readonly lag: readonly [number, number];
}

const { servers, folder, prefix, variables, relays = false } = JSON.parse(process.env['FEED_API']!) as ApiSettings;
const log = pino({ level: process.env['LOG_LEVEL'] ?? 'silent' });
const application = await openApplication({
  servers,
  reference: { occupations: readOccupations(), aliases: readAliases() },
  vault: fileVault(folder, true),
  uploads: join(folder, 'imports'),
  prefix,
  log,
});
const { platform, schema, relay } = application;
if (relays) relay.start();
const server = await startServer({ config: readConfig({ LOG_LEVEL: 'silent', ...variables }), platform, schema, log });
const { url, fanout } = server;
const delay = monitorEventLoopDelay({ resolution: 10 });
delay.enable();
process.on('message', (asked) => {
  if (asked === 'retire')
    return void server
      .stop()
      .then(() => application.stop())
      .then(() => process.exit(0));
  if (asked === 'memory') (globalThis as { gc?: () => void }).gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  const lag = [delay.percentile(99) / 1e6, delay.max / 1e6] as const;
  delay.reset();
  process.send!({ ...fanout.counts, pagesRead: platform.feed.pagesRead, rss, held: heapUsed + external, lag } satisfies ApiState);
});
process.on('disconnect', () => process.exit(0));
process.send!({ url });
