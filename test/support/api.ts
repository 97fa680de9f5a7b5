import 'reflect-metadata';
import { join } from 'node:path';
import pino, { type Logger } from 'pino';
import { readAliases, readOccupations } from '../../seeds/reference/read.js';
import { openApplication, type Servers } from '../../src/application.js';
import { readConfig } from '../../src/config.js';
import { deskDocuments } from '../../src/desks.js';
import type { Role } from '../../src/platform/access/viewer.js';
import { redact } from '../../src/platform/privacy/redact.js';
import { fileVault } from '../../src/platform/privacy/vault.js';
import { startServer } from '../../src/server.js';
import { Turns } from './turns.js';
import { UNHURRIED, UNHURRIED_SEARCH_MS } from './unhurried.js';

export interface ApiOrders {
  readonly servers: Servers;
  readonly prefix: string;
  /** Of its keys and uploads. */
  readonly folder: string;
  /** One server for each, all before one application. */
  readonly variables?: readonly Record<string, string>[];
  readonly searchWithinMs?: number;
  /** It carries changes into the index too. */
  readonly relay?: boolean;
  /** Documents beside those of the desks, with who may send them. */
  readonly trusted?: readonly (readonly [text: string, roles: readonly Role[]])[];
}

/** What the process says on a line of its own: where it serves, and at the end what its event loop did. */
export type ApiSays = { urls: string[] } | { turns: { work: number; late: number } };
const say = (one: ApiSays): void => void process.stdout.write(`${JSON.stringify(one)}\n`);

/** One API process of a test: serves until its parent ends its input; its log goes to stderr. */
const {
  servers,
  prefix,
  folder,
  variables = [{}],
  trusted = [],
  relay = false,
  searchWithinMs = UNHURRIED_SEARCH_MS,
} = JSON.parse(process.env['TEST_API']!) as ApiOrders;
const logAs = (level: string): Logger => pino({ level, hooks: { streamWrite: redact } }, pino.destination({ fd: 2, sync: true }));
const { platform, schema, startRelay } = await openApplication({
  log: logAs(variables[0]?.['LOG_LEVEL'] ?? 'silent'),
  servers,
  prefix,
  reference: { occupations: readOccupations(), aliases: readAliases() },
  vault: fileVault(folder, true),
  uploads: join(folder, 'imports'),
  searchWithinMs,
});
if (relay) startRelay();
const documents = deskDocuments();
for (const [text, roles] of trusted) documents.add(text, roles);
const running = await Promise.all(
  variables.map((one) => {
    const config = readConfig({ PORT: '0', LOG_LEVEL: 'silent', ...UNHURRIED, ...one });
    return startServer({ config, platform, schema, trusted: documents, log: logAs(config.logLevel) });
  }),
);
const turns = new Turns();
turns.start();
process.stdin
  .on('end', () => {
    turns.stop();
    say({ turns: { work: turns.percentile(0.999), late: turns.late(0.999) } });
    process.exit(0);
  })
  .resume();
say({ urls: running.map(({ url }) => url) });
