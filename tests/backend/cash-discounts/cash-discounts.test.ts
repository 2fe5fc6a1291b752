import { CashDiscountService } from '../../../backend/src/cash-discounts/cash-discount.service.js';
import { KeptBackCreditService, KeptBackKind } from '../../../backend/src/kept-back/index.js';
import {
  KeptBackReader,
  type ListedKeptBack,
} from '../../../backend/src/kept-back/kept-back.reader.js';
import { KeptBackStatus } from '../../../backend/src/kept-back/kept-back.type.js';
import { NetworkKey, OffLedgerActs } from '../../../backend/src/ledger/index.js';
import {
  DEFAULT_POLICY,
  type Hypothesis,
  MatchedKind,
} from '../../../backend/src/matching/index.js';
import { PartyReader } from '../../../backend/src/parties/index.js';
import { CreditNoteService, ReceivableReader } from '../../../backend/src/receivables/index.js';
import { BankEntryStatus } from '../../../backend/src/settlement/bank-entry.type.js';
import { MatchingPolicyStore } from '../../../backend/src/settlement/matching-policy.store.js';
import { SuggestionService } from '../../../backend/src/settlement/suggestion.service.js';
import { EntriesWorld } from '../settlement/entries.world.js';

const PAGE = { size: 100, limit: 101, after: null };
const POLICY = { ...DEFAULT_POLICY, trustsNumbers: true };
const FAR_DAY = '2099-12-31';

let world: EntriesWorld;
let discounts: CashDiscountService;
let grants: KeptBackCreditService;
let keptBack: KeptBackReader;
let policies: MatchingPolicyStore;

beforeAll(async () => {
  world = await EntriesWorld.start();
  const { configuration, database, outbox } = world.story.pipeline;
  const { dataSource } = database;
  discounts = new CashDiscountService(dataSource, new OffLedgerActs(dataSource));
  const parties = new PartyReader(dataSource);
  const receivables = new ReceivableReader(dataSource);
  const network = new NetworkKey(configuration);
  const credits = new CreditNoteService(outbox, network, parties, receivables);
  keptBack = new KeptBackReader(dataSource);
  grants = new KeptBackCreditService(dataSource, credits, keptBack);
  policies = new MatchingPolicyStore(dataSource);
});

afterAll(async () => {
  await world.stop();
});

beforeEach(async () => {
  await policies.set(world.story.supplier, POLICY);
});

function named(number: string, terms: { discountBps?: number; discountUntil?: string } = {}) {
  const receivableId = world.story.receivableId(number);
  const one = { receivableId, discountBps: 200, discountUntil: FAR_DAY, ...terms };
  return { ...world.key(), discounts: [one] };
}

async function takenOf(entryHash: string) {
  const all = await keptBack.list(world.story.supplier, PAGE, { kind: KeptBackKind.DISCOUNT });
  return all.filter((one) => one.entryHash === entryHash);
}

/** A settlement agent accepts the best suggestion, or the best one of a kind, unless it was applied already. */
async function accept(
  entryHash: string,
  isMeant: (one: Pick<Hypothesis, 'rows'>) => boolean = () => true,
): Promise<void> {
  const accepting = new SuggestionService(world.story.entries, world.allocating);
  const { suggestions, status } = await world.entry(entryHash);
  if (status === BankEntryStatus.SETTLED) return;
  const suggestionId = suggestions?.find(isMeant)?.id ?? '';
  await world.done(
    await accepting.accept(world.agent, { ...world.key(), entryHash, suggestionId }),
  );
}

async function granted(): Promise<void> {
  await grants.run();
  await world.story.pipeline.settle();
}

