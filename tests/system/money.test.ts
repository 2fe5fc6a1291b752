import { writeCamt053 } from '../../scripts/bank/camt053.writer.js';
import { PartyClient, admitParties } from './party-client.js';
import { StartedSystem, makeDataDir, removeDataDir } from './started-system.js';

const ROLES = { supplier: ['SUPPLIER'], buyer: ['BUYER'], stranger: ['SUPPLIER'] };
type Name = keyof typeof ROLES;

const ACCOUNT = 'DE89370400440532013000';
const DAY = '2026-01-02';
const DAY_MS = 86_400_000;
const dayAfter = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
const INCLUDED = { status: 'INCLUDED' };

const ENTRY = `query ($entryHash: ID!) { bankEntry(entryHash: $entryHash) {
  status unappliedMinor counterEntryHash reversedEntryHash returnsOf
  allocations { number kind amountMinor isReversible creditor { name }
    applications { amountMinor receivable { outstandingMinor } } }
  allocationReversals { number kind note }
  duties { reason amountMinor owedMinor debtor { name } creditor { name } }
} }`;

interface Claim {
  readonly silence: { readonly since: string };
  readonly [field: string]: unknown;
}

interface Entry {
  readonly entryHash: string;
  readonly [field: string]: unknown;
}

describe('money by hand through the API', () => {
  let dataDir: string;
  let system: StartedSystem;
  let agent: PartyClient;
  let as: Record<Name, PartyClient>;
  let receivableId: string;

  beforeAll(async () => {
    dataDir = await makeDataDir();
    system = new StartedSystem(dataDir);
    agent = await PartyClient.operator(await system.ready());
    as = await admitParties(agent, ROLES);
    const account = { isCommand: false, selection: '... on BankAccount { account }' };
    await as.supplier.act('addBankAccount', { account: ACCOUNT }, account);
  });

  afterAll(async () => {
    await system.end('SIGTERM');
    await removeDataDir(dataDir);
  });

  /** Imports a booking of 15,000; the hash of its entry. */
  async function received(remittance: string, change: object = {}): Promise<string> {
    const entry = {
      ...{ bookingDate: DAY, amountMinor: 15_000n, creditDebit: 'CRDT' as const },
      ...{ servicerReference: remittance, endToEndId: 'E2E-1', documentNumbers: [] },
      ...{ remittance, counterparty: null, ...change },
    };
    const statement = {
      ...{ id: remittance, account: ACCOUNT, ownerName: 'x', currency: 'EUR', fromDate: DAY },
      ...{ toDate: DAY, sequenceNumber: 1, openingMinor: 0n, entries: [entry] },
    };
    const xml = writeCamt053({
      ...{ messageId: remittance, createdAt: `${DAY}T18:00:00Z`, statements: [statement] },
    });
    const file = { contentBase64: Buffer.from(xml).toString('base64'), awaitSettlement: true };
    await agent.act('importBankStatement', file, {
      ...{ isCommand: false, selection: '... on BankStatementImport { importId }' },
    });
    const query = '{ bankEntries { edges { node { entryHash remittance } } } }';
    const { edges } = await agent.read<{ edges: Array<{ node: Entry }> }>(query);
    return edges.find(({ node }) => node['remittance'] === remittance)?.node.entryHash ?? '';
  }

  const entry = (entryHash: string, who = agent) => who.read<Entry | null>(ENTRY, { entryHash });

  it('amends a claim, and shows when the buyer’s silence would confirm it', async () => {
    const scope = ['EXISTENCE', 'AMOUNT'];
    const agreement = { supplierId: as.supplier.partyId, silenceDays: 10, scope };
    expect(await as.buyer.act('agreeSilence', agreement)).toMatchObject(INCLUDED);
    const receivables = [
      {
        ...{ buyerId: as.buyer.partyId, currency: 'EUR', faceMinor: '10001', number: 'INV-1' },
        ...{ issueDate: dayAfter(0), dueDate: dayAfter(60) },
      },
    ];
    const { subjects } = await as.supplier.act('registerReceivables', { receivables });
    receivableId = subjects?.[0] ?? '';

    const amendments = [{ receivableId, faceMinor: '10000' }];
    expect(await as.buyer.act('amendReceivables', { amendments })).toMatchObject({
      code: 'NOT_PERMITTED',
    });
    expect(await as.supplier.act('amendReceivables', { amendments })).toMatchObject(INCLUDED);
    const query = `{ receivable(receivableId: "${receivableId}") {
      faceMinor confirmedBy { name } silence { silenceDays scope since deemedOn } } }`;
    for (const who of [as.buyer, as.supplier]) {
      const { silence, ...claim } = await who.read<Claim>(query);
      expect(claim).toEqual({ faceMinor: '10000', confirmedBy: null });
      const deemedAt = new Date(Date.parse(silence.since) + 10 * DAY_MS);
      const deemedOn = deemedAt.toISOString().slice(0, 10);
      expect(silence).toEqual({ silenceDays: 10, scope, since: silence.since, deemedOn });
    }
    expect(await as.stranger.read(query)).toBeNull();
    const early = await as.supplier.act('confirmBySilence', { receivableIds: [receivableId] });
    expect(early).toMatchObject({ code: 'LEDGER_REFUSED' });

    const confirmations = [{ receivableId, scope }];
    await as.buyer.act('confirmReceivables', { confirmations });
    expect(await as.supplier.read(query)).toMatchObject({
      ...{ confirmedBy: { name: 'The buyer' }, silence: null },
    });
  });

  it('allocates, records an overpayment, and takes an allocation and then the whole entry back', async () => {
    const entryHash = await received('who is it');
    const applications = [{ receivableId, amountMinor: '10000' }];
    expect(await agent.act('allocateEntry', { entryHash, applications })).toMatchObject(INCLUDED);
    const overpaid = { entryHash, creditorId: as.buyer.partyId, amountMinor: '500' };
    expect(await agent.act('recordOverpayment', overpaid)).toMatchObject(INCLUDED);
    const owed = { debtor: { name: 'The supplier' }, creditor: { name: 'The buyer' } };
    const duty = { ...owed, reason: 'OVERPAID', amountMinor: '500', owedMinor: '500' };
    const paid = [{ amountMinor: '10000', receivable: { outstandingMinor: '0' } }];
    expect(await entry(entryHash, as.supplier)).toMatchObject({
      ...{ status: 'SETTLED', unappliedMinor: '4500', duties: [duty] },
      allocations: [
        { number: 1, kind: 'RECEIVABLES', isReversible: false, applications: paid },
        { number: 2, kind: 'OVERPAYMENT', isReversible: true, creditor: { name: 'The buyer' } },
      ],
    });
    expect(await entry(entryHash, as.stranger)).toBeNull();

    const latest = { entryHash, allocationNumber: 2, note: 'a mistake' };
    expect(await as.supplier.act('reverseAllocation', latest)).toMatchObject({
      code: 'NOT_PERMITTED',
    });
    expect(await agent.act('reverseAllocation', latest)).toMatchObject(INCLUDED);
    const counterEntryHash = await received('sent back', { creditDebit: 'DBIT', isReversal: true });
    expect(await entry(counterEntryHash)).toMatchObject({ returnsOf: [entryHash] });
    const whole = { entryHash, counterEntryHash };
    expect(await as.supplier.act('reverseEntry', whole)).toMatchObject({ code: 'NOT_PERMITTED' });
    expect(await agent.act('reverseEntry', whole)).toMatchObject(INCLUDED);

    expect(await entry(entryHash)).toMatchObject({
      ...{ status: 'REVERSED', unappliedMinor: '0', counterEntryHash, allocations: [] },
      allocationReversals: [
        { number: 2, kind: 'OVERPAYMENT', note: 'a mistake' },
        { number: 1, kind: 'RECEIVABLES', note: null },
      ],
      duties: [duty, { ...owed, reason: null, amountMinor: '500', owedMinor: '0' }],
    });
    expect(await entry(counterEntryHash)).toMatchObject({
      ...{ returnsOf: [], reversedEntryHash: entryHash },
    });
    const query = `{ receivable(receivableId: "${receivableId}") { status outstandingMinor } }`;
    expect(await as.buyer.read(query)).toEqual({ status: 'CONFIRMED', outstandingMinor: '10000' });
  });

  it('lists agreements, cash accounts and movements to whom they belong', async () => {
    const query = `{ silenceAgreements { edges { node { silenceDays buyer { name } } } }
      cashAccounts { edges { node { token spender party { name } } } }
      cashMovements { edges { node { amountMinor payer { name } receivable { faceMinor } } } } }`;
    const node = { silenceDays: 10, buyer: { name: 'The buyer' } };
    expect((await as.supplier.send(query)).data).toEqual({
      silenceAgreements: { edges: [{ node }] },
      ...{ cashAccounts: { edges: [] }, cashMovements: { edges: [] } },
    });
    expect((await as.stranger.send(query)).data).toMatchObject({
      silenceAgreements: { edges: [] },
    });
    const token = as.supplier.partyId;
    expect(await as.buyer.act('setCashAccount', { token, currency: 'EUR' })).toMatchObject({
      code: 'LEDGER_REFUSED',
    });
    const payment = { receivableId, token, amountMinor: '1' };
    expect(await as.supplier.act('payInTokens', payment)).toMatchObject({ code: 'NOT_PERMITTED' });
    expect(await as.buyer.act('payInTokens', payment)).toMatchObject({ code: 'LEDGER_REFUSED' });
  });

  it('stays equal to the ledger after all of this', async () => {
    const query =
      'mutation { verifyLedger { ... on LedgerVerification { differences { table } } } }';
    expect(await agent.read(query)).toEqual({ differences: [] });
  });
});
