import { Refusal } from '../common/index.js';
import { TermReader, type XmlElement, attributeOf, parseXml, textOf } from '../documents/index.js';
import { parseAmountMinor } from '../common/index.js';
import { checkCurrency, checkNumber } from './payables.csv.js';
import { PAYABLE_ROWS_MAX, type PayableRow, type PayablesReading } from './payables.model.js';

const STATEMENT_URI = 'urn:oasis:names:specification:ubl:schema:xsd:Statement-2';
const NUMBER_PATHS = [
  'cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID',
  'cac:BillingReference/cac:CreditNoteDocumentReference/cbc:ID',
  'cac:DocumentReference/cbc:ID',
];

/** Whether the bytes look like XML: a CSV file never begins with an angle bracket. */
export function isXml(content: Uint8Array): boolean {
  const head = Buffer.from(content.subarray(0, 256)).toString('latin1');
  return /^(\u00ef\u00bb\u00bf)?\s*</.test(head);
}

/**
 * Reads an OASIS UBL Statement 2.x: each line names one invoice, and is open by its debit less its credit, or by its
 * balance where it states neither.
 */
export function readPayablesUbl(content: Uint8Array, currency: string): PayablesReading {
  try {
    const root = parseXml(content);
    if (root.local !== 'Statement' || root.uri !== STATEMENT_URI) {
      const message = 'the file is XML, but no UBL Statement 2';
      throw new Refusal({ code: 'UNSUPPORTED_FORMAT', message, path: `/${root.local}` });
    }
    const terms = new TermReader();
    const lines = terms.all(root, 'cac:StatementLine');
    if (lines.length > PAYABLE_ROWS_MAX) {
      const message = `more than ${PAYABLE_ROWS_MAX} lines`;
      throw new Refusal({ code: 'TOO_MANY_ROWS', message, path: '/Statement' });
    }
    const rows = lines.map((line) => readLine(terms, line, currency));
    const complete = rows.filter((row) => row !== null);
    return terms.failed
      ? { ok: false, errors: terms.errors }
      : { ok: true, format: 'UBL_STATEMENT', rows: complete };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, errors: [error.toDetail()] };
    throw error;
  }
}

function readLine(terms: TermReader, line: XmlElement, currency: string): PayableRow | null {
  const element = NUMBER_PATHS.map((path) => terms.one(line, path)).find((one) => one !== null);
  const number = terms.accept(checkNumber(textOf(element ?? null) ?? ''), element ?? line);
  const openMinor = readOpen(terms, line, currency);
  const due = terms.all(line, 'cac:PaymentMeans/cbc:PaymentDueDate')[0] ?? null;
  const dueDate = terms.date(due);
  return number === null || openMinor === null
    ? null
    : { number, openMinor, dueDate, line: line.line };
}

function readOpen(terms: TermReader, line: XmlElement, currency: string): bigint | null {
  const [debit, credit, balance] = ['Debit', 'Credit', ''].map((kind) =>
    terms.one(line, kind === '' ? 'cbc:BalanceAmount' : `cbc:${kind}LineAmount`),
  );
  if (!debit && !credit) {
    if (balance) return readAmount(terms, balance, currency);
    terms.refuseMissing(line, 'cbc:BalanceAmount', {
      ...{ code: 'AMOUNT_MISSING', what: 'the amount of the line' },
    });
    return null;
  }
  const debitMinor = debit ? readAmount(terms, debit, currency) : 0n;
  const creditMinor = credit ? readAmount(terms, credit, currency) : 0n;
  return debitMinor === null || creditMinor === null ? null : debitMinor - creditMinor;
}

function readAmount(terms: TermReader, element: XmlElement, currency: string): bigint | null {
  const stated = attributeOf(element, 'currencyID') ?? '';
  if (terms.accept(checkCurrency(stated, currency), element) === null) return null;
  return terms.accept(parseAmountMinor({ text: textOf(element) ?? '', currency }), element);
}
