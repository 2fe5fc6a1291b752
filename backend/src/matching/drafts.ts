import { type Book, type BookBuyer, type BookItem } from './book.js';
import type { AmountQuestion } from './explanations.js';
import type { MatchEntry } from './matching.model.js';
import type { Mention, Mentions } from './mentions.js';
import type { Naming } from './naming.js';
import { OpenList } from './open.list.js';
import type { PayerView } from './payers.js';
import { placesBetween, withinPlaces } from './sorted.amounts.js';
import { type Subset, SubsetKind, runsSummingTo, setsSummingTo } from './subsets.js';

/** A set of items that an entry might pay. */
export interface Draft {
  readonly items: readonly BookItem[];
  /** Why just this set, where no text names it. */
  readonly subset: Subset | null;
}

/** What is asked about one entry. */
export interface EntryContext {
  readonly entry: MatchEntry;
  readonly book: Book;
  readonly mentions: Mentions;
  readonly naming: Naming;
  readonly payers: PayerView;
  readonly question: AmountQuestion;
}

const NOTHING_OPEN = new OpenList<BookItem>();
const BUYERS_MAX = 6;
const SINGLES_MAX = 24;
const OPTIONS_MAX = 64;
const NAMED_ITEMS_MAX = 100;
const GLOBAL_MAX = 30;
const CREDITS_MAX = 12;
const PAYER_WEIGHT_MIN = 60;
const PAYER_BEHIND_MAX = 150;
const PAYERS_MAX = 3;
const NEAR_ITEMS_MAX = 60;
const CHARGE_MINOR_MAX = 6_000;

/** Open items of a buyer in the currency of the entry. */
export function openOf(buyer: BookBuyer, { entry }: EntryContext): OpenList<BookItem> {
  return buyer.open.get(entry.currency) ?? NOTHING_OPEN;
}

/** Sets that the texts name, and what is near to them. */
export function namedDrafts(context: EntryContext): Draft[] {
  const { mentions, entry, payers } = context;
  const open = mentions.all.filter(
    ({ item }) => item.availableMinor !== 0n && item.candidate.currency === entry.currency,
  );
  const groups = new Map<BookBuyer, Mention[]>();
  for (const mention of open) {
    const group = groups.get(mention.item.buyer);
    if (group === undefined) groups.set(mention.item.buyer, [mention]);
    else group.push(mention);
  }
  const weightOf = (buyer: BookBuyer, group: readonly Mention[]): number =>
    payers.weightOf(buyer) + group.reduce((sum, { weight }) => sum + weight, 0);
  const likeliest = [...groups]
    .map(([buyer, group]) => ({ buyer, group, weight: weightOf(buyer, group) }))
    .sort((a, b) => b.weight - a.weight)
    .slice(0, BUYERS_MAX);
  const drafts = likeliest.flatMap(({ buyer, group }) => draftsOfGroup({ context, buyer, group }));
  return groups.size > 1 ? [...drafts, ...acrossBuyers(open, context)] : drafts;
}

interface Group {
  readonly context: EntryContext;
  readonly buyer: BookBuyer;
  readonly group: readonly Mention[];
}

function draftsOfGroup({ context, buyer, group }: Group): Draft[] {
  const named = sortedItems(group.map(({ item }) => item)).slice(0, NAMED_ITEMS_MAX);
  const drafts = [
    ...choices(group, context.question.amountMinor).map(plain),
    ...named.slice(0, SINGLES_MAX).map((item) => plain([item])),
    ...withoutSome(named, context),
  ];
  for (const chosen of drafts.slice(0, 4).map(({ items }) => items)) {
    drafts.push(...withMore(chosen, buyer, context), ...withCredits(chosen, buyer, context));
  }
  return drafts;
}

/** One item for each place that names several; those that add up first. */
function choices(group: readonly Mention[], amountMinor: bigint): BookItem[][] {
  const places = new Map<string, BookItem[]>();
  for (const { field, from, to, item, weight } of group) {
    if (weight < 100) continue;
    // Items of one range share a place and are all meant.
    const key = weight === 350 ? item.candidate.receivableId : `${field.name} ${from} ${to}`;
    places.set(key, [...(places.get(key) ?? []), item]);
  }
  let sets: BookItem[][] = [[]];
  for (const options of [...places.values()].slice(0, NAMED_ITEMS_MAX)) {
    const isBounded = sets.length * options.length <= OPTIONS_MAX;
    const taken = isBounded ? options : options.slice(0, 1);
    sets = sets.flatMap((set) => taken.map((item) => (set.includes(item) ? set : [...set, item])));
  }
  const isExact = (set: readonly BookItem[]): boolean => sumOf(set) === amountMinor;
  const ordered = [...sets.filter(isExact), ...sets.filter((set) => !isExact(set))];
  return ordered
    .filter((set) => set.length > 0)
    .slice(0, 8)
    .map(sortedItems);
}

