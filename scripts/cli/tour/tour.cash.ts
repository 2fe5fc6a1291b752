import { RefusedError, type ApiRefusal } from '../api.errors.js';
import type { ApiClient, Variables } from '../client.js';
import { type PaidEntry, payOne } from './tour.bank.js';
import type { Registered, TourContext } from './tour.context.js';
import { money } from './tour.output.js';
import { shareOf } from './tour.plan.js';

const DISCOUNT_PERCENT = 2n;
const DEDUCTED_PERCENT = 10n;
const BPS_PER_PERCENT = 100n;
const BPS = 10_000n;

const REFUSED = '... on DomainError { code message } ... on InputInvalidError { path }';
const SET_TERMS = `mutation SetTerms($input: SetCashDiscountsInput!) {
  answer: setCashDiscounts(input: $input) { __typename ${REFUSED} }
}`;
const CREDIT = `mutation Credit($input: CreditKeptBackInput!) {
  answer: creditKeptBack(input: $input) { __typename ${REFUSED} }
}`;
const CLAIM = `mutation Claim($input: ClaimKeptBackInput!) {
  answer: claimKeptBack(input: $input) { __typename ${REFUSED} }
}`;
const FIND_KEPT = `query FindKept($receivableId: ID!) {
  keptBack(first: 1, receivableId: $receivableId) { edges { node {
    entryHash receivableId kind amountMinor currency isEarned status cause } } }
}`;

interface Kept {
  readonly entryHash: string;
  readonly receivableId: string;
  readonly kind: string;
  readonly amountMinor: string;
  readonly currency: string;
  readonly isEarned: boolean;
  readonly status: string;
  readonly cause: string | null;
}

/** A discount that a buyer takes in time is credited. */
export async function showDiscount(
  context: TourContext,
  receivable: Registered,
): Promise<PaidEntry[]> {
  const { out } = context;
  out.step('A buyer takes a cash discount; the supplier grants it by a credit note');
  const { plan, receivableId } = receivable;
  const { client } = context.actor(plan.source.supplier);
  const discountBps = Number(DISCOUNT_PERCENT * BPS_PER_PERCENT);
  await act(client, SET_TERMS, {
    idempotencyKey: context.keyOf(`terms:${plan.key}`),
    discounts: [{ receivableId, discountBps, discountUntil: plan.dueDate }],
  });
  // Rounded as the terms are: what is earned is never short by a minor unit.
  const keptMinor = (plan.faceMinor * BigInt(discountBps)) / BPS;
  const entry = await pay(context, receivable, { keptMinor, text: `less ${DISCOUNT_PERCENT} %` });
  const kept = await findKept(client, receivableId);
  if (kept === null) return entry;
  const earned = kept.isEarned ? 'earned' : 'not earned';
  out.line(`  kept back: ${keptText(kept)}, ${earned}`);
  if (kept.status === 'OPEN') await credit(client, kept);
  out.line(`  now ${(await findKept(client, receivableId))?.status ?? '-'}`);
  return entry;
}

/** What a buyer deducts without being entitled to it stays owed. */
export async function showDeduction(
  context: TourContext,
  receivable: Registered,
): Promise<PaidEntry[]> {
  const { out } = context;
  out.step('A buyer deducts something; the supplier insists, and it stays owed');
  const { plan, receivableId } = receivable;
  const { client } = context.actor(plan.source.supplier);
  const keptMinor = shareOf(plan.faceMinor, DEDUCTED_PERCENT);
  const entry = await pay(context, receivable, { keptMinor, text: 'less returned goods' });
  const kept = await findKept(client, receivableId);
  if (kept === null) return entry;
  out.line(`  kept back: ${keptText(kept)}`);
  const { entryHash, kind } = kept;
  if (kept.status === 'OPEN') {
    await act(client, CLAIM, {
      idempotencyKey: context.keyOf(`claim:${plan.key}`),
      ...{ entryHash, receivableId, kind, reason: 'Nothing was returned.' },
    });
  }
  out.line(`  now ${(await findKept(client, receivableId))?.status ?? '-'}`);
  return entry;
}

async function pay(
  context: TourContext,
  receivable: Registered,
  { keptMinor, text }: { readonly keptMinor: bigint; readonly text: string },
): Promise<PaidEntry[]> {
  const { plan } = receivable;
  const payee = context.actor(plan.source.supplier);
  const amountMinor = plan.faceMinor - keptMinor;
  const entry = await payOne(context, receivable, { payee, amountMinor, text });
  return entry === null ? [] : [entry];
}

async function credit(client: ApiClient, kept: Kept): Promise<void> {
  const { entryHash, receivableId, kind } = kept;
  await act(client, CREDIT, { entryHash, receivableId, kind, awaitInclusion: true });
}

async function findKept(client: ApiClient, receivableId: string): Promise<Kept | null> {
  const { keptBack } = await client.request<{
    readonly keptBack: { readonly edges: ReadonlyArray<{ readonly node: Kept }> };
  }>(FIND_KEPT, { receivableId });
  return keptBack.edges[0]?.node ?? null;
}

async function act(client: ApiClient, mutation: string, input: Variables): Promise<void> {
  const { answer } = await client.request<{ readonly answer: ApiRefusal }>(mutation, { input });
  if (typeof answer.code === 'string') throw new RefusedError([answer]);
}

function keptText({ kind, amountMinor, currency, cause }: Kept): string {
  return `${kind} ${money(BigInt(amountMinor), currency)} (${cause ?? '-'})`;
}
