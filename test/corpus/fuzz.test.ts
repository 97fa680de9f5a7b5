import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '../support/jest.js';
import fc from 'fast-check';
import { Random } from '../../seeds/random.js';
import { ROLES, type Role } from '../../src/platform/access/viewer.js';
import { documentsOf } from '../../src/platform/graphql/trust.js';
import { policy } from '../../src/schema.js';
import { key, TestApp } from '../support/app.js';
import { ask, closeAgent, dribble, Line, type Reply, shoot } from './client.js';
import { draftInput, seekerInput } from '../support/factories.js';
import { DRAFT, EVERYBODYS, LIST, ME, REGIONS, REGISTER, SEARCH } from './documents.js';
import { authorised, codeOf, json } from './kinds.js';
import { randomDocument } from './random.js';
import { aWorld, type World } from './scene.js';
import { shape } from './shape.js';

/** Cases of each kind; the whole run is six times as many. `FUZZ_CASES=50000` for a long one. */
const CASES = Number(process.env['FUZZ_CASES'] ?? 700);
const SEED = Number(process.env['SEED'] ?? 20_261_124);
const app = new TestApp();
let world: World;

beforeAll(async () => {
  await app.start();
  world = await aWorld(app);
});
afterAll(async () => {
  await world.close();
  closeAgent();
  await app.stop();
});

const CODES = new Set(
  'OK BAD_REQUEST GRAPHQL_PARSE_FAILED GRAPHQL_VALIDATION_FAILED DOCUMENT_NOT_TRUSTED UNAUTHENTICATED FORBIDDEN BAD_USER_INPUT NOT_FOUND TOO_COMPLEX'.split(
    ' ',
  ),
);
const CLOSES = new Set([1002, 1006, 1007, 1009, 4400, 4401, 4409, 4429, 4430]);

const send = (role: Role, body: string | Buffer): Promise<Reply> =>
  shoot(world.server.url, { headers: { 'content-type': 'application/json', ...authorised(world, role) }, body });

/** One of the written codes, or it is a finding. */
function assertWritten(reply: Reply, sent: unknown): void {
  const code = reply.closed === undefined ? codeOf(reply.text) : CLOSES.has(reply.closed) ? 'OK' : `closed ${reply.closed}`;
  if (!CODES.has(code)) throw new Error(`${code}: ${reply.text.slice(0, 300)} for ${String(sent).slice(0, 2_000)}`);
}

const operations = readdirSync('schema/operations').flatMap((file) =>
  documentsOf(readFileSync(`schema/operations/${file}`, 'utf8')).map(({ text }) => text),
);
const texts = [...operations, ...EVERYBODYS, ...shape.flatMap(({ query }) => (query !== undefined && query.length < 4_000 ? [query] : []))];

const role = fc.constantFrom(...ROLES);
/** Changes at a few places: bytes put in, taken out, doubled. */
const changes = fc.array(
  fc.record({ at: fc.nat(), kind: fc.constantFrom('put', 'take', 'double'), with: fc.constantFrom(...'{}()[]:!$@"\\#,.…0 \n\u0000é'.split('')) }),
  {
    minLength: 1,
    maxLength: 6,
  },
);
const mutated = (text: string, list: readonly { at: number; kind: string; with: string }[]): string =>
  list.reduce((now, { at, kind, with: put }) => {
    const place = at % (now.length + 1);
    if (kind === 'put') return now.slice(0, place) + put + now.slice(place);
    if (kind === 'take') return now.slice(0, place) + now.slice(place + 1 + (at % 7));
    return now.slice(0, place) + now.slice(place, place + 40) + now.slice(place);
  }, text);

const options = { numRuns: CASES, seed: SEED, endOnFailure: true, interruptAfterTimeLimit: undefined };
const LONG = CASES * 200 + 60_000;

