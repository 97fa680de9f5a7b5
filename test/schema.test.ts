import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from './support/jest.js';
import { buildSchema, isEnumType, isInputObjectType, isIntrospectionType, isObjectType, parse, validate } from 'graphql';
import { assertComplete } from '../src/platform/access/policy.js';
import { makeSchema, policy, printedSchema } from '../src/schema.js';

const committed = readFileSync('schema/schema.graphql', 'utf8');

test('the contract is the committed one; after a wanted change: npm run schema', async () => {
  expect(await printedSchema()).toBe(committed);
});

test('every type, operation, argument, input field and enum value is described', () => {
  const silent: string[] = [];
  for (const type of Object.values(buildSchema(committed).getTypeMap())) {
    if (isIntrospectionType(type) || ['String', 'Int', 'Float', 'Boolean', 'ID'].includes(type.name)) continue;
    if (!type.description && !['Query', 'Mutation', 'Subscription'].includes(type.name)) silent.push(type.name);
    if (isEnumType(type)) for (const value of type.getValues()) if (!value.description) silent.push(`${type.name}.${value.name}`);
    if (isObjectType(type) || isInputObjectType(type)) {
      for (const field of Object.values(type.getFields())) {
        if (!field.description) silent.push(`${type.name}.${field.name}`);
        if ('args' in field) for (const arg of field.args) if (!arg.description) silent.push(`${type.name}.${field.name}(${arg.name})`);
      }
    }
  }
  expect(silent).toEqual([]);
});

test('every value of an enum has a label in Chinese and in English', () => {
  const silent = Object.values(buildSchema(committed).getTypeMap()).flatMap((type) =>
    isEnumType(type) && !isIntrospectionType(type)
      ? type
          .getValues()
          .flatMap(({ name, description }) => (/^\S*\p{Script=Han}\S* [^.:;]+/u.test(description ?? '') ? [] : [`${type.name}.${name}`]))
      : [],
  );
  expect(silent).toEqual([]);
});

test('lists, mutations and payloads are shaped alike', () => {
  const schema = buildSchema(committed);
  const odd: string[] = [];
  for (const field of Object.values(schema.getQueryType()!.getFields())) {
    const args = new Map(field.args.map((arg) => [arg.name, String(arg.type)]));
    if (!String(field.type).endsWith('Connection!')) continue;
    if (args.get('first') !== 'Int!' || args.get('after') !== 'String') odd.push(`Query.${field.name}: first, after`);
    if (args.has('filter') && !/^\w+Filter$/.test(args.get('filter')!)) odd.push(`Query.${field.name}: filter`);
  }
  for (const field of Object.values(schema.getMutationType()!.getFields())) {
    const args = field.args.map((arg) => arg.name);
    const Name = field.name[0]!.toUpperCase() + field.name.slice(1);
    if (String(field.type) !== `${Name}Payload!`) odd.push(`Mutation.${field.name}: ${String(field.type)}`);
    if (!['input', 'id,input'].includes(args.join(','))) odd.push(`Mutation.${field.name}(${args.join(', ')})`);
    const input = schema.getType(String(field.args.at(-1)!.type).replace('!', ''));
    if (!isInputObjectType(input) || String(input.getFields()['idempotencyKey']?.type) !== 'UUID!')
      odd.push(`Mutation.${field.name}: idempotencyKey`);
    if (!/Refuses|refuses/.test(field.description ?? '')) odd.push(`Mutation.${field.name}: does not say what it refuses`);
  }
  expect(odd).toEqual([]);
});

test.each(readdirSync('schema/operations'))('the operations of %s are valid', (file) => {
  expect(validate(buildSchema(committed), parse(readFileSync(`schema/operations/${file}`, 'utf8')))).toEqual([]);
});

test('a coordinate without a policy row, and a row without a coordinate, stop the build of the schema', async () => {
  const schema = await makeSchema();
  const without = new Map(policy);
  without.delete('Seeker.name');
  expect(() => assertComplete(schema, without)).toThrow('Seeker.name');
  expect(() => assertComplete(schema, new Map([...policy, ['Seeker.shoeSize', new Set(['office' as const])]]))).toThrow('Seeker.shoeSize');
});

test('no output field ends in Id: relations are objects', () => {
  const ids = Object.values(buildSchema(committed).getTypeMap()).flatMap((type) =>
    isObjectType(type) && !isIntrospectionType(type)
      ? Object.keys(type.getFields())
          .filter((name) => /Ids?$/.test(name))
          .map((name) => `${type.name}.${name}`)
      : [],
  );
  expect(ids).toEqual([]);
});
