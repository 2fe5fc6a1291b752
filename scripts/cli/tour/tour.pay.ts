import { groupBy } from '../../sample/book.js';
import { chunksOf } from '../../sample/financing.js';
import { inParallel } from '../../sample/load.parallel.js';
import { type Booking, type PaidEntry, bookingOf, entryText, importBookings } from './tour.bank.js';
import type { Registered, TourContext } from './tour.context.js';
import { paidMinorOf } from './tour.plan.js';
import { type Standing, readStanding } from './tour.standing.js';

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
    importBookings(context, group),
  );
  const entries = imported.flat();
  for (const entry of entries) out.line(entryText(entry));
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
    const payee = known.financedKeys.has(plan.key)
      ? context.financier
      : context.actor(plan.source.supplier);
    const booking = bookingOf(context, group, { payee, amountMinor });
    return booking === null ? [] : [booking];
  });
}

function standingOf(
  standings: ReadonlyMap<string, Standing>,
  { receivableId }: Registered,
): Standing {
  const standing = standings.get(receivableId);
  if (standing === undefined) throw new Error(`receivable ${receivableId} is gone`);
  return standing;
}
