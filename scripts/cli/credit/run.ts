import { SingleBar } from 'cli-progress';
import { Refusal } from '../../../backend/src/common/refusal.js';
import { jsonText, refusalText } from './output.js';

/** A bar on standard error where that is a terminal. */
export class Progress {
  private bar: SingleBar | null = null;

  constructor(private readonly what: string) {}

  show(done: number, total: number): void {
    if (!process.stderr.isTTY) return;
    if (this.bar === null) {
      const format = `${this.what} {bar} {value}/{total}`;
      this.bar = new SingleBar({ format, stream: process.stderr, clearOnComplete: true });
      this.bar.start(total, 0);
    }
    this.bar.update(done);
  }

  stop(): void {
    this.bar?.stop();
    this.bar = null;
  }
}

/** Reads one of the files a command was given, and remembers it for refusals. */
export class FileRefusal extends Refusal {
  constructor(
    readonly file: string,
    cause: Refusal,
  ) {
    super(cause.toDetail());
  }
}

/** Names the file in whatever is refused while it is read. */
export async function reading<Result>(file: string, read: Promise<Result>): Promise<Result> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof Refusal) throw new FileRefusal(file, error);
    throw error;
  }
}

/** Prints what the work answers; a refusal is an answer too, and sets the exit code. */
export async function answerWith(asJson: boolean, work: () => Promise<string>): Promise<void> {
  try {
    process.stdout.write(`${await work()}\n`);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const file = error instanceof FileRefusal ? error.file : '';
    process.exitCode = 1;
    if (asJson) process.stdout.write(`${jsonText({ refusal: { file, ...error.toDetail() } })}\n`);
    else process.stderr.write(`${refusalText(file, error)}\n`);
  }
}
