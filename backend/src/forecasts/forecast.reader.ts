import { Injectable } from '@nestjs/common';
import { GraphQLError } from 'graphql';
import { DataSource } from 'typeorm';

import { BATCH_MAX, LOT_ID, PARTY_ID, checkIds } from '../api/index.js';
import { PartyRole, calendarDateOf } from '../common/index.js';
import { RATIO_FEATURES, pointsText } from '../credit-models/index.js';
import { type Viewer, seesEverything } from '../identity/index.js';
import { LedgerClock } from '../ledger/index.js';
import { ModelPurpose, ModelVersionReader } from '../model-registry/index.js';
import {
  type HistoryRow,
  PaymentHistoryReader,
  StatementRatiosReader,
} from '../payment-history/index.js';
import type { BuyerForecast, ForecastScore, ReceivableForecast } from './forecast.type.js';
import { type Explained, Forecaster } from './forecaster.js';

/**
 * SQL: whether $1 is supplier of the receivable `r`, owns of it or was asked to quote for it as who sees quotes, or $2
 * sees everything.
 */
const CONCERNS = `($2 OR r.supplier = $1 OR EXISTS (SELECT FROM lot h
  WHERE h.receivable_id = r.receivable_id AND ((h.owner = $1 AND h.merged_into IS NULL)
    OR EXISTS (SELECT FROM quote_request_lot q
      WHERE q.lot_id = h.lot_id AND q.financier = $1))))`;

/** What stands on the receivable itself; everything else tells of the buyer's dealings with all its suppliers. */
const OWN_FACTS: ReadonlySet<string> = new Set([
  ...['dueWeekday', 'dueMonth', 'dueDayOfMonth', 'termsDays', 'logFace'],
]);

/** What stands in the platform's own credit files, which are for nobody else to read. */
const STATEMENT_FACTS: ReadonlySet<string> = new Set(RATIO_FEATURES);

/** Forecasts for those whose money it is or may be: suppliers, holders, who quotes; of buyers for assessors. */
@Injectable()
export class ForecastReader {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: LedgerClock,
    private readonly history: PaymentHistoryReader,
    private readonly models: ModelVersionReader,
    private readonly statements: StatementRatiosReader,
  ) {}

  /** Of those receivables that concern the viewer and were open at the end of the day, in the order of the ids. */
  async receivables(
    viewer: Viewer,
    receivableIds: readonly string[],
    asOfDate: string | null,
  ): Promise<ReceivableForecast[]> {
    const ids = receivableIds.map((id) => id.toLowerCase());
    const wrong = checkIds('receivableIds', ids, { pattern: LOT_ID, max: BATCH_MAX });
    if (wrong !== null) throw badInput(wrong.path, wrong.message);
    const day = await this.dayOf(asOfDate);
    const seen: Array<{ receivable_id: string; buyer: string }> = await this.dataSource.query(
      `SELECT r.receivable_id, r.buyer FROM receivable r
       WHERE r.receivable_id = ANY($3) AND ${CONCERNS}`,
      [viewer.party, seesEverything(viewer), ids],
    );
    if (seen.length === 0) return [];
    const seenIds = new Set(seen.map((row) => row.receivable_id));
    const buyers = [...new Set(seen.map(({ buyer }) => buyer))];
    const rows = await this.history.ofBuyers(buyers, day, { receivableIds: [...seenIds] });
    const forecaster = await this.forecasterOf(rows, day);
    const byId = new Map(rows.map((row) => [row.receivableId, row]));
    return ids.flatMap((id) => {
      const row = seenIds.has(id) ? byId.get(id) : undefined;
      if (row === undefined || row.outstandingMinor === 0n) return [];
      return [receivableForecast(viewer, forecaster, row, day)];
    });
  }

  /** Of any buyer, for assessors and who sees everything. */
  async buyer(
    viewer: Viewer,
    buyerId: string,
    asOfDate: string | null,
  ): Promise<BuyerForecast | null> {
    const buyer = buyerId.toLowerCase();
    if (!PARTY_ID.test(buyer) || !readsBuyers(viewer)) return null;
    const day = await this.dayOf(asOfDate);
    const rows = await this.history.ofBuyers([buyer], day);
    if (rows.length === 0) return null;
    const forecaster = await this.forecasterOf(rows, day);
    const score = toScore(viewer, forecaster.buyerDefault(buyer));
    return { buyerId: buyer, asOfDate: day, default: score };
  }

  /** A forecaster by what was known at the end of a day. */
  async forecasterOf(rows: readonly HistoryRow[], asOfDate: string): Promise<Forecaster> {
    const buyers = [...new Set(rows.map(({ buyer }) => buyer))];
    return new Forecaster({
      ratios: await this.statements.historyOn(asOfDate, buyers),
      ...{ asOfDate, rows, portfolio: await this.history.portfolioBefore(asOfDate) },
      lateChampion: await this.models.champion(ModelPurpose.LATE_PAYMENT),
      defaultChampion: await this.models.champion(ModelPurpose.BUYER_DEFAULT),
    });
  }

  /** The day that is asked for, or the ledger's. */
  private async dayOf(asOfDate: string | null): Promise<string> {
    const { today } = await this.clock.read();
    if (asOfDate !== null && asOfDate > today) {
      throw badInput('asOfDate', `The ledger’s day is ${today}.`);
    }
    return asOfDate ?? today;
  }
}

export function badInput(path: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'INPUT_INVALID', path } });
}

/** Figures of a buyer's dealings with everybody are for those that assess it. */
function readsBuyers(viewer: Viewer): boolean {
  return seesEverything(viewer) || viewer.roles.includes(PartyRole.ASSESSOR);
}

function receivableForecast(
  viewer: Viewer,
  forecaster: Forecaster,
  row: HistoryRow,
  asOfDate: string,
): ReceivableForecast {
  const late = forecaster.late(row);
  const { earlyDay, expectedDay, lateDay } = forecaster.paymentDay(row, late.probability);
  return {
    ...{ receivableId: row.receivableId, asOfDate, currency: row.currency },
    ...{ outstandingMinor: row.outstandingMinor, dueDate: row.dueDate },
    late: toScore(viewer, late),
    earlyDate: calendarDateOf(earlyDay),
    expectedDate: calendarDateOf(expectedDay),
    lateDate: calendarDateOf(lateDay),
    buyerDefault: toScore(viewer, forecaster.buyerDefault(row.buyer)),
  };
}

function toScore(
  viewer: Viewer,
  { basis, modelVersion, probability, explained }: Explained,
): ForecastScore {
  const reasons = (explained?.reasons ?? []).map(({ name, value, points }) => {
    const isOpen = STATEMENT_FACTS.has(name)
      ? seesEverything(viewer)
      : readsBuyers(viewer) || OWN_FACTS.has(name);
    const worded = isOpen ? { name, points, value } : { name, points };
    return {
      ...{ feature: name, points },
      value: isOpen && value !== null ? String(Number(value.toPrecision(6))) : null,
      ...{ textEn: pointsText(worded, 'en'), textZh: pointsText(worded, 'zh') },
    };
  });
  return {
    probabilityBps: Math.round(10_000 * probability),
    ...{ basis, modelVersion, reasons },
    ...{ score: explained?.score ?? null, basePoints: explained?.basePoints ?? null },
  };
}
