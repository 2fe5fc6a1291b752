import { inspect } from 'node:util';

const HIDDEN = '[secret]';

/**
 * A value that no log line, error or JSON dump can print by accident: only `reveal()` hands it out.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return HIDDEN;
  }

  toJSON(): string {
    return HIDDEN;
  }

  [inspect.custom](): string {
    return HIDDEN;
  }
}
