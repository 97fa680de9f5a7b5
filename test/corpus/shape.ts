import { sha256 } from '../../src/platform/graphql/trust.js';
import { desks, printedManifest } from '../../src/desks.js';
import { LIST, ME, REGION, REGIONS, SEARCH } from './documents.js';
import { CANARY, document, http, json, type Kind, operation, variables } from './kinds.js';
import { stranger } from './scene.js';

const many = (count: number, one: (at: number) => string): string => Array.from({ length: count }, (_, at) => one(at)).join(' ');
/** A selection with so many levels of fields. */
const nestedField = (depth: number): string => `region(code: "500101") { ${'parent { '.repeat(depth - 2)}code${' }'.repeat(depth - 2)} }`;
const nested = (depth: number): string => `{ ${nestedField(depth)} }`;
const deepList = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
const PARSE = 'GRAPHQL_PARSE_FAILED';
const INVALID = 'GRAPHQL_VALIDATION_FAILED';
const tooLarge = (number: number, name: string, query: string): Kind[] => [
  http(number, name, { headers: { 'content-type': 'application/json' }, body: json({ query }) }, { code: 'TOO_COMPLEX', status: 413 }),
];

const manifest = (JSON.parse(printedManifest()) as { operations: { id: string; desk: string }[] }).operations;
const notOwn = (role: string): string => manifest.find(({ desk }) => !(desks[desk] as readonly string[]).includes(role))!.id;

