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
/** Equal amounts of one day that are looked at without a reference to go by. */
const LOOKS_MAX = 300;

/**
 * Knows the entries of one account, whichever messages bring them.
 *
 * A booking is one entry, whether it comes in a camt.052, .053, .054, an MT940, MT942 or a CSV file:
 * see docs/bank-files.md. A statement that tells two equal bookings has two.
 */
export class AccountEntries {
  private readonly byHash = new Map<string, HeldEntry>();
  private readonly byKey = new Map<string, HeldEntry[]>();
  /** Where the first entry of a key is that the statement at hand has not taken. */
  private readonly freeFrom = new Map<string, number>();
  private readonly occurrences = new Map<string, number>();

  constructor(known: readonly KnownEntry[]) {
    known.forEach((entry) => this.add(entry, entry.sightings));
  }

  /** Each entry of a statement with the one that it is; no two of them are the same one. */
  identify(
    statement: SightedStatement,
    drafts: readonly BankEntryDraft[],
    hashOf: (parts: readonly string[]) => string,
  ): IdentifiedEntry[] {
    this.freeFrom.clear();
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
    const key = rule.keyOf(draft);
    const known = key === null ? [] : (this.byKey.get(key) ?? []);
    const from = this.skipTaken(key ?? '', known, taken);
    for (const entry of known.slice(from, from + LOOKS_MAX)) {
      if (taken.has(entry.entryHash)) continue;
      if (!rule.isCertain && isDistinctStatement(statement, entry)) continue;
      if (rule.holds(draft, entry, isOfFamily(statement, entry))) return entry;
    }
    return null;
  }

  /** Thousands of equal bookings are taken one after the other: none is looked at again. */
  private skipTaken(key: string, known: readonly KnownEntry[], taken: ReadonlySet<string>): number {
    let from = this.freeFrom.get(key) ?? 0;
    while (taken.has(known[from]?.entryHash ?? '')) from += 1;
    this.freeFrom.set(key, from);
    return from;
  }

  private newHash(parts: readonly string[], hashOf: (parts: readonly string[]) => string): string {
    const name = parts.join('\n');
    for (let occurrence = this.occurrences.get(name) ?? 0; ; occurrence += 1) {
      const hash = hashOf([...parts, String(occurrence)]);
      if (!this.byHash.has(hash)) {
        this.occurrences.set(name, occurrence + 1);
        return hash;
      }
    }
  }

  private remember(statement: StatementName, entry: IdentifiedEntry): void {
    const held = this.byHash.get(entry.entryHash);
    if (held === undefined) this.add(entry, [statement]);
    else held.sightings.push(statement);
  }

  private add(entry: Omit<KnownEntry, 'sightings'>, sightings: readonly StatementName[]): void {
    const held: HeldEntry = { ...entry, sightings: [...sightings] };
    this.byHash.set(entry.entryHash, held);
    for (const key of new Set(RULES.map((rule) => rule.keyOf(held)))) {
      const same = key === null ? null : this.byKey.get(key);
      if (same === undefined && key !== null) this.byKey.set(key, [held]);
      else same?.push(held);
    }
  }
}

/** An entry whose sightings grow with the statements of a file. */
interface HeldEntry extends KnownEntry {
  readonly sightings: StatementName[];
}

type Identifiable = Omit<KnownEntry, 'entryHash' | 'sightings'>;

interface Rule {
  /** What an entry must have in common to be looked at; null where the entry has none of it. */
  readonly keyOf: (entry: Identifiable) => string | null;
  readonly holds: (draft: EntryEvidence, known: EntryEvidence, isOneFamily: boolean) => boolean;
  /** Whether two statements of one bank may tell the same booking because of it. */
  readonly isCertain: boolean;
}

/** From what is certain to what nothing speaks against. */
const RULES: readonly Rule[] = [
  {
    keyOf: (entry) => keyOf(entry, 'R', entry.servicerReference?.slice(0, SHORT_REFERENCE_CHARS)),
    holds: hasSameReference,
    isCertain: true,
  },
  { keyOf: (entry) => keyOf(entry, 'U', entry.uetr), holds: hasSameReference, isCertain: true },
  { keyOf: (entry) => keyOf(entry, 'E', evidenceOf(entry)), holds: () => true, isCertain: false },
  ...[3, 2, 1].map((witnesses): Rule => ({
    keyOf: (entry) => keyOf(entry, 'D', entry.bookingDate),
    holds: (a, b) => agrees(a, b, { witnesses, isOneFamily: true }),
    isCertain: false,
  })),
  {
    keyOf: (entry) => keyOf(entry, 'D', entry.bookingDate),
    holds: (a, b, isOneFamily) => agrees(a, b, { witnesses: 0, isOneFamily }),
    isCertain: false,
  },
];

function keyOf(entry: Identifiable, kind: string, value: string | null | undefined): string | null {
  return value === null || value === undefined ? null : `${kind} ${amountKey(entry)} ${value}`;
}

function evidenceOf(entry: EntryEvidence): string {
  const { bookingDate, servicerReference, uetr, endToEndId, counterpartyAccount } = entry;
  const references = [servicerReference, uetr, endToEndId, counterpartyAccount];
  return JSON.stringify([bookingDate, ...references, letters(entry.remittance)]);
}

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