/** Some of the numbers named may be of something else: dates, customers, other invoices. */
function withoutSome(named: readonly BookItem[], { question }: EntryContext): Draft[] {
  if (named.length < 2) return [];
  const amounts = named.map(({ availableMinor }) => Number(availableMinor));
  const overMinor = sumOf(named) - question.amountMinor;
  const leftOut = named.filter(({ availableMinor }) => availableMinor === overMinor);
  const sets = named.length <= 24 ? setsSummingTo(amounts, Number(question.amountMinor)) : [];
  return [
    ...leftOut.slice(0, 4).map((one) => plain(named.filter((item) => item !== one))),
    ...sets.map(({ parts }) => plain(pick(named, parts))),
  ];
}

/** A list may have been cut off, or somebody named only the first. */
function withMore(chosen: readonly BookItem[], buyer: BookBuyer, context: EntryContext): Draft[] {
  const restMinor = context.question.amountMinor - sumOf(chosen);
  if (restMinor <= 0n) return [];
  const open = openOf(buyer, context);
  const { items, amounts } = open;
  const rest = Number(restMinor);
  const singles = inAmounts(open, { least: rest, most: rest }).filter(
    (item) => !chosen.includes(item),
  );
  const drafts = singles.slice(0, SINGLES_MAX).map((item) => plain(sortedItems([...chosen, item])));
  if (drafts.length > 0) return drafts;
  const sets = setsSummingTo(amounts, rest, open.sorted()).map(({ parts }) => pick(items, parts));
  return sets
    .filter((set) => !set.some((item) => chosen.includes(item)))
    .slice(0, 6)
    .map((set) => plain(sortedItems([...chosen, ...set])));
}

/** Credit notes that the payer took off without naming them. */
function withCredits(
  chosen: readonly BookItem[],
  buyer: BookBuyer,
  context: EntryContext,
): Draft[] {
  const shortMinor = context.question.amountMinor - sumOf(chosen);
  if (shortMinor >= 0n) return [];
  const credits = creditsOf(buyer, context).filter((item) => !chosen.includes(item));
  const single = credits.filter(({ availableMinor }) => availableMinor === shortMinor);
  const amounts = credits.map(({ availableMinor }) => -Number(availableMinor));
  const pairs = setsSummingTo(amounts, -Number(shortMinor));
  return [
    ...single.map((item) => plain([...chosen, item])),
    ...pairs.map(({ parts }) => plain([...chosen, ...pick(credits, parts)])),
  ];
}

function creditsOf(buyer: BookBuyer, context: EntryContext): BookItem[] {
  return openOf(buyer, context).credits.slice(0, CREDITS_MAX);
}

function acrossBuyers(open: readonly Mention[], { question }: EntryContext): Draft[] {
  const strong = open.filter(({ weight }) => weight >= 300).map(({ item }) => item);
  const items = sortedItems([...new Set(strong)]).slice(0, NAMED_ITEMS_MAX);
  return items.length > 1 && sumOf(items) === question.amountMinor ? [plain(items)] : [];
}

/** Single items that the payer, or anybody, owes in this amount. */
export function singleDrafts({ book, entry, question, payers }: EntryContext): Draft[] {
  const { amountMinor } = question;
  const found = [
    ...book.withAmount(amountMinor),
    ...[amountMinor, amountMinor - 1n, amountMinor + 1n].flatMap((one) => book.withNet(one)),
    ...question.terms.namedBps.flatMap((bps) =>
      grossesOf(amountMinor, bps).flatMap((one) => book.withAmount(one)),
    ),
  ].filter(({ candidate }) => candidate.currency === entry.currency);
  if (found.length === 0) return [];
  const ofPayers = found.filter(({ buyer }) => payers.likely.includes(buyer));
  const ofAnybody = found.filter(({ buyer }) => !payers.likely.includes(buyer));
  const owed = new Set([...ofPayers, ...ofAnybody.slice(0, GLOBAL_MAX)]);
  return Array.from(owed, (item) => plain([item]));
}

/** All amounts for which {@link singleDrafts} looks in the book. */
export function amountsSought({ amountMinor, terms }: AmountQuestion): bigint[] {
  const grosses = terms.namedBps.flatMap((bps) => grossesOf(amountMinor, bps));
  return [amountMinor, amountMinor - 1n, amountMinor + 1n, ...grosses];
}

