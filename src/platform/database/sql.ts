/** A piece of SQL with its bound values. Pieces nest; numbering happens once, in `compile`. */
export class Sql {
  constructor(
    readonly strings: readonly string[],
    readonly values: readonly unknown[],
  ) {}

  compile(): { text: string; values: unknown[] } {
    const values: unknown[] = [];
    const write = (piece: Sql): string =>
      piece.strings
        .map((part, at) => {
          if (at >= piece.values.length) return part;
          const value = piece.values[at];
          if (value instanceof Sql) return part + write(value);
          values.push(value);
          return `${part}$${values.length}`;
        })
        .join('');
    return { text: write(this), values };
  }
}

/** `sql`select … where id = ${id}``: every value is bound, never spliced into the text. */
export const sql = (strings: TemplateStringsArray, ...values: unknown[]): Sql => new Sql(strings, values);

/** Text that comes from this code base (names, literals of a closed set), never from a request. */
export const raw = (text: string): Sql => new Sql([text], []);

export const join = (pieces: readonly Sql[], separator: string): Sql =>
  pieces.length === 0 ? raw('') : new Sql(['', ...pieces.slice(1).map(() => separator), ''], pieces);

const joined = (pieces: readonly Sql[], word: string): Sql =>
  join(
    pieces.map((piece) => sql`(${piece})`),
    word,
  );

class All extends Sql {
  constructor(readonly pieces: readonly Sql[]) {
    const { strings, values } = joined(pieces, ' and ');
    super(strings, values);
  }
}

class Any extends Sql {
  constructor(readonly pieces: readonly Sql[]) {
    const { strings, values } = joined(pieces, ' or ');
    super(strings, values);
  }
}

/** All must hold; an empty list holds. */
export const all = (pieces: readonly (Sql | null | undefined | false)[]): Sql => {
  const present = pieces.filter((piece): piece is Sql => piece instanceof Sql);
  return present.length === 0 ? raw('true') : new All(present);
};

/** One must hold; an empty list does not. */
export const any = (pieces: readonly Sql[]): Sql => (pieces.length === 0 ? raw('false') : new Any(pieces));

/**
 * Both must hold. Where the condition says itself what opens one of the ways, the others are not asked: the database would
 * prepare each of them for every statement.
 */
export const inSight = (ways: Sql | null, condition: Sql): Sql =>
  ways instanceof Any && ways.pieces.some((way) => says(condition, way)) ? condition : all([ways, condition]);

/** Word for word, alone or as one of several that all must hold; what carries values is not compared. */
const says = (condition: Sql, way: Sql): boolean =>
  condition instanceof All
    ? condition.pieces.some((piece) => says(piece, way))
    : condition.values.length + way.values.length === 0 && condition.strings.join('') === way.strings.join('');

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** `column` is this id, found by its index; text that is no id is nobody's. */
export const hasId = (column: string, id: string): Sql => (ID.test(id) ? sql`${raw(column)} = ${id}::uuid` : raw('false'));
