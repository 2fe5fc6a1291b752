import { type InvoiceRow } from '../../../backend/src/credit-models/index.js';
import { Refusal } from '../../../backend/src/common/refusal.js';
import { type DayReader } from './dates.js';
import { readPlainOrGzip } from './file-text.js';
import { numberOf, yesOrNo } from './numbers.js';
import { type TextRow, type TextTable, isMissing, readCsv } from './table-file.js';

/** Names of a file's columns by what they hold. */
export interface InvoiceColumns {
  readonly customer: string;
  readonly due: string;
  readonly settled: string;
  readonly issued?: string;
  readonly amount?: string;
  readonly disputed?: string;
}

export interface InvoiceFile {
  readonly rows: readonly InvoiceRow[];
  /** Rows that nothing can be said of, by what they lack. */
  readonly skippedRows: { readonly due: number };
}

type Role = keyof InvoiceColumns;

const MINOR_PER_UNIT = 100;
const FACE_MINOR_MAX = 1e13;

/**
 * Reads invoices of a CSV file, plain or packed, as columns of any names.
 *
 * Rows without a due date are skipped: neither late nor in time. Throws a {@link Refusal} with the
 * line and the column at the first value that is not what its column holds.
 */
export async function readInvoices(
  file: string,
  columns: InvoiceColumns,
  days: DayReader,
): Promise<InvoiceFile> {
  const table = await readCsv(await readPlainOrGzip(file));
  const reader = new InvoiceReader(columns, positionsOf(table, columns), days);
  const rows: InvoiceRow[] = [];
  let withoutDue = 0;
  for await (const row of table.rows) {
    const invoice = reader.read(row);
    if (invoice === null) withoutDue += 1;
    else rows.push(invoice);
  }
  return { rows, skippedRows: { due: withoutDue } };
}

function positionsOf({ names }: TextTable, columns: InvoiceColumns): ReadonlyMap<Role, number> {
  return new Map(
    Object.entries(columns).map(([role, name]: [string, string]) => {
      const position = names.indexOf(name);
      if (position >= 0) return [role as Role, position];
      const known = names.slice(0, 30).join(', ');
      const message = `the file has no column "${name}" for ${role}; it has: ${known}`;
      throw new Refusal({ code: 'COLUMN_UNKNOWN', message, path: name, line: 1 });
    }),
  );
}

class InvoiceReader {
  constructor(
    private readonly columns: InvoiceColumns,
    private readonly positions: ReadonlyMap<Role, number>,
    private readonly days: DayReader,
  ) {}

  read(row: TextRow): InvoiceRow | null {
    const dueDay = this.day(row, 'due');
    const issuedDay = this.day(row, 'issued');
    const settledDay = this.day(row, 'settled');
    const faceMinor = this.faceMinor(row);
    const disputed = this.disputed(row);
    if (dueDay === null) return null;
    const customer = this.cell(row, 'customer');
    return { customer, issuedDay, dueDay, settledDay, faceMinor, disputed };
  }

  private cell(row: TextRow, role: Role): string | null {
    const position = this.positions.get(role);
    if (position === undefined) return null;
    const text = row.cells[position] ?? '';
    return isMissing(text) ? null : text;
  }

  private day(row: TextRow, role: Role): number | null {
    const text = this.cell(row, role);
    if (text === null) return null;
    const day = this.days.read(text);
    if (day !== null) return day;
    throw this.refusal(row, role, {
      code: 'INVALID_DATE',
      message: `"${text.slice(0, 40)}" is no date; --date-format tells how dates are written`,
    });
  }

  private faceMinor(row: TextRow): number | null {
    const text = this.cell(row, 'amount');
    if (text === null) return null;
    const value = numberOf(text);
    if (value === null || Math.abs(value) * MINOR_PER_UNIT > FACE_MINOR_MAX) {
      const message = `"${text.slice(0, 40)}" is no amount`;
      throw this.refusal(row, 'amount', { code: 'INVALID_AMOUNT', message });
    }
    return Math.round(value * MINOR_PER_UNIT);
  }

  private disputed(row: TextRow): boolean | null {
    const text = this.cell(row, 'disputed');
    if (text === null) return null;
    const answer = yesOrNo(text);
    if (answer !== null) return answer;
    const message = `"${text.slice(0, 40)}" is neither yes nor no`;
    throw this.refusal(row, 'disputed', { code: 'INVALID_FLAG', message });
  }

  private refusal(row: TextRow, role: Role, what: { code: string; message: string }): Refusal {
    const column = this.positions.get(role)! + 1;
    return new Refusal({ ...what, path: this.columns[role] ?? role, line: row.line, column });
  }
}
