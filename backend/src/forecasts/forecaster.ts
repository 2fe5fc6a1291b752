import { epochDayOf } from '../common/index.js';
import {
  BehaviourFeatures,
  type ExplainedScore,
  IN_DEFAULT,
  type InvoiceRow,
  type PaymentDayForecast,
  PaymentDayForecaster,
  type RatioHistory,
  buyerRecordOf,
  buyerStateOn,
  explainScore,
  lateRecordOf,
  portfolioOfSums,
  probabilityOf,
  scoreAgainst,
} from '../credit-models/index.js';
import type { Champion } from '../model-registry/index.js';
import { type HistoryRow, type PortfolioOn, customerOf } from '../payment-history/index.js';
import { ForecastBasis } from './forecast.type.js';

/** A probability with what it follows from; no score where it has happened already. */
export interface Explained {
  readonly basis: ForecastBasis;
  readonly modelVersion: number | null;
  readonly probability: number;
  readonly explained: Pick<ExplainedScore, 'score' | 'basePoints' | 'reasons'> | null;
}

/** What forecasts are made from: nothing of it was known later than the day. */
export interface ForecastSources {
  readonly asOfDate: string;
  /** Receivables of the buyers that are asked about. */
  readonly rows: readonly HistoryRow[];
  readonly portfolio: PortfolioOn;
  /** Ratios of the buyers' statements. */
  readonly ratios: RatioHistory;
  readonly lateChampion: Champion | null;
  readonly defaultChampion: Champion | null;
}

const HAPPENED: Explained = {
  ...{ basis: ForecastBasis.HAPPENED, modelVersion: null, probability: 1, explained: null },
};

/** Forecasts receivables and buyers by what was known at the end of one day. */
export class Forecaster {
  private readonly day: number;
  private readonly features: BehaviourFeatures;
  private readonly paymentDays: PaymentDayForecaster;
  private readonly byCustomer: Map<string | null, InvoiceRow[]>;
  private readonly defaults = new Map<string, Explained>();

  constructor(private readonly sources: ForecastSources) {
    const { asOfDate, rows, portfolio } = sources;
    const invoices = rows.map(({ invoice }) => invoice);
    this.day = epochDayOf(asOfDate);
    const portfolios = [...portfolio.sums].map(
      ([currency, sums]) => [currency, portfolioOfSums(sums)] as const,
    );
    this.features = new BehaviourFeatures(invoices, new Map(portfolios));
    this.paymentDays = new PaymentDayForecaster(invoices, portfolio.delays);
    this.byCustomer = Map.groupBy(invoices, ({ customer }) => customer);
  }

  /** That a receivable is paid after its due date. */
  late({ invoice }: HistoryRow): Explained {
    if (invoice.dueDay < this.day) return HAPPENED;
    const record = lateRecordOf(this.features, invoice, this.day, this.sources.ratios);
    const champion = this.sources.lateChampion;
    if (champion !== null) return byModel(champion, record);
    const { lateShare = NaN, portfolioLateShare = NaN } = record;
    const reason = { name: 'lateShare', value: lateShare };
    const { probability, ...explained } = scoreAgainst(lateShare, portfolioLateShare, reason);
    return { basis: ForecastBasis.HISTORY, modelVersion: null, probability, explained };
  }

  /** The same without its reasons, which take far longer to work out. */
  lateProbability(row: HistoryRow): number {
    const champion = this.sources.lateChampion;
    if (champion === null || row.invoice.dueDay < this.day) return this.late(row).probability;
    const { ratios } = this.sources;
    const record = lateRecordOf(this.features, row.invoice, this.day, ratios);
    return probabilityOf(champion.record, record);
  }

  /** When a receivable is paid, in agreement with the chance that it is late. */
  paymentDay({ invoice }: HistoryRow, lateProbability: number): PaymentDayForecast {
    return this.paymentDays.forecast(invoice, this.day, lateProbability);
  }

  /** That a buyer comes into default within twelve months: the worst of its currencies. */
  buyerDefault(buyer: string): Explained {
    const known = this.defaults.get(buyer) ?? this.worstDefault(buyer);
    this.defaults.set(buyer, known);
    return known;
  }

  private worstDefault(buyer: string): Explained {
    const currencies = [...this.sources.portfolio.sums.keys()];
    const all = currencies.flatMap((currency) => {
      const rows = this.byCustomer.get(customerOf(buyer, currency));
      return rows === undefined ? [] : [this.defaultOf(rows)];
    });
    const [first = this.defaultOf([]), ...others] = all;
    return others.reduce(
      (worst, one) => (one.probability > worst.probability ? one : worst),
      first,
    );
  }

  private defaultOf(rows: readonly InvoiceRow[]): Explained {
    const state = buyerStateOn(rows, this.day);
    if (state === IN_DEFAULT) return HAPPENED;
    const champion = this.sources.defaultChampion;
    const [any] = rows;
    if (champion !== null && any !== undefined) {
      return byModel(champion, buyerRecordOf(this.features, any, this.day, this.sources.ratios));
    }
    const { byState, average } = this.sources.portfolio.defaultRates;
    const open = rows.filter((row) => row.settledDay === null || row.settledDay > this.day);
    const value = open.reduce((most, row) => Math.max(most, this.day - row.dueDay), 0);
    const { probability, ...explained } = scoreAgainst(byState[state]!, average, {
      ...{ name: 'overdueDaysMax', value },
    });
    return { basis: ForecastBasis.ROLL_RATES, modelVersion: null, probability, explained };
  }
}

function byModel(champion: Champion, record: Record<string, number>): Explained {
  const { probability, ...explained } = explainScore(champion.record, record);
  return { basis: ForecastBasis.MODEL, modelVersion: champion.version, probability, explained };
}
