import type { LegalIdKey } from '../../../backend/src/common/index.js';
import type { InvoiceDocument, InvoiceParty } from '../../../backend/src/documents/index.js';
import { identifierKeyOf, nameKeyOf } from '../../../backend/src/parties/identifier.js';
import { type PartyDirectory, identifierText } from '../party.directory.js';
import type { CastMember } from './tour.model.js';

/** Register of organisations whose documents name nothing but the organisation itself. */
const NAME_SCHEME = 'NAME';
/** Most identifiers beside the legal one that the platform keeps. */
const OTHERS_MAX = 20;

/**
 * Organisations of the documents that the platform does not know yet.
 *
 * An organisation is known by the strongest of its identifiers that anybody has, as the platform looks for it;
 * weaker ones, such as a mail address, do not make two organisations one.
 */
export function missingMembers(
  documents: readonly InvoiceDocument[],
  directory: PartyDirectory,
): CastMember[] {
  const known = new Set<string>();
  const members: CastMember[] = [];
  for (const { supplier, buyer } of documents) {
    for (const party of [supplier, buyer]) {
      const identifiers = identifiersOf(party);
      const isKnown = (identifier: LegalIdKey): boolean =>
        known.has(identifierText(identifier)) || directory.find(identifier) !== undefined;
      if (identifiers.some(isKnown)) continue;
      for (const identifier of identifiers) known.add(identifierText(identifier));
      members.push(memberOf(party, identifiers));
    }
  }
  return members;
}

/** Identifiers in the order of their strength; the name where there are none. */
export function identifiersOf({ ids, name }: InvoiceParty): LegalIdKey[] {
  const given = new Map(ids.map(identifierKeyOf).map((one) => [identifierText(one), one]));
  return given.size > 0 ? [...given.values()] : [{ scheme: NAME_SCHEME, value: nameKeyOf(name) }];
}

/** The first identifier that names its register; an organisation without one goes by its name. */
function memberOf({ name }: InvoiceParty, identifiers: readonly LegalIdKey[]): CastMember {
  const named = { scheme: NAME_SCHEME, value: nameKeyOf(name) };
  const legalId = identifiers.find(({ scheme }) => scheme !== '') ?? named;
  const others = identifiers.filter((one) => one !== legalId);
  return {
    name,
    legalId,
    otherIdentifiers: others.slice(0, OTHERS_MAX),
    // Tomorrow's documents may show it on the other side.
    roles: ['SUPPLIER', 'BUYER'],
  };
}
