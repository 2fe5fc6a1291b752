import {
  DocumentRefusedError,
  type DomainError,
  NotFoundError,
  NotPermittedError,
} from '../../../backend/src/api/index.js';
import { type CommandEntity, contractInterfaces } from '../../../backend/src/ledger/index.js';
import { PartyReader } from '../../../backend/src/parties/index.js';
import type { AmendReceivablesInput } from '../../../backend/src/receivables/amendment.input.js';
import { AmendmentService } from '../../../backend/src/receivables/amendment.service.js';
import { outboxOn } from '../../support/command-outbox.js';
import { ublInvoice } from '../../support/invoice-xml.js';
import { TestDatabase } from '../../support/test-database.js';
import { ReceivablesWorld, SUPPLIER_LEI } from './receivables.world.js';

const UNKNOWN = `0x${'ee'.repeat(30)}0000`;

type Change = readonly [string | RegExp, string];

function document(...changes: Change[]) {
  return { fileName: 'a.xml', contentBase64: ublInvoice(...changes).toString('base64') };
}

function callsOf(answer: CommandEntity | DomainError): unknown[] {
  const { callData } = answer as CommandEntity;
  const data = `0x${callData.toString('hex')}`;
  return contractInterfaces.receivables.decodeFunctionData('amend', data).toArray(true)[0];
}

describe('amendment of claims', () => {
  let database: TestDatabase;
  let world: ReceivablesWorld;
  let service: AmendmentService;
  let invoice: string;

  beforeAll(async () => {
    database = await TestDatabase.start();
  });
  afterAll(() => database.stop());
  beforeEach(async () => {
    world = await new ReceivablesWorld(database).begin();
    invoice = world.receivableId('INV-7');
    await world.project(invoice, { status: 'REGISTERED', scope: 0, outstanding_minor: '0' });
    service = new AmendmentService(
      ...([outboxOn(database.dataSource), world.networkKey] as const),
      ...([new PartyReader(database.dataSource), world.receivables] as const),
    );
  });

  const amend = (input: Omit<AmendReceivablesInput, 'idempotencyKey'>, viewer = world.supplier) =>
    service.amend(viewer, { idempotencyKey: 'a', ...input });
  const amendOne = (change: object, viewer = world.supplier) =>
    amend({ amendments: [{ receivableId: invoice, ...change }] }, viewer);

  it('changes what is given, leaves the rest, and keeps what the ledger commits to', async () => {
    const answer = await amendOne({ faceMinor: 9_000n });

    const kept: Array<{ commitment: string; content: Buffer }> = await database.dataSource.query(
      `SELECT '0x' || encode(sha256(decode(salt, 'hex') || decode(sha256, 'hex')), 'hex')
         AS commitment, content FROM document WHERE kind = 'AMENDMENT'`,
    );
    expect(callsOf(answer)).toEqual([[invoice, 9_000n, 20_573n, kept[0]?.commitment]]);
    expect(JSON.parse(String(kept[0]?.content))).toEqual({
      ...{ receivableId: invoice, faceMinor: '9000' },
    });
    expect((answer as CommandEntity).subjects).toEqual([invoice]);
  });

  it('takes face and due date from a corrected invoice of the same number', async () => {
    const answer = await amend({
      documents: [document(['<b:DueDate>2026-04-30', '<b:DueDate>2026-05-31'])],
    });
    expect(callsOf(answer)).toEqual([[invoice, 10_000n, 20_604n, expect.any(String)]]);
  });

  it('refuses a document about another claim, and one that changes more than the ledger can', async () => {
    const other = await amend({ documents: [document(['INV-007', 'INV-008'])] });
    expect(other).toEqual(new NotFoundError(world.receivableId('INV-8')));
    const earlier = await amend({
      documents: [document(['<b:IssueDate>2026-03-01', '<b:IssueDate>2026-02-01'])],
    });
    expect(earlier).toMatchObject({ errors: [{ code: 'NOT_THE_SAME_CLAIM' }] });
    const foreign = await amend({ documents: [document([SUPPLIER_LEI, '5493001KJTIIGC8Y1R12'])] });
    expect(foreign).toBeInstanceOf(DocumentRefusedError);
    expect((foreign as DocumentRefusedError).errors).toMatchObject([
      { code: 'SUPPLIER_IS_ANOTHER_PARTY' },
    ]);
  });

  it('names what is wrong with a field, and refuses all if one is refused', async () => {
    expect(await amend({})).toMatchObject({ path: 'amendments' });
    expect(await amendOne({})).toMatchObject({ path: 'amendments[0]' });
    expect(await amendOne({ faceMinor: 0n })).toMatchObject({ path: 'amendments[0].faceMinor' });
    expect(await amendOne({ dueDate: '2026-02-28' })).toMatchObject({
      path: 'amendments[0].dueDate',
    });
    const amendments = [
      { receivableId: invoice, faceMinor: 1n },
      { receivableId: UNKNOWN, faceMinor: 1n },
    ];
    expect(await amend({ amendments })).toEqual(new NotFoundError(UNKNOWN));
    expect(await database.dataSource.query('SELECT FROM document')).toEqual([]);
  });

  it('is the supplier’s alone', async () => {
    expect(await amendOne({ faceMinor: 1n }, world.buyer)).toBeInstanceOf(NotPermittedError);
    const other = { ...world.stranger, roles: world.supplier.roles };
    expect(await amendOne({ faceMinor: 1n }, other)).toBeInstanceOf(NotFoundError);
    const buying = { ...world.buyer, roles: world.supplier.roles };
    expect(await amendOne({ faceMinor: 1n }, buying)).toBeInstanceOf(NotPermittedError);
  });
});
