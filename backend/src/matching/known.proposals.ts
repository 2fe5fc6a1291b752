import type { Book, BookBuyer } from './book.js';
import { type EntryContext, amountsSought } from './drafts.js';
import type { MatchEntry, MatchProposal } from './matching.model.js';
import type { PayerFinder } from './payers.js';
import type { Scored } from './scoring.js';

/** A proposal with everything it was made of that may change. */
interface Known {
  readonly proposal: MatchProposal;
  readonly revision: number;
  readonly buyers: readonly BookBuyer[];
  readonly amounts: readonly number[];
}

/**
 * Proposals that would come out the same again: what stays open is looked at after every change, and most changes are
 * of other buyers.
 */
export class KnownProposals {
  private readonly known = new WeakMap<MatchEntry, Known>();

  constructor(
    private readonly book: Book,
    private readonly payers: PayerFinder,
  ) {}

  /** The proposal made of this very entry, if nothing has changed that it was made of. */
  find(entry: MatchEntry): MatchProposal | null {
    const known = this.known.get(entry);
    if (known === undefined) return null;
    const { proposal, revision, buyers, amounts } = known;
    const hasChanged =
      this.book.reopenedAt > revision ||
      this.payers.changedAt(entry) > revision ||
      buyers.some(({ changedAt }) => changedAt > revision) ||
      amounts.some((amount) => this.book.openedAt(amount) > revision);
    return hasChanged ? null : proposal;
  }

  /** Keeps a proposal with the buyers that it looked at: those of its texts, of its payer, and of what was weighed. */
  keep(proposal: MatchProposal, context: EntryContext, found: readonly Scored[]): void {
    const { entry, mentions, payers, question } = context;
    const buyers = new Set([...payers.likely, ...this.payers.ownersOf(entry)]);
    for (const { item } of mentions.all) buyers.add(item.buyer);
    for (const { items } of found) for (const { buyer } of items) buyers.add(buyer);
    this.known.set(entry, {
      ...{ proposal, revision: this.book.revision, buyers: [...buyers] },
      amounts: amountsSought(question).map(Number),
    });
  }
}
