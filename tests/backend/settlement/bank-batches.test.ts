import { BankEntryStatus } from '../../../backend/src/settlement/bank-entry.type.js';
import { camtStatement } from '../../support/camt-xml.js';
import { BankImportWorld } from './bank-import.world.js';
import { EntriesWorld } from './entries.world.js';

type Change = readonly [string | RegExp, string];

const IBAN = 'DE79000000001234567890';
/** Of the supplier of the story. */
const SUPPLIER_IBAN = 'DE89370400440532013000';

const asNotification: Change[] = [
  [/camt\.053/g, 'camt.054'],
  [/BkToCstmrStmt/g, 'BkToCstmrDbtCdtNtfctn'],
  [/x:Stmt>/g, 'x:Ntfctn>'],
];
const total: Change[] = [
  [/<x:NtryDtls>[^]*<\/x:NtryDtls>/, ''],
  ['>A1<', '>BATCH-1<'],
];

/** Payments that carry the reference of the batch, as entries of their own. */
function payments(amounts: readonly string[], ...changes: readonly Change[]): Buffer {
  const message = String(camtStatement(...asNotification, ...changes));
  const [before = '', rest = ''] = message.split('<x:Ntry>');
  const [entry = '', after = ''] = rest.split('</x:Ntry>');
  const entries = amounts.map((amount, at) => {
    const own = entry.replace(/<x:UETR>.*<\/x:UETR>/, '').replace('>A1<', '>BATCH-1<');
    const named = own.replace('>E1<', `>E-${amount}-${at}<`).replace('>100.00<', `>${amount}<`);
    return `<x:Ntry>${named}</x:Ntry>`;
  });
  return Buffer.from(`${before}${entries.join('')}${after}`);
}

describe('a batch that a camt.054 tells payment by payment', () => {
  let world: BankImportWorld;

  beforeAll(async () => {
    world = await BankImportWorld.start(IBAN);
  });

  afterAll(() => world.stop());

  beforeEach(() => world.clear());

  it.each([
    ['after', true],
    ['before', false],
  ])('counts once when it comes %s the sum', async (_when, isSumFirst) => {
    const files = [camtStatement(...total), payments(['60.00', '40.00'])];
    for (const file of isSumFirst ? files : [...files].reverse()) await world.take(file);

    const all = await world.all();
    const sum = all.find(({ amountMinor }) => amountMinor === 10_000n);
    const parts = all.filter(({ amountMinor }) => amountMinor !== 10_000n);
    expect(sum).toMatchObject({ status: 'EXCLUDED', isBatchTotal: true, unappliedMinor: null });
    expect(parts).toHaveLength(2);
    for (const part of parts) {
      expect(part).toMatchObject({ status: 'UNMATCHED', batchEntryHash: sum?.entryHash });
    }

    // The same files again, in another name: nothing is freed or doubled.
    await world.take(camtStatement(...total, ['001.08', '001.13']));
    await world.take(payments(['60.00', '40.00']));
    expect(await world.all()).toEqual(all);
  });

  it('has two equal payments in it', async () => {
    await world.take(camtStatement(...total));
    await world.take(payments(['50.00', '50.00']));
    const paying = (await world.all()).filter(({ status }) => status === BankEntryStatus.UNMATCHED);
    expect(paying.map(({ amountMinor }) => amountMinor)).toEqual([5_000n, 5_000n]);
  });

  it('is none where the payments do not make up the sum', async () => {
    await world.take(camtStatement(...total));
    await world.take(payments(['60.00', '39.99']));
    const all = await world.all();
    expect(all.map(({ status }) => status)).toEqual(Array(3).fill('UNMATCHED'));
  });
});

describe('a batch of which the sum was settled', () => {
  let world: EntriesWorld;

  beforeAll(async () => {
    world = await EntriesWorld.start();
  }, 180_000);

  afterAll(() => world.stop());

  it('stays as it is, and its payments tell that they are in it and pay nothing', async () => {
    const { imports, pipeline, settlement, supplier } = world.story;
    await world.story.confirmed('INV-007');
    const take = async (content: Buffer) => {
      const contentBase64 = content.toString('base64');
      await imports.import(supplier, { ...world.key(), contentBase64 });
      await settlement.settleMatched(null);
      await pipeline.settle();
    };
    const here: Change = ['DE79 0000 0000 1234 5678 90', SUPPLIER_IBAN];
    const info: Change = ['</x:Ntry>', '<x:AddtlNtryInf>INV-007</x:AddtlNtryInf></x:Ntry>'];
    await take(camtStatement(...total, here, info));
    const entryHash = await world.hashOf('INV-007');
    const settled = await world.entry(entryHash);
    expect(settled).toMatchObject({ status: 'SETTLED', isBatchTotal: false });

    await take(payments(['60.00', '40.00'], here));

    const page = { size: 100, limit: 101, after: null };
    const others = await world.story.entries.list(supplier, page, {});
    const told = { status: 'EXCLUDED', batchEntryHash: entryHash };
    expect(others.filter((one) => one.entryHash !== entryHash)).toMatchObject([told, told]);
    expect(await world.entry(entryHash)).toEqual(settled);
    expect(await world.differences()).toEqual([]);
  });
});
