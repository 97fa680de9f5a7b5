import type { EntityClass } from '@mikro-orm/core';
import type { Policy } from '../platform/access/policy.js';
import type { Ways } from '../platform/access/scopes.js';
import type { Viewer } from '../platform/access/viewer.js';
import type { Derivation, Scope } from '../platform/database/shape.js';
import type { Sql } from '../platform/database/sql.js';
import type { Indicator } from '../platform/measures/indicator.js';
import type { LedgerSource } from '../platform/measures/ledger.js';
import type { Holding } from '../platform/privacy/holding.js';
import type { ConstraintMessages } from '../platform/graphql/mutation.js';

/** What is known of a person on a day, as SQL that gives one jsonb value; null is not known. */
export type PersonFact = (person: Sql, day: Sql) => Sql;

/** What a module brings to the application; the order of modules is in `index.ts`. */
export interface Module {
  readonly name: string;
  readonly entities: readonly EntityClass<object>[];
  readonly resolvers: readonly Function[];
  readonly policy: Policy;
  /** Ways in which viewers come to rows: of every entity of its own, and of elder entities that it opens further. */
  readonly scopes?: Ways;
  /** Values it adds to the rows of entities, by coordinate (`Vacancy.referralCount`). */
  readonly derivations?: Readonly<Record<string, Derivation>>;
  /** What a viewer gets to know about each row of an entity besides its columns. */
  readonly facts?: Readonly<Record<string, Readonly<Record<string, Scope<Viewer>>>>>;
  /** Tables that say something about a person. */
  readonly holdings?: readonly Holding[];
  /** Numbers that it computes from its rows, which yearly targets are set for. */
  readonly indicators?: readonly Indicator[];
  /** What of its rows grassroots ledgers show. */
  readonly ledgers?: readonly LedgerSource[];
  /** Facts that the decision table of policies asks for, by name; a later module's answer takes the place of an elder's. */
  readonly personFacts?: Readonly<Record<string, PersonFact>>;
  readonly constraints?: ConstraintMessages;
}
