import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import type { Keyset, Page } from '../api/index.js';
import { type Viewer, seesEverything } from '../identity/index.js';
import { PayoutStatus, type PayoutInstructionType, type PayoutPaymentType } from './payout.type.js';

export type ListedPayout = PayoutInstructionType & { readonly keyset: Keyset };

interface PayoutRow {
  instruction_id: string;
  party: string;
  debtor_account: string;
  currency: string;
  execution_date: string;
  message: string;
  message_id: string;
  control_sum_minor: string;
  payment_count: number;
  sha256: string;
  status: PayoutStatus;
  created_at: Date;
  cancelled_at: Date | null;
  cancelled_for: string | null;
  listed_at: string;
  payments: ReadonlyArray<Omit<PayoutPaymentType, 'amountMinor'> & { amountMinor: string }>;
}

/** SQL: whether every duty of instruction `i` is still owed as far as the instruction passes it on. */
const IS_OWED = `NOT EXISTS (
  SELECT FROM payout_payment p
  LEFT JOIN duty d ON d.debtor = i.party AND d.creditor = p.creditor AND d.currency = i.currency
  WHERE p.instruction_id = i.instruction_id AND coalesce(d.owed_minor, 0) < p.amount_minor)`;

const SELECT_PAYOUT = `
  SELECT i.instruction_id, i.party, i.debtor_account, i.currency, i.execution_date::text, i.message,
    i.message_id, i.control_sum_minor, i.payment_count, i.sha256, i.created_at, i.cancelled_at,
    i.cancelled_for, i.created_at::text AS listed_at, p.payments,
    CASE WHEN i.cancelled_at IS NOT NULL THEN '${PayoutStatus.CANCELLED}'
      WHEN ${IS_OWED} THEN '${PayoutStatus.STANDING}' ELSE '${PayoutStatus.DISCHARGED}' END AS status
  FROM payout_instruction i CROSS JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_object('creditor', p.creditor, 'creditorName', p.creditor_name,
      'creditorAccount', p.creditor_account, 'amountMinor', p.amount_minor::text,
      'endToEndId', p.end_to_end_id) ORDER BY p.position) AS payments
    FROM payout_payment p WHERE p.instruction_id = i.instruction_id
  ) p`;

/** Payment instructions of one's own party; operator and auditor see all. */
@Injectable()
export class PayoutReader {
  constructor(private readonly dataSource: DataSource) {}

  /** The latest first. */
  async list(viewer: Viewer, page: Page): Promise<ListedPayout[]> {
    const rows: PayoutRow[] = await this.dataSource.query(
      `${SELECT_PAYOUT} WHERE ($1 OR i.party = $2)
         AND ($3::timestamptz IS NULL OR (i.created_at, i.instruction_id) < ($3, $4::uuid))
       ORDER BY i.created_at DESC, i.instruction_id DESC LIMIT $5`,
      [seesEverything(viewer), viewer.party, page.after?.[0], page.after?.[1], page.limit],
    );
    return rows.map(toPayout);
  }

  async find(viewer: Viewer, instructionId: string): Promise<PayoutInstructionType | null> {
    const rows: PayoutRow[] = await this.dataSource.query(
      `${SELECT_PAYOUT} WHERE ($1 OR i.party = $2) AND i.instruction_id::text = $3`,
      [seesEverything(viewer), viewer.party, instructionId],
    );
    return rows[0] === undefined ? null : toPayout(rows[0]);
  }

  /** The file of an instruction that the viewer was found to see. */
  async contentOf(instructionId: string): Promise<Buffer> {
    const rows: Array<{ content: Buffer }> = await this.dataSource.query(
      'SELECT content FROM payout_instruction WHERE instruction_id = $1',
      [instructionId],
    );
    return rows[0]?.content ?? Buffer.alloc(0);
  }
}

function toPayout(row: PayoutRow): ListedPayout {
  return {
    instructionId: row.instruction_id,
    party: row.party,
    debtorAccount: row.debtor_account,
    currency: row.currency,
    executionDate: row.execution_date,
    message: row.message,
    messageId: row.message_id,
    controlSumMinor: BigInt(row.control_sum_minor),
    paymentCount: row.payment_count,
    sha256: row.sha256,
    status: row.status,
    createdAt: row.created_at,
    cancelledAt: row.cancelled_at,
    cancelledFor: row.cancelled_for,
    payments: row.payments.map((payment) => ({
      ...payment,
      amountMinor: BigInt(payment.amountMinor),
    })),
    keyset: [row.listed_at, row.instruction_id],
  };
}
