import { randomUUID } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { type DomainError, InputInvalidError, NotPermittedError } from '../api/index.js';
import { present } from '../common/index.js';
import type { Viewer } from '../identity/index.js';
import { LedgerClock, OffLedgerActs } from '../ledger/index.js';
import { type Destination, type LossRate, PPM, type Roll, lossRates } from './loss-rates.js';
import { type Book, bookOf, mayProvide } from './provision-access.js';
import { DEFAULT_RULES } from './provision-policy.rules.js';
import { storePolicy } from './provision-policy.service.js';
import type { RunProvisionsInput } from './provision.input.js';
import { type ProvisionPolicyRow, findPolicy } from './provision.rows.js';
import { STORE_LINES, SUM_CELLS, keepAged, rolls } from './provision.sql.js';

interface RollRow {
  currency: string;
  segment: string;
  bucket: number;
  destination: string;
  amount_minor: string;
}

/** One segment of one currency. */
interface Segment {
  readonly currency: string;
  readonly segment: string;
}

interface Overlay {
  readonly currency: string | null;
  readonly segment: string | null;
  readonly overlay_bps: number;
}

/** Works out the loss allowance of a party at the end of a day. */
@Injectable()
export class ProvisionRunService {
  constructor(
    private readonly acts: OffLedgerActs,
    private readonly clock: LedgerClock,
  ) {}

  /** Id of the run. */
  async run(viewer: Viewer, input: RunProvisionsInput): Promise<string | DomainError> {
    if (!mayProvide(viewer)) {
      return new NotPermittedError(
        'Only a supplier, a financier or the operator keeps a loss allowance.',
      );
    }
    const { idempotencyKey: key, asOfDate } = input;
    const wanted = input.book ?? null;
    const book = bookOf(viewer, wanted);
    // A book that is not named is no part of the body: the same request has the same hash as ever.
    const body = wanted === null ? { asOfDate } : { asOfDate, book: wanted };
    const act = { key, operation: 'runProvisions', body };
    return this.acts.once<InputInvalidError>(viewer, act, async (db) => {
      const { today, blockNumber } = await this.clock.read(db);
      if (asOfDate > today) {
        return new InputInvalidError('asOfDate', `The ledger’s day is ${today}.`);
      }
      const policy = await this.policyOf(db, viewer);
      const runId = randomUUID();
      await db.query(
        `INSERT INTO provision_run (run_id, party, as_of_date, policy_version, block_number, made_by, book)
         VALUES ($1, $2, $3, $4, $5, $6, $7)`,
        [runId, viewer.party, asOfDate, policy.version, blockNumber, viewer.userId, book.kind],
      );
      await work(db, { runId, asOfDate, viewer, policy, book });
      return runId;
    });
  }

  private async policyOf(db: EntityManager, viewer: Viewer): Promise<ProvisionPolicyRow> {
    const found = await findPolicy(db, viewer.party);
    if (found !== null) return found;
    await storePolicy(db, viewer, DEFAULT_RULES);
    return present(await findPolicy(db, viewer.party), 'policy that was stored');
  }
}

interface Task {
  readonly runId: string;
  readonly asOfDate: string;
  readonly viewer: Viewer;
  readonly policy: ProvisionPolicyRow;
  readonly book: Book;
}

