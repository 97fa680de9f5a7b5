import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { EntityManager } from '@mikro-orm/postgresql';
import { beforeAll, expect, test } from './support/jest.js';
import { type DemoFacts, seedDemo } from '../seeds/demo.js';
import { testApp } from './support/app.js';

const app = testApp();
const readme = readFileSync('README.md', 'utf8');
const examples = [...readme.matchAll(/^ask (\w+) '([^']+)'(?: '([^']+)')?$/gm)].map(
  ([, role, query, variables = '{}']) => [role!, query!, variables] as const,
);
let demo: DemoFacts;

beforeAll(async () => {
  const em = app.owner.em.fork();
  await em.transactional(async (inner) => {
    demo = await seedDemo(inner as EntityManager, app.application.platform.vault, () => undefined);
  });
  await app.application.relay.drain();
}, 400_000);

test('there is an example for each kind of user', () => {
  expect(new Set(examples.map(([role]) => role))).toEqual(new Set(Object.keys(demo.tokens)));
});

test.each(examples)('the example of %s works as it stands: %s', async (role, query, variables) => {
  const response = await fetch(`${app.server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${demo.tokens[role as keyof DemoFacts['tokens']]}` },
    body: JSON.stringify({ query, variables: JSON.parse(variables) as object }),
  });
  const { data, errors } = (await response.json()) as { data: Record<string, unknown>; errors?: unknown };
  expect(errors).toBeUndefined();
  for (const answer of Object.values(data)) {
    const { edges, userErrors = [] } = answer as { edges?: unknown[]; userErrors?: unknown[] };
    expect(answer).not.toBeNull();
    expect(userErrors).toEqual([]);
    if (edges) expect(edges.length).toBeGreaterThan(0);
  }
});

/** The blocks of commands that need nothing but a running server and `ask`, in order, as somebody pastes them. */
const pasted = [...readme.matchAll(/^```sh\n([^]*?)^```$/gm)]
  .map(([, block]) => block!)
  .filter((block) => /^(ask\(\)|TODAY=|URL=|node |BEARER=)/.test(block));

test('an order from its list to a return, signing in, a kiosk, following a fair and exports work pasted into a shell', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'readme-'));
  mkdirSync(join(folder, 'data'));
  writeFileSync(join(folder, 'data', 'demo.json'), JSON.stringify({ ...demo, url: app.server.url }));
  symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'));
  expect(pasted).toHaveLength(5);
  const { stdout } = await promisify(execFile)('bash', ['-e', '-c', pasted.join('\n')], { cwd: folder });
  expect(stdout).toMatch(/"CHECKED".*"DEPARTED".*"ARRIVED".*"ON_POST".*"RETURNED"/s);
  expect(stdout).not.toContain('"code"');
  expect(stdout).toMatch(/"accessToken":.*"accessToken":.*"token":/s);
  for (const said of ['十点在二号厅讲解工伤保险，欢迎参加', '十点抽奖']) expect(stdout).toMatch(new RegExp(`${said} \\d+\n`));
  for (const name of ['vacancies', 'referrals'])
    expect(
      readFileSync(join(folder, `${name}.xlsx`))
        .subarray(0, 2)
        .toString(),
    ).toBe('PK');
});

test('in the demonstration world every state of a notice and of a referral can be seen, and each referral fits', async () => {
  const states = async (table: string): Promise<unknown[]> =>
    (await app.sql<{ state: string }>(`select distinct state from ${table} order by 1`)).map((one) => one.state);
  expect(await states('vacancy')).toEqual(['DRAFT', 'OPEN', 'REJECTED', 'UNDER_REVIEW']);
  expect(await states('referral')).toEqual(['ACCEPTED', 'EXPIRED', 'HIRED', 'INTERVIEWED', 'ISSUED', 'NOT_HIRED', 'NO_SHOW', 'REFUSED']);
  expect(
    await app.sql(
      'select 1 from referral r join vacancy v on v.id = r.vacancy_id where not exists (select from registration g where g.id = r.registration_id and g.seeker_id = r.seeker_id) or v.hired_count > v.head_count',
    ),
  ).toEqual([]);
  expect(
    await app.sql(
      'select 1 from vacancy where not synthetic union all select 1 from seeker where not synthetic union all select 1 from referral where not synthetic',
    ),
  ).toEqual([]);
});