test(
  `${CASES} documents with changed characters, over HTTP and a socket, seed ${SEED}`,
  async () => {
    await fc.assert(
      fc.asyncProperty(role, fc.constantFrom(...texts), changes, fc.boolean(), async (who, text, list, socket) => {
        const body = json({ query: mutated(text, list), variables: { id: 'x', first: 3 } });
        assertWritten(socket ? await ask(await world.line(who), body, key()) : await send(who, body), body);
      }),
      options,
    );
  },
  LONG,
);

const value = fc.oneof(
  { weight: 3, arbitrary: fc.jsonValue() },
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '',
    '\u0000',
    '\ud800',
    '500101',
    '重庆',
    '9'.repeat(18),
    '-1',
    '2026-02-30',
    '0000-00-00',
    '00000000-0000-4000-8000-000000000000',
    'NEWEST',
    '%',
  ),
  fc.constantFrom(0, -1, 1e21, 2 ** 31, 2 ** 53, 1.5, null, true),
  fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes).toString('base64url')),
);
const FIELDS =
  'query filter sort first after id code input facets region occupation occupations employer state payAtLeast age shifts idempotencyKey title pay from to text wish places reason idNumber phone validUntil headCount requirements conditions'.split(
    ' ',
  );
const record = fc.dictionary(
  fc.constantFrom(...FIELDS),
  fc.oneof(value, fc.dictionary(fc.constantFrom(...FIELDS), fc.oneof(value, fc.array(value, { maxLength: 4 })), { maxKeys: 6 })),
  { maxKeys: 6 },
);

test(
  `${CASES} times variables of any kind for documents that are known`,
  async () => {
    await fc.assert(
      fc.asyncProperty(role, fc.constantFrom(...EVERYBODYS), record, fc.boolean(), async (who, query, variables, socket) => {
        const body = json({ query, variables });
        assertWritten(socket ? await ask(await world.line(who), body, key()) : await send(who, body), body);
      }),
      options,
    );
  },
  LONG,
);

/** The values that a field of a form takes at its edges, and beyond. */
const edge = fc.oneof(
  value,
  fc.integer(),
  fc.constantFrom(2_147_483_647, -2_147_483_648, 0, 99, 32_768),
  fc.constantFrom('1', '-1', '999999999999999999', '1000000000000', '9999-12-31', '0001-01-01', '500101198808088123', '焊工', 'DAY', 'MONTH'),
  fc.array(fc.constantFrom('焊工', '上海', 'DAY', '', 'x'), { maxLength: 8 }),
);
const FORM: Record<string, string[]> = {
  requirements: ['ageMin', 'ageMax', 'experienceMonths', 'maleCount', 'femaleCount', 'certificates', 'education', 'sexLimitGround'],
  conditions: [
    'hoursPerDay',
    'restDaysPerMonth',
    'contractMonths',
    'probationMonths',
    'probationPay',
    'trainingDays',
    'payDay',
    'insurances',
    'shift',
    'lodgingNote',
  ],
  pay: ['from', 'to', 'period', 'basis', 'text', 'negotiable'],
  wish: ['occupations', 'places', 'wageFloor', 'shifts', 'availableFrom'],
  '': 'employer institution title region headCount validFrom validUntil remarks workAddress occupation name idNumber phone education certificates heightCm skillLevel major workHistory consents newTravelGroup travelGroup situation'.split(
    ' ',
  ),
};
const places = Object.entries(FORM).flatMap(([part, fields]) => fields.map((field) => [part, field] as const));

test(
  `${CASES} forms that are right but for a field or two`,
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('office', 'intermediary', 'recruiter' as const),
        fc.boolean(),
        fc.array(fc.tuple(fc.constantFrom(...places), edge), { minLength: 1, maxLength: 2 }),
        async (who, vacancy, list) => {
          const { employer, institution } = world.ids;
          const input = (vacancy ? draftInput(employer, institution) : seekerInput(institution)) as Record<string, unknown>;
          for (const [[part, field], put] of list) {
            if (part === '') input[field] = put;
            else input[part] = { ...(input[part] as object | undefined), [field]: put };
          }
          const body = json({ query: vacancy ? DRAFT : REGISTER, variables: { input } });
          assertWritten(await send(who as Role, body), body);
        },
      ),
      options,
    );
  },
  LONG,
);

