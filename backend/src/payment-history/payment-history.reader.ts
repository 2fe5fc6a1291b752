import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

import { addDays, epochDayOf, present } from '../common/index.js';
import {
  type BuyerRoll,
  type DefaultRates,
  type InvoiceRow,
  type PortfolioSums,
  defaultRatesOf,
} from '../credit-models/index.js';
import { DRAWN_OF_ALL, NEWEST_OF_BUYERS, PORTFOLIO_ON } from './payment-history.sql.js';

/** Rows of a buyer that a forecast looks at; older ones say little that the newer ones do not. */
export const BUYER_ROWS_MAX = 2_000;
/** Figures of past days that are kept: they cost a look at everything, and are asked for again and again. */
const DAYS_KEPT = 400;

/** A receivable by what was known at the end of a day. */
export interface HistoryRow {
  readonly receivableId: string;
  readonly buyer: string;
  readonly currency: string;
  readonly dueDate: string;
  readonly outstandingMinor: bigint;
  readonly invoice: InvoiceRow;
}

/** How many of each buyer's newest receivables are looked at, and which of them in any case. */
interface Looked {
  readonly receivableIds?: readonly string[];
  readonly rowsMax?: number;
}

/** What all receivables together said at the end of a day. */
export interface PortfolioOn {
  /** By currency. */
  readonly sums: ReadonlyMap<string, PortfolioSums>;
  /** Days late of the newest receivables by currency. */
  readonly delays: ReadonlyMap<string, readonly number[]>;
  readonly defaultRates: DefaultRates;
}

interface InvoiceSqlRow {
  receivable_id: string;
  buyer: string;
  currency: string;
  due_date: string;
  face_minor: string;
  confirmed_day: string;
  first_settled_day: string | null;
  settled_day: string | null;
  written_off_day: string | null;
  outstanding_minor: string;
  disputed: boolean | null;
}

interface PortfolioJson {
  currencies: Record<
    string,
    Record<'known' | 'matured' | 'settled', Partial<PortfolioSums['known']>> & { delays: number[] }
  >;
  rolls: BuyerRoll[];
  standing: number[];
}

/** How receivables were paid, by what was known at the end of a day and never by what came later. */
@Injectable()
export class PaymentHistoryReader {
  constructor(private readonly dataSource: DataSource) {}

  /** The newest receivables of some buyers, and those of the ids. */
  async ofBuyers(
    buyers: readonly string[],
    asOfDate: string,
    { receivableIds = [], rowsMax = BUYER_ROWS_MAX }: Looked = {},
  ): Promise<HistoryRow[]> {
    const rows: InvoiceSqlRow[] = await this.dataSource.query(NEWEST_OF_BUYERS, [
      ...[asOfDate, buyers, rowsMax, receivableIds],
    ]);
    return rows.map((row) => toHistory(row, row.settled_day));
  }

  /**
   * Receivables of everybody to learn from, of drawn buyers where there are more than `rowsMax`.
   *
   * Each is settled on the first day on which nothing was outstanding: on the days between a payment and its being
   * taken back nobody knew of the latter, and a model must not either.
   */
  async ofAll(asOfDate: string, rowsMax: number): Promise<InvoiceRow[]> {
    const rows: InvoiceSqlRow[] = await this.dataSource.query(DRAWN_OF_ALL, [asOfDate, rowsMax]);
    return rows.map((row) => toHistory(row, row.first_settled_day).invoice);
  }

  /**
   * What all receivables together said on the evening before a day, worked out once and kept.
   *
   * Of the evening before, since the figures of a day that goes on would change with every request.
   */
  async portfolioBefore(date: string): Promise<PortfolioOn> {
    const asOfDate = addDays(date, -1);
    const kept = await findKept(this.dataSource.manager, asOfDate);
    const figures =
      kept ?? (await this.dataSource.transaction((db) => workOutPortfolio(db, asOfDate)));
    return toPortfolio(figures, epochDayOf(asOfDate));
  }
}

async function findKept(db: EntityManager, asOfDate: string): Promise<PortfolioJson | null> {
  const rows: Array<{ figures: PortfolioJson }> = await db.query(
    'SELECT figures FROM portfolio_day WHERE as_of_date = $1',
    [asOfDate],
  );
  return rows[0]?.figures ?? null;
}

async function workOutPortfolio(db: EntityManager, asOfDate: string): Promise<PortfolioJson> {
  await db.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 7))', [asOfDate]);
  const kept = await findKept(db, asOfDate);
  if (kept !== null) return kept;
  const rows: Array<{ figures: PortfolioJson }> = await db.query(PORTFOLIO_ON, [asOfDate]);
  const { figures } = present(rows[0], 'figures of the portfolio');
  await db.query('INSERT INTO portfolio_day (as_of_date, figures) VALUES ($1, $2)', [
    ...[asOfDate, JSON.stringify(figures)],
  ]);
  await db.query(
    `DELETE FROM portfolio_day WHERE as_of_date IN (
       SELECT as_of_date FROM portfolio_day ORDER BY worked_out_at DESC OFFSET ${DAYS_KEPT})`,
  );
  return figures;
}

function toHistory(row: InvoiceSqlRow, settledDay: string | null): HistoryRow {
  const dayOf = (date: string | null): number | null => (date === null ? null : epochDayOf(date));
  return {
    receivableId: row.receivable_id,
    buyer: row.buyer,
    currency: row.currency,
    dueDate: row.due_date,
    outstandingMinor: BigInt(row.outstanding_minor),
    invoice: {
      customer: customerOf(row.buyer, row.currency),
      issuedDay: epochDayOf(row.confirmed_day),
      dueDay: epochDayOf(row.due_date),
      settledDay: dayOf(settledDay),
      faceMinor: Number(row.face_minor),
      disputed: row.disputed ?? false,
      writtenOffDay: dayOf(row.written_off_day),
      ...{ portfolio: row.currency, party: row.buyer },
    },
  };
}

/** A buyer in one currency: amounts of two do not add up. */
export function customerOf(buyer: string, currency: string): string {
  return `${buyer}:${currency}`;
}

const NO_SUMS = {
  ...{ count: 0, late: 0, faceMinor: 0, lateFaceMinor: 0 },
  ...{ days: 0, daysSquared: 0, faceDays: 0, disputed: 0 },
};

function toPortfolio({ currencies, rolls, standing }: PortfolioJson, day: number): PortfolioOn {
  const all = Object.entries(currencies);
  return {
    sums: new Map(
      all.map(([currency, { known, matured, settled }]) => [
        currency,
        {
          day,
          known: { ...NO_SUMS, ...known },
          matured: { ...NO_SUMS, ...matured },
          settled: { ...NO_SUMS, ...settled },
        },
      ]),
    ),
    delays: new Map(all.map(([currency, { delays }]) => [currency, delays])),
    defaultRates: defaultRatesOf(rolls, standing),
  };
}
