/** What a check found; the reason is a sentence of ours, never the text of an error. */
export interface CheckResult {
  readonly ok: boolean;
  readonly reason?: string;
}

/**
 * A check that answers in bounded time, whatever it waits for.
 *
 * The next call joins a check that still runs, so that probes of a stalled database do not pile up on it.
 */
export class BoundedCheck {
  private running: Promise<CheckResult> | null = null;

  constructor(
    /** A sentence on what is wrong; null if nothing is. */
    private readonly find: () => Promise<string | null>,
    private readonly options: {
      readonly timeoutMs: number;
      /** Says what a fault means. */
      readonly onFault: (error: unknown) => string;
    },
  ) {}

  run(): Promise<CheckResult> {
    this.running ??= this.check().finally(() => {
      this.running = null;
    });
    return withinTime(this.running, this.options.timeoutMs);
  }

  private async check(): Promise<CheckResult> {
    try {
      const reason = await this.find();
      return reason === null ? { ok: true } : { ok: false, reason };
    } catch (error) {
      return { ok: false, reason: this.options.onFault(error) };
    }
  }
}

function withinTime(result: Promise<CheckResult>, timeoutMs: number): Promise<CheckResult> {
  return new Promise((resolve) => {
    const reason = `gave no answer within ${timeoutMs} ms`;
    const timer = setTimeout(() => resolve({ ok: false, reason }), timeoutMs);
    void result.then((found) => {
      clearTimeout(timer);
      resolve(found);
    });
  });
}
