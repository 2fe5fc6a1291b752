import { firstLotOf } from '../../sample/load.registry.js';
import type { Registered, TourActor, TourContext } from './tour.context.js';
import { accept } from './tour.finance.js';
import { money, transactionText } from './tour.output.js';
import { shareOf } from './tour.plan.js';

const DISPUTED_PERCENT = 30n;
/** Of what is disputed. */
const ACCEPTED_PERCENT = 60n;

const FIND_LOTS = `query FindLots($receivableId: ID!) {
  receivable(receivableId: $receivableId) {
    lots { index outstandingMinor availableMinor }
  }
}`;

interface FoundLots {
  readonly receivable: {
    readonly lots: ReadonlyArray<{
      readonly index: number;
      readonly outstandingMinor: string;
      readonly availableMinor: string;
    }>;
  };
}

/** While a part is disputed nobody buys it; what the supplier gives in to is credited. */
export async function showDispute(context: TourContext, receivable: Registered): Promise<void> {
  context.out.step('A buyer disputes a part; that part cannot be sold until it is resolved');
  await context.unlessRefused(receivable.plan.number, () => dispute(context, receivable));
}

async function dispute(context: TourContext, receivable: Registered): Promise<void> {
  const { out } = context;
  const { plan, receivableId } = receivable;
  const { currency } = plan.source.invoice;
  const buyer = context.actor(plan.source.buyer);
  const supplier = context.actor(plan.source.supplier);
  const disputedMinor = shareOf(plan.faceMinor, DISPUTED_PERCENT);
  const opened = await context.command(buyer, {
    mutation: 'openDispute',
    key: `dispute:${plan.key}`,
    input: { receivableId, disputedMinor, reason: 'DEFECTIVE', note: 'A part came damaged.' },
  });
  const disputed = money(disputedMinor, currency);
  out.line(`${plan.number}  disputed ${disputed}, DEFECTIVE${transactionText(opened)}`);
  await split(context, receivable, plan.faceMinor - disputedMinor);
  await tellLots(context, receivable);
  const sold = await context.unlessRefused('  sale of lot 1', () => accept(context, receivable));
  if (sold !== null) throw new Error(`${plan.number} was sold although it is disputed`);
  await resolve(context, receivable, { buyer, supplier, disputedMinor });
  await tellLots(context, receivable);
}

/** The dispute rests on the first lot: what is split off it can be sold. */
async function split(
  context: TourContext,
  { plan, receivableId }: Registered,
  partMinor: bigint,
): Promise<void> {
  await context.unlessRefused('  split', () =>
    context.command(context.actor(plan.source.supplier), {
      mutation: 'splitLot',
      key: `split:${plan.key}`,
      input: { lotId: firstLotOf(receivableId), partsMinor: [partMinor] },
    }),
  );
}

async function resolve(
  context: TourContext,
  { plan, receivableId }: Registered,
  sides: {
    readonly buyer: TourActor;
    readonly supplier: TourActor;
    readonly disputedMinor: bigint;
  },
): Promise<void> {
  const { out } = context;
  const acceptedMinor = shareOf(sides.disputedMinor, ACCEPTED_PERCENT);
  const accepted = await context.command(sides.supplier, {
    mutation: 'acceptDispute',
    key: `dispute-accept:${plan.key}`,
    input: { receivableId, acceptedMinor, note: 'The damaged part is credited.' },
  });
  const credited = money(acceptedMinor, plan.source.invoice.currency);
  out.line(`  supplier gives in to ${credited}, credited${transactionText(accepted)}`);
  if (acceptedMinor === sides.disputedMinor) return;
  const withdrawn = await context.command(sides.buyer, {
    mutation: 'withdrawDispute',
    inputType: 'EndDisputeInput',
    key: `dispute-withdraw:${plan.key}`,
    input: { receivableId, note: 'The rest is as ordered.' },
  });
  out.line(`  buyer withdraws the rest${transactionText(withdrawn)}`);
}

async function tellLots(context: TourContext, { plan, receivableId }: Registered): Promise<void> {
  const supplier = context.actor(plan.source.supplier);
  const { receivable } = await supplier.client.request<FoundLots>(FIND_LOTS, { receivableId });
  const figure = (amountMinor: string): string =>
    money(BigInt(amountMinor), plan.source.invoice.currency);
  const lots = receivable.lots.map(
    ({ index, outstandingMinor, availableMinor }) =>
      `lot ${index} ${figure(outstandingMinor)}, available ${figure(availableMinor)}`,
  );
  context.out.line(`  ${lots.join('; ')}`);
}
