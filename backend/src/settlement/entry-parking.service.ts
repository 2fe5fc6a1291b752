import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import { type DomainError, HASH, InputInvalidError, NotFoundError } from '../api/index.js';
import type { Viewer } from '../identity/index.js';
import { BankEntryReader } from './bank-entry.reader.js';
import type { BankEntryType } from './bank-entry.type.js';
import { importsForEveryone } from './bank-visibility.js';
import type { ParkEntryInput } from './matching.type.js';
import { SettlementService } from './settlement.service.js';

const REASON_CHARS_MAX = 500;

/** Puts entries aside that matching shall leave alone until somebody knows more. */
@Injectable()
export class EntryParkingService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly entries: BankEntryReader,
    private readonly settlement: SettlementService,
  ) {}

  /** Parking a parked entry changes its reason. */
  async park(viewer: Viewer, input: ParkEntryInput): Promise<BankEntryType | DomainError> {
    const reason = input.reason.trim();
    if (reason === '' || reason.length > REASON_CHARS_MAX) {
      return new InputInvalidError('reason', `1 to ${REASON_CHARS_MAX} characters.`);
    }
    return this.change(viewer, input.entryHash, reason);
  }

  /** The entry is matched again at once. */
  async unpark(viewer: Viewer, entryHash: string): Promise<BankEntryType | DomainError> {
    const changed = await this.change(viewer, entryHash, null);
    if ('party' in changed) await this.settlement.settleMatched([changed.party]);
    return changed;
  }

  /** Of the viewer's own accounts, or of all for operator and settlement agent. */
  private async change(
    viewer: Viewer,
    hash: string,
    reason: string | null,
  ): Promise<BankEntryType | DomainError> {
    const entryHash = hash.toLowerCase();
    if (!HASH.test(entryHash)) {
      return new InputInvalidError('entryHash', 'This is no hash of a bank entry.');
    }
    const before = await this.entries.find(viewer, entryHash);
    if (before === null || !(importsForEveryone(viewer) || before.party === viewer.party)) {
      return new NotFoundError(entryHash);
    }
    const [, changed]: [unknown, number] = await this.dataSource.query(
      `UPDATE bank_entry SET parked_reason = $2, parked_at = CASE WHEN $2::text IS NULL THEN NULL ELSE now() END
       WHERE entry_hash = $1 AND command_id IS NULL AND is_matchable`,
      [entryHash, reason],
    );
    if (changed === 0) {
      return new InputInvalidError(
        'entryHash',
        'Money out, or matched already: nothing to put aside.',
      );
    }
    return (await this.entries.find(viewer, entryHash)) ?? new NotFoundError(entryHash);
  }
}
