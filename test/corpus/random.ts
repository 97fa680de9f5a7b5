import {
  getNamedType,
  getNullableType,
  type GraphQLArgument,
  type GraphQLObjectType,
  type GraphQLSchema,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import type { Random } from '../../seeds/random.js';

export interface RandomDocument {
  readonly text: string;
  readonly depth: number;
  readonly roots: number;
  /** Fields asked more than once at the same place. */
  readonly repeated: number;
}

export interface Traits {
  readonly schema: GraphQLSchema;
  readonly random: Random;
  /** Whether a coordinate such as `Vacancy.title` is anything for the asker. */
  readonly permitted: (coordinate: string) => boolean;
  /** Ids of things that are there, by the argument that takes them. */
  readonly ids: Readonly<Record<string, readonly string[]>>;
}

/** For arguments that must be there. */
const REQUIRED: Readonly<Record<string, string>> = { LocalDate: '"2026-06-30"', Int: '2026', String: '"500101"', ID: '"x"' };
const SIZES = [1, 2, 3, 19, 20, 21, 49, 50, 51, 99, 100];
const DEEPEST = 8;

/** A valid query with random fields, levels, sizes of pages and aliases. */
export function randomDocument(traits: Traits): RandomDocument {
  const { schema, random } = traits;
  const seen = { depth: 0, repeated: 0, alias: 0 };

  const valueOf = (argument: GraphQLArgument): string | undefined => {
    const type = getNamedType(argument.type);
    const ids = traits.ids[argument.name];
    if (argument.name === 'first') return String(random.pick(SIZES));
    if (argument.name === 'after') return undefined;
    if (ids) return JSON.stringify(random.pick(ids));
    if (!isNonNullType(argument.type) && random.chance(0.7)) return undefined;
    if (isEnumType(type)) {
      const values = type.getValues().map(({ name }) => name);
      return isListType(getNullableType(argument.type)) ? `[${values.filter(() => random.chance(0.5)).join(' ')}]` : random.pick(values);
    }
    if (argument.name === 'query') return JSON.stringify(random.pick(['', '焊工', '岗位', 'hg']));
    return isNonNullType(argument.type) ? REQUIRED[type.name] : undefined;
  };

  const field = (parent: GraphQLObjectType, name: string, depth: number): string => {
    const { args, type } = parent.getFields()[name]!;
    const given = args.flatMap((argument) => {
      const value = valueOf(argument);
      return value === undefined ? [] : [`${argument.name}: ${value}`];
    });
    seen.depth = Math.max(seen.depth, depth);
    const named = getNamedType(type);
    const head = `${name}${given.length > 0 ? `(${given.join(', ')})` : ''}`;
    return isObjectType(named) ? `${head} ${selection(named, depth + 1)}` : head;
  };

  const selection = (parent: GraphQLObjectType, depth: number): string => {
    const names = Object.values(parent.getFields())
      .filter(({ name, type }) => traits.permitted(`${parent.name}.${name}`) && (depth < DEEPEST || isLeafType(getNamedType(type))))
      .map(({ name }) => name);
    const wide = parent === schema.getQueryType() ? 2 : 4;
    const chosen = new Set(Array.from({ length: random.whole(1, wide) }, () => random.pick([...names, '__typename'])));
    for (const known of ['edges', 'node']) if (names.includes(known) && random.chance(0.9)) chosen.add(known);
    const fields = [...chosen].map((name) => (name === '__typename' ? name : field(parent, name, depth)));
    const again = random.pick([...chosen]);
    if (again !== '__typename' && random.chance(0.15)) {
      seen.repeated++;
      fields.push(`a${seen.alias++}: ${field(parent, again, depth)}`);
    }
    if (depth === 1) roots = fields.length;
    return `{ ${fields.join(' ')} }`;
  };
  let roots = 0;
  const text = selection(schema.getQueryType()!, 1);
  return { text, depth: seen.depth, roots, repeated: seen.repeated };
}
