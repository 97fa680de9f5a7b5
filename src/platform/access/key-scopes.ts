import { Mistake } from '../graphql/errors.js';
import type { KeyScope, Viewer } from './viewer.js';

/** The scope that a root field asks of a key: imports have one of their own, of whatever kind they are. */
function scopeOf(coordinate: string): KeyScope | null {
  const [type, field] = coordinate.split('.') as [string, string];
  if (!['Query', 'Mutation', 'Subscription'].includes(type)) return null;
  if (field.startsWith('import')) return 'IMPORT';
  return type === 'Mutation' ? 'WRITE' : 'READ';
}

/** A partner's key does what it was issued for, within what the role of its account may. */
export function assertScopes(coordinates: Iterable<string>, { scopes }: Viewer): void {
  if (scopes === null) return;
  for (const coordinate of coordinates) {
    const needed = scopeOf(coordinate);
    if (needed !== null) assertScope(scopes, needed);
  }
}

export function assertScope(scopes: Viewer['scopes'], needed: KeyScope): void {
  if (scopes === null || scopes.includes(needed)) return;
  throw new Mistake(
    'FORBIDDEN',
    { zh: `此密钥未获授权：需要 ${needed}`, en: `This key was not issued for it: ${needed} is needed` },
    { scope: needed },
  );
}
