export { readInvoice, readInvoiceFrom, unsupported } from './document.reader.js';
export {
  detectFormat,
  documentIn,
  isCamtFormat,
  isInvoiceFormat,
  type CamtFormat,
  type DocumentFormat,
  type InvoiceFormat,
  type StatementFormat,
  type XmlFormat,
} from './format.detect.js';
export type {
  InvoiceDocument,
  InvoiceKind,
  InvoiceLine,
  InvoiceParty,
  InvoiceReading,
  InvoiceTotals,
} from './invoice.model.js';
export { normaliseInvoiceNumber } from './invoice-number.js';
export { normaliseAccount } from './invoice.payment.js';
export { parseXml } from './xml/xml.parse.js';
export { FILE_BYTES_MAX } from './xml/xml.limits.js';
export { textOf, TermReader, type Figure } from './xml/term.reader.js';
export { attributeOf, pathOf, type XmlElement } from './xml/xml.element.js';
