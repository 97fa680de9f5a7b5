import { inspect } from 'node:util';

const HIDDEN = '***';

/** A clear text that no print, log, template, JSON or copy shows; `reveal` is the only way out. */
export class Sealed {
  readonly #clear: string;

  constructor(clear: string) {
    this.#clear = clear;
    Object.freeze(this);
  }

  reveal(): string {
    return this.#clear;
  }

  toString(): string {
    return HIDDEN;
  }

  toJSON(): string {
    return HIDDEN;
  }

  [Symbol.toPrimitive](): string {
    return HIDDEN;
  }

  [inspect.custom](): string {
    return HIDDEN;
  }
}
