import { InputInvalidError, NotFoundError } from '../../../backend/src/api/index.js';
import { StatementLines1700000000010 } from '../../../backend/migrations/0010-statement-lines.migration.js';
import { StatementSchedules1700000000025 } from '../../../backend/migrations/0025-statement-schedules.migration.js';
import { LineReason } from '../../../backend/src/reconciliation/statement-evidence.js';
import { StatementNothingToShowError } from '../../../backend/src/reconciliation/statement.errors.js';
import { LinesWorld } from './lines.world.js';

const PAGE = { size: 100, limit: 101, after: null };

let world: LinesWorld;
let test = 0;

beforeAll(async () => {
  world = await LinesWorld.start();
});

// A chain and a database per test would cost seconds each; a new day with nothing open is as good.
beforeEach(async () => {
  test++;
  await world.story.nextDay();
});

afterAll(async () => {
  await world.story.pipeline.stop();
});

/** Invoice numbers of this test. */
function number(letter: string): string {
  return `L-${test}-${letter}`;
}

async function statement(statementId: string) {
  return world.story.statements.find(world.buyer, statementId);
}

describe('a statement that differs', () => {
  it('is resolved line by line: an unknown invoice, another amount, a payment not booked', async () => {
    const [unknown, lower, paid, same] = [number('A'), number('B'), number('C'), number('D')];
    const statementId = await world.differing([unknown, lower, paid, same], {
      [lower]: 9_000n,
      [same]: 10_000n,
    });
    expect(await world.progress(statementId)).toMatchObject({
      lineCount: 0,
      unexplainedMinor: 21_000n,
    });

    await world.included(world.buyer, await world.raise(world.buyer, statementId));
    expect(await world.progress(statementId)).toEqual({
      ...{ lineCount: 3, openLineCount: 3, unexplainedMinor: 0n, concededMinor: 0n },
    });
    expect(await world.line(statementId, lower)).toMatchObject({
      ...{ raisedBy: world.buyer.party, supplierMinor: 10_000n, buyerMinor: 9_000n },
      supplierProposal: { proposedMinor: 10_000n, evidenceHash: null },
      buyerProposal: { proposedMinor: 9_000n, evidenceHash: null },
      ...{ agreedMinor: null, resolvedAt: null },
    });

    const found = await world.agree(world.buyer, statementId, { [unknown]: 10_000n });
    await world.included(world.buyer, found);
    const conceded = { [lower]: 9_000n, [paid]: 0n };
    const why = { note: 'booked on Monday', reason: LineReason.PAID };
    await world.included(
      world.supplier,
      await world.agree(world.supplier, statementId, conceded, why),
    );

    expect(await world.progress(statementId)).toEqual({
      ...{ lineCount: 3, openLineCount: 0, unexplainedMinor: 0n, concededMinor: 10_000n },
    });
    expect(await world.line(statementId, paid)).toMatchObject({
      ...{ buyerMinor: null, agreedMinor: 0n, resolvedAt: expect.any(Date) },
      supplierProposal: { proposedMinor: 0n, ...why },
    });
    expect(await statement(statementId)).toMatchObject({
      ...{ status: 'RESOLVED', acknowledgedMinor: 19_000n, agreedMinor: 29_000n },
    });
  });

  it('takes another proposal of a side, until the other says the same', async () => {
    const statementId = await world.differing([number('A')], { [number('A')]: 4_000n });
    await world.included(world.supplier, await world.raise(world.supplier, statementId));
    const says = async (who: typeof world.buyer, agreedMinor: bigint) =>
      world.included(who, await world.agree(who, statementId, { [number('A')]: agreedMinor }));

    await says(world.buyer, 5_000n);
    await says(world.supplier, 6_000n);
    expect(await world.line(statementId, number('A'))).toMatchObject({
      buyerProposal: { proposedMinor: 5_000n, note: null, evidenceHash: null },
      supplierProposal: { proposedMinor: 6_000n },
      agreedMinor: null,
    });
    await says(world.buyer, 6_000n);
    expect(await statement(statementId)).toMatchObject({ status: 'RESOLVED', agreedMinor: 6_000n });
  });

  it('stays open while lines do not explain the whole difference', async () => {
    const [first, second] = [number('A'), number('B')];
    const statementId = await world.differing([first, second], {});
    await world.included(world.buyer, await world.raise(world.buyer, statementId, [first]));
    const conceded = await world.agree(world.buyer, statementId, { [first]: 10_000n });
    await world.included(world.buyer, conceded);

    expect(await world.progress(statementId)).toMatchObject({
      ...{ lineCount: 1, openLineCount: 0, unexplainedMinor: 10_000n },
    });
    expect(await statement(statementId)).toMatchObject({ status: 'DIFFERING' });

    await world.included(world.buyer, await world.raise(world.buyer, statementId));
    expect(await world.progress(statementId)).toMatchObject({ lineCount: 2, openLineCount: 1 });
  });
});

