import type { LegalIdKey } from '../../backend/src/common/index.js';
import { identifierKeyOf } from '../../backend/src/parties/identifier.js';
import type { ApiClient } from './client.js';
import { listAll } from './pages.js';

export interface DirectoryParty {
  readonly partyId: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly legalId: LegalIdKey;
  readonly identifiers: readonly LegalIdKey[];
}

/** An identifier as a document or a person writes it. */
export interface Identifier {
  readonly scheme: string | null;
  readonly value: string;
}

const SELECTION = `
  partyId name roles legalId { scheme value } identifiers { scheme value }`;

/** The admitted parties, found by any of their identifiers. */
export class PartyDirectory {
  private readonly byIdentifier = new Map<string, DirectoryParty>();

  constructor(readonly parties: readonly DirectoryParty[]) {
    for (const party of parties) {
      for (const identifier of party.identifiers) {
        this.byIdentifier.set(identifierText(identifier), party);
      }
    }
  }

  static async load(client: ApiClient): Promise<PartyDirectory> {
    const parties = await listAll<DirectoryParty>(client, {
      field: 'parties',
      selection: SELECTION,
    });
    return new PartyDirectory(parties);
  }

  find(identifier: Identifier): DirectoryParty | undefined {
    return this.byIdentifier.get(identifierText(identifier));
  }

  /** By the strongest identifier that is known, as the platform looks for a buyer. */
  findFirst(identifiers: readonly Identifier[]): DirectoryParty | undefined {
    return identifiers.map((one) => this.find(one)).find((party) => party !== undefined);
  }
}

/** Two spellings of one identifier give the same text. */
export function identifierText(identifier: Identifier): string {
  const { scheme, value } = identifierKeyOf(identifier);
  return `${scheme}\n${value}`;
}
