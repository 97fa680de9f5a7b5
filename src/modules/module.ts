import type { EntityClass } from '@mikro-orm/core';
import type { Policy } from '../platform/access/policy.js';
import type { Viewer } from '../platform/access/viewer.js';
import type { Derivation, Scope } from '../platform/database/shape.js';
import type { ConstraintMessages } from '../platform/graphql/mutation.js';

/** What a module brings to the application; the order of modules is in `index.ts`. */
export interface Module {
  readonly name: string;
  readonly entities: readonly EntityClass<object>[];
  readonly resolvers: readonly Function[];
  readonly policy: Policy;
  /** Which rows of an entity a viewer sees; an entity without one is public. */
  readonly scopes?: Readonly<Record<string, Scope<Viewer>>>;
  /** Values it adds to the rows of entities, by coordinate (`Vacancy.referralCount`). */
  readonly derivations?: Readonly<Record<string, Derivation>>;
  readonly constraints?: ConstraintMessages;
}
