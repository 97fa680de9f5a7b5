import { createHash } from 'node:crypto';
import { type DefinitionNode, Kind, parse, print, separateOperations, stripIgnoredCharacters } from 'graphql';
import type { Role } from '../access/viewer.js';

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * A document in the form that is hashed: the operation, then its fragments by name, without comments and ignored
 * characters.
 */
export function normalDocument(text: string): string {
  const rank = (one: DefinitionNode): string => (one.kind === Kind.FRAGMENT_DEFINITION ? `1${one.name.value}` : '0');
  const definitions = [...parse(text).definitions].sort((a, b) => (rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : 0));
  return stripIgnoredCharacters(print({ kind: Kind.DOCUMENT, definitions }));
}

/** Each operation of a desk's file as a document of its own, with the fragments it uses. */
export const documentsOf = (file: string): { name: string; text: string }[] =>
  Object.entries(separateOperations(parse(file))).map(([name, document]) => ({ name, text: normalDocument(print(document)) }));

/**
 * The documents that the server knows, by the SHA-256 of their normal form, and who may send each. They come from the
 * project's files; a client registers none.
 */
export class TrustedDocuments {
  readonly #known = new Map<string, { text: string; roles: Set<Role> }>();
  /** By the normal text; of documents with one operation, which has a name. */
  readonly #names = new Map<string, string>();
  #longest = 0;

  /** The name of a known document, whoever may send it. */
  nameOf(text: string): string | undefined {
    const known = this.#names.get(text);
    if (known !== undefined || text.length > this.#longest * 2) return known;
    try {
      const trusted = this.#known.get(sha256(stripIgnoredCharacters(text)));
      return trusted && this.#names.get(trusted.text);
    } catch {
      return undefined;
    }
  }

  add(text: string, roles: readonly Role[]): string {
    const normal = normalDocument(text);
    for (const form of [normal, stripIgnoredCharacters(text)]) {
      const hash = sha256(form);
      this.#known.set(hash, { text: normal, roles: new Set([...(this.#known.get(hash)?.roles ?? []), ...roles]) });
    }
    this.#longest = Math.max(this.#longest, text.length);
    const name = /^(?:query|mutation|subscription) ?(\w+)/.exec(normal)?.[1];
    if (name !== undefined) this.#names.set(normal, name);
    return sha256(normal);
  }

  byHash(hash: string, role: Role): string | undefined {
    const known = this.#known.get(hash);
    return known?.roles.has(role) ? known.text : undefined;
  }

  /** A known document sent as text, however it is laid out. Looked at as characters only, and not at all when it is too long to be one. */
  byText(text: string, role: Role): string | undefined {
    if (text.length > this.#longest * 2) return undefined;
    try {
      return this.byHash(sha256(stripIgnoredCharacters(text)), role);
    } catch {
      return undefined;
    }
  }
}
