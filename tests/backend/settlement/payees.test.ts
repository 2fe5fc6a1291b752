import { LedgerClock } from '../../../backend/src/ledger/index.js';
import { MatchReader } from '../../../backend/src/settlement/match.reader.js';
import { TitleWorld } from '../assignments/title.world.js';
import { FINANCIER_IBAN, SUPPLIER_IBAN } from './story.world.js';

let world: TitleWorld;
let matches: MatchReader;

beforeAll(async () => {
  world = await TitleWorld.start();
  matches = new MatchReader(world.story.pipeline.database.dataSource);
});

afterAll(async () => {
  await world.stop();
});

const toSupplier = (remittance: string, amountMinor: bigint) =>
  world.story.receive([{ remittance, amountMinor }], world.supplier, SUPPLIER_IBAN);
const toFinancier = (remittance: string, amountMinor: bigint) =>
  world.story.receive([{ remittance, amountMinor }], world.financier, FINANCIER_IBAN);
const open = (number: string) => world.story.outstandingMinor(number);

async function block(): Promise<number> {
  const clock = new LedgerClock(world.story.pipeline.database.dataSource);
  return (await clock.read()).blockNumber;
}

describe('a payment for a sold lot', () => {
  it('is left to people until the buyer acknowledged to pay the financier, if it was sold openly', async () => {
    const { lotIds } = await world.sold({ disclosed: true }, 'Y-101');
    await toFinancier('Y-101', 500n);
    await toSupplier('Y-101', 1_000n);
    expect(await open('Y-101')).toBe(10_000n);

    await world.outcome(world.financier, await world.give(lotIds));
    await toSupplier('Y-101', 2_000n);
    expect(await open('Y-101')).toBe(10_000n);
  });

  it('is not taken for another receivable with a similar number', async () => {
    await world.story.pipeline.db.query(
      `INSERT INTO party_profile (party, name, name_key) VALUES ($1, $2, $2)`,
      [world.story.buyer.party, 'Hansekontor Warenhaus SE'],
    );
    await world.sold({ disclosed: true }, 'XSBR-2026-0535');
    await world.story.confirmed('XSBR-2026-0562', 949_000n);
    const counterparty = { name: 'Hansekontor Warenhaus SE', account: 'DE02120300000000202051' };
    await world.story.receive(
      [{ remittance: 'xsbr 2026 0535', amountMinor: 947_750n, counterparty }],
      ...([world.supplier, SUPPLIER_IBAN] as const),
    );

    expect(await open('XSBR-2026-0562')).toBe(949_000n);
  });

  it('is for the supplier while the sale is silent', async () => {
    await world.sold({ disclosed: false }, 'Y-151');
    await toFinancier('Y-151', 500n);
    await toSupplier('Y-151', 1_000n);

    expect(await open('Y-151')).toBe(9_000n);
  });

  it('is for the financier from then on, and what the supplier gets is left to people', async () => {
    const { lotIds } = await world.sold({ disclosed: true }, 'Y-201');
    const before = await block();
    await world.told(...lotIds);
    expect(await matches.payeesOfChanges(before, await block())).toEqual([world.financier.party]);

    await toSupplier('Y-201', 1_000n);
    expect(await open('Y-201')).toBe(10_000n);
    await toFinancier('Y-201', 4_000n);
    expect(await open('Y-201')).toBe(6_000n);
  });

  it('stays with the one acknowledged, when the lot goes on, until the buyer knows the next', async () => {
    const { lotIds } = await world.sold({ disclosed: true }, 'Y-301');
    await world.told(...lotIds);
    await world.outcome(world.rival, await world.take(await world.offered(...lotIds)));

    await toFinancier('Y-301', 3_000n);
    expect(await open('Y-301')).toBe(7_000n);

    // The ledger counts a notice of the second of the last acknowledgement as known.
    await world.pass(1);
    await world.story.told(world.rival, ...lotIds);
    await toFinancier('Y-301', 3_000n);
    expect(await open('Y-301')).toBe(7_000n);
  });

  it.each([
    ['of which the buyer knew', 'Y-401', true],
    ['of which nobody told the buyer', 'Y-402', false],
  ])('is for the supplier again after it took a lot back %s', async (_, number, isTold) => {
    const sale = await world.sold({ disclosed: true, recourseDays: 60 }, number);
    if (isTold) await world.told(...sale.lotIds);
    const offered = { idempotencyKey: world.key(), ...sale };
    await world.outcome(world.supplier, await world.recourse.offer(world.supplier, offered));
    const before = await block();
    const bought = await world.recourse.repurchase(world.financier, {
      ...{ idempotencyKey: world.key(), ...sale, evidence: 'the price came' },
    });
    expect(await world.outcome(world.financier, bought)).toMatchObject({ status: 'INCLUDED' });

    expect(await matches.payeesOfChanges(before, await block())).toEqual([world.supplier.party]);
    await toSupplier(number, 10_000n);
    expect(await open(number)).toBe(0n);
  });
});
