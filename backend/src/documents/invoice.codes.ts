import type { InvoiceKind } from './invoice.model.js';

/** UNTDID 1001 codes by which money is given back. */
const CREDIT_CODES = new Set('81 83 261 262 296 308 381 396 420 458 502 503 532'.split(' '));

/** UNTDID 1001 codes by which money is asked for, as EN 16931 allows them. */
const INVOICE_CODES = new Set(
  (
    '71 80 82 84 102 130 202 203 204 211 218 219 295 325 326 331 380 382 383 384 385 386 387 388 ' +
    '389 390 393 394 395 456 457 471 472 473 500 501 527 553 575 623 633 751 780 817 870 875 876 ' +
    '877 935'
  ).split(' '),
);

/** Specifications that claim EN 16931 carry its name; Factur-X MINIMUM and BASIC WL do not. */
export function claimsEn16931(profile: string | null): boolean {
  return profile?.includes('urn:cen.eu:en16931:2017') ?? false;
}

/**
 * By which arithmetic a document adds up.
 *
 * - `EN16931`: to the cent; PINT, which other parts of the world use, has the same formulas.
 * - `EXTENDED`: the extensions of Factur-X and of the French reform, which allow a cent for every
 *   amount that is added.
 * - `PLAIN`: UBL that follows neither. The schema leaves the formulas open, and its users differ.
 */
export type Arithmetic = 'EN16931' | 'EXTENDED' | 'PLAIN';

const EXTENDED_PATTERN = /#conformant#.*:extended(?:-ctc-fr)?$/i;

export function arithmeticOf(profile: string | null): Arithmetic {
  if (EXTENDED_PATTERN.test(profile ?? '')) return 'EXTENDED';
  const isPint = profile?.startsWith('urn:peppol:pint:') ?? false;
  return claimsEn16931(profile) || isPint ? 'EN16931' : 'PLAIN';
}

export function isKnownTypeCode(typeCode: string): boolean {
  return CREDIT_CODES.has(typeCode) || INVOICE_CODES.has(typeCode);
}

export function kindOfTypeCode(typeCode: string | null): InvoiceKind {
  return typeCode !== null && CREDIT_CODES.has(typeCode) ? 'CREDIT_NOTE' : 'INVOICE';
}
