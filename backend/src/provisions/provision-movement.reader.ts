import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import { present } from '../common/index.js';
import { END_OF_DAY, LOT_MOVED } from '../receivables/index.js';
import type { ProvisionJournalType, ProvisionMovementType } from './provision-movement.type.js';
import type { Book, ProvisionBook } from './provision-access.js';
import { proposeJournal } from './provision-journal.js';
import { findPolicy, toPolicy } from './provision.rows.js';
import { movementsOf } from './provision.sql.js';
import type { ProvisionRunType } from './provision.type.js';

/**
 * SQL: events between the days of the runs $1 and $2 of the book $3, or of everybody's.
 *
 * What a payment says beyond what was outstanding recovers a loss; so the amount is the difference in what is owed.
 */
function between(book: ProvisionBook): string {
  const { movements, condition } = movementsOf(book, '$3');
  return `
  SELECT m.receivable_id, m.name, m.outstanding_minor - coalesce(m.before_minor, 0) AS change_minor,
    r.currency
  FROM (
    SELECT c.*, lag(c.outstanding_minor) OVER (PARTITION BY c.receivable_id
      ORDER BY c.block_number, c.log_index) AS before_minor
    FROM (${movements}) c JOIN receivable r USING (receivable_id)
    WHERE ${condition} AND c.block_time < ${END_OF_DAY('$5')}
  ) m JOIN receivable r USING (receivable_id) WHERE m.block_time >= ${END_OF_DAY('$4')}`;
}

/** SQL: lines of a run by receivable: lots are split and merged, and that is no loss and no gain. */
function linesOf(run: string): string {
  return `SELECT receivable_id, min(currency) AS currency, min(bucket) AS bucket,
    sum(outstanding_minor) AS outstanding_minor, sum(ecl_minor) AS ecl_minor
    FROM provision_line WHERE run_id = ${run} GROUP BY receivable_id`;
}

/**
 * SQL: what moved by receivable between the lines of the runs.
 *
 * Parts of what was held are rounded down, and the last kind of change gets what is left, so that the kinds sum to the
 * difference.
 */
const CHANGES = `
  SELECT coalesce(a.currency, b.currency) AS currency, coalesce(a.ecl_minor, 0) AS opening_minor,
    coalesce(b.ecl_minor, 0) AS closing_minor, a.ecl_minor IS NULL AS is_new,
    b.ecl_minor IS NULL AS is_gone, a.bucket = b.bucket AS is_same_bucket,
    CASE WHEN a.ecl_minor IS NULL THEN 0 ELSE div(a.ecl_minor::numeric * w.lost_minor,
      a.outstanding_minor) END AS written_off_minor,
    CASE WHEN a.ecl_minor IS NULL THEN 0 ELSE div(a.ecl_minor::numeric * (w.less_minor
      - w.lost_minor), a.outstanding_minor) END AS derecognised_minor
  FROM (${linesOf('$1')}) a
    FULL JOIN (${linesOf('$2')}) b USING (receivable_id)
    LEFT JOIN (SELECT receivable_id, -sum(change_minor) AS given_up_minor FROM between_days
      WHERE name = 'ReceivableWrittenOff' GROUP BY 1) g USING (receivable_id)
    CROSS JOIN LATERAL (SELECT greatest(coalesce(a.outstanding_minor, 0)
      - coalesce(b.outstanding_minor, 0), 0) AS less_minor) l
    CROSS JOIN LATERAL (SELECT l.less_minor,
      least(coalesce(g.given_up_minor, 0), l.less_minor) AS lost_minor) w`;

const ALLOWANCE = `
  SELECT currency, sum(opening_minor) AS opening, sum(closing_minor) AS closing,
    sum(CASE WHEN is_new THEN closing_minor ELSE 0 END) AS new,
    -sum(written_off_minor) AS written_off,
    -sum(CASE WHEN is_gone THEN opening_minor - written_off_minor ELSE derecognised_minor END)
      AS derecognised,
    sum(CASE WHEN is_new OR is_gone OR is_same_bucket THEN 0 ELSE left_minor END) AS rolled,
    sum(CASE WHEN NOT is_new AND NOT is_gone AND is_same_bucket THEN left_minor ELSE 0 END)
      AS remeasured
  FROM (SELECT c.*, closing_minor - opening_minor + written_off_minor + derecognised_minor
    AS left_minor FROM (${CHANGES}) c) c GROUP BY 1`;

