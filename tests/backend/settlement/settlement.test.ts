import { IdempotencyKeyReusedError } from '../../../backend/src/api/index.js';
import { BankAccountUnknownError } from '../../../backend/src/settlement/settlement.errors.js';
import { FINANCIER_IBAN, StoryWorld, camtUpload } from './story.world.js';

let world: StoryWorld;

beforeAll(async () => {
  world = await StoryWorld.start();
});

afterAll(async () => {
  await world.pipeline.stop();
});

async function entriesOf(importId: unknown) {
  const { statements } = await world.bankStatements.readImport(importId as string);
  const page = { size: 50, limit: 51, after: null };
  const found = await world.entries.list(world.supplier, page, {
    bankStatementId: statements[0]?.bankStatementId ?? '',
  });
  return found.sort((a, b) => ((a.remittance ?? '') < (b.remittance ?? '') ? -1 : 1));
}

/** 2024-10-05, the day after the issue. */
const PAST_DAY = 20_001;

describe('a statement that names receivables', () => {
  it('settles exact, partial, bundled and over-payments on the ledger', async () => {
    for (const number of ['S-101', 'S-102', 'S-103', 'S-104', 'S-105']) {
      await world.confirmed(number);
    }

    const importId = await world.receive([
      { remittance: '1 invoice S-101' },
      { remittance: '2 S-102 first part', amountMinor: 4_000n },
      { remittance: '3 S-103 and S-104', amountMinor: 20_000n },
      { remittance: '4 S-105', amountMinor: 10_500n },
      { remittance: '5 greetings', amountMinor: 77n },
      { remittance: '6 S-101', creditDebit: 'DBIT' },
    ]);

    const entries = await entriesOf(importId);
    expect(entries.map(({ rule, status }) => [rule, status])).toEqual([
      ['EXACT', 'SETTLED'],
      ['PARTIAL', 'SETTLED'],
      ['BUNDLE', 'SETTLED'],
      ['OVERPAYMENT', 'SETTLED'],
      ['UNMATCHED', 'UNMATCHED'],
      [null, 'EXCLUDED'],
    ]);
    expect(entries.map(({ unappliedMinor }) => unappliedMinor)).toEqual([
      ...[0n, 0n, 0n, 500n, 77n, null],
    ]);
    const open = ['S-101', 'S-102', 'S-103', 'S-104', 'S-105'].map((number) =>
      world.outstandingMinor(number),
    );
    expect(await Promise.all(open)).toEqual([0n, 6_000n, 0n, 0n, 0n]);
  });

  it('tells a second payment of what is settled, also beside something with a similar number', async () => {
    await world.confirmed('S-2026-0535');
    await world.receive([{ remittance: '1 invoice S-2026-0535' }]);
    await world.confirmed('S-2026-0536', 10_100n);
    const entries = await entriesOf(await world.receive([{ remittance: '2 invoice S-2026-0535' }]));

    expect(entries).toMatchObject([
      { status: 'SUGGESTED', rule: 'DUPLICATE', unappliedMinor: 10_000n },
    ]);
    expect(await world.outstandingMinor('S-2026-0536')).toBe(10_100n);
  });

  it('pays what was written off, together with what is still open', async () => {
    await world.confirmed('S-151', 10_000n, { dueDay: PAST_DAY });
    await world.confirmed('S-152', 10_000n, { dueDay: PAST_DAY });
    await world.writeOff('S-151', 10_000n);
    await world.writeOff('S-152', 6_000n);

    const importId = await world.receive([
      { remittance: '1 S-151', amountMinor: 2_500n },
      { remittance: '2 S-152', amountMinor: 12_000n },
    ]);

    expect(
      (await entriesOf(importId)).map(({ rule, status, unappliedMinor }) => [
        ...[rule, status, unappliedMinor],
      ]),
    ).toEqual([
      ['PARTIAL', 'SETTLED', 0n],
      ['OVERPAYMENT', 'SETTLED', 2_000n],
    ]);
    const rows = await world.pipeline.db.query(
      `SELECT status, paid_minor, written_off_minor FROM receivable
       WHERE receivable_id = ANY($1) ORDER BY paid_minor`,
      [[world.receivableId('S-151'), world.receivableId('S-152')]],
    );
    expect(rows).toEqual([
      { status: 'WRITTEN_OFF', paid_minor: '2500', written_off_minor: '7500' },
      { status: 'SETTLED', paid_minor: '10000', written_off_minor: '0' },
    ]);
  });

  it('pays nothing twice, when the same entries come again in another file', async () => {
    await world.confirmed('S-201', 30_000n);
    const entry = { remittance: 'S-201', servicerReference: 'bank ref 1' };
    await world.receive([entry]);

    const again = await world.receive([entry, { ...entry, servicerReference: 'bank ref 2' }]);

    expect(await world.bankStatements.readImport(again as string)).toMatchObject({
      entryCount: 2,
      alreadyKnown: 1,
    });
    expect(await world.outstandingMinor('S-201')).toBe(10_000n);
  });

  it('is settled later, when the receivable is confirmed after the payment came', async () => {
    await world.pipeline.register('S-301');
    await world.pipeline.settle();
    const importId = await world.receive([{ remittance: 'S-301', amountMinor: 9_000n }]);
    expect(await entriesOf(importId)).toMatchObject([{ status: 'UNMATCHED' }]);

    await world.confirm('S-301');
    await world.settlement.settleMatched(null);
    await world.pipeline.settle();

    expect(await entriesOf(importId)).toMatchObject([{ status: 'SETTLED', rule: 'PARTIAL' }]);
  });

  it('gives no more away than is outstanding, while payments are on their way', async () => {
    await world.confirmed('S-401');
    const first = await world.imports.import(
      world.supplier,
      camtUpload([{ remittance: 'S-401', amountMinor: 7_000n }]),
    );
    await world.settlement.settleMatched(null);
    const second = await world.imports.import(
      world.supplier,
      camtUpload([{ remittance: 'S-401', amountMinor: 7_000n }]),
    );
    await world.settlement.settleMatched(null);

    expect(await entriesOf(first)).toMatchObject([{ status: 'MATCHED', rule: 'PARTIAL' }]);
    expect(await entriesOf(second)).toMatchObject([
      { rule: 'OVERPAYMENT', applications: [{ amountMinor: 3_000n }], unappliedMinor: 4_000n },
    ]);
    await world.pipeline.settle();
    expect(await world.outstandingMinor('S-401')).toBe(0n);
  });

  it('is matched once, when many processes match at once', async () => {
    await world.confirmed('S-501');
    await world.imports.import(world.supplier, camtUpload([{ remittance: 'S-501' }]));

    await Promise.all(Array.from({ length: 4 }, () => world.settlement.settleMatched(null)));
    await world.pipeline.settle();

    const rows = await world.pipeline.db.query(
      `SELECT count(*)::int AS count FROM bank_entry_allocation WHERE receivable_id = $1`,
      [world.receivableId('S-501')],
    );
    expect(rows).toEqual([{ count: 1 }]);
    expect(await world.outstandingMinor('S-501')).toBe(0n);
  });

  it('is matched again, when the ledger refused it because less was outstanding', async () => {
    await world.confirmed('S-551');
    await world.credit('S-551', 1_000n);
    const importId = await world.receive([{ remittance: 'S-551' }]);
    const [refused] = await entriesOf(importId);
    const commands = await world.pipeline.reader.findByIds([refused?.commandId ?? '']);
    expect(commands[0]?.refusal).toMatchObject({ error: 'AmountAboveOutstanding' });

    expect(await world.settlement.reopenRefused()).toEqual([world.supplier.party]);
    await world.settlement.settleMatched(null);
    await world.pipeline.settle();

    expect(await entriesOf(importId)).toMatchObject([
      { status: 'SETTLED', rule: 'OVERPAYMENT', unappliedMinor: 1_000n, attempts: 1 },
    ]);
  });

  it('stays with people, after the ledger refused it five times', async () => {
    await world.confirmed('S-552');
    const importId = await world.imports.import(
      world.supplier,
      camtUpload([{ remittance: 'S-552' }]),
    );
    for (let attempt = 1; attempt <= 5; attempt++) {
      await world.settlement.settleMatched(null);
      await world.pipeline.db.query(
        `UPDATE command SET failure = 'gave up' WHERE relay_nonce IS NULL`,
      );
      await world.settlement.reopenRefused();
    }
    await world.settlement.settleMatched(null);

    const [entry] = await entriesOf(importId);
    expect(entry).toMatchObject({ status: 'REFUSED', attempts: 5, applications: [] });
    expect(entry?.commandId).not.toBeNull();
  });

  it('can be matched again, and alone, after the relay gave its command up', async () => {
    await world.confirmed('S-601');
    await world.confirmed('S-602');
    const importId = await world.imports.import(
      world.supplier,
      camtUpload([{ remittance: 'S-601' }, { remittance: 'S-602' }]),
    );
    await world.settlement.settleMatched(null);
    await world.pipeline.db.query(
      `UPDATE command SET failure = 'gave up' WHERE relay_nonce IS NULL`,
    );

    expect(await world.settlement.reopenRefused()).toEqual([world.supplier.party]);
    expect(await entriesOf(importId)).toMatchObject([
      { attempts: 1, applications: [] },
      { attempts: 1, applications: [] },
    ]);
    await world.settlement.settleMatched(null);
    const commands = new Set((await entriesOf(importId)).map(({ commandId }) => commandId));
    expect(commands.size).toBe(2);
    await world.pipeline.settle();
    expect(await world.outstandingMinor('S-601')).toBe(0n);
  });

  it('is matched again, and what it was to pay is free, after its command was cancelled', async () => {
    await world.confirmed('S-651');
    const importId = await world.imports.import(
      world.supplier,
      camtUpload([{ remittance: 'S-651' }]),
    );
    await world.settlement.settleMatched(null);
    const [taken] = await entriesOf(importId);

    const { cancellation } = world.pipeline;
    expect(await cancellation.cancel(world.settlement.agent, taken?.commandId ?? '')).toBeNull();
    expect(await world.settlement.reopenRefused()).toEqual([world.supplier.party]);

    expect(await entriesOf(importId)).toMatchObject([{ attempts: 1, applications: [] }]);
    await world.settlement.settleMatched(null);
    await world.pipeline.settle();
    expect(await entriesOf(importId)).toMatchObject([{ status: 'SETTLED', rule: 'EXACT' }]);
    expect(await world.outstandingMinor('S-651')).toBe(0n);
  });
});

