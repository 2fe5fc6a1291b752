import type { DomainError } from '../../../backend/src/api/index.js';
import { KeptBackCreditService, KeptBackKind } from '../../../backend/src/kept-back/index.js';
import { KeptBackClaimService } from '../../../backend/src/kept-back/kept-back-claim.service.js';
import { KeptBackReader } from '../../../backend/src/kept-back/kept-back.reader.js';
import { type KeptBack, KeptBackStatus } from '../../../backend/src/kept-back/kept-back.type.js';
import {
  type CommandEntity,
  NetworkKey,
  OffLedgerActs,
} from '../../../backend/src/ledger/index.js';
import { DEFAULT_POLICY, MatchedKind } from '../../../backend/src/matching/index.js';
import { PartyReader } from '../../../backend/src/parties/index.js';
import { CreditNoteService, ReceivableReader } from '../../../backend/src/receivables/index.js';
import { reopenRefused } from '../../../backend/src/settlement/match.store.js';
import { MatchingPolicyStore } from '../../../backend/src/settlement/matching-policy.store.js';
import { SuggestionService } from '../../../backend/src/settlement/suggestion.service.js';
import { EntriesWorld } from '../settlement/entries.world.js';

const PAGE = { size: 100, limit: 101, after: null };
const { CHARGE, DEDUCTION } = KeptBackKind;

let world: EntriesWorld;
let reader: KeptBackReader;
let credits: KeptBackCreditService;
let claims: KeptBackClaimService;
let notes: CreditNoteService;

beforeAll(async () => {
  world = await EntriesWorld.start();
  const { configuration, database, outbox } = world.story.pipeline;
  const { dataSource } = database;
  const parties = new PartyReader(dataSource);
  const receivables = new ReceivableReader(dataSource);
  notes = new CreditNoteService(outbox, new NetworkKey(configuration), parties, receivables);
  reader = new KeptBackReader(dataSource);
  credits = new KeptBackCreditService(dataSource, notes, reader);
  claims = new KeptBackClaimService(new OffLedgerActs(dataSource), reader);
  const policy = { ...DEFAULT_POLICY, trustsNumbers: true, isAutomatic: false };
  await new MatchingPolicyStore(dataSource).set(world.story.supplier, policy);
}, 180_000);

afterAll(async () => {
  await world.stop();
});

/** A receivable of 10,000 of which an entry pays part, for a reason that its text tells; the suggestion is accepted. */
async function keptOf(number: string, text: string, paidMinor: bigint): Promise<KeptBack> {
  await world.story.confirmed(number);
  const entryHash = await world.received(`${number} ${text}`, { amountMinor: paidMinor });
  await world.done(await accepted(entryHash));
  const [kept] = await reader.list(world.story.supplier, PAGE, {
    receivableId: world.story.receivableId(number),
  });
  if (kept === undefined) throw new Error(`nothing was kept back of ${number}`);
  return kept;
}

async function accepted(entryHash: string) {
  const { suggestions = [] } = await world.entry(entryHash);
  const kinds: readonly MatchedKind[] = [MatchedKind.CHARGE, MatchedKind.DEDUCTION];
  const meant = suggestions.find(({ rows }) => rows.some(({ kind }) => kinds.includes(kind)));
  const input = { ...world.key(), entryHash, suggestionId: meant?.id ?? '' };
  return new SuggestionService(world.story.entries, world.allocating).accept(world.agent, input);
}

/** As the relay leaves what the ledger takes under no circumstances. */
async function givenUp(submitted: CommandEntity | DomainError): Promise<void> {
  if (!('commandId' in submitted)) throw new Error(JSON.stringify(submitted));
  const { commandId } = submitted;
  const failed = `UPDATE command SET failure = 'given up' WHERE command_id = $1`;
  await world.story.pipeline.db.query(failed, [commandId]);
}

async function credited(kept: KeptBack) {
  const { supplier } = world.story;
  return world.story.outcome(supplier, await credits.credit(supplier, kept));
}

function claim(kept: KeptBack, change = {}, as = world.story.supplier) {
  const { entryHash, receivableId, kind } = kept;
  const named = { entryHash, receivableId, kind, reason: 'the goods were whole' };
  return claims.claim(as, { ...world.key(), ...named, ...change });
}

function again(kept: KeptBack, as = world.story.supplier) {
  return reader.findOne(as, kept);
}

describe('a charge that a payer kept back', () => {
  it('is noted with its cause, and both sides see what is owed of it', async () => {
    const kept = await keptOf('KB-1001', 'bank charges deducted', 9_950n);

    expect(kept).toMatchObject({ kind: CHARGE, amountMinor: 50n, owedMinor: 50n, status: 'OPEN' });
    expect(kept.cause).toContain('charges');
    expect(await again(kept, world.story.buyer)).toMatchObject({ amountMinor: 50n });
    expect(await again(kept, world.story.stranger)).toBeNull();
    expect(await world.entry(kept.entryHash)).toMatchObject({
      unappliedMinor: 0n,
      applications: [{ amountMinor: 9_950n }],
    });
  });
});

