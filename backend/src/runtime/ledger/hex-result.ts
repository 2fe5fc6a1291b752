/** What a JSON-RPC answer has before its result. */
const HEAD_CHARS_MAX = 65_536;
const BEGINNING = /"result"\s*:\s*"0x/;

/** Reads the result of a JSON-RPC answer, one hexadecimal text, piece by piece. */
export class HexResult {
  #head = '';
  #half = '';
  #state: 'before' | 'within' | 'after' = 'before';

  /** Whether all of the text was read. */
  get isComplete(): boolean {
    return this.#state === 'after' && this.#half === '';
  }

  /** The answer, if it has no such result. */
  get other(): string {
    return this.#state === 'before' ? this.#head : '{}';
  }

  /**
   * The bytes of the text that are complete with a piece of the answer.
   *
   * @throws RangeError if the piece holds other digits
   */
  push(piece: Uint8Array): Uint8Array {
    const text = this.#textOf(Buffer.from(piece.buffer, piece.byteOffset, piece.length));
    const digits = this.#half + text;
    const count = digits.length - (digits.length % 2);
    this.#half = digits.slice(count);
    const bytes = Buffer.from(digits.slice(0, count), 'hex');
    if (bytes.length * 2 !== count) throw new RangeError('the answer is no hexadecimal text');
    return bytes;
  }

  /** What of a piece is of the text. */
  #textOf(piece: Buffer): string {
    let text = piece.toString('latin1');
    if (this.#state === 'before') {
      this.#head += text;
      const beginning = BEGINNING.exec(this.#head);
      if (beginning === null) {
        if (this.#head.length > HEAD_CHARS_MAX) throw new RangeError('the answer has no result');
        return '';
      }
      text = this.#head.slice(beginning.index + beginning[0].length);
      this.#head = '';
      this.#state = 'within';
    }
    if (this.#state === 'after') return '';
    const end = text.indexOf('"');
    if (end === -1) return text;
    this.#state = 'after';
    return text.slice(0, end);
  }
}
