import { randomUUID } from 'node:crypto';
import { createClient } from 'graphql-ws';
import { beforeAll, describe, expect, test } from '../support/jest.js';
import { newApiKey } from '../../src/modules/accounts/api-key.js';
import { ROLES } from '../../src/platform/access/viewer.js';
import { policy } from '../../src/schema.js';
import { type Answer, type TestApp, testApp } from '../support/app.js';
import { ask, callers } from './api.js';
import { committed, compareGate, compareSchema, contract, enforced } from './coordinates.js';
import { type Operation, operationOf, rootFields } from './documents.js';
import { type Principal, rightsWorld, type World } from './world.js';

const schema = contract();
const REFUSALS = new Set(['UNAUTHENTICATED', 'FORBIDDEN']);
const refused = (body: Answer['body']): boolean => REFUSALS.has(body.errors?.[0]?.extensions.code ?? '');

test('the gate refuses every coordinate to every role as committed, and the schema without a gate as well', () => {
  const [gate, fields] = [compareGate(schema, policy), compareSchema(enforced(policy))];
  process.stdout.write(`gate: ${gate.cells} cells; schema: ${fields.cells} cells\n`);
  expect([...gate.mismatches, ...fields.mismatches]).toEqual([]);
});

/** The answer of an operation over a socket, the first event of a subscription. */
async function overSocket(app: TestApp, { token }: Principal, { query, variables }: Pick<Operation, 'query' | 'variables'>): Promise<Answer['body']> {
  app.trusted.add(query, ['anonymous', 'kiosk']);
  const client = createClient({
    url: `${app.server.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: app.socket,
    retryAttempts: 0,
    ...(token === undefined ? {} : { connectionParams: { authorization: `Bearer ${token}` } }),
  });
  try {
    for await (const answer of client.iterate({ query, variables })) return answer as Answer['body'];
    return {};
  } catch (error) {
    return { errors: error as NonNullable<Answer['body']['errors']> };
  } finally {
    await client.dispose();
  }
}

describe('on a transport that forgot the gate', () => {
  const app = testApp({ gate: { check: () => undefined } });
  let world: World;
  beforeAll(async () => void (world = await rightsWorld(app)));
  const callerOf = (role: string): Principal => callers(world).find(({ viewer }) => viewer?.role === role)!;

  test.each([...ROLES])('%s gets every root field as committed, over HTTP and over a socket', async (role) => {
    const who = callerOf(role);
    const wrong: string[] = [];
    for (const [kind, { name }] of rootFields(schema)) {
      const operation = operationOf(schema, name);
      const [type, may] = [
        `${kind[0]!.toUpperCase()}${kind.slice(1)}`,
        committed.get(`${kind[0]!.toUpperCase()}${kind.slice(1)}.${name}`)!.has(role as never),
      ];
      const overHttp = kind === 'subscription' ? !may : refused((await ask(app, who, operation.query, operation.variables)).body);
      const socket = refused(await overSocket(app, who, operation));
      if (overHttp === may || socket === may) wrong.push(`${type}.${name}`);
    }
    expect(wrong).toEqual([]);
  });

  test('a field that the role may not read is refused wherever it is reached', async () => {
    const nested = '{ seekers(first: 1) { edges { node { id name } } } }';
    expect((await ask(app, callerOf('auditor'), nested)).body.errors).toMatchObject([
      { path: ['seekers', 'edges', 0, 'node', 'name'], extensions: { code: 'FORBIDDEN' } },
    ]);
    expect((await ask(app, callerOf('office'), nested)).body.errors).toBeUndefined();
    const employer = world.rows.find(({ table }) => table === 'employer')!.id;
    const code = `{ employer(id: "${employer}") { name creditCode } }`;
    expect((await ask(app, callerOf('anonymous'), code)).body).toMatchObject({
      data: { employer: { creditCode: null } },
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    });
  });

  test('an input field that the role may not give is refused before the effect', async () => {
    const who = callers(world).find(({ name }) => name === 'broker')!;
    const job = world.rows.find(({ table, account }) => table === 'import_job' && account === who.viewer!.userId)!;
    const { query, variables } = operationOf(schema, 'importStart', { id: job.id, input: { openUntil: '2030-01-01' } });
    await app.sql("update import_job set state = 'UPLOADED' where id = ?", [job.id]);
    expect((await ask(app, who, query, variables)).body.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect(await app.sql('select state, open_until from import_job where id = ?', [job.id])).toEqual([{ state: 'UPLOADED', open_until: null }]);
    const without = operationOf(schema, 'importStart', { id: job.id, input: { openUntil: null } });
    expect(refused((await ask(app, who, without.query, without.variables)).body)).toBe(false);
  });
});

/** A key of the account that is over, one that was taken back, and one that nobody was given. */
async function spentKeys(app: TestApp, { viewer }: Principal): Promise<Record<'expired' | 'revoked' | 'forged', string>> {
  const stored = async (column: 'expires_at' | 'revoked_at'): Promise<string> => {
    const { secret, prefix, hash } = newApiKey();
    const values = [randomUUID(), viewer!.userId, prefix, hash];
    await app.sql(`insert into api_key (id, account_id, prefix, hash, ${column}) values (?, ?, ?, ?, app_now() - interval '1 second')`, values);
    return secret;
  };
  return { expired: await stored('expires_at'), revoked: await stored('revoked_at'), forged: newApiKey().secret };
}

describe('behind the gate', () => {
  const app = testApp();
  let world: World;
  beforeAll(async () => void (world = await rightsWorld(app)));

  test('an expired, a revoked and a forged credential of whoever may use it open no root field, and none that is for everybody', async () => {
    const keys = new Map<string, Record<string, string>>();
    for (const who of callers(world)) if (who.token && !keys.has(who.viewer!.role)) keys.set(who.viewer!.role, await spentKeys(app, who));
    const [open, answers]: [string[], string[]] = [[], []];
    for (const [kind, { name }] of rootFields(schema)) {
      const may = committed.get(`${kind[0]!.toUpperCase()}${kind.slice(1)}.${name}`)!;
      const { query, variables } = operationOf(schema, name);
      for (const [why, token] of Object.entries(keys.get([...keys.keys()].find((role) => may.has(role as never)) ?? 'office')!)) {
        const { status, body } = await app.run(query, variables, undefined, { authorization: `Bearer ${token}` });
        answers.push(`${status} ${body.errors?.[0]?.extensions.code}`);
        if (body.data || answers.at(-1) !== '401 UNAUTHENTICATED') open.push(`${name}, ${why}: ${answers.at(-1)}`);
      }
    }
    process.stdout.write(`root fields by spent credentials: ${answers.length} cells, ${open.length} mismatches\n`);
    expect(open).toEqual([]);
    expect(answers.length).toBe(3 * rootFields(schema).length);
  });

  test('a document is refused as a whole: nothing before the forbidden part has an effect, be it a field or the value of a variable', async () => {
    const who = callers(world).find(({ name }) => name === 'broker')!;
    const draft = world.rows.find(
      ({ table, state, institution }) => table === 'vacancy' && state === 'DRAFT' && institution === world.institutions.brokerA,
    )!;
    const submit = operationOf(schema, 'vacancySubmit', { id: draft.id });
    const start = operationOf(schema, 'importStart', { input: { openUntil: '2030-01-01' } });
    const both = [
      [
        `mutation ($id: ID!, $input: StepInput!) { vacancySubmit(id: $id, input: $input) { userErrors { code } } employerVerify(id: $id, input: $input) { userErrors { code } } }`,
        submit.variables,
      ],
      [
        `mutation ($id: ID!, $input: StepInput!, $job: ID!, $how: ImportStartInput!) { vacancySubmit(id: $id, input: $input) { userErrors { code } } importStart(id: $job, input: $how) { userErrors { code } } }`,
        { ...submit.variables, job: start.variables['id'], how: start.variables['input'] },
      ],
    ] as const;
    for (const [query, variables] of both) {
      expect((await ask(app, who, query, variables)).body).toEqual({ errors: [expect.objectContaining({ extensions: { code: 'FORBIDDEN' } })] });
      expect(await app.sql('select state from vacancy where id = ?', [draft.id])).toEqual([{ state: 'DRAFT' }]);
    }
    expect((await ask(app, who, submit.query, submit.variables)).body.errors).toBeUndefined();
    expect(await app.sql('select state from vacancy where id = ?', [draft.id])).toEqual([{ state: 'UNDER_REVIEW' }]);
  });
});
