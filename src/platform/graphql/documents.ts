import { type DocumentNode, GraphQLError, type GraphQLSchema, Kind, parse, validate } from 'graphql';
import { Mistake, Mistakes } from './errors.js';
import type { Limits } from './limits.js';
import { assertWithin, type Fragments, fragmentsOf, measure } from './measure.js';
import { sha256 } from './trust.js';

/** A document as it was found once: ready to run, or with what is wrong about it. */
export interface Prepared {
  readonly source: string;
  readonly document?: DocumentNode;
  readonly fragments: Fragments;
  readonly introspects: boolean;
  readonly problem?: Mistake | Mistakes;
}

const KEPT = 500;

/** Parsed, measured and validated documents, by the SHA-256 of their text; each is worked on once, wrong ones too. */
export class Documents {
  readonly #prepared = new Map<string, Prepared>();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly limits: Limits,
  ) {}

  prepare(source: string): Prepared {
    const hash = sha256(source);
    let prepared = this.#prepared.get(hash);
    if (prepared) this.#prepared.delete(hash); // to the end of the order of use
    else prepared = this.#work(source);
    if (this.#prepared.size >= KEPT) this.#prepared.delete(this.#prepared.keys().next().value!);
    this.#prepared.set(hash, prepared);
    return prepared;
  }

  /** Apollo looks here before it would parse; it is asked for admitted documents only. */
  readonly store = {
    get: (key: string): Promise<DocumentNode | undefined> => Promise.resolve(this.#prepared.get(key.slice(-64))?.document),
    set: (): Promise<void> => Promise.resolve(),
    delete: (): Promise<boolean> => Promise.resolve(false),
  };

  #work(source: string): Prepared {
    let [introspects, fragments]: [boolean, Fragments] = [false, new Map()];
    const wrong = (problem: Mistake | Mistakes): Prepared => ({ source: '', introspects, fragments, problem });
    try {
      const document = parse(source, { maxTokens: this.limits.tokens, noLocation: true });
      fragments = fragmentsOf(document);
      const found = measure(document, fragments, this.limits);
      introspects = found.introspects;
      assertWithin(found, this.limits);
      const errors = validate(this.schema, document, undefined, { maxErrors: this.limits.errors, hideSuggestions: true });
      if (errors.length > 0) return wrong(new Mistakes(errors.slice(0, this.limits.errors).map(invalid)));
      return { source, document, fragments, introspects };
    } catch (error) {
      if (error instanceof Mistake) return wrong(error);
      if (!(error instanceof GraphQLError)) throw error;
      return wrong(unreadable(error, this.limits));
    }
  }
}

/** graphql's words would repeat what stands there, which may be anything. */
function unreadable({ locations }: GraphQLError, { tokens }: Limits): Mistake {
  const { line = 1, column = 1 } = locations?.[0] ?? {};
  return new Mistake('GRAPHQL_PARSE_FAILED', {
    zh: `查询在第 ${line} 行第 ${column} 列无法解析，或超过 ${tokens} 个词`,
    en: `The document cannot be read at line ${line}, column ${column}, or has more than ${tokens} tokens`,
  });
}

const VALUES = new Set<string>([Kind.INT, Kind.FLOAT, Kind.STRING, Kind.BOOLEAN, Kind.NULL, Kind.ENUM, Kind.LIST, Kind.OBJECT, Kind.OBJECT_FIELD]);

/** graphql's words name fields and types; about a value they would repeat it. */
function invalid(error: GraphQLError): Mistake {
  const node = error.nodes?.[0];
  if (node && VALUES.has(node.kind)) return new Mistake('BAD_USER_INPUT', { zh: '某个值不符合类型', en: 'A value does not fit its type' });
  return new Mistake('GRAPHQL_VALIDATION_FAILED', { zh: '查询与接口不符', en: brief(error.message) });
}

const brief = (text: string): string => (text.length > 120 ? `${text.slice(0, 119)}…` : text);
