import type { EntityManager } from 'typeorm';

import type { DocumentRefusedError } from '../api/index.js';
import type { LegalIdKey } from '../common/index.js';
import type { InvoiceDocument, InvoiceParty } from '../documents/index.js';
import {
  PartyNotAdmittedError,
  type PartyReader,
  identifierKeyOf,
  identifierText,
  nameKeyOf,
} from '../parties/index.js';
import { type ReadDocument, refuseDocument } from './document.intake.js';

const keysOf = (party: InvoiceParty): LegalIdKey[] => party.ids.map(identifierKeyOf);

/** Admitted parties that a set of documents names: two queries for all of them. */
export class TradingParties {
  private constructor(
    private readonly byIdentifier: ReadonlyMap<string, string>,
    private readonly byName: ReadonlyMap<string, string>,
  ) {}

  static async find(
    parties: PartyReader,
    db: EntityManager,
    documents: ReadonlyArray<Pick<InvoiceDocument, 'supplier' | 'buyer'>>,
  ): Promise<TradingParties> {
    const named = documents.flatMap(({ supplier, buyer }) => [supplier, buyer]);
    return new TradingParties(
      await parties.findByIdentifiers(named.flatMap(keysOf), db),
      await parties.findByNames(
        named.map(({ name }) => name),
        db,
      ),
    );
  }

  /** A document is its supplier's: by the strongest identifier that is known, or by name if it gives none. */
  refuseOtherSupplier(document: ReadDocument, supplier: string): DocumentRefusedError | null {
    const { supplier: named } = document.invoice;
    const owner =
      named.ids.length === 0
        ? this.byName.get(nameKeyOf(named.name))
        : this.findByStrongest(keysOf(named));
    return owner === supplier
      ? null
      : refuseDocument(
          document,
          'SUPPLIER_IS_ANOTHER_PARTY',
          `the supplier "${named.name}" of the document is not your party`,
        );
  }

  /** The buyer by its strongest identifier that is known, else by its name. */
  buyerOf({ path, invoice }: ReadDocument): string | PartyNotAdmittedError {
    const { buyer } = invoice;
    const keys = keysOf(buyer);
    return (
      this.findByStrongest(keys) ??
      this.byName.get(nameKeyOf(buyer.name)) ??
      new PartyNotAdmittedError(`${path}.buyer`, { name: buyer.name, identifiers: keys })
    );
  }

  /** Identifiers come strongest first: a weak one, such as a mail address, never outweighs a VAT number. */
  private findByStrongest(keys: readonly LegalIdKey[]): string | undefined {
    return keys
      .map((key) => this.byIdentifier.get(identifierText(key)))
      .find((party) => party !== undefined);
  }
}
