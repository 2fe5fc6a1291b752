import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type RunningBackend, startBackend } from '../../../backend/src/main.js';
import { type Chain, startChain } from '../../support/test-chain.js';
import { TestDatabase } from '../../support/test-database.js';
import { deployForTest } from '../../support/test-ledger.js';
import { PartyClient, admitParties } from '../../system/party-client.js';

const ROLES = { supplier: ['SUPPLIER'], buyer: ['BUYER'], auditor: ['AUDITOR'] };
const TOKEN = { selection: '... on IssuedToken { token }', isCommand: false };
const REFUSAL = { selection: '... on LedgerRefusedError { error }' };
const dayAfter = (days: number) =>
  new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

let chain: Chain;
let database: TestDatabase;
let dataDir: string;
let backend: RunningBackend;
let operator: PartyClient;
let grace: PartyClient;
let as: Record<keyof typeof ROLES, PartyClient>;
let platform: string;
let graceKey: string;

beforeAll(async () => {
  chain = await startChain();
  database = await TestDatabase.start();
  dataDir = await mkdtemp(join(tmpdir(), 'duebill-powers-'));
  const config = { ...(await deployForTest(chain, database.url)), dataDir };
  backend = await startBackend(config);
  operator = await PartyClient.operator({ url: backend.url, dataDir });
  as = await admitParties(operator, ROLES);
  const viewer = await operator.read<{ party: { partyId: string } }>(
    '{ viewer { party { partyId } } }',
  );
  platform = viewer.party.partyId;
});

afterAll(async () => {
  await backend.stop();
  await database.stop();
  await chain.stop();
  await rm(dataDir, { recursive: true, force: true });
});

async function lotOf(number: string): Promise<string> {
  const receivables = [
    {
      ...{ buyerId: as.buyer.partyId, currency: 'EUR', faceMinor: '10000', number },
      ...{ issueDate: dayAfter(0), dueDate: dayAfter(60) },
    },
  ];
  const { subjects } = await as.supplier.act('registerReceivables', { receivables });
  const receivableId = subjects?.[0] ?? '';
  const confirmations = [{ receivableId, scope: ['EXISTENCE', 'AMOUNT'] }];
  await as.buyer.act('confirmReceivables', { confirmations });
  return receivableId.replace(/0000$/, '0001');
}

describe('two operators through the API', () => {
  it('are two users, one with a key and a power of its own', async () => {
    const added = await operator.act('addSigner', {
      ...{ userName: 'Grace', rights: ['OPERATION'], amountMaxMinor: '0' },
    });
    graceKey = added.subjects?.[0] ?? '';
    const power = { signerId: graceKey, power: 'ORDERS' };
    expect(await operator.act('grantPower', power, { inputType: 'PowerInput' })).toMatchObject({
      status: 'INCLUDED',
    });
    const { token } = await operator.act(
      'issueToken',
      { partyId: platform, userName: 'Grace' },
      TOKEN,
    );
    grace = new PartyClient(backend.url, String(token), platform);
    expect(await grace.read('{ viewer { userName signerId } }')).toEqual({
      ...{ userName: 'Grace', signerId: graceKey },
    });

    const holders = await grace.read<{ edges: unknown[] }>(
      `query ($signerId: ID) { powerHolders(filter: { signerId: $signerId, heldOnly: true }) {
        edges { node { power userName isInForce revokedAt party { partyId } } } } }`,
      { signerId: graceKey },
    );
    expect(holders.edges).toEqual([
      {
        node: {
          ...{ power: 'ORDERS', userName: 'Grace', isInForce: true, revokedAt: null },
          party: { partyId: platform },
        },
      },
    ]);
  });

  it('freeze a lot only together, and everybody who sees the lot sees it', async () => {
    const lotId = await lotOf('API-1');
    const act = { inputType: 'LotOrderInput', ...REFUSAL };
    expect(await grace.act('freezeLot', { lotId }, act)).toMatchObject({
      error: 'ApprovalMissing',
    });
    const approval = { lotId, order: 'Order 12 M 3/26' };
    const approveType = { inputType: 'ApproveLotOrderInput' };
    const approved = await operator.act('approveLotFreeze', approval, approveType);
    const actHash = approved.subjects?.[0];
    expect(await operator.act('freezeLot', { lotId }, act)).toMatchObject({
      error: 'SameOperatorTwice',
    });
    expect(await grace.act('freezeLot', { lotId }, act)).toMatchObject({ status: 'INCLUDED' });

    const frozen = `query ($lotId: ID!) { lot(lotId: $lotId) {
      isFrozen availableMinor orders { kind order owner { partyId } newOwner { partyId } } } }`;
    expect(await as.supplier.read(frozen, { lotId })).toEqual({
      ...{ isFrozen: true, availableMinor: '0' },
      orders: [
        {
          ...{ kind: 'FREEZE', order: 'Order 12 M 3/26', newOwner: null },
          owner: { partyId: as.supplier.partyId },
        },
      ],
    });
    const steps = `query ($actHash: ID!) { approval(actHash: $actHash) {
      status act steps { status signerId } arguments { name value } party { name } } }`;
    expect(await as.auditor.read(steps, { actHash })).toMatchObject({
      ...{ status: 'CONSUMED', act: 'FREEZE_LOT', party: null },
      steps: [{ status: 'APPROVED' }, { status: 'CONSUMED', signerId: graceKey }],
    });
    expect(await as.supplier.read(steps, { actHash })).toBeNull();
  });

  it('are seen with their powers by operators and auditors alone', async () => {
    const everything = `{
      powerHolders { edges { node { signerId } } } approvals { edges { node { actHash } } }
      powerFunctions { functionName } powerRoles { roleId } lotOrders { edges { node { lotId } } }
      scheduledOperations { edges { node { operationId } } }
    }`;
    const { data: seen } = await as.auditor.send(everything);
    expect(seen).toMatchObject({ powerHolders: { edges: expect.any(Array) } });
    expect(JSON.stringify(seen)).toContain(graceKey);
    const none = { edges: [] };
    expect((await as.buyer.send(everything)).data).toEqual({
      ...{ powerHolders: none, approvals: none, powerFunctions: [], powerRoles: [] },
      ...{ lotOrders: none, scheduledOperations: none },
    });
  });
});

