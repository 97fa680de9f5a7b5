/** What must hold, all of it. */
export interface Narrowing {
  /** Codes of divisions that the place lies in, in each of them. */
  places?: readonly string[];
  /** Codes of counties, of which it is one. */
  counties?: readonly string[];
  tradeGroups?: readonly string[];
  payAtLeast?: number | undefined;
  age?: number | undefined;
  educationRank?: number | undefined;
  shifts?: readonly string[] | undefined;
  board?: boolean | undefined;
  lodging?: boolean | undefined;
}

export interface SearchFilter extends Narrowing {
  today: number;
}

/** Days since 1970-01-01 of a business date. */
export const dayNumber = (day: string): number => Math.round(Date.parse(`${day}T00:00:00Z`) / 86_400_000);

/** A value as a Meilisearch string: whatever it holds stays a value. */
const quoted = (value: string): string => `"${value.replace(/[\\"]/g, (sign) => `\\${sign}`)}"`;
const among = (attribute: string, values: readonly string[]): string => `${attribute} IN [${values.map(quoted).join(', ')}]`;

export const filterExpression = (filter: SearchFilter): string[] => [
  `validUntil >= ${filter.today}`,
  `validFrom <= ${filter.today}`,
  ...narrowing(filter),
];

export function narrowing(filter: Narrowing): string[] {
  const parts = (filter.places ?? []).map((place) => `places = ${quoted(place)}`);
  if (filter.counties) parts.push(among('county', filter.counties));
  if (filter.tradeGroups) parts.push(among('tradeGroup', filter.tradeGroups));
  if (filter.payAtLeast !== undefined) parts.push(`payTo >= ${filter.payAtLeast}`);
  if (filter.age !== undefined) parts.push(`ageMin <= ${filter.age}`, `ageMax >= ${filter.age}`);
  if (filter.educationRank !== undefined) parts.push(`educationRank <= ${filter.educationRank}`);
  if (filter.shifts) parts.push(among('shift', filter.shifts));
  if (filter.board) parts.push('board = true');
  if (filter.lodging) parts.push('lodging = true');
  return parts;
}
