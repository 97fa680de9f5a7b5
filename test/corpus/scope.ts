import type { Role } from '../../src/platform/access/viewer.js';
import { key } from '../support/app.js';
import { draftInput, seekerInput } from '../support/factories.js';
import { ask, Line, type Reply, shoot } from './client.js';
import { CLOSE, DRAFT, ME, REGISTER, VACANCY } from './documents.js';
import { authorised, codeOf, http, json, type Kind, operation, script } from './kinds.js';
import { stranger, type World } from './scene.js';

const NOBODY = '00000000-0000-4000-8000-000000000000';
const FORGED = [
  'Bearer',
  'Bearer ',
  'Basic YTpi',
  'Bearer jq_00000000_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
  `Bearer ${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{"role":"office"}').toString('base64url')}.`,
  `Bearer ${Buffer.from('{"alg":"HS256","kid":"../../etc/passwd"}').toString('base64url')}.e30.x`,
  "Bearer ' or 1=1 --",
  `Bearer ${'x'.repeat(4_000)}`,
];

const post = (world: World, role: Role, body: object, url = world.server.url): Promise<Reply> =>
  shoot(url, { headers: { 'content-type': 'application/json', ...authorised(world, role) }, body: json(body) });
const overLine = async (world: World, role: Role, body: object): Promise<Reply> => ask(await world.line(role), json(body), key());

/** Asks for a foreign thing and for one that nobody has: the answers must be the same bytes, but for nothing. */
const hidden = (number: number, name: string, query: string, foreign: (world: World) => string, roles: readonly Role[]): Kind[] =>
  (['http', 'ws'] as const).map((transport) =>
    script(
      number,
      name,
      transport,
      'the same bytes',
      async (world, role) => {
        const send = transport === 'http' ? post : overLine;
        const input = (id: string): object => ({ query, variables: { id, input: { reason: 'x', idempotencyKey: key() } } });
        const [one, other] = [await send(world, role, input(foreign(world))), await send(world, role, input(NOBODY))];
        return one.text === other.text ? 'the same bytes' : [one.text, other.text];
      },
      roles,
    ),
  );

const CASE: readonly Role[] = ['intermediary', 'office', 'seeker'];

