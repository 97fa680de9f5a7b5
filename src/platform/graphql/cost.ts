import type { GraphQLField } from 'graphql';
import { Extensions } from 'type-graphql';
import type { Kind } from '../access/rates.js';

/** What a field takes beyond the rows of its type. */
export interface FieldCost {
  /** The most items of a list that is no page. Every list of objects says so, or nothing starts. */
  readonly atMost?: number;
  /** Rows read, or work worth as many, each time the field is resolved. */
  readonly weight?: number;
  /** What it takes of the caller's points; of a root field. */
  readonly kind?: Kind;
}

/** Stands beside the field's own decorator. */
export const Cost = (cost: FieldCost): MethodDecorator & PropertyDecorator => Extensions({ cost });

export const costOf = (field: GraphQLField<unknown, unknown>): FieldCost => (field.extensions['cost'] ?? {}) as FieldCost;
