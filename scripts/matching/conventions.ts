import { CASH_KINDS, MatchedKind } from '../../backend/src/matching/index.js';
import type { JudgedBook, TruthRow } from './book.model.js';

/**
 * How a truth tells what was kept back.
 *
 * CASH: a payment is the cash, and a discount, charge or deduction closes more beside it. GROSS: a payment is what was
 * closed, and what was kept back is taken off, with a sign or without.
 */
export enum Convention {
  CASH = 'CASH',
  GROSS = 'GROSS',
  GROSS_SIGNED = 'GROSS_SIGNED',
}

/** The convention that most entries with something kept back follow; CASH if there are none. */
export function conventionOf({ entries, truth }: JudgedBook): Convention {
  const counts = new Map<Convention, number>();
  for (const { id, amountMinor } of entries) {
    const rows = truth.get(id) ?? [];
    if (rows.every(({ kind }) => CASH_KINDS.has(kind))) continue;
    const convention = conventionOfRows(rows, amountMinor);
    counts.set(convention, (counts.get(convention) ?? 0) + 1);
  }
  const [first] = [...counts].sort((a, b) => b[1] - a[1]);
  return first?.[0] ?? Convention.CASH;
}

function conventionOfRows(rows: readonly TruthRow[], amountMinor: bigint): Convention {
  const cashMinor = sum(rows.filter(({ kind }) => CASH_KINDS.has(kind)));
  if (cashMinor === amountMinor) return Convention.CASH;
  const kept = rows.filter(({ kind }) => !CASH_KINDS.has(kind));
  return kept.some((row) => row.amountMinor < 0n) ? Convention.GROSS_SIGNED : Convention.GROSS;
}

/** Rows in which payments are cash and what was kept back is positive, whatever the convention was. */
export function toCash(rows: readonly TruthRow[], amountMinor: bigint): TruthRow[] {
  const isCash = conventionOfRows(rows, amountMinor) === Convention.CASH;
  return rows.map((row) => {
    if (!CASH_KINDS.has(row.kind)) return { ...row, amountMinor: magnitude(row.amountMinor) };
    if (isCash || row.kind !== MatchedKind.PAYMENT) return row;
    return { ...row, amountMinor: row.amountMinor - keptOf(rows, row.receivableId) };
  });
}

/** Rows of the engine in the convention of a truth, so that both can be compared row by row. */
export function fromCash(rows: readonly TruthRow[], convention: Convention): TruthRow[] {
  if (convention === Convention.CASH) return [...rows];
  return rows.map((row) => {
    if (row.kind === MatchedKind.PAYMENT) {
      return { ...row, amountMinor: row.amountMinor + keptOf(rows, row.receivableId) };
    }
    const isNegative = convention === Convention.GROSS_SIGNED && !CASH_KINDS.has(row.kind);
    return isNegative ? { ...row, amountMinor: -row.amountMinor } : row;
  });
}

function keptOf(rows: readonly TruthRow[], receivableId: string | null): bigint {
  return sum(
    rows
      .filter((row) => row.receivableId === receivableId && !CASH_KINDS.has(row.kind))
      .map((row) => ({ ...row, amountMinor: magnitude(row.amountMinor) })),
  );
}

function sum(rows: readonly TruthRow[]): bigint {
  return rows.reduce((total, { amountMinor }) => total + amountMinor, 0n);
}

function magnitude(amountMinor: bigint): bigint {
  return amountMinor < 0n ? -amountMinor : amountMinor;
}