/** SQL: for a currency without lines, what was confirmed and paid between the days is left out of neither side. */
const OUTSTANDING = `
  SELECT currency,
    sum(change_minor) FILTER (WHERE name IN ('ReceivableConfirmed', 'ReceivableDeemedConfirmed'))
      AS confirmed,
    sum(change_minor) FILTER (WHERE name = 'PaymentApplied') AS paid,
    sum(change_minor) FILTER (WHERE name = 'ReceivableCredited') AS credited,
    sum(change_minor) FILTER (WHERE name = 'ReceivableWrittenOff') AS written_off_outstanding,
    sum(change_minor) FILTER (WHERE name IN ('PaymentReversed', 'EarlyPaymentReversed'))
      AS restored,
    sum(change_minor) FILTER (WHERE name = '${LOT_MOVED}') AS transferred
  FROM between_days GROUP BY 1`;

function movementIn(book: ProvisionBook): string {
  return `
  WITH between_days AS MATERIALIZED (${between(book)}), sums AS (
    SELECT currency, sum(outstanding_minor) FILTER (WHERE run_id = $1) AS opening_outstanding,
      sum(outstanding_minor) FILTER (WHERE run_id = $2) AS closing_outstanding
    FROM provision_cell WHERE run_id IN ($1, $2) GROUP BY 1
  )
  SELECT * FROM (${ALLOWANCE}) a FULL JOIN (${OUTSTANDING}) o USING (currency)
    FULL JOIN sums USING (currency) ORDER BY currency`;
}

type Sums = Readonly<Record<string, string | null>>;

/** What moved between two runs of one party. */
@Injectable()
export class ProvisionMovementReader {
  constructor(private readonly dataSource: DataSource) {}

  /** `book` is the one that both runs count. */
  async movement(
    opening: ProvisionRunType,
    closing: ProvisionRunType,
    book: Book,
  ): Promise<ProvisionMovementType[]> {
    const rows: Sums[] = await this.dataSource.query(movementIn(book.kind), [
      ...[opening.runId, closing.runId, book.party, opening.asOfDate, closing.asOfDate],
    ]);
    return rows.map(toMovement);
  }

  async journal(
    opening: ProvisionRunType,
    closing: ProvisionRunType,
    book: Book,
  ): Promise<ProvisionJournalType[]> {
    const { party, policyVersion } = closing;
    const row = await findPolicy(this.dataSource.manager, party, policyVersion);
    const accounts = toPolicy(present(row, `policy ${policyVersion}`));
    const movements = await this.movement(opening, closing, book);
    return movements.map((one) => ({
      currency: one.currency,
      lines: proposeJournal(
        { ...one, writtenOffOutstandingMinor: -one.writtenOffOutstandingMinor },
        accounts,
      ),
    }));
  }
}

function toMovement(sums: Sums): ProvisionMovementType {
  const minor = (name: string): bigint => BigInt(sums[name] ?? 0);
  return {
    currency: sums['currency'] ?? '',
    openingMinor: minor('opening'),
    newMinor: minor('new'),
    derecognisedMinor: minor('derecognised'),
    rolledMinor: minor('rolled'),
    writtenOffMinor: minor('written_off'),
    remeasuredMinor: minor('remeasured'),
    closingMinor: minor('closing'),
    openingOutstandingMinor: minor('opening_outstanding'),
    confirmedMinor: minor('confirmed'),
    paidMinor: minor('paid'),
    creditedMinor: minor('credited'),
    writtenOffOutstandingMinor: minor('written_off_outstanding'),
    restoredMinor: minor('restored'),
    transferredMinor: minor('transferred'),
    closingOutstandingMinor: minor('closing_outstanding'),
  };
}
