import fc from 'fast-check';
import { id } from 'ethers';

import { NotPermittedError } from '../../../backend/src/api/index.js';
import { PartyRole, addDays } from '../../../backend/src/common/index.js';
import { LedgerClock, OffLedgerActs } from '../../../backend/src/ledger/index.js';
import { AgeingReader } from '../../../backend/src/provisions/ageing.reader.js';
import { ProvisionBook, bookOf } from '../../../backend/src/provisions/provision-access.js';
import { ProvisionMovementReader } from '../../../backend/src/provisions/provision-movement.reader.js';
import { ProvisionReader } from '../../../backend/src/provisions/provision.reader.js';
import { ProvisionRunService } from '../../../backend/src/provisions/provision-run.service.js';
import type { ProvisionRunType } from '../../../backend/src/provisions/provision.type.js';
import { TestDatabase } from '../../support/test-database.js';
import { HistoryWorld, party, viewerOf } from '../credit/history.world.js';

const START = '2026-01-01';
const TODAY = '2026-12-31';
const FACE = 100_000n;
const ZERO = `0x${'0'.repeat(40)}`;
const PAGE = { size: 500, limit: 501, after: null };
const supplier = viewerOf('supplier', PartyRole.SUPPLIER);
const financier = viewerOf('financier', PartyRole.FINANCIER);
const owners = [supplier.party, financier.party, party('another financier')];
const sum = (values: readonly bigint[]): bigint => values.reduce((a, b) => a + b, 0n);

let database: TestDatabase;
let history: HistoryWorld;
let service: ProvisionRunService;
let reader: ProvisionReader;
let movements: ProvisionMovementReader;
let ageing: AgeingReader;
let sequence = 0;

beforeAll(async () => {
  database = await TestDatabase.start();
  history = new HistoryWorld(database);
  const { dataSource } = database;
  service = new ProvisionRunService(new OffLedgerActs(dataSource), new LedgerClock(dataSource));
  reader = new ProvisionReader(dataSource);
  movements = new ProvisionMovementReader(dataSource);
  ageing = new AgeingReader(dataSource);
});

afterAll(async () => {
  await database.stop();
});

beforeEach(async () => {
  await history.clear();
  await database.truncate('provision_policy', 'off_ledger_act', 'deal', 'deal_lot');
});

interface Held {
  readonly owner: string;
  readonly minor: bigint;
}

/** Lots of one receivable as the contract would keep them, and the events that it tells. */
class Lots {
  readonly held = new Map<number, Held>();
  /** What the financier held at the end of each day. */
  readonly byDay = new Map<string, bigint>();
  readonly events: Array<Record<string, unknown>> = [];
  private day = START;
  private paidMinor = 0n;

  constructor(private readonly receivableId: string) {
    this.tell('Transfer', { from: ZERO, to: supplier.party, tokenId: this.lot(1) });
    this.held.set(1, { owner: supplier.party, minor: FACE });
    this.keep();
  }

  /** One act that a draw chose, some days later. */
  act([kind, days, which, part]: readonly number[]): void {
    this.day = addDays(this.day, (days ?? 0) % 40);
    const open = [...this.held].filter(([, { minor }]) => minor > 0n);
    const found = open[(which ?? 0) % Math.max(open.length, 1)];
    if (found === undefined) return;
    const [index, lot] = found;
    const partMinor = 1n + (BigInt(part ?? 0) % lot.minor);
    this.change((kind ?? 0) % 7, index, lot, partMinor);
    this.keep();
  }

  give(index: number, owner: string, days: number): void {
    this.day = addDays(this.day, days);
    const lot = this.held.get(index) ?? { owner: '', minor: 0n };
    this.transfer(index, lot, owner);
    this.keep();
  }

  lotId(index: number): string {
    return `${this.receivableId.slice(0, -4)}${index.toString(16).padStart(4, '0')}`;
  }

