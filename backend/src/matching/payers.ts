import { type Book, type BookBuyer } from './book.js';
import { type Evidence, EvidenceFact, type MatchEntry } from './matching.model.js';
import { type NameForm, nameFormOf, nameLikeness } from './payer.names.js';
import { rawKey } from './text.atoms.js';
import { WEIGHT, centibans, clamp } from './weights.js';

/** What name and account of an entry say about each buyer. */
export interface PayerView {
  /** Buyers that probably paid, the likeliest first. */
  readonly likely: readonly BookBuyer[];
  evidenceOf(buyer: BookBuyer): readonly Evidence[];
  weightOf(buyer: BookBuyer): number;
}

interface KnownName {
  readonly buyer: BookBuyer;
  readonly form: NameForm;
}

interface Likeness {
  readonly buyer: BookBuyer;
  readonly likeness: number;
}

const NOBODY: ReadonlySet<BookBuyer> = new Set();
const NAMES_COMPARED_MAX = 12;
const LIKELY_MAX = 5;
const LIKENESS_MIN = 0.6;
const MEMO_MAX = 50_000;
const GRAMS_MAX = 120;

/** Finds buyers by the name and account that an entry came from. */
export class PayerFinder {
  private readonly names: KnownName[] = [];
  private readonly byGram = new Map<string, number[]>();
  private readonly wordCounts = new Map<string, number>();
  private readonly wordWeights = new Map<string, number>();
  private readonly byAccount = new Map<string, Set<BookBuyer>>();
  private readonly accountsChangedAt = new Map<string, number>();
  private readonly memo = new Map<string, readonly Likeness[]>();

  constructor(private readonly book: Book) {
    for (const buyer of book.buyers.values()) {
      for (const name of buyer.names) this.addName(buyer, nameFormOf(name));
      for (const account of buyer.accounts) this.addAccount(account, buyer);
    }
  }

  /** Remembers that a buyer paid from an account. */
  addAccount(account: string, buyer: BookBuyer): void {
    const buyers = this.byAccount.get(account);
    if (buyers?.has(buyer) === true) return;
    this.accountsChangedAt.set(account, this.book.revision);
    if (buyers === undefined) this.byAccount.set(account, new Set([buyer]));
    else buyers.add(buyer);
  }

  /** Buyers that are known to pay from the account of an entry. */
  ownersOf(entry: MatchEntry): ReadonlySet<BookBuyer> {
    return this.byAccount.get(rawKey(entry.counterpartyAccount ?? '')) ?? NOBODY;
  }

  /** {@link Book.revision} when the account of an entry last got another owner. */
  changedAt(entry: MatchEntry): number {
    return this.accountsChangedAt.get(rawKey(entry.counterpartyAccount ?? '')) ?? 0;
  }

  view(entry: MatchEntry): PayerView {
    const account = rawKey(entry.counterpartyAccount ?? '');
    const owners = this.ownersOf(entry);
    const name = (entry.counterpartyName ?? '').trim();
    const alike = name === '' ? [] : this.alike(name);
    const evidence = new Map<BookBuyer, readonly Evidence[]>();
    const evidenceOf = (buyer: BookBuyer): readonly Evidence[] => {
      let facts = evidence.get(buyer);
      if (facts === undefined) {
        const facing = { buyer, account, owners, name, alike };
        facts = combine([...this.accountFacts(facing), ...this.nameFacts(facing)]);
        evidence.set(buyer, facts);
      }
      return facts;
    };
    const weightOf = (buyer: BookBuyer): number => sum(evidenceOf(buyer));
    const likely = [...new Set([...owners, ...alike.map(({ buyer }) => buyer)])]
      .map((buyer) => ({ buyer, weight: weightOf(buyer) }))
      .filter(({ weight }) => weight > 0)
      .sort((a, b) => b.weight - a.weight)
      .slice(0, LIKELY_MAX);
    return { likely: likely.map(({ buyer }) => buyer), evidenceOf, weightOf };
  }

  private accountFacts({ buyer, account, owners }: Facing): Evidence[] {
    if (account === '') return [];
    if (owners.has(buyer)) {
      const weight = centibans((this.book.buyerCount * 2) / owners.size);
      const times = buyer.habits.accounts.get(account) ?? 0;
      // An account that only one match taught may have been a third party's.
      const learned = buyer.accounts.has(account) || times > 1 ? 0 : -100;
      const detail = owners.size > 1 ? `account of ${owners.size} buyers` : 'account of the buyer';
      const weightCentibans = clamp(weight + learned, [0, WEIGHT.accountMax]);
      return [{ fact: EvidenceFact.PAYER_ACCOUNT, detail, weightCentibans }];
    }
    const [detail, weightCentibans] =
      owners.size > 0
        ? ['account of another buyer', WEIGHT.accountOfAnother]
        : ['account not known', buyer.accounts.size > 0 ? WEIGHT.otherAccount : 0];
    return [{ fact: EvidenceFact.PAYER_OTHER, detail, weightCentibans }];
  }

