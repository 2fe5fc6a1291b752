import { firstLotOf } from '../../sample/load.registry.js';
import type { Registered, TourContext } from './tour.context.js';
import { financeOne } from './tour.finance.js';
import { money, transactionText } from './tour.output.js';

const FIND_POSITION = `query FindPosition($lotId: ID!) {
  lot(lotId: $lotId) {
    position { recourseDays demandableFrom reserveMinor repurchasePriceMinor }
  }
}`;

const FIND_REPURCHASE = `query FindRepurchase($dealNumber: Int!) {
  deal(dealNumber: $dealNumber) {
    status repurchases { priceMinor reserveAppliedMinor reserveReleasedMinor }
  }
}`;

interface FoundPosition {
  readonly lot: {
    readonly position: {
      readonly recourseDays: number;
      readonly demandableFrom: string | null;
    } | null;
  };
}

interface FoundRepurchase {
  readonly deal: {
    readonly status: string;
    readonly repurchases: ReadonlyArray<{
      readonly priceMinor: string;
      readonly reserveAppliedMinor: string;
      readonly reserveReleasedMinor: string;
    }>;
  };
}

/** Too early to be demanded, so the supplier offers: the same price, and the reserve pays its part of it. */
export async function showRecourse(context: TourContext, receivable: Registered): Promise<void> {
  const { out } = context;
  out.step('A supplier takes a sold receivable back; its reserve is set off');
  await context.unlessRefused(receivable.plan.number, () => repurchase(context, receivable));
}

async function repurchase(context: TourContext, receivable: Registered): Promise<void> {
  const { out, financier } = context;
  const { plan, receivableId } = receivable;
  const supplier = context.actor(plan.source.supplier);
  const { dealNumber } = await financeOne(context, receivable);
  const lots = { dealNumber, lotIds: [firstLotOf(receivableId)] };
  await tellClock(context, receivable);
  const evidence = (what: string): string => `${what} of ${plan.number}`;
  const demanded = await context.unlessRefused('  demanded today', () =>
    context.command(financier, {
      mutation: 'demandRepurchase',
      key: `demand:${plan.key}`,
      input: { ...lots, evidence: evidence('demand to repurchase') },
    }),
  );
  // A run that goes on months later finds the clock run out.
  if (demanded !== null) out.line(`  demanded${transactionText(demanded)}`);
  const offered = await context.command(supplier, {
    mutation: 'offerRepurchase',
    key: `offer-repurchase:${plan.key}`,
    input: lots,
  });
  out.line(`  offered by the supplier${transactionText(offered)}`);
  const taken = await context.command(financier, {
    mutation: 'repurchaseLots',
    key: `repurchase:${plan.key}`,
    input: { ...lots, evidence: evidence('repurchase price') },
  });
  await tellPrice(context, { receivable, dealNumber, ended: transactionText(taken) });
}

async function tellClock(
  { out, financier }: TourContext,
  { receivableId }: Registered,
): Promise<void> {
  const { lot } = await financier.client.request<FoundPosition>(FIND_POSITION, {
    lotId: firstLotOf(receivableId),
  });
  if (lot.position === null) return;
  const { recourseDays, demandableFrom } = lot.position;
  out.line(
    `  recourse ${recourseDays} days past due: can be demanded from ${demandableFrom ?? 'never'}`,
  );
}

async function tellPrice(
  { out, financier }: TourContext,
  told: { readonly receivable: Registered; readonly dealNumber: number; readonly ended: string },
): Promise<void> {
  const { dealNumber } = told;
  const { currency } = told.receivable.plan.source.invoice;
  const figure = (amountMinor: string): string => money(BigInt(amountMinor), currency);
  const { deal } = await financier.client.request<FoundRepurchase>(FIND_REPURCHASE, { dealNumber });
  for (const { priceMinor, reserveAppliedMinor, reserveReleasedMinor } of deal.repurchases) {
    out.line(
      `  repurchased for ${figure(priceMinor)}, reserve set off ${figure(reserveAppliedMinor)}, ` +
        `released ${figure(reserveReleasedMinor)}${told.ended}`,
    );
  }
  out.line(`  deal ${dealNumber} ${deal.status}; the lot is the supplier's again`);
}
