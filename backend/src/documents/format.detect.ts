import { NAMESPACES, type XmlElement } from './xml/xml.element.js';

export type InvoiceFormat = 'UBL_INVOICE' | 'UBL_CREDIT_NOTE' | 'CII' | 'FAPIAO';
export type CamtFormat = 'CAMT_052' | 'CAMT_053' | 'CAMT_054';
/** Bank statements: messages in XML, and the text files that no root element tells apart. */
export type StatementFormat = CamtFormat | 'MT940' | 'MT942' | 'CSV';
export type DocumentFormat = InvoiceFormat | StatementFormat;
/** What the root of an XML document may turn out to be. */
export type XmlFormat = InvoiceFormat | CamtFormat;

const UBL_INVOICE_URI = 'urn:oasis:names:specification:ubl:schema:xsd:Invoice-2';
const UBL_CREDIT_NOTE_URI = 'urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2';

/** Any version: the messages have kept their shape, and the readers know where they differ. */
const CAMT_URI_PATTERN = /^urn:iso:std:iso:20022:tech:xsd:camt\.05([234])\.001\.\d{2}$/;

/** Envelopes of Peppol (SBDH), of ISO 20022 (business application header) and of SWIFT. */
const ENVELOPES: ReadonlySet<string> = new Set([
  'StandardBusinessDocument',
  'BizMsgEnvlp',
  'BusinessMessage',
  'DataPDU',
  'Envelope',
  'Message',
  'RequestPayload',
]);

/** The one document in an envelope; the root itself where there is no envelope. */
export function documentIn(root: XmlElement): XmlElement {
  if (detectFormat(root) !== null || !ENVELOPES.has(root.local)) return root;
  const contents = root.children.flatMap((child) => [child, ...child.children]);
  const [document, ...others] = contents.filter((element) => detectFormat(element) !== null);
  return document === undefined || others.length > 0 ? root : document;
}

/** What a document is, by the name and namespace of its root; null when Duebill can't read it. */
export function detectFormat(root: XmlElement): XmlFormat | null {
  if (root.uri === UBL_INVOICE_URI && root.local === 'Invoice') return 'UBL_INVOICE';
  if (root.uri === UBL_CREDIT_NOTE_URI && root.local === 'CreditNote') return 'UBL_CREDIT_NOTE';
  if (root.uri === NAMESPACES.rsm && root.local === 'CrossIndustryInvoice') return 'CII';
  if (root.uri === '' && root.local === 'EInvoice') return 'FAPIAO';
  const camt = root.local === 'Document' ? CAMT_URI_PATTERN.exec(root.uri) : null;
  return camt === null ? null : (`CAMT_05${camt[1]}` as CamtFormat);
}

export function isInvoiceFormat(format: XmlFormat | null): format is InvoiceFormat {
  return format !== null && !format.startsWith('CAMT');
}

export function isCamtFormat(format: XmlFormat | null): format is CamtFormat {
  return format !== null && format.startsWith('CAMT');
}
