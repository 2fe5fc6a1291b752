import { InputInvalidError, NotPermittedError } from '../../../backend/src/api/index.js';
import { addDays } from '../../../backend/src/common/index.js';
import { LedgerClock } from '../../../backend/src/ledger/index.js';
import { StatementMovements } from '../../../backend/src/reconciliation/statement-movements.js';
import {
  StatementFrequency,
  periodEndOf,
} from '../../../backend/src/reconciliation/statement-period.js';
import { StatementScheduleService } from '../../../backend/src/reconciliation/statement-schedule.service.js';
import { StatementScheduleStore } from '../../../backend/src/reconciliation/statement-schedule.store.js';
import { StatementSight } from '../../../backend/src/reconciliation/statement-sight.js';
import { itemKeyOf } from '../../../backend/src/reconciliation/statement.reader.js';
import { StoryWorld } from '../settlement/story.world.js';

const PAGE = { size: 100, limit: 101, after: null };
const { MONTHLY, ON_DEMAND } = StatementFrequency;

let world: StoryWorld;
let store: StatementScheduleStore;
let service: StatementScheduleService;
let key = 0;

beforeAll(async () => {
  world = await StoryWorld.start();
  const { dataSource } = world.pipeline.database;
  store = new StatementScheduleStore(dataSource);
  service = new StatementScheduleService(new LedgerClock(dataSource), store, world.stating);
});

afterAll(async () => {
  await world.pipeline.stop();
});

async function set(frequency: StatementFrequency) {
  const pair = { buyerId: world.buyer.party.toUpperCase().replace('X', 'x'), currency: 'EUR' };
  return service.set(world.supplier, { ...pair, frequency });
}

async function today(): Promise<string> {
  return (await new LedgerClock(world.pipeline.database.dataSource).read()).today;
}

async function issuedAs(): Promise<Array<{ asOfDate: string; balanceMinor: bigint }>> {
  await world.pipeline.settle();
  const found = await world.statements.list(world.supplier, PAGE, {});
  return found
    .map(({ asOfDate, balanceMinor }) => ({ asOfDate, balanceMinor }))
    .sort((a, b) => (a.asOfDate < b.asOfDate ? 1 : -1));
}

/** Mines a block so many days later. */
async function passDays(days: number): Promise<void> {
  await world.pipeline.chain.provider.send('evm_increaseTime', [days * 86_400]);
  await world.confirmed(`LATER-${++key}`, 100n);
}

describe('a schedule', () => {
  it('issues each period once, as of its last day, also if a run was cut off before it moved on', async () => {
    await world.confirmed('FIRST', 5_000n);
    const first = periodEndOf(await today(), MONTHLY) ?? '';
    expect(await set(MONTHLY)).toMatchObject({ nextDate: first });
    expect(await service.issueDue(first)).toBe(false);
    expect(await issuedAs()).toEqual([]);

    await passDays(62);
    const [due] = await store.findDue(await today(), 1);
    await service.issueDue(await today());
    // As if the process had been killed between the command and the step of the schedule.
    await world.pipeline.db.query('UPDATE statement_schedule SET next_date = $1', [due?.nextDate]);
    await service.issueDue(await today());
    while ((await store.findDue(await today(), 1)).length > 0) {
      await service.issueDue(await today());
    }

    const second = periodEndOf(addDays(first, 1), MONTHLY) ?? '';
    expect(await issuedAs()).toEqual([
      { asOfDate: second, balanceMinor: 5_000n },
      { asOfDate: first, balanceMinor: 5_000n },
    ]);
    const [schedule] = await store.list(world.buyer, PAGE);
    expect(schedule).toMatchObject({
      ...{ frequency: MONTHLY, lastRefusal: null, lastCommandId: expect.any(String) },
      nextDate: periodEndOf(addDays(second, 1), MONTHLY),
    });
    expect(await store.list(world.stranger, PAGE)).toEqual([]);
  });

  it('ends on demand', async () => {
    expect(await set(ON_DEMAND)).toMatchObject({ nextDate: null });
    const before = await issuedAs();

    await passDays(40);
    await service.issueDue(await today());

    expect(await issuedAs()).toEqual(before);
  });

  it('is refused to others than a supplier, and for what is no pair', async () => {
    const input = { buyerId: world.buyer.party, currency: 'EUR', frequency: MONTHLY };

    expect(await service.set({ ...world.buyer, roles: [] }, input)).toBeInstanceOf(
      NotPermittedError,
    );
    const wrong = { ...input, currency: 'euro' };
    expect(await service.set(world.supplier, wrong)).toBeInstanceOf(InputInvalidError);
  });
});

describe('movements', () => {
  it('lead from the balance of the statement before to that of the statement', async () => {
    await passDays(1);
    const opening = await issue();
    await passDays(1);
    await world.confirmed('MOVED-7701', 9_000n);
    await world.receive([{ remittance: 'MOVED-7701', amountMinor: 4_000n }]);
    await world.credit('FIRST', 1_000n);
    await world.pipeline.settle();
    const closing = await issue();

    const movements = new StatementMovements(world.pipeline.database.dataSource);
    const itemKey = itemKeyOf(closing.statementId, closing.itemsRoot);
    const found = (await movements.findMany([itemKey])).get(itemKey);

    expect(found).toEqual({
      openingDate: opening.asOfDate,
      openingMinor: opening.balanceMinor,
      movements: [
        { kind: 'CONFIRMED', count: 2, amountMinor: 9_100n },
        { kind: 'PAID', count: 1, amountMinor: -4_000n },
        { kind: 'CREDITED', count: 1, amountMinor: -1_000n },
      ],
    });
    expect(opening.balanceMinor + 9_100n - 5_000n).toBe(closing.balanceMinor);
  });
});

describe('a statement', () => {
  it('is seen when its buyer opens it, the first time', async () => {
    const { statementId } = (await world.statements.list(world.buyer, PAGE, {}))[0] ?? {
      statementId: '',
    };
    const sight = new StatementSight(world.pipeline.database.dataSource);

    expect(await sight.mark(world.supplier, statementId)).toBe(false);
    expect(await sight.findMany([statementId])).toEqual(new Map());
    expect(await sight.mark(world.buyer, statementId)).toBe(true);
    const seen = await sight.findMany([statementId]);
    expect(await sight.mark(world.buyer, statementId)).toBe(true);
    expect(await sight.findMany([statementId])).toEqual(seen);
  });
});

async function issue() {
  const input = { idempotencyKey: `issue ${++key}`, buyerIds: [world.buyer.party] };
  const submitted = await world.stating.issue(world.supplier, input);
  const { subjects } = await world.outcome(world.supplier, submitted);
  const found = await world.statements.find(world.supplier, subjects[0] ?? '');
  if (found === null) throw new Error('the statement is gone');
  return found;
}
