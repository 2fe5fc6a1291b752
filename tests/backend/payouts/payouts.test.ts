import { randomUUID } from 'node:crypto';

import { attributeOf, parseXml, type XmlElement } from '../../../backend/src/documents/index.js';
import { PartyRole } from '../../../backend/src/common/index.js';
import type { Viewer } from '../../../backend/src/identity/index.js';
import { PayoutReader } from '../../../backend/src/payouts/payout.reader.js';
import { PayoutService, type PayoutRequest } from '../../../backend/src/payouts/payout.service.js';
import { toSepaText } from '../../../backend/src/payouts/sepa-text.js';
import { TestDatabase } from '../../support/test-database.js';
import { describeWithSharedData, readShared } from '../../support/shared-data.js';

const PAGE = { size: 10, limit: 11, after: null };
const DEBTOR_IBAN = 'DE89370400440532013000';
const CREDITOR_IBAN = 'DE02120300000000202051';
const NEWER_IBAN = 'DE75512108001245126199';
const debtor = viewer('debtor', '11');
const creditor = viewer('creditor', '22');
const other = viewer('other', '33');

let database: TestDatabase;
let service: PayoutService;
let reader: PayoutReader;
let logIndex = 0;
let keys = 0;

beforeAll(async () => {
  database = await TestDatabase.start();
  service = new PayoutService(database.dataSource);
  reader = new PayoutReader(database.dataSource);
});

afterAll(() => database.stop());

beforeEach(async () => {
  await database.truncate('duty', 'duty_entry', 'payout_instruction', 'party_profile');
  await addParty(debtor, 'Müller & Söhne', DEBTOR_IBAN);
  await addParty(creditor, 'Crédit “Łódź”', CREDITOR_IBAN);
});

function viewer(userName: string, byte: string): Viewer {
  const party = `0x${byte.repeat(20)}`;
  return { userId: randomUUID(), userName, party, roles: [PartyRole.FINANCIER] };
}

async function addParty({ party }: Viewer, name: string, ...accounts: string[]): Promise<void> {
  const created_at = new Date();
  await database.insert('party_profile', [{ party, name, name_key: name, created_at }]);
  await database.insert(
    'bank_account',
    accounts.map((account) => ({ account, party, created_at })),
  );
}

/** Changes what the debtor owes; less without a reason. */
async function owe(amountMinor: bigint, reason: string | null = 'MISDIRECTED', to = creditor) {
  const pair = { debtor: debtor.party, creditor: to.party, currency: 'EUR' };
  logIndex += 1;
  const changed = reason === null ? -amountMinor : amountMinor;
  await database.dataSource.query(
    `INSERT INTO duty VALUES ($1, $2, 'EUR', 0, now()) ON CONFLICT (debtor, creditor, currency)
     DO NOTHING`,
    [pair.debtor, pair.creditor],
  );
  await database.dataSource.query(
    'UPDATE duty SET owed_minor = owed_minor + $3 WHERE debtor = $1 AND creditor = $2',
    [pair.debtor, pair.creditor, changed.toString()],
  );
  await database.insert('duty_entry', [
    {
      ...{ ...pair, block_number: 1, log_index: logIndex, amount_minor: amountMinor },
      ...{ owed_minor: 0, reason, source_hash: '0x', entered_at: new Date() },
    },
  ]);
}

async function create(change: Partial<PayoutRequest> = {}, as = debtor) {
  const created = await service.create(as, {
    ...{ idempotencyKey: `payout ${++keys}`, currency: 'EUR', executionDate: '2026-12-01' },
    version: 'pain.001.001.09',
    ...change,
  });
  if (typeof created !== 'string') return { refusal: created, payout: null, root: null };
  const payout = await reader.find(as, created);
  return { refusal: null, payout, root: parseXml(await reader.contentOf(created)) };
}

/** Text of the one element at a path of names. */
function at(root: XmlElement | null, path: string): string {
  return element(root, path)?.text.trim() ?? '';
}

function element(root: XmlElement | null, path: string): XmlElement | null {
  return path.split('/').reduce<XmlElement | null>((parent, name) => {
    const found = parent?.children.filter(({ local }) => local === name) ?? [];
    if (found.length > 1) throw new Error(`several ${name}`);
    return found[0] ?? null;
  }, root);
}

