import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import { PARTY_ID } from '../api/index.js';
import { addDays, calendarDateOf, epochDayOf } from '../common/index.js';
import {
  CASH_WEEKS_MAX,
  type CashPosition,
  type CashWeeks,
  cashByWeek,
} from '../credit-models/index.js';
import { type Viewer, seesEverything } from '../identity/index.js';
import { LedgerClock } from '../ledger/index.js';
import { PaymentHistoryReader } from '../payment-history/index.js';
import { ForecastReader, badInput } from './forecast.reader.js';
import type { CashForecast } from './forecast.type.js';
import type { Forecaster } from './forecaster.js';

/** Different due dates of buyers that one forecast looks at. */
const GROUPS_MAX = 20_000;
/** Groups between which other requests have their turn. */
const GROUPS_AT_ONCE = 200;
/** Newest receivables of a buyer that say how it pays. */
const ROWS_OF_BUYER = 100;
const DAYS_PER_WEEK = 7;

interface GroupRow {
  buyer: string;
  currency: string;
  due_date: string;
  outstanding_minor: string;
  receivable_id: string;
}

/** Receipts that a party may expect from what it holds. */
@Injectable()
export class CashForecastReader {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: LedgerClock,
    private readonly history: PaymentHistoryReader,
    private readonly forecasts: ForecastReader,
  ) {}

  /** By currency, of the viewer's own lots; who sees everything may name another party. */
  async find(viewer: Viewer, partyId: string | null, weekCount: number): Promise<CashForecast[]> {
    if (weekCount < 1 || weekCount > CASH_WEEKS_MAX) {
      throw badInput('weeks', `1 to ${CASH_WEEKS_MAX} weeks.`);
    }
    const party = partyId?.toLowerCase() ?? viewer.party;
    const mayAsk = party === viewer.party || seesEverything(viewer);
    if (!mayAsk || !PARTY_ID.test(party)) return [];
    const { today } = await this.clock.read();
    const groups = await this.groupsOf(party);
    const positions = await this.positionsOf(groups, today);
    const byCurrency = Map.groupBy(positions, ({ currency }) => currency);
    return [...byCurrency].map(([currency, own]) => {
      const weeks = cashByWeek(own, epochDayOf(today) + 1, weekCount);
      return toForecast(currency, today, weeks);
    });
  }

  /** Lots of one buyer, currency and due date together: they are paid alike. */
  private async groupsOf(party: string): Promise<GroupRow[]> {
    const rows: GroupRow[] = await this.dataSource.query(
      `SELECT r.buyer, r.currency, r.due_date, sum(l.outstanding_minor)::text AS outstanding_minor,
         min(r.receivable_id) AS receivable_id
       FROM lot l JOIN receivable r USING (receivable_id)
       WHERE l.owner = $1 AND l.outstanding_minor > 0
       GROUP BY 1, 2, 3 ORDER BY 2, 1, 3 LIMIT ${GROUPS_MAX + 1}`,
      [party],
    );
    if (rows.length > GROUPS_MAX) {
      throw badInput('partyId', `More than ${GROUPS_MAX} due dates of buyers are outstanding.`);
    }
    return rows;
  }

  private async positionsOf(
    groups: readonly GroupRow[],
    today: string,
  ): Promise<Array<CashPosition & { readonly currency: string }>> {
    const buyers = [...new Set(groups.map(({ buyer }) => buyer))];
    const ids = groups.map((group) => group.receivable_id);
    const rows = await this.history.ofBuyers(buyers, today, {
      receivableIds: ids,
      rowsMax: ROWS_OF_BUYER,
    });
    const forecaster = await this.forecasts.forecasterOf(rows, today);
    const byId = new Map(rows.map((row) => [row.receivableId, row]));
    const positions: Array<CashPosition & { readonly currency: string }> = [];
    for (const group of groups) {
      if (positions.length % GROUPS_AT_ONCE === GROUPS_AT_ONCE - 1) {
        await new Promise((turn) => setImmediate(turn));
      }
      positions.push({
        ...{ buyer: group.buyer, currency: group.currency, dueDay: epochDayOf(group.due_date) },
        outstandingMinor: BigInt(group.outstanding_minor),
        distribution: distributionOf(forecaster, byId.get(group.receivable_id), group, today),
      });
    }
    return positions;
  }
}

/** What a lot's receivable is expected to do; paid on the due date or tomorrow where nothing is known of it yet. */
function distributionOf(
  forecaster: Forecaster,
  row: Parameters<Forecaster['late']>[0] | undefined,
  group: GroupRow,
  today: string,
): CashPosition['distribution'] {
  if (row === undefined) {
    const delay = Math.max(0, epochDayOf(today) + 1 - epochDayOf(group.due_date));
    return { days: [delay], weights: [1] };
  }
  return forecaster.paymentDay(row, forecaster.lateProbability(row)).distribution;
}

function toForecast(currency: string, today: string, cash: CashWeeks): CashForecast {
  return {
    ...{ currency, asOfDate: today, outstandingMinor: cash.outstandingMinor },
    weeks: cash.weeks.map(({ fromDay, expectedMinor, lowMinor, highMinor }) => ({
      fromDate: calendarDateOf(fromDay),
      toDate: addDays(calendarDateOf(fromDay), DAYS_PER_WEEK - 1),
      ...{ expectedMinor, lowMinor, highMinor },
    })),
    laterMinor: cash.laterMinor,
  };
}
