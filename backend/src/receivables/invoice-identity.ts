import { normaliseInvoiceNumber } from '../documents/index.js';
import type { NetworkKey } from '../ledger/index.js';

export interface InvoiceIdentity {
  /** Keyed, and used once for ever: the same document gives the same one, whoever presents it. */
  readonly fingerprint: string;
  readonly receivableId: string;
}

/** What the ledger knows a supplier's invoice by, however its number is spelt. */
export function identifyInvoice(
  networkKey: NetworkKey,
  supplier: string,
  number: string,
): InvoiceIdentity {
  const fingerprint = networkKey.invoiceFingerprint(supplier, normaliseInvoiceNumber(number));
  return { fingerprint, receivableId: networkKey.receivableId(supplier, fingerprint) };
}