describe('a deduction', () => {
  it('is credited once on the ledger, however often the supplier asks', async () => {
    const kept = await keptOf('KB-1002', 'less returned goods', 7_000n);
    expect(kept).toMatchObject({ kind: DEDUCTION, amountMinor: 3_000n });

    const first = await credited(kept);
    const second = await credited(kept);

    expect(first.commandId).toBe(second.commandId);
    expect(await world.story.outstandingMinor('KB-1002')).toBe(0n);
    expect(await again(kept)).toMatchObject({
      ...{ status: 'CREDITED', creditedMinor: 3_000n, owedMinor: 0n },
      commandId: first.commandId,
    });
    expect(await claim(kept)).toMatchObject({ code: 'INPUT_INVALID' });
    expect(await world.differences()).toEqual([]);
  });

  it('that the supplier claims stays owed, with who and why, and may be credited later', async () => {
    const { buyer, stranger, supplier } = world.story;
    const kept = await keptOf('KB-1003', 'less returned goods', 7_000n);

    expect(await claim(kept, {}, buyer)).toMatchObject({ code: 'NOT_PERMITTED' });
    expect(await claim(kept, {}, stranger)).toMatchObject({ code: 'NOT_FOUND' });
    expect(await claim(kept, { reason: ' ' })).toMatchObject({ path: 'reason' });
    expect(await claim(kept, { entryHash: 'none' })).toMatchObject({ path: 'entryHash' });
    const key = { idempotencyKey: 'claim KB-3' };
    const told = { status: 'CLAIMED', owedMinor: 3_000n, claimReason: 'the goods were whole' };
    expect(await claim(kept, key)).toMatchObject({ ...told, claimedBy: supplier.userId });
    expect(await claim(kept, key)).toMatchObject(told);
    expect(await claim(kept)).toMatchObject({ path: 'entryHash' });
    expect(await again(kept, buyer)).toMatchObject({ ...told, claimedBy: null });
    expect(await world.story.outstandingMinor('KB-1003')).toBe(3_000n);
    const { CLAIMED, OPEN } = KeptBackStatus;
    const [claimed] = await reader.list(supplier, PAGE, { status: CLAIMED });
    const open = await reader.list(supplier, PAGE, { status: OPEN });
    expect(claimed?.entryHash).toBe(kept.entryHash);
    expect(open.some(({ entryHash }) => entryHash === kept.entryHash)).toBe(false);

    await credited(kept);
    expect(await again(kept)).toMatchObject({ status: 'CREDITED', claimReason: told.claimReason });
  });

  it('that the buyer pays after all is owed no more, and nothing is left to credit', async () => {
    const kept = await keptOf('KB-1004', 'less returned goods', 7_000n);
    const rest = await world.received('rest of it', { amountMinor: 3_001n });
    await world.done(await world.allocate(rest, { 'KB-1004': 3_000n }));

    expect(await again(kept)).toMatchObject({ status: 'OPEN', owedMinor: 0n });
    expect(await credits.credit(world.story.supplier, kept)).toMatchObject({
      path: 'receivableId',
    });
  });

  it('is never more than what stays owed beside other payments on their way', async () => {
    await world.story.confirmed('KB-1005');
    const entryHash = await world.received('KB-1005 less returned goods', { amountMinor: 7_000n });
    const other = await world.received('another one', { amountMinor: 2_001n });
    await world.allocate(other, { 'KB-1005': 2_000n });
    await world.done(await accepted(entryHash));

    const receivableId = world.story.receivableId('KB-1005');
    expect(await reader.list(world.story.buyer, PAGE, { receivableId })).toMatchObject([
      { amountMinor: 1_000n, owedMinor: 1_000n },
    ]);
  });

  it('goes with its payment when that is taken back', async () => {
    const kept = await keptOf('KB-1006', 'less returned goods', 7_000n);
    await world.done(await world.reverse(kept.entryHash, 1));
    expect(await again(kept)).toBeNull();
    expect(await credits.credit(world.story.supplier, kept)).toMatchObject({ code: 'NOT_FOUND' });

    await world.done(await world.allocate(kept.entryHash, { 'KB-1006': 6_000n }));
    expect(await again(kept)).toBeNull();
  });

  it('is forgotten when the ledger refuses its payment', async () => {
    await world.story.confirmed('KB-1007');
    const entryHash = await world.received('KB-1007 less returned goods', { amountMinor: 7_000n });
    const named = { entryHash, receivableId: world.story.receivableId('KB-1007') };
    const command = await accepted(entryHash);
    expect(await reader.list(world.story.supplier, PAGE, named)).toHaveLength(1);

    await givenUp(command);
    expect(await reader.list(world.story.supplier, PAGE, named)).toEqual([]);
    const { dataSource } = world.story.pipeline.database;
    await reopenRefused(dataSource.manager);
    const left = 'SELECT 1 FROM kept_back WHERE entry_hash = $1';
    expect(await dataSource.query(left, [entryHash])).toEqual([]);
  });

  it('is open again when the ledger refuses the credit note, and can be credited anew', async () => {
    const { supplier } = world.story;
    const kept = await keptOf('KB-1008', 'less returned goods', 7_000n);
    const { receivableId } = kept;
    const all = { receivableId, number: 'all of it', amountMinor: 3_000n };
    await givenUp(await credits.credit(supplier, kept));
    await credits.run();
    expect(await again(kept)).toMatchObject({
      ...{ status: 'OPEN', commandId: null, owedMinor: 3_000n },
      problem: 'The ledger refused the credit note.',
    });
    expect(await again(kept, world.story.buyer)).toMatchObject({ problem: null });

    const half = { ...world.key(), creditNotes: [{ ...all, amountMinor: 1_000n }] };
    await world.story.outcome(supplier, await notes.apply(supplier, half));
    await credited(kept);
    expect(await again(kept)).toMatchObject({ status: 'CREDITED', creditedMinor: 2_000n });
    expect(await world.story.outstandingMinor('KB-1008')).toBe(0n);
    expect(await world.differences()).toEqual([]);
  });
});
