/** The ledger's day of the history. */
export const HISTORY_TODAY = '2026-11-01';

const SUPPLIERS = 500;

export interface HistorySize {
  readonly parties: number;
  readonly receivables: number;
}

const party = (prefix: number, n: string): string =>
  `'0x${prefix}' || lpad(to_hex((${n})::bigint), 39, '0')`;

/**
 * SQL: receivables of two years with what happened to them, written as the indexer would have.
 *
 * Every buyer buys of four suppliers. Nine of ten are paid, from eight days early to 51 late; one of fifty is disputed
 * and one of a hundred credited.
 */
export function creditHistory({ parties, receivables }: HistorySize): readonly string[] {
  const day = `(date '2024-11-01' + (n * 7919 % 720)::int)`;
  const at = (days: string): string =>
    `((${day} + ${days})::timestamp AT TIME ZONE 'UTC' + interval '9 hours')`;
  const id = `'0x' || lpad(to_hex(n), 64, '0')`;
  const source = `generate_series(1, ${receivables}::bigint) n`;
  const buyer = `n % ${parties}`;
  const supplier = `(${buyer} * 31 + n / ${parties} % 4) % ${SUPPLIERS}`;
  const event = (offset: number, days: string, name: string, args: string): string => `
    INSERT INTO ledger_event SELECT n * 4 + ${offset}, 0, ${at(days)}, '', 'receivables', '${name}',
      ${id}, jsonb_build_object(${args}) FROM ${source}`;
  const face = `(100000 + n * 104729 % 9000000)`;
  return [
    `INSERT INTO receivable (receivable_id, supplier, buyer, currency, face_minor, outstanding_minor,
       paid_minor, credited_minor, disputed_minor, written_off_minor, contested_minor, is_deemed,
       issue_date, due_date, status, scope, document_commitment, registered_at, claimed_at)
     SELECT ${id}, ${party(1, supplier)}, ${party(2, buyer)}, 'EUR', ${face}, 0, 0, 0, 0, 0, 0, false,
       ${day}, ${day} + 30, 'CONFIRMED', 1, '', ${at('0')}, ${at('0')} FROM ${source}`,
    event(0, '1', 'ReceivableConfirmed', `'faceMinor', ${face}::text, 'scope', '1'`),
    `${event(1, '3', 'DisputeOpened', `'disputedMinor', ${face}::text`)} WHERE n % 50 = 0`,
    `${event(2, '5', 'ReceivableCredited', `'amountMinor', '1', 'outstandingMinor', (${face} - 1)::text`)}
     WHERE n % 100 = 0`,
    `${event(
      3,
      '22 + (n * 15485863 % 60)::int',
      'PaymentApplied',
      `'entryHash', n::text, 'amountMinor',
      (${face} - (n % 100 = 0)::int)::text, 'outstandingMinor', '0'`,
    )} WHERE n % 10 <> 0`,
    `INSERT INTO ledger_checkpoint (chain_id, genesis_hash, block_number, block_hash, block_time)
     VALUES (1, '', ${receivables * 5}, '', '${HISTORY_TODAY}T12:00:00Z')`,
    'ANALYZE receivable',
    'ANALYZE ledger_event',
  ];
}
