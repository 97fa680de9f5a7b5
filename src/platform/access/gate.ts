import {
  type ASTNode,
  type DocumentNode,
  getNamedType,
  type GraphQLInputType,
  type GraphQLSchema,
  isIntrospectionType,
  Kind,
  typeFromAST,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { NarrowInputs } from './inputs.js';
import { assertScopes } from './key-scopes.js';
import { type Policy, refuse } from './policy.js';
import type { Role, Viewer } from './viewer.js';

interface Use {
  readonly coordinates: ReadonlySet<string>;
  /** Variables whose values can give more than the document shows. */
  readonly variables: readonly { readonly name: string; readonly type: GraphQLInputType }[];
}

/**
 * Checks a whole document against a role before anything runs, so that no effect comes before a refusal. The answer
 * depends on document and role alone, so it is found once for each pair; variables are looked into only where their type
 * has something that is not for everyone.
 */
export class Gate {
  readonly #uses = new WeakMap<DocumentNode, Use>();
  readonly #allowed = new WeakMap<DocumentNode, Map<Role, boolean>>();
  readonly #inputs: NarrowInputs;

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly policy: Policy,
    private readonly introspection: (viewer: Viewer) => boolean,
  ) {
    this.#inputs = new NarrowInputs(policy);
  }

  check(document: DocumentNode, viewer: Viewer, variables: Readonly<Record<string, unknown>> | null | undefined): void {
    let answers = this.#allowed.get(document);
    if (!answers) this.#allowed.set(document, (answers = new Map()));
    const use = this.#useOf(document);
    let allowed = answers.get(viewer.role);
    if (allowed === undefined) answers.set(viewer.role, (allowed = [...use.coordinates].every((one) => this.#allows(one, viewer))));
    if (!allowed) refuse(viewer.role);
    assertScopes(use.coordinates, viewer);
    for (const { name, type } of use.variables) {
      if (!this.#inputs.given(type, variables?.[name]).every((one) => this.#allows(one, viewer))) refuse(viewer.role);
    }
  }

  #useOf(document: DocumentNode): Use {
    let use = this.#uses.get(document);
    if (!use) this.#uses.set(document, (use = this.#read(document)));
    return use;
  }

  #read(document: DocumentNode): Use {
    const coordinates = new Set<string>();
    const variables: { name: string; type: GraphQLInputType }[] = [];
    const info = new TypeInfo(this.schema);
    const input = (coordinate: string, value: ASTNode): void => {
      if (value.kind !== Kind.NULL && this.policy.has(coordinate)) coordinates.add(coordinate);
    };
    const fieldOf = (): string => `${getNamedType(info.getParentType())?.name}.${info.getFieldDef()?.name}`;
    visit(
      document,
      visitWithTypeInfo(info, {
        Field(node) {
          const parent = getNamedType(info.getParentType());
          if (parent && !isIntrospectionType(parent) && node.name.value !== '__typename') coordinates.add(`${parent.name}.${node.name.value}`);
        },
        Argument: (node) => input(`${fieldOf()}(${node.name.value}:)`, node.value),
        ObjectField: (node) => input(`${getNamedType(info.getParentInputType())?.name}.${node.name.value}`, node.value),
        VariableDefinition: (node) => {
          const type = typeFromAST(this.schema, node.type) as GraphQLInputType | undefined;
          if (type && this.#inputs.concerns(type)) variables.push({ name: node.variable.name.value, type });
        },
      }),
    );
    return { coordinates, variables };
  }

  #allows(coordinate: string, viewer: Viewer): boolean {
    if (coordinate.endsWith('.__schema') || coordinate.endsWith('.__type')) return this.introspection(viewer);
    return this.policy.get(coordinate)?.has(viewer.role) ?? false;
  }
}