describe('proveStatementItems', () => {
  it('shows an item of a list that was not kept here when the line was raised', async () => {
    const invoice = number('A');
    const statementId = await world.differing([invoice], { [invoice]: 7_000n });
    const move = (from: string, to: string) =>
      world.story.pipeline.db.query(
        `UPDATE statement_item SET statement_id = $2
         WHERE statement_id = $1 AND outstanding_minor = 10000`,
        [from, to],
      );
    await move(statementId, 'elsewhere');
    expect(await world.raise(world.buyer, statementId)).toBeInstanceOf(InputInvalidError);
    expect(await world.raise(world.supplier, statementId)).toBeInstanceOf(InputInvalidError);
    await world.included(world.buyer, await world.raise(world.buyer, statementId, [invoice]));
    expect(await world.line(statementId, invoice)).toMatchObject({
      ...{ supplierMinor: null, supplierProposal: null, buyerMinor: 7_000n },
    });
    await move('elsewhere', statementId);

    await world.included(world.supplier, await world.prove(world.supplier, statementId));

    expect(await world.line(statementId, invoice)).toMatchObject({
      ...{ supplierMinor: 10_000n, supplierProposal: { proposedMinor: 10_000n } },
      ...{ buyerMinor: 7_000n, agreedMinor: null },
    });
    expect(await world.prove(world.supplier, statementId)).toBeInstanceOf(
      StatementNothingToShowError,
    );
    const again = await world.prove(world.supplier, statementId, [invoice]);
    expect(await world.refused(world.supplier, again)).toMatchObject({
      error: 'LineFigureAlreadyProven',
      values: expect.arrayContaining([{ name: 'openMinor', value: '10000' }]),
    });
  });
});

