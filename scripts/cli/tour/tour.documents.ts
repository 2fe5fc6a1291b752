import { Refusal } from '../../../backend/src/common/index.js';
import { normaliseInvoiceNumber, readInvoice } from '../../../backend/src/documents/index.js';
import { readInputFile } from '../input-file.js';
import type { PartyDirectory } from '../party.directory.js';
import { identifiersOf } from './tour.cast.js';
import type { ReadFile, Skipped, TourFile } from './tour.model.js';

/** What the files hold: invoices to show the story on, credit notes for them, and the rest. */
export interface TourDocuments {
  readonly invoices: readonly TourFile[];
  readonly creditNotes: readonly TourFile[];
  readonly skipped: readonly Skipped[];
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

/** Reads the documents locally; what makes no receivable is skipped with the reason. */
export function readDocuments(files: readonly RawFile[]): {
  readonly read: ReadFile[];
  readonly skipped: Skipped[];
} {
  const skipped: Skipped[] = [];
  const read = files.flatMap(({ file, bytes }, index): ReadFile[] => {
    const reading = readInvoice(bytes);
    const reason = reading.ok ? unusable(reading.invoice) : reasonOf(reading.errors);
    if (reading.ok && reason === null) return [{ file, index, bytes, invoice: reading.invoice }];
    skipped.push({ file, reason: reason ?? 'not readable' });
    return [];
  });
  return { read, skipped };
}

/** Finds the parties of each document, now that all are admitted, and sorts the documents. */
export function castDocuments(
  files: readonly ReadFile[],
  directory: PartyDirectory,
): TourDocuments {
  const skipped: Skipped[] = [];
  const cast = files.flatMap((file): TourFile[] => {
    const supplier = directory.findFirst(identifiersOf(file.invoice.supplier));
    const buyer = directory.findFirst(identifiersOf(file.invoice.buyer));
    if (supplier !== undefined && buyer !== undefined && supplier !== buyer) {
      return [{ ...file, supplier: supplier.partyId, buyer: buyer.partyId }];
    }
    const reason = supplier === buyer ? 'supplier and buyer are the same party' : 'not admitted';
    skipped.push({ file: file.file, reason });
    return [];
  });
  return { ...sortByKind(cast, skipped), skipped };
}

function unusable({ kind, payableMinor }: ReadFile['invoice']): string | null {
  if (kind === 'CREDIT_NOTE') return null;
  return payableMinor > 0n ? null : 'nothing is payable: it makes no receivable';
}

function reasonOf(errors: ReadonlyArray<{ code: string; message: string }>): string {
  const [first] = errors;
  return first === undefined ? 'not readable' : `${first.code}: ${first.message}`;
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
