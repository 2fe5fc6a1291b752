import { NotFoundError, NotPermittedError } from '../../../backend/src/api/index.js';
import { PartyRole } from '../../../backend/src/common/index.js';
import type { Viewer } from '../../../backend/src/identity/index.js';
import { Power } from '../../../backend/src/powers/power.type.js';
import { PAGE, PowersWorld } from './powers.world.js';

const ORDER = 'Amtsgericht Berlin, 12 M 3/26';

let world: PowersWorld;
let operator: Viewer;
let grace: Viewer;
let graceKey: string;

beforeAll(async () => {
  world = await PowersWorld.start();
  operator = world.operator;
  ({ user: grace, signer: graceKey } = await world.secondOperator('Grace', Power.ORDERS));
});

afterAll(async () => {
  await world.pipeline.stop();
});

describe('a freeze by order of a court', () => {
  let lotId: string;
  let actHash: string;

  beforeAll(async () => {
    lotId = await world.lot('F-1');
  });

  it('is refused until another operator approved exactly it', async () => {
    const input = { ...world.key(), lotId };
    const alone = await world.outcome(grace, await world.orders.freeze(grace, input, true));
    expect(alone.refusal).toMatchObject({ error: 'ApprovalMissing' });

    const approval = { ...world.key(), lotId, order: ORDER };
    const approved = await world.done(
      operator,
      await world.orders.approveFreeze(operator, approval, true),
    );
    actHash = approved.subjects[0] as string;
    expect(approved).toMatchObject({ kind: 'APPROVE_FREEZE_LOT' });
    expect(alone.refusal?.values).toEqual([{ name: 'actHash', value: actHash }]);
  });

  it('is approved in words that another operator can read', async () => {
    expect(await world.approvalReader.find(grace, actHash)).toMatchObject({
      status: 'APPROVED',
      act: 'FREEZE_LOT',
      contract: 'lots',
      functionName: 'setFrozenTokens',
      arguments: [
        { name: 'account', value: world.supplier.party },
        { name: 'tokenId', value: lotId },
        { name: 'frozenStatus', value: 'true' },
      ],
      approverId: world.genesisSigner,
      order: ORDER,
      recoveredParty: null,
    });
    expect(await world.approvalReader.find(world.supplier, actHash)).toBeNull();
    expect(await world.approvalReader.list(world.supplier, PAGE, {})).toEqual([]);
  });

  it('takes another key than the one that approved', async () => {
    const input = { ...world.key(), lotId };
    const twice = await world.outcome(operator, await world.orders.freeze(operator, input, true));
    expect(twice.refusal).toMatchObject({ error: 'SameOperatorTwice' });
  });

  it('freezes the lot, uses the approval up and shows its order to whom it names', async () => {
    const input = { ...world.key(), lotId };
    await world.done(grace, await world.orders.freeze(grace, input, true));

    expect(await world.orderReader.frozen([lotId])).toEqual(new Set([lotId]));
    expect(await world.approvalReader.find(operator, actHash)).toMatchObject({
      status: 'CONSUMED',
      endedById: graceKey,
    });
    const steps = await world.approvalReader.stepsOf([actHash]);
    expect(steps.map(({ status }) => status)).toEqual(['APPROVED', 'CONSUMED']);
    const order = { kind: 'FREEZE', lotId, owner: world.supplier.party, order: ORDER };
    expect(await world.orderReader.list(world.supplier, PAGE, null)).toMatchObject([order]);
    expect(await world.orderReader.list(operator, PAGE, lotId)).toMatchObject([order]);
    expect(await world.orderReader.list(world.buyer, PAGE, null)).toEqual([]);
    expect(await world.orderReader.ofLots(world.buyer, [lotId])).toMatchObject([{ order: null }]);
  });

  it('ends in the same way', async () => {
    const approval = { ...world.key(), lotId, order: 'Aufhebung' };
    await world.done(grace, await world.orders.approveFreeze(grace, approval, false));
    const input = { ...world.key(), lotId };
    await world.done(operator, await world.orders.freeze(operator, input, false));

    expect(await world.orderReader.frozen([lotId])).toEqual(new Set());
    const kinds = (await world.orderReader.ofLots(operator, [lotId])).map(({ kind }) => kind);
    expect(kinds).toEqual(['FREEZE', 'UNFREEZE']);
  });

  it('can be approved again, and withdrawn by its approver alone', async () => {
    const approval = { ...world.key(), lotId, order: ORDER };
    await world.done(operator, await world.orders.approveFreeze(operator, approval, true));
    const input = { ...world.key(), actHash };
    const other = await world.outcome(grace, await world.approvals.withdraw(grace, input));
    expect(other.refusal).toMatchObject({ error: 'ApprovalNotOwn' });

    const own = { ...world.key(), actHash };
    await world.done(operator, await world.approvals.withdraw(operator, own));
    expect(await world.approvalReader.find(operator, actHash)).toMatchObject({
      status: 'WITHDRAWN',
    });
    const withdrawn = await world.approvalReader.list(grace, PAGE, {
      status: 'WITHDRAWN' as never,
    });
    expect(withdrawn).toMatchObject([{ actHash }]);
  });

  it('expires after thirty days of the ledger', async () => {
    const approval = { ...world.key(), lotId, order: ORDER };
    await world.done(operator, await world.orders.approveFreeze(operator, approval, true));
    await world.pass(30);
    expect(await world.approvalReader.find(operator, actHash)).toMatchObject({ status: 'EXPIRED' });
    const input = { ...world.key(), lotId };
    const late = await world.outcome(grace, await world.orders.freeze(grace, input, true));
    expect(late.refusal).toMatchObject({ error: 'ApprovalExpired' });
  });
});

