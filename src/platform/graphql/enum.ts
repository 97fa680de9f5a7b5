import { registerEnumType } from 'type-graphql';

/** What a person reads instead of the name of a value. */
export interface Label {
  readonly zh: string;
  readonly en: string;
}

type Members = Readonly<Record<string, string>>;

/** Every enum of the schema by its name, with the labels of its values in order. */
export const enumLabels = new Map<string, ReadonlyMap<string, Label>>();
const byMembers = new WeakMap<Members, ReadonlyMap<string, Label>>();

/** `两班倒 Two shifts in turn.` → `两班倒` and `Two shifts in turn`; what explains more than the label stands behind a colon. */
function labelIn(description: string): Label {
  const [, zh, en] = /^(\S*\p{Script=Han}\S*) ([^.:;]+)/u.exec(description) ?? [];
  return zh === undefined || en === undefined ? { zh: description, en: description } : { zh: zh.replace(/[：:]$/, ''), en };
}

/**
 * A closed set of values with a description in both languages: registered with GraphQL, stored as text.
 * `const Sex = enumOf('Sex', 'Sex as on the ID document.', { MALE: '男 Male.', FEMALE: '女 Female.' })`.
 */
export function enumOf<K extends string>(name: string, description: string, values: Record<K, string>): { readonly [key in K]: key } {
  const members = Object.fromEntries(Object.keys(values).map((key) => [key, key])) as { [key in K]: key };
  const valuesConfig = Object.fromEntries(Object.entries(values).map(([key, text]) => [key, { description: text as string }]));
  registerEnumType(members, { name, description, valuesConfig: valuesConfig as never });
  const labels = new Map(Object.entries(values).map(([key, text]) => [key, labelIn(text as string)] as const));
  enumLabels.set(name, labels);
  byMembers.set(members, labels);
  return members;
}

/** The label of a value; a value that the set does not have is shown as it stands. */
export const labelOf = (members: Members, value: string): Label => byMembers.get(members)?.get(value) ?? { zh: value, en: value };