  private change(kind: number, index: number, lot: Held, partMinor: bigint): void {
    const lotId = this.lot(index);
    const less = { ...lot, minor: lot.minor - partMinor };
    const amountMinor = `${partMinor}`;
    if (kind <= 1) this.transfer(index, lot, owners[Number(partMinor % 3n)] ?? '');
    if (kind === 2 && partMinor < lot.minor) {
      const next = this.held.size + 1;
      this.tell('LotSplit', { lotId, newLotId: this.lot(next), partMinor: amountMinor });
      this.tell('Transfer', { from: ZERO, to: lot.owner, tokenId: this.lot(next) });
      this.held.set(index, less).set(next, { owner: lot.owner, minor: partMinor });
    }
    if (kind === 3) {
      this.tell('LotPaid', { lotId, amountMinor, recoveredMinor: '0', beneficiary: lot.owner });
      this.held.set(index, less);
      this.paidMinor = partMinor;
    }
    if (kind === 4 && this.paidMinor > 0n) {
      const restored = { lotId, amountMinor: `${this.paidMinor}`, recoveredMinor: '0' };
      this.tell('LotRestored', restored);
      this.held.set(index, { ...lot, minor: lot.minor + this.paidMinor });
      this.paidMinor = 0n;
    }
    if (kind === 5) {
      this.tell(partMinor % 2n === 0n ? 'LotCredited' : 'LotWrittenOff', { lotId, amountMinor });
      this.held.set(index, less);
    }
    if (kind === 6) this.merge(index, lot);
  }

  private transfer(index: number, lot: Held, owner: string): void {
    this.tell('Transfer', { from: lot.owner, to: owner, tokenId: this.lot(index) });
    this.held.set(index, { ...lot, owner });
  }

  private merge(index: number, lot: Held): void {
    const into = [...this.held].find(([at, one]) => at !== index && one.owner === lot.owner);
    if (into === undefined) return;
    const [at, whole] = into;
    const partMinor = `${lot.minor}`;
    this.tell('LotMerged', { lotId: this.lot(index), intoLotId: this.lot(at), partMinor });
    this.tell('Transfer', { from: lot.owner, to: ZERO, tokenId: this.lot(index) });
    this.held.set(at, { ...whole, minor: whole.minor + lot.minor });
    this.held.set(index, { owner: ZERO, minor: 0n });
  }

  private keep(): void {
    const own = [...this.held.values()].filter(({ owner }) => owner === financier.party);
    this.byDay.set(this.day, sum(own.map(({ minor }) => minor)));
  }

  /** What the financier held at the end of a day. */
  heldOn(date: string): bigint {
    const days = [...this.byDay.keys()].filter((day) => day <= date).sort();
    return this.byDay.get(days.at(-1) ?? '') ?? 0n;
  }

  private lot(index: number): string {
    return BigInt(this.lotId(index)).toString();
  }

  private tell(name: string, args: Record<string, string>): void {
    const at = new Date(`${this.day}T08:00:00Z`).toISOString();
    this.events.push({ contract: 'lots', name, subject: this.receivableId, args, block_time: at });
  }
}

/** Receivables of the supplier, each with one lot. */
async function begin(count: number): Promise<Lots[]> {
  const one = { supplier: supplier.party, buyer: party('buyer'), faceMinor: FACE };
  // Ids end with zeros, where the index of a lot stands.
  const ids = await history.tell(
    Array.from({ length: count }, () => ({ ...one, confirmedDate: START, dueDate: '2026-02-01' })),
    TODAY,
  );
  const lots: Lots[] = [];
  for (const given of ids) {
    const receivableId = `${given.slice(0, -4)}0000`;
    const pair = [given, receivableId];
    await database.dataSource.query(
      'UPDATE receivable SET receivable_id = $2 WHERE receivable_id = $1',
      pair,
    );
    await database.dataSource.query(
      'UPDATE ledger_event SET subject = $2 WHERE subject = $1',
      pair,
    );
    lots.push(new Lots(receivableId));
  }
  return lots;
}

async function written(lots: readonly Lots[]): Promise<void> {
  const rows = lots.flatMap(({ events }) => events);
  await database.insert(
    'ledger_event',
    rows.map((row, index) => ({
      ...{ ...row, block_number: 1_000_000 + index, log_index: 0 },
      transaction_hash: id('a transaction'),
    })),
  );
}

async function run(asOfDate: string, viewer = financier): Promise<ProvisionRunType> {
  const made = await service.run(viewer, { idempotencyKey: `key ${++sequence}`, asOfDate });
  const found = await reader.findRun(viewer, made as string);
  if (found === null) throw new Error(JSON.stringify(made));
  return found;
}