describe('keys and pauses through the API', () => {
  it('show a party its own keys only', async () => {
    const mine = `query ($partyId: ID) { signers(filter: { partyId: $partyId }) {
      edges { node { rights amountMaxMinor isKept userName party { partyId } } } } }`;
    const own = await as.buyer.read<{ edges: unknown[] }>(mine);
    expect(own.edges).toMatchObject([
      { node: { isKept: true, userName: null, party: { partyId: as.buyer.partyId } } },
    ]);
    expect(await as.buyer.read(mine, { partyId: platform })).toEqual({ edges: [] });
    const prepared = await as.buyer.send(
      'mutation { prepareSigner { __typename ... on PreparedSigner { signerId } } }',
    );
    expect(prepared.text).toMatch(/"signerId":"0x[0-9a-f]{40}"/);
    expect(await as.auditor.act('rotateSigner', {})).toMatchObject({ code: 'NOT_PERMITTED' });
    expect(await as.buyer.act('rotateSigner', {})).toMatchObject({ status: 'INCLUDED' });
    const { edges } = await as.buyer.read<{ edges: unknown[] }>(mine);
    expect(edges).toHaveLength(2);
  });

  it('show all what is paused, and a party why it is suspended', async () => {
    const groups = ['CREDIT'];
    await operator.act('pauseActs', { groups, reason: 'for a test' });
    expect(await as.supplier.read('{ pausedActs { group reason } }')).toEqual([
      { group: 'CREDIT', reason: 'for a test' },
    ]);
    await operator.act('resumeActs', { groups });
    const changes = '{ pauseChanges { edges { node { isStart groups pausedGroups } } } }';
    expect(await as.buyer.read(changes)).toMatchObject({
      edges: [{ node: { isStart: false, pausedGroups: [] } }, { node: { isStart: true, groups } }],
    });

    const partyId = as.supplier.partyId;
    await operator.act('suspendParty', { partyId, reason: 'a stolen key' });
    const why = 'query ($partyId: ID!) { party(partyId: $partyId) { status suspensionReason } }';
    const reason = { status: 'SUSPENDED', suspensionReason: 'a stolen key' };
    expect(await as.supplier.read(why, { partyId })).toEqual(reason);
    expect(await as.buyer.read(why, { partyId })).toEqual({ ...reason, suspensionReason: null });
    expect(await operator.act('reinstateParty', { partyId })).toMatchObject({ status: 'INCLUDED' });
    const renewal = { partyId, expiresOn: dayAfter(99) };
    expect(await operator.act('renewAdmission', renewal)).toMatchObject({ status: 'INCLUDED' });
  });
});
