import type { BankEntryDraft } from './bank-entry.draft.js';

/** What tells a booking apart from another one of the same amount. */
export interface EntryEvidence {
  readonly bookingDate: string;
  readonly valueDate: string | null;
  readonly servicerReference: string | null;
  readonly uetr: string | null;
  readonly endToEndId: string | null;
  readonly counterpartyAccount: string | null;
  readonly remittance: string | null;
  readonly detailCount: number;
}

/** An entry that an earlier statement brought. */
export interface KnownEntry extends EntryEvidence {
  readonly entryHash: string;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly creditDebit: string;
  readonly isReversal: boolean;
  readonly sightings: readonly StatementName[];
}

/** A statement as far as the identity of its entries depends on it. */
export interface StatementName {
  /** `camt.053`, `MT940`, `CSV`, …: of one bank booking each of them tells at most once. */
  readonly source: string;
  readonly reference: string;
}

/** A statement whose entries are to be identified. */
export interface SightedStatement extends StatementName {
  /** The bank says that it sent the statement before. */
  readonly isCopy: boolean;
}

/** What was found for an entry: the one that it is, or a name for a new one. */
export interface IdentifiedEntry extends BankEntryDraft {
  readonly entryHash: string;
  readonly isKnown: boolean;
}

/**
 * Reports that repeat what an earlier one of the same day told, and exports that people make again:
 * what one of them tells is at least there, and what two tell is not there twice.
 */
const CUMULATIVE: ReadonlySet<string> = new Set(['camt.052', 'MT942', 'CSV']);
/** MT940 has room for 16 characters of a reference that camt gives in full. */
const SHORT_REFERENCE_CHARS = 16;
/** `ca`, `MT`, `CS`. */
const FAMILY_CHARS = 2;
/** Equal amounts of one day that are looked at without any reference to go by. */
const LOOSE_LOOKS_MAX = 200;

/**
 * Knows the entries of one account, whichever messages bring them.
 *
 * A booking is one entry, whether it comes in a camt.052, .053, .054, an MT940, MT942 or a CSV file:
 * see docs/bank-files.md. A statement that tells two equal bookings has two.
 */
export class AccountEntries {
  private readonly byAmount = new Map<string, KnownEntry[]>();
  private readonly hashes = new Set<string>();

  constructor(known: readonly KnownEntry[]) {
    known.forEach((entry) => this.add(entry));
  }

  /** Each entry of a statement with the one that it is; no two of them are the same one. */
  identify(
    statement: SightedStatement,
    drafts: readonly BankEntryDraft[],
    hashOf: (parts: readonly string[]) => string,
  ): IdentifiedEntry[] {
    const taken = new Set<string>();
    const found = new Map<BankEntryDraft, string>();
    // What is certain first, so that a booking without references takes nobody's place.
    for (const rule of RULES) {
      for (const draft of drafts.filter((one) => !found.has(one))) {
        const known = this.lookFor(statement, draft, taken, rule);
        if (known === null) continue;
        found.set(draft, known.entryHash);
        taken.add(known.entryHash);
      }
    }
    const identified = drafts.map((draft): IdentifiedEntry => {
      const entryHash = found.get(draft);
      if (entryHash !== undefined) return { ...draft, entryHash, isKnown: true };
      return { ...draft, entryHash: this.newHash(draft.hashParts, hashOf), isKnown: false };
    });
    identified.forEach((entry) => this.remember(statement, entry));
    return identified;
  }

  private lookFor(
    statement: SightedStatement,
    draft: BankEntryDraft,
    taken: ReadonlySet<string>,
    rule: Rule,
  ): KnownEntry | null {
    let looks = 0;
    for (const known of this.byAmount.get(amountKey(draft)) ?? []) {
      if (taken.has(known.entryHash) || (looks += 1) > LOOSE_LOOKS_MAX * rule.reach) continue;
      if (!rule.isCertain && isDistinctStatement(statement, known)) continue;
      if (rule.holds(draft, known, isOfFamily(statement, known))) return known;
    }
    return null;
  }

  private newHash(parts: readonly string[], hashOf: (parts: readonly string[]) => string): string {
    for (let occurrence = 0; ; occurrence += 1) {
      const hash = hashOf([...parts, String(occurrence)]);
      if (!this.hashes.has(hash)) {
        this.hashes.add(hash);
        return hash;
      }
    }
  }

  private remember(statement: StatementName, entry: IdentifiedEntry): void {
    const earlier = this.byAmount.get(amountKey(entry)) ?? [];
    const at = earlier.findIndex(({ entryHash }) => entryHash === entry.entryHash);
    const known = earlier[at];
    if (known === undefined) this.add({ ...entry, sightings: [statement] });
    else earlier[at] = { ...known, sightings: [...known.sightings, statement] };
  }

