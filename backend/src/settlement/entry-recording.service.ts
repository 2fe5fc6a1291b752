import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

import { DomainError, InputInvalidError, NotFoundError } from '../api/index.js';
import { epochDayOf } from '../common/index.js';
import type { Viewer } from '../identity/index.js';
import { type Act, CommandOutbox, contractInterfaces } from '../ledger/index.js';
import { MatchRule } from '../matching/index.js';
import { SETTLE_KIND, lockAllocation, lockOpenEntries } from './match.store.js';

const RECORD_GAS = 250_000;

interface EntryRow {
  entry_hash: string;
  party: string;
  currency: string;
  amount_minor: string;
  booking_date: string;
  is_matchable: boolean;
  attempts: number;
  is_taken: boolean;
}

/** Brings a bank entry to the ledger as unapplied cash, for an agent that allocates it by an act of its own. */
@Injectable()
export class EntryRecordingService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: CommandOutbox,
  ) {}

  /** Does nothing for an entry that is on the ledger or on its way there. */
  async record(agent: Viewer, entryHash: string): Promise<DomainError | null> {
    const entry = await this.find(entryHash);
    if (entry === null) {
      return new NotFoundError(entryHash);
    }
    if (!entry.is_matchable) {
      return new InputInvalidError('entryHash', 'Money out, or not booked yet: it pays nothing.');
    }
    if (entry.is_taken) {
      return null;
    }
    const idempotency = {
      key: `record:${entryHash}:${entry.attempts}`,
      operation: 'recordBankEntry',
      body: { entryHash, attempt: entry.attempts },
    };
    const submitted = await this.outbox.submit(agent, idempotency, (db, commandId) =>
      take(db, commandId, entry),
    );
    return submitted instanceof DomainError ? submitted : null;
  }

  private async find(entryHash: string): Promise<EntryRow | null> {
    const rows: EntryRow[] = await this.dataSource.query(
      `SELECT entry_hash, party, currency, amount_minor, booking_date::text, is_matchable, attempts,
         command_id IS NOT NULL AS is_taken
       FROM bank_entry WHERE entry_hash = $1`,
      [entryHash],
    );
    return rows[0] ?? null;
  }
}

/** Keeps the entry from being matched meanwhile. */
async function take(
  db: EntityManager,
  commandId: string,
  entry: EntryRow,
): Promise<Act | InputInvalidError> {
  await lockAllocation(db);
  if ((await lockOpenEntries(db, [entry.entry_hash])) === 0) {
    return new InputInvalidError('entryHash', 'The entry was matched meanwhile.');
  }
  await db.query('UPDATE bank_entry SET command_id = $2, match_rule = $3 WHERE entry_hash = $1', [
    entry.entry_hash,
    commandId,
    MatchRule.MANUAL,
  ]);
  const remittance = {
    entryHash: entry.entry_hash,
    receivedBy: entry.party,
    currency: `0x${Buffer.from(entry.currency, 'ascii').toString('hex')}`,
    amountMinor: BigInt(entry.amount_minor),
    bookingDay: epochDayOf(entry.booking_date),
    applications: [],
  };
  return {
    // The kind tells that the entry is opened again if the ledger refuses.
    kind: SETTLE_KIND,
    contract: 'settlement',
    callData: contractInterfaces.settlement.encodeFunctionData('applyRemittances', [[remittance]]),
    gas: RECORD_GAS,
    subjects: [entry.entry_hash],
  };
}
