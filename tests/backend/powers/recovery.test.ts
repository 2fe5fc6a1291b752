import { NotFoundError, NotPermittedError } from '../../../backend/src/api/index.js';
import { ActGroup } from '../../../backend/src/common/index.js';
import type { Viewer } from '../../../backend/src/identity/index.js';
import { Power } from '../../../backend/src/powers/power.type.js';
import { PAGE, PowersWorld } from './powers.world.js';

const ORDER = 'The keys were in the burnt office.';

let world: PowersWorld;
let operator: Viewer;
let grace: Viewer;
let partyId: string;
let lost: string;

beforeAll(async () => {
  world = await PowersWorld.start();
  operator = world.operator;
  ({ user: grace } = await world.secondOperator('Grace', Power.ORDERS));
  partyId = world.supplier.party;
  const [signer] = await world.signerReader.list(world.supplier, PAGE, {});
  lost = signer?.signerId as string;
});

afterAll(async () => {
  await world.pipeline.stop();
});

async function approve(): Promise<{ actHash: string; newSignerId: string }> {
  const input = { ...world.key(), partyId, lostSignerIds: [lost], order: ORDER };
  const approved = await world.done(operator, await world.recovery.approve(operator, input));
  const [actHash, , newSignerId] = approved.subjects as [string, string, string];
  return { actHash, newSignerId };
}

function recover(newSignerId: string, lostSignerIds = [lost]) {
  return world.recovery.recover(grace, { ...world.key(), partyId, newSignerId, lostSignerIds });
}

describe('the recovery of lost keys', () => {
  it('shows the party what was approved, and goes when the party objects', async () => {
    const { actHash, newSignerId } = await approve();
    const [approval] = await world.approvalReader.list(world.supplier, PAGE, {});
    expect(approval).toMatchObject({
      ...{ actHash, act: 'RECOVER_SIGNER', recoveredParty: partyId, order: ORDER },
      arguments: [
        { name: 'party', value: partyId },
        { name: 'newSigner', value: newSignerId },
        { name: 'lostSigners', value: lost },
      ],
    });
    const waitMs = Number(approval?.usableFrom) - Number(approval?.approvedAt);
    expect(waitMs).toBe(3 * 86_400_000);

    const foreign = await world.approvals.object(world.buyer, { ...world.key(), actHash });
    expect(foreign).toBeInstanceOf(NotFoundError);
    const objection = await world.approvals.object(world.supplier, { ...world.key(), actHash });
    await world.done(world.supplier, objection);
    expect(await world.approvalReader.find(grace, actHash)).toMatchObject({
      status: 'OBJECTED',
      endedById: lost,
    });
  });

  it('waits three days, in which the new key signs nothing', async () => {
    const { newSignerId } = await approve();
    expect((await world.outcome(grace, await recover(newSignerId))).refusal).toMatchObject({
      error: 'ApprovalTooYoung',
    });
    await world.lot('R-1');
    const [{ signer }] = await world.pipeline.db.query(
      'SELECT signer FROM command WHERE party = $1 ORDER BY sequence DESC LIMIT 1',
      [partyId],
    );
    expect(signer).toBe(lost);

    await world.pass(3);
    const done = await world.done(grace, await recover(newSignerId));
    expect(done.subjects).toEqual([partyId, newSignerId]);
    const [first, second] = await world.signerReader.list(world.supplier, PAGE, {});
    expect(first).toMatchObject({
      signerId: newSignerId,
      rights: Object.values(ActGroup),
      recoveryOrderHash: expect.stringMatching(/^0x[0-9a-f]{64}$/),
      isKept: true,
    });
    expect(second).toMatchObject({ signerId: lost, revokedAt: expect.any(Date) });
  });

  it('lets the party go on with the new key', async () => {
    const lotId = await world.lot('R-2');
    expect(lotId).toBeDefined();
    const rows = await world.pipeline.db.query('SELECT FROM lot WHERE lot_id = $1', [lotId]);
    expect(rows).toHaveLength(1);
  });

  it("names only the party's own keys, at most twenty, and is for operators", async () => {
    const key = world.genesisSigner;
    const foreign = { ...world.key(), partyId, lostSignerIds: [key], order: ORDER };
    expect(await world.recovery.approve(operator, foreign)).toMatchObject({ id: key });
    const nobody = { ...foreign, partyId: '0x1', lostSignerIds: [] };
    expect(await world.recovery.approve(operator, nobody)).toBeInstanceOf(NotFoundError);
    const many = { ...foreign, lostSignerIds: Array<string>(21).fill(key) };
    expect(await world.recovery.approve(operator, many)).toMatchObject({ path: 'lostSignerIds' });
    const wrong = { ...foreign, newSignerId: 'key' };
    expect(await world.recovery.approve(operator, wrong)).toMatchObject({ path: 'newSignerId' });
    expect(await world.recovery.approve(world.buyer, foreign)).toBeInstanceOf(NotPermittedError);
  });

  it('leaves read models that are the same after a rebuild and match the ledger', async () => {
    const before = await world.pipeline.readModels();
    await world.rebuild();
    expect(await world.pipeline.readModels()).toEqual(before);
    expect(await world.differences()).toEqual([]);
  });
});
