import { join } from 'node:path';
import type pg from 'pg';
import { readAliases, readOccupations } from '../../../seeds/reference/read.js';
import { openApplication, type Servers } from '../../../src/application.js';
import { readConfig } from '../../../src/config.js';
import { ROLES } from '../../../src/platform/access/viewer.js';
import { fileVault } from '../../../src/platform/privacy/vault.js';
import type { TrustedDocuments } from '../../../src/platform/graphql/trust.js';
import { access, type Access, entities } from '../../../src/schema.js';
import { startServer } from '../../../src/server.js';
import { UNHURRIED } from '../../support/unhurried.js';

/** The application's role, past row-level security; whoever measures makes it. */
export const UNBOUND = 'bench_unbound';

/** Everybody may touch everything and sees every row. */
const OPEN: Access = {
  policy: new Map([...access.policy.keys()].map((coordinate) => [coordinate, new Set(ROLES)])),
  scopes: new Map(entities.map(({ name }) => [name, () => null])),
};

/** The server as it would be without gate, checks on the schema, scopes, settings and row-level security. */
export async function unbound(servers: Servers, folder: string, trusted: TrustedDocuments): Promise<string> {
  const { platform, schema } = await openApplication({
    servers: { ...servers, appUrl: servers.appUrl.replace('jiangqiao_app', UNBOUND) },
    reference: { occupations: readOccupations(), aliases: readAliases() },
    vault: fileVault(folder, true),
    uploads: join(folder, 'imports'),
    access: OPEN,
  });
  platform.pool.on('connect', withoutSettings);
  const config = readConfig({ PORT: '0', LOG_LEVEL: 'silent', ...UNHURRIED });
  return (await startServer({ config, platform, schema, trusted, gate: { check: () => undefined } })).url;
}

/** The statement that begins a transaction sets nothing. */
function withoutSettings(client: pg.PoolClient): void {
  const query = client.query.bind(client) as (...args: unknown[]) => unknown;
  client.query = ((first: unknown, ...rest: unknown[]) =>
    query(typeof first === 'string' && first.startsWith('begin') ? first.split(';')[0] : first, ...rest)) as never;
}
