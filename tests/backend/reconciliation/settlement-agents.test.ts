import { id } from 'ethers';

import { NotPermittedError } from '../../../backend/src/api/index.js';
import { PartyRole, rolesToBits } from '../../../backend/src/common/index.js';
import { KeyVault, type Viewer } from '../../../backend/src/identity/index.js';
import {
  CommandStatus,
  NetworkKey,
  contractInterfaces,
} from '../../../backend/src/ledger/index.js';
import { PairAgentReader } from '../../../backend/src/reconciliation/pair-agent.reader.js';
import { PairAgentService } from '../../../backend/src/reconciliation/pair-agent.service.js';
import { StoryWorld } from '../settlement/story.world.js';

const PAGE = { size: 10, limit: 11, after: null };
const FAR_FUTURE = 4_000_000_000;

let world: StoryWorld;
let service: PairAgentService;
let reader: PairAgentReader;
/** A settlement agent beside the platform. */
let agent: Viewer;
let keys = 0;

beforeAll(async () => {
  world = await StoryWorld.start();
  const { outbox, database, configuration } = world.pipeline;
  service = new PairAgentService(outbox);
  reader = new PairAgentReader(database.dataSource, new NetworkKey(configuration));
  agent = { ...world.stranger, party: `0x${'a9'.repeat(20)}`, roles: [PartyRole.SETTLEMENT_AGENT] };
  await admit(agent);
});

afterAll(async () => {
  await world.pipeline.stop();
});

async function admit(who: Viewer): Promise<void> {
  const { pipeline } = world;
  const signer = await new KeyVault(pipeline.configuration).create(pipeline.db, who.party);
  const admission = {
    ...{ party: who.party, legalIdHash: id(who.party), roles: rolesToBits(who.roles) },
    ...{ expiresAt: FAR_FUTURE, signer },
  };
  const callData = contractInterfaces.parties.encodeFunctionData('admitParties', [[admission]]);
  const idempotency = { key: who.party, operation: 'test', body: who.party };
  await pipeline.outbox.submit(pipeline.operator, idempotency, () =>
    Promise.resolve({ kind: 'TEST', contract: 'parties', callData, gas: 1e6, subjects: [] }),
  );
  await pipeline.settle();
}

function agree(who: Viewer, agentId: string | null, currency = 'EUR') {
  const pair = { supplierId: world.supplier.party, buyerId: world.buyer.party, currency };
  return service.agree(who, { idempotencyKey: `agent ${++keys}`, ...pair, agentId });
}

async function agreed(who: Viewer, agentId: string | null): Promise<void> {
  const { status, refusal } = await world.outcome(who, await agree(who, agentId));
  if (status !== CommandStatus.INCLUDED) throw new Error(JSON.stringify(refusal));
}

async function pair(who = world.buyer) {
  return (await reader.list(who, PAGE, {}))[0];
}

describe('the settlement agent of a pair', () => {
  it("is the network's for a pair that said nothing", async () => {
    const key = `${world.supplier.party}:${world.buyer.party}:EUR`;
    expect((await reader.findByKeys([key])).get(key)).toMatchObject({
      ...{ agent: world.pipeline.operator.party, isNetworkAgent: true, agreedAt: null },
      ...{ supplierProposal: null, buyerProposal: null },
    });
    expect(await reader.list(world.buyer, PAGE, {})).toEqual([]);
  });

  it('changes when both sides said the same, and shows what one side wants until then', async () => {
    await agreed(world.buyer, agent.party);
    expect(await pair()).toMatchObject({
      ...{ isNetworkAgent: true, agreedAt: null, supplierProposal: null },
      buyerProposal: { agent: agent.party, proposedAt: expect.any(Date) },
    });
    expect(await reader.list(world.supplier, PAGE, { pendingOnly: true })).toHaveLength(1);
    await agreed(world.supplier, null);
    expect(await pair()).toMatchObject({
      ...{ isNetworkAgent: true, agreedAt: null },
      supplierProposal: { agent: world.pipeline.operator.party },
    });

    await agreed(world.supplier, agent.party);

    expect(await pair()).toMatchObject({
      ...{ agent: agent.party, isNetworkAgent: false, agreedAt: expect.any(Date) },
      ...{ supplierProposal: null, buyerProposal: null },
    });
    expect(await reader.list(world.supplier, PAGE, { pendingOnly: true })).toEqual([]);
  });

  it('is seen by both sides, itself and the operator, and by nobody else', async () => {
    for (const who of [world.supplier, world.buyer, agent, world.pipeline.operator]) {
      expect(await reader.list(who, PAGE, { currency: 'EUR' })).toHaveLength(1);
    }
    expect(await reader.list(world.financier, PAGE, {})).toEqual([]);
    const first = await pair();
    const after = [`${first?.supplier}:${first?.buyer}:EUR`, ''] as const;
    expect(await reader.list(world.buyer, { ...PAGE, after }, {})).toEqual([]);
  });

  it('is agreed by the two sides only, and is one that may act as such', async () => {
    expect(await agree(world.financier, agent.party)).toBeInstanceOf(NotPermittedError);
    expect(await agree(world.buyer, 'nobody')).toMatchObject({ path: 'agentId' });
    expect(await agree(world.buyer, null, 'euro')).toMatchObject({ path: 'currency' });
    const noAgent = await world.outcome(
      world.buyer,
      await agree(world.buyer, world.financier.party),
    );
    expect(noAgent.refusal).toMatchObject({
      error: 'PartyLacksRole',
      values: expect.arrayContaining([{ name: 'party', value: world.financier.party }]),
    });
  });

  it('leaves receivables of the pair to it: the platform matches nothing of them', async () => {
    await world.confirmed('S-701');
    await world.receive([{ remittance: 'S-701' }]);
    expect(await world.outstandingMinor('S-701')).toBe(10_000n);

    await agreed(world.supplier, null);
    await agreed(world.buyer, null);

    expect(await pair()).toMatchObject({ isNetworkAgent: true, agreedAt: expect.any(Date) });
    await world.settlement.settleMatched(null);
    await world.pipeline.settle();
    expect(await world.outstandingMinor('S-701')).toBe(0n);
  });

  it('is verified against the ledger, also as of a pair that went back to the network', async () => {
    const { db, verifier } = world.pipeline;
    expect((await verifier.verify()).differences).toEqual([]);
    await db.query('UPDATE pair_agent SET agent = $1', [agent.party]);
    expect((await verifier.verify()).differences).toMatchObject([
      {
        ...{ table: 'pair_agent', field: 'agent', readModel: agent.party },
        ledger: world.pipeline.operator.party,
      },
    ]);
  });
});
