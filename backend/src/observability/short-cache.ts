/**
 * Keeps an answer for a moment and lets callers that come meanwhile share one question.
 *
 * A fault is not kept, and no answer outlives its time: an old one would look like a live one.
 */
export class ShortCache<Value> {
  private running: Promise<Value> | null = null;
  private kept: { readonly value: Value; readonly until: number } | null = null;

  constructor(
    private readonly read: () => Promise<Value>,
    private readonly keepMs: number,
  ) {}

  get(): Promise<Value> {
    if (this.kept !== null && Date.now() < this.kept.until) {
      return Promise.resolve(this.kept.value);
    }
    this.running ??= this.refresh().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  private async refresh(): Promise<Value> {
    const value = await this.read();
    this.kept = { value, until: Date.now() + this.keepMs };
    return value;
  }
}
