import { type DocumentNode, type FragmentDefinitionNode, Kind, type SelectionNode, type SelectionSetNode, visit } from 'graphql';
import { Mistake } from './errors.js';
import type { Limits } from './limits.js';
import { checkLength, checkText } from './request.js';

/** What a document is before anybody validates it: found in one walk, in time linear in its tokens. */
export interface Measure {
  /** Fields below fields, fragments opened; what lies below `__schema` and `__type` does not count. */
  readonly depth: number;
  /** Fields with every fragment opened wherever it is spread. */
  readonly fields: number;
  readonly aliases: number;
  /** Fields of one name side by side: validation compares each with each. */
  readonly repeats: number;
  readonly directives: number;
  /** Of the longest name. */
  readonly nameLength: number;
  readonly introspects: boolean;
}

const INTROSPECTION = new Set(['__schema', '__type']);

export type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;
export const fragmentsOf = (document: DocumentNode): Fragments =>
  new Map(document.definitions.flatMap((one) => (one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one] as const] : [])));

export function measure(document: DocumentNode, fragments: Fragments, limits: Limits): Measure {
  let [aliases, repeats, directives, nameLength, introspects] = [0, 0, 0, 0, false];
  visit(document, {
    Field(node) {
      if (node.alias) aliases++;
      if (INTROSPECTION.has(node.name.value)) introspects = true;
    },
    SelectionSet: ({ selections }) => void (repeats = Math.max(repeats, mostOfOneName(selections))),
    Name: ({ value }) => void (nameLength = Math.max(nameLength, value.length)),
    Directive: () => void directives++,
    ListValue: (node) => checkLength(node.values.length, limits),
    StringValue: (node) => checkText(node.value),
  });
  const opened = new Map<string, Size>();
  let [depth, fields] = [0, 0];
  for (const one of document.definitions) {
    if (one.kind !== Kind.OPERATION_DEFINITION) continue;
    const size = sizeOf(one.selectionSet, fragments, opened);
    depth = Math.max(depth, size.depth);
    fields = Math.max(fields, size.fields);
  }
  return { depth, fields, aliases, repeats, directives, nameLength, introspects };
}

function mostOfOneName(selections: readonly SelectionNode[]): number {
  const seen = new Map<string, number>();
  let most = 0;
  for (const one of selections) {
    if (one.kind !== Kind.FIELD) continue;
    const name = (one.alias ?? one.name).value;
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    most = Math.max(most, times);
  }
  return most;
}

interface Size {
  depth: number;
  fields: number;
}
const NOTHING: Size = { depth: 0, fields: 0 };

/** A fragment is opened once and remembered; one inside itself counts as nothing, and validation refuses it. */
function sizeOf(set: SelectionSetNode | undefined, fragments: Fragments, opened: Map<string, Size>): Size {
  const total: Size = { depth: 0, fields: 0 };
  for (const selection of set?.selections ?? []) {
    let size = NOTHING;
    if (selection.kind === Kind.FIELD) {
      const below = sizeOf(selection.selectionSet, fragments, opened);
      size = { depth: INTROSPECTION.has(selection.name.value) ? 1 : below.depth + 1, fields: below.fields + 1 };
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      size = sizeOf(selection.selectionSet, fragments, opened);
    } else {
      const name = selection.name.value;
      if (!opened.has(name)) {
        opened.set(name, NOTHING);
        opened.set(name, sizeOf(fragments.get(name)?.selectionSet, fragments, opened));
      }
      size = opened.get(name)!;
    }
    total.depth = Math.max(total.depth, size.depth);
    total.fields += size.fields;
  }
  return total;
}

const WORDS = {
  depth: ['嵌套层数', 'levels of fields'],
  fields: ['字段数', 'fields'],
  aliases: ['别名数', 'aliases'],
  repeats: ['同名字段数', 'fields of one name'],
  directives: ['指令数', 'directives'],
  nameLength: ['名称长度', 'characters in a name'],
} as const;

export function assertWithin(found: Measure, limits: Limits): void {
  for (const name of Object.keys(WORDS) as (keyof typeof WORDS)[]) {
    if (found[name] > limits[name]) throw tooComplex(WORDS[name][0], WORDS[name][1], found[name], limits[name]);
  }
}

export function tooComplex(zh: string, en: string, found: number, most: number): Mistake {
  return new Mistake('TOO_COMPLEX', {
    zh: `${zh} ${found} 超过上限 ${most}，请分开查询`,
    en: `${found} ${en}, at most ${most}; ask for less at once`,
  });
}
