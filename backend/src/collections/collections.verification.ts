import {
  type LedgerAnswer,
  type Verification,
  columnsOf,
  firstOf,
  lowerOf,
  namedOf,
  plainOf,
  textOf,
} from '../ledger/projection.js';
import { ArrangementKind, ArrangementStatus } from './arrangement.entity.js';
import { CollectionStage } from './course.entity.js';
import { dateOfLedgerDay } from './ledger-day.js';

const NOBODY = `0x${'0'.repeat(40)}`;
/** Most instalments of a plan, as the contract bounds it. */
const INSTALMENTS_MAX = 36;

/** Courses with their newest promise or plan against `Collections`. */
export const courseVerification: Verification = {
  table: 'collection_course',
  contract: 'collections',
  read: 'coursesOf',
  select: `SELECT c.receivable_id, c.stage, extract(epoch FROM c.since)::bigint AS since,
          coalesce(w.total_minor, 0) AS written_off_minor,
          coalesce(a.kind, 'NONE') AS kind, coalesce(a.status, 'NONE') AS status,
          coalesce(a.instalment_count, 0) AS instalment_count,
          coalesce(a.met_count, 0) AS met_count, coalesce(a.last_date, '1970-01-01') AS last_date,
          coalesce(a.amount_minor, 0) AS amount_minor, coalesce(a.open_minor, 0) AS open_minor
        FROM collection_course c LEFT JOIN collection_arrangement a USING (receivable_id)
        LEFT JOIN LATERAL (
          SELECT total_minor FROM write_off w WHERE w.receivable_id = c.receivable_id
          ORDER BY w.block_number DESC, w.log_index DESC LIMIT 1
        ) w ON true`,
  key: 'c.receivable_id',
  touchedBy: { collection_course: firstOf, collection_arrangement: firstOf },
  firstKey: '',
  keyOf: (row) => textOf(row, 'receivable_id'),
  argumentOf: (row) => row['receivable_id'],
  expected: (row) =>
    columnsOf(row, [
      ...['stage', 'since', 'written_off_minor', 'kind', 'status', 'instalment_count'],
      ...['met_count', 'last_date', 'amount_minor', 'open_minor'],
    ]),
  actual: (answer) => {
    const arrangement = answer['arrangement'] as LedgerAnswer;
    return {
      stage: namedOf(Object.values(CollectionStage), answer, 'stage'),
      since: plainOf(answer, 'since'),
      written_off_minor: plainOf(answer, 'writtenOffMinor'),
      kind: namedOf(Object.values(ArrangementKind), arrangement, 'kind'),
      status: namedOf(Object.values(ArrangementStatus), arrangement, 'status'),
      instalment_count: plainOf(arrangement, 'instalmentCount'),
      met_count: plainOf(arrangement, 'metCount'),
      last_date: dateOfLedgerDay(Number(arrangement['lastDay'])),
      amount_minor: plainOf(arrangement, 'amountMinor'),
      open_minor: plainOf(arrangement, 'openMinor'),
    };
  },
};

/**
 * Instalments of the newest promise or plan of each receivable against `Collections`.
 *
 * The view answers for one receivable, so a page holds whole plans and each is a read of its own.
 */
export const instalmentVerification: Verification = {
  table: 'collection_instalment',
  contract: 'collections',
  read: 'instalmentsOf',
  select: `SELECT a.receivable_id, i.number, i.due_date, i.amount_minor
        FROM collection_arrangement a
        JOIN collection_instalment i USING (recorded_block, recorded_log_index)`,
  key: 'a.receivable_id',
  touchedBy: { collection_arrangement: firstOf },
  // A plan is compared whole.
  pageSql: `SELECT a.receivable_id, i.number, i.due_date, i.amount_minor
        FROM (
          SELECT * FROM collection_arrangement WHERE receivable_id > $1
          ORDER BY receivable_id LIMIT $2 / ${INSTALMENTS_MAX}
        ) a JOIN collection_instalment i USING (recorded_block, recorded_log_index)
        ORDER BY a.receivable_id, i.number`,
  firstKey: '',
  keyOf: (row) => textOf(row, 'receivable_id'),
  argumentOf: (row) => row['number'],
  argumentsOf: (row) => [row['receivable_id']],
  answerOf: (row) => Number(row['number']) - 1,
  expected: (row) => columnsOf(row, ['due_date', 'amount_minor']),
  actual: (answer) => ({
    due_date: dateOfLedgerDay(Number(answer['dueDay'])),
    amount_minor: plainOf(answer, 'amountMinor'),
  }),
};

/** Mandates against `Collections`, which shows those that hold now. */
export const mandateVerification: Verification = {
  table: 'collection_mandate',
  contract: 'collections',
  read: 'mandatesOf',
  select: `SELECT m.lot_id,
          CASE WHEN m.ended_at IS NULL AND l.owner = m.owner THEN m.owner ELSE '${NOBODY}' END
            AS owner,
          CASE WHEN m.ended_at IS NULL AND l.owner = m.owner THEN m.collector ELSE '${NOBODY}' END
            AS collector
        FROM collection_mandate m JOIN lot l USING (lot_id)`,
  key: 'm.lot_id',
  touchedBy: { collection_mandate: firstOf, lot: firstOf },
  firstKey: '',
  keyOf: (row) => textOf(row, 'lot_id'),
  argumentOf: (row) => row['lot_id'],
  expected: (row) => columnsOf(row, ['owner', 'collector']),
  actual: (answer) => ({
    owner: lowerOf(answer, 'owner'),
    collector: lowerOf(answer, 'collector'),
  }),
};

/** What each buyer kept and broke, against `Collections`. */
export const promiseRecordVerification: Verification = {
  table: 'promise_record',
  contract: 'collections',
  read: 'promiseRecordsOf',
  select: 'SELECT * FROM promise_record',
  key: 'buyer',
  firstKey: '',
  keyOf: (row) => textOf(row, 'buyer'),
  argumentOf: (row) => row['buyer'],
  expected: (row) =>
    columnsOf(row, ['promises_kept', 'promises_broken', 'plans_kept', 'plans_broken']),
  actual: (answer) => ({
    promises_kept: plainOf(answer, 'promisesKept'),
    promises_broken: plainOf(answer, 'promisesBroken'),
    plans_kept: plainOf(answer, 'plansKept'),
    plans_broken: plainOf(answer, 'plansBroken'),
  }),
};
