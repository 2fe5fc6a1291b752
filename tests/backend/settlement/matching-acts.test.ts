import { InputInvalidError } from '../../../backend/src/api/index.js';
import { DEFAULT_POLICY } from '../../../backend/src/matching/index.js';
import type { CommandEntity } from '../../../backend/src/ledger/index.js';
import { EntryParkingService } from '../../../backend/src/settlement/entry-parking.service.js';
import { MatchingPolicyStore } from '../../../backend/src/settlement/matching-policy.store.js';
import { SuggestionService } from '../../../backend/src/settlement/suggestion.service.js';
import { EntriesWorld } from './entries.world.js';

let world: EntriesWorld;
let parking: EntryParkingService;
let policies: MatchingPolicyStore;
let suggestions: SuggestionService;

beforeAll(async () => {
  world = await EntriesWorld.start();
  const { entries, settlement, pipeline } = world.story;
  const { dataSource } = pipeline.database;
  parking = new EntryParkingService(dataSource, entries, settlement);
  policies = new MatchingPolicyStore(dataSource);
  suggestions = new SuggestionService(entries, world.allocating);
}, 180_000);

afterAll(async () => {
  await world.stop();
});

describe('a suggestion', () => {
  it('is applied when a settlement agent accepts it, and gives the same answer again', async () => {
    await world.story.confirmed('M-101', 34_567n);
    const entryHash = await world.received('thanks', { amountMinor: 34_567n });
    const { suggestions: found, status, ruleVersion } = await world.entry(entryHash);
    const input = { ...world.key(), entryHash, suggestionId: found?.[0]?.id ?? '' };

    expect([status, found?.length, typeof ruleVersion]).toEqual(['SUGGESTED', 1, 'string']);
    const accepted = await suggestions.accept(world.agent, input);
    await world.done(accepted);
    expect(await world.entry(entryHash)).toMatchObject({ status: 'SETTLED', rule: 'MANUAL' });
    expect(await suggestions.accept(world.agent, input)).toMatchObject({
      commandId: (accepted as CommandEntity).commandId,
    });
  });

  it('that is there no more is refused', async () => {
    const entryHash = await world.received('nothing', { amountMinor: 12n });
    const input = { ...world.key(), entryHash, suggestionId: 'gone' };

    expect(await suggestions.accept(world.agent, input)).toMatchObject({ path: 'suggestionId' });
  });
});

describe('an entry put aside', () => {
  it('is left alone until it is taken back', async () => {
    const entryHash = await world.received('M-201', { amountMinor: 9_100n });
    const { supplier } = world.story;
    await parking.park(supplier, { entryHash, reason: 'asked the buyer' });
    await world.story.confirmed('M-201', 9_100n);
    await world.story.settlement.settleMatched(null);
    expect(await world.entry(entryHash)).toMatchObject({
      status: 'PARKED',
      parkedReason: 'asked the buyer',
    });

    await parking.unpark(supplier, entryHash);
    await world.story.pipeline.settle();
    expect(await world.entry(entryHash)).toMatchObject({ status: 'SETTLED', rule: 'EXACT' });
    expect(await parking.park(supplier, { entryHash, reason: 'late' })).toBeInstanceOf(
      InputInvalidError,
    );
    expect(await parking.park(world.story.stranger, { entryHash, reason: 'x' })).toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

describe('the policy of a party', () => {
  it('leaves everything to people, if it says so', async () => {
    const { supplier } = world.story;
    const policy = { ...DEFAULT_POLICY, trustsNumbers: true };
    await policies.set(supplier, { ...policy, isAutomatic: false });
    await world.story.confirmed('M-301', 8_200n);
    const entryHash = await world.received('M-301', { amountMinor: 8_200n });
    const held = await world.entry(entryHash);
    await policies.set(supplier, policy);

    expect(held).toMatchObject({ status: 'SUGGESTED', hold: 'SWITCHED_OFF' });
    expect(await policies.set(supplier, { ...policy, thresholdBps: 1 })).toMatchObject({
      path: 'thresholdBps',
    });
  });
});
