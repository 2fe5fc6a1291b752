import { PartyClient, admitParties } from './party-client.js';
import { StartedSystem, makeDataDir, removeDataDir } from './started-system.js';

const ROLES = { supplier: ['SUPPLIER'], buyer: ['BUYER'], stranger: ['SUPPLIER', 'BUYER'] };
const SCOPE = ['EXISTENCE', 'AMOUNT', 'DUE_DATE'];
const MAPPING = { number: 'Invoice', openAmount: 'Open' };
const PAYABLES = `... on Payables { payablesId differenceCount equalCount commandId }
  ... on DocumentRefusedError { errors { code line column } }`;

const STATEMENT = `query ($id: ID!) { statement(statementId: $id) {
  status seenAt balanceMinor itemsRoot
  ageing { bucket count openMinor }
  movements { openingMinor movements { kind count amountMinor } }
  limitation { law limitationEndsOn interruptedOn reason }
  items { receivable { limitation { limitationEndsOn } } }
} }`;
const DIFFERENCES = `query ($id: ID!) { payableDifferences(payablesId: $id) {
  edges { node { cause number supplierMinor buyerMinor line } } } }`;
const ITEMS = `query ($id: ID!) { statementItems(statementId: $id, side: BUYER, first: 1) {
  edges { node { outstandingMinor proof } } pageInfo { hasNextPage } } }`;
const PDF = `query ($id: ID!) { statementPdf(statementId: $id, language: ZH) {
  verificationCode sha256 contentBase64 } }`;
const CHECK =
  'query ($code: String!) { statementByCode(code: $code) { statementId balanceMinor } }';

describe('balances through the API', () => {
  let dataDir: string;
  let system: StartedSystem;
  let as: Record<keyof typeof ROLES, PartyClient>;
  let statementId: string;

  beforeAll(async () => {
    dataDir = await makeDataDir();
    system = new StartedSystem(dataDir);
    as = await admitParties(await PartyClient.operator(await system.ready()), ROLES);
    const receivables = ['A-001', 'A-2'].map((number) => ({
      ...{ number, buyerId: as.buyer.partyId, currency: 'EUR', faceMinor: '10050' },
      ...{ issueDate: '2026-01-05', dueDate: '2026-03-06' },
    }));
    const { subjects = [] } = await as.supplier.act('registerReceivables', { receivables });
    const confirmations = subjects.map((receivableId) => ({ receivableId, scope: SCOPE }));
    await as.buyer.act('confirmReceivables', { confirmations });
    const pair = { buyerIds: [as.buyer.partyId], currency: 'EUR' };
    statementId = (await as.supplier.act('issueStatements', pair)).subjects?.[0] ?? '';
  });

  afterAll(async () => {
    await system.end('SIGTERM');
    await removeDataDir(dataDir);
  });

  function upload(rows: readonly string[]) {
    const contentBase64 = Buffer.from(['Invoice;Open', ...rows].join('\n')).toString('base64');
    const input = { statementId, contentBase64, mapping: MAPPING, acknowledgeIfEqual: true };
    return as.buyer.act(
      'uploadPayables',
      { ...input, awaitInclusion: true },
      {
        ...{ selection: PAYABLES, isCommand: false },
      },
    );
  }

  it("takes the buyer's list: refused with its place, then compared, then acknowledged", async () => {
    expect(await upload(['a-1;1.005'])).toMatchObject({
      ...{ code: 'DOCUMENT_REFUSED', errors: [{ code: 'AMOUNT_PRECISION', line: 2, column: 2 }] },
    });

    const differing = await upload(['a-1;100.50']);
    expect(differing).toMatchObject({ differenceCount: 1, equalCount: 1, commandId: null });
    expect(await as.buyer.read(DIFFERENCES, { id: differing['payablesId'] })).toEqual({
      edges: [
        {
          node: {
            ...{ cause: 'MISSING_AT_BUYER', number: 'A-2', line: null },
            ...{ supplierMinor: '10050', buyerMinor: null },
          },
        },
      ],
    });

    expect(await upload(['a-1;100.50', 'A-2;100.50'])).toMatchObject({ differenceCount: 0 });
    expect(await as.supplier.read(STATEMENT, { id: statementId })).toMatchObject({
      ...{ status: 'AGREED', seenAt: null },
    });
  });

  it('shows what a statement says, and that its buyer opened it', async () => {
    const law = { supplierId: as.supplier.partyId, buyerId: as.buyer.partyId, law: 'CN' };
    const options = { isCommand: false, selection: '... on PairLaw { law }' };
    expect(await as.supplier.act('agreePairLaw', law, options)).toMatchObject({ law: null });
    expect(await as.buyer.act('agreePairLaw', law, options)).toMatchObject({ law: 'CN' });

    await as.buyer.read(STATEMENT, { id: statementId });
    const found = await as.supplier.read<{ limitation: { limitationEndsOn: string } }>(STATEMENT, {
      id: statementId,
    });

    const { limitationEndsOn } = found.limitation;
    expect(found).toMatchObject({
      ...{ status: 'AGREED', seenAt: expect.any(String), balanceMinor: '20100' },
      ageing: expect.arrayContaining([{ bucket: 'OVER_90_DAYS', count: 2, openMinor: '20100' }]),
      movements: {
        openingMinor: '0',
        movements: [{ kind: 'CONFIRMED', count: 2, amountMinor: '20100' }],
      },
      limitation: { law: 'CN', interruptedOn: expect.any(String), reason: null },
      items: Array.from({ length: 2 }, () => ({
        receivable: { limitation: { limitationEndsOn } },
      })),
    });
    expect(await as.buyer.read(ITEMS, { id: statementId })).toMatchObject({
      edges: [{ node: { outstandingMinor: '10050', proof: [expect.stringMatching(/^0x/)] } }],
      pageInfo: { hasNextPage: true },
    });
  });

  it('is printed for its two sides, and checked by whoever holds the paper', async () => {
    const paper = await as.buyer.read<{ verificationCode: string; contentBase64: string }>(PDF, {
      id: statementId,
    });

    const bytes = Buffer.from(paper.contentBase64, 'base64');
    expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
    expect(await as.supplier.read(PDF, { id: statementId })).toEqual(paper);
    expect(await as.stranger.read(PDF, { id: statementId })).toBeNull();
    const code = paper.verificationCode;
    expect(await as.stranger.read(CHECK, { code })).toEqual({ statementId, balanceMinor: '20100' });
    expect(await as.stranger.read(CHECK, { code: code.replace(/.$/, '') })).toBeNull();
  });

  it('is issued by the calendar once its supplier says so', async () => {
    const pair = { buyerId: as.buyer.partyId, currency: 'EUR', frequency: 'MONTHLY' };
    const selection = '... on StatementSchedule { nextDate buyer { name } }';
    const options = { isCommand: false, hasKey: false, selection };

    const schedule = await as.supplier.act('setStatementSchedule', pair, options);

    const now = new Date();
    const monthEnd = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 0));
    const nextDate = monthEnd.toISOString().slice(0, 10);
    expect(schedule).toMatchObject({ nextDate, buyer: { name: 'The buyer' } });
    const refused = await as.buyer.act('setStatementSchedule', pair, options);
    expect(refused).toMatchObject({ code: 'NOT_PERMITTED' });
  });
});
