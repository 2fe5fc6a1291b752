import type { DomainError } from '../../../backend/src/api/index.js';
import type { Viewer } from '../../../backend/src/identity/index.js';
import { type CommandEntity, CommandStatus } from '../../../backend/src/ledger/index.js';
import { PartyReader } from '../../../backend/src/parties/index.js';
import { LotSplitService } from '../../../backend/src/receivables/lot-split.service.js';
import { LotReader } from '../../../backend/src/receivables/lot.reader.js';
import { AgentEntryReader } from '../../../backend/src/settlement/agent-entry.reader.js';
import { AllocationReader } from '../../../backend/src/settlement/allocation.reader.js';
import { CounterEntryReader } from '../../../backend/src/settlement/counter-entry.reader.js';
import { EntryAllocationService } from '../../../backend/src/settlement/entry-allocation.service.js';
import { EntryRecordingService } from '../../../backend/src/settlement/entry-recording.service.js';
import { EntryReversalService } from '../../../backend/src/settlement/entry-reversal.service.js';
import type { CamtEntry } from '../../../scripts/bank/camt053.writer.js';
import { PledgesWorld } from '../pledges/pledges.world.js';
import type { StoryWorld } from './story.world.js';

const PAGE = { size: 100, limit: 101, after: null };
/** Rows that say how things stand; the others are history, which only grows. */
const STATE = [
  'SELECT * FROM receivable ORDER BY receivable_id',
  'SELECT * FROM lot ORDER BY lot_id',
  'SELECT * FROM lot_position ORDER BY lot_id',
  'SELECT * FROM lien ORDER BY lien_number',
  'SELECT * FROM exposure ORDER BY financier, buyer, currency',
  'SELECT * FROM deal ORDER BY deal_number',
  // What was never owed and what is not owed any more is the same.
  `SELECT debtor, creditor, currency, owed_minor FROM duty WHERE owed_minor > 0
   ORDER BY debtor, creditor, currency`,
];

/** Real contracts and a real database, with a settlement agent that deals with bank entries by hand. */
export class EntriesWorld {
  readonly allocating: EntryAllocationService;
  readonly reversing: EntryReversalService;
  readonly allocations: AllocationReader;
  readonly counterEntries: CounterEntryReader;
  private readonly splitting: LotSplitService;
  private keys = 0;

  private constructor(readonly pledges: PledgesWorld) {
    const { database, outbox } = pledges.story.pipeline;
    const { dataSource } = database;
    const entries = new AgentEntryReader(dataSource);
    const recording = new EntryRecordingService(dataSource, outbox);
    const parties = new PartyReader(dataSource);
    this.counterEntries = new CounterEntryReader(dataSource);
    this.allocations = new AllocationReader(dataSource);
    this.allocating = new EntryAllocationService(outbox, entries, recording, parties);
    this.reversing = new EntryReversalService(outbox, entries, this.counterEntries, recording);
    this.splitting = new LotSplitService(outbox, new LotReader(dataSource));
  }

  static async start(): Promise<EntriesWorld> {
    const world = new EntriesWorld(await PledgesWorld.start());
    // A party without a name is none that can be owed an overpayment.
    await world.story.pipeline.db.query(
      `INSERT INTO party_profile (party, name, name_key) VALUES ($1, 'buyer', 'buyer')`,
      [world.story.buyer.party],
    );
    return world;
  }

  get story(): StoryWorld {
    return this.pledges.story;
  }

  get agent(): Viewer {
    return this.story.settlement.agent;
  }

  /** An input's key that no request had before. */
  key(): { readonly idempotencyKey: string } {
    return { idempotencyKey: `entries ${++this.keys}` };
  }

  outcome(submitted: CommandEntity | DomainError) {
    return this.story.outcome(this.agent, submitted);
  }

  /** As {outcome}, of an act that the ledger must take. */
  async done(submitted: CommandEntity | DomainError): Promise<void> {
    const { refusal, status } = await this.outcome(submitted);
    if (status !== CommandStatus.INCLUDED) throw new Error(`${status}: ${JSON.stringify(refusal)}`);
  }

  /** Brings in an entry of the supplier's account and matches it; its hash. */
  async received(remittance: string, entry: Partial<CamtEntry> = {}): Promise<string> {
    await this.story.receive([{ remittance, ...entry }]);
    return this.hashOf(remittance);
  }

  async hashOf(remittance: string): Promise<string> {
    const found = await this.story.entries.list(this.agent, PAGE, {});
    return found.find((entry) => entry.remittance === remittance)?.entryHash ?? '';
  }

  /** The entry as the agent sees it, with what was done with it. */
  async entry(entryHash: string) {
    const entry = await this.story.entries.find(this.agent, entryHash);
    const allocations = await this.allocations.findStanding([entryHash]);
    const reversals = await this.allocations.findReversals([entryHash]);
    return { ...entry, allocations, reversals };
  }

  async allocate(entryHash: string, amounts: Readonly<Record<string, bigint>>, as = this.agent) {
    const applications = Object.entries(amounts).map(([number, amountMinor]) => ({
      receivableId: this.story.receivableId(number),
      amountMinor,
    }));
    return this.allocating.allocate(as, { ...this.key(), entryHash, applications });
  }

  async overpaid(entryHash: string, amountMinor: bigint, creditorId = this.story.buyer.party) {
    const input = { ...this.key(), entryHash, creditorId, amountMinor };
    return this.allocating.recordOverpayment(this.agent, input);
  }

  async reverse(entryHash: string, allocationNumber: number, change = {}, as = this.agent) {
    const input = { ...this.key(), entryHash, allocationNumber, ...change };
    return this.reversing.reverseAllocation(as, input);
  }

  /** A receivable of 10,000: one lot is its supplier's, one sold to the financier, one pledged to its rival. */
  async sharedOut(number: string): Promise<void> {
    const lotId = await this.story.confirmed(number);
    await this.split(lotId, [3_000n, 2_000n]);
    const [sold, pledged] = [2, 3].map((index) => lotId.replace(/1$/, String(index)));
    await this.story.fund(number, await this.story.acceptedDeal(number, sold ?? ''));
    const { rival } = this.pledges;
    await this.pledges.pledged(pledged ?? '', { securedMinor: 1_500n }, rival);
  }

  async split(lotId: string, partsMinor: readonly bigint[]): Promise<void> {
    const { supplier } = this.story;
    const input = { ...this.key(), lotId, partsMinor };
    await this.story.outcome(supplier, await this.splitting.split(supplier, input));
  }

  /** Rows of the read models that a reversal must bring back. */
  async state(): Promise<unknown[]> {
    const { db } = this.story.pipeline;
    const tables: unknown[] = [];
    for (const sql of STATE) {
      tables.push(await db.query(sql));
    }
    return tables;
  }

  async differences() {
    return (await this.story.pipeline.verifier.verify()).differences;
  }

  async stop(): Promise<void> {
    await this.story.pipeline.stop();
  }
}