/** What could have been owed, had this share of it been kept back. */
function grossesOf(netMinor: bigint, bps: number): bigint[] {
  const gross = (netMinor * 10_000n) / BigInt(10_000 - bps);
  return [gross - 1n, gross, gross + 1n];
}

/** Sets of open items of likely payers that add up; the last resort where nothing is named. */
export function payerDrafts(context: EntryContext): Draft[] {
  const { payers, question } = context;
  const drafts: Draft[] = [];
  const [likeliest] = payers.likely;
  if (likeliest === undefined) return drafts;
  const weightMin = Math.max(PAYER_WEIGHT_MIN, payers.weightOf(likeliest) - PAYER_BEHIND_MAX);
  for (const buyer of payers.likely.slice(0, PAYERS_MAX)) {
    if (payers.weightOf(buyer) < weightMin) continue;
    const open = openOf(buyer, context);
    const wanted = Number(question.amountMinor);
    drafts.push(...chargedDrafts(open, wanted), ...creditedDrafts(buyer, context));
    const subsets = [
      ...runsSummingTo(open.amounts, wanted),
      ...setsSummingTo(open.amounts, wanted, open.sorted()),
    ];
    drafts.push(...subsets.map((subset) => ofSubset(open.items, subset)));
    drafts.push(...discountedRuns(open, context), ...nearDrafts(open, context));
  }
  return drafts;
}

/** Sets of a few items among those that fall due around the booking, where more are open than can be tried. */
function nearDrafts(open: OpenList<BookItem>, { question }: EntryContext): Draft[] {
  const { items, amounts } = open;
  if (items.length <= NEAR_ITEMS_MAX) return [];
  const due = open.dueBy(question.terms.bookingDay);
  const end = Math.min(items.length, due + NEAR_ITEMS_MAX / 3);
  const from = Math.max(0, end - NEAR_ITEMS_MAX);
  const subsets = setsSummingTo(
    amounts.slice(from, end),
    Number(question.amountMinor),
    withinPlaces(open.sorted(), { from, end }),
  );
  const larger = subsets.filter(({ parts }) => parts.length > 2);
  return larger.length === 0
    ? []
    : larger.map((subset) => ofSubset(items.slice(from, end), subset));
}

/** Items from which a bank on the way may have kept its charge. */
function chargedDrafts(open: OpenList<BookItem>, wanted: number): Draft[] {
  return inAmounts(open, { least: wanted + 1, most: wanted + CHARGE_MINOR_MAX })
    .slice(0, SINGLES_MAX)
    .map((item) => plain([item]));
}

/** Items of `least` to `most` minor units, both included, the oldest first. */
function inAmounts(
  open: OpenList<BookItem>,
  bounds: { readonly least: number; readonly most: number },
): BookItem[] {
  return pick(open.items, placesBetween(open.sorted(), bounds));
}

function creditedDrafts(buyer: BookBuyer, context: EntryContext): Draft[] {
  const open = openOf(buyer, context);
  return creditsOf(buyer, context).flatMap((credit) => {
    const gross = Number(context.question.amountMinor - credit.availableMinor);
    return inAmounts(open, { least: gross, most: gross }).map((item) => plain([item, credit]));
  });
}

/** Neighbours by due date, each with the discount that it grants on this day. */
function discountedRuns(open: OpenList<BookItem>, { question }: EntryContext): Draft[] {
  const sums = open.amountsOn(question.terms.bookingDay);
  if (sums === null) return [];
  const runs = runsSummingTo(sums, Number(question.amountMinor));
  return runs.map((subset) => ofSubset(open.items, subset));
}

/** The order of the book: oldest due date first. */
export function sortedItems(items: readonly BookItem[]): BookItem[] {
  return [...items].sort((a, b) => a.position - b.position);
}

function ofSubset(items: readonly BookItem[], subset: Subset): Draft {
  return { items: pick(items, subset.parts), subset };
}

function pick(items: readonly BookItem[], parts: readonly number[]): BookItem[] {
  return parts.flatMap((part) => items[part] ?? []);
}

function plain(items: readonly BookItem[]): Draft {
  return { items, subset: null };
}

function sumOf(items: readonly BookItem[]): bigint {
  return items.reduce((sum, { availableMinor }) => sum + availableMinor, 0n);
}

/** Weight of a kind of set among all that a payer may form. */
export const SUBSET_WEIGHT: Readonly<Record<SubsetKind, number>> = {
  [SubsetKind.OLDEST]: -90,
  [SubsetKind.RUN]: -120,
  [SubsetKind.PAIR]: -120,
  [SubsetKind.TRIPLE]: -150,
  [SubsetKind.ANY]: -180,
};
