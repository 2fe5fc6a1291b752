import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';

import { DomainError, NotFoundError, NotPermittedError } from '../api/index.js';
import { PartyRole } from '../common/index.js';
import type { Viewer } from '../identity/index.js';
import type { CommandEntity } from '../ledger/index.js';
import { CreditNoteService } from '../receivables/index.js';

/** No user stands behind what the platform does because a party once said so. */
const NO_USER = '00000000-0000-0000-0000-000000000000';
const GRANTED_AT_ONCE = 100;
/** Digits of a hash that tell it apart within a number and a key. */
const DIGITS = 16;

interface OpenRow {
  entry_hash: string;
  receivable_id: string;
  amount_minor: string;
  supplier: string;
}

/** Turns discounts that payers took into credit notes, so that what they kept back is owed no more. */
@Injectable()
export class DiscountGrantService {
  private readonly logger = new Logger(DiscountGrantService.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly credits: CreditNoteService,
  ) {}

  /** Those that were earned, of suppliers that said so beforehand, once their payment is on the ledger. */
  async grantEarned(): Promise<void> {
    const rows: OpenRow[] = await this.dataSource.query(
      `SELECT t.entry_hash, t.receivable_id, t.amount_minor, r.supplier
       FROM taken_discount t JOIN receivable r USING (receivable_id)
       JOIN matching_policy m ON m.party = r.supplier AND m.grants_discounts
       WHERE t.granted_command IS NULL AND t.problem IS NULL AND t.is_earned
         AND r.outstanding_minor >= t.amount_minor AND (
           SELECT sum(p.amount_minor) FROM payment p
           WHERE p.entry_hash = t.entry_hash AND p.receivable_id = t.receivable_id) > 0
       ORDER BY t.taken_at LIMIT ${GRANTED_AT_ONCE}`,
    );
    for (const row of rows) {
      const supplier: Viewer = {
        ...{ userId: NO_USER, userName: 'discounts', party: row.supplier },
        roles: [PartyRole.SUPPLIER],
      };
      const granted = await this.credit(supplier, row);
      if (granted instanceof DomainError) {
        this.logger.warn(`a discount is not granted: ${granted.message}`);
        await this.dataSource.query(
          `UPDATE taken_discount SET problem = $3 WHERE entry_hash = $1 AND receivable_id = $2`,
          [row.entry_hash, row.receivable_id, granted.message],
        );
      }
    }
  }

  /** One that was taken, earned or not; the supplier says so. */
  async grant(
    viewer: Viewer,
    { entryHash, receivableId }: { readonly entryHash: string; readonly receivableId: string },
  ): Promise<CommandEntity | DomainError> {
    const rows: OpenRow[] = await this.dataSource.query(
      `SELECT t.entry_hash, t.receivable_id, t.amount_minor, r.supplier
       FROM taken_discount t JOIN receivable r USING (receivable_id)
       WHERE t.entry_hash = $1 AND t.receivable_id = $2 AND $3 IN (r.supplier, r.buyer)`,
      [entryHash.toLowerCase(), receivableId.toLowerCase(), viewer.party],
    );
    const [row] = rows;
    if (row === undefined) return new NotFoundError(entryHash);
    if (row.supplier !== viewer.party) {
      return new NotPermittedError('Only the supplier grants a discount.');
    }
    return this.credit(viewer, row);
  }

  /** Key and number follow from entry and receivable: however often it is asked for, it is one credit note. */
  private async credit(viewer: Viewer, row: OpenRow): Promise<CommandEntity | DomainError> {
    const [entry, receivable] = [row.entry_hash, row.receivable_id].map((hash) =>
      hash.slice('0x'.length, '0x'.length + DIGITS),
    );
    const submitted = await this.credits.apply(viewer, {
      idempotencyKey: `discount:${entry}:${receivable}`,
      creditNotes: [
        {
          receivableId: row.receivable_id,
          number: `CD-${entry}-${receivable}`,
          amountMinor: BigInt(row.amount_minor),
        },
      ],
    });
    if (!(submitted instanceof DomainError)) {
      await this.dataSource.query(
        `UPDATE taken_discount SET granted_command = $3, problem = NULL
         WHERE entry_hash = $1 AND receivable_id = $2`,
        [row.entry_hash, row.receivable_id, submitted.commandId],
      );
    }
    return submitted;
  }
}
