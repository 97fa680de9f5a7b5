declare const answer: unique symbol;

/** An operation that the server knows by the hash of its text; no text of it is part of a desk. */
export interface Known<Data, Variables> {
  readonly documentId: string;
  /** Only a type. */
  readonly [answer]?: (variables: Variables) => Data;
}

export const known = <Data, Variables>(hash: string): Known<Data, Variables> => ({ documentId: `sha256:${hash}` });
