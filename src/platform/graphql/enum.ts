import { registerEnumType } from 'type-graphql';

/**
 * A closed set of values with a description in both languages: registered with GraphQL, stored as text.
 * `const Sex = enumOf('Sex', 'Sex as on the ID document.', { MALE: '男 Male.', FEMALE: '女 Female.' })`.
 */
export function enumOf<K extends string>(name: string, description: string, values: Record<K, string>): { readonly [key in K]: key } {
  const members = Object.fromEntries(Object.keys(values).map((key) => [key, key])) as { [key in K]: key };
  const valuesConfig = Object.fromEntries(Object.entries(values).map(([key, text]) => [key, { description: text as string }]));
  registerEnumType(members, { name, description, valuesConfig: valuesConfig as never });
  return members;
}
