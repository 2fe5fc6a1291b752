import { AccountChangeReader } from '../../../backend/src/payees/account-change.reader.js';
import { AccountChangeService } from '../../../backend/src/payees/account-change.service.js';
import { MisdirectedReader } from '../../../backend/src/payees/misdirected.reader.js';
import { MisdirectedKind } from '../../../backend/src/payees/payee.type.js';
import { PayeeReader } from '../../../backend/src/payees/payee.reader.js';
import { TitleWorld } from '../assignments/title.world.js';
import { FINANCIER_IBAN, SUPPLIER_IBAN } from '../settlement/story.world.js';

const PAGE = { size: 10, limit: 11, after: null };
const NEW_IBAN = 'DE12500105170648489890';
const DAY_MS = 86_400_000;

let world: TitleWorld;
let payees: PayeeReader;
let changes: AccountChangeService;
let listing: AccountChangeReader;
let misdirected: MisdirectedReader;

beforeAll(async () => {
  world = await TitleWorld.start();
  const { dataSource } = world.story.pipeline.database;
  payees = new PayeeReader(dataSource);
  changes = new AccountChangeService(dataSource);
  listing = new AccountChangeReader(dataSource);
  misdirected = new MisdirectedReader(dataSource);
  await world.story.pipeline.db.query('INSERT INTO bank_account (account, party) VALUES ($1, $2)', [
    ...[NEW_IBAN, world.financier.party],
  ]);
});

afterAll(() => world.stop());

const at = (number: string, day: Date, as = world.buyer) =>
  payees.destinations(as, world.story.receivableId(number), day);

function propose(change: object = {}, as = world.financier) {
  return changes.propose(as, {
    ...{ idempotencyKey: world.key(), buyerId: world.buyer.party, account: NEW_IBAN },
    ...change,
  });
}

describe('whom to pay', () => {
  it('is the supplier, and the financier from the acknowledged notice on, at any instant', async () => {
    const { lotIds } = await world.sold({ disclosed: true }, 'P-101');
    const before = await world.inDays(0);
    const supplier = { payee: world.supplier.party, account: SUPPLIER_IBAN, noticeHash: null };
    expect(await at('P-101', before)).toMatchObject([{ ...supplier, outstandingMinor: 10_000n }]);

    await world.pass(1);
    await world.outcome(world.financier, await world.give(lotIds));
    expect(await at('P-101', await world.inDays(0))).toMatchObject([supplier]);
    await world.outcome(world.buyer, await world.acknowledge(lotIds));

    const [told] = (await at('P-101', await world.inDays(0))) ?? [];
    expect(told).toMatchObject({ payee: world.financier.party, account: FINANCIER_IBAN });
    const [notice] = await world.notices.findOfReceivables(world.buyer, [
      world.story.receivableId('P-101'),
    ]);
    expect(told?.acknowledgedAt).toEqual(notice?.acknowledgedAt);
    expect(told?.noticeHash).toMatch(/^0x[0-9a-f]{64}$/);
    expect(await at('P-101', before)).toMatchObject([supplier]);
  });

  it('goes with a part that is split off, as one destination', async () => {
    const { lotIds } = await world.sold({ disclosed: true }, 'P-102');
    await world.told(...lotIds);
    await world.split(lotIds[0] ?? '', 4_000n);
    expect(await at('P-102', await world.inDays(0))).toMatchObject([
      { payee: world.financier.party, outstandingMinor: 10_000n },
    ]);
  });

  it('is told to nobody who does not see the receivable', async () => {
    await world.confirmed('P-103');
    expect(await at('P-103', await world.inDays(0), world.outsider)).toBeNull();
  });
});

