import type { Role } from '../../src/platform/access/viewer.js';
import { key } from '../support/app.js';
import { draftInput, seekerInput } from '../support/factories.js';
import { ask, type Reply, shoot } from './client.js';
import { DRAFT, LIST, REGION, REGIONS, REGISTER, SEARCH, VACANCY } from './documents.js';
import { authorised, CANARY, codeOf, json, type Kind, operation, script, variables } from './kinds.js';
import type { World } from './scene.js';

const BAD = 'BAD_USER_INPUT';
const INJECTIONS = ["'; drop table vacancy; --", '%_\\%', '(a+)+$', '" OR 1=1 --', '$(sleep 5)', '焊工;--'];
const FILTERS = ['district = 3 OR employerId EXISTS', '500101" OR "1"="1', '_geoRadius(1,2,3)', 'places IN ["x"]'];
/** Each alone takes few milliseconds; here eight roles ask at once. */
const soon = (code: string) => ({ code, within: 2_000 });

/** Cursors that are not the list's. */
const cursors = (text: unknown): string => Buffer.from(json(text)).toString('base64url');
const FORGED = [
  'x',
  '',
  '{}',
  'a'.repeat(50_000),
  cursors(['newest', '1; drop table vacancy', '00000000-0000-4000-8000-000000000000']),
  cursors(['other', '2026-01-01', '00000000-0000-4000-8000-000000000000']),
  cursors(['newest', '2026-01-01', 'no id']),
  cursors({ length: 3 }),
  cursors([['newest'], '2026-01-01', '00000000-0000-4000-8000-000000000000']),
  cursors(['newest', 'Infinity', '00000000-0000-4000-8000-000000000000']),
  cursors(['newest', '99999999-99-99', '00000000-0000-4000-8000-000000000000']),
];

async function overBoth(world: World, role: Role, query: string, value: unknown): Promise<[Reply, Reply]> {
  const body = json({ query, variables: value });
  const headers = { 'content-type': 'application/json', ...authorised(world, role) };
  return [await shoot(world.server.url, { headers, body }), await ask(await world.line(role), body, key())];
}

const INTAKE: readonly Role[] = ['intermediary', 'office'];
const AUTHORS: readonly Role[] = ['intermediary', 'office', 'recruiter'];

interface Registered {
  registration: { seeker: { id: string; nameMasked: string; idNumberMasked: string; phoneMasked: string | null } } | null;
  userErrors: { code: string; path: string[] }[];
}

/** What an intake with one other field ends in: the refusal's code and path, or `stored`. */
const intake = (number: number, name: string, more: () => object, wanted: string): Kind[] =>
  (['http', 'ws'] as const).map((transport, at) =>
    script(
      number,
      name,
      transport,
      wanted,
      async (world, role) => {
        const [http, ws] = await overBoth(world, role, REGISTER, { input: seekerInput(world.ids.institution, more()) });
        const reply = at === 0 ? http : ws;
        if (codeOf(reply.text) !== 'OK') return codeOf(reply.text);
        const { userErrors } = (JSON.parse(reply.text) as { data: { seekerRegister: Registered } }).data.seekerRegister;
        return userErrors[0] ? `${userErrors[0].code} ${userErrors[0].path.join('.')}` : 'stored';
      },
      INTAKE,
    ),
  );

const draft = (number: number, name: string, more: object, wanted: string, roles: readonly Role[] = AUTHORS): Kind =>
  script(
    number,
    name,
    'http',
    wanted,
    async (world, role) => {
      const [reply] = await overBoth(world, role, DRAFT, { input: draftInput(world.ids.employer, world.ids.institution, more) });
      if (codeOf(reply.text) !== 'OK') return codeOf(reply.text);
      const { vacancy, userErrors } = (
        JSON.parse(reply.text) as { data: { vacancyDraft: { vacancy: Record<string, unknown> | null; userErrors: { code: string }[] } } }
      ).data.vacancyDraft;
      return vacancy ? json(Object.fromEntries(Object.keys(more).map((field) => [field, vacancy[field]]))) : userErrors[0]!.code;
    },
    roles,
  );

const stored = (more: object): string => json(more);

