import { createWriteStream, type WriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';

/** What the embedded parts print: one file each, and the file of the start before beside it. */
export class LogFiles {
  readonly #streams: WriteStream[] = [];

  constructor(private readonly folder: string) {}

  async open(name: string): Promise<(line: string) => void> {
    const path = join(this.folder, `${name}.log`);
    await rename(path, `${path}.before`).catch(() => undefined);
    const stream = createWriteStream(path, { mode: 0o600 });
    // A full disk must not take the system down on behalf of its log.
    stream.on('error', () => undefined);
    this.#streams.push(stream);
    return (line) => void stream.write(`${new Date().toISOString()} ${line}\n`);
  }

  async close(): Promise<void> {
    await Promise.all(this.#streams.map((stream) => new Promise((end) => stream.end(end))));
  }
}
