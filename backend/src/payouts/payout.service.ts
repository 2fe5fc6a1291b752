import { createHash, randomUUID } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

import {
  type DomainError,
  IdempotencyKeyReusedError,
  InputInvalidError,
  NotFoundError,
  PARTY_ID,
  checkCurrency,
  checkIds,
} from '../api/index.js';
import type { Viewer } from '../identity/index.js';
import { checkIdempotencyKey, hashBody } from '../ledger/index.js';
import { findOpenDuties } from './open-duty.reader.js';
import { type PainVersion, writePain001 } from './pain001.writer.js';
import { checkInstruction, draftPayments, messageIdOf } from './payout.draft.js';
import { insertPayout } from './payout.store.js';

const REASON_CHARS_MAX = 500;

/** What a party wants to pass on, and from where. */
export interface PayoutRequest {
  readonly idempotencyKey: string;
  readonly currency: string;
  /** One of the party's accounts; its first one if not given. */
  readonly debtorAccount?: string | null;
  /** Today if not given. */
  readonly executionDate?: string | null;
  /** All creditors if not given. */
  readonly creditorIds?: readonly string[] | null;
  readonly version: PainVersion;
}

/** Writes payment instructions for what a party has received for others. */
@Injectable()
export class PayoutService {
  constructor(private readonly dataSource: DataSource) {}

  /** Id of the instruction; the same key and body give the same one, and no duty is in two that stand. */
  async create(viewer: Viewer, request: PayoutRequest): Promise<string | DomainError> {
    const { idempotencyKey, ...given } = request;
    const creditorIds = request.creditorIds?.map((creditor) => creditor.toLowerCase()) ?? null;
    const invalid =
      checkIdempotencyKey(idempotencyKey) ??
      checkCurrency('currency', request.currency) ??
      (creditorIds === null ? null : checkIds('creditorIds', creditorIds, { pattern: PARTY_ID }));
    if (invalid !== null) return invalid;
    const body = { ...given, creditorIds };
    const bodyHash = hashBody({ operation: 'createPayoutInstruction', body });
    return this.dataSource.transaction(async (db) => {
      // Two requests of one party wait for each other, so that no duty is given away twice.
      await lockParty(db, viewer.party);
      const earlier = await findEarlier(db, viewer.party, idempotencyKey);
      if (earlier !== null) {
        return earlier.bodyHash === bodyHash ? earlier.id : new IdempotencyKeyReusedError();
      }
      return this.write(db, viewer, { ...request, creditorIds, bodyHash });
    });
  }

  /** Takes an instruction back that no bank has: its duties may be passed on by another one. */
  async cancel(viewer: Viewer, instructionId: string, reason: string): Promise<DomainError | null> {
    const trimmed = reason.trim();
    if (trimmed === '' || trimmed.length > REASON_CHARS_MAX) {
      return new InputInvalidError('reason', `A reason has 1 to ${REASON_CHARS_MAX} characters.`);
    }
    return this.dataSource.transaction(async (db) => {
      await lockParty(db, viewer.party);
      const found: unknown[] = await db.query(
        'SELECT FROM payout_instruction WHERE instruction_id::text = $1 AND party = $2',
        [instructionId, viewer.party],
      );
      if (found.length === 0) return new NotFoundError(instructionId);
      await db.query(
        `UPDATE payout_instruction SET cancelled_at = now(), cancelled_by = $2, cancelled_for = $3
         WHERE instruction_id::text = $1 AND cancelled_at IS NULL`,
        [instructionId, viewer.userId, trimmed],
      );
      await db.query('UPDATE payout_duty SET is_live = false WHERE instruction_id::text = $1', [
        instructionId,
      ]);
      return null;
    });
  }

  private async write(
    db: EntityManager,
    viewer: Viewer,
    request: PayoutRequest & { readonly bodyHash: string },
  ): Promise<string | DomainError> {
    const debtor = await findDebtor(db, viewer.party, request.debtorAccount ?? null);
    if (debtor instanceof InputInvalidError) return debtor;
    const { idempotencyKey, currency, version, bodyHash } = request;
    const messageId = messageIdOf(viewer.party, idempotencyKey);
    const duties = await findOpenDuties(
      ...([db, viewer.party, currency, request.creditorIds ?? null] as const),
    );
    if (duties.length === 0) {
      const message = 'Your party owes nothing that no standing instruction has already.';
      return new InputInvalidError('currency', message);
    }
    const accounts = await findAccounts(db, viewer.party, [
      ...new Set(duties.map((duty) => duty.creditor)),
    ]);
    const payments = draftPayments(messageId, duties, accounts);
    if (payments instanceof InputInvalidError) return payments;
    const createdAt = new Date().toISOString();
    const executionDate = request.executionDate ?? createdAt.slice(0, 10);
    const instruction = {
      ...{ version, messageId, createdAt, executionDate, currency, payments },
      ...{ debtorName: debtor.name, debtorAccount: debtor.account },
    };
    const unwritable = checkInstruction(instruction);
    if (unwritable !== null) return unwritable;
    const content = Buffer.from(writePain001(instruction));
    const instructionId = randomUUID();
    await insertPayout(db, {
      ...{ instructionId, party: viewer.party, userId: viewer.userId, idempotencyKey, bodyHash },
      ...{ instruction, content, sha256: createHash('sha256').update(content).digest('hex') },
      payments,
    });
    return instructionId;
  }
}

async function lockParty(db: EntityManager, party: string): Promise<void> {
  await db.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`payout:${party}`]);
}

async function findEarlier(
  db: EntityManager,
  party: string,
  idempotencyKey: string,
): Promise<{ readonly id: string; readonly bodyHash: string } | null> {
  const rows: Array<{ id: string; bodyHash: string }> = await db.query(
    `SELECT instruction_id AS id, body_hash AS "bodyHash" FROM payout_instruction
     WHERE party = $1 AND idempotency_key = $2`,
    [party, idempotencyKey],
  );
  return rows[0] ?? null;
}

interface Debtor {
  readonly account: string;
  readonly name: string;
}

async function findDebtor(
  db: EntityManager,
  party: string,
  account: string | null,
): Promise<Debtor | InputInvalidError> {
  const rows: Debtor[] = await db.query(
    `SELECT b.account, f.name FROM bank_account b JOIN party_profile f USING (party)
     WHERE b.party = $1 AND ($2::text IS NULL OR b.account = $2)
     ORDER BY b.created_at, b.account LIMIT 1`,
    [party, account],
  );
  return rows[0] ?? new InputInvalidError('debtorAccount', 'This is no account of your party.');
}

/** Where each creditor is to be paid: the account that it agreed on with the debtor, else its first one. */
async function findAccounts(
  db: EntityManager,
  debtor: string,
  creditors: readonly string[],
): Promise<Map<string, string>> {
  const rows: Array<{ party: string; account: string }> = await db.query(
    `SELECT c.party, coalesce(agreed.account, first.account) AS account
     FROM unnest($2::text[]) AS c (party)
     LEFT JOIN LATERAL (
       SELECT account FROM payee_account_step s
       WHERE s.payee = c.party AND s.buyer = $1 AND s.kind = 'ACCEPTED'
       ORDER BY s.step_number DESC LIMIT 1
     ) agreed ON true
     LEFT JOIN LATERAL (
       SELECT account FROM bank_account b WHERE b.party = c.party
       ORDER BY b.created_at, b.account LIMIT 1
     ) first ON true
     WHERE coalesce(agreed.account, first.account) IS NOT NULL`,
    [debtor, creditors],
  );
  return new Map(rows.map((row) => [row.party, row.account]));
}
