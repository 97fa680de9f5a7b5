import {
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputObjectType,
  isIntrospectionType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';

interface Input {
  readonly type: GraphQLInputType;
  /** Required or with a default: nobody can leave it out, so no role can be kept from it. */
  readonly always: boolean;
}

/** Arguments and input fields by coordinate: `Query.vacancies(filter:)`, `VacancyFilter.state`. */
export function inputsOf(schema: GraphQLSchema): ReadonlyMap<string, Input> {
  const inputs = new Map<string, Input>();
  const add = (coordinate: string, { type, defaultValue }: { type: GraphQLInputType; defaultValue?: unknown }): void => {
    inputs.set(coordinate, { type, always: isNonNullType(type) || defaultValue !== undefined });
  };
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type)) continue;
    if (isInputObjectType(type)) for (const field of Object.values(type.getFields())) add(`${type.name}.${field.name}`, field);
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) for (const arg of field.args) add(`${type.name}.${field.name}(${arg.name}:)`, arg);
  }
  return inputs;
}

/** Finds, in what a caller gives, the arguments and input fields that not every user of the field may give. */
export class NarrowInputs {
  readonly #concerned = new Map<GraphQLInputObjectType, boolean>();

  constructor(private readonly coordinates: { has(coordinate: string): boolean }) {}

  /** Whether a value of this type can hold one. */
  concerns(type: GraphQLInputType): boolean {
    if (isNonNullType(type) || isListType(type)) return this.concerns(type.ofType);
    if (!isInputObjectType(type)) return false;
    let concerned = this.#concerned.get(type);
    if (concerned === undefined) {
      this.#concerned.set(type, false);
      const fields = Object.values(type.getFields());
      concerned = fields.some((field) => this.coordinates.has(`${type.name}.${field.name}`) || this.concerns(field.type));
      this.#concerned.set(type, concerned);
    }
    return concerned;
  }

  /** Coordinates with a row of their own that a value gives; null is nothing. */
  given(type: GraphQLInputType, value: unknown): string[] {
    if (value === null || value === undefined || !this.concerns(type)) return [];
    if (isNonNullType(type)) return this.given(type.ofType, value);
    if (isListType(type)) return (Array.isArray(value) ? value : [value]).flatMap((one) => this.given(type.ofType, one));
    if (!isInputObjectType(type) || typeof value !== 'object') return [];
    return Object.values(type.getFields()).flatMap((field) => {
      const inner = (value as Record<string, unknown>)[field.name];
      const coordinate = `${type.name}.${field.name}`;
      const own = inner !== null && inner !== undefined && this.coordinates.has(coordinate) ? [coordinate] : [];
      return [...own, ...this.given(field.type, inner)];
    });
  }
}
