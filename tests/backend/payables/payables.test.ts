import { randomUUID } from 'node:crypto';

import { NotFoundError, NotPermittedError } from '../../../backend/src/api/index.js';
import { NetworkKey } from '../../../backend/src/ledger/index.js';
import { PayablesComparison } from '../../../backend/src/payables/payables.comparison.js';
import { PayablesMappingService } from '../../../backend/src/payables/payables.mapping.js';
import { CsvDecimalMark } from '../../../backend/src/payables/payables.model.js';
import { PayablesReader } from '../../../backend/src/payables/payables.reader.js';
import { PayablesService } from '../../../backend/src/payables/payables.service.js';
import type { PayablesType } from '../../../backend/src/payables/payables.type.js';
import { BuyerBooks } from '../../../backend/src/reconciliation/buyer-books.js';
import { ItemLists } from '../../../backend/src/reconciliation/item-lists.js';
import { OpenItemsReader } from '../../../backend/src/reconciliation/open-items.reader.js';
import { StoryWorld } from '../settlement/story.world.js';

const PAGE = { size: 100, limit: 101, after: null };

let world: StoryWorld;
let reader: PayablesReader;
let service: PayablesService;
let mappings: PayablesMappingService;
let test = 0;

beforeAll(async () => {
  world = await StoryWorld.start();
  const { database, configuration, outbox } = world.pipeline;
  const { dataSource } = database;
  reader = new PayablesReader(dataSource);
  const books = new BuyerBooks(new OpenItemsReader());
  const networkKey = new NetworkKey(configuration);
  const comparison = new PayablesComparison(dataSource, books, new ItemLists(), networkKey);
  mappings = new PayablesMappingService(dataSource);
  service = new PayablesService(dataSource, outbox, comparison, reader, mappings);
});

beforeEach(async () => {
  test++;
  await world.nextDay();
});

afterAll(async () => {
  await world.pipeline.stop();
});

/** Invoice numbers of this test, in normal form. */
function number(position: number): string {
  return `P-${test}-10${position}`;
}

async function issued(): Promise<string> {
  const submitted = await world.stating.issue(world.supplier, { idempotencyKey: randomUUID() });
  const { subjects } = await world.outcome(world.supplier, submitted);
  return subjects[0] ?? '';
}

async function upload(statementId: string, rows: readonly string[], own = {}) {
  const answer = await service.upload(world.buyer, {
    ...{ idempotencyKey: randomUUID(), statementId, acknowledgeIfEqual: true },
    contentBase64: Buffer.from(['Invoice,Open', ...rows].join('\n')).toString('base64'),
    mapping: { number: 'Invoice', openAmount: 'Open' },
    ...own,
  });
  await world.pipeline.settle();
  return answer;
}

async function differencesOf(payables: unknown) {
  return reader.differences((payables as PayablesType).payablesId, PAGE, null);
}

async function status(statementId: string) {
  return (await world.statements.find(world.buyer, statementId))?.status;
}

