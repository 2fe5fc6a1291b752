import { LEI_SCHEME, parseLegalId, USCC_SCHEME, type LegalId } from '../common/legal-id.js';
import type { InvoiceParty } from './invoice.model.js';
import { textOf, type TermReader } from './xml/term.reader.js';
import { attributeOf, type XmlElement } from './xml/xml.element.js';

/**
 * Where an identifier stands: VAT (BT-31, BT-48), legal registration (BT-30, BT-47), party (BT-29,
 * BT-46), local tax number (BT-32), electronic address (BT-34, BT-49).
 */
export type IdSource = 'VAT' | 'LEGAL' | 'PARTY' | 'TAX' | 'ENDPOINT';

/**
 * Strength of an identifier, lowest first, with and without a named scheme: a registration number
 * is only as good as the register that it names. LEI and USCC outrank them all.
 */
const RANKS: Readonly<Record<IdSource, { readonly named: number; readonly unnamed: number }>> = {
  VAT: { named: 2, unnamed: 2 },
  LEGAL: { named: 3, unnamed: 5 },
  PARTY: { named: 4, unnamed: 6 },
  TAX: { named: 7, unnamed: 7 },
  ENDPOINT: { named: 8, unnamed: 8 },
};

export interface IdElement {
  readonly source: IdSource;
  readonly element: XmlElement;
}

/** Where identifiers of one source stand in a party. */
export interface IdPlace {
  readonly source: IdSource;
  readonly path: string;
}

/** Bank-assigned creditor identifiers stand where party identifiers do, but name a mandate. */
const SEPA_SCHEME = 'SEPA';

/** The identifiers of a party at the given places. */
export function idElementsAt(
  reader: TermReader,
  party: XmlElement,
  places: readonly IdPlace[],
): IdElement[] {
  return places.flatMap(({ source, path }) =>
    reader.all(party, path).map((element) => ({ source, element })),
  );
}

/** Checks all identifiers of a party and puts the strongest first. */
export function readParty(
  reader: TermReader,
  name: string,
  candidates: readonly IdElement[],
): InvoiceParty {
  const ranked = candidates.flatMap(({ source, element }) => {
    const id = readLegalId(reader, source, element);
    return id === null ? [] : [{ id, rank: rankOf(id, source) }];
  });
  ranked.sort((left, right) => left.rank - right.rank);
  const ids = withoutRepeats(ranked.map(({ id }) => id));
  return { name, id: ids[0] ?? null, ids };
}

function readLegalId(reader: TermReader, source: IdSource, element: XmlElement): LegalId | null {
  const value = textOf(element);
  const scheme = attributeOf(element, 'schemeID');
  if (value === null || scheme === SEPA_SCHEME) return null;
  // The tax elements say what they hold by where they stand, not by a scheme.
  if (source === 'VAT') return { scheme: 'VAT', value: value.replace(/\s/g, '').toUpperCase() };
  const id = reader.accept(parseLegalId(scheme, value), element);
  return id !== null && id.scheme === null && source === 'TAX' ? { ...id, scheme: 'TAX' } : id;
}

function rankOf(id: LegalId, source: IdSource): number {
  if (id.scheme === LEI_SCHEME) return 0;
  if (id.scheme === USCC_SCHEME) return 1;
  return id.scheme === null ? RANKS[source].unnamed : RANKS[source].named;
}

function withoutRepeats(ids: readonly LegalId[]): LegalId[] {
  const byKey = new Map(ids.map((id) => [`${id.scheme ?? ''}\n${id.value}`, id]));
  return [...byKey.values()];
}