test(
  `${CASES} valid documents and cursors that were tampered with`,
  async () => {
    const random = new Random(SEED);
    const { schema } = app.application;
    const ids = {
      id: [world.ids.vacancy, world.ids.seeker, 'x'],
      seekerId: [world.ids.seeker, 'x'],
      vacancyId: [world.ids.vacancy, 'x'],
      importId: ['x'],
      code: ['500101', 'x'],
    };
    const cursors: [string, string][] = [];
    for (const query of [LIST, REGIONS, SEARCH]) {
      const { text } = await send('office', json({ query, variables: { query: '' } }));
      const edges = Object.values((JSON.parse(text) as { data: Record<string, { edges: { cursor: string }[] }> }).data)[0]!.edges;
      for (const { cursor } of edges) cursors.push([query, cursor]);
    }
    for (let at = 0; at < CASES; at++) {
      const who = random.pick(ROLES.filter((one) => one !== 'anonymous' && one !== 'kiosk'));
      const { text } = randomDocument({ schema, random, ids, permitted: (coordinate) => policy.get(coordinate)?.has(who) ?? false });
      assertWritten(await send(who, json({ query: text })), text);
      const [query, cursor] = random.pick(cursors);
      const bytes = Buffer.from(cursor, 'base64url');
      bytes[random.whole(0, bytes.length - 1)]! ^= 1 << random.whole(0, 7);
      const after = bytes.toString('base64url');
      assertWritten(await send(who, json({ query, variables: { query: '', after } })), after);
    }
  },
  LONG,
);

test(
  `${CASES} frames and bodies of any bytes`,
  async () => {
    const frame = (payload: Buffer, opcode: number, final: boolean): Buffer =>
      Buffer.concat([Buffer.from([(final ? 0x80 : 0) | opcode, 0x80 | 126, payload.length >> 8, payload.length & 255, 0, 0, 0, 0]), payload]);
    const hello = `GET /graphql HTTP/1.1\r\nhost: ${new URL(world.server.url).host}\r\norigin: ${world.server.url}\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-protocol: graphql-transport-ws\r\n\r\n`;
    const messages = [
      { type: 'connection_init' },
      { id: '1', type: 'subscribe', payload: { query: ME } },
      { id: '1', type: 'complete' },
      { type: 'ping' },
    ].map(json);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...messages),
        changes,
        fc.uint8Array({ maxLength: 120 }),
        fc.integer({ min: 0, max: 15 }),
        fc.boolean(),
        async (message, list, bytes, opcode, http) => {
          if (http) return assertWritten(await send('office', Buffer.concat([Buffer.from(mutated(message, list)), Buffer.from(bytes)])), message);
          const line = await Line.open(world.server.url, { token: undefined });
          line.send(mutated(message, list));
          line.send(json({ type: 'ping' }));
          const seen = await line.take();
          line.close();
          if (!seen && !CLOSES.has(line.closed!.code)) throw new Error(`closed ${line.closed!.code} for ${mutated(message, list)}`);
          if (list.length === 1)
            await dribble(world.strict.url, [hello, frame(Buffer.from(bytes), opcode, true), frame(Buffer.from([3, 232]), 8, true)]);
        },
      ),
      options,
    );
  },
  LONG,
);

test('afterwards it answers as before; nothing ended, and nothing failed inside', async () => {
  expect((await send('anonymous', json({ query: ME }))).text).toBe('{"data":{"viewer":{"role":"ANONYMOUS"}}}');
  expect(world.api.alive).toBe(true);
  expect(world.logs.filter((line) => line.includes('"level":50')).slice(0, 3)).toEqual([]);
  process.stdout.write(
    `fuzz: ${CASES * 6} cases, seed ${SEED}; warnings of values that reached the database: ${world.logs.filter((line) => line.includes('"level":40')).length}\n`,
  );
});