describe('importBankStatement', () => {
  it('refuses an account of another party, unless the settlement agent brings it', async () => {
    const upload = camtUpload([{ remittance: 'x' }], { account: FINANCIER_IBAN });

    expect(await world.imports.import(world.supplier, upload)).toBeInstanceOf(
      BankAccountUnknownError,
    );
    expect(typeof (await world.imports.import(world.pipeline.operator, upload))).toBe('string');
  });

  it('gives the same import for the same key and file, and refuses another file', async () => {
    const upload = camtUpload([{ remittance: 'y' }], { key: 'same' });
    const other = camtUpload([{ remittance: 'z' }], { key: 'same' });

    const first = await world.imports.import(world.supplier, upload);
    expect(await world.imports.import(world.supplier, upload)).toBe(first);
    expect(await world.imports.import(world.supplier, other)).toBeInstanceOf(
      IdempotencyKeyReusedError,
    );
  });

  it('refuses what is no bank statement with code and place, and stores nothing', async () => {
    const bad = Buffer.from('<Document><Broken></Document>').toString('base64');
    const refused = await world.imports.import(world.supplier, {
      idempotencyKey: 'bad file',
      contentBase64: bad,
    });

    expect(refused).toMatchObject({ code: 'DOCUMENT_REFUSED', path: 'contentBase64' });
    const rows = await world.pipeline.db.query(
      `SELECT 1 FROM bank_file WHERE idempotency_key = 'bad file'`,
    );
    expect(rows).toEqual([]);
  });

  it('counts two equal payments of one statement as two', async () => {
    const same = { remittance: 'twin', servicerReference: 'NONREF' };
    const twin = { remittance: 'twin', servicerReference: 'one ref' };
    const importId = await world.receive([same, same, twin, twin]);
    expect(await entriesOf(importId)).toHaveLength(4);
  });

  it('is not visible to other parties', async () => {
    const page = { size: 50, limit: 51, after: null };
    expect(await world.entries.list(world.stranger, page, {})).toEqual([]);
    expect(await world.bankStatements.list(world.stranger, page)).toEqual([]);
  });
});
