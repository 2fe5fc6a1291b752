import { formatAmountMinor } from '../../../backend/src/common/index.js';
import type { PaidEntry } from './tour.bank.js';
import type { TourSummary } from './tour.model.js';
import { type TourOutput, shortName } from './tour.output.js';
import type { Standing } from './tour.standing.js';

type Sums = Record<string, string>;

const HEADINGS = [
  'number',
  'supplier',
  'buyer',
  'cur',
  'face',
  'credited',
  'paid',
  'outstanding',
  'status',
];

/** Face to outstanding. */
const FIGURE_COLUMNS = new Set([4, 5, 6, 7]);

/** One line for each receivable and one for each currency. */
export function printTable(out: TourOutput, standings: readonly Standing[]): void {
  const rows = standings.map((standing) => {
    const figure = (amountMinor: string): string =>
      formatAmountMinor(BigInt(amountMinor), standing.currency);
    return [
      shortName(standing.document?.number ?? standing.receivableId),
      shortName(standing.supplier.name),
      shortName(standing.buyer.name),
      standing.currency,
      figure(standing.faceMinor),
      figure(standing.creditedMinor),
      figure(standing.paidMinor),
      figure(standing.outstandingMinor),
      standing.status,
    ];
  });
  const totals = currenciesOf(standings).map((currency) => {
    const total = (field: AmountField): string =>
      formatAmountMinor(BigInt(sumsOf(standings, field)[currency] ?? '0'), currency);
    const figures = FIELDS.map(total);
    return ['total', '', '', currency, ...figures, ''];
  });
  out.table([HEADINGS, ...rows, ...totals], FIGURE_COLUMNS);
}

/** The figures of the tour, read from the system. */
export function summaryOf(
  standings: readonly Standing[],
  found: {
    readonly entries: readonly PaidEntry[];
    readonly statementsAgreed: number;
    readonly isClean: boolean;
  },
): TourSummary {
  return {
    tour: 'complete',
    receivables: standings.length,
    faceMinor: sumsOf(standings, 'faceMinor'),
    paidMinor: sumsOf(standings, 'paidMinor'),
    creditedMinor: sumsOf(standings, 'creditedMinor'),
    outstandingMinor: sumsOf(standings, 'outstandingMinor'),
    unappliedMinor: addUp(
      found.entries.map(({ currency, unappliedMinor }) => [currency, unappliedMinor ?? '0']),
    ),
    statementsAgreed: found.statementsAgreed,
    verify: found.isClean ? 'clean' : 'different',
  };
}

type AmountField = 'faceMinor' | 'creditedMinor' | 'paidMinor' | 'outstandingMinor';

const FIELDS: readonly AmountField[] = [
  'faceMinor',
  'creditedMinor',
  'paidMinor',
  'outstandingMinor',
];

function currenciesOf(standings: readonly Standing[]): string[] {
  return [...new Set(standings.map(({ currency }) => currency))];
}

function sumsOf(standings: readonly Standing[], field: AmountField): Sums {
  return addUp(standings.map((standing) => [standing.currency, standing[field]]));
}

/** Sums by currency; amounts of two currencies are never added. */
function addUp(amounts: ReadonlyArray<readonly [string, string]>): Sums {
  const sums = new Map<string, bigint>();
  for (const [currency, amountMinor] of amounts) {
    sums.set(currency, (sums.get(currency) ?? 0n) + BigInt(amountMinor));
  }
  return Object.fromEntries([...sums].map(([currency, sum]) => [currency, sum.toString()]));
}
