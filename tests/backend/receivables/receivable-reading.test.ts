import { editsBetween } from '../../../backend/src/receivables/look-alike.reader.js';
import type { Viewer } from '../../../backend/src/identity/index.js';
import { TestDatabase } from '../../support/test-database.js';
import {
  BUYER,
  FINANCIER,
  ReceivablesWorld,
  STRANGER,
  SUPPLIER,
  lotIdOf,
} from './receivables.world.js';

const A = `0x${'aa'.repeat(30)}0000`;
const B = `0x${'bb'.repeat(30)}0000`;
const C = `0x${'cc'.repeat(30)}0000`;
const PAGE = { size: 10, limit: 11, after: null };

describe('reading receivables', () => {
  let database: TestDatabase;
  let world: ReceivablesWorld;

  beforeAll(async () => {
    database = await TestDatabase.start();
  });
  afterAll(() => database.stop());
  beforeEach(async () => {
    world = await new ReceivablesWorld(database).begin();
    await world.project(A);
    await world.project(B, { supplier: '0xother', buyer: SUPPLIER, currency: 'CNY' });
    await world.project(C, { status: 'REGISTERED', outstanding_minor: '0' });
  });

  async function seen(viewer: Viewer, filter = {}): Promise<string[]> {
    const listed = await world.receivables.list(viewer, PAGE, filter);
    const found = await world.receivables.findVisible(viewer, [A, B, C]);
    const ids = listed.map(({ receivableId }) => receivableId);
    if (Object.keys(filter).length === 0) {
      expect(found.map(({ receivableId }) => receivableId).sort()).toEqual([...ids].sort());
    }
    return ids;
  }

  async function seenLots(viewer: Viewer): Promise<string[]> {
    const listed = await world.lots.list(viewer, PAGE, {});
    const found = await world.lots.findVisible(viewer, [lotIdOf(A, 1), lotIdOf(B, 1)]);
    expect(found.map(({ lotId }) => lotId).sort()).toEqual(listed.map(({ lotId }) => lotId).sort());
    return listed.map(({ lotId }) => lotId);
  }

  async function project(table: string, row: Readonly<Record<string, unknown>>) {
    await database.insert(table, [row]);
  }

  /** Of the financier to the buyer, who acknowledged to pay `payee`. */
  const notice = (lotId: string, payee: string | null) =>
    project('lot_notice', {
      ...{ lot_id: lotId, receivable_id: A, supplier: SUPPLIER, buyer: BUYER, payee },
      ...{ assignee: FINANCIER, noticed_at: '2026-03-05T00:00:00Z' },
    });

  const deal = (changes: object) =>
    project('deal', {
      ...{ deal_number: 1, quote_hash: '0x1', supplier: SUPPLIER, financier: FINANCIER },
      ...{ currency: 'EUR', eligible_minor: 1, advance_minor: 1, reserve_minor: 0 },
      ...{ discount_charge_minor: 0, service_fee_minor: 0, reserve_released_minor: 0 },
      ...{ reserve_netted_minor: 0, reserve_applied_minor: 0, recourse_days: 0, buyer: BUYER },
      ...{ status: 'ACCEPTED', disclosed: true, fund_by: '2026-04-01T00:00:00Z' },
      ...{ accepted_at: '2026-03-04T00:00:00Z', ...changes },
    });

  it('shows each party what it supplies or owes, and all of it to an auditor', async () => {
    expect(await seen(world.supplier)).toEqual([C, B, A]);
    expect(await seen(world.buyer)).toEqual([C, A]);
    expect(await seen(world.stranger)).toEqual([]);
    expect(await seen(world.auditor)).toEqual([C, B, A]);
  });

  it('shows lots to supplier and owner, not to the buyer', async () => {
    expect(await seenLots(world.supplier)).toEqual([lotIdOf(B, 1), lotIdOf(A, 1)]);
    expect(await seenLots(world.buyer)).toEqual([]);
    expect(await seenLots(world.stranger)).toEqual([]);
  });

  it('shows a financier what it was asked to quote for', async () => {
    await database.dataSource.query(
      `INSERT INTO quote_request (request_id, supplier, financier, buyer, position, currency,
         lot_ids, idempotency_key, body_hash)
       VALUES (gen_random_uuid(), $2, $3, $4, 0, 'EUR', $1, 'k', 'h')`,
      [[lotIdOf(A, 1)], SUPPLIER, FINANCIER, BUYER],
    );

    expect(await seen(world.financier)).toEqual([A]);
    expect(await seenLots(world.financier)).toEqual([lotIdOf(A, 1)]);
    expect(await seen(world.stranger)).toEqual([]);
  });

  it('shows a financier the receivable of its deal', async () => {
    await deal({});
    await project('deal_lot', { deal_number: 1, lot_id: lotIdOf(A, 1), position: 0 });

    expect(await seen(world.financier)).toEqual([A]);
    expect(await seenLots(world.financier)).toEqual([lotIdOf(A, 1)]);
  });

  it.each([
    ['the supplier, though a financier owns the lot', null, SUPPLIER],
    ['the financier that the buyer acknowledged', FINANCIER, FINANCIER],
  ])('names as payee %s', async (_, acknowledged, payee) => {
    await database.dataSource.query('UPDATE lot SET owner = $2 WHERE receivable_id = $1', [
      A,
      FINANCIER,
    ]);
    await notice(lotIdOf(A, 1), acknowledged);

    expect(await world.details.payees([A])).toEqual([
      { receivableId: A, party: payee, outstandingMinor: 10_000n },
    ]);
  });

  it('names several payees of a split receivable, and the supplier before confirmation', async () => {
    await world.projectLot(A, 2, { owner: FINANCIER, outstanding_minor: 400 });
    await notice(lotIdOf(A, 2), FINANCIER);

    const payees = await world.details.payees([A, C]);
    expect(payees.map(({ party, outstandingMinor }) => [party, outstandingMinor])).toEqual([
      [SUPPLIER, 10_000n],
      [FINANCIER, 400n],
      [SUPPLIER, 0n],
    ]);
  });

  it('filters and pages', async () => {
    expect(await seen(world.auditor, { openOnly: true })).toEqual([B, A]);
    expect(await seen(world.auditor, { status: ['REGISTERED'] })).toEqual([C]);
    expect(await seen(world.auditor, { currency: 'CNY', dueFrom: '2026-04-30' })).toEqual([B]);
    expect(await seen(world.auditor, { supplierId: '0xOTHER', dueTo: '2026-04-29' })).toEqual([]);
    const after = ['2026-03-02T00:00:00.000Z', C] as const;
    const rest = await world.receivables.list(world.supplier, { size: 1, limit: 2, after }, {});
    expect(rest.map(({ receivableId }) => receivableId)).toEqual([B, A]);
  });

  it('tells of lots in the evidence only to the supplier and who sees everything', async () => {
    for (const [index, contract] of ['receivables', 'lots'].entries()) {
      await project('ledger_event', {
        ...{ block_number: 1, log_index: index, block_time: '2026-03-02T00:00:00Z' },
        ...{ transaction_hash: '0x1', contract, name: contract, subject: A, args: {} },
      });
    }
    const names = async (viewer: Viewer) =>
      (await world.details.events(viewer, [A])).map(({ name }) => name);

    expect(await names(world.supplier)).toEqual(['receivables', 'lots']);
    expect(await names(world.auditor)).toEqual(['receivables', 'lots']);
    expect(await names(world.buyer)).toEqual(['receivables']);
    expect(await names(world.financier)).toEqual(['receivables']);
  });

  it('lists payments and what was taken back with the booking day, or the day of tokens', async () => {
    await project('remittance', {
      ...{ entry_hash: '0xe', agent: '0xp', currency: 'EUR', amount_minor: 5, unapplied_minor: 0 },
      ...{ booking_date: '2026-04-01', transaction_hash: '0x1', applied_at: '2026-04-02' },
      ...{ received_by: SUPPLIER, allocations: 1, is_reversed: false },
      allocations_hash: '0x0',
    });
    const paid = (log_index: number, entry_hash: string, amount_minor: number) =>
      project('payment', {
        ...{ block_number: 1, log_index, entry_hash, receivable_id: A, amount_minor },
        applied_at: '2026-04-02T00:00:00Z',
      });
    await paid(0, '0xe', 5);
    await paid(1, '0xe', -5);
    await paid(2, '0xtokens', 7);

    const bookingDate = '2026-04-01';
    expect(await world.details.payments([A])).toMatchObject([
      { receivableId: A, amountMinor: 5n, isReversal: false, bookingDate },
      { receivableId: A, amountMinor: 5n, isReversal: true, bookingDate },
      { receivableId: A, amountMinor: 7n, isReversal: false, bookingDate: '2026-04-02' },
    ]);
  });
});