/** 67–82: who one is, what one sees, and what is done once. */
export const scope: Kind[] = [
  ...FORGED.flatMap((authorization, at) => [
    http(
      67,
      `a credential that is none, ${at}`,
      { headers: { 'content-type': 'application/json', authorization }, body: json({ query: ME }) },
      'UNAUTHENTICATED',
    ),
    script(
      67,
      `a credential that is none, ${at}, over a socket`,
      'ws',
      4403,
      async ({ server }) => {
        const line = await Line.open(server.url, { init: false });
        line.send({ type: 'connection_init', payload: { authorization } });
        return line.end();
      },
      ['anonymous'],
    ),
  ]),
  ...hidden(68, 'a foreign draft', VACANCY, ({ ids }) => ids.foreignDraft, ['anonymous', 'kiosk', 'seeker', 'intermediary', 'office', 'recruiter']),
  ...hidden(68, 'a foreign draft as what is to be closed', CLOSE, ({ ids }) => ids.foreignDraft, ['intermediary', 'office', 'recruiter']),
  ...hidden(68, 'a foreign person', 'query ($id: ID!) { seeker(id: $id) { id } }', ({ ids }) => ids.foreignSeeker, CASE),
  ...hidden(
    68,
    'matches of a foreign person',
    'query ($id: ID!) { vacancyMatches(seekerId: $id) { totalCount } }',
    ({ ids }) => ids.foreignSeeker,
    CASE,
  ),
  ...hidden(68, 'a foreign import', 'query ($id: ID!) { importJob(id: $id) { id } }', ({ ids }) => ids.foreignSeeker, ['intermediary', 'office']),
  ...['role', 'state', 'usedQuota', 'version', 'synthetic', 'hiredCount', 'institutionPath'].map((field) =>
    operation(
      69,
      `${field} among the input`,
      ({ ids }) => json({ query: DRAFT, variables: { input: { ...draftInput(ids.employer, ids.institution), [field]: 1 } } }),
      (role) => (['intermediary', 'office', 'recruiter'].includes(role) ? 'BAD_USER_INPUT' : role === 'anonymous' ? 'UNAUTHENTICATED' : 'FORBIDDEN'),
    ),
  ),
  script(
    70,
    'counting what is foreign',
    'http',
    [1, 0],
    async (world, role) => {
      const count = async (region: string): Promise<number> => {
        const { text } = await post(world, role, {
          query: 'query ($region: String!) { seekers(filter: { region: $region }) { totalCount } }',
          variables: { region },
        });
        return (JSON.parse(text) as { data: { seekers: { totalCount: number } } }).data.seekers.totalCount;
      };
      return [Math.min(await count('500101'), 1), await count('500102')];
    },
    ['intermediary', 'office'],
  ),
  script(
    74,
    'two roles in one tick',
    'http',
    'each its own',
    async (world, role) => {
      const query = 'query ($id: ID!) { vacancy(id: $id) { title referralCount employer { name } } }';
      const [own, none] = [
        { query, variables: { id: world.ids.vacancy } },
        { query, variables: { id: world.ids.foreignDraft } },
      ];
      const answers = await Promise.all(
        Array.from({ length: 10 }, async () => [(await post(world, 'office', own)).text, (await post(world, role, none)).text]),
      );
      return answers.every(([a, b]) => a!.includes('船舶电焊工') && b === '{"data":{"vacancy":null}}') ? 'each its own' : answers[0];
    },
    ['office', 'intermediary', 'recruiter', 'seeker'],
  ),
  script(
    76,
    'a hundred looks at persons in a minute',
    'http',
    { refused: true, first: true, code: 'RATE_LIMITED', retry: true },
    async (world, role) => {
      const query = 'query ($id: ID!) { seeker(id: $id) { id } }';
      let last: Reply | undefined;
      let count = 0;
      for (; count < 100; count++) {
        last = await post(world, role, { query, variables: { id: `${NOBODY.slice(0, -3)}${count + 100}` } }, world.strict.url);
        if (last.status === 429) break;
      }
      return { refused: count < 100, first: count >= 10, code: codeOf(last!.text), retry: Number(last!.headers!['retry-after']) >= 1 };
    },
    ['intermediary', 'office', 'auditor'],
  ),
  operation(
    77,
    'a step that is not theirs',
    json({ query: CLOSE, variables: { id: NOBODY, input: { reason: 'x', idempotencyKey: NOBODY } } }),
    (role) => (['intermediary', 'office', 'recruiter'].includes(role) ? 'OK' : role === 'anonymous' ? 'UNAUTHENTICATED' : 'FORBIDDEN'),
  ),
  operation(
    77,
    'a step of their own making',
    json({ query: `mutation { vacancyClose(id: "x", input: { reason: "x", idempotencyKey: "${NOBODY}" }) { userErrors { code } } }` }),
    (role) => (stranger(role) ? 'DOCUMENT_NOT_TRUSTED' : ['intermediary', 'office', 'recruiter'].includes(role) ? 'OK' : 'FORBIDDEN'),
  ),
  ...(['http', 'ws'] as const).flatMap((transport): Kind[] => {
    const send = transport === 'http' ? post : overLine;
    const intake = (world: World, idempotencyKey: string, more: object = {}): object => ({
      query: REGISTER,
      variables: { input: seekerInput(world.ids.institution, { idempotencyKey, ...more }) },
    });
    const refusal = (reply: Reply): string =>
      (JSON.parse(reply.text) as { data: { seekerRegister: { userErrors: { code: string }[] } } }).data.seekerRegister.userErrors[0]?.code ?? 'done';
    const takers: readonly Role[] = ['intermediary', 'office'];
    return [
      script(
        80,
        'one key, eight times at once',
        transport,
        1,
        async (world, role) => {
          const body = intake(world, key());
          return new Set((await Promise.all(Array.from({ length: 8 }, () => send(world, role, body)))).map(({ text }) => text)).size;
        },
        takers,
      ),
      script(
        81,
        'one key, another request',
        transport,
        ['done', 'IDEMPOTENCY_KEY_REUSED'],
        async (world, role) => {
          const one = key();
          return [refusal(await send(world, role, intake(world, one))), refusal(await send(world, role, intake(world, one)))];
        },
        takers,
      ),
      ...[undefined, null, '', 'x'.repeat(10_240), 'ключ', '00000000-0000-4000-8000-00000000000g'].map((wrong) =>
        script(
          82,
          `a key of ${String(wrong).slice(0, 12)}`,
          transport,
          'BAD_USER_INPUT',
          async (world, role) => codeOf((await send(world, role, intake(world, wrong as string))).text),
          takers,
        ),
      ),
    ];
  }),
];
