import { Refusal } from '../common/refusal.js';
import { readCii } from './cii.reader.js';
import { detectFormat, documentIn, isInvoiceFormat, type InvoiceFormat } from './format.detect.js';
import { readFapiao } from './fapiao.reader.js';
import type { InvoiceDocument, InvoiceReading } from './invoice.model.js';
import { readUbl } from './ubl.reader.js';
import { TermReader } from './xml/term.reader.js';
import { nameOf, pathOf, type XmlElement } from './xml/xml.element.js';
import { parseXml } from './xml/xml.parse.js';

type InvoiceReader = (reader: TermReader, root: XmlElement) => InvoiceDocument | null;

const READERS: Readonly<Record<InvoiceFormat, InvoiceReader>> = {
  UBL_INVOICE: readUbl,
  UBL_CREDIT_NOTE: readUbl,
  CII: readCii,
  FAPIAO: readFapiao,
};

/** Bytes of a file → the invoice in it, or every reason why there is none. Never throws these. */
export function readInvoice(bytes: Uint8Array): InvoiceReading {
  try {
    return readInvoiceFrom(documentIn(parseXml(bytes)));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { ok: false, format: null, errors: [error.toDetail()] };
  }
}

/** The same for a document that is parsed already. */
export function readInvoiceFrom(root: XmlElement): InvoiceReading {
  const format = detectFormat(root);
  if (!isInvoiceFormat(format)) {
    return { ok: false, format, errors: [unsupported(root, 'an invoice').toDetail()] };
  }
  const reader = new TermReader();
  const invoice = READERS[format](reader, root);
  if (invoice === null || reader.failed) return { ok: false, format, errors: reader.errors };
  return { ok: true, format, invoice, warnings: reader.warnings };
}

/** Names the root element, so that a sender sees what was sent instead. */
export function unsupported(root: XmlElement, wanted: string): Refusal {
  const namespace = root.uri === '' ? 'no namespace' : root.uri.slice(0, 200);
  const message = `<${nameOf(root)}> (${namespace}) is not ${wanted} that Duebill reads`;
  const { line, column } = root;
  return new Refusal({ code: 'UNSUPPORTED_DOCUMENT', message, path: pathOf(root), line, column });
}
