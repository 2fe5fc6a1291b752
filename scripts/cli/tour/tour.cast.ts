import type { LegalIdKey } from '../../../backend/src/common/index.js';
import type { InvoiceParty } from '../../../backend/src/documents/index.js';
import { identifierKeyOf, nameKeyOf } from '../../../backend/src/parties/identifier.js';
import type { CastMember, TourRole } from './tour.model.js';

/** Register of organisations whose documents name nothing but the organisation itself. */
const NAME_SCHEME = 'NAME';
/** Most identifiers beside the legal one that the platform keeps. */
const OTHERS_MAX = 20;

interface Draft {
  readonly name: string;
  readonly identifiers: Map<string, LegalIdKey>;
  readonly roles: Set<TourRole>;
  readonly accounts: Set<string>;
}

/**
 * Everybody who appears in the documents, each organisation once.
 *
 * Two documents mean the same organisation if they share an identifier; one without any is known by its name.
 */
export class Cast {
  private drafts: Draft[] = [];
  private readonly byText = new Map<string, Draft>();

  /** Notes an organisation and returns a handle that stays right when it turns out to be another's twin. */
  add(party: InvoiceParty, role: TourRole, account: string | null): () => string {
    const given = party.ids.map(identifierKeyOf);
    const named = { scheme: NAME_SCHEME, value: nameKeyOf(party.name) };
    const identifiers = given.length > 0 ? given : [named];
    const found = [...identifiers, named].map((one) => this.byText.get(textOf(one)));
    const draft = this.merge(found.filter((one) => one !== undefined)) ?? newDraft(party.name);
    if (!this.drafts.includes(draft)) this.drafts.push(draft);
    for (const identifier of identifiers) draft.identifiers.set(textOf(identifier), identifier);
    for (const one of [...identifiers, named]) this.byText.set(textOf(one), draft);
    draft.roles.add(role);
    if (account !== null) draft.accounts.add(account);
    const anchor = textOf(identifiers[0] ?? named);
    return () => keyOf(this.byText.get(anchor) ?? draft);
  }

  members(): CastMember[] {
    return this.drafts.map((draft) => {
      const legalId = legalIdOf(draft);
      const others = [...draft.identifiers.values()].filter((one) => one !== legalId);
      return {
        key: keyOf(draft),
        name: draft.name,
        legalId,
        otherIdentifiers: others.slice(0, OTHERS_MAX),
        roles: [...draft.roles],
        accounts: [...draft.accounts],
      };
    });
  }

  /** An identifier of both makes two drafts one; the first one stays. */
  private merge(found: readonly Draft[]): Draft | undefined {
    const [first, ...twins] = new Set(found);
    if (first === undefined) return undefined;
    for (const twin of twins) {
      for (const [text, identifier] of twin.identifiers) first.identifiers.set(text, identifier);
      for (const role of twin.roles) first.roles.add(role);
      for (const account of twin.accounts) first.accounts.add(account);
      for (const [text, draft] of this.byText) if (draft === twin) this.byText.set(text, first);
    }
    this.drafts = this.drafts.filter((draft) => !twins.includes(draft));
    return first;
  }
}

function newDraft(name: string): Draft {
  return { name, identifiers: new Map(), roles: new Set(), accounts: new Set() };
}

/** The first identifier that names its register; an organisation without one goes by its name. */
function legalIdOf({ name, identifiers }: Draft): LegalIdKey {
  const named = { scheme: NAME_SCHEME, value: nameKeyOf(name) };
  return [...identifiers.values()].find(({ scheme }) => scheme !== '') ?? named;
}

function keyOf(draft: Draft): string {
  return textOf(legalIdOf(draft));
}

function textOf({ scheme, value }: LegalIdKey): string {
  return `${scheme}\n${value}`;
}
