/** Prints what the start is doing and how long each step took. */
export class StartProgress {
  readonly #startedAt = performance.now() - process.uptime() * 1_000;
  #stepAt = performance.now();

  constructor(private readonly write: (text: string) => void) {}

  /** Ends the current step: its name and what came of it. */
  done(step: string, detail = ''): void {
    const now = performance.now();
    this.line(`${seconds(now - this.#stepAt)}  ${step.padEnd(12)} ${detail}`.trimEnd());
    this.#stepAt = now;
  }

  line(text: string): void {
    this.write(`${text}\n`);
  }

  /** Seconds since the process began. */
  elapsed(): string {
    return seconds(performance.now() - this.#startedAt).trim();
  }
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1).padStart(5)} s`;
}
