import { InputInvalidError, NotFoundError } from '../../../backend/src/api/index.js';
import { addDays } from '../../../backend/src/common/index.js';
import { LedgerClock } from '../../../backend/src/ledger/index.js';
import { differencesOf, itemsRootOf } from '../../../backend/src/reconciliation/statement-items.js';
import { StatementNothingOpenError } from '../../../backend/src/reconciliation/statement.errors.js';
import { itemKeyOf } from '../../../backend/src/reconciliation/statement.reader.js';
import { StoryWorld } from '../settlement/story.world.js';

let world: StoryWorld;
let key = 0;
let test = 0;

beforeAll(async () => {
  world = await StoryWorld.start();
});

// A chain and a database per test would cost seconds each; a new day with nothing open is as good.
beforeEach(async () => {
  test++;
  await world.nextDay();
});

afterAll(async () => {
  await world.pipeline.stop();
});

/** Invoice numbers of this test. */
function number(position: number): string {
  return `T-${test}-10${position}`;
}

async function issue(input: { asOfDate?: string; buyerIds?: string[]; currency?: string } = {}) {
  return world.stating.issue(world.supplier, { idempotencyKey: `issue ${++key}`, ...input });
}

async function issued(input = {}): Promise<string> {
  const command = await world.outcome(world.supplier, await issue(input));
  expect(command).toMatchObject({ status: 'INCLUDED' });
  return command.subjects[0] ?? '';
}

async function acknowledged(statementId: string, own = {}) {
  const submitted = await world.acknowledging.acknowledge(world.buyer, {
    idempotencyKey: `acknowledge ${++key}`,
    acknowledgements: [{ statementId, ...own }],
  });
  return world.outcome(world.buyer, submitted);
}

async function statement(statementId: string) {
  const found = await world.statements.find(world.buyer, statementId);
  if (found === null) throw new Error('the statement is gone');
  return found;
}

async function itemsBehind(statementId: string, root: string) {
  const found = await world.statements.items([itemKeyOf(statementId, root)]);
  return found.get(itemKeyOf(statementId, root)) ?? [];
}

describe('a statement', () => {
  it('holds what is open, with the balance of the ledger and the root of its items', async () => {
    await world.confirmed(number(1));
    await world.confirmed(number(2), 2_500n);
    await world.receive([{ remittance: number(1), amountMinor: 4_000n }]);

    const statementId = await issued();

    const found = await statement(statementId);
    const items = await itemsBehind(statementId, found.itemsRoot);
    expect(found).toMatchObject({
      status: 'ISSUED',
      balanceMinor: 8_500n,
      ledgerBalanceMinor: 8_500n,
      itemCount: 2,
    });
    expect(items.map(({ outstandingMinor }) => outstandingMinor).sort()).toEqual([2_500n, 6_000n]);
    expect(found.itemsRoot).toBe(itemsRootOf(items));
    expect(await world.statements.find(world.stranger, statementId)).toBeNull();
  });

  it('is agreed by a buyer without figures, even if a payment and a credit came since', async () => {
    await world.confirmed(number(1));
    await world.confirmed(number(2));
    const statementId = await issued();
    await world.receive([{ remittance: number(1) }]);
    await world.credit(number(2), 1_000n);
    await world.confirmed(number(3));

    await acknowledged(statementId);

    expect(await statement(statementId)).toMatchObject({
      status: 'AGREED',
      acknowledgedMinor: 20_000n,
    });
  });

  it('differs by the figures of the buyer, line by line, and can then be agreed', async () => {
    await world.confirmed(number(1));
    await world.confirmed(number(2));
    const statementId = await issued();
    const receivableId = world.receivableId(number(1));

    await acknowledged(statementId, { items: [{ receivableId, outstandingMinor: 9_000n }] });

    const differing = await statement(statementId);
    expect(differing).toMatchObject({ status: 'DIFFERING', acknowledgedMinor: 9_000n });
    const sides = await Promise.all([
      itemsBehind(statementId, differing.itemsRoot),
      itemsBehind(statementId, differing.acknowledgedRoot ?? ''),
    ]);
    expect(differencesOf(...sides)).toHaveLength(2);
    await acknowledged(statementId);
    expect(await statement(statementId)).toMatchObject({ status: 'AGREED' });
  });

  it('of a day before the first receivable is refused as empty, of a day to come as such', async () => {
    await world.confirmed(number(1));
    const machineDay = new Date().toISOString().slice(0, 10);

    expect(await issue({ asOfDate: addDays(machineDay, -3) })).toBeInstanceOf(
      StatementNothingOpenError,
    );
    expect(await issue({ asOfDate: addDays(machineDay, 100) })).toBeInstanceOf(InputInvalidError);
  });

  it('of yesterday holds what was open when that day ended', async () => {
    await world.confirmed(number(1));
    await world.confirmed(number(2), 700n);
    const yesterday = (await new LedgerClock(world.pipeline.database.dataSource).read()).today;
    await world.nextDay();
    await world.confirmed(number(3));

    const statementId = await issued({ asOfDate: yesterday });

    expect(await statement(statementId)).toMatchObject({
      asOfDate: yesterday,
      balanceMinor: 10_700n,
      ledgerBalanceMinor: 10_000n,
    });
  });

  it('is issued once a day for a pair, and not again unless the buyer is named', async () => {
    await world.confirmed(number(1));
    await issued();

    expect(await issue()).toBeInstanceOf(StatementNothingOpenError);
    const again = await issue({ buyerIds: [world.buyer.party] });
    expect((await world.outcome(world.supplier, again)).refusal).toMatchObject({
      error: 'StatementAlreadyIssued',
    });
  });

  it('of zero is issued to a named buyer who owes nothing in the currency', async () => {
    const statementId = await issued({ buyerIds: [world.buyer.party], currency: 'CNY' });
    await acknowledged(statementId);
    expect(await statement(statementId)).toMatchObject({ balanceMinor: 0n, status: 'AGREED' });
  });
});

describe('acknowledgeStatements', () => {
  it('refuses statements of others, foreign receivables and sums that do not fit', async () => {
    await world.confirmed(number(1));
    const statementId = await issued();
    const answer = (own: object, who = world.buyer) =>
      world.acknowledging.acknowledge(who, {
        idempotencyKey: `refused ${++key}`,
        acknowledgements: [{ statementId, ...own }],
      });
    const items = [{ receivableId: world.receivableId(number(1)), outstandingMinor: 5n }];
    const foreign = [{ receivableId: world.receivableId(number(9)), outstandingMinor: 5n }];

    const otherBuyer = { ...world.stranger, roles: world.buyer.roles };
    expect(await answer({}, otherBuyer)).toBeInstanceOf(NotFoundError);
    expect(await answer({ items, balanceMinor: 6n })).toMatchObject({
      path: 'acknowledgements[0].balanceMinor',
    });
    expect(await answer({ items: foreign })).toMatchObject({
      path: 'acknowledgements[0].items[0].receivableId',
    });
  });
});

describe('balances', () => {
  it('are what is outstanding per pair, shown to both sides only', async () => {
    await world.confirmed(number(1));
    await world.confirmed(number(2), 500n);
    const page = { size: 10, limit: 11, after: null };

    expect(await world.statements.balances(world.buyer, page)).toMatchObject([
      { balanceMinor: 10_500n, receivableCount: 2, currency: 'EUR' },
    ]);
    expect(await world.statements.balances(world.stranger, page)).toEqual([]);
  });
});
