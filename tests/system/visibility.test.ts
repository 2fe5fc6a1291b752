import { writeCamt053 } from '../../scripts/bank/camt053.writer.js';
import { type Outcome, PartyClient, admitParties } from './party-client.js';
import { makeDataDir, removeDataDir, StartedSystem } from './started-system.js';

const ROLES = {
  supplier: ['SUPPLIER'],
  otherSupplier: ['SUPPLIER'],
  buyer: ['BUYER'],
  otherBuyer: ['BUYER'],
  financier: ['FINANCIER', 'ASSESSOR'],
  otherFinancier: ['FINANCIER'],
  auditor: ['AUDITOR'],
};
type Name = keyof typeof ROLES;

const ACCOUNT = 'DE89370400440532013000';
const UNSEEN = ['NOT_FOUND', 'NOT_PERMITTED'];
const DAY_MS = 86_400_000;
const dayAfter = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
const QUOTE = {
  ...{ advanceRateBps: 8000, dayCountBasis: 360, disclosed: true, discountRateBps: 500 },
  ...{ fundingHours: 48, recourseDays: 30, serviceFeeBps: 10 },
  validUntil: new Date(Date.now() + DAY_MS).toISOString(),
};

describe('what a party sees and may do', () => {
  let dataDir: string;
  let system: StartedSystem;
  let operator: PartyClient;
  let as: Record<Name, PartyClient>;
  /** Two confirmed receivables of `supplier` and `buyer`; the first is sold to `financier`. */
  let sold: string;
  let kept: string;
  let registered: Outcome;
  let quoteHash: string;
  let requestId: string;
  let statementId: string;
  let entryHash: string;

  const lotOf = (receivableId: string) => receivableId.replace(/0000$/, '0001');
  const receivable = (number: string) => ({
    ...{ buyerId: as.buyer.partyId, currency: 'EUR', faceMinor: '10000', number },
    ...{ issueDate: dayAfter(0), dueDate: dayAfter(60) },
  });

  beforeAll(async () => {
    dataDir = await makeDataDir();
    system = new StartedSystem(dataDir);
    operator = await PartyClient.operator(await system.ready());
    as = await admitParties(operator, ROLES);
    const receivables = ['INV-1', 'INV-2'].map(receivable);
    registered = await as.supplier.act('registerReceivables', { receivables });
    [sold = '', kept = ''] = registered.subjects ?? [];
    const scope = ['EXISTENCE', 'AMOUNT', 'ASSIGNMENT_CONSENT', 'PAYEE'];
    const confirmations = [sold, kept].map((receivableId) => ({ receivableId, scope }));
    await as.buyer.act('confirmReceivables', { confirmations });
    await sell();
    await as.supplier.act('addBankAccount', { account: ACCOUNT }, ACCOUNT_ANSWER);
    const issued = await as.supplier.act('issueStatements', { buyerIds: [as.buyer.partyId] });
    statementId = issued.subjects?.[0] ?? '';
    await importEntry(as.supplier, ACCOUNT, 'INV-2');
    entryHash = (await entriesOf(as.supplier))[0]?.entryHash ?? '';
  });

  afterAll(async () => {
    await system.end('SIGTERM');
    await removeDataDir(dataDir);
  });

  const ACCOUNT_ANSWER = { isCommand: false, selection: '... on BankAccount { account }' };

  async function sell(): Promise<void> {
    const asked = await as.supplier.act(
      'requestQuote',
      { financierIds: [as.financier.partyId], lotIds: [lotOf(sold)] },
      { isCommand: false, selection: '... on QuoteRequests { requests { requestId } }' },
    );
    requestId = (asked['requests'] as Array<{ requestId: string }>)[0]?.requestId ?? '';
    const terms = { requestId, ...QUOTE };
    const selection = '... on Quote { quoteHash }';
    const quote = await as.financier.act('issueQuote', terms, { isCommand: false, selection });
    quoteHash = String(quote['quoteHash']);
    expect(await as.supplier.act('acceptQuote', { quoteHash })).toMatchObject({
      status: 'INCLUDED',
    });
    expect(await as.financier.act('publishAssessments', assessed())).toMatchObject({
      status: 'INCLUDED',
    });
    const paid = { dealNumber: 1, evidence: 'paid' };
    expect(await as.financier.act('fundDeal', paid)).toMatchObject({ status: 'INCLUDED' });
  }

  function assessed() {
    const assessment = { partyId: as.buyer.partyId, currency: 'EUR', limitMinor: '50000' };
    const expiresAt = new Date(Date.now() + 30 * DAY_MS).toISOString();
    return { assessments: [{ ...assessment, grade: 1, modelVersion: 1, expiresAt }] };
  }

  async function importEntry(who: PartyClient, account: string, remittance: string) {
    const reference = `${account}-${remittance}`.slice(-30);
    const day = '2026-01-02';
    const entry = {
      ...{ bookingDate: day, amountMinor: 4_000n, creditDebit: 'CRDT' as const },
      ...{ servicerReference: reference, endToEndId: null, documentNumbers: [] },
      ...{ remittance, counterparty: null },
    };
    const statement = {
      ...{ id: reference, account, ownerName: 'x', currency: 'EUR', fromDate: day, toDate: day },
      ...{ sequenceNumber: 1, openingMinor: 0n, entries: [entry] },
    };
    const xml = writeCamt053({
      ...{ messageId: reference, createdAt: `${day}T18:00:00Z`, statements: [statement] },
    });
    const contentBase64 = Buffer.from(xml).toString('base64');
    return who.act(
      'importBankStatement',
      { contentBase64, awaitSettlement: true },
      { isCommand: false, selection: '... on BankStatementImport { importId }' },
    );
  }

  async function entriesOf(who: PartyClient) {
    const query = '{ bankEntries { edges { node { entryHash status } } } }';
    const { edges } = await who.read<{
      edges: Array<{ node: { entryHash: string; status: string } }>;
    }>(query);
    return edges.map(({ node }) => node);
  }

  const outstandingMinor = async (receivableId: string) => {
    const query = `{ receivable(receivableId: "${receivableId}") { outstandingMinor } }`;
    return (await as.auditor.read<{ outstandingMinor: string }>(query)).outstandingMinor;
  };

  it.each<[string, () => string, Name[]]>([
    [
      'a receivable that was sold',
      () => `{ receivable(receivableId: "${sold}") { faceMinor } }`,
      ['supplier', 'buyer', 'financier'],
    ],
    [
      'a receivable that was kept',
      () => `{ receivable(receivableId: "${kept}") { faceMinor } }`,
      ['supplier', 'buyer'],
    ],
    ['a sold lot', () => `{ lot(lotId: "${lotOf(sold)}") { index } }`, ['supplier', 'financier']],
    ['a kept lot', () => `{ lot(lotId: "${lotOf(kept)}") { index } }`, ['supplier']],
    ['a quote', () => `{ quote(quoteHash: "${quoteHash}") { status } }`, ['supplier', 'financier']],
    ['a deal', () => '{ deal(dealNumber: 1) { status } }', ['supplier', 'financier']],
    [
      'a statement',
      () => `{ statement(statementId: "${statementId}") { status } }`,
      ['supplier', 'buyer'],
    ],
    ['a bank entry', () => `{ bankEntry(entryHash: "${entryHash}") { account } }`, ['supplier']],
    [
      'a command',
      () => `{ command(commandId: "${String(registered['commandId'])}") { kind } }`,
      ['supplier'],
    ],
    [
      'accounts of a party',
      () => `{ party(partyId: "${as.supplier.partyId}") { bankAccounts } }`,
      ['supplier'],
    ],
  ])('shows %s to those whom it concerns, and to the auditor', async (_, query, seeing) => {
    const shown = await Promise.all(
      (Object.keys(ROLES) as Name[]).map(async (name) => {
        const value = await as[name].read<Record<string, unknown> | null>(query());
        return value === null || Object.values(value)[0] === null ? [] : [name];
      }),
    );

    expect(shown.flat().sort()).toEqual([...seeing, 'auditor'].sort());
  });

  it('lists nothing of others', async () => {
    const lists = ['receivables', 'lots', 'deals', 'quotes', 'quoteRequests', 'statements'];
    lists.push('bankEntries', 'bankStatements', 'commands', 'balances');
    lists.push('assessments', 'exposures');
    const query = `{ ${lists.map((list) => `${list} { edges { cursor } }`).join(' ')} }`;
    for (const name of ['otherBuyer', 'otherFinancier', 'otherSupplier'] as const) {
      const { data } = await as[name].send(query);

      expect(Object.values(data ?? {})).toEqual(lists.map(() => ({ edges: [] })));
    }
  });

  it('finds nothing of others by a filter that names them', async () => {
    const supplierId = as.supplier.partyId;
    const { data } = await as.otherSupplier.send(`{
      receivables(filter: { supplierId: "${supplierId}" }) { edges { cursor } }
      lots(filter: { ownerId: "${supplierId}" }) { edges { cursor } }
      statements(filter: { supplierId: "${supplierId}" }) { edges { cursor } }
      bankEntries(filter: { account: "${ACCOUNT}" }) { edges { cursor } }
    }`);

    expect(Object.values(data ?? {})).toEqual(Array(4).fill({ edges: [] }));
  });

  it.each<[mutation: string, input: () => object, own: Name]>([
    ['confirmReceivables', () => confirmation(), 'buyer'],
    ['rejectReceivable', () => ({ receivableId: kept, reason: 'OTHER' }), 'buyer'],
    ['withdrawReceivable', () => ({ receivableId: kept }), 'supplier'],
    ['openDispute', () => ({ receivableId: kept, disputedMinor: '1', reason: 'OTHER' }), 'buyer'],
    ['acceptDispute', () => ({ receivableId: kept }), 'supplier'],
    ['splitLot', () => ({ lotId: lotOf(kept), partsMinor: ['10'] }), 'supplier'],
    [
      'applyCreditNotes',
      () => ({ creditNotes: [{ receivableId: kept, amountMinor: '1', number: 'C' }] }),
      'supplier',
    ],
    ['acceptQuote', () => ({ quoteHash }), 'supplier'],
    ['acknowledgeStatements', () => ({ acknowledgements: [{ statementId }] }), 'buyer'],
    ['fundDeal', () => ({ dealNumber: 1, evidence: 'x' }), 'financier'],
    ['closeDeal', () => ({ dealNumber: 1, evidence: 'x' }), 'financier'],
    ['publishAssessments', () => assessed(), 'financier'],
  ])('refuses %s to everybody but the party of that side', async (mutation, input, own) => {
    const others = (Object.keys(ROLES) as Name[]).filter((name) => name !== own);
    for (const who of [...others.map((name) => as[name]), operator]) {
      const { code } = await who.act(mutation, input());

      expect(UNSEEN).toContain(code);
    }
  });

  function confirmation() {
    return { confirmations: [{ receivableId: kept, scope: ['EXISTENCE', 'AMOUNT'] }] };
  }

  it('refuses a quote by a financier who was not asked, and a request for lots of others', async () => {
    const plain = { isCommand: false };
    const quote = await as.otherFinancier.act('issueQuote', { requestId, ...QUOTE }, plain);
    const lots = { financierIds: [as.otherFinancier.partyId], lotIds: [lotOf(kept)] };
    const request = await as.otherSupplier.act('requestQuote', lots, plain);

    expect([quote.code, request.code]).toEqual(['NOT_FOUND', 'NOT_FOUND']);
  });

  it('refuses tokens, admissions and verification to all but the operator', async () => {
    const token = { partyId: as.supplier.partyId, userName: 'x' };
    const legalId = { scheme: 'TEST', value: 'x' };
    const parties = [{ name: 'x', roles: ['OPERATOR'], legalId }];
    for (const who of [as.supplier, as.buyer, as.financier, as.auditor]) {
      const issued = await who.act('issueToken', token, { isCommand: false });
      const admitted = await who.act('admitParties', { parties });

      expect([issued.code, admitted.code]).toEqual(['NOT_PERMITTED', 'NOT_PERMITTED']);
    }
    const verify = 'mutation { verifyLedger { ... on DomainError { code } } }';
    expect(await as.supplier.read(verify)).toEqual({ code: 'NOT_PERMITTED' });
  });

  it('lets an auditor change nothing, not even what anybody of a deal may', async () => {
    expect((await as.auditor.act('lapseDeal', { dealNumber: 1 })).code).toBe('NOT_PERMITTED');
  });

  it('gives every party idempotency keys of its own', async () => {
    const idempotencyKey = 'a key that two parties use';
    const mine = { idempotencyKey, receivables: [receivable('KEY-1')] };
    const first = await as.supplier.act('registerReceivables', mine);
    const again = await as.supplier.act('registerReceivables', mine);
    const other = await as.otherSupplier.act('registerReceivables', mine);
    const query = `{ commandByKey(idempotencyKey: "${idempotencyKey}") { commandId } }`;

    expect(again).toEqual(first);
    expect(other['commandId']).not.toBe(first['commandId']);
    expect(await as.otherSupplier.read(query)).toEqual({ commandId: other['commandId'] });
    expect(await as.otherBuyer.read(query)).toBeNull();
  });

  it.each(['', 'x'.repeat(201)])('refuses an idempotency key out of bounds', async (key) => {
    const input = { idempotencyKey: key, receivables: [receivable('KEY-2')] };
    const { code, path } = await as.supplier.act('registerReceivables', input);

    expect([code, path]).toEqual(['INPUT_INVALID', 'idempotencyKey']);
  });

  it.each(['', 'x', "' OR true --"])('finds no command of the id %j', async (commandId) => {
    const query = 'query ($commandId: ID!) { command(commandId: $commandId) { kind } }';
    const { data, codes } = await as.supplier.send(query, { commandId });

    expect([data, codes]).toEqual([{ command: null }, []]);
  });

  it('takes statements of the own accounts only', async () => {
    for (const who of [as.otherSupplier, as.buyer, as.financier, as.auditor]) {
      expect((await importEntry(who, ACCOUNT, 'INV-1')).code).toBe('BANK_ACCOUNT_UNKNOWN');
    }
    const taken = await as.buyer.act('addBankAccount', { account: ACCOUNT }, ACCOUNT_ANSWER);

    expect(taken.code).toBe('INPUT_INVALID');
  });

  it('pays nothing off that is not owed to the owner of the account', async () => {
    const before = await Promise.all([sold, kept].map(outstandingMinor));
    for (const name of ['otherFinancier', 'buyer', 'otherSupplier'] as const) {
      await as[name].act('addBankAccount', { account: `OF-${name}` }, ACCOUNT_ANSWER);
      await importEntry(as[name], `OF-${name}`, 'INV-1');
      await importEntry(as[name], `OF-${name}`, 'INV-2');
    }

    expect(await Promise.all([sold, kept].map(outstandingMinor))).toEqual(before);
  });

  it('lets a supplier pay nothing off that it has sold openly', async () => {
    await importEntry(as.supplier, ACCOUNT, 'INV-1');

    expect(await outstandingMinor(sold)).toBe('10000');
    expect(await outstandingMinor(kept)).toBe('6000');
  });

  it('asks strangers for a token before anything else', async () => {
    const stranger = new PartyClient(operator.url, 'dbt_guessed');
    const { status, codes } = await stranger.send('{ __schema { types { name } } }');

    expect([status, codes]).toEqual([401, ['UNAUTHENTICATED']]);
  });

  it('stays equal to the ledger after all of this', async () => {
    const query =
      'mutation { verifyLedger { ... on LedgerVerification { differences { table } } } }';

    expect(await operator.read(query)).toEqual({ differences: [] });
  });
});
