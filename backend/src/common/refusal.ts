/** What a refusal tells a program: the wire form of {@link Refusal}. */
export interface RefusalDetail {
  /** Stable and upper case; programs switch on it, never on the message. */
  readonly code: string;
  readonly message: string;
  /** The field, element or line concerned; empty when the input as a whole is meant. */
  readonly path: string;
  /** Position in a text file, counted from 1, where it is known. */
  readonly line?: number;
  readonly column?: number;
}

/**
 * Input that a client can correct. Returned by functions that judge one value, thrown inside a
 * reader that can't go on; everything else that is thrown is a fault.
 */
export class Refusal extends Error implements RefusalDetail {
  override readonly name = 'Refusal';
  readonly code: string;
  readonly path: string;
  readonly line?: number;
  readonly column?: number;

  constructor(detail: RefusalDetail) {
    super(detail.message);
    this.code = detail.code;
    this.path = detail.path;
    if (detail.line !== undefined) this.line = detail.line;
    if (detail.column !== undefined) this.column = detail.column;
  }

  /** The plain object that goes on the wire: no stack, no prototype. */
  toDetail(): RefusalDetail {
    return {
      code: this.code,
      message: this.message,
      path: this.path,
      ...(this.line === undefined ? {} : { line: this.line }),
      ...(this.column === undefined ? {} : { column: this.column }),
    };
  }
}

/** Narrows the answer of a function that returns a value or a {@link Refusal}. */
export function isRefusal(value: unknown): value is Refusal {
  return value instanceof Refusal;
}