describe('uploadPayables', () => {
  it('acknowledges a statement from which nothing differs, however the numbers are spelt', async () => {
    await world.confirmed(number(1));
    await world.confirmed(number(2), 2_550n);
    const statementId = await issued();
    const rows = [`" ${number(1).toLowerCase()}",100`, `${number(2)},20.00`, `${number(2)},5.50`];

    const payables = await upload(statementId, rows);

    expect(payables).toMatchObject({
      ...{ rowCount: 3, itemCount: 2, equalCount: 2, differenceCount: 0, balanceMinor: 12_550n },
    });
    expect((payables as PayablesType).commandId).not.toBeNull();
    expect(await status(statementId)).toBe('AGREED');
    expect(await reader.find(world.supplier, (payables as PayablesType).payablesId)).toEqual(
      payables,
    );
  });

  it('says what differs and sends nothing; the same request gives the same answer', async () => {
    await world.confirmed(number(1));
    await world.confirmed(number(2));
    await world.confirmed(number(3));
    const statementId = await issued();
    await world.receive([{ remittance: number(3), amountMinor: 10_000n }]);
    const rows = [`${number(1)},90.00`, 'elsewhere,1.00'];
    const request = { idempotencyKey: randomUUID() };

    const payables = await upload(statementId, rows, request);

    expect(payables).toMatchObject({ equalCount: 0, differenceCount: 4, commandId: null });
    const differences = await differencesOf(payables);
    expect(differences.map(({ cause, number: text }) => [text, cause]).sort()).toEqual(
      [
        [number(1), 'AMOUNT_DIFFERS'],
        [number(2), 'MISSING_AT_BUYER'],
        [number(3), 'PAID'],
        ['elsewhere', 'UNKNOWN_TO_SUPPLIER'],
      ].sort(),
    );
    expect(await status(statementId)).toBe('ISSUED');
    expect(await upload(statementId, rows, request)).toEqual(payables);
    expect(await upload(statementId, [`${number(1)},1`], request)).toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
    });
    const { payablesId } = payables as PayablesType;
    expect(await reader.find(world.supplier, payablesId)).toBeNull();
    expect(await reader.find(world.stranger, payablesId)).toBeNull();
  });

  it('is agreed after a corrected list, and no list answers it again', async () => {
    await world.confirmed(number(1));
    const statementId = await issued();

    await upload(statementId, [`${number(1)},99.99`]);
    const corrected = await upload(statementId, [`${number(1)},100.00`]);
    const again = await upload(statementId, [`${number(1)},100.00`]);

    expect(corrected).toMatchObject({ differenceCount: 0 });
    expect(again).toMatchObject({ differenceCount: 0, commandId: null });
    expect(await status(statementId)).toBe('AGREED');
    const lists = await reader.list(world.buyer, PAGE, statementId);
    expect(lists.map(({ differenceCount }) => differenceCount)).toEqual([0, 0, 1]);
  });

  it('lets the buyer answer with what differs', async () => {
    await world.confirmed(number(1));
    await world.confirmed(number(2));
    const statementId = await issued();
    const payables = (await upload(statementId, [`${number(2)},40.00`])) as PayablesType;

    const answer = await service.acknowledge(world.buyer, {
      ...{ idempotencyKey: randomUUID(), payablesId: payables.payablesId },
    });

    await world.outcome(world.buyer, answer);
    expect(await world.statements.find(world.buyer, statementId)).toMatchObject({
      ...{ status: 'DIFFERING', acknowledgedMinor: 4_000n, acknowledgedRoot: payables.itemsRoot },
    });
    const foreign = await service.acknowledge(world.supplier, {
      ...{ idempotencyKey: randomUUID(), payablesId: payables.payablesId },
    });
    expect(foreign).toBeInstanceOf(NotFoundError);
  });

  it('is refused to others than the buyer, with a file that cannot be read, or without a mapping', async () => {
    await world.confirmed(number(1));
    const statementId = await issued();
    const input = {
      ...{ idempotencyKey: randomUUID(), statementId },
      contentBase64: Buffer.from('Invoice,Open\nA,x\n').toString('base64'),
    };
    const mapping = { number: 'Invoice', openAmount: 'Open' };

    expect(await service.upload({ ...world.buyer, roles: [] }, input)).toBeInstanceOf(
      NotPermittedError,
    );
    expect(await service.upload(world.buyer, input)).toMatchObject({ path: 'mapping' });
    expect(await service.upload(world.buyer, { ...input, mapping })).toMatchObject({
      code: 'DOCUMENT_REFUSED',
      errors: [{ code: 'INVALID_AMOUNT', line: 2, column: 2 }],
    });
  });

  it('reads a file without a mapping with the one that the buyer saved last', async () => {
    await world.confirmed(number(1));
    const statementId = await issued();
    const rows = { statementId, idempotencyKey: randomUUID() };
    const text = ['Beleg;Offen', `${number(1)};100,00`].join('\n');
    const file = { ...rows, contentBase64: Buffer.from(text).toString('base64') };
    const columns = { number: 'Beleg', openAmount: 'Betrag' };
    expect(await mappings.find(world.buyer)).toBeNull();
    await mappings.save(world.buyer, columns);
    expect(await service.upload(world.buyer, file)).toMatchObject({
      errors: [{ code: 'COLUMN_MISSING', path: 'Betrag' }],
    });

    const decimalMark = CsvDecimalMark.COMMA;
    await mappings.save(world.buyer, { ...columns, openAmount: 'Offen', decimalMark });

    expect(await mappings.find(world.buyer)).toMatchObject({
      mapping: { number: 'Beleg', openAmount: 'Offen', encoding: 'UTF_8' },
    });
    const taken = await service.upload(world.buyer, file);
    expect(taken).toMatchObject({ equalCount: 1, differenceCount: 0 });
    expect(await service.upload(world.buyer, file)).toEqual(taken);
  });

  it('saves no mapping for others than buyers, nor one without columns', async () => {
    const columns = { number: 'Invoice', openAmount: 'Open' };
    expect(await mappings.save({ ...world.buyer, roles: [] }, columns)).toBeInstanceOf(
      NotPermittedError,
    );
    expect(await mappings.save(world.buyer, { ...columns, openAmount: ' ' })).toMatchObject({
      path: 'openAmount',
    });
    expect(await mappings.find(world.stranger)).toBeNull();
  });
});