/** 22–51: documents, before anything is asked of the domain. */
export const shape: Kind[] = [
  document(22, '1,001 tokens', `{ viewer { ${'role '.repeat(997)} } }`, PARSE),
  document(23, '500 equal fields', `{ viewer { ${'role '.repeat(500)} } }`, 'TOO_COMPLEX'),
  document(24, '240 equal fields of objects', `{ ${'viewer{role} '.repeat(240)} }`, 'TOO_COMPLEX'),
  document(24, '20 equal fields of objects', `{ ${'viewer{role} '.repeat(20)} }`, 'OK'),
  document(25, 'twelve by twelve inline fragments', `{ ${many(12, () => `... on Query { ${many(12, () => '... { __typename }')} }`)} }`, 'OK'),
  document(
    26,
    'sixty fragments, each beside each',
    `{ ${many(60, (at) => `...F${at}`)} } ${many(60, (at) => `fragment F${at} on Query { viewer { role } }`)}`,
    'OK',
  ),
  document(27, '101 aliases', `{ ${many(101, (at) => `a${at}: viewer { role }`)} }`, 'TOO_COMPLEX'),
  document(27, 'an alias of 10,000 characters', `{ ${'a'.repeat(10_000)}: region(code: "x") { code } }`, 'TOO_COMPLEX'),
  document(27, '300 aliases', `{ ${many(300, (at) => `a${at}: viewer { role }`)} }`, PARSE),
  ...tooLarge(27, '10,000 aliases', `{ ${many(10_000, (at) => `a${at}: viewer { role }`)} }`),
  operation(
    28,
    'one mutation under twenty aliases',
    json({
      query: `mutation { ${many(20, (at) => `a${at}: referralAccept(id: "${CANARY}", input: { idempotencyKey: "00000000-0000-4000-8000-0000000000${at + 10}" }) { userErrors { code } }`)} }`,
    }),
    (role) => (stranger(role) ? 'DOCUMENT_NOT_TRUSTED' : ['seeker', 'intermediary', 'office'].includes(role) ? 'TOO_COMPLEX' : 'FORBIDDEN'),
  ),
  document(29, '1,000 directives on a field', `{ viewer ${'@include(if: true) '.repeat(1_000)} { role } }`, PARSE),
  document(29, '100 directives on a field', `{ viewer ${'@include(if: true) '.repeat(100)} { role } }`, 'TOO_COMPLEX'),
  document(30, '10,000 unknown directives', `{ viewer ${'@x'.repeat(10_000)} { role } }`, PARSE),
  document(30, 'twenty unknown directives', `{ viewer { ${many(20, (at) => `role @x${at}`)} } }`, INVALID),
  document(31, 'a fragment inside itself', '{ ...A } fragment A on Query { viewer { role } ...A }', INVALID),
  document(31, 'two fragments inside each other', '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }', INVALID),
  document(31, 'fifty fragments in a ring', `{ ...F0 } ${many(50, (at) => `fragment F${at} on Query { ...F${(at + 1) % 50} }`)}`, INVALID),
  document(
    32,
    'fragments that double 24 times',
    `{ ...F0 } ${many(24, (at) => `fragment F${at} on Query { ...F${at + 1} ...F${at + 1} }`)} fragment F24 on Query { viewer { role } }`,
    'TOO_COMPLEX',
  ),
  document(
    32,
    'fragments that double 24 times, a level deeper each, under aliases',
    `{ region(code: "500101") { ...F0 } } ${many(24, (at) => `fragment F${at} on Region { a${at % 9}: parent { ...F${at + 1} } b${at % 9}: parent { ...F${at + 1} } }`)} fragment F24 on Region { code }`,
    'TOO_COMPLEX',
  ),
  document(33, 'eleven levels', nested(11), 'TOO_COMPLEX'),
  document(33, 'ten levels', nested(10), 'OK'),
  document(33, '300 levels', nested(300), 'TOO_COMPLEX'),
  ...tooLarge(33, '50,000 levels', `${'{a'.repeat(50_000)}${'}'.repeat(50_000)}`),
  document(34, 'a list in lists, 400 deep', `{ region(code: ${deepList(400)}) { code } }`, 'BAD_USER_INPUT'),
  ...tooLarge(34, 'a list in lists, 100,000 deep', `{ region(code: ${deepList(100_000)}) { code } }`),
  variables(34, 'a list in lists in the variables, 15,000 deep', REGION, `{"code":${deepList(15_000)}}`, { code: 'BAD_REQUEST', close: 4400 }),
  variables(35, 'a filter in filters, 2,000 deep', LIST, `{"filter":${'{"and":['.repeat(2_000)}${']}'.repeat(2_000)}}`, {
    code: 'BAD_REQUEST',
    close: 4400,
  }),
  document(35, 'a filter in filters, 100 deep', `{ vacancies(filter: ${'{and:['.repeat(100)}${']}'.repeat(100)}) { totalCount } }`, 'BAD_USER_INPUT'),
  document(36, 'introspection in a circle', '{ __schema { types { fields { type { fields { type { name } } } } } } }', INVALID),
  document(37, '__schema', '{ __schema { queryType { name } } }', INVALID),
  document(38, '__type', '{ __type(name: "Seeker") { fields { name } } }', INVALID),
  document(39, '__schema under an alias in a fragment', '{ ...F } fragment F on Query { a: __schema { types { name } } }', INVALID),
  document(40, 'a field that is almost __schema', `{ __schemaX { ${nestedField(5)} } }`, INVALID),
  document(40, 'a field that is almost __schema, to hide depth', `{ __schemaX { ${nestedField(10)} } }`, 'TOO_COMPLEX'),
  document(
    41,
    '150 operations',
    many(150, (at) => `query A${at} { viewer { role } }`),
    PARSE,
  ),
  document(
    41,
    '100 operations',
    many(100, (at) => `query A${at} { viewer { role } }`),
    'BAD_REQUEST',
  ),
  ...tooLarge(
    41,
    '5,000 operations',
    many(5_000, (at) => `query A${at} { viewer { role } }`),
  ),
  operation(42, 'an operation that is not there', json({ query: ME, operationName: CANARY }), 'BAD_REQUEST'),
  document(43, 'two operations without a name', '{ viewer { role } } { viewer { role } }', INVALID),
  document(44, '100 variables, none used', `query A(${many(100, (at) => `$v${at}: Int`)}) { viewer { role } }`, INVALID),
  document(44, 'a variable of 10,000 characters', `query A($${'a'.repeat(10_000)}: Int!) { viewer { role } }`, 'TOO_COMPLEX'),
  document(44, '300 variables', `query A(${many(300, (at) => `$v${at}: Int`)}) { viewer { role } }`, PARSE),
  ...tooLarge(44, '5,000 variables', `query A(${many(5_000, (at) => `$variable${at}: Int`)}) { viewer { role } }`),
  ...tooLarge(45, 'a text of 5 MB', `{ region(code: """${'x'.repeat(5_000_000)}""") { code } }`),
  ...tooLarge(45, 'a comment of 5 MB', `#${'x'.repeat(5_000_000)}\n{ viewer { role } }`),
  document(45, 'a comment of 60 KB', `#${'x'.repeat(60_000)}\n{ viewer { role } }`, 'OK'),
  document(46, '@defer', '{ viewer { ... @defer { role } } }', INVALID),
  document(46, '@stream', '{ regions { edges @stream(initialCount: 1) { cursor } } }', INVALID),
  document(47, 'a field that is almost one', '{ seekers { edges { node { idNumbr } } } }', INVALID),
  document(47, 'an argument that is almost one', '{ vacancies(filtr: {}) { totalCount } }', INVALID),
  document(47, 'a value that is almost one', `{ vacancies(sort: NEWST) { totalCount } }`, 'BAD_USER_INPUT'),
  document(47, 'a text where a number stands', `{ vacancies(first: "${CANARY}") { totalCount } }`, 'BAD_USER_INPUT'),
  document(47, 'a syntax that is none', `{ vacancies(first: "${CANARY}" `, PARSE),
  ...['1000000', '-1', '0', '101', '2147483648', '1e400', '1.5', '"5"', 'null', 'true', '[1]', '{}'].flatMap((first) => [
    variables(48, `first ${first}`, REGIONS, `{"first":${first}}`, 'BAD_USER_INPUT'),
    variables(48, `first ${first} of a search`, SEARCH, `{"query":"","first":${first}}`, 'BAD_USER_INPUT'),
  ]),
  ...['1000000', '-1', '0', '2147483648', '1e400'].map((first) =>
    document(48, `first ${first}, written out`, `{ vacancies(first: ${first}) { totalCount } }`, 'BAD_USER_INPUT'),
  ),
  variables(48, 'no first at all: twenty', REGIONS, {}, 'OK'),
  document(49, 'lists that multiply', '{ regions(first: 100) { edges { node { partners { partner { partners { id } } } } } } }', 'TOO_COMPLEX'),
  document(49, 'pages side by side', `{ ${many(25, (at) => `a${at}: vacancies(first: 100) { edges { node { id } } }`)} }`, 'TOO_COMPLEX'),
  document(50, 'a document of their own', '{ viewer { name } }', 'OK'),
  operation(50, 'an unknown hash', json({ extensions: { persistedQuery: { version: 1, sha256Hash: sha256('x') } } }), 'DOCUMENT_NOT_TRUSTED'),
  operation(50, 'an unknown document id', json({ documentId: `sha256:${sha256('x')}` }), 'DOCUMENT_NOT_TRUSTED'),
  operation(
    50,
    'the registration of a document',
    json({ query: '{ viewer { name } }', extensions: { persistedQuery: { version: 1, sha256Hash: sha256('{ viewer { name } }') } } }),
    'DOCUMENT_NOT_TRUSTED',
  ),
  operation(
    50,
    'the registration of a known document',
    json({ query: ME, extensions: { persistedQuery: { version: 1, sha256Hash: sha256(ME) } } }),
    'DOCUMENT_NOT_TRUSTED',
  ),
  operation(
    50,
    'a known document by its hash',
    json({ documentId: `sha256:${manifest.find(({ desk }) => desk === 'visitor')!.id}`, variables: { query: '焊工' } }),
    'OK',
  ),
  operation(50, 'a known document laid out otherwise', json({ query: ME.replaceAll(' ', ' \n , ') }), 'OK'),
  operation(
    51,
    'a document trusted for others',
    (_, role) => json({ extensions: { persistedQuery: { version: 1, sha256Hash: notOwn(role) } } }),
    'DOCUMENT_NOT_TRUSTED',
  ),
  operation(51, 'a document trusted for others, by its id', (_, role) => json({ documentId: notOwn(role) }), 'DOCUMENT_NOT_TRUSTED'),
];
