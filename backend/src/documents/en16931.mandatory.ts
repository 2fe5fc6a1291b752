import { claimsEn16931, arithmeticOf } from './invoice.codes.js';
import { textOf, type TermReader } from './xml/term.reader.js';
import type { XmlElement } from './xml/xml.element.js';

/** A term that must be there: its path, the rule that says so, what it is called. */
type MandatoryTerm = readonly [path: string, rule: string, what: string];

/** Terms that every element at one place must have. */
interface MandatoryPlace {
  readonly at: string;
  readonly terms: readonly MandatoryTerm[];
}

/** Where one syntax keeps what EN 16931 demands of every invoice. */
export interface MandatoryTerms {
  readonly seller: MandatoryPlace;
  /** One of these identifies the seller (BR-CO-26). */
  readonly sellerIds: readonly string[];
  readonly buyer: MandatoryPlace;
  readonly breakdown: MandatoryPlace;
  readonly line: MandatoryPlace;
}

/**
 * Refuses an invoice that claims EN 16931 and lacks what it demands beyond the terms that the
 * readers themselves need. Lines of the extended profiles may group or inform, and have less.
 */
export function checkMandatory(
  reader: TermReader,
  root: XmlElement,
  { profile, terms }: { readonly profile: string | null; readonly terms: MandatoryTerms },
): void {
  if (!claimsEn16931(profile)) return;
  const isExtended = arithmeticOf(profile) === 'EXTENDED';
  const places = [terms.seller, terms.buyer, terms.breakdown, ...(isExtended ? [] : [terms.line])];
  for (const place of places) {
    for (const element of reader.all(root, place.at)) refuseAbsent(reader, element, place);
  }
  const isIdentified = terms.sellerIds.some((path) =>
    reader.all(root, `${terms.seller.at}/${path}`).some(isStated),
  );
  const [idPath = ''] = terms.sellerIds;
  if (!isIdentified) {
    const what = 'an identifier of the seller (BT-29, BT-30 or BT-31)';
    reader.refuseMissing(root, `${terms.seller.at}/${idPath}`, { code: 'BR-CO-26', what });
  }
  if (reader.all(root, terms.breakdown.at).length === 0) {
    const what = 'a VAT breakdown (BG-23)';
    reader.refuseMissing(root, terms.breakdown.at, { code: 'BR-CO-18', what });
  }
}

function refuseAbsent(reader: TermReader, element: XmlElement, { terms }: MandatoryPlace): void {
  for (const [path, code, what] of terms) {
    if (!reader.all(element, path).some(isStated)) {
      reader.refuseMissing(element, path, { code, what });
    }
  }
}

function isStated(element: XmlElement): boolean {
  return element.children.length > 0 || textOf(element) !== null;
}
