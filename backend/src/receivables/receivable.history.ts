/**
 * What was outstanding on any past day, from the events of the ledger alone.
 *
 * Read models say how things stand now. Events are never changed once they are indexed, so what they say of a day does
 * not change with what happens later. A day is the ledger's, in UTC, and ends with its last block.
 */

/** SQL: the first instant after the day of the parameter. */
export function END_OF_DAY(parameter: string): string {
  return `((${parameter}::date + 1)::timestamp AT TIME ZONE 'UTC')`;
}

/** SQL: events of `ReceivableRegistry` that change what is outstanding. */
const CHANGING_OUTSTANDING = `e.contract = 'receivables' AND e.name IN ('ReceivableConfirmed',
  'ReceivableDeemedConfirmed', 'PaymentApplied', 'PaymentReversed', 'EarlyPaymentReversed',
  'ReceivableCredited', 'ReceivableWrittenOff')`;

/**
 * SQL: each change of what is outstanding, with what was outstanding after it.
 *
 * `amount_minor` is the face, what was paid, credited or written off, or for an early payment that was taken back,
 * what was paid of it.
 */
export const MOVEMENTS = `
  SELECT e.subject AS receivable_id, e.block_number, e.log_index, e.block_time, e.name,
    (e.block_time AT TIME ZONE 'UTC')::date AS day,
    coalesce(e.args->>'outstandingMinor', e.args->>'faceMinor')::bigint AS outstanding_minor,
    coalesce(e.args->>'amountMinor', e.args->>'paidMinor', e.args->>'faceMinor')::bigint
      AS amount_minor
  FROM ledger_event e WHERE ${CHANGING_OUTSTANDING}`;

/**
 * SQL: receivables with something outstanding at the end of a day.
 *
 * `condition` is one on the row `r` of a receivable; `day` names the parameter that holds the day.
 */
export function openOn(day: string, condition: string): string {
  return `
  SELECT r.receivable_id, r.supplier, r.buyer, r.currency, r.due_date, m.outstanding_minor,
    ${day}::date - r.due_date AS days_past_due
  FROM (
    SELECT DISTINCT ON (c.receivable_id) c.receivable_id, c.outstanding_minor
    FROM (${MOVEMENTS}) c JOIN receivable r USING (receivable_id)
    WHERE c.block_time < ${END_OF_DAY(day)} AND ${condition}
    ORDER BY c.receivable_id, c.block_number DESC, c.log_index DESC
  ) m JOIN receivable r USING (receivable_id) WHERE m.outstanding_minor > 0`;
}