describe('a change of the account', () => {
  it('counts from the moment that the buyer accepts it, and not before', async () => {
    const { lotIds } = await world.sold({ disclosed: true }, 'P-201');
    await world.told(...lotIds);
    const changeId = (await propose()) as string;
    const day = await world.inDays(1);
    expect(await at('P-201', day)).toMatchObject([{ account: FINANCIER_IBAN, accountSince: null }]);
    expect(await listing.list(world.buyer, PAGE, true)).toMatchObject([
      { changeId, status: 'PROPOSED', account: NEW_IBAN, payee: world.financier.party },
    ]);

    const earlier = new Date(Date.now() - DAY_MS);
    expect(await changes.answer(world.buyer, changeId, true, 'called back')).toBeNull();
    expect(await changes.answer(world.buyer, changeId, true)).toBeNull();
    const later = new Date(Math.max(day.getTime(), Date.now() + DAY_MS));
    expect(await at('P-201', later)).toMatchObject([
      { account: NEW_IBAN, accountSince: expect.any(Date) as Date },
    ]);
    const [before] = (await at('P-201', earlier)) ?? [];
    expect(before?.account).not.toBe(NEW_IBAN);
    expect(await listing.list(world.financier, PAGE, false)).toMatchObject([
      { changeId, status: 'ACCEPTED', answerNote: 'called back' },
    ]);
  });

  it('takes both of them, each its own half, once', async () => {
    const changeId = (await propose()) as string;
    const missing = { code: 'NOT_FOUND' };
    expect(await changes.answer(world.financier, changeId, true)).toMatchObject(missing);
    expect(await changes.answer(world.supplier, changeId, true)).toMatchObject(missing);
    expect(await changes.withdraw(world.buyer, changeId)).toMatchObject(missing);
    expect(await changes.answer(world.buyer, changeId, false)).toBeNull();
    expect(await changes.answer(world.buyer, changeId, true)).toMatchObject({ path: 'changeId' });
    expect(await changes.withdraw(world.financier, changeId)).toMatchObject({ path: 'changeId' });
    expect(await listing.list(world.outsider, PAGE, null)).toEqual([]);
  });

  it('is the same for the same key, and is refused with somebody else’s account', async () => {
    const once = { idempotencyKey: 'once' };
    const changeId = await propose(once);
    expect(await propose(once)).toBe(changeId);
    expect(await propose({ ...once, account: FINANCIER_IBAN })).toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
    });
    expect(await propose({ account: SUPPLIER_IBAN })).toMatchObject({ path: 'account' });
    expect(await propose({ buyerId: 'x' })).toMatchObject({ path: 'buyerId' });
    expect(await propose({ note: 'x'.repeat(501) })).toMatchObject({ path: 'note' });
  });

  it('cannot be rewritten or taken out of the record', async () => {
    const changeId = (await propose()) as string;
    const { db } = world.story.pipeline;
    await db.query(`UPDATE payee_account_step SET account = 'X' WHERE change_id = $1`, [changeId]);
    await db.query('DELETE FROM payee_account_step WHERE change_id = $1', [changeId]);
    expect(await listing.find(world.buyer, changeId)).toMatchObject({ account: NEW_IBAN });
  });
});

describe('money that missed its account', () => {
  it('is listed with what is left of it and the day until which it is to move on', async () => {
    const entered_at = new Date(Date.now() - 10 * DAY_MS);
    const pair = {
      ...{ debtor: world.supplier.party, creditor: world.financier.party, currency: 'EUR' },
      ...{ block_number: 1, owed_minor: 0, entered_at },
    };
    await world.story.pipeline.database.insert('duty_entry', [
      { ...pair, log_index: 901, amount_minor: 500, reason: 'MISDIRECTED', source_hash: '0xa' },
      { ...pair, log_index: 902, amount_minor: 70, reason: 'OVERPAID', source_hash: '0xb' },
      { ...pair, log_index: 903, amount_minor: 200, reason: null, source_hash: '0xc' },
    ]);
    const expected = [
      {
        ...{ kind: 'WRONG_PARTY', sourceHash: '0xa', amountMinor: 500n, openMinor: 300n },
        ...{ receiver: world.supplier.party, payee: world.financier.party, isOverdue: true },
        dueAt: new Date(entered_at.getTime() + 5 * DAY_MS),
      },
    ];
    expect(await misdirected.list(world.supplier)).toMatchObject(expected);
    expect(await misdirected.list(world.financier)).toMatchObject(expected);
    expect(await misdirected.list(world.outsider)).toEqual([]);
  });

  it('is also what a buyer pays on an account that was given up', async () => {
    const { db } = world.story.pipeline;
    await db.query(
      `INSERT INTO payee_account_step (change_id, kind, payee, buyer, account, user_id,
        note, made_at) VALUES (gen_random_uuid(), 'ACCEPTED', $1, $2, $3, gen_random_uuid(), '',
        '2026-01-01')`,
      [world.financier.party, world.buyer.party, NEW_IBAN],
    );
    const { lotIds } = await world.sold({ disclosed: true }, 'P-301');
    await world.told(...lotIds);
    await world.story.receive(
      [{ remittance: 'P-301', amountMinor: 4_000n }],
      world.financier,
      FINANCIER_IBAN,
    );
    const found = await misdirected.list(world.financier);
    expect(found.filter(({ kind }) => kind === MisdirectedKind.OLD_ACCOUNT)).toMatchObject([
      { amountMinor: 4_000n, receiver: world.financier.party },
    ]);
  });
});
