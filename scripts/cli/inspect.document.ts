import {
  contentOf,
  readCamtFrom,
  readStatements,
  type BankStatement,
  type CsvMapping,
  type StatementReading,
} from '../../backend/src/bank-formats/index.js';
import { Refusal, type RefusalDetail } from '../../backend/src/common/refusal.js';
import {
  detectFormat,
  documentIn,
  isCamtFormat,
  normaliseInvoiceNumber,
  parseXml,
  readInvoiceFrom,
  unsupported,
  type DocumentFormat,
  type InvoiceDocument,
} from '../../backend/src/documents/index.js';

/** An invoice with what is derived from it for a reader of the JSON. */
export interface InspectedInvoice extends InvoiceDocument {
  readonly normalisedNumber: string;
  readonly lineCount: number;
}

/** What `duebill inspect` says about one file; the JSON output is this, money as strings. */
export interface Inspection {
  readonly file: string;
  readonly format: DocumentFormat | null;
  readonly ok: boolean;
  readonly errors: readonly RefusalDetail[];
  readonly warnings: readonly RefusalDetail[];
  readonly invoice?: InspectedInvoice;
  /** The first of `statements`: most files have one. */
  readonly statement?: BankStatement;
  readonly statements?: readonly BankStatement[];
}

/** Reads a document of any known kind. Never throws a refusal. */
export function inspectDocument(
  file: string,
  bytes: Uint8Array,
  mapping: CsvMapping | null = null,
): Inspection {
  const content = contentOf(bytes);
  if (content === 'MT' || (content === 'OTHER' && mapping !== null)) {
    return inspectStatements(file, readStatements(bytes, mapping));
  }
  try {
    const root = documentIn(parseXml(bytes));
    const format = detectFormat(root);
    if (format === null) return refusedInspection(file, unsupported(root, 'a document'));
    return isCamtFormat(format)
      ? inspectStatements(file, readCamtFrom(root))
      : inspectInvoice(file, readInvoiceFrom(root));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return refusedInspection(file, error);
  }
}

/** The answer for a file that could not even be parsed, or read. */
export function refusedInspection(file: string, refusal: Refusal): Inspection {
  return { file, format: null, ok: false, errors: [refusal.toDetail()], warnings: [] };
}

function inspectInvoice(file: string, reading: ReturnType<typeof readInvoiceFrom>): Inspection {
  const { format } = reading;
  if (!reading.ok) return { file, format, ok: false, errors: reading.errors, warnings: [] };
  const { invoice, warnings } = reading;
  const normalisedNumber = normaliseInvoiceNumber(invoice.number);
  const inspected = { ...invoice, normalisedNumber, lineCount: invoice.lines.length };
  return { file, format, ok: true, errors: [], warnings, invoice: inspected };
}

function inspectStatements(file: string, reading: StatementReading): Inspection {
  const { format } = reading;
  if (!reading.ok) return { file, format, ok: false, errors: reading.errors, warnings: [] };
  const { statements, warnings } = reading;
  const [statement] = statements;
  const first = statement === undefined ? {} : { statement };
  return { file, format, ok: true, errors: [], warnings, ...first, statements };
}
