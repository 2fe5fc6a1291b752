import {
  type DomainError,
  NotFoundError,
  NotPermittedError,
} from '../../../backend/src/api/index.js';
import { type CommandEntity, contractInterfaces } from '../../../backend/src/ledger/index.js';
import {
  ConfirmationScope,
  ObjectionReason,
} from '../../../backend/src/receivables/receivable.type.js';
import { ublInvoice } from '../../support/invoice-xml.js';
import { TestDatabase } from '../../support/test-database.js';
import { ReceivablesWorld, lotIdOf } from './receivables.world.js';

const { EXISTENCE, AMOUNT, PAYEE } = ConfirmationScope;
const UNKNOWN = `0x${'ee'.repeat(30)}0000`;
const NO_EVIDENCE = `0x${'0'.repeat(64)}`;

/** Arguments of the call that a command will make. */
function argumentsOf(answer: CommandEntity | DomainError, name: string): unknown[] {
  const { callData } = answer as CommandEntity;
  const contract = name === 'split' ? contractInterfaces.lots : contractInterfaces.receivables;
  return contract.decodeFunctionData(name, `0x${callData.toString('hex')}`).toArray(true);
}

describe('acts on a receivable', () => {
  let database: TestDatabase;
  let world: ReceivablesWorld;
  let invoice: string;

  beforeAll(async () => {
    database = await TestDatabase.start();
  });
  afterAll(() => database.stop());
  beforeEach(async () => {
    world = await new ReceivablesWorld(database).begin();
    invoice = world.receivableId('INV-7');
    await world.project(invoice);
  });

  const confirm = (viewer = world.buyer, receivableId = invoice, confirmedMinor?: bigint) =>
    world.acts.confirm(viewer, {
      idempotencyKey: 'c',
      confirmations: [
        { receivableId, confirmedMinor: confirmedMinor ?? null, scope: [EXISTENCE, AMOUNT, PAYEE] },
      ],
    });

  it('confirms the claimed face unless the buyer admits to another amount', async () => {
    expect(argumentsOf(await confirm(), 'confirm')).toEqual([[[invoice, 10_000n, 35n]]]);
    await database.truncate('command');
    const less = await confirm(world.buyer, invoice, 9n);

    expect(argumentsOf(less, 'confirm')).toEqual([[[invoice, 9n, 35n]]]);
  });

  it('answers alike for what does not exist and what the viewer may not see', async () => {
    expect(await confirm(world.buyer, UNKNOWN)).toBeInstanceOf(NotFoundError);
    expect(await confirm(world.stranger)).toBeInstanceOf(NotFoundError);
  });

  it('refuses the wrong side', async () => {
    const withdraw = { idempotencyKey: 'w', receivableId: invoice };

    expect(await confirm(world.supplier)).toBeInstanceOf(NotPermittedError);
    expect(await world.acts.withdraw(world.buyer, withdraw)).toBeInstanceOf(NotPermittedError);
  });

  it('refuses an empty batch', async () => {
    const input = { idempotencyKey: 'c', confirmations: [] };

    expect(await world.acts.confirm(world.buyer, input)).toMatchObject({ path: 'confirmations' });
  });

  it('keeps the note of a dispute and puts its salted hash on the ledger', async () => {
    const answer = await world.acts.openDispute(world.buyer, {
      idempotencyKey: 'd',
      receivableId: invoice,
      disputedMinor: 40n,
      reason: ObjectionReason.DEFECTIVE,
      note: 'Two hoses leak.',
    });

    const [receivableId, disputedMinor, reason, evidence] = argumentsOf(answer, 'openDispute');
    expect([receivableId, disputedMinor, reason]).toEqual([invoice, 40n, 4n]);
    expect(evidence).not.toBe(NO_EVIDENCE);
    const [kept] = await database.dataSource.query('SELECT kind, content FROM document');
    expect(kept).toEqual({ kind: 'OBJECTION', content: Buffer.from('Two hoses leak.') });
  });

  it('rejects without a note by the empty evidence', async () => {
    const answer = await world.acts.reject(world.buyer, {
      idempotencyKey: 'r',
      receivableId: invoice,
      reason: ObjectionReason.OTHER,
    });

    expect(argumentsOf(answer, 'reject')).toEqual([invoice, 1n, NO_EVIDENCE]);
  });

  it('refuses a note that is too long and keeps nothing', async () => {
    const input = { idempotencyKey: 'd', receivableId: invoice, note: 'x'.repeat(2_001) };

    expect(await world.acts.acceptDispute(world.supplier, input)).toMatchObject({ path: 'note' });
    expect(await database.dataSource.query('SELECT FROM document')).toEqual([]);
  });

  it('lets only the owner of a lot split it', async () => {
    const input = { idempotencyKey: 's', lotId: lotIdOf(invoice, 1), partsMinor: [100n, 200n] };
    const answer = await world.splits.split(world.supplier, input);

    expect(argumentsOf(answer, 'split')).toEqual([BigInt(input.lotId), [100n, 200n]]);
    expect(await world.splits.split(world.buyer, input)).toBeInstanceOf(NotFoundError);
    expect(await world.splits.split(world.auditor, input)).toBeInstanceOf(NotPermittedError);
  });

  describe('CreditNoteService.apply', () => {
    const PRECEDING = `<a:BillingReference><a:InvoiceDocumentReference><b:ID>inv- 007</b:ID>
      </a:InvoiceDocumentReference></a:BillingReference><a:AccountingSupplierParty>`;
    const creditNote = (...changes: Array<readonly [string | RegExp, string]>) => ({
      contentBase64: ublInvoice(['INV-007', 'CN-1'], ['>380<', '>381<'], ...changes).toString(
        'base64',
      ),
    });
    const apply = (documents: Array<{ contentBase64: string }>) =>
      world.credits.apply(world.supplier, { idempotencyKey: 'n', documents });

    it('finds the receivable by the preceding number, in any spelling', async () => {
      const document = creditNote(['<a:AccountingSupplierParty>', PRECEDING]);
      const [calls] = argumentsOf(await apply([document]), 'applyCreditNotes') as [unknown[][]];

      expect(calls[0]?.[0]).toBe(invoice);
      expect(calls[0]?.[2]).toBe(10_000n);
    });

    it('refuses one that names no invoice, an invoice, and another currency', async () => {
      const noInvoice = await apply([creditNote()]);
      const notCredit = await apply([{ contentBase64: ublInvoice().toString('base64') }]);
      const preceding = ['<a:AccountingSupplierParty>', PRECEDING] as const;
      const otherCurrency = await apply([creditNote(preceding, [/EUR/g, 'USD'])]);

      expect(noInvoice).toMatchObject({ errors: [{ code: 'PRECEDING_INVOICE_MISSING' }] });
      expect(notCredit).toMatchObject({ errors: [{ code: 'NOT_A_CREDIT_NOTE' }] });
      expect(otherCurrency).toMatchObject({ errors: [{ code: 'CURRENCY_DIFFERS' }] });
    });

    it('takes a credit note without a document', async () => {
      const answer = await world.credits.apply(world.supplier, {
        idempotencyKey: 'n',
        creditNotes: [
          { receivableId: invoice.toUpperCase().replace('X', 'x'), number: 'c 1', amountMinor: 5n },
        ],
      });
      const [calls] = argumentsOf(answer, 'applyCreditNotes') as [unknown[][]];

      expect([calls[0]?.[0], calls[0]?.[2]]).toEqual([invoice, 5n]);
    });

    it('answers NotFound for an invoice that the supplier does not have', async () => {
      const creditNotes = [{ receivableId: UNKNOWN, number: '1', amountMinor: 1n }];
      const input = { idempotencyKey: 'n', creditNotes };

      expect(await world.credits.apply(world.supplier, input)).toBeInstanceOf(NotFoundError);
    });
  });
});
