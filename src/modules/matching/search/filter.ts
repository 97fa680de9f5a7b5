/** What a search is narrowed by; everything given must hold. */
export interface SearchFilter {
  /** Each list is one place with everything it stands for; all lists must hold. */
  places: readonly string[];
  tradeGroups?: readonly string[];
  payAtLeast?: number | undefined;
  age?: number | undefined;
  educationRank?: number | undefined;
  shifts?: readonly string[] | undefined;
  board?: boolean | undefined;
  lodging?: boolean | undefined;
  today: number;
}

/** Days since 1970-01-01 of a business date. */
export const dayNumber = (day: string): number => Math.round(Date.parse(`${day}T00:00:00Z`) / 86_400_000);

/** A value as a Meilisearch string: whatever it holds stays a value. */
const quoted = (value: string): string => `"${value.replace(/[\\"]/g, (sign) => `\\${sign}`)}"`;
const among = (attribute: string, values: readonly string[]): string => `${attribute} IN [${values.map(quoted).join(', ')}]`;

export function filterExpression(filter: SearchFilter): string[] {
  const parts = [`validUntil >= ${filter.today}`, `validFrom <= ${filter.today}`];
  for (const place of filter.places) parts.push(`places = ${quoted(place)}`);
  if (filter.tradeGroups) parts.push(among('tradeGroup', filter.tradeGroups));
  if (filter.payAtLeast !== undefined) parts.push(`payTo >= ${filter.payAtLeast}`);
  if (filter.age !== undefined) parts.push(`ageMin <= ${filter.age}`, `ageMax >= ${filter.age}`);
  if (filter.educationRank !== undefined) parts.push(`educationRank <= ${filter.educationRank}`);
  if (filter.shifts) parts.push(among('shift', filter.shifts));
  if (filter.board) parts.push('board = true');
  if (filter.lodging) parts.push('lodging = true');
  return parts;
}
