import type { Viewer } from '../../../backend/src/identity/index.js';
import { PayoutService } from '../../../backend/src/payouts/payout.service.js';
import { EntriesWorld } from '../settlement/entries.world.js';

const BUYER_IBAN = 'NL91ABNA0417164300';

let world: EntriesWorld;
let payouts: PayoutService;

beforeAll(async () => {
  world = await EntriesWorld.start();
  const { db, database } = world.story.pipeline;
  payouts = new PayoutService(database.dataSource);
  await db.query(
    `INSERT INTO party_profile (party, name, name_key) VALUES ($1, 'supplier', 'supplier')
     ON CONFLICT DO NOTHING`,
    [world.story.supplier.party],
  );
  await db.query('INSERT INTO bank_account (account, party) VALUES ($1, $2)', [
    BUYER_IBAN,
    world.story.buyer.party,
  ]);
}, 180_000);

afterAll(async () => {
  await world.stop();
});

function create(as: Viewer = world.story.supplier) {
  const request = { currency: 'EUR', executionDate: '2026-12-01' };
  return payouts.create(as, { ...world.key(), ...request, version: 'pain.001.001.09' });
}

async function places(): Promise<Array<{ place: string; source_hash: string }>> {
  return world.story.pipeline.db.query(
    `SELECT block_number || ':' || log_index AS place, source_hash FROM duty_entry
     WHERE reason = 'OVERPAID' ORDER BY source_hash`,
  );
}

/** Takes the newest blocks back; what was in them is sent again, into later ones. */
async function reorganise(toBlock: number): Promise<void> {
  const { pipeline } = world.story;
  const head = await pipeline.rpc.blockNumber();
  await pipeline.chain.provider.send('anvil_rollback', [head - toBlock]);
  await pipeline.chain.provider.send('anvil_mine', [`0x${(head - toBlock + 2).toString(16)}`]);
  await pipeline.indexAll();
  await pipeline.settle();
}

describe('a payout instruction', () => {
  it('has its duty still after a reorganisation brought it at another place', async () => {
    const { pipeline, supplier } = world.story;
    const first = await world.received('too much', { amountMinor: 5_000n });
    await world.done(await world.overpaid(first, 5_000n));
    const at = await pipeline.rpc.blockNumber();
    const second = await world.received('too much again', { amountMinor: 7_000n });
    await world.done(await world.overpaid(second, 7_000n));
    expect(typeof (await create())).toBe('string');
    expect(await create()).toMatchObject({ path: 'currency' });
    const before = await places();
    expect(before).toHaveLength(2);

    await reorganise(at - 1);

    const after = await places();
    expect(after.map(({ source_hash: hash }) => hash)).toEqual(
      before.map(({ source_hash: hash }) => hash),
    );
    expect(after.map(({ place }) => place)).not.toEqual(before.map(({ place }) => place));
    expect(await create(supplier)).toMatchObject({ path: 'currency' });

    const third = await world.received('once more', { amountMinor: 9_000n });
    await world.done(await world.overpaid(third, 9_000n));
    const instructionId = await create();
    const [{ sum }] = await pipeline.db.query(
      'SELECT control_sum_minor AS sum FROM payout_instruction WHERE instruction_id::text = $1',
      [instructionId],
    );
    expect(sum).toBe('9000');
  });
});