describe('a payout instruction', () => {
  it('pays each creditor what is left of its duties, with sums that are exact', async () => {
    await addParty(other, 'Other', NEWER_IBAN);
    await owe(10_000n);
    await owe(5_050n);
    await owe(2_000n, null);
    await owe(7n, 'OVERPAID', other);

    const { payout, root } = await create();
    expect(payout).toMatchObject({
      ...{ status: 'STANDING', controlSumMinor: 13_057n, paymentCount: 2 },
      payments: [{ amountMinor: 13_050n }, { amountMinor: 7n }],
    });
    const body = element(root, 'CstmrCdtTrfInitn');
    expect(root?.uri).toBe('urn:iso:std:iso:20022:tech:xsd:pain.001.001.09');
    expect(at(body, 'GrpHdr/MsgId')).toBe(payout?.messageId);
    expect([at(body, 'GrpHdr/NbOfTxs'), at(body, 'GrpHdr/CtrlSum')]).toEqual(['2', '130.57']);
    expect([at(body, 'PmtInf/NbOfTxs'), at(body, 'PmtInf/CtrlSum')]).toEqual(['2', '130.57']);
    expect(at(body, 'PmtInf/ReqdExctnDt/Dt')).toBe('2026-12-01');
    expect(at(body, 'PmtInf/DbtrAcct/Id/IBAN')).toBe(DEBTOR_IBAN);
    const transfers = element(body, 'PmtInf')?.children.filter(
      ({ local }) => local === 'CdtTrfTxInf',
    );
    const [first] = transfers ?? [];
    const amount = element(first ?? null, 'Amt/InstdAmt');
    expect(amount?.text).toBe('130.50');
    expect(amount === null ? null : attributeOf(amount, 'Ccy')).toBe('EUR');
    expect(at(first ?? null, 'CdtrAcct/Id/IBAN')).toBe(CREDITOR_IBAN);
  });

  it('is written in the characters of SEPA', async () => {
    await owe(1n);
    const { root } = await create();
    expect(at(root, 'CstmrCdtTrfInitn/PmtInf/Dbtr/Nm')).toBe('Mueller + Soehne');
    expect(at(root, 'CstmrCdtTrfInitn/PmtInf/CdtTrfTxInf/Cdtr/Nm')).toBe('Credit Lodz');
    expect(at(root, 'CstmrCdtTrfInitn/PmtInf/PmtTpInf/SvcLvl/Cd')).toBe('SEPA');
    expect(toSepaText('上海贸易', 70)).toBe('');
  });

  it('is the same for the same key and body, and refuses another body', async () => {
    await owe(100n);
    const first = await create({ idempotencyKey: 'once' });
    const again = await create({ idempotencyKey: 'once' });
    expect(again.payout).toEqual(first.payout);
    expect(await create({ idempotencyKey: 'once', executionDate: '2026-12-02' })).toMatchObject({
      refusal: { code: 'IDEMPOTENCY_KEY_REUSED' },
    });
  });

  it('has no duty that another standing one has, until that is cancelled', async () => {
    await owe(100n);
    const first = await create();
    expect(await create()).toMatchObject({ refusal: { path: 'currency' } });
    await owe(30n);
    expect((await create()).payout?.controlSumMinor).toBe(30n);

    const id = first.payout?.instructionId ?? '';
    expect(await service.cancel(creditor, id, 'no')).toMatchObject({ code: 'NOT_FOUND' });
    expect(await service.cancel(debtor, id, ' ')).toMatchObject({ path: 'reason' });
    expect(await service.cancel(debtor, id, 'never sent')).toBeNull();
    expect(await reader.find(debtor, id)).toMatchObject({ status: 'CANCELLED' });
    const second = await create();
    expect(second.payout?.controlSumMinor).toBe(100n);
    expect(second.payout?.messageId).not.toBe(first.payout?.messageId);
  });

  it('gives each duty away once, when many ask at once', async () => {
    await owe(100n);
    const answers = await Promise.all(Array.from({ length: 8 }, () => create()));
    expect(answers.filter(({ payout }) => payout !== null)).toHaveLength(1);
  });

  it('is discharged when the creditor confirmed, and what it passed on is not paid again', async () => {
    await owe(100n);
    const { payout } = await create();
    await owe(100n, null);
    expect(await reader.find(debtor, payout?.instructionId ?? '')).toMatchObject({
      status: 'DISCHARGED',
    });
    await owe(40n);
    expect((await create()).payout?.controlSumMinor).toBe(40n);
  });

  it('is written in version 3, where the day is no choice', async () => {
    await owe(100n);
    const { root } = await create({ version: 'pain.001.001.03' });
    expect(root?.uri).toBe('urn:iso:std:iso:20022:tech:xsd:pain.001.001.03');
    expect(at(root, 'CstmrCdtTrfInitn/PmtInf/ReqdExctnDt')).toBe('2026-12-01');
  });

  it.each([
    ['an account of somebody else', { debtorAccount: CREDITOR_IBAN }, 'debtorAccount'],
    ['a currency that nothing is owed in', { currency: 'CNY' }, 'currency'],
    ['a currency that is none', { currency: 'eur' }, 'currency'],
    ['a creditor that is no party', { creditorIds: ['x'] }, 'creditorIds'],
  ])('is refused from %s', async (_what, change, path) => {
    await owe(100n);
    const { refusal } = await create(change);
    expect((refusal as { path?: string } | null)?.path).toContain(path);
  });

  it('is refused to a creditor without an account, and pays the others', async () => {
    await addParty(other, 'Other');
    await owe(100n);
    await owe(50n, 'OVERPAID', other);
    expect(await create()).toMatchObject({ refusal: { path: 'creditorIds' } });
    expect((await create({ creditorIds: [creditor.party] })).payout?.controlSumMinor).toBe(100n);
  });

  it('is seen by its party alone', async () => {
    await owe(100n);
    const { payout } = await create();
    expect(await reader.list(debtor, PAGE)).toHaveLength(1);
    expect(await reader.list(creditor, PAGE)).toEqual([]);
    expect(await reader.find(creditor, payout?.instructionId ?? '')).toBeNull();
  });
});

describeWithSharedData('the shape of a payout instruction', () => {
  /** Paths of elements below the message in the order of the file, each once. */
  function pathsOf(root: XmlElement, path = ''): string[] {
    const below = root.children.flatMap((child) => pathsOf(child, `${path}/${child.local}`));
    return [...new Set([path, ...below])];
  }

  it('has the elements of a bank’s own sample, in its order', async () => {
    await owe(100n);
    const { root } = await create({ version: 'pain.001.001.03' });
    const sample = pathsOf(
      parseXml(readShared('bank/camt-from-banks/goldman_sachs/pain_001_v3_sepa.xml')),
    );
    const ours = root === null ? [] : pathsOf(root);
    const shared = ours.filter((path) => sample.includes(path));
    expect(shared).toEqual(sample.filter((path) => ours.includes(path)));
    const missing = sample.filter((path) => !ours.includes(path));
    // The sample names banks by BIC and its sender by an agreed id.
    expect(missing.filter((path) => !/Agt|InitgPty/.test(path))).toEqual([]);
  });
});
