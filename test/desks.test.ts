import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, expect, test } from './support/jest.js';
import { type GraphQLSchema, Kind, type OperationDefinitionNode, parse } from 'graphql';
import { deskDocuments, desks, example, printedManifest } from '../src/desks.js';
import { Gate } from '../src/platform/access/gate.js';
import { ROLES } from '../src/platform/access/viewer.js';
import { estimate } from '../src/platform/graphql/estimate.js';
import { LIMITS, limitVariable } from '../src/platform/graphql/limits.js';
import { assertWithin, fragmentsOf, measure } from '../src/platform/graphql/measure.js';
import { normalDocument, sha256, TrustedDocuments } from '../src/platform/graphql/trust.js';
import { makeSchema, policy } from '../src/schema.js';

interface Listed {
  id: string;
  name: string;
  type: string;
  desk: string;
  body: string;
}
const { operations } = JSON.parse(printedManifest()) as { operations: Listed[] };

let schema: GraphQLSchema;
beforeAll(async () => void (schema = await makeSchema()));

test('every desk has its file and every file its desk; the committed manifest is theirs', () => {
  expect(readdirSync('schema/operations').sort()).toEqual(
    Object.keys(desks)
      .map((desk) => `${desk}.graphql`)
      .sort(),
  );
  expect(readFileSync('schema/manifest.json', 'utf8')).toBe(printedManifest());
});

/** Something for each variable that must be there. */
const filled = (operation: OperationDefinitionNode): Record<string, unknown> =>
  Object.fromEntries(
    (operation.variableDefinitions ?? []).filter(({ type }) => type.kind === Kind.NON_NULL_TYPE).map(({ variable }) => [variable.name.value, 'x']),
  );

test.each(operations)('$desk: the policy lets its roles send $name, within the limits', ({ desk, body }) => {
  const gate = new Gate(schema, policy, () => false);
  const document = parse(body);
  for (const role of desks[desk]!) expect(() => gate.check(document, { role, scopes: null } as never, {})).not.toThrow();
  const fragments = fragmentsOf(document);
  assertWithin(measure(document, fragments, LIMITS), LIMITS);
  const operation = document.definitions[0] as OperationDefinitionNode;
  for (const first of [20, 50])
    expect(estimate(schema, { operation, fragments, variables: { ...filled(operation), first } }).rows).toBeLessThanOrEqual(LIMITS.cost);
});

test('a document is known by its hash and by its text in any layout, to those it is meant for', () => {
  const trusted = deskDocuments();
  const own = operations.find(({ desk }) => desk === 'office')!;
  for (const role of ROLES) {
    const known = role === 'office' ? own.body : undefined;
    expect([role, trusted.byHash(own.id, role), trusted.byText(own.body.replaceAll('{', ' {\n'), role)]).toEqual([role, known, known]);
  }
  expect(trusted.byText(own.body.replace('{', '{ __typename '), 'office')).toBeUndefined();
  expect(sha256(own.body)).toBe(own.id);
});

test('a fragment is part of its document wherever it stands, and a text far too long is not even read', () => {
  const [a, b] = ['query A { ...F } fragment F on Query { viewer { role } }', '# c\nfragment F on Query { viewer { role } } query A { ...F }'];
  expect(normalDocument(b)).toBe(normalDocument(a));
  const trusted = new TrustedDocuments();
  trusted.add(a, ['kiosk']);
  expect(trusted.byText(`${a}${' '.repeat(a.length * 2)}`, 'kiosk')).toBeUndefined();
  expect(trusted.byText('{ "', 'kiosk')).toBeUndefined();
});

test('the example that is shown at the start is one that anybody may send', () => {
  const { query } = example('Try', {});
  for (const role of ROLES) expect(deskDocuments().byText(query, role)).toBe(query);
});

test('every limit stands in the README with its number and its variable', () => {
  const readme = readFileSync('README.md', 'utf8');
  for (const [name, number] of Object.entries(LIMITS)) expect(readme).toContain(`| \`${limitVariable(name)}\` | ${number} |`);
});
