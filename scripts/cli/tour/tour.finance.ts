import { addDays } from '../../../backend/src/common/index.js';
import { firstLotOf } from '../../sample/load.registry.js';
import { issueQuote, requestQuote } from '../quotes.js';
import type { Registered, TourContext } from './tour.context.js';
import { money } from './tour.output.js';

const TERMS = {
  advanceRateBps: 8_500,
  discountRateBps: 520,
  serviceFeeBps: 30,
  dayCountBasis: 360,
  recourseDays: 60,
  disclosed: true,
  fundingHours: 168,
};
const QUOTE_VALID_DAYS = 30;
/** More than the tour sells of any buyer, however often it is told. */
const LIMIT_MINOR = 100_000_000_000n;
const LIMIT_VALID_DAYS = 365;

const FIND_DEAL = `query FindDeal($quoteHash: ID!) {
  quote(quoteHash: $quoteHash) {
    deal { dealNumber price { eligibleMinor advanceMinor reserveMinor proceedsMinor } }
  }
}`;

/** A receivable that was sold. */
export interface TourDeal {
  readonly receivable: Registered;
  readonly dealNumber: number;
}

interface FoundDeal {
  readonly dealNumber: number;
  readonly price: {
    readonly eligibleMinor: string;
    readonly advanceMinor: string;
    readonly reserveMinor: string;
    readonly proceedsMinor: string;
  };
}

/** Nobody finances what is past due: the contract says so. */
export async function showPastDue(
  context: TourContext,
  confirmed: readonly Registered[],
): Promise<void> {
  const pastDue = confirmed.find(
    ({ plan }) => plan.subject === null && plan.dueDate < context.run.today,
  );
  if (pastDue === undefined) return;
  const { plan } = pastDue;
  context.out.step(`A quote is accepted for a receivable that was due on ${plan.dueDate}`);
  const accepted = await context.unlessRefused(plan.number, () => accept(context, pastDue));
  if (accepted !== null) throw new Error(`${plan.number} was financed although it is past due`);
}

/** Request, quote, acceptance and funding, one receivable after the other. */
export async function financeAll(
  context: TourContext,
  confirmed: readonly Registered[],
): Promise<TourDeal[]> {
  const { out } = context;
  const wanted = confirmed.filter(({ plan }) => plan.isFinanced);
  if (confirmed.length === 0) return [];
  out.step('Suppliers ask for quotes, accept them, and are paid early');
  if (wanted.some(({ plan }) => plan.number !== plan.source.invoice.number)) {
    out.line('where every invoice is past due, a receivable of the tour, due in 60 days, is sold');
  }
  // What is pledged and sold in later steps counts as well.
  await publishLimits(
    context,
    confirmed.filter(({ plan }) => plan.isFinanced || plan.subject !== null),
  );
  const deals: TourDeal[] = [];
  for (const receivable of wanted) {
    const deal = await context.unlessRefused(receivable.plan.number, () =>
      financeOne(context, receivable),
    );
    if (deal !== null) deals.push(deal);
  }
  return deals;
}

/** Ends the deals whose receivables are collected. */
export async function closeAll(context: TourContext, deals: readonly TourDeal[]): Promise<void> {
  const { out } = context;
  if (deals.length === 0) return;
  out.step('The financier closes what is collected and releases the reserves');
  for (const { dealNumber } of deals) {
    const command = await context.unlessRefused(`deal ${dealNumber}`, () =>
      context.command(context.financier, {
        mutation: 'closeDeal',
        key: `close:${dealNumber}`,
        input: { dealNumber, evidence: `release of the reserve of deal ${dealNumber}` },
      }),
    );
    if (command === null) continue;
    out.line(`deal ${dealNumber} closed  transaction ${command.transactionHash ?? ''}`);
  }
}