/** 52–65: values, of documents that everybody may send. */
export const values: Kind[] = [
  variables(52, 'an object for an id', VACANCY, { id: { $ne: null } }, BAD),
  variables(52, 'an object for a text', SEARCH, { query: { $regex: CANARY } }, BAD),
  variables(52, 'a list for an id', VACANCY, { id: [CANARY] }, BAD),
  variables(53, '__proto__ in a filter', LIST, '{"filter":{"__proto__":{"state":"DRAFT"}}}', 'BAD_REQUEST'),
  variables(53, '__proto__ beside the variables', LIST, '{"__proto__":{"polluted":true}}', 'BAD_REQUEST'),
  variables(53, 'constructor.prototype', LIST, '{"filter":{"constructor":{"prototype":{"polluted":true}}}}', 'BAD_REQUEST'),
  variables(54, 'an object that looks like a piece of SQL', LIST, { filter: { __raw: true, sql: CANARY } }, BAD),
  variables(54, 'an object that looks like a piece of SQL, for a text', LIST, { filter: { region: { __raw: true, sql: CANARY } } }, BAD),
  variables(55, 'a direction with more in it', LIST, { sort: 'NEWEST; select pg_sleep(5)' }, soon(BAD)),
  variables(55, 'an order that is an object', LIST, { sort: { title: 'asc; select pg_sleep(5)' } }, soon(BAD)),
  ...INJECTIONS.map((text) => variables(56, `words: ${text}`, SEARCH, { query: text }, soon('OK'))),
  ...INJECTIONS.map((text) => variables(56, `an id: ${text}`, VACANCY, { id: text }, soon('OK'))),
  ...INJECTIONS.map((title) => draft(56, `a title: ${title}`, { title }, stored({ title }))),
  ...FILTERS.map((region) => variables(57, `a region: ${region}`, SEARCH, { query: '', filter: { region } }, BAD)),
  ...FILTERS.map((text) => variables(57, `words: ${text}`, SEARCH, { query: text }, 'OK')),
  ...FILTERS.map((text) => variables(57, `a trade: ${text}`, SEARCH, { query: '', filter: { occupations: [text] } }, BAD)),
  variables(58, 'NUL', SEARCH, '{"query":"\\u0000"}', BAD),
  variables(58, 'half a character', SEARCH, '{"query":"\\ud83d"}', BAD),
  variables(58, 'half a character for an id', VACANCY, '{"id":"\\udc00"}', BAD),
  operation(58, 'NUL written out', json({ query: '{ region(code: "\\u0000") { code } }' }), (role) =>
    ['anonymous', 'kiosk'].includes(role) ? 'DOCUMENT_NOT_TRUSTED' : BAD,
  ),
  variables(58, 'right to left', SEARCH, { query: '\u202e工焊' }, 'OK'),
  variables(58, 'nothing one can see', SEARCH, { query: '\u200b\u200d\ufeff' }, 'OK'),
  variables(58, '15,000 faces', SEARCH, { query: '😀'.repeat(15_000) }, BAD),
  ...intake(58, 'a name of what one cannot see', () => ({ name: '\u200b\u202e' }), 'BAD_USER_INPUT'),
  draft(58, 'a title with what one cannot see', { title: '焊\u200b工\u202e' }, stored({ title: '焊工' })),
  ...intake(59, 'a wrong check digit', () => ({ idNumber: '500101198808080000' }), 'INVALID input.idNumber'),
  ...intake(59, 'the 30th of February', () => ({ idNumber: '509901198802301234' }), 'INVALID input.idNumber'),
  ...intake(59, 'born in a hundred years', () => ({ idNumber: '509901212602011234' }), 'INVALID input.idNumber'),
  ...intake(59, 'letters', () => ({ idNumber: CANARY }), 'INVALID input.idNumber'),
  script(
    59,
    'one ID number in four spellings',
    'http',
    [1, 'not in the log'],
    async (world, role) => {
      const { idNumber: id, ...more } = seekerInput(world.ids.institution) as { idNumber: string };
      const wide = id.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));
      const seen = new Set<string>();
      for (const idNumber of [id, id.toLowerCase(), ` ${id} `, wide]) {
        const [{ text }] = await overBoth(world, role, REGISTER, { input: { ...more, idNumber, idempotencyKey: key() } });
        const { registration } = (JSON.parse(text) as { data: { seekerRegister: Registered } }).data.seekerRegister;
        if (registration) seen.add(registration.seeker.id);
      }
      return [seen.size, world.logs.join('').includes(id) ? 'in the log' : 'not in the log'];
    },
    INTAKE,
  ),
  ...intake(60, 'a phone of letters', () => ({ phone: CANARY }), 'INVALID input.phone'),
  ...intake(60, 'a phone too long', () => ({ phone: '1'.repeat(60) }), 'INVALID input.phone'),
  ...['"NaN"', '"Infinity"', '"1e3"', '9007199254740993', '"-0x1"', '1.5'].map((amount) =>
    variables(61, `an amount of ${amount}`, SEARCH, `{"query":"","filter":{"payAtLeast":${amount}}}`, BAD),
  ),
  variables(61, 'an amount of eighteen digits', SEARCH, { query: '', filter: { payAtLeast: '999999999999999999' } }, 'OK'),
  variables(61, 'an age without end', SEARCH, '{"query":"","filter":{"age":1e999}}', BAD),
  variables(61, 'the largest age', SEARCH, { query: '', filter: { age: 120 } }, 'OK'),
  variables(61, 'an age beyond any', SEARCH, { query: '', filter: { age: 2_147_483_647 } }, BAD),
  ...['275760-09-13', '2026-02-30', '2026-12-31T23:59:60Z', '9999-12-31x'].map((validUntil) => draft(61, `until ${validUntil}`, { validUntil }, BAD)),
  draft(61, 'until the year nought', { validUntil: '0000-01-01' }, 'INVALID'),
  draft(61, 'until the end of the year 9999', { validUntil: '9999-12-31' }, 'INVALID'),
  draft(61, 'more heads than there are', { headCount: 2_147_483_647 }, 'INVALID'),
  draft(61, 'minus heads', { headCount: -1 }, 'INVALID'),
  variables(62, '251 items', SEARCH, { query: '', filter: { occupations: Array<string>(251).fill('焊工') } }, BAD),
  variables(62, '251 items that fit', SEARCH, { query: '', filter: { shifts: Array<string>(251).fill('DAY') } }, BAD),
  variables(62, '250 items that fit', SEARCH, { query: '', filter: { shifts: Array<string>(250).fill('DAY') } }, 'OK'),
  variables(62, '251 items, deep', SEARCH, { query: '', filter: { shifts: [Array<string>(251).fill('DAY')] } }, BAD),
  variables(63, '250 values that are none', SEARCH, { query: '', filter: { shifts: Array<string>(250).fill(CANARY) } }, BAD),
  variables(
    63,
    '1,000 fields that are none',
    SEARCH,
    { query: '', filter: Object.fromEntries(Array.from({ length: 1_000 }, (_, at) => [`${CANARY}${at}`, at])) },
    BAD,
  ),
  variables(63, 'a region that is none', REGION, { code: CANARY }, BAD),
  draft(64, 'a script', { remarks: '<script>alert(1)</script>' }, stored({ remarks: '<script>alert(1)</script>' })),
  draft(64, 'a formula', { remarks: '=cmd|/c calc' }, stored({ remarks: '=cmd|/c calc' })),
  draft(64, 'a line of a log', { remarks: 'x\n{"level":60}' }, stored({ remarks: 'x {"level":60}' })),
  ...FORGED.flatMap((after, at) => [
    variables(65, `a cursor that is none, ${at}`, LIST, { after }, BAD),
    variables(65, `a cursor that is none, ${at}, of divisions`, REGIONS, { after }, BAD),
    variables(65, `a cursor that is none, ${at}, of a search`, SEARCH, { query: '', after }, BAD),
  ]),
  script(65, 'the cursor of another list', 'http', [BAD, BAD, BAD], async (world, role) => {
    const first = async (query: string, value: object): Promise<string> => {
      const [{ text }] = await overBoth(world, role, query, value);
      return (Object.values((JSON.parse(text) as { data: Record<string, { edges: { cursor: string }[] }> }).data)[0]!.edges[0] as { cursor: string })
        .cursor;
    };
    const [list, regions] = [await first(LIST, {}), await first(REGIONS, {})];
    const flipped = list.slice(0, 8) + (list[8] === 'A' ? 'B' : 'A') + list.slice(9);
    const tries = [
      overBoth(world, role, REGIONS, { after: list }),
      overBoth(world, role, LIST, { after: regions }),
      overBoth(world, role, LIST, { after: flipped }),
    ];
    return (await Promise.all(tries)).map(([{ text }]) => codeOf(text));
  }),
];
