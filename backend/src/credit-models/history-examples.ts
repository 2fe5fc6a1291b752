import { BehaviourFeatures } from './behaviour/features.js';
import { type InvoiceRow, forecastDayOf, isLate, maturedDayOf } from './behaviour/invoice-row.js';
import { IN_DEFAULT, buyerStateOn, defaultCandidateDays } from './default/buyer-state.js';
import { type FeatureTable } from './feature-table.js';
import { RATIO_FEATURES, RatioHistory } from './ratios/ratio-history.js';
import { type DatedExamples } from './training/chronological.js';

/** Sizes of single amounts say nothing across currencies. */
const ABSOLUTE: readonly string[] = ['logFace'];
/** What is known of one receivable alone and not of its buyer. */
const OF_RECEIVABLE: ReadonlySet<string> = new Set([
  ...['dueWeekday', 'dueMonth', 'dueDayOfMonth', 'termsDays', 'logFace', 'faceToUsual'],
  'weekdayLateShare',
]);

/** Names of the figures that a receivable is forecast by on the day of its confirmation. */
export const LATE_PAYMENT_FEATURES: ReadonlySet<string> = new Set([
  ...Object.keys(
    new BehaviourFeatures([]).recordOf({
      ...{ customer: null, issuedDay: 0, dueDay: 0, settledDay: null },
      ...{ faceMinor: null, disputed: null },
    }),
  ),
  ...RATIO_FEATURES,
]);

/** Names of the figures that a buyer is forecast by. */
export const BUYER_DEFAULT_FEATURES: ReadonlySet<string> = new Set(
  [...LATE_PAYMENT_FEATURES].filter((name) => !OF_RECEIVABLE.has(name)),
);

/** Days of the year that a default is forecast for. */
export const DEFAULT_HORIZON_DAYS = 365;
const OBSERVED_EVERY_DAYS = 30;
/** A buyer is looked at from so many days after its first receivable on. */
const OBSERVED_AFTER_DAYS = 60;

/** Receivables with what was known on the day on which they were confirmed, and whether they were paid late. */
export function latePaymentExamples(
  rows: readonly InvoiceRow[],
  ratios: RatioHistory = new RatioHistory(),
): DatedExamples {
  const behaviour = withoutColumns(new BehaviourFeatures(rows).tableOf(rows), ABSOLUTE);
  const known = tableOf(rows.map((row) => ratios.at(row.party, forecastDayOf(row))));
  return {
    data: {
      table: {
        names: [...behaviour.names, ...known.names],
        columns: [...behaviour.columns, ...known.columns],
        rowCount: rows.length,
      },
      labels: Uint8Array.from(rows, (row) => (isLate(row) ? 1 : 0)),
    },
    forecastDays: Float64Array.from(rows, forecastDayOf),
    certainDays: Float64Array.from(rows, maturedDayOf),
  };
}

/** Buyers as they stood every thirty days, and whether they came into default within the year after it. */
export function buyerDefaultExamples(
  rows: readonly InvoiceRow[],
  knownUntilDay: number,
  ratios: RatioHistory = new RatioHistory(),
): DatedExamples {
  const features = new BehaviourFeatures(rows);
  const records: Record<string, number>[] = [];
  const labels: number[] = [];
  const days: number[] = [];
  for (const [customer, own] of Map.groupBy(rows, (row) => row.customer)) {
    if (customer === null) continue;
    const defaultDays = defaultCandidateDays(own).filter(
      (day) => buyerStateOn(own, day) === IN_DEFAULT,
    );
    const firstDay = own.reduce((first, row) => Math.min(first, forecastDayOf(row)), Infinity);
    const lastDay = knownUntilDay - DEFAULT_HORIZON_DAYS;
    for (let day = firstDay + OBSERVED_AFTER_DAYS; day <= lastDay; day += OBSERVED_EVERY_DAYS) {
      if (buyerStateOn(own, day) === IN_DEFAULT) continue;
      records.push(buyerRecordOf(features, own[0]!, day, ratios));
      labels.push(defaultDays.some((at) => at > day && at <= day + DEFAULT_HORIZON_DAYS) ? 1 : 0);
      days.push(day);
    }
  }
  return {
    data: { table: tableOf(records), labels: Uint8Array.from(labels) },
    forecastDays: Float64Array.from(days),
    certainDays: Float64Array.from(days, (day) => day + DEFAULT_HORIZON_DAYS),
  };
}

/** What is known of a buyer on a day, whichever receivable is asked about. */
export function buyerRecordOf(
  features: BehaviourFeatures,
  { customer, portfolio, party }: Pick<InvoiceRow, 'customer' | 'portfolio' | 'party'>,
  day: number,
  ratios: RatioHistory = new RatioHistory(),
): Record<string, number> {
  // A receivable of the next day: it is not in any history yet.
  const next: InvoiceRow = {
    ...{ customer, issuedDay: day + 1, dueDay: day + 31, settledDay: null },
    ...{ faceMinor: null, disputed: null },
    ...(portfolio === undefined ? {} : { portfolio }),
  };
  const record = features.recordOf(next, day);
  const own = Object.entries(record).filter(([name]) => !OF_RECEIVABLE.has(name));
  return { ...Object.fromEntries(own), ...ratios.at(party, day) };
}

/** What is known of a receivable on a day, as models learn it. */
export function lateRecordOf(
  features: BehaviourFeatures,
  invoice: InvoiceRow,
  day: number,
  ratios: RatioHistory = new RatioHistory(),
): Record<string, number> {
  const record = Object.entries(features.recordOf(invoice, day));
  const own = record.filter(([name]) => !ABSOLUTE.includes(name));
  return { ...Object.fromEntries(own), ...ratios.at(invoice.party, day) };
}

function withoutColumns(table: FeatureTable, names: readonly string[]): FeatureTable {
  const kept = table.names
    .map((name, at) => ({ name, at }))
    .filter((one) => !names.includes(one.name));
  return {
    names: kept.map(({ name }) => name),
    columns: kept.map(({ at }) => table.columns[at]!),
    rowCount: table.rowCount,
  };
}

function tableOf(records: readonly Record<string, number>[]): FeatureTable {
  const names = Object.keys(records[0] ?? {});
  const columns = names.map((name) => Float64Array.from(records, (record) => record[name]!));
  return { names, columns, rowCount: records.length };
}
