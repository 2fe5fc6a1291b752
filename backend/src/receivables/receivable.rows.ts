import {
  ConfirmationScope,
  type ReceivableStatus,
  type ReceivableType,
} from './receivable.type.js';

export interface ReceivableRow {
  receivable_id: string;
  supplier: string;
  buyer: string;
  currency: string;
  face_minor: string;
  outstanding_minor: string;
  paid_minor: string;
  credited_minor: string;
  written_off_minor: string;
  disputed_minor: string;
  issue_date: string;
  due_date: string;
  status: ReceivableStatus;
  scope: number;
  is_deemed: boolean;
  registered_at: Date;
  confirmed_at: Date | null;
  settled_at: Date | null;
}

/** Dates as text: pg would make them local midnights. */
export const RECEIVABLE_COLUMNS = `r.receivable_id, r.supplier, r.buyer, r.currency, r.face_minor,
  r.outstanding_minor, r.paid_minor, r.credited_minor, r.written_off_minor, r.disputed_minor,
  r.issue_date::text, r.due_date::text, r.status, r.scope, r.is_deemed, r.registered_at, r.confirmed_at,
  r.settled_at`;

export function toReceivable(row: ReceivableRow): ReceivableType {
  return {
    receivableId: row.receivable_id,
    supplier: row.supplier,
    buyer: row.buyer,
    currency: row.currency,
    faceMinor: BigInt(row.face_minor),
    outstandingMinor: BigInt(row.outstanding_minor),
    paidMinor: BigInt(row.paid_minor),
    creditedMinor: BigInt(row.credited_minor),
    writtenOffMinor: BigInt(row.written_off_minor),
    disputedMinor: BigInt(row.disputed_minor),
    issueDate: row.issue_date,
    dueDate: row.due_date,
    status: row.status,
    scope: scopeFromBits(row.scope),
    isDeemed: row.is_deemed,
    registeredAt: row.registered_at,
    confirmedAt: row.confirmed_at,
    settledAt: row.settled_at,
  };
}

const scopeInBitOrder = Object.values(ConfirmationScope);

/** Bits of the contracts' `ConfirmationScope` -> what is confirmed. */
export function scopeFromBits(bits: number): ConfirmationScope[] {
  return scopeInBitOrder.filter((_, position) => (bits & (1 << position)) !== 0);
}

/** What is confirmed -> bits of the contracts' `ConfirmationScope`. */
export function scopeToBits(scope: readonly ConfirmationScope[]): number {
  return scope.reduce((bits, part) => bits | (1 << scopeInBitOrder.indexOf(part)), 0);
}
