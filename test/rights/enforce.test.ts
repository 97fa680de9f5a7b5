import { createClient } from 'graphql-ws';
import { beforeAll, describe, expect, test } from '../support/jest.js';
import { ROLES } from '../../src/platform/access/viewer.js';
import { policy } from '../../src/schema.js';
import { type Answer, type TestApp, testApp } from '../support/app.js';
import { viewerOf } from '../support/sessions.js';
import { spentCredentials, spentTokens, type Spent } from '../support/spent.js';
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

/** How a socket answers a credential. */
async function socketAnswer(app: TestApp, token: string): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const socket = new app.socket(`${app.server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } })));
  socket.on('message', (frame: Buffer) =>
    resolve((JSON.parse(frame.toString()) as { type: string }).type === 'connection_ack' ? 'opened' : 'answered'),
  );
  socket.on('close', (code) => resolve(`closed with ${code}`));
  return promise.finally(() => socket.terminate());
}

describe('behind the gate', () => {
  const app = testApp();
  let world: World;
  beforeAll(async () => void (world = await rightsWorld(app)));

  test('expired, revoked and forged keys, tokens and devices of whoever may use it open no root field, none that is for everybody, and no socket', async () => {
    const spent = new Map<string, Spent>();
    for (const { token, viewer } of callers(world))
      if (token && !spent.has(viewer!.role)) spent.set(viewer!.role, await spentCredentials(app, viewer!.role, viewer!.userId!));
    const [open, answers]: [string[], string[]] = [[], []];
    const cell = (answer: string, wanted: string, name: string, why: string): void => {
      answers.push(answer);
      if (answer !== wanted) open.push(`${name}, ${why}: ${answer}`);
    };
    for (const [kind, { name }] of rootFields(schema)) {
      const may = committed.get(`${kind[0]!.toUpperCase()}${kind.slice(1)}.${name}`)!;
      const { query, variables } = operationOf(schema, name);
      for (const [why, token] of Object.entries(spent.get([...spent.keys()].find((role) => may.has(role as never)) ?? 'office')!)) {
        const { status, body } = await app.run(query, variables, undefined, { authorization: `Bearer ${token}` });
        cell(`${status} ${body.errors?.[0]?.extensions.code}${body.data ? ' with data' : ''}`, '401 UNAUTHENTICATED', name, why);
      }
    }
    const fields = answers.length;
    for (const [role, credentials] of spent)
      for (const [why, token] of Object.entries(credentials)) cell(await socketAnswer(app, token), 'closed with 4403', `a socket of ${role}`, why);
    process.stdout.write(`root fields by spent credentials: ${fields} cells; sockets: ${answers.length - fields}; ${open.length} mismatches\n`);
    expect(open).toEqual([]);
    expect(fields).toBeGreaterThanOrEqual(5 * rootFields(schema).length);
    const { live } = await spentTokens(app, callers(world).find(({ viewer }) => viewer?.role === 'office')!.viewer!.userId!);
    expect((await viewerOf(app, live)).viewer).toMatchObject({ role: 'OFFICE' });
    expect(await socketAnswer(app, live)).toBe('opened');
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
