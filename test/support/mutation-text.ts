import { readFileSync } from 'node:fs';
import { buildSchema, getNamedType, isObjectType } from 'graphql';

const mutations = buildSchema(readFileSync('schema/schema.graphql', 'utf8')).getMutationType()!.getFields();

export interface MutationText {
  readonly query: string;
  /** The field of the payload that carries what was changed. */
  readonly part: string;
}

/** A mutation of the contract as text: its arguments as variables, the id of what it changed, its refusals. */
export function mutationText(name: string): MutationText {
  const mutation = mutations[name];
  if (!mutation) throw new Error(`the contract has no mutation ${name}`);
  const payload = getNamedType(mutation.type);
  const part = isObjectType(payload)
    ? Object.values(payload.getFields()).find(({ type }) => getNamedType(type).name !== 'UserError')?.name
    : undefined;
  if (part === undefined) throw new Error(`${name} changes nothing that it answers with`);
  const declared = mutation.args.map((arg) => `$${arg.name}: ${String(arg.type)}`).join(', ');
  const passed = mutation.args.map((arg) => `${arg.name}: $${arg.name}`).join(', ');
  return { query: `mutation (${declared}) { ${name}(${passed}) { ${part} { id } userErrors { code path message } } }`, part };
}