  private add(entry: KnownEntry): void {
    this.hashes.add(entry.entryHash);
    const key = amountKey(entry);
    const same = this.byAmount.get(key);
    if (same === undefined) this.byAmount.set(key, [entry]);
    else same.push(entry);
  }
}

interface Rule {
  readonly holds: (draft: EntryEvidence, known: EntryEvidence, isOneFamily: boolean) => boolean;
  /** Whether two statements of one bank may tell the same booking because of it. */
  readonly isCertain: boolean;
  /** How far it looks, in units of {@link LOOSE_LOOKS_MAX}. */
  readonly reach: number;
}

/** From what is certain to what nothing speaks against. */
const RULES: readonly Rule[] = [
  { holds: hasSameReference, isCertain: true, reach: 1_000 },
  ...[3, 2, 1].map((witnesses): Rule => ({
    holds: (a, b) => isSameDay(a, b) && agrees(a, b, { witnesses, isOneFamily: true }),
    isCertain: false,
    reach: 50,
  })),
  {
    holds: (a, b, isOneFamily) => isSameDay(a, b) && agrees(a, b, { witnesses: 0, isOneFamily }),
    isCertain: false,
    reach: 1,
  },
];

function amountKey(
  entry: Pick<KnownEntry, 'amountMinor' | 'currency' | 'creditDebit' | 'isReversal'>,
): string {
  const { amountMinor, currency, creditDebit, isReversal } = entry;
  return `${amountMinor} ${currency} ${creditDebit} ${isReversal}`;
}

/** Two statements of one kind tell two bookings, unless their kind repeats itself or one is a copy. */
function isDistinctStatement(statement: SightedStatement, known: KnownEntry): boolean {
  if (CUMULATIVE.has(statement.source) || statement.isCopy) return false;
  return known.sightings.some(
    ({ source, reference }) => source === statement.source && reference !== statement.reference,
  );
}

function isSameDay(a: EntryEvidence, b: EntryEvidence): boolean {
  return a.bookingDate === b.bookingDate;
}

/** The bank's or the payment's own reference, on the same booking or value day. */
function hasSameReference(a: EntryEvidence, b: EntryEvidence): boolean {
  const isSameValue = a.valueDate !== null && a.valueDate === b.valueDate;
  if (!isSameDay(a, b) && !isSameValue) return false;
  if (a.uetr !== null && a.uetr === b.uetr) return true;
  return isSameServicerReference(a, b) === true;
}

/** Null where one of them has none. */
function isSameServicerReference(a: EntryEvidence, b: EntryEvidence): boolean | null {
  const [one, other] = [a.servicerReference, b.servicerReference];
  if (one === null || other === null) return null;
  if (one === other) return true;
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  return short.length >= SHORT_REFERENCE_CHARS && long.startsWith(short);
}

/**
 * Whether nothing speaks against the two being one, and this many things speak for it.
 *
 * Texts of one family of formats are the same letters. Another family words and cuts them
 * differently, so that there a difference says nothing; nor does it where a reference agrees.
 */
function agrees(
  a: EntryEvidence,
  b: EntryEvidence,
  { witnesses, isOneFamily }: { readonly witnesses: number; readonly isOneFamily: boolean },
): boolean {
  const references = [
    isSameServicerReference(a, b),
    equal(a.uetr, b.uetr),
    equal(a.endToEndId, b.endToEndId),
    equal(a.counterpartyAccount, b.counterpartyAccount),
  ];
  if (references.includes(false)) return false;
  const text = isSameText(a, b);
  if (text === false && isOneFamily && !references.includes(true)) return false;
  return [...references, text].filter((answer) => answer === true).length >= witnesses;
}

/** `camt.053` and `camt.054` are of one family, `MT940` and `MT942` of another. */
function isOfFamily({ source }: StatementName, { sightings }: KnownEntry): boolean {
  const family = source.slice(0, FAMILY_CHARS);
  return sightings.some((sighting) => sighting.source.startsWith(family));
}

function equal(a: string | null, b: string | null): boolean | null {
  return a === null || b === null ? null : a === b;
}

/** Null where one has no text of its payments: a batch is a booking without any. */
function isSameText(a: EntryEvidence, b: EntryEvidence): boolean | null {
  if (a.detailCount !== 1 || b.detailCount !== 1) return null;
  const [one, other] = [letters(a.remittance), letters(b.remittance)];
  if (one === '' || other === '') return null;
  return one.includes(other) || other.includes(one);
}

function letters(text: string | null): string {
  return (text ?? '')
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]+/gu, '')
    .toUpperCase();
}
