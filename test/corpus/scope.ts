import type { Role } from '../../src/platform/access/viewer.js';
import { key, type TestApp } from '../support/app.js';
import { draftInput, seekerInput } from '../support/factories.js';
import { FORGERIES } from '../support/forgeries.js';
import { type SignedIn, signedIn } from '../support/sessions.js';
import { Line, type Reply, shoot } from './client.js';
import { CLOSE, DRAFT, ME, REGISTER, VACANCY } from './documents.js';
import { codeOf, http, json, type Kind, operation, script, send } from './kinds.js';
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

/** Asks for a foreign thing and for one that nobody has: the answers must be the same bytes, but for nothing. */
const hidden = (
  number: number,
  name: string,
  query: string,
  foreign: (world: World) => string,
  roles: readonly Role[],
  variables: (id: string, world: World) => object = (id) => ({ id, input: { reason: 'x', idempotencyKey: key() } }),
): Kind[] =>
  (['http', 'ws'] as const).map((transport) =>
    script(
      number,
      name,
      transport,
      'the same bytes',
      async (world, role) => {
        const asked = (id: string): Promise<Reply> => send[transport](world, role, { query, variables: variables(id, world) });
        const [one, other] = [await asked(foreign(world)), await asked(NOBODY)];
        return one.text === other.text ? 'the same bytes' : [one.text, other.text];
      },
      roles,
    ),
  );

/** One session of an office, whose good token forgeries are made of. */
let opened: Promise<SignedIn> | undefined;
const session = (app: TestApp): Promise<SignedIn> => (opened ??= signedIn(app));

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
  ...FORGERIES.flatMap(([name, forge]) => {
    const forged = async ({ app }: World): Promise<string> => `Bearer ${await forge((await session(app)).token, app)}`;
    const headers = async (world: World): Promise<Record<string, string>> => ({
      'content-type': 'application/json',
      authorization: await forged(world),
    });
    return [
      script(
        67,
        `a token forged: ${name}`,
        'http',
        [401, 'UNAUTHENTICATED'],
        async (world) => {
          const { status, text } = await shoot(world.server.url, { headers: await headers(world), body: json({ query: ME }) });
          return [status, codeOf(text)];
        },
        ['office'],
      ),
      script(
        67,
        `a token forged: ${name}, over a socket`,
        'ws',
        4403,
        async (world) => {
          const line = await Line.open(world.server.url, { init: false });
          line.send({ type: 'connection_init', payload: { authorization: await forged(world) } });
          return line.end();
        },
        ['office'],
      ),
    ];
  }),
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
  ...hidden(68, 'a foreign import', 'query ($id: ID!) { importJob(id: $id) { id } }', ({ ids }) => ids.foreignImport, ['intermediary', 'office']),
  ...hidden(
    68,
    'a foreign group that somebody is to travel with',
    REGISTER,
    ({ ids }) => ids.foreignGroup,
    ['intermediary', 'office'],
    (travelGroup, { ids }) => ({ input: seekerInput(ids.institution, { travelGroup }) }),
  ),
  ...hidden(
    68,
    'a foreign registration to be put forward',
    'mutation ($input: ReferralIssueInput!) { referralIssue(input: $input) { referral { id } userErrors { code path message } } }',
    ({ ids }) => ids.foreignRegistration,
    ['intermediary', 'office'],
    (registration, { ids }) => ({ input: { registration, vacancy: ids.vacancy, idempotencyKey: key() } }),
  ),
  script(
    68,
    'the progress of a foreign import',
    'ws',
    'the same bytes',
    async (world, role) => {
      const query = 'subscription ($id: ID!) { importProgress(importId: $id) { state } }';
      const asked = (id: string): Promise<Reply> => send.ws(world, role, { query, variables: { id } });
      const [one, other] = [await asked(world.ids.foreignImport), await asked(NOBODY)];
      return one.text === other.text && codeOf(one.text) === 'NOT_FOUND' ? 'the same bytes' : [one.text, other.text];
    },
    ['intermediary', 'office'],
  ),
  ...['role', 'districtId', 'state', 'usedQuota', 'version', 'synthetic', 'hiredCount', 'institutionPath'].map((field) =>
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
        const { text } = await send.http(world, role, {
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
        Array.from({ length: 10 }, async () => [(await send.http(world, 'office', own)).text, (await send.http(world, role, none)).text]),
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
        last = await send.http(world, role, { query, variables: { id: `${NOBODY.slice(0, -3)}${count + 100}` } }, world.strict.url);
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
          return new Set((await Promise.all(Array.from({ length: 8 }, () => send[transport](world, role, body)))).map(({ text }) => text)).size;
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
          return [refusal(await send[transport](world, role, intake(world, one))), refusal(await send[transport](world, role, intake(world, one)))];
        },
        takers,
      ),
      ...[undefined, null, '', 'x'.repeat(10_240), 'ключ', '00000000-0000-4000-8000-00000000000g'].map((wrong) =>
        script(
          82,
          `a key of ${String(wrong).slice(0, 12)}`,
          transport,
          'BAD_USER_INPUT',
          async (world, role) => codeOf((await send[transport](world, role, intake(world, wrong as string))).text),
          takers,
        ),
      ),
    ];
  }),
];
