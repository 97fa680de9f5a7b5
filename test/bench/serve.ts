import 'reflect-metadata';
import { readConfig } from '../../src/config.js';
import { deskDocuments } from '../../src/desks.js';
import { startServer } from '../../src/server.js';
import { UNHURRIED } from '../support/unhurried.js';
import { bare } from './peers/bare.js';
import { unbound } from './peers/unbound.js';
import { yoga } from './peers/yoga.js';
import { PUBLIC } from './rights.js';
import type { ServerKind } from './servers.js';
import { openFor } from './world.js';

/** `serve.js ours|unbound|yoga|mercurius|postgraphile|bare` with the world in BENCH_WORLD: prints its address and serves until its parent is gone. */
const { servers, folder } = JSON.parse(process.env['BENCH_WORLD']!) as { servers: Parameters<typeof openFor>[0]; folder: string };

/** A stranger may send the list that is measured. */
const trusted = deskDocuments();
trusted.add(PUBLIC, ['anonymous']);

const kinds: Readonly<Record<ServerKind, () => Promise<string>>> = {
  ours: async () => {
    const { platform, schema } = await openFor(servers, folder);
    const config = readConfig({ PORT: '0', LOG_LEVEL: 'silent', ...UNHURRIED });
    return (await startServer({ config, platform, schema, trusted })).url;
  },
  unbound: () => unbound(servers, folder, trusted),
  yoga: () => yoga(servers.ownerUrl),
  mercurius: async () => (await import('./peers/mercurius.js')).mercurius(servers.ownerUrl),
  postgraphile: async () => (await import('./peers/postgraphile.js')).postgraphile(servers.ownerUrl),
  bare: () => bare(servers.ownerUrl),
};

process.stdin.on('end', () => process.exit(0)).resume();
process.stdout.write(`${await kinds[process.argv[2] as ServerKind]()}\n`);
