import type { EntityClass } from '@mikro-orm/core';
import type { Policy } from '../platform/access/policy.js';
import type { Ways } from '../platform/access/scopes.js';
import type { Viewer } from '../platform/access/viewer.js';
import type { Scope } from '../platform/database/shape.js';
import type { Holding } from '../platform/privacy/holding.js';
import type { ConstraintMessages } from '../platform/graphql/mutation.js';

/** What a module brings to the application; the order of modules is in `index.ts`. */
export interface Module {
  readonly name: string;
  readonly entities: readonly EntityClass<object>[];
  readonly resolvers: readonly Function[];
  readonly policy: Policy;
  /** Ways in which viewers come to rows: of every entity of its own, and of elder entities that it opens further. */
  readonly scopes?: Ways;
  /** What a viewer gets to know about each row of an entity besides its columns. */
  readonly facts?: Readonly<Record<string, Readonly<Record<string, Scope<Viewer>>>>>;
  /** Tables that say something about a person. */
  readonly holdings?: readonly Holding[];
  readonly constraints?: ConstraintMessages;
}
