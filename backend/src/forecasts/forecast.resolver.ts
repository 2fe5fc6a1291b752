import { Args, ArgsType, Field, ID, Int, Query, Resolver } from '@nestjs/graphql';

import { CalendarDate } from '../api/index.js';
import { CurrentViewer, type Viewer } from '../identity/index.js';
import { CashForecastReader } from './cash-forecast.reader.js';
import { ForecastReader } from './forecast.reader.js';
import { BuyerForecast, CashForecast, ReceivableForecast } from './forecast.type.js';

const WEEKS_DEFAULT = 13;
const AS_OF = 'Only what was known at the end of it counts; the ledger’s day without it.';

@ArgsType()
class ReceivableForecastArgs {
  @Field(() => [ID], { description: '1 to 100.' })
  readonly receivableIds!: string[];

  @Field(() => CalendarDate, { nullable: true, description: AS_OF })
  readonly asOfDate?: string | null;
}

@ArgsType()
class BuyerForecastArgs {
  @Field(() => ID)
  readonly buyerId!: string;

  @Field(() => CalendarDate, { nullable: true, description: AS_OF })
  readonly asOfDate?: string | null;
}

@ArgsType()
class CashForecastArgs {
  @Field(() => Int, { defaultValue: WEEKS_DEFAULT, description: '1 to 104.' })
  readonly weeks: number = WEEKS_DEFAULT;

  @Field(() => ID, {
    nullable: true,
    description: 'Another party than your own, for operator and auditor.',
  })
  readonly partyId?: string | null;
}

@Resolver()
export class ForecastResolver {
  constructor(
    private readonly reader: ForecastReader,
    private readonly cash: CashForecastReader,
  ) {}

  @Query(() => [ReceivableForecast], {
    description:
      'When and whether receivables are paid; supplier, owners of their lots, and financiers that were asked to quote for them. Those that are not open are left out.',
  })
  receivableForecasts(
    @CurrentViewer() viewer: Viewer,
    @Args() { receivableIds, asOfDate }: ReceivableForecastArgs,
  ): Promise<ReceivableForecast[]> {
    return this.reader.receivables(viewer, receivableIds, asOfDate ?? null);
  }

  @Query(() => BuyerForecast, {
    nullable: true,
    description: 'What is to be expected of a buyer; assessors.',
  })
  buyerForecast(
    @CurrentViewer() viewer: Viewer,
    @Args() { buyerId, asOfDate }: BuyerForecastArgs,
  ): Promise<BuyerForecast | null> {
    return this.reader.buyer(viewer, buyerId, asOfDate ?? null);
  }

  @Query(() => [CashForecast], {
    description: 'Expected receipts by week and currency from all lots that your party owns.',
  })
  cashForecast(
    @CurrentViewer() viewer: Viewer,
    @Args() { weeks, partyId }: CashForecastArgs,
  ): Promise<CashForecast[]> {
    return this.cash.find(viewer, partyId ?? null, weeks);
  }
}
