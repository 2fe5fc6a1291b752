import { inParallel } from '../../sample/load.parallel.js';
import { type CamtEntry, type CamtStatement, writeCamt053 } from '../../bank/camt053.writer.js';
import { chunksOf } from '../../sample/financing.js';
import { groupBy } from '../../sample/book.js';
import { importBankFile } from '../bank.import.js';
import type { ApiClient } from '../client.js';
import { listAll } from '../pages.js';
import type { Registered, TourActor, TourContext } from './tour.context.js';
import type { PaymentCase } from './tour.model.js';
import { money } from './tour.output.js';
import { paidMinorOf } from './tour.plan.js';
import { type Standing, readStanding } from './tour.standing.js';

/** Longest document number that a bank statement carries in a field of its own. */
const DOCUMENT_NUMBER_MAX = 35;

/** One payment on the statement: a bundle pays two receivables. */
interface Booking {
  readonly payee: TourActor;
  readonly paymentCase: PaymentCase;
  readonly currency: string;
  readonly entry: CamtEntry;
}

export interface PaidEntry {
  readonly currency: string;
  readonly unappliedMinor: string | null;
  readonly status: string;
  readonly rule: string | null;
  readonly amountMinor: string;
  readonly remittance: string | null;
}

/** Writes the bank's statements, hands them in, and waits until the ledger shows the payments. */
export async function payAll(
  context: TourContext,
  confirmed: readonly Registered[],
  financedKeys: ReadonlySet<string>,
): Promise<PaidEntry[]> {
  const { out } = context;
  out.step('Buyers pay; the banks report it as camt.053, and matching finds what is meant');
  const standings = await readStanding(context.operator, confirmed);
  const bookings = bookingsOf(context, confirmed, { financedKeys, standings });
  const byAccount = groupBy(bookings, ({ payee }) => payee.account);
  const imported = await inParallel([...byAccount.values()], (group) =>
    importStatement(context, group),
  );
  const entries = imported.flat();
  for (const { amountMinor, currency, rule, status, remittance, unappliedMinor } of entries) {
    const unapplied =
      BigInt(unappliedMinor ?? '0') > 0n
        ? `, ${money(BigInt(unappliedMinor ?? '0'), currency)} unapplied`
        : '';
    out.line(
      `${money(BigInt(amountMinor), currency)}  ${rule ?? '-'}  ${status}${unapplied}  ` +
        `"${remittance ?? ''}"`,
    );
  }
  return entries;
}

/** As many bookings as there are payments; two receivables of a bundle share one. */
function bookingsOf(
  context: TourContext,
  confirmed: readonly Registered[],
  known: {
    readonly financedKeys: ReadonlySet<string>;
    readonly standings: ReadonlyMap<string, Standing>;
  },
): Booking[] {
  const isBundled = ({ plan }: Registered): boolean => plan.paymentCase === 'BUNDLE';
  const groups = [
    ...chunksOf(confirmed.filter(isBundled), 2),
    ...confirmed.filter((one) => !isBundled(one)).map((one) => [one]),
  ];
  return groups.flatMap((group): Booking[] => {
    const [first] = group;
    if (first === undefined) return [];
    const { plan } = first;
    const amountMinor = group.reduce((sum, one) => {
      const { faceMinor, creditedMinor } = standingOf(known.standings, one);
      // Nothing that payments change: a repeated run writes the same statement.
      const dueMinor = BigInt(faceMinor) - BigInt(creditedMinor);
      return dueMinor === 0n ? sum : sum + paidMinorOf(one.plan.paymentCase, dueMinor);
    }, 0n);
    if (amountMinor === 0n) return [];
    const payee = known.financedKeys.has(plan.key)
      ? context.financier
      : context.actor(plan.source.supplier);
    const { currency } = plan.source.invoice;
    const entry = entryOf(context, group, amountMinor);
    return [{ payee, paymentCase: plan.paymentCase, currency, entry }];
  });
}

function entryOf(
  { run }: TourContext,
  group: readonly Registered[],
  amountMinor: bigint,
): CamtEntry {
  const numbers = group.map(({ plan }) => plan.number);
  const [first] = group;
  const key = first?.plan.key ?? '';
  const payer = first?.plan.source.invoice.buyer.name ?? '';
  return {
    bookingDate: run.today,
    amountMinor,
    creditDebit: 'CRDT',
    servicerReference: `T${run.runId}-${key}`,
    endToEndId: null,
    remittance: numbers.join(', '),
    documentNumbers: numbers.filter(({ length }) => length <= DOCUMENT_NUMBER_MAX),
    counterparty: { name: payer, account: null },
  };
}

/** One message of one bank for one account, with a statement for each currency. */
async function importStatement(
  context: TourContext,
  bookings: readonly Booking[],
): Promise<PaidEntry[]> {
  const { run } = context;
  const [first] = bookings;
  if (first === undefined) return [];
  const { payee } = first;
  const byCurrency = groupBy(bookings, ({ currency }) => currency);
  const statements = [...byCurrency].map(([currency, group]): CamtStatement => ({
    id: `T${run.runId}-${currency}`,
    account: payee.account,
    ownerName: payee.name,
    currency,
    fromDate: run.today,
    toDate: run.today,
    sequenceNumber: run.round,
    openingMinor: 0n,
    entries: group.map(({ entry }) => entry),
  }));
  const messageId = `TOUR-${run.runId}`;
  const xml = writeCamt053({ messageId, createdAt: `${run.today}T18:00:00Z`, statements });
  const taken = await importBankFile(payee.client, {
    idempotencyKey: context.keyOf(`bank:${payee.account}`),
    fileName: `tour-${run.runId}.camt053.xml`,
    content: Buffer.from(xml),
    awaitSettlement: true,
  });
  const found = await inParallel(taken.statements, ({ bankStatementId }) =>
    settledEntries(payee.client, bankStatementId),
  );
  return found.flat();
}

const SETTLEMENT_PATIENCE_MS = 60_000;
const POLL_MS = 250;

/** The entries once none of them is on its way to the ledger any more. */
async function settledEntries(client: ApiClient, bankStatementId: string): Promise<PaidEntry[]> {
  const giveUpAt = Date.now() + SETTLEMENT_PATIENCE_MS;
  for (;;) {
    const entries = await listAll<PaidEntry>(client, {
      field: 'bankEntries',
      selection: 'amountMinor currency status rule remittance unappliedMinor',
      types: { filter: 'BankEntryFilter' },
      variables: { filter: { bankStatementId } },
    });
    const isMoving = entries.some(({ status, rule }) => status === 'MATCHED' || rule === null);
    if (!isMoving || Date.now() > giveUpAt) return entries;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

function standingOf(
  standings: ReadonlyMap<string, Standing>,
  { receivableId }: Registered,
): Standing {
  const standing = standings.get(receivableId);
  if (standing === undefined) throw new Error(`receivable ${receivableId} is gone`);
  return standing;
}
