import { Entity, Index, Property } from '@mikro-orm/decorators/legacy';
import { Field, ObjectType } from 'type-graphql';
import type { Predicate } from '../../platform/access/scopes.js';
import { Row } from '../../platform/database/base.js';
import { raw, sql } from '../../platform/database/sql.js';
import { LocalDate } from '../../platform/graphql/scalars.js';

@ObjectType({ description: 'That a person was erased, and what of them is kept until when.', simpleResolvers: true })
@Entity()
@Index({ name: 'erasure_until', expression: 'create index erasure_until on erasure (until) where until is not null' })
export class Erasure extends Row {
  @Property({ type: 'uuid', index: true, hidden: true })
  seekerId!: string;

  /** Whoever asked for it; null for a job. */
  @Property({ type: 'uuid', nullable: true, hidden: true })
  actorId: string | null = null;

  @Field(() => LocalDate, { nullable: true, description: 'Last day of the duty under which a sealed record is kept; null when nothing is.' })
  @Property({ type: 'date', nullable: true })
  until: string | null = null;

  /** Everything that was held, as JSON under the person's key, which lives as long. */
  @Property({ type: 'bytea', nullable: true, hidden: true })
  kept: Buffer | null = null;
}

/** Whoever asked for it. */
export const askedFor: Predicate = (alias, viewer) => sql`${raw(`${alias}.actor_id`)} = ${viewer.userId}::uuid`;
