import { importBankFile } from '../../cli/bank.import.js';
import type { ApiClient } from '../../cli/client.js';
import { runCommand } from '../../cli/commands.js';
import { issueQuote, requestQuote } from '../../cli/quotes.js';
import { writeCamt053 } from '../../bank/camt053.writer.js';
import { inParallel } from '../../sample/load.parallel.js';
import { firstLotOf } from '../../sample/load.registry.js';
import type { Member, Network } from './network.js';

/** Receivables of one supplier towards one buyer that go through their life together; a batch of the ledger. */
export const BATCH_SIZE = 100;
/** Amounts are spread over this range, as of a trade in many things. */
const FACE_MINOR = { least: 10_000, most: 2_000_000 };
/** Prime to the range: consecutive receivables have amounts far apart, and no two soon the same one. */
const FACE_STEP = 786_433;
const DAY_MS = 86_400_000;
const TENOR_DAYS = 60;
const SCOPE = ['EXISTENCE', 'AMOUNT', 'DUE_DATE', 'ASSIGNMENT_CONSENT'];

interface Batch {
  readonly key: string;
  readonly supplier: Member;
  readonly buyer: Member;
  readonly financier: Member;
  readonly numbers: readonly string[];
  readonly facesMinor: readonly bigint[];
  readonly receivableIds: readonly string[];
}

/** Registers, confirms, finances every second batch, and pays; `chunk` counts the calls. */
export async function runChunk(network: Network, chunk: number, batches: number): Promise<void> {
  const indexes = Array.from({ length: batches }, (_, offset) => chunk * batches + offset);
  const registered = await inParallel(indexes, (index) => register(network, index));
  await inParallel(registered, confirm);
  await inParallel(
    registered.filter((_, offset) => offset % 2 === 0),
    finance,
  );
  await pay(network, chunk, registered);
}

async function register(network: Network, index: number): Promise<Batch> {
  const { suppliers, buyers, financiers } = network;
  const supplier = pick(suppliers, index);
  const buyer = pick(buyers, Math.floor(index / suppliers.length));
  const key = `day:${index}`;
  const numbers = Array.from({ length: BATCH_SIZE }, (_, position) => `D${index}-${position}`);
  const facesMinor = numbers.map((_, position) => faceMinorOf(index * BATCH_SIZE + position));
  const receivables = numbers.map((number, position) => ({
    ...{ number, buyerId: buyer.partyId, currency: 'EUR', faceMinor: facesMinor[position] },
    ...{ issueDate: dateIn(0), dueDate: dateIn(TENOR_DAYS) },
  }));
  const { subjects } = await runCommand(supplier.client, {
    mutation: 'registerReceivables',
    idempotencyKey: `${key}:register`,
    input: { receivables },
  });
  const receivableIds = subjects.slice(0, BATCH_SIZE);
  const financier = pick(financiers, index);
  return { key, supplier, buyer, financier, numbers, facesMinor, receivableIds };
}

async function confirm({ key, buyer, facesMinor, receivableIds }: Batch): Promise<void> {
  const confirmations = receivableIds.map((receivableId, position) => ({
    ...{ receivableId, confirmedMinor: facesMinor[position], scope: SCOPE },
  }));
  await runCommand(buyer.client, {
    mutation: 'confirmReceivables',
    idempotencyKey: `${key}:confirm`,
    input: { confirmations },
  });
}

async function finance({ key, supplier, financier, receivableIds }: Batch): Promise<void> {
  const [requestId = ''] = await requestQuote(supplier.client, {
    idempotencyKey: `${key}:request`,
    financierIds: [financier.partyId],
    lotIds: receivableIds.map(firstLotOf),
  });
  const quoteHash = await issueQuote(financier.client, {
    ...{ idempotencyKey: `${key}:quote`, requestId, advanceRateBps: 8_000, discountRateBps: 450 },
    ...{ serviceFeeBps: 25, dayCountBasis: 360, recourseDays: 60, disclosed: false },
    ...{ validUntil: new Date(Date.now() + DAY_MS).toISOString(), fundingHours: 48 },
  });
  await runCommand(supplier.client, {
    mutation: 'acceptQuote',
    idempotencyKey: `${key}:accept`,
    input: { quoteHash },
  });
  await runCommand(financier.client, {
    mutation: 'fundDeal',
    inputType: 'DealEvidenceInput',
    idempotencyKey: `${key}:fund`,
    input: { dealNumber: await dealNumberOf(financier.client, quoteHash), evidence: key },
  });
}

async function dealNumberOf(client: ApiClient, quoteHash: string): Promise<number> {
  const { quote } = await client.request<{
    quote: { deal: { dealNumber: number } | null } | null;
  }>('query Deal($quoteHash: ID!) { quote(quoteHash: $quoteHash) { deal { dealNumber } } }', {
    quoteHash,
  });
  if (!quote?.deal) throw new Error(`no deal of quote ${quoteHash}`);
  return quote.deal.dealNumber;
}

/** One statement of the bank with an entry for each receivable, on the accounts of the suppliers. */
async function pay({ operator }: Network, chunk: number, batches: readonly Batch[]): Promise<void> {
  const day = dateIn(0);
  const statements = batches.map(({ key, supplier, buyer, numbers, facesMinor }) => ({
    ...{ id: key, account: supplier.account, ownerName: supplier.name, currency: 'EUR' },
    ...{ fromDate: day, toDate: day, sequenceNumber: chunk + 1, openingMinor: 0n },
    entries: numbers.map((number, position) => ({
      ...{ bookingDate: day, amountMinor: facesMinor[position] ?? 0n },
      creditDebit: 'CRDT' as const,
      ...{ servicerReference: number, endToEndId: null, remittance: `Invoice ${number}` },
      ...{ documentNumbers: [], counterparty: { name: buyer.name, account: buyer.account } },
    })),
  }));
  const messageId = `DAY-${chunk}`;
  await importBankFile(operator, {
    idempotencyKey: messageId,
    fileName: `${messageId}.camt053.xml`,
    content: Buffer.from(writeCamt053({ messageId, createdAt: `${day}T16:00:00Z`, statements })),
    awaitSettlement: true,
  });
  await settled(operator, batches);
}

const OPEN = `query Open($supplierId: ID!) {
  receivables(first: 1, filter: { supplierId: $supplierId, openOnly: true }) {
    edges { node { receivableId } }
  }
}`;
const SETTLEMENT_PATIENCE_MS = 120_000;
const POLL_MS = 100;

/** The import answers after 30 seconds at the latest; nothing may be left open. */
async function settled(operator: ApiClient, batches: readonly Batch[]): Promise<void> {
  const giveUpAt = Date.now() + SETTLEMENT_PATIENCE_MS;
  for (const { supplier } of batches) {
    for (;;) {
      const { receivables } = await operator.request<{
        receivables: { edges: readonly unknown[] };
      }>(OPEN, { supplierId: supplier.partyId });
      if (receivables.edges.length === 0) break;
      if (Date.now() > giveUpAt) throw new Error(`receivables of ${supplier.name} are not paid`);
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }
}

function faceMinorOf(receivable: number): bigint {
  const { least, most } = FACE_MINOR;
  return BigInt(least + ((receivable * FACE_STEP) % (most - least)));
}

function pick<Item>(items: readonly Item[], index: number): Item {
  return items[index % items.length] as Item;
}

function dateIn(days: number): string {
  return new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
}
