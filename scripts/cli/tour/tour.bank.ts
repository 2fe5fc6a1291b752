import { groupBy } from '../../sample/book.js';
import { inParallel } from '../../sample/load.parallel.js';
import { type CamtEntry, type CamtStatement, writeCamt053 } from '../../bank/camt053.writer.js';
import { importBankFile } from '../bank.import.js';
import type { ApiClient } from '../client.js';
import { runCommand } from '../commands.js';
import { listAll } from '../pages.js';
import type { Registered, TourActor, TourContext } from './tour.context.js';
import { money } from './tour.output.js';

/** Longest document number that a bank statement carries in a field of its own. */
const DOCUMENT_NUMBER_MAX = 35;
const SETTLEMENT_PATIENCE_MS = 60_000;
const POLL_MS = 250;

/** One payment on a statement: a bundle pays several receivables. */
export interface Booking {
  readonly payee: TourActor;
  readonly currency: string;
  readonly entry: CamtEntry;
}

export interface PaidEntry {
  readonly entryHash: string;
  readonly currency: string;
  readonly unappliedMinor: string | null;
  readonly status: string;
  readonly rule: string | null;
  readonly amountMinor: string;
  readonly remittance: string | null;
}

const ENTRY_FIELDS = 'entryHash amountMinor currency status rule remittance unappliedMinor';
const FIND_ENTRY = `query FindEntry($entryHash: ID!) {
  bankEntry(entryHash: $entryHash) { ${ENTRY_FIELDS} suggestions { id } }
}`;

interface FoundEntry {
  readonly bankEntry: (PaidEntry & { readonly suggestions: ReadonlyArray<{ id: string }> }) | null;
}

interface Paid {
  readonly payee: TourActor;
  readonly amountMinor: bigint;
  /** What the payer says besides the numbers. */
  readonly text?: string;
}

/** The same again, when it is asked for again: a bank knows its entry by the reference. */
export function bookingOf(
  { run }: TourContext,
  group: readonly Registered[],
  paid: Paid,
): Booking | null {
  const [first] = group;
  if (first === undefined || paid.amountMinor === 0n) return null;
  const numbers = group.map(({ plan }) => plan.number);
  const { currency, buyer } = first.plan.source.invoice;
  const entry: CamtEntry = {
    bookingDate: run.today,
    amountMinor: paid.amountMinor,
    creditDebit: 'CRDT',
    servicerReference: `T${run.runId}-${first.plan.key}`,
    endToEndId: null,
    remittance: [numbers.join(', '), paid.text ?? ''].join(' ').trim(),
    documentNumbers: numbers.filter(({ length }) => length <= DOCUMENT_NUMBER_MAX),
    counterparty: { name: buyer.name, account: null },
  };
  return { payee: paid.payee, currency, entry };
}

/**
 * Hands in a message for one account, with a statement for each currency, and waits until it is settled.
 *
 * @param label tells several messages of one run for the same account apart
 */
export async function importBookings(
  context: TourContext,
  bookings: readonly Booking[],
  label = '',
): Promise<PaidEntry[]> {
  const { run } = context;
  const [first] = bookings;
  if (first === undefined) return [];
  const { payee } = first;
  const byCurrency = groupBy(bookings, ({ currency }) => currency);
  const statements = [...byCurrency].map(([currency, group]): CamtStatement => ({
    id: `T${run.runId}-${currency}${label}`,
    account: payee.account,
    ownerName: payee.name,
    currency,
    fromDate: run.today,
    toDate: run.today,
    sequenceNumber: run.round,
    openingMinor: 0n,
    entries: group.map(({ entry }) => entry),
  }));
  const messageId = `TOUR-${run.runId}${label}`;
  const xml = writeCamt053({ messageId, createdAt: `${run.today}T18:00:00Z`, statements });
  const taken = await importBankFile(payee.client, {
    idempotencyKey: context.keyOf(`bank:${payee.account}${label}`),
    fileName: `tour-${run.runId}${label}.camt053.xml`,
    content: Buffer.from(xml),
    awaitSettlement: true,
  });
  const found = await inParallel(taken.statements, ({ bankStatementId }) =>
    settledEntries(payee.client, bankStatementId),
  );
  return found.flat();
}

/** A payment of one receivable, told in one line. */
export async function payOne(
  context: TourContext,
  receivable: Registered,
  paid: Paid,
): Promise<PaidEntry | null> {
  const booking = bookingOf(context, [receivable], paid);
  const label = `-${receivable.plan.key}`;
  const [entry] = booking === null ? [] : await importBookings(context, [booking], label);
  if (entry === undefined) return null;
  context.out.line(`  paid: ${entryText(entry)}`);
  return entry.status === 'SUGGESTED' ? await acceptBest(context, entry) : entry;
}

/** What matching is not certain of enough, the platform's settlement agent decides. */
async function acceptBest(context: TourContext, entry: PaidEntry): Promise<PaidEntry> {
  const { operator, out } = context;
  const { entryHash } = entry;
  const found = await operator.request<FoundEntry>(FIND_ENTRY, { entryHash });
  const [best] = found.bankEntry?.suggestions ?? [];
  if (best === undefined) return entry;
  const input = { entryHash, suggestionId: best.id };
  const idempotencyKey = context.keyOf(`accept:${entryHash}`);
  await runCommand(operator, { mutation: 'acceptSuggestion', input, idempotencyKey });
  const settled = (await operator.request<FoundEntry>(FIND_ENTRY, { entryHash })).bankEntry;
  out.line(`  a person agrees with the suggestion: ${entryText(settled ?? entry)}`);
  return settled ?? entry;
}

export function entryText(entry: PaidEntry): string {
  const { amountMinor, currency, rule, status, remittance, unappliedMinor } = entry;
  const restMinor = BigInt(unappliedMinor ?? '0');
  const unapplied = restMinor > 0n ? `, ${money(restMinor, currency)} unapplied` : '';
  const amount = money(BigInt(amountMinor), currency);
  return `${amount}  ${rule ?? '-'}  ${status}${unapplied}  "${remittance ?? ''}"`;
}

/** The entries once none of them is on its way to the ledger any more. */
async function settledEntries(client: ApiClient, bankStatementId: string): Promise<PaidEntry[]> {
  const giveUpAt = Date.now() + SETTLEMENT_PATIENCE_MS;
  for (;;) {
    const entries = await listAll<PaidEntry>(client, {
      field: 'bankEntries',
      selection: ENTRY_FIELDS,
      types: { filter: 'BankEntryFilter' },
      variables: { filter: { bankStatementId } },
    });
    const isMoving = entries.some(({ status, rule }) => status === 'MATCHED' || rule === null);
    if (!isMoving || Date.now() > giveUpAt) return entries;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
