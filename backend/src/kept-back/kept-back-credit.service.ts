import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';

import { DomainError, InputInvalidError, NotFoundError, NotPermittedError } from '../api/index.js';
import { PartyRole } from '../common/index.js';
import { NO_USER, type Viewer } from '../identity/index.js';
import { type CommandEntity, FAILED_COMMANDS } from '../ledger/index.js';
import { CREDIT_NOTE_KIND, CreditNoteService } from '../receivables/index.js';
import { KeptBackReader, type ListedKeptBack } from './kept-back.reader.js';
import { type CreditKeptBackInput, KeptBackKind } from './kept-back.type.js';

const GRANTED_AT_ONCE = 100;
/** Digits of a hash that tell it apart within a number and a key. */
const DIGITS = 16;
/** How keys and numbers of credit notes begin. */
const NAMES: Readonly<Record<KeptBackKind, readonly [key: string, number: string]>> = {
  [KeptBackKind.DISCOUNT]: ['discount', 'CD'],
  [KeptBackKind.CHARGE]: ['charge', 'CC'],
  [KeptBackKind.DEDUCTION]: ['deduction', 'DD'],
};

type Named = Pick<CreditKeptBackInput, 'entryHash' | 'receivableId' | 'kind'>;

/** Turns what payers kept back into credit notes, so that it is owed no more. */
@Injectable()
export class KeptBackCreditService {
  private readonly logger = new Logger(KeptBackCreditService.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly credits: CreditNoteService,
    private readonly keptBack: KeptBackReader,
  ) {}

  /** Opens again what a credit note was refused for, and grants discounts that suppliers want to be granted. */
  async run(): Promise<void> {
    await this.reopenRefused();
    await this.grantEarned();
  }

  /** One that was kept back, earned or not; the supplier says so. */
  async credit(viewer: Viewer, named: Named): Promise<CommandEntity | DomainError> {
    const found = await this.keptBack.findOne(viewer, named);
    if (found === null) return new NotFoundError(named.entryHash);
    if (found.supplier !== viewer.party) {
      return new NotPermittedError('Only the supplier credits what was kept back.');
    }
    const decided = await this.decide(found);
    return decided instanceof DomainError ? decided : this.submit(viewer, found, decided);
  }

  /** Whose credit note the ledger refused may be credited anew, under another key and the same number. */
  private async reopenRefused(): Promise<void> {
    await this.dataSource.query(
      `UPDATE kept_back k SET credit_command = NULL, credited_minor = NULL,
         attempts = k.attempts + 1, problem = 'The ledger refused the credit note.'
       WHERE k.credit_command IN (${FAILED_COMMANDS})`,
      [CREDIT_NOTE_KIND],
    );
  }

  /** Those that were earned, of suppliers that said so beforehand, once their payment is on the ledger. */
  private async grantEarned(): Promise<void> {
    const rows: Array<{ entry_hash: string; receivable_id: string; supplier: string }> =
      await this.dataSource.query(
        `SELECT k.entry_hash, k.receivable_id, r.supplier
         FROM kept_back k JOIN receivable r USING (receivable_id)
         JOIN matching_policy m ON m.party = r.supplier AND m.grants_discounts
         WHERE k.credit_command IS NULL AND k.claimed_at IS NULL AND k.problem IS NULL
           AND k.is_earned AND r.outstanding_minor >= k.amount_minor AND (
             SELECT sum(p.amount_minor) FROM payment p
             WHERE p.entry_hash = k.entry_hash AND p.receivable_id = k.receivable_id) > 0
         ORDER BY k.kept_at LIMIT ${GRANTED_AT_ONCE}`,
      );
    for (const { entry_hash: entryHash, receivable_id: receivableId, supplier: party } of rows) {
      const supplier: Viewer = {
        ...{ userId: NO_USER, userName: 'discounts', party },
        roles: [PartyRole.SUPPLIER],
      };
      const named = { entryHash, receivableId, kind: KeptBackKind.DISCOUNT };
      const granted = await this.credit(supplier, named);
      if (granted instanceof DomainError) {
        this.logger.warn(`a discount is not granted: ${granted.message}`);
        await this.dataSource.query(
          `UPDATE kept_back SET problem = $3
           WHERE entry_hash = $1 AND receivable_id = $2 AND kind = '${KeptBackKind.DISCOUNT}'`,
          [entryHash, receivableId, granted.message],
        );
      }
    }
  }

  /** How much is credited is written down first: whoever asks again after a crash asks for the same. */
  private async decide({
    entryHash,
    receivableId,
    kind,
    owedMinor,
    creditedMinor,
  }: ListedKeptBack): Promise<bigint | DomainError> {
    if (creditedMinor !== null) return creditedMinor;
    if (owedMinor === 0n) {
      return new InputInvalidError('receivableId', 'It was paid or credited after all.');
    }
    const [rows]: [Array<{ credited_minor: string }>, number] = await this.dataSource.query(
      `UPDATE kept_back k SET credited_minor = coalesce(k.credited_minor, least(k.amount_minor, $4))
       WHERE k.entry_hash = $1 AND k.receivable_id = $2 AND k.kind = $3 AND (
         SELECT sum(p.amount_minor) FROM payment p
         WHERE p.entry_hash = k.entry_hash AND p.receivable_id = k.receivable_id) > 0
       RETURNING credited_minor`,
      [entryHash, receivableId, kind, owedMinor.toString()],
    );
    const [row] = rows;
    return row === undefined
      ? new InputInvalidError('entryHash', 'Its payment is not on the ledger.')
      : BigInt(row.credited_minor);
  }

  /** Key and number follow from entry, receivable and kind: however often it is asked for, it is one credit note. */
  private async submit(
    viewer: Viewer,
    { entryHash, receivableId, kind, attempts }: ListedKeptBack,
    amountMinor: bigint,
  ): Promise<CommandEntity | DomainError> {
    const [entry, receivable] = [entryHash, receivableId].map((hash) =>
      hash.slice('0x'.length, '0x'.length + DIGITS),
    );
    const [key, number] = NAMES[kind];
    const again = attempts === 0 ? '' : `:${attempts}`;
    const submitted = await this.credits.apply(viewer, {
      idempotencyKey: `${key}:${entry}:${receivable}${again}`,
      creditNotes: [{ receivableId, number: `${number}-${entry}-${receivable}`, amountMinor }],
    });
    await this.dataSource.query(
      `UPDATE kept_back SET credit_command = $4, problem = NULL,
         credited_minor = CASE WHEN $4::uuid IS NOT NULL THEN credited_minor END
       WHERE entry_hash = $1 AND receivable_id = $2 AND kind = $3
         AND credit_command IS NULL AND attempts = $5`,
      [
        ...[entryHash, receivableId, kind],
        ...[submitted instanceof DomainError ? null : submitted.commandId, attempts],
      ],
    );
    return submitted;
  }
}