async function work(db: EntityManager, task: Task): Promise<void> {
  const { runId, asOfDate, viewer, policy, book } = task;
  const scope = [book.party, asOfDate, policy.bucket_days];
  const rolled: RollRow[] = await db.query(rolls(policy.segment_by, book.kind), [
    ...scope,
    policy.window_months,
  ]);
  // A statement that makes a table takes no parameters: what it is made of is inserted.
  await db.query(`CREATE TEMP TABLE aged_line (receivable_id text, supplier text, buyer text,
    currency text, due_date date, outstanding_minor bigint, days_past_due integer, lot_id text,
    recourse_days smallint, segment text, bucket smallint) ON COMMIT DROP`);
  await db.query(keepAged(policy.segment_by, book.kind), scope);
  const segments: Segment[] = await db.query('SELECT DISTINCT currency, segment FROM aged_line');
  const overlays: Overlay[] = await db.query(
    `SELECT currency, segment, overlay_bps FROM provision_overlay
     WHERE party = $1 AND approved_at IS NOT NULL AND $2::date BETWEEN first_date AND last_date`,
    [viewer.party, asOfDate],
  );
  for (const segment of segments) {
    const rates = ratesOf(segment, rolled, policy);
    await storeCells(db, { runId, segment, rates, overlayBps: overlayOf(segment, overlays) });
  }
  await db.query('ANALYZE aged_line');
  await db.query(STORE_LINES, [runId]);
  await db.query(SUM_CELLS, [runId]);
}

function ratesOf(segment: Segment, rolled: readonly RollRow[], policy: ProvisionPolicyRow) {
  const ofCurrency = rolled.filter(({ currency }) => currency === segment.currency);
  const own = ofCurrency.filter((row) => row.segment === segment.segment);
  return lossRates(own.map(toRoll), ofCurrency.map(toRoll), {
    bucketCount: policy.bucket_days.length + 1,
    baseMinMinor: BigInt(policy.base_min_minor),
    lossGivenDefaultBps: policy.loss_given_default_bps,
    fallbackRatesPpm: policy.fallback_rates_ppm,
  });
}

function toRoll(row: RollRow): Roll {
  const to: Destination =
    row.destination === 'GONE' || row.destination === 'LOST'
      ? row.destination
      : Number(row.destination);
  return { from: row.bucket, to, amountMinor: BigInt(row.amount_minor) };
}

/** All that were approved for the segment, added. */
function overlayOf({ currency, segment }: Segment, overlays: readonly Overlay[]): number {
  return overlays
    .filter((one) => one.currency === null || one.currency === currency)
    .filter((one) => one.segment === null || one.segment === segment)
    .reduce((sum, one) => sum + one.overlay_bps, 0);
}

interface Cells {
  readonly runId: string;
  readonly segment: Segment;
  readonly rates: readonly LossRate[];
  readonly overlayBps: number;
}

async function storeCells(db: EntityManager, cells: Cells): Promise<void> {
  const { runId, segment, rates, overlayBps } = cells;
  const rows = rates.map((rate, index) => {
    // What is in default is no longer expected.
    const bps = index === rates.length - 1 ? 0 : overlayBps;
    return { ...rate, overlayBps: bps, appliedPpm: withOverlay(rate.lossRatePpm, bps) };
  });
  await db.query(
    `INSERT INTO provision_cell (run_id, currency, segment, bucket, basis, observed_minor,
       rolled_ppm, loss_rate_ppm, overlay_bps, applied_ppm, receivable_count, outstanding_minor,
       ecl_minor)
     SELECT $1, $2, $3, c.*, 0, 0, 0 FROM unnest($4::int[], $5::text[], $6::numeric[], $7::int[],
       $8::int[], $9::int[], $10::int[]) c`,
    [
      ...[runId, segment.currency, segment.segment, rows.map(({ bucket }) => bucket)],
      rows.map(({ basis }) => basis),
      rows.map(({ observedMinor }) => observedMinor.toString()),
      rows.map(({ rolledPpm }) => Number(rolledPpm)),
      rows.map(({ lossRatePpm }) => Number(lossRatePpm)),
      rows.map((row) => row.overlayBps),
      rows.map(({ appliedPpm }) => Number(appliedPpm)),
    ],
  );
}

/** Never less than nothing, never more than all. */
function withOverlay(lossRatePpm: bigint, overlayBps: number): bigint {
  const moved = lossRatePpm + BigInt(overlayBps) * 100n;
  if (moved < 0n) return 0n;
  return moved > PPM ? PPM : moved;
}
