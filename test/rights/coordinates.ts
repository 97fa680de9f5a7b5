import { readFileSync } from 'node:fs';
import { buildSchema, getNamedType, type GraphQLSchema, isInputObjectType, isObjectType, parse } from 'graphql';
import { enforce } from '../../src/platform/access/enforce.js';
import { Gate } from '../../src/platform/access/gate.js';
import { everyone, objectTypes, type Policy } from '../../src/platform/access/policy.js';
import { ANONYMOUS, type Role, ROLES } from '../../src/platform/access/viewer.js';

/** The rights as they are committed: what the policy table in code is held against. */
export const committed: Policy = new Map(
  readFileSync('schema/policy.txt', 'utf8')
    .trim()
    .split('\n')
    .map((line) => {
      const [coordinate, roles] = line.split(': ') as [string, string];
      return [coordinate, new Set(roles === 'everyone' ? everyone : (roles.split(' ') as Role[]))];
    }),
);

/** The contract without what is behind it: every field answers that it was reached. */
export function contract(): GraphQLSchema {
  const schema = buildSchema(readFileSync('schema/schema.graphql', 'utf8'));
  for (const type of objectTypes(schema)) for (const field of Object.values(type.getFields())) field.resolve = () => REACHED;
  return schema;
}
const REACHED = 'reached';

export interface Checked {
  cells: number;
  mismatches: string[];
}

const refused = (work: () => unknown): boolean => {
  try {
    work();
    return false;
  } catch {
    return true;
  }
};

/** A document that touches one coordinate and nothing else; it need not be a valid operation for the gate to judge it. */
function touching(schema: GraphQLSchema, coordinate: string): string {
  const [, type, name] = /^(\w+)\.(\w+)/.exec(coordinate)!;
  if (isObjectType(schema.getType(type!))) return `{ __typename } fragment One on ${type} { ${name} }`;
  const [owner, field, argument] = takerOf(schema, type!);
  return `{ __typename } fragment One on ${owner} { ${field}(${argument}: { ${name}: 1 }) }`;
}

/** A field that takes an input of that type. */
function takerOf(schema: GraphQLSchema, input: string): [owner: string, field: string, argument: string] {
  for (const type of objectTypes(schema)) {
    for (const field of Object.values(type.getFields())) {
      for (const arg of field.args) if (getNamedType(arg.type).name === input) return [type.name, field.name, arg.name];
    }
  }
  throw new Error(`no field takes ${input}`);
}

/** Every coordinate for every role: what the gate says of a document with it, against what is committed. */
export function compareGate(schema: GraphQLSchema, policy: Policy, coordinates: Iterable<string> = committed.keys()): Checked {
  const gate = new Gate(schema, policy, () => false);
  const checked: Checked = { cells: 0, mismatches: [] };
  for (const coordinate of coordinates) {
    const document = parse(touching(schema, coordinate));
    const outer = isInputObjectType(schema.getType(coordinate.split('.')[0]!))
      ? takerOf(schema, coordinate.split('.')[0]!).slice(0, 2).join('.')
      : coordinate;
    for (const role of ROLES) {
      const may = committed.get(coordinate)!.has(role) && committed.get(outer)!.has(role);
      checked.cells += 1;
      if (refused(() => gate.check(document, { ...ANONYMOUS, role }, {})) === may)
        checked.mismatches.push(`gate: ${role} ${may ? 'cannot' : 'can'} use ${coordinate}`);
    }
  }
  return checked;
}

/**
 * Walks the schema as each role through every field that lets it pass, with no gate before it: at every object that it
 * comes to, each field must refuse or answer as committed.
 */
export function compareSchema(schema: GraphQLSchema): Checked {
  const checked: Checked = { cells: 0, mismatches: [] };
  for (const role of ROLES) {
    const seen = new Set<string>(['Query', 'Mutation', 'Subscription']);
    for (const name of seen) {
      const type = schema.getType(name);
      if (!isObjectType(type)) continue;
      for (const field of Object.values(type.getFields())) {
        const coordinate = `${name}.${field.name}`;
        const passes = !refused(() => field.resolve!({}, {}, { viewer: { ...ANONYMOUS, role } }, {} as never));
        checked.cells += 1;
        if (passes !== committed.get(coordinate)!.has(role))
          checked.mismatches.push(`schema: ${role} ${passes ? 'can' : 'cannot'} read ${coordinate}`);
        if (passes) seen.add(getNamedType(field.type).name);
      }
    }
  }
  return checked;
}

export const enforced = (policy: Policy): GraphQLSchema => enforce(contract(), policy);