/** Nothing is funded beyond what an assessor says that the buyer may owe. */
async function publishLimits(context: TourContext, wanted: readonly Registered[]): Promise<void> {
  const { out, run, financier } = context;
  const debts = new Map(
    wanted.map(({ plan: { source } }) => {
      const { buyer: partyId } = source;
      const { currency } = source.invoice;
      return [`${partyId}/${currency}`, { partyId, currency }];
    }),
  );
  const expiresAt = `${addDays(run.today, LIMIT_VALID_DAYS)}T00:00:00Z`;
  const assessments = [...debts.values()].map((debt) => ({
    ...{ ...debt, limitMinor: LIMIT_MINOR, grade: 2, expiresAt, modelVersion: 1 },
  }));
  const { transactionHash } = await context.command(financier, {
    mutation: 'publishAssessments',
    key: 'limits',
    input: { assessments },
  });
  const limits = [
    ...new Set([...debts.values()].map(({ currency }) => money(LIMIT_MINOR, currency))),
  ];
  out.line(
    `limits for ${debts.size} buyer${debts.size === 1 ? '' : 's'}: ${limits.join(', ')}  transaction ${transactionHash ?? ''}`,
  );
}

/** Sells one receivable; the same deal again, when it is asked for again. */
export async function financeOne(context: TourContext, receivable: Registered): Promise<TourDeal> {
  const { out } = context;
  const { plan } = receivable;
  const { currency } = plan.source.invoice;
  const { quoteHash, transactionHash } = await accept(context, receivable);
  const financier = context.financier;
  const { quote } = await financier.client.request<{ quote: { deal: FoundDeal } }>(FIND_DEAL, {
    quoteHash,
  });
  const { dealNumber, price } = quote.deal;
  const figure = (amountMinor: string): string => money(BigInt(amountMinor), currency);
  out.line(
    `${plan.number}  deal ${dealNumber}  eligible ${figure(price.eligibleMinor)}  advance ` +
      `${figure(price.advanceMinor)}  reserve ${figure(price.reserveMinor)}`,
  );
  out.line(`  accepted   transaction ${transactionHash ?? ''}`);
  const funded = await context.command(financier, {
    mutation: 'fundDeal',
    inputType: 'DealEvidenceInput',
    key: `fund:${plan.key}`,
    input: { dealNumber, evidence: `payment order for ${plan.number}` },
  });
  out.line(
    `  funded with ${figure(price.proceedsMinor)}  transaction ${funded.transactionHash ?? ''}`,
  );
  await tellBuyer(context, receivable);
  return { receivable, dealNumber };
}

/** From the buyer's acknowledgement on, the financier is whom it pays. */
async function tellBuyer(context: TourContext, { plan, receivableId }: Registered): Promise<void> {
  const lotIds = [firstLotOf(receivableId)];
  await context.command(context.financier, {
    mutation: 'giveNotice',
    key: `notice:${plan.key}`,
    input: { lotIds, evidence: `notice of the sale of ${plan.number}` },
  });
  const { transactionHash } = await context.command(context.actor(plan.source.buyer), {
    mutation: 'acknowledgeNotice',
    key: `notice known:${plan.key}`,
    input: { lotIds },
  });
  context.out.line(`  buyer told, and it acknowledged  transaction ${transactionHash ?? ''}`);
}

/** Request, quote and acceptance. */
export async function accept(
  context: TourContext,
  { plan, receivableId }: Registered,
): Promise<{ readonly quoteHash: string; readonly transactionHash: string | null }> {
  const supplier = context.actor(plan.source.supplier);
  const financier = context.financier;
  const [requestId = ''] = await requestQuote(supplier.client, {
    idempotencyKey: context.keyOf(`request:${plan.key}`),
    financierIds: [financier.partyId],
    lotIds: [firstLotOf(receivableId)],
  });
  const quoteHash = await issueQuote(financier.client, {
    idempotencyKey: context.keyOf(`quote:${plan.key}`),
    requestId,
    ...TERMS,
    validUntil: `${addDays(context.run.today, QUOTE_VALID_DAYS)}T00:00:00Z`,
  });
  const { transactionHash } = await context.command(supplier, {
    mutation: 'acceptQuote',
    key: `accept:${plan.key}`,
    input: { quoteHash },
  });
  return { quoteHash, transactionHash };
}
