import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import { BatchLoader } from '../api/index.js';
import type { RequestContext } from '../identity/index.js';
import { DealReader } from './deal.reader.js';
import type { DealType } from './deal.type.js';
import type { PricedLot } from './quote-price.js';
import { QuoteReader } from './quote.reader.js';
import type { QuoteType } from './quote.type.js';

/** Deals by the quote that they came from. */
@Injectable()
export class DealOfQuoteLoader extends BatchLoader<RequestContext, DealType> {
  constructor(private readonly deals: DealReader) {
    super();
  }

  protected async findMany(
    { viewer }: RequestContext,
    quoteHashes: readonly string[],
  ): Promise<ReadonlyMap<string, DealType>> {
    const found = await this.deals.findByQuotes(viewer, quoteHashes);
    return new Map(found.map((deal) => [deal.quoteHash, deal]));
  }
}

/** Quotes by hash, for the deals that came from them. */
@Injectable()
export class QuoteLoader extends BatchLoader<RequestContext, QuoteType> {
  constructor(private readonly quotes: QuoteReader) {
    super();
  }

  protected async findMany(
    { viewer }: RequestContext,
    quoteHashes: readonly string[],
  ): Promise<ReadonlyMap<string, QuoteType>> {
    const found = await this.quotes.findByHashes(viewer, quoteHashes);
    return new Map(found.map((quote) => [quote.quoteHash, quote]));
  }
}

/** Lot ids of deals by deal number, for a viewer who sees the deal. */
@Injectable()
export class DealLotsLoader extends BatchLoader<RequestContext, readonly string[]> {
  constructor(private readonly deals: DealReader) {
    super();
  }

  protected async findMany(
    _: RequestContext,
    dealNumbers: readonly string[],
  ): Promise<ReadonlyMap<string, readonly string[]>> {
    const found = await this.deals.lotIdsOf(dealNumbers.map(Number));
    return new Map([...found].map(([dealNumber, lotIds]) => [String(dealNumber), lotIds]));
  }
}

/** What the price of a lot depends on, as of the last indexed block, for a viewer who sees a quote. */
@Injectable()
export class PricedLotLoader extends BatchLoader<RequestContext, PricedLot> {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  protected async findMany(
    _: RequestContext,
    lotIds: readonly string[],
  ): Promise<ReadonlyMap<string, PricedLot>> {
    const rows: Array<{ lot_id: string; outstanding_minor: string; tenor_days: number }> =
      await this.dataSource.query(
        `SELECT l.lot_id, l.outstanding_minor,
           greatest(0, r.due_date - (k.block_time AT TIME ZONE 'UTC')::date) AS tenor_days
         FROM lot l JOIN receivable r USING (receivable_id), ledger_checkpoint k
         WHERE l.lot_id = ANY($1)`,
        [lotIds],
      );
    return new Map(
      rows.map((row) => [
        row.lot_id,
        { outstandingMinor: BigInt(row.outstanding_minor), tenorDays: row.tenor_days },
      ]),
    );
  }
}
