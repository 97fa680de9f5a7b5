import {
  coerceInputValue,
  type DocumentNode,
  getOperationAST,
  getVariableValues,
  GraphQLError,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputType,
  Kind,
  type NamedTypeNode,
  type OperationDefinitionNode,
  OperationTypeNode,
  typeFromAST,
} from 'graphql';
import type { Gate } from '../access/gate.js';
import { POINTS, pointsOf, principalOf, type Rates } from '../access/rates.js';
import type { Viewer } from '../access/viewer.js';
import type { Documents, Prepared } from './documents.js';
import { type Message, Mistake } from './errors.js';
import { assertBounded, estimate, type Estimated } from './estimate.js';
import type { Limits } from './limits.js';
import { tooComplex } from './measure.js';
import { type OperationRequest, readRequest } from './request.js';
import type { TrustedDocuments } from './trust.js';

export interface Asker {
  readonly viewer: Viewer;
  /** Of the peer, or as a believed proxy gives it. */
  readonly address: string;
}

/** What may run, and nothing of it has run yet. */
export interface Admitted {
  readonly source: string;
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  readonly variables: Record<string, unknown>;
}

export interface AdmissionOptions {
  readonly schema: GraphQLSchema;
  readonly gate: Pick<Gate, 'check'>;
  readonly documents: Documents;
  readonly trusted: TrustedDocuments;
  readonly rates: Rates;
  readonly limits: Limits;
  /** Whether a viewer may send only documents that the server knows. */
  readonly restricted: (viewer: Viewer) => boolean;
  readonly introspection: (viewer: Viewer) => boolean;
}

/**
 * The one door for operations, whatever carries them: shape, trust, limits, policy, variables, cost and the caller's
 * points, cheapest first. Throws the `Mistake`s that are the answer.
 */
export class Admission {
  constructor(private readonly options: AdmissionOptions) {
    assertBounded(options.schema);
  }

  admit(body: unknown, asker: Asker, { subscriptions }: { subscriptions: boolean }): Admitted {
    const { schema, gate, rates, limits, introspection } = this.options;
    const principal = principalOf(asker.viewer, asker.address);
    rates.take(principal, POINTS.request);
    const request = readRequest(body, limits);
    const { source, document, fragments, introspects, problem } = this.#prepared(request, asker.viewer);
    if (introspects && !introspection(asker.viewer)) {
      throw new Mistake('GRAPHQL_VALIDATION_FAILED', { zh: '此处不提供内省', en: 'Introspection is not offered here' });
    }
    if (!document) throw problem!;
    const operation = operationOf(document, request.operationName, subscriptions);
    gate.check(document, asker.viewer, request.variables);
    const variables = coerced(schema, operation, request.variables, limits, asker.viewer.role !== 'anonymous');
    const { rows, kinds } = estimated(schema, { operation, fragments, variables });
    if (rows > limits.cost) throw tooComplex('查询行数', 'rows', rows, limits.cost);
    if (operation.operation === OperationTypeNode.MUTATION && kinds.length > 1) throw tooComplex('变更数', 'mutations', kinds.length, 1);
    rates.take(principal, pointsOf(kinds, rows));
    return { source, document, operationName: request.operationName, variables: request.variables };
  }

  /** The text behind a hash, or the text that came; of those who must send trusted documents nothing else is even parsed. */
  #prepared({ query, hash }: OperationRequest, viewer: Viewer): Prepared {
    const { trusted, documents, restricted } = this.options;
    let text = query;
    if (hash !== undefined) text = query === undefined ? trusted.byHash(hash, viewer.role) : undefined; // both: a registration
    else if (restricted(viewer)) text = trusted.byText(query!, viewer.role);
    if (text !== undefined) return documents.prepare(text);
    throw new Mistake('DOCUMENT_NOT_TRUSTED', {
      zh: '只接受本平台登记的查询（schema/operations）',
      en: 'Only documents known here are taken (schema/operations)',
    });
  }
}

function operationOf(document: DocumentNode, name: string | undefined, subscriptions: boolean): OperationDefinitionNode {
  const operation = getOperationAST(document, name);
  if (!operation)
    throw new Mistake('BAD_REQUEST', { zh: 'operationName 须是文档中的一个操作', en: '`operationName` names one operation of the document' });
  if (operation.operation === OperationTypeNode.SUBSCRIPTION && !subscriptions) {
    throw new Mistake('BAD_REQUEST', { zh: '订阅请使用 WebSocket', en: 'A subscription needs a WebSocket' });
  }
  return operation;
}

function coerced(
  schema: GraphQLSchema,
  { variableDefinitions }: OperationDefinitionNode,
  given: Record<string, unknown>,
  { errors }: Limits,
  named: boolean,
): Record<string, unknown> {
  const result = getVariableValues(schema, variableDefinitions ?? [], given, { maxErrors: errors });
  if (result.coerced) return result.coerced;
  const wrong = result.errors.flatMap(({ nodes }) => (nodes?.[0]?.kind === Kind.VARIABLE_DEFINITION ? [nodes[0]] : []));
  const names = [...new Set(wrong)].flatMap(({ variable: { name }, type }) => {
    const inputType = typeFromAST(schema, type as NamedTypeNode);
    const faults = named && isInputType(inputType) && Object.hasOwn(given, name.value) ? faultsIn(given[name.value], inputType) : [];
    return faults.length > 0 ? faults.map((path) => ['$' + name.value, ...path].join('.')) : [`$${name.value}`];
  });
  const form = result.errors.map(({ originalError }) => originalError).find((error) => error instanceof Mistake);
  throw unfit([...new Set(names)].slice(0, MOST_NAMED).join(', ') || 'variables', form?.words);
}

const MOST_NAMED = 3;
const ENOUGH = Symbol('enough');
/** A field that is missing. The path leads only as far as the object, also for a field that there is none of: its name is the caller's word. */
const MISSING = /^Field "(\w{1,64})" of required type/;

/** Where in a value its faults are, the first few; never what stands there. */
function faultsIn(value: unknown, type: GraphQLInputType): (string | number)[][] {
  const paths: (string | number)[][] = [];
  try {
    coerceInputValue(value, type, (path, _value, { message }) => {
      const field = MISSING.exec(message)?.[1];
      paths.push(field === undefined ? [...path] : [...path, field]);
      if (paths.length === MOST_NAMED) throw ENOUGH;
    });
  } catch (error) {
    if (error !== ENOUGH) throw error;
  }
  return paths;
}

function estimated(schema: GraphQLSchema, what: Estimated): ReturnType<typeof estimate> {
  try {
    return estimate(schema, what);
  } catch (error) {
    throw error instanceof GraphQLError && !(error instanceof Mistake) ? unfit('argument') : error;
  }
}

/** `form` says how a value of that type is written. */
const unfit = (where: string, form?: Message): Mistake =>
  new Mistake('BAD_USER_INPUT', {
    zh: `${where} 的值不符合类型${form ? `：${form.zh}` : ''}`,
    en: `The value of ${where} does not fit its type${form ? `: ${form.en}` : ''}`,
  });
