import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';

import { present } from '../common/index.js';
import { EMPTY_TRAIL, type EventTrail, EventTrails, blockOfEvent } from './event-trail.js';
import type { Checkpoint } from './projection.repository.js';
import { ProjectorRegistry } from './projector-registry.js';
import { READ_SIZE, RowComparison, type Snapshot } from './row-comparison.js';
import {
  DIFFERENCES_MAX,
  advanceTrail,
  databaseTime,
  readTrail,
  settleDifferences,
  storeDifferences,
} from './verification.repository.js';
import { type Difference, type Verification, type VerifiedRow, pageSqlOf } from './verification.js';

/** Events that are compared at once: bounds the memory. */
const EVENTS_SIZE = 20_000;
/** Blocks that are compared at once, however few their events are. */
const RANGE_BLOCKS = 10_000;
const ATTEMPTS_MAX = 4;

interface Compared {
  readonly table: string;
  readonly rows: number;
}

export interface VerificationResult {
  readonly blockNumber: number;
  readonly compared: readonly Compared[];
  readonly differences: readonly Difference[];
  /** SHA-256 over all events up to the block; null if they differ. */
  readonly eventsHash: string | null;
}

interface Verified extends VerificationResult {
  readonly checkpoint: Checkpoint;
  readonly trail: EventTrail | null;
}

/** Compares every event and every row of the read models with the ledger, at the block of the checkpoint. */
@Injectable()
export class LedgerVerifier {
  private readonly logger = new Logger(LedgerVerifier.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly registry: ProjectorRegistry,
    private readonly trails: EventTrails,
    private readonly rows: RowComparison,
  ) {}

  /**
   * Compares at one block; begins again at a newer one if the chain moves on so far that the node forgets the state.
   *
   * @throws when the chain does not hold still for any of the attempts
   */
  async verify(): Promise<VerificationResult> {
    let failure: unknown;
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      try {
        const begunAt = await databaseTime(this.dataSource.manager);
        const verified = await this.rows.at((snapshot) => this.verifyAt(snapshot));
        return await this.keep(present(verified, 'checkpoint'), begunAt);
      } catch (error) {
        failure = error;
        this.logger.warn(`verification begins again: ${(error as Error).message}`);
      }
    }
    throw failure;
  }

  private async verifyAt(snapshot: Snapshot): Promise<Verified> {
    const { checkpoint } = snapshot;
    const compared: Compared[] = [];
    const differences: Difference[] = [];
    for (const verification of this.registry.verifications) {
      const rows = await this.compare(snapshot, verification, differences);
      compared.push({ table: verification.table, rows });
    }
    const events = await this.compareEvents(snapshot);
    compared.push({ table: 'ledger_event', rows: events.count });
    return {
      ...{ blockNumber: checkpoint.blockNumber, checkpoint, compared, trail: events.trail },
      differences: events.difference === null ? differences : [events.difference, ...differences],
      eventsHash: events.trail?.hash ?? null,
    };
  }

  private async compare(
    snapshot: Snapshot,
    verification: Verification,
    differences: Difference[],
  ): Promise<number> {
    const sql = pageSqlOf(verification);
    let count = 0;
    let after = verification.firstKey;
    for (;;) {
      const rows: VerifiedRow[] = await snapshot.db.query(sql, [after, READ_SIZE]);
      const last = rows.at(-1);
      if (last === undefined) {
        return count;
      }
      for (const difference of await this.rows.differences(verification, rows, snapshot)) {
        differences.push(difference);
      }
      count += rows.length;
      after = verification.keyOf(last);
    }
  }

  /** A row that should exist and does not would show nowhere else: its events would be missing, too. */
  private async compareEvents({ db, checkpoint }: Snapshot) {
    let trail = EMPTY_TRAIL;
    while (trail.toBlock < checkpoint.blockNumber) {
      const to = Math.min(
        checkpoint.blockNumber,
        trail.toBlock + RANGE_BLOCKS,
        (await blockOfEvent(db, trail.toBlock, EVENTS_SIZE)) ?? checkpoint.blockNumber,
      );
      const compared = await this.trails.extend(db, trail, to);
      if (compared.trail === null) {
        return { count: trail.count, trail: null, difference: compared.difference };
      }
      trail = compared.trail;
    }
    return { count: trail.count, trail, difference: null };
  }

  /** What was found before and is not any more is gone. */
  private async keep(verified: Verified, begunAt: Date): Promise<VerificationResult> {
    const { blockNumber, compared, differences, checkpoint, trail, eventsHash } = verified;
    await this.dataSource.transaction(async (db) => {
      await storeDifferences(db, blockNumber, differences);
      await settleDifferences(db, begunAt);
      if (trail !== null && differences.length === 0) {
        const to = { ...trail, blockHash: checkpoint.blockHash };
        await advanceTrail(db, await readTrail(db), to);
      }
    });
    const told = differences.slice(0, DIFFERENCES_MAX);
    return { blockNumber, compared, differences: told, eventsHash };
  }
}