  private nameFacts({ buyer, name, alike }: Facing): Evidence[] {
    if (name === '' || buyer.names.size === 0) return [];
    const own = alike.find((one) => one.buyer === buyer);
    const best = alike[0]?.likeness ?? 0;
    if (own !== undefined) {
      const detail =
        own.likeness === 1
          ? 'name of the buyer'
          : `name like the buyer's (${percent(own.likeness)})`;
      const rivals = alike.filter((one) => one.likeness >= own.likeness - 0.05).length;
      const weight = this.weightOfLikeness(own.likeness) - centibans(rivals);
      const behind = best - own.likeness > 0.1 ? -100 : 0;
      return [{ fact: EvidenceFact.PAYER_NAME, detail, weightCentibans: weight + behind }];
    }
    const [detail, weightCentibans] =
      best >= 0.9
        ? ['name of another buyer', WEIGHT.nameOfAnother]
        : ['name not known', WEIGHT.otherName];
    return [{ fact: EvidenceFact.PAYER_OTHER, detail, weightCentibans }];
  }

  private weightOfLikeness(likeness: number): number {
    const full = Math.min(WEIGHT.nameMax, centibans(this.book.buyerCount) + 50);
    if (likeness >= 0.99) return full;
    if (likeness >= 0.9) return Math.round(full * 0.9);
    return likeness >= 0.8
      ? Math.round(full * 0.75)
      : likeness >= 0.7
        ? Math.round(full * 0.5)
        : Math.round(full * 0.2);
  }

  /** Buyers with a name like this one, the likest first. */
  private alike(name: string): readonly Likeness[] {
    const known = this.memo.get(name);
    if (known !== undefined) return known;
    const form = nameFormOf(name);
    const best = new Map<BookBuyer, number>();
    for (const index of this.nearest(form)) {
      const other = this.names[index];
      if (other === undefined) continue;
      const likeness = nameLikeness(form, other.form, (word) => this.wordWeight(word));
      if (likeness >= LIKENESS_MIN && likeness > (best.get(other.buyer) ?? 0)) {
        best.set(other.buyer, likeness);
      }
    }
    const alike = [...best]
      .map(([buyer, likeness]) => ({ buyer, likeness }))
      .sort((a, b) => b.likeness - a.likeness || (a.buyer.id < b.buyer.id ? -1 : 1));
    if (this.memo.size >= MEMO_MAX) this.memo.clear();
    this.memo.set(name, alike);
    return alike;
  }

  /** Names that share most groups of three letters with this one, rare groups counting more. */
  private nearest(form: NameForm): number[] {
    const shared = new Float64Array(this.names.length);
    const hits: number[] = [];
    for (const gram of gramsOf(form)) {
      const found = this.byGram.get(gram) ?? [];
      const weight = 1 / found.length;
      for (const index of found) {
        if (shared[index] === 0) hits.push(index);
        shared[index] = (shared[index] ?? 0) + weight;
      }
    }
    const least = atRank(
      hits.map((index) => shared[index] ?? 0),
      NAMES_COMPARED_MAX,
    );
    return hits
      .filter((index) => (shared[index] ?? 0) >= least)
      .sort((a, b) => (shared[b] ?? 0) - (shared[a] ?? 0) || a - b)
      .slice(0, NAMES_COMPARED_MAX);
  }

  private addName(buyer: BookBuyer, form: NameForm): void {
    const index = this.names.push({ buyer, form }) - 1;
    for (const gram of gramsOf(form)) {
      const found = this.byGram.get(gram);
      if (found === undefined) this.byGram.set(gram, [index]);
      else found.push(index);
    }
    for (const word of new Set(form.words)) {
      this.wordCounts.set(word, (this.wordCounts.get(word) ?? 0) + 1);
    }
  }

  /** Of few names a word tells much; reckoned once for each word, since all names are known by then. */
  private wordWeight(word: string): number {
    const known = this.wordWeights.get(word);
    if (known !== undefined) return known;
    const weight = this.weightOfCount(word);
    if (this.wordWeights.size >= MEMO_MAX) this.wordWeights.clear();
    this.wordWeights.set(word, weight);
    return weight;
  }

  private weightOfCount(word: string): number {
    const count = this.wordCounts.get(word) ?? 0;
    return Math.log(1 + (this.names.length + 20) / (count + 1));
  }
}

interface Facing {
  readonly buyer: BookBuyer;
  readonly account: string;
  readonly owners: ReadonlySet<BookBuyer>;
  readonly name: string;
  readonly alike: readonly Likeness[];
}

/** Name and account go together: the weaker of two agreeing facts counts half. */
function combine(facts: readonly Evidence[]): readonly Evidence[] {
  const [first, second] = facts;
  if (first === undefined || second === undefined) return facts;
  if (first.weightCentibans <= 0 || second.weightCentibans <= 0) return facts;
  const [strong, weak] =
    first.weightCentibans >= second.weightCentibans ? [first, second] : [second, first];
  const room = WEIGHT.payerMax - strong.weightCentibans;
  const half = Math.min(room, Math.round(weak.weightCentibans * WEIGHT.secondFact));
  return [strong, { ...weak, weightCentibans: half }];
}

/** The value that so many are not below; the least where there are fewer. */
function atRank(values: readonly number[], rank: number): number {
  return Float64Array.from(values).sort().at(-Math.min(rank, values.length)) ?? 0;
}

function gramsOf({ words }: NameForm): Set<string> {
  const grams = new Set<string>();
  for (const word of words) {
    const padded = `^${word}$`;
    for (let at = 0; at + 3 <= padded.length && grams.size < GRAMS_MAX; at += 1) {
      grams.add(padded.slice(at, at + 3));
    }
  }
  return grams;
}

function sum(facts: readonly Evidence[]): number {
  return facts.reduce((total, { weightCentibans }) => total + weightCentibans, 0);
}

function percent(likeness: number): string {
  return `${Math.round(likeness * 100)} %`;
}
