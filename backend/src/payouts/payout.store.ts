import type { EntityManager } from 'typeorm';

import type { PainInstruction } from './pain001.writer.js';
import type { DraftedPayment } from './payout.draft.js';

/** An instruction that passed every check. */
export interface NewPayout {
  readonly instructionId: string;
  readonly party: string;
  readonly userId: string;
  readonly idempotencyKey: string;
  readonly bodyHash: string;
  readonly instruction: PainInstruction;
  readonly payments: readonly DraftedPayment[];
  readonly content: Buffer;
  readonly sha256: string;
}

/** Writes an instruction with its payments and the duties that each passes on. */
export async function insertPayout(db: EntityManager, payout: NewPayout): Promise<void> {
  const { instructionId, instruction, payments } = payout;
  const sumMinor = payments.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  await db.query(
    `INSERT INTO payout_instruction (instruction_id, party, debtor_account, currency,
       execution_date, message, message_id, control_sum_minor, payment_count, content, sha256,
       idempotency_key, body_hash, created_by, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
    [
      ...[instructionId, payout.party, instruction.debtorAccount, instruction.currency],
      ...[instruction.executionDate, instruction.version, instruction.messageId],
      ...[sumMinor.toString(), payments.length, payout.content, payout.sha256],
      ...[payout.idempotencyKey, payout.bodyHash, payout.userId, instruction.createdAt],
    ],
  );
  await db.query(
    `INSERT INTO payout_payment (instruction_id, position, creditor, creditor_name,
       creditor_account, amount_minor, end_to_end_id)
     SELECT $1, * FROM unnest($2::int[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[])`,
    [
      instructionId,
      payments.map((_, position) => position),
      payments.map(({ creditor }) => creditor),
      payments.map(({ creditorName }) => creditorName),
      payments.map(({ creditorAccount }) => creditorAccount),
      payments.map(({ amountMinor }) => amountMinor.toString()),
      payments.map(({ endToEndId }) => endToEndId),
    ],
  );
  await insertDuties(db, payout);
}

async function insertDuties(
  db: EntityManager,
  { instructionId, party, instruction, payments }: NewPayout,
): Promise<void> {
  const duties = payments.flatMap((payment, position) =>
    payment.duties.map((duty) => ({ ...duty, position })),
  );
  await db.query(
    `INSERT INTO payout_duty (instruction_id, debtor, currency, position, creditor, reason,
       source_hash, occurrence, amount_minor)
     SELECT $1, $2, $3, *
     FROM unnest($4::int[], $5::text[], $6::text[], $7::text[], $8::int[], $9::bigint[])`,
    [
      ...[instructionId, party, instruction.currency],
      duties.map(({ position }) => position),
      duties.map(({ creditor }) => creditor),
      duties.map(({ reason }) => reason),
      duties.map(({ sourceHash }) => sourceHash),
      duties.map(({ occurrence }) => occurrence),
      duties.map(({ openMinor }) => openMinor.toString()),
    ],
  );
}
