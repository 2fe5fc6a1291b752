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

const SELECTION = `
  partyId name roles legalId { scheme value } identifiers { scheme value }`;

/** The admitted parties, found by any of their identifiers. */
export class PartyDirectory {
  private constructor(
    readonly parties: readonly DirectoryParty[],
    private readonly byIdentifier: ReadonlyMap<string, DirectoryParty>,
  ) {}

  static async load(client: ApiClient): Promise<PartyDirectory> {
    const parties = await listAll<DirectoryParty>(client, {
      field: 'parties',
      selection: SELECTION,
    });
    const named = parties.flatMap((party) =>
      party.identifiers.map((identifier) => [textOf(identifier), party] as const),
    );
    return new PartyDirectory(parties, new Map(named));
  }

  find(identifier: LegalIdKey): DirectoryParty | undefined {
    return this.byIdentifier.get(textOf(identifier));
  }
}

function textOf(identifier: LegalIdKey): string {
  const { scheme, value } = identifierKeyOf(identifier);
  return `${scheme}\n${value}`;
}
