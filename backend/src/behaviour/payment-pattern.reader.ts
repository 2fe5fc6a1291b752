import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

import type { Viewer } from '../identity/index.js';
import { type Asked, maySeeBehaviour } from './behaviour.reader.js';
import { AMOUNTS, PAYMENT_MONTHS, PAYMENT_TIMES } from './payment-pattern.sql.js';
import type {
  AmountBandType,
  PaymentMonthType,
  PaymentPatternType,
  PaymentTimeBandType,
} from './payment-pattern.type.js';

/** Days late at which bands begin; before the first one lies what was paid earlier. */
const BAND_STARTS = [-14, 0, 1, 8, 16, 31, 61, 91];

interface TimeRow {
  place: number;
  count: number;
  open_count: number;
  face_minor: string;
}

interface AmountRow {
  lead_digit: number;
  zeros: number;
  count: number;
  face_minor: string;
}

interface MonthRow {
  month: string;
  paid_minor: string;
  days_beyond_terms_milli: string | null;
}

/** How payment times and amounts of buyers are spread, by what was known at the end of a day. */
@Injectable()
export class PaymentPatternReader {
  constructor(private readonly dataSource: DataSource) {}

  /** Null for a viewer to whom the buyer's behaviour is not shown. */
  async find(
    viewer: Viewer,
    { buyer, supplier, asOfDate, currency }: Asked & { readonly currency: string },
    db: EntityManager = this.dataSource.manager,
  ): Promise<PaymentPatternType | null> {
    if (!maySeeBehaviour(viewer, buyer, supplier)) return null;
    const asked = [asOfDate, [buyer], currency, supplier];
    const times: TimeRow[] = await db.query(PAYMENT_TIMES, [...asked, BAND_STARTS]);
    const amounts: AmountRow[] = await db.query(AMOUNTS, asked);
    const months: MonthRow[] = await db.query(PAYMENT_MONTHS, asked);
    return { times: toTimes(times), amounts: toAmounts(amounts), months: months.map(toMonth) };
  }
}

/** Every band, those without receivables too. */
function toTimes(rows: readonly TimeRow[]): PaymentTimeBandType[] {
  return [null, ...BAND_STARTS].map((fromDays, place) => {
    const row = rows.find((one) => one.place === place);
    const next = BAND_STARTS[place];
    return {
      fromDays,
      toDays: next === undefined ? null : next - 1,
      count: row?.count ?? 0,
      openCount: row?.open_count ?? 0,
      faceMinor: BigInt(row?.face_minor ?? 0),
    };
  });
}

/** Without gaps between the first band and the last. */
function toAmounts(rows: readonly AmountRow[]): AmountBandType[] {
  const [first, last] = [rows[0], rows.at(-1)];
  if (first === undefined || last === undefined) return [];
  const lastMinor = startOf(last);
  const bands: AmountBandType[] = [];
  for (let fromMinor = startOf(first); fromMinor <= lastMinor; fromMinor = nextStart(fromMinor)) {
    const row = rows.find((one) => startOf(one) === fromMinor);
    bands.push({
      fromMinor,
      belowMinor: nextStart(fromMinor),
      count: row?.count ?? 0,
      faceMinor: BigInt(row?.face_minor ?? 0),
    });
  }
  return bands;
}

function startOf({ lead_digit: digit, zeros }: AmountRow): bigint {
  return BigInt(digit) * 10n ** BigInt(zeros);
}

/** Of 1, 2, 5, 10, 20 and so on the one after. */
function nextStart(startMinor: bigint): bigint {
  return startMinor.toString().startsWith('2') ? (startMinor * 5n) / 2n : startMinor * 2n;
}

function toMonth(row: MonthRow): PaymentMonthType {
  const milli = row.days_beyond_terms_milli;
  return {
    month: row.month,
    paidMinor: BigInt(row.paid_minor),
    daysBeyondTermsMilli: milli === null ? null : Number(milli),
  };
}
