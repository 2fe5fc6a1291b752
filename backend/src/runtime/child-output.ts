import type { Readable } from 'node:stream';

const KEPT_LINES = 40;

/**
 * Splits what a child prints into lines, hands them on, and keeps the last ones for error messages.
 */
export class ChildOutput {
  readonly #tail: string[] = [];
  readonly #watchers = new Set<(line: string) => void>();

  constructor(private readonly log: (line: string) => void) {}

  read(stream: Readable): void {
    let rest = '';
    stream.setEncoding('utf8');
    stream.on('data', (chunk: string) => {
      const lines = (rest + chunk).split(/\r?\n/);
      rest = lines.pop() ?? '';
      lines.forEach((line) => this.#take(line));
    });
    stream.on('end', () => this.#take(rest));
  }

  /** Calls back for each line until the returned function is called. */
  watch(watcher: (line: string) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  tail(): string {
    return this.#tail.join('\n');
  }

  #take(line: string): void {
    if (line.trim() === '') return;
    this.#tail.push(line);
    if (this.#tail.length > KEPT_LINES) this.#tail.shift();
    this.log(line);
    this.#watchers.forEach((watcher) => watcher(line));
  }
}
