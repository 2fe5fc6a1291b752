import { Refusal } from '../../../backend/src/common/index.js';
import { normaliseInvoiceNumber, readInvoice } from '../../../backend/src/documents/index.js';
import { readInputFile } from '../input-file.js';
import { Cast } from './tour.cast.js';
import type { CastMember, Skipped, TourFile } from './tour.model.js';

/** What the files hold: invoices to show the story on, credit notes for them, and the rest. */
export interface TourDocuments {
  readonly invoices: readonly TourFile[];
  readonly creditNotes: readonly TourFile[];
  readonly skipped: readonly Skipped[];
  readonly cast: readonly CastMember[];
}

export interface RawFile {
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** The bytes of every file that can be read; the others are skipped with the reason. */
export async function readFiles(
  files: readonly string[],
): Promise<{ readonly read: RawFile[]; readonly skipped: Skipped[] }> {
  const read: RawFile[] = [];
  const skipped: Skipped[] = [];
  for (const file of files) {
    try {
      read.push({ file, bytes: await readInputFile(file) });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      skipped.push({ file, reason: `${error.code}: ${error.message}` });
    }
  }
  return { read, skipped };
}

/** Reads the documents locally and finds out who appears in them. */
export function readDocuments(files: readonly RawFile[]): TourDocuments {
  const cast = new Cast();
  const skipped: Skipped[] = [];
  const found: Array<() => TourFile> = [];
  files.forEach(({ file, bytes }, index) => {
    const reading = readInvoice(bytes);
    const reason = reading.ok ? unusable(reading.invoice) : reasonOf(reading.errors);
    if (!reading.ok || reason !== null) {
      skipped.push({ file, reason: reason ?? 'not readable' });
      return;
    }
    const { invoice } = reading;
    const supplier = cast.add(invoice.supplier, 'SUPPLIER', invoice.payeeAccount);
    const buyer = cast.add(invoice.buyer, 'BUYER', null);
    // Only when all documents are read is it clear which names mean the same organisation.
    found.push(() => ({ file, index, bytes, invoice, supplier: supplier(), buyer: buyer() }));
  });
  const all = found.map((toFile) => toFile());
  const usable = all.filter((one) => keepTradable(one, skipped));
  const { invoices, creditNotes } = sortByKind(usable, skipped);
  return { invoices, creditNotes, skipped, cast: cast.members() };
}

function unusable({ kind, payableMinor }: TourFile['invoice']): string | null {
  if (kind === 'CREDIT_NOTE') return null;
  return payableMinor > 0n ? null : 'nothing is payable: it makes no receivable';
}

function reasonOf(errors: ReadonlyArray<{ code: string; message: string }>): string {
  const [first] = errors;
  return first === undefined ? 'not readable' : `${first.code}: ${first.message}`;
}

function keepTradable({ file, supplier, buyer }: TourFile, skipped: Skipped[]): boolean {
  if (supplier !== buyer) return true;
  skipped.push({ file, reason: 'supplier and buyer are the same organisation' });
  return false;
}

/** The same invoice in two files is one receivable; a credit note needs its invoice. */
function sortByKind(
  files: readonly TourFile[],
  skipped: Skipped[],
): Pick<TourDocuments, 'invoices' | 'creditNotes'> {
  const byNumber = new Map<string, TourFile>();
  for (const one of files.filter(({ invoice }) => invoice.kind === 'INVOICE')) {
    const twin = byNumber.get(numberKey(one, one.invoice.number));
    if (twin === undefined) byNumber.set(numberKey(one, one.invoice.number), one);
    else skipped.push({ file: one.file, reason: `the same invoice as ${twin.file}` });
  }
  const creditNotes = files.filter((one) => {
    const { kind, precedingInvoiceNumber } = one.invoice;
    if (kind !== 'CREDIT_NOTE') return false;
    const isKnown =
      precedingInvoiceNumber !== null && byNumber.has(numberKey(one, precedingInvoiceNumber));
    if (!isKnown) {
      const named = precedingInvoiceNumber ?? 'none';
      skipped.push({ file: one.file, reason: `credit note to an invoice not given (${named})` });
    }
    return isKnown;
  });
  return { invoices: [...byNumber.values()], creditNotes };
}

/** Suppliers number their invoices; two of them may use the same number. */
export function numberKey({ supplier }: Pick<TourFile, 'supplier'>, number: string): string {
  return `${supplier}\n${normaliseInvoiceNumber(number)}`;
}