describe('the allowance of a holder of lots', () => {
  const acts = fc.array(fc.array(fc.nat(1_000_000), { minLength: 4, maxLength: 4 }), {
    minLength: 2,
    maxLength: 14,
  });

  it('counts what it held on a past day to the minor unit, and moves by what came, went and was paid', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(acts, { minLength: 1, maxLength: 4 }),
        fc.nat(120),
        async (drawn, at) => {
          await history.clear();
          const lots = await begin(drawn.length);
          for (const [index, one] of lots.entries()) drawn[index]?.forEach((act) => one.act(act));
          await written(lots);
          const [from, to] = [addDays(START, at), addDays(START, at + 90)];
          const [opening, closing] = [await run(from), await run(to)];
          for (const { runId, asOfDate } of [opening, closing]) {
            const held = sum(lots.map((one) => one.heldOn(asOfDate)));
            const lines = await reader.lines(runId, PAGE);
            expect(sum(lines.map(({ outstandingMinor }) => outstandingMinor))).toBe(held);
            const [total] = await reader.totals(runId);
            expect(sum(lines.map(({ eclMinor }) => eclMinor))).toBe(total?.eclMinor ?? 0n);
            const aged = await ageing.ageing(bookOf(financier), asOfDate, [0, 30]);
            expect(sum(aged.map(({ outstandingMinor }) => outstandingMinor))).toBe(held);
          }
          for (const one of await movements.movement(opening, closing, bookOf(financier))) {
            const moved = [
              one.paidMinor,
              one.creditedMinor,
              one.restoredMinor,
              one.transferredMinor,
            ];
            expect(one.openingOutstandingMinor + sum(moved) + one.writtenOffOutstandingMinor).toBe(
              one.closingOutstandingMinor,
            );
            const { newMinor, derecognisedMinor, rolledMinor, writtenOffMinor, remeasuredMinor } =
              one;
            const changes = [newMinor, derecognisedMinor, rolledMinor, writtenOffMinor];
            expect(one.openingMinor + sum([...changes, remeasuredMinor])).toBe(one.closingMinor);
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  it('shows recourse by lot and in total without taking it off', async () => {
    const lots = await begin(2);
    for (const one of lots) one.give(1, financier.party, 5);
    await written(lots);
    const deal = {
      ...{ quote_hash: '', supplier: supplier.party, financier: financier.party, currency: 'EUR' },
      ...{ buyer: party('buyer'), eligible_minor: FACE, advance_minor: 0, reserve_minor: 0 },
      ...{ discount_charge_minor: 0, service_fee_minor: 0, reserve_released_minor: 0 },
      ...{ reserve_netted_minor: 0, reserve_applied_minor: 0, status: 'FUNDED', disclosed: true },
      ...{ fund_by: START, accepted_at: START },
    };
    await database.insert('deal', [
      { ...deal, deal_number: 1, recourse_days: 60 },
      { ...deal, deal_number: 2, recourse_days: 0, quote_hash: 'other' },
    ]);
    await database.insert(
      'deal_lot',
      lots.map((one, index) => ({ deal_number: index + 1, lot_id: one.lotId(1), position: 0 })),
    );

    const { runId, book } = await run('2026-02-15');

    expect(book).toBe(ProvisionBook.HELD);
    const lines = await reader.lines(runId, PAGE);
    expect(new Map(lines.map(({ lotId, recourseDays }) => [lotId, recourseDays]))).toEqual(
      new Map([
        [lots[0]?.lotId(1), 60],
        [lots[1]?.lotId(1), null],
      ]),
    );
    const [total] = await reader.totals(runId);
    const [first, second] = lines.map(({ eclMinor }) => eclMinor);
    expect(total).toMatchObject({ outstandingMinor: 2n * FACE, recourseOutstandingMinor: FACE });
    expect(total?.eclMinor).toBe((first ?? 0n) + (second ?? 0n));
    expect([first, second]).toContain(total?.recourseEclMinor);
    expect(total?.recourseEclMinor).not.toBe(0n);
  });

  it('is its own: a supplier counts what it is owed, and neither sees the other', async () => {
    const lots = await begin(1);
    lots[0]?.give(1, financier.party, 5);
    await written(lots);
    const [held, owed] = [await run('2026-02-15'), await run('2026-02-15', supplier)];
    const [line] = await reader.lines(owed.runId, PAGE);
    expect(owed.book).toBe(ProvisionBook.OWED);
    expect(line).toMatchObject({ lotId: null, recourseDays: null, outstandingMinor: FACE });
    expect(await reader.findRun(supplier, held.runId)).toBeNull();
    expect(await reader.findRun(financier, owed.runId)).toBeNull();
    const buyer = viewerOf('buyer', PartyRole.BUYER);
    const input = { idempotencyKey: 'k', asOfDate: TODAY };
    expect(await service.run(buyer, input)).toBeInstanceOf(NotPermittedError);
  });
});