describe('lines', () => {
  it('are refused with position where the lists have nothing to show', async () => {
    const [differs, same] = [number('A'), number('B')];
    const statementId = await world.differing([differs, same], { [same]: 10_000n });

    expect(await world.raise(world.buyer, statementId, [differs, same])).toMatchObject({
      ...{ code: 'INPUT_INVALID', path: 'receivableIds[1]' },
    });
    expect(await world.raise(world.buyer, statementId, ['no such'])).toMatchObject({
      ...{ code: 'INPUT_INVALID', path: 'receivableIds[0]' },
    });
    expect(await world.raise(world.buyer, statementId, [differs, differs])).toMatchObject({
      ...{ code: 'INPUT_INVALID', path: 'receivableIds[1]' },
    });
    expect(await world.prove(world.buyer, statementId, [differs])).toMatchObject({
      ...{ code: 'INPUT_INVALID', path: 'receivableIds[0]' },
    });
    const note = 'x'.repeat(2_001);
    const long = await world.agree(world.buyer, statementId, { [differs]: 1n }, { note });
    expect(long).toMatchObject({ path: 'resolutions[0].note' });
  });

  it('are refused by the ledger with its values where its state forbids them', async () => {
    const invoice = number('A');
    const statementId = await world.differing([invoice], {});
    const early = await world.agree(world.buyer, statementId, { [invoice]: 1n });
    expect(await world.refused(world.buyer, early)).toMatchObject({ error: 'LineNotRaised' });
    await world.included(world.buyer, await world.raise(world.buyer, statementId));

    expect(await world.raise(world.buyer, statementId)).toBeInstanceOf(StatementNothingToShowError);
    const twice = await world.raise(world.supplier, statementId, [invoice]);
    expect(await world.refused(world.supplier, twice)).toMatchObject({
      error: 'LineAlreadyRaised',
      values: expect.arrayContaining([{ name: 'receivableId', value: world.id(invoice) }]),
    });
    const anew = await world.acknowledge(statementId, { [invoice]: 10_000n });
    expect(await world.refused(world.buyer, anew)).toMatchObject({ error: 'StatementHasLines' });
    const all = await world.agree(world.buyer, statementId, { [invoice]: 10_000n });
    await world.included(world.buyer, all);
    const late = await world.agree(world.supplier, statementId, { [invoice]: 1n });
    expect(await world.refused(world.supplier, late)).toMatchObject({
      error: 'StatementWrongStatus',
    });
  });

  it('are seen and settled by the two sides, and seen by the operator, and by nobody else', async () => {
    const statementId = await world.differing([number('A')], {});
    await world.included(world.buyer, await world.raise(world.buyer, statementId));
    const { stranger, pipeline } = world.story;

    for (const who of [world.supplier, world.buyer, pipeline.operator]) {
      expect(await world.lines.list(who, PAGE, { statementId })).toHaveLength(1);
    }
    expect(await world.lines.list(stranger, PAGE, { statementId })).toEqual([]);
    expect(await world.raise(stranger, statementId)).toBeInstanceOf(NotFoundError);
    expect(await world.prove(stranger, statementId)).toBeInstanceOf(NotFoundError);
    expect(await world.agree(stranger, statementId, { [number('A')]: 1n })).toBeInstanceOf(
      NotFoundError,
    );
    expect(await world.lines.list(world.buyer, PAGE, { statementId, resolved: true })).toEqual([]);
    expect(await world.lines.findOfStatements([statementId])).toHaveLength(1);
  });

  it('go a hundred at a time, and the gas for a hundred is enough', async () => {
    const numbers = Array.from({ length: 101 }, (_, index) => number(`N${index}`));
    const statementId = await world.differing(numbers, {});
    await world.included(world.buyer, await world.raise(world.buyer, statementId));
    expect(await world.progress(statementId)).toMatchObject({ lineCount: 100 });
    await world.included(world.buyer, await world.raise(world.buyer, statementId));
    const figures = Object.fromEntries(numbers.map((one) => [one, 10_000n] as const));
    const parts = [numbers.slice(0, 100), numbers.slice(100)];
    for (const part of parts) {
      const some = Object.fromEntries(part.map((one) => [one, figures[one] ?? 0n]));
      await world.included(world.buyer, await world.agree(world.buyer, statementId, some));
    }
    expect(await statement(statementId)).toMatchObject({
      ...{ status: 'RESOLVED', agreedMinor: 1_010_000n },
    });
  });
});

describe('the read model of lines', () => {
  it('is the same after a rebuild, and is filled by the migration that brings it', async () => {
    const { pipeline } = world.story;
    const before = await pipeline.readModels();
    await pipeline.db.query('DELETE FROM ledger_checkpoint');
    await pipeline.indexAll();
    expect(await pipeline.readModels()).toEqual(before);

    const migration = new StatementLines1700000000010();
    const later = new StatementSchedules1700000000025();
    const runner = pipeline.database.dataSource.createQueryRunner();
    await later.down(runner);
    await migration.down(runner);
    await migration.up(runner);
    await later.up(runner);
    await runner.release();
    await pipeline.indexAll();
    expect(await pipeline.readModels()).toEqual(before);
    expect(before['statement_line']).not.toEqual([]);
  });

  it('is verified against the ledger: a planted difference is found', async () => {
    const { db, verifier } = world.story.pipeline;
    const { differences, compared } = await verifier.verify();
    expect(differences).toEqual([]);
    expect(compared.find(({ table }) => table === 'statement_line')?.rows).toBeGreaterThan(100);

    await db.query(
      `UPDATE statement_line SET buyer_proposal_minor = buyer_proposal_minor + 1
       WHERE receivable_id = $1`,
      [world.id('L-1-B')],
    );
    expect((await verifier.verify()).differences).toMatchObject([
      { table: 'statement_line', field: 'buyer_says_minor', readModel: '9001', ledger: '9000' },
    ]);
    await db.query('DELETE FROM statement_line WHERE receivable_id = $1', [world.id('L-1-B')]);
    const missing = (await verifier.verify()).differences;
    expect(missing).toMatchObject([
      { table: 'statement', field: 'line_count', readModel: '2', ledger: '3' },
      { table: 'statement', field: 'raised_minor', readModel: '20000', ledger: '21000' },
    ]);
  });
});
