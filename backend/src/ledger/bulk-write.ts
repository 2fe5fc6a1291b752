import type pg from 'pg';
import type { EntityManager } from 'typeorm';

import { present } from '../common/index.js';

/** Length from which lines are put into bytes: text that lives longer costs more to keep. */
const CHUNK_CHARS = 64 * 1_024;
const COPY_DATA = 'd'.charCodeAt(0);
/** `CopyDone`, which has no content. */
const COPY_DONE = Buffer.from(['c'.charCodeAt(0), 0, 0, 0, 4]);

/** Lines in COPY's text format. */
export class CopyLines {
  private readonly full: Buffer[] = [];
  private text = '';

  add(line: string): void {
    this.text += line;
    if (this.text.length > CHUNK_CHARS) {
      this.cut();
    }
  }

  get chunks(): readonly Buffer[] {
    this.cut();
    return this.full;
  }

  private cut(): void {
    if (this.text !== '') {
      this.full.push(Buffer.from(this.text));
      this.text = '';
    }
  }
}

interface Statement {
  readonly text: string;
  readonly values: string[];
  /** What a COPY reads; null for another statement. */
  readonly lines: CopyLines | null;
  /** Without a row that it makes, changes or finds, nothing of all of them counts. */
  readonly isRequired: boolean;
}

/**
 * Statements that are sent all at once: the server goes from one to the next without waiting for this process.
 *
 * Of their results, only the number of rows is read. The first that fails ends those after it.
 */
export class BulkWrite {
  private readonly statements: Statement[] = [];

  run(text: string, ...values: string[]): void {
    this.statements.push({ text, values, lines: null, isRequired: false });
  }

  /** As {@link run}, of a statement that must make, change or find a row. */
  require(text: string, ...values: string[]): void {
    this.statements.push({ text, values, lines: null, isRequired: true });
  }

  /**
   * Appends rows to a table.
   *
   * @param target table and its columns, as SQL writes them
   */
  copy(target: string, lines: CopyLines): void {
    this.statements.push({
      text: `COPY ${target} FROM STDIN`,
      values: [],
      lines,
      isRequired: false,
    });
  }

  /**
   * Sends them on a connection on which nothing else is under way.
   *
   * @returns when the server has done them; false if a required one had no row: the transaction must be rolled back then
   * @throws what the server said of the first that failed, such as that a row is there already, unless a required one
   * before it had no row
   */
  send(client: pg.PoolClient): Promise<boolean> {
    return new Promise((resolve, reject) => {
      client.query(new Submission(this.statements, resolve, reject));
    });
  }
}

/** Connection of the transaction of `db`. */
export async function connectionOf(db: EntityManager): Promise<pg.PoolClient> {
  return (await present(db.queryRunner, 'transaction').connect()) as pg.PoolClient;
}

/**
 * Appends lines in COPY's text format to a table, in the transaction of `db`.
 *
 * @param target table and its columns, as SQL writes them
 * @throws if one of the rows is there already
 */
export async function copyInto(db: EntityManager, target: string, text: string): Promise<void> {
  const lines = new CopyLines();
  lines.add(text);
  const write = new BulkWrite();
  write.copy(target, lines);
  await write.send(await connectionOf(db));
}

/** What the driver asks of a query of somebody else's making. */
class Submission implements pg.Submittable {
  private isUnmet = false;
  private done = 0;

  constructor(
    private readonly statements: readonly Statement[],
    private readonly resolve: (isMet: boolean) => void,
    private readonly reject: (error: Error) => void,
  ) {}

  /** Until the last message, `Sync`, the server answers with nothing that must be waited for. */
  submit(connection: pg.Connection): void {
    const { stream } = connection;
    stream.cork();
    for (const { text, values, lines } of this.statements) {
      connection.parse({ name: '', text, types: [] }, true);
      connection.bind({ values }, true);
      connection.execute(null, true);
      if (lines !== null) {
        for (const chunk of lines.chunks) {
          stream.write(copyDataHeader(chunk.length));
          stream.write(chunk);
        }
        stream.write(COPY_DONE);
      }
    }
    connection.sync();
    stream.uncork();
  }

  /** The driver tells nothing more after it. */
  handleError(error: Error): void {
    if (this.isUnmet) {
      this.resolve(false);
    } else {
      this.reject(error);
    }
  }

  handleReadyForQuery(): void {
    this.resolve(!this.isUnmet);
  }

  /** @param message such as `INSERT 0 1`, whose last word is the number of rows */
  handleCommandComplete({ text }: { readonly text: string }): void {
    const isRequired = this.statements[this.done]?.isRequired === true;
    this.isUnmet ||= isRequired && text.endsWith(' 0');
    this.done += 1;
  }

  handleRowDescription(): void {}
  handleDataRow(): void {}
  handleCopyInResponse(): void {}
}

function copyDataHeader(length: number): Buffer {
  const header = Buffer.allocUnsafe(5);
  header[0] = COPY_DATA;
  // The length counts itself.
  header.writeUInt32BE(length + 4, 1);
  return header;
}
