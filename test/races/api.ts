import 'reflect-metadata';
import { join } from 'node:path';
import { readAliases, readOccupations } from '../../seeds/reference/read.js';
import { openApplication, type Servers } from '../../src/application.js';
import { readConfig } from '../../src/config.js';
import { fileVault } from '../../src/platform/privacy/vault.js';
import { startServer } from '../../src/server.js';
import { UNHURRIED } from '../support/unhurried.js';

export interface ApiOrders {
  readonly servers: Servers;
  readonly prefix: string;
  readonly folder: string;
}

/** One API process of a race: prints its address and serves until its parent is gone. */
const { servers, prefix, folder } = JSON.parse(process.env['RACE_API']!) as ApiOrders;
const { platform, schema } = await openApplication({
  servers,
  prefix,
  reference: { occupations: readOccupations(), aliases: readAliases() },
  vault: fileVault(folder, true),
  uploads: join(folder, 'imports'),
});
const { url } = await startServer({ config: readConfig({ PORT: '0', LOG_LEVEL: 'silent', ...UNHURRIED }), platform, schema });
process.stdin.on('end', () => process.exit(0)).resume();
process.stdout.write(`${url}\n`);
