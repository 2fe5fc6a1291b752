import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

import { InvariantError } from '../common/index.js';
import type { AllocationKind } from './allocation.entity.js';
import { type Share, ontoAllocationsOfShares } from './allocation-hash.js';

/** A bank entry as a settlement agent deals with it. */
export interface AgentEntry {
  readonly entryHash: string;
  /** Owner of the account that was credited. */
  readonly party: string;
  readonly account: string | null;
  readonly currency: string;
  readonly amountMinor: bigint;
  readonly bookingDate: string;
  /** False for money out and what is not booked; null if the entry is known from the ledger alone. */
  readonly isMatchable: boolean | null;
  /** A command has it: it is on the ledger or on its way there. */
  readonly isTaken: boolean;
  readonly attempts: number;
  /** Allocations that stand; null if this agent has not recorded it on the ledger. */
  readonly allocations: number | null;
  readonly isReversed: boolean;
}

/** An allocation that stands. */
export interface StandingAllocation {
  readonly number: number;
  readonly kind: AllocationKind;
  readonly amountMinor: bigint;
  readonly creditor: string | null;
  readonly earlyPaymentNumber: number | null;
  readonly previousHash: string;
  readonly allocationsHash: string;
  readonly blockNumber: string;
  readonly logIndex: number;
}

interface EntryRow extends Omit<AgentEntry, 'amountMinor'> {
  readonly amountMinor: string;
}
interface AllocationRow extends Omit<StandingAllocation, 'amountMinor'> {
  readonly amountMinor: string;
}
interface ShareRow extends Omit<Share, 'amountMinor' | 'recoveredMinor'> {
  readonly receivableId: string;
  readonly amountMinor: string;
  readonly recoveredMinor: string;
}

/** What a payment of a receivable is distributed over. */
export interface ShareCounts {
  readonly lots: number;
  /** Active ones. */
  readonly liens: number;
}

/** Reads bank entries for the acts of one settlement agent. */
@Injectable()
export class AgentEntryReader {
  constructor(private readonly dataSource: DataSource) {}

  async find(
    agent: string,
    entryHash: string,
    db: EntityManager = this.dataSource.manager,
  ): Promise<AgentEntry | null> {
    const rows: EntryRow[] = await db.query(
      `SELECT k.entry_hash AS "entryHash", coalesce(e.party, m.received_by) AS party, e.account,
         coalesce(e.currency, m.currency) AS currency,
         coalesce(e.amount_minor, m.amount_minor) AS "amountMinor",
         coalesce(e.booking_date, m.booking_date)::text AS "bookingDate",
         e.is_matchable AS "isMatchable", e.command_id IS NOT NULL AS "isTaken",
         coalesce(e.attempts, 0) AS attempts, m.allocations,
         coalesce(m.is_reversed, false) AS "isReversed"
       FROM (SELECT $2::text AS entry_hash) k LEFT JOIN bank_entry e USING (entry_hash)
       LEFT JOIN remittance m ON m.entry_hash = k.entry_hash AND m.agent = $1
       WHERE e.entry_hash IS NOT NULL OR m.entry_hash IS NOT NULL`,
      [agent, entryHash],
    );
    const [row] = rows;
    return row === undefined ? null : { ...row, amountMinor: BigInt(row.amountMinor) };
  }

  /** Allocations of an entry that stand, the latest first: the order in which they can be reversed. */
  async standing(
    agent: string,
    entryHash: string,
    db: EntityManager = this.dataSource.manager,
  ): Promise<StandingAllocation[]> {
    const rows: AllocationRow[] = await db.query(
      `SELECT a.number, a.kind, a.amount_minor AS "amountMinor", a.creditor,
         a.early_payment_number AS "earlyPaymentNumber", a.previous_hash AS "previousHash",
         a.allocations_hash AS "allocationsHash", a.block_number AS "blockNumber",
         a.log_index AS "logIndex"
       FROM allocation a JOIN remittance m USING (agent, entry_hash)
       WHERE a.agent = $1 AND a.entry_hash = $2 AND a.number <= m.allocations
       ORDER BY a.number DESC`,
      [agent, entryHash],
    );
    return rows.map((row) => ({ ...row, amountMinor: BigInt(row.amountMinor) }));
  }

  /**
   * Shares that an allocation to receivables brought, in the order of the ledger.
   *
   * Their events come before the allocation's own and after those of the allocation before it.
   */
  async sharesOf(
    entryHash: string,
    { number, blockNumber, logIndex, previousHash, allocationsHash }: StandingAllocation,
    db: EntityManager = this.dataSource.manager,
  ): Promise<Share[]> {
    const rows: ShareRow[] = await db.query(
      `SELECT s.lot_id AS "lotId", l.receivable_id AS "receivableId", s.lien_number AS "lienNumber",
         s.beneficiary, s.amount_minor AS "amountMinor", s.recovered_minor AS "recoveredMinor"
       FROM lot_payment s JOIN lot l USING (lot_id)
       WHERE s.entry_hash = $1 AND (s.block_number, s.log_index) < ($2, $3)
         AND NOT EXISTS (
           SELECT FROM ledger_event e WHERE e.subject = $1 AND e.name = 'AllocationMade'
             AND (e.block_number, e.log_index) > (s.block_number, s.log_index)
             AND (e.block_number, e.log_index) < ($2, $3))
       ORDER BY s.block_number, s.log_index`,
      [entryHash, blockNumber, logIndex],
    );
    const shares = rows.map((row) => ({
      ...row,
      amountMinor: BigInt(row.amountMinor),
      recoveredMinor: BigInt(row.recoveredMinor),
    }));
    if (ontoAllocationsOfShares(previousHash, shares) !== allocationsHash) {
      throw new InvariantError(`shares of allocation ${number} of ${entryHash} are incomplete`);
    }
    return shares;
  }

  /** How many lots and liens each of the receivables has; what is missing is unknown. */
  async shareCounts(
    receivableIds: readonly string[],
    db: EntityManager = this.dataSource.manager,
  ): Promise<Map<string, ShareCounts>> {
    const rows: Array<ShareCounts & { receivable_id: string }> = await db.query(
      `SELECT r.receivable_id, count(DISTINCT l.lot_id)::int AS lots, count(k.lien_number)::int AS liens
       FROM receivable r LEFT JOIN lot l USING (receivable_id)
       LEFT JOIN lien k ON k.lot_id = l.lot_id AND k.status = 'ACTIVE'
       WHERE r.receivable_id = ANY($1) GROUP BY r.receivable_id`,
      [receivableIds],
    );
    return new Map(rows.map((row) => [row.receivable_id, row]));
  }
}
