import type { DomainError } from '../../../backend/src/api/index.js';
import type { Viewer } from '../../../backend/src/identity/index.js';
import { type CommandEntity, CommandStatus } from '../../../backend/src/ledger/index.js';
import { DifferingStatementReader } from '../../../backend/src/reconciliation/differing-statement.reader.js';
import type { LineReason } from '../../../backend/src/reconciliation/statement-evidence.js';
import { ItemLists } from '../../../backend/src/reconciliation/item-lists.js';
import { StatementLineReader } from '../../../backend/src/reconciliation/statement-line.reader.js';
import { StatementLineService } from '../../../backend/src/reconciliation/statement-line.service.js';
import { StoryWorld } from '../settlement/story.world.js';

const PAGE = { size: 100, limit: 101, after: null };

/** What the buyer's books say is open, by invoice number. */
export type BuyerBooks = Readonly<Record<string, bigint>>;

/** A story whose supplier and buyer settle statements line by line. */
export class LinesWorld {
  readonly lines: StatementLineReader;
  readonly settling: StatementLineService;
  private keys = 0;

  private constructor(readonly story: StoryWorld) {
    const { outbox, database } = story.pipeline;
    this.lines = new StatementLineReader(database.dataSource);
    this.settling = new StatementLineService(outbox, new DifferingStatementReader(new ItemLists()));
  }

  static async start(): Promise<LinesWorld> {
    return new LinesWorld(await StoryWorld.start());
  }

  get supplier(): Viewer {
    return this.story.supplier;
  }

  get buyer(): Viewer {
    return this.story.buyer;
  }

  /** Identity of an input that no request had before. */
  key() {
    return { idempotencyKey: `line ${++this.keys}` };
  }

  id(number: string): string {
    return this.story.receivableId(number);
  }

  /** A statement over receivables of 100.00 EUR each that the buyer has other figures about. */
  async differing(numbers: readonly string[], books: BuyerBooks): Promise<string> {
    for (const number of numbers) {
      await this.story.confirmed(number);
    }
    const issue = await this.story.stating.issue(this.supplier, this.key());
    const [statementId = ''] = (await this.included(this.supplier, issue)).subjects;
    await this.included(this.buyer, await this.acknowledge(statementId, books));
    return statementId;
  }

  async acknowledge(statementId: string, books: BuyerBooks) {
    const items = Object.entries(books).map(([number, outstandingMinor]) => ({
      receivableId: this.id(number),
      outstandingMinor,
    }));
    return this.story.acknowledging.acknowledge(this.buyer, {
      ...{ ...this.key(), acknowledgements: [{ statementId, items }] },
    });
  }

  async raise(who: Viewer, statementId: string, numbers?: readonly string[]) {
    const receivableIds = numbers?.map((number) => this.id(number)) ?? null;
    return this.settling.raise(who, { ...this.key(), statementId, receivableIds });
  }

  async prove(who: Viewer, statementId: string, numbers?: readonly string[]) {
    const receivableIds = numbers?.map((number) => this.id(number)) ?? null;
    return this.settling.prove(who, { ...this.key(), statementId, receivableIds });
  }

  async agree(
    who: Viewer,
    statementId: string,
    figures: BuyerBooks,
    why: { readonly note?: string; readonly reason?: LineReason } = {},
  ) {
    const resolutions = Object.entries(figures).map(([number, agreedMinor]) => ({
      receivableId: this.id(number),
      agreedMinor,
      ...why,
    }));
    return this.settling.agree(who, { ...this.key(), statementId, resolutions });
  }

  /** Lets the ledger take it. */
  async included(who: Viewer, submitted: CommandEntity | DomainError) {
    const command = await this.story.outcome(who, submitted);
    if (command.status !== CommandStatus.INCLUDED) throw new Error(JSON.stringify(command.refusal));
    return command;
  }

  /** Lets the ledger refuse it, and tells why. */
  async refused(who: Viewer, submitted: CommandEntity | DomainError) {
    return (await this.story.outcome(who, submitted)).refusal;
  }

  /** The line of an invoice. */
  async line(statementId: string, number: string, who = this.buyer) {
    const found = await this.lines.list(who, PAGE, { statementId });
    return found.find(({ receivableId }) => receivableId === this.id(number));
  }

  async progress(statementId: string) {
    return (await this.lines.progressOf([statementId])).get(statementId);
  }
}