describe('a transfer by order of a court', () => {
  it('gives the lot another owner, with the order as its evidence', async () => {
    const lotId = await world.lot('T-1');
    // Only suppliers and financiers own lots.
    const roles = [PartyRole.SUPPLIER, PartyRole.BUYER];
    await world.call(operator, 'parties', 'renewAdmission', [world.buyer.party, 3, 4_000_000_000]);
    const buyer = { ...world.buyer, roles };
    const input = { lotId, newOwnerId: buyer.party };
    const approval = { ...world.key(), ...input, order: ORDER };
    await world.done(operator, await world.orders.approveTransfer(operator, approval));
    const act = { ...world.key(), ...input };
    const moved = await world.done(grace, await world.orders.transfer(grace, act));

    expect(moved).toMatchObject({ kind: 'TRANSFER_LOT', subjects: [lotId] });
    const owners = await world.pipeline.db.query('SELECT owner FROM lot WHERE lot_id = $1', [
      lotId,
    ]);
    expect(owners).toEqual([{ owner: buyer.party }]);
    const order = { kind: 'TRANSFER', owner: world.supplier.party, newOwner: buyer.party };
    expect(await world.orderReader.list(buyer, PAGE, null)).toMatchObject([
      { ...order, order: ORDER },
    ]);
  });

  it('of a lot that is not there is not found, and of a party that is none refused', async () => {
    const lotId = `0x${'ab'.repeat(32)}`;
    const missing = { ...world.key(), lotId, newOwnerId: world.buyer.party };
    expect(await world.orders.transfer(operator, missing)).toBeInstanceOf(NotFoundError);
    const nobody = { ...world.key(), lotId, newOwnerId: 'me' };
    expect(await world.orders.transfer(operator, nobody)).toMatchObject({ path: 'newOwnerId' });
  });

  it('is for operators, with the power ORDERS', async () => {
    const lotId = await world.lot('T-2');
    const approval = { ...world.key(), lotId, order: ORDER };
    const { supplier } = world;
    expect(await world.orders.approveFreeze(supplier, approval, true)).toBeInstanceOf(
      NotPermittedError,
    );
    const empty = { ...approval, order: ' ' };
    expect(await world.orders.approveFreeze(operator, empty, true)).toMatchObject({
      path: 'order',
    });

    const { user: ada } = await world.secondOperator('Ada');
    const submitted = await world.orders.approveFreeze(ada, approval, true);
    expect((await world.outcome(ada, submitted)).refusal).toMatchObject({
      error: 'AccessManagerUnauthorizedAccount',
    });
  });
});

describe('the read models of orders', () => {
  it('are the same after a rebuild, and a planted difference is told', async () => {
    const before = await world.pipeline.readModels();
    await world.rebuild();
    expect(await world.pipeline.readModels()).toEqual(before);
    expect(await world.differences()).toEqual([]);

    await world.pipeline.db.query(
      `UPDATE approval SET ended_at = approved_at WHERE status = 'APPROVED'`,
    );
    expect((await world.differences()).map(({ table, field }) => `${table}.${field}`)).toEqual([
      'approval.approver',
      'approval.order_hash',
      'approval.approved_seconds',
    ]);
    await world.rebuild();
  });
});
