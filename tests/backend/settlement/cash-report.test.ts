import { randomUUID } from 'node:crypto';

import { CashReportReader } from '../../../backend/src/settlement/cash-report.reader.js';
import { BankImportWorld } from './bank-import.world.js';

const IBAN = 'DE79000000001234567890';
const DAY = '2026-03-02';

let world: BankImportWorld;
let reports: CashReportReader;

beforeAll(async () => {
  world = await BankImportWorld.start(IBAN);
  reports = new CashReportReader(world.database.dataSource);
  const from = [':20:X', `:25:${IBAN}`, ':28C:1/1', ':60F:C260301EUR0,'];
  const lines = ENTRIES.map(({ day, amount, name }) => `:61:${day}C${amount},NTRFNONREF//${name}`);
  await world.take([...from, ...lines, ':62F:C260302EUR1555,', ''].join('\n'));
  for (const { name, rule, unapplied } of ENTRIES.filter((entry) => entry.rule !== null)) {
    await settle(name, { rule, unapplied });
  }
});

afterAll(() => world.stop());

/** Of the day, of days before, and of a day that is not there yet. */
const ENTRIES = [
  { name: 'A', day: '260302', amount: 100, rule: 'EXACT', unapplied: 0 },
  { name: 'B', day: '260302', amount: 200, rule: 'PARTIAL', unapplied: 0 },
  { name: 'C', day: '260302', amount: 300, rule: 'OVERPAYMENT', unapplied: 50 },
  { name: 'D', day: '260302', amount: 400, rule: 'MANUAL', unapplied: 0 },
  { name: 'E', day: '260302', amount: 5, rule: null, unapplied: 0 },
  { name: 'F', day: '260228', amount: 10, rule: null, unapplied: 0 },
  { name: 'G', day: '251101', amount: 20, rule: 'OVERPAYMENT', unapplied: 7 },
  { name: 'H', day: '260201', amount: 500, rule: 'EXACT', unapplied: 0 },
  { name: 'I', day: '260303', amount: 20, rule: null, unapplied: 0 },
] as const;

/** As the ledger would tell it; amounts in whole euros. */
async function settle(
  name: string,
  { rule, unapplied }: { rule: string | null; unapplied: number },
): Promise<void> {
  const { dataSource } = world.database;
  await dataSource.transaction(async (db) => {
    await db.query('SET CONSTRAINTS ALL DEFERRED');
    await db.query(`SET LOCAL session_replication_role = 'replica'`);
    await db.query(
      'UPDATE bank_entry SET match_rule = $2, command_id = $3 WHERE servicer_reference = $1',
      [name, rule, randomUUID()],
    );
  });
  await world.database.dataSource.query(
    `INSERT INTO remittance SELECT (r).* FROM (
       SELECT jsonb_populate_record(NULL::remittance, to_jsonb(e) || jsonb_build_object(
         'agent', 'a', 'unapplied_minor', $2::bigint, 'transaction_hash', '0x', 'applied_at', now(),
         'allocations', 1, 'allocations_hash', '', 'received_by', e.party, 'is_reversed', false)) AS r
       FROM bank_entry e WHERE servicer_reference = $1) x`,
    [name, unapplied * 100],
  );
}

describe('the report of a day', () => {
  it('tells what was matched by itself, by hand and not at all', async () => {
    const { currencies } = await reports.read(world.owner, DAY, null);
    expect(currencies).toMatchObject([
      {
        currency: 'EUR',
        automatic: { count: 3, amountMinor: 60_000n },
        byHand: { count: 1, amountMinor: 40_000n },
        open: { count: 1, amountMinor: 500n },
      },
    ]);
  });

  it('tells unapplied cash by its age, whatever day it is of', async () => {
    const [euro] = (await reports.read(world.owner, DAY, null)).currencies;
    expect(euro?.unapplied.map((one) => [one.fromDays, one.toDays, one.amountMinor])).toEqual([
      [0, 1, 5_500n],
      [2, 7, 1_000n],
      [8, 30, 0n],
      [31, 90, 0n],
      [91, null, 700n],
    ]);
  });

  it('tells differences by their cause', async () => {
    const [euro] = (await reports.read(world.owner, DAY, null)).currencies;
    expect(euro?.differences).toEqual([
      { cause: 'OVERPAYMENT', count: 1, amountMinor: 30_000n, unappliedMinor: 5_000n },
      { cause: 'PARTIAL', count: 1, amountMinor: 20_000n, unappliedMinor: 0n },
    ]);
  });

  it('is of one’s own accounts, and of one of them if it is named', async () => {
    expect((await reports.read(world.stranger, DAY, null)).currencies).toEqual([]);
    expect((await reports.read(world.owner, DAY, 'X')).currencies).toEqual([]);
    expect((await reports.read(world.owner, DAY, IBAN)).currencies).toHaveLength(1);
  });
});
