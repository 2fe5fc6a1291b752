import { createHash } from 'node:crypto';

import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

import { DomainError } from '../api/index.js';
import { PartyRole } from '../common/index.js';
import { NO_USER, type Viewer } from '../identity/index.js';
import { type Act, CommandOutbox, NetworkKey } from '../ledger/index.js';
import { MatchedKind, MatchingEngine } from '../matching/index.js';
import { type Settlement, toBatches } from './match.batches.js';
import { type Allocation, entryProposalOf } from './match.proposal.js';
import { noteKeptBack } from './kept-back.note.js';
import { MatchReader, type OpenCandidate, type OpenEntry } from './match.reader.js';
import {
  lockAllocation,
  lockOpenEntries,
  reopenRefused,
  storeAllocations,
  storeProposals,
} from './match.store.js';
import { LessonReader } from './lesson.reader.js';
import { MatchingPolicyStore } from './matching-policy.store.js';
import { settleAct } from './settlement.act.js';

/** Entries that are read and allocated at a time. */
const PAGE_SIZE = 500;
/** How often a party is matched again at once before the next change is waited for. */
const RUNS_MAX = 3;

/** Candidates of one payee during one run. */
interface Payables {
  readonly engine: MatchingEngine;
  readonly byId: ReadonlyMap<string, OpenCandidate>;
}

/** Turns bank entries that name receivables into acts of the platform's settlement agent. */
@Injectable()
export class SettlementService {
  private readonly logger = new Logger(SettlementService.name);
  /** The platform acting for itself. */
  readonly agent: Viewer;

  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: CommandOutbox,
    private readonly entries: MatchReader,
    private readonly policies: MatchingPolicyStore,
    private readonly lessons: LessonReader,
    networkKey: NetworkKey,
  ) {
    this.agent = {
      userId: NO_USER,
      userName: 'settlement',
      party: networkKey.platformParty,
      roles: [PartyRole.SETTLEMENT_AGENT],
    };
  }

  /** Makes entries matchable again whose act came to nothing; their owners are to be matched again. */
  reopenRefused(): Promise<string[]> {
    return this.dataSource.transaction((db) => reopenRefused(db));
  }

  /**
   * Matches open credit entries, of these owners or of all, and submits what they pay.
   *
   * Several processes may do so at once: an entry, and what is outstanding, is given away once.
   */
  async settleMatched(parties: readonly string[] | null): Promise<void> {
    for (const party of await this.entries.partiesWithOpenEntries(parties)) {
      for (let run = 0; run < RUNS_MAX && !(await this.settleParty(party)); run++) {
        this.logger.debug(`matching again for ${party}: another process was faster`);
      }
    }
  }

  /** Whether every match was still right when it was written. */
  private async settleParty(party: string): Promise<boolean> {
    const candidates = await this.entries.candidates({
      payee: party,
      agent: this.agent.party,
    });
    const engine = new MatchingEngine(candidates, await this.policies.policyOf(party));
    for (const lesson of await this.lessons.ofPayee(party)) engine.remember(lesson);
    const payables: Payables = {
      engine,
      byId: new Map(candidates.map((candidate) => [candidate.receivableId, candidate])),
    };
    let after: OpenEntry | null = null;
    let upToDate = true;
    for (;;) {
      const page: OpenEntry[] = await this.entries.openEntries(party, after, PAGE_SIZE);
      upToDate = (await this.settlePage(page, payables)) && upToDate;
      after = page.at(-1) ?? null;
      if (page.length < PAGE_SIZE) {
        return upToDate;
      }
    }
  }

  private async settlePage(page: readonly OpenEntry[], payables: Payables): Promise<boolean> {
    const proposals = page.map((entry) => propose(entry, payables));
    const unexplained = proposals.filter(({ proposal }) => proposal.allocations.length === 0);
    await storeProposals(this.dataSource.manager, unexplained, null);
    const explained = proposals.filter(({ proposal }) => proposal.allocations.length > 0);
    let upToDate = true;
    for (const batch of toBatches(explained)) {
      upToDate = (await this.submit(batch)) && upToDate;
    }
    return upToDate;
  }

  /** False if somebody else was faster and the batch must be matched again. */
  private async submit(batch: readonly Settlement[]): Promise<boolean> {
    const body = batch.map(({ entry, proposal }) => ({
      entryHash: entry.entryHash,
      attempt: entry.attempts,
      applications: proposal.allocations,
    }));
    const key = `settle:${hashOf(body)}`;
    const idempotency = { key, operation: 'settleBankEntries', body };
    try {
      const submitted = await this.outbox.submit(this.agent, idempotency, (db, commandId) =>
        this.take(db, commandId, batch),
      );
      if (submitted instanceof DomainError) {
        this.logger.warn(`entries are not settled: ${submitted.message}`);
      }
      return true;
    } catch (error) {
      if (!(error instanceof OutdatedMatch)) throw error;
      return false;
    }
  }

  /** Writes the batch beside its command, unless entries or receivables were given away meanwhile. */
  private async take(
    db: EntityManager,
    commandId: string,
    batch: readonly Settlement[],
  ): Promise<Act> {
    await lockAllocation(db);
    const hashes = batch.map(({ entry }) => entry.entryHash);
    if ((await lockOpenEntries(db, hashes)) < batch.length) {
      throw new OutdatedMatch();
    }
    const wanted = sumByReceivable(batch.flatMap(({ proposal }) => proposal.allocations));
    const available = await this.entries.availableMinor(db, [...wanted.keys()]);
    for (const [receivableId, amountMinor] of wanted) {
      if (amountMinor > (available.get(receivableId) ?? 0n)) {
        throw new OutdatedMatch();
      }
    }
    await storeProposals(db, batch, commandId);
    await storeAllocations(db, batch);
    await noteKeptBack(db, commandId, batch);
    return settleAct(batch);
  }
}

/** What was matched is not so any more. */
class OutdatedMatch extends Error {}

/** Matches one entry and takes what it pays from what is available to the next. */
function propose(entry: OpenEntry, { engine, byId }: Payables): Settlement {
  const proposal = entryProposalOf(engine.propose(entry));
  engine.take(proposal.allocations.map((one) => ({ ...one, kind: MatchedKind.PAYMENT })));
  const paid = proposal.allocations.flatMap(({ receivableId }) => byId.get(receivableId) ?? []);
  return {
    entry,
    proposal,
    lotCount: paid.reduce((sum, { lotCount }) => sum + lotCount, 0),
    lienCount: paid.reduce((sum, { lienCount }) => sum + lienCount, 0),
  };
}

function sumByReceivable(allocations: readonly Allocation[]): Map<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const { receivableId, amountMinor } of allocations) {
    sums.set(receivableId, (sums.get(receivableId) ?? 0n) + amountMinor);
  }
  return sums;
}

function hashOf(body: unknown): string {
  const text = JSON.stringify(body, (_, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  );
  return createHash('sha256').update(text).digest('hex');
}