describe('a cash discount within its terms', () => {
  it('is credited by itself once, if the supplier said so', async () => {
    await world.story.confirmed('D-1');
    await discounts.set(world.story.supplier, named('D-1'));
    await policies.set(world.story.supplier, { ...POLICY, grantsDiscounts: true });

    const entryHash = await world.received('D-1', { amountMinor: 9_800n });

    expect(await world.entry(entryHash)).toMatchObject({ status: 'SETTLED' });
    expect(await world.story.outstandingMinor('D-1')).toBe(200n);
    expect(await takenOf(entryHash)).toMatchObject([
      { amountMinor: 200n, isEarned: true, commandId: null },
    ]);

    await granted();
    const [taken] = await takenOf(entryHash);
    await granted();

    expect(await world.story.outstandingMinor('D-1')).toBe(0n);
    expect(taken?.commandId).toMatch(/^[0-9a-f-]{36}$/);
    expect(await takenOf(entryHash)).toEqual([taken]);
    const open = { kind: KeptBackKind.DISCOUNT, status: KeptBackStatus.OPEN };
    expect(await keptBack.list(world.story.supplier, PAGE, open)).toEqual([]);
  });

  it('waits for the supplier, if it said nothing', async () => {
    await world.story.confirmed('D-2');
    await discounts.set(world.story.supplier, named('D-2'));
    const entryHash = await world.received('D-2', { amountMinor: 9_800n });
    const receivableId = world.story.receivableId('D-2');

    await granted();
    expect(await world.story.outstandingMinor('D-2')).toBe(200n);

    const asked = { entryHash, receivableId, kind: KeptBackKind.DISCOUNT };
    await world.story.outcome(
      world.story.supplier,
      await grants.credit(world.story.supplier, asked),
    );
    expect(await world.story.outstandingMinor('D-2')).toBe(0n);
    expect(await grants.credit(world.story.buyer, asked)).toMatchObject({ code: 'NOT_PERMITTED' });
    expect(await grants.credit(world.story.stranger, asked)).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is noted when a person accepts it', async () => {
    const { supplier } = world.story;
    await policies.set(supplier, { ...POLICY, isAutomatic: false });
    await world.story.confirmed('D-3');
    await discounts.set(supplier, named('D-3'));
    const entryHash = await world.received('D-3', { amountMinor: 9_800n });
    await accept(entryHash);

    expect(await takenOf(entryHash)).toMatchObject([{ amountMinor: 200n, isEarned: true }]);
  });
});

describe('a cash discount that was not earned', () => {
  it('stays owed until the supplier grants it', async () => {
    const { supplier } = world.story;
    await world.story.confirmed('D-4');
    await discounts.set(supplier, named('D-4', { discountUntil: '2026-06-08' }));
    await policies.set(supplier, { ...POLICY, grantsDiscounts: true });
    const late = { amountMinor: 9_800n, bookingDate: '2026-06-20' };
    const entryHash = await world.received('D-4 2% Skonto', late);
    await accept(entryHash, ({ rows }) => rows.some(({ kind }) => kind === MatchedKind.DISCOUNT));
    await granted();

    expect(await takenOf(entryHash)).toMatchObject([{ isEarned: false, commandId: null }]);
    expect(await world.story.outstandingMinor('D-4')).toBe(200n);
  });
});

describe('discounts that were taken', () => {
  it('are all on one page or another, also those of one instant', async () => {
    const { supplier } = world.story;
    const whole = await keptBack.list(supplier, PAGE, {});
    await world.story.pipeline.db.query('UPDATE kept_back SET kept_at = now()');
    const seen: string[] = [];
    let after: readonly [string, string] | null = null;
    for (;;) {
      const page = { ...PAGE, limit: 1, after };
      const [one]: ListedKeptBack[] = await keptBack.list(supplier, page, {});
      if (one === undefined) break;
      seen.push(one.entryHash);
      after = one.keyset;
    }

    expect(whole.length).toBeGreaterThan(2);
    expect(seen.sort()).toEqual(whole.map(({ entryHash }) => entryHash).sort());
  });
});

describe('terms', () => {
  it('are the last that the supplier named, and both sides see them', async () => {
    const receivableId = world.story.receivableId('D-5');
    await world.story.confirmed('D-5');
    const first = named('D-5');
    const answer = await discounts.set(world.story.supplier, first);
    expect(await discounts.set(world.story.supplier, first)).toEqual(answer);
    await discounts.set(world.story.supplier, named('D-5', { discountBps: 300 }));

    const seen = { receivableId, discountBps: 300, discountUntil: FAR_DAY };
    expect(await discounts.find(world.story.buyer, [receivableId])).toEqual([seen]);
    expect(await discounts.find(world.story.stranger, [receivableId])).toEqual([]);

    await discounts.set(world.story.supplier, named('D-5', { discountBps: 0 }));
    expect(await discounts.find(world.story.supplier, [receivableId])).toEqual([]);
  });

  it.each([
    ['a share of more than half', { discountBps: 5_001 }, 'discounts[0].discountBps'],
    ['a day that is none', { discountUntil: '2026-02-30' }, 'discounts[0].discountUntil'],
  ])('with %s are refused', async (_what, terms, path) => {
    expect(await discounts.set(world.story.supplier, named('D-5', terms))).toMatchObject({ path });
  });

  it('of more receivables than a page has are not looked for', async () => {
    const many = Array.from({ length: 101 }, (_, at) => `0x${String(at).padStart(64, '0')}`);
    await expect(discounts.find(world.story.supplier, many)).rejects.toThrow('1 to 100');
  });

  it('are not for others to name', async () => {
    const { buyer, stranger } = world.story;
    expect(await discounts.set(buyer, named('D-5'))).toMatchObject({ code: 'NOT_PERMITTED' });
    expect(await discounts.set(stranger, named('D-5'))).toMatchObject({ code: 'NOT_FOUND' });
  });
});