describe('look-alikes', () => {
  let database: TestDatabase;
  let world: ReceivablesWorld;

  beforeAll(async () => {
    database = await TestDatabase.start();
    world = await new ReceivablesWorld(database).begin();
    const rows = [
      [A, '2026-03-01', 'INV-17', SUPPLIER],
      [B, '2026-03-11', 'INV-71', SUPPLIER],
      [C, '2026-03-12', 'INV-18', SUPPLIER],
      [`0x${'dd'.repeat(30)}0000`, '2026-03-01', '2026/999', SUPPLIER],
      [`0x${'ee'.repeat(30)}0000`, '2026-03-01', 'INV-19', STRANGER],
    ] as const;
    for (const [receivableId, issueDate, number, supplier] of rows) {
      await world.project(receivableId, { issue_date: issueDate, supplier });
      await database.dataSource.query(
        `INSERT INTO document (document_id, party, subject, kind, format, sha256, salt, content,
           number, number_key, summary, command_id)
         VALUES (gen_random_uuid(), $3, $1, 'INVOICE', 'JSON', '', '', '', $2, $2, '{}',
           gen_random_uuid())`,
        [receivableId, number, supplier],
      );
    }
  });
  afterAll(() => database.stop());

  const find = async (viewer: Viewer) =>
    (await world.lookAlikes.find(viewer, [A])).get(A)?.map((id) => id.slice(2, 4)) ?? [];

  it('are those with equal buyer and amount, near dates and a slightly other number', async () => {
    expect(await find(world.buyer)).toEqual(['bb', 'ee']);
  });

  it("show to a supplier without other suppliers' receivables, and to nobody else", async () => {
    expect(await find(world.supplier)).toEqual(['bb']);
    expect(await find(world.financier)).toEqual([]);
  });

  it.each([
    ['INV-1', 'INV-1', 0],
    ['INV-1', 'INV-2', 1],
    ['INV-12', 'INV-21', 2],
    ['', 'ABC', 3],
  ])('%s and %s are %i edits apart', (from, to, edits) => {
    expect(editsBetween(from, to)).toBe(edits);
  });
});
