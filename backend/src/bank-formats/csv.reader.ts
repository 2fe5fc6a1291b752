import { normaliseAccount } from '../documents/index.js';
import type { CsvMapping } from './csv.mapping.js';
import { readRow, type CsvEntry } from './csv.row.js';
import { checkRowCount, readTable } from './csv.table.js';
import { CsvValues } from './csv.values.js';
import { signedMinor } from './statement.arithmetic.js';
import type { Balance, BankStatement, StatementReading } from './statement.model.js';
import { Objections } from './text.objections.js';

/** Text of a CSV file → one statement an account, or every reason why not. Throws refusals of the whole file. */
export function readCsv(text: string, mapping: CsvMapping): StatementReading {
  const table = readTable(text, mapping);
  checkRowCount(table);
  const objections = new Objections();
  const frame = { objections, mapping, table, values: new CsvValues(mapping) };
  const entries = table.rows.map((row) => readRow(frame, row)).filter((entry) => entry !== null);
  const statements = [...Map.groupBy(entries, ({ account }) => account)].map(([account, own]) =>
    toStatement(account, own, mapping, objections),
  );
  if (!objections.failed && statements.length === 0) {
    const message = 'the file has a header and no entries';
    objections.refuse({ path: '', line: 1 }, { code: 'MISSING_ELEMENT', message });
  }
  return objections.failed
    ? { ok: false, format: 'CSV', errors: objections.errors }
    : { ok: true, format: 'CSV', statements, warnings: objections.warnings };
}

function toStatement(
  account: string,
  own: readonly CsvEntry[],
  mapping: CsvMapping,
  objections: Objections,
): BankStatement {
  const days = own.map(({ entry }) => entry.bookingDate ?? '').sort();
  const [from = '', to = ''] = [days[0], days.at(-1)];
  const currencies = new Set(own.map(({ entry }) => entry.currency));
  const currency = currencies.size === 1 ? (own[0]?.entry.currency ?? null) : null;
  const [opening, closing] = currency === null ? [null, null] : balancesOf(own, objections);
  const normalised = normaliseAccount(account);
  return {
    ...{ kind: 'STATEMENT', message: 'CSV', id: `${from}..${to}`, messageId: `${from}..${to}` },
    ...{
      header: null,
      createdAt: null,
      fromAt: from,
      toAt: to,
      sequenceNumber: null,
      legalSequenceNumber: null,
    },
    ...{ pageNumber: null, isLastPage: null, copyOrDuplicate: null },
    ...{ iban: /^[A-Z]{2}\d{2}/.test(normalised) ? normalised : null, account: normalised },
    ...{ accountName: null, accountOwner: null, servicerBic: null, currency },
    balances: [opening, closing].filter((balance) => balance !== null),
    openingBalance: opening,
    closingBalance: closing,
    entries: own.map(({ entry }, index) => ({ ...entry, index })),
    additionalInfo: mapping.hasHeader ? null : 'without a header',
  };
}

/**
 * Opening and closing balance, where a column states what each line leaves. Banks list the latest
 * line first or last; a line that fits neither way refuses the file, because an amount is wrong.
 */
function balancesOf(
  own: readonly CsvEntry[],
  objections: Objections,
): [Balance, Balance] | [null, null] {
  if (own.some(({ balanceMinor }) => balanceMinor === null)) return [null, null];
  const down = breakOf(own);
  const up = down === null ? null : breakOf([...own].reverse());
  const ordered = down === null ? own : [...own].reverse();
  const [first, last] = [ordered[0], ordered.at(-1)];
  if (down !== null && up !== null) {
    const message = 'the balance does not follow from the line before and the amount';
    objections.refuse(down.balancePlace, { code: 'BALANCE_MISMATCH', message });
  }
  if (first === undefined || last === undefined) return [null, null];
  const openingMinor = (first.balanceMinor ?? 0n) - signedMinor(first.entry);
  return [toBalance('OPBD', openingMinor, first), toBalance('CLBD', last.balanceMinor ?? 0n, last)];
}

/** The first line whose balance does not follow from the one before. */
function breakOf(ordered: readonly CsvEntry[]): CsvEntry | null {
  const found = ordered.find((line, index) => {
    const before = ordered[index - 1];
    if (before === undefined) return false;
    return (before.balanceMinor ?? 0n) + signedMinor(line.entry) !== line.balanceMinor;
  });
  return found ?? null;
}

function toBalance(type: string, signed: bigint, { entry }: CsvEntry): Balance {
  return {
    ...{ type, currency: entry.currency, date: entry.bookingDate ?? '' },
    amountMinor: signed < 0n ? -signed : signed,
    creditDebit: signed < 0n ? 'DBIT' : 'CRDT',
  };
}
