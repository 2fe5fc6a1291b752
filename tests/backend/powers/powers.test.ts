import { id } from 'ethers';

import { NotFoundError, NotPermittedError } from '../../../backend/src/api/index.js';
import type { Viewer } from '../../../backend/src/identity/index.js';
import { contractInterfaces } from '../../../backend/src/ledger/index.js';
import { UserAccessService } from '../../../backend/src/parties/user-access.service.js';
import { decodeCall } from '../../../backend/src/powers/approved-call.js';
import { Power } from '../../../backend/src/powers/power.type.js';
import { PAGE, PowersWorld } from './powers.world.js';

/** Bit of a group of acts that these tests do not need. */
const CREDIT = 1 << 8;

let world: PowersWorld;
let operator: Viewer;

beforeAll(async () => {
  world = await PowersWorld.start();
  operator = world.operator;
});

afterAll(async () => {
  await world.pipeline.stop();
});

describe("powers of operators' keys", () => {
  it('are all held by the first key, from the beginning', async () => {
    const signerId = world.genesisSigner;
    const held = await world.powerReader.listHolders(PAGE, { heldOnly: true });
    expect(held.map(({ power }) => power)).toEqual(['ADMIN', 'ADMISSION', 'PAUSE', 'ORDERS']);
    expect(held).toMatchObject(
      Array(4).fill({ signerId, isInForce: true, executionDelaySeconds: 0, revokedAt: null }),
    );
  });

  it('are asked for by the functions for operators', async () => {
    const functions = await world.powerReader.functions();
    expect(
      functions.map(({ contract, functionName, power }) => [power, contract, functionName]),
    ).toEqual(
      expect.arrayContaining([
        ['ADMISSION', 'parties', 'admitParties'],
        ['PAUSE', 'parties', 'pause'],
        ['ORDERS', 'powers', 'approve'],
        ['ORDERS', 'lots', 'forcedTransfer'],
        ['ORDERS', 'pledges', 'listRankPolicy'],
      ]),
    );
    expect(functions.every(({ isClosed }) => !isClosed)).toBe(true);
  });

  it('are granted and revoked by an admin', async () => {
    const { user: grace, signer } = await world.secondOperator('Grace', Power.PAUSE);
    const filter = { signerId: signer };
    expect(await world.powerReader.listHolders(PAGE, filter)).toMatchObject([
      { power: 'PAUSE', userName: 'Grace', party: operator.party, isInForce: true },
    ]);

    const more = { ...world.key(), signerId: signer, power: Power.ORDERS };
    const refused = await world.outcome(grace, await world.powers.grant(grace, more));
    expect(refused.refusal).toMatchObject({ error: 'AccessManagerUnauthorizedAccount' });

    const taken = { ...world.key(), signerId: signer, power: Power.PAUSE };
    await world.done(operator, await world.powers.revoke(operator, taken));
    expect(await world.powerReader.listHolders(PAGE, filter)).toMatchObject([
      { revokedAt: expect.any(Date), isInForce: false },
    ]);
    expect(await world.powerReader.listHolders(PAGE, { ...filter, heldOnly: true })).toEqual([]);
  });

  it("are for operators' keys, and the last admin keeps its own", async () => {
    const [signer] = await world.signerReader.list(world.buyer, PAGE, {});
    const foreign = { ...world.key(), signerId: signer?.signerId ?? '', power: Power.PAUSE };
    expect(await world.powers.grant(operator, foreign)).toBeInstanceOf(NotFoundError);
    expect(await world.powers.grant(world.buyer, foreign)).toBeInstanceOf(NotPermittedError);
    const own = { ...world.key(), signerId: world.genesisSigner, power: Power.ADMIN };
    expect(await world.powers.revoke(operator, own)).toMatchObject({ path: 'signerId' });
  });

  it('move to a prepared key before it takes over', async () => {
    const bare = await world.signers.rotate(operator, world.key());
    expect(bare).toBeInstanceOf(NotPermittedError);

    const signerId = (await world.signers.prepare(operator)) as string;
    for (const power of Object.values(Power)) {
      const input = { ...world.key(), signerId, power };
      await world.done(operator, await world.powers.grant(operator, input));
    }
    const input = { ...world.key(), newSignerId: signerId };
    await world.done(operator, await world.signers.rotate(operator, input));
    const { user } = await world.secondOperator('Ada', Power.ADMISSION);
    expect(user.userName).toBe('Ada');
  });
});

describe('what an admin sets beside', () => {
  it('shows roles, delays, closed contracts and scheduled calls', async () => {
    const { user: sam, signer } = await world.secondOperator('Sam');
    const call = (who: Viewer, name: string, values: readonly unknown[]) =>
      world.call(who, 'powers', name, values);
    const forcedBy = contractInterfaces.parties.encodeFunctionData('pause', [CREDIT, id('why')]);
    await call(operator, 'labelRole', [2, 'Pause']);
    await call(operator, 'setRoleGuardian', [2, 3]);
    await call(operator, 'setRoleAdmin', [77, 2]);
    await call(operator, 'setGrantDelay', [77, 86_400]);
    await call(operator, 'setTargetAdminDelay', [world.contracts.addressOf('lots'), 60]);
    await call(operator, 'setTargetClosed', [world.contracts.addressOf('pledges'), true]);
    await call(operator, 'grantRole', [2, signer, 3_600]);
    await call(sam, 'schedule', [world.contracts.addressOf('parties'), forcedBy, 0]);

    expect(await world.powerReader.roles()).toMatchObject([
      { roleId: '2', power: 'PAUSE', label: 'Pause', guardianRoleId: '3', adminRoleId: '0' },
      { roleId: '3', power: 'ORDERS', grantDelaySeconds: 3 * 86_400 },
      { roleId: '77', power: null, adminRoleId: '2', grantDelaySeconds: 86_400 },
    ]);
    const closed = (await world.powerReader.functions()).filter(({ isClosed }) => isClosed);
    expect(closed).toMatchObject([{ contract: 'pledges', functionName: 'listRankPolicy' }]);
    expect(await world.powerReader.listHolders(PAGE, { signerId: signer })).toMatchObject([
      { power: 'PAUSE', executionDelaySeconds: 3_600 },
    ]);
    const scheduled = { callerId: signer, contract: 'parties', functionName: 'pause', nonce: 1 };
    expect(await world.powerReader.listOperations(PAGE)).toMatchObject([
      { ...scheduled, status: 'SCHEDULED' },
    ]);

    await call(sam, 'cancel', [signer, world.contracts.addressOf('parties'), forcedBy]);
    await call(sam, 'schedule', [world.contracts.addressOf('parties'), forcedBy, 0]);
    await world.pass(1);
    await world.call(sam, 'parties', 'pause', [CREDIT, id('why')]);
    await call(sam, 'schedule', [world.contracts.addressOf('parties'), forcedBy, 0]);
    await world.pass(9);
    const operations = await world.powerReader.listOperations(PAGE);
    const byNonce = operations.sort((a, b) => a.nonce - b.nonce).map(({ status }) => status);
    expect(byNonce).toEqual(['CANCELED', 'EXECUTED', 'EXPIRED']);
  });

  it('knows a shorter delay as it was set, and from when it counts', async () => {
    const { signer } = await world.secondOperator('Max');
    await world.call(operator, 'powers', 'grantRole', [2, signer, 7_200]);
    await world.call(operator, 'powers', 'grantRole', [2, signer, 0]);
    const [holder] = await world.powerReader.listHolders(PAGE, { signerId: signer });
    expect(holder?.executionDelaySeconds).toBe(0);
    expect(Number(holder?.delayFrom) - Number(holder?.since)).toBeGreaterThan(7_190_000);
  });
});

describe('the power ORDERS', () => {
  it('counts three days after its grant, and moves with a rotation only then', async () => {
    const { user: ivo, signer } = await world.secondOperator('Ivo', Power.ORDERS);
    const [holder] = await world.powerReader.listHolders(PAGE, { signerId: signer });
    expect(holder).toMatchObject({ isInForce: false, revokedAt: null });

    await world.pass(3);
    const [later] = await world.powerReader.listHolders(PAGE, { signerId: signer });
    expect(later).toMatchObject({ isInForce: true, since: holder?.since });
    const signerId = (await world.signers.prepare(operator)) as string;
    const grant = { ...world.key(), signerId, power: Power.ORDERS };
    await world.done(operator, await world.powers.grant(operator, grant));
    const input = { ...world.key(), newSignerId: signerId };
    expect(await world.signers.rotate(ivo, input)).toBeInstanceOf(NotPermittedError);
    await world.pass(3);
    await world.done(ivo, await world.signers.rotate(ivo, { ...input, ...world.key() }));
  });
});

describe("tokens of operators' users", () => {
  it('take the power ADMIN: nobody makes a second operator of oneself', async () => {
    const access = new UserAccessService(world.pipeline.database.dataSource, world.tokens);
    const { user: eve } = await world.secondOperator('Eve', Power.ORDERS);
    const input = { partyId: operator.party, userName: 'Mallory' };
    expect(await access.issueToken(eve, input)).toBeInstanceOf(NotPermittedError);
    expect(await access.issueToken(operator, input)).toMatchObject({ userName: 'Mallory' });
    await world.pipeline.db.query(
      `INSERT INTO party_profile (party, name, name_key) VALUES ($1, 'S', 'S')`,
      [world.supplier.party],
    );
    const other = { ...input, partyId: world.supplier.party };
    expect(await access.issueToken(eve, other)).toMatchObject({ userName: 'Mallory' });
  });
});

describe('a rule of rank', () => {
  it('is listed by one operator with the power ORDERS', async () => {
    const { contracts } = world.pipeline.configuration.deployment;
    const policy = (contracts as unknown as Record<string, string>)['rankByNotice'] ?? '';
    const input = { ...world.key(), policy };
    await world.call(operator, 'powers', 'setTargetClosed', [contracts.pledges, false]);
    const listed = await world.done(
      operator,
      await world.approvals.listRankPolicy(operator, input),
    );
    expect(listed.subjects).toEqual([policy.toLowerCase()]);
    const rows = await world.pipeline.db.query('SELECT policy FROM rank_policy ORDER BY 1');
    expect(rows).toHaveLength(4);

    const none = { ...world.key(), policy: 'rule' };
    expect(await world.approvals.listRankPolicy(operator, none)).toMatchObject({ path: 'policy' });
    expect(await world.approvals.listRankPolicy(world.buyer, input)).toBeInstanceOf(
      NotPermittedError,
    );
  });
});

describe('a call that is approved', () => {
  it('is shown as bytes where it is none of the contract', () => {
    expect(decodeCall('lots', '0x12345678')).toEqual({
      ...{ contract: 'lots', functionName: null, act: null, arguments: [] },
    });
    expect(decodeCall('lots', '0x')).toMatchObject({ functionName: null });
    expect(decodeCall(null, '0x')).toMatchObject({ contract: null });
  });
});

describe('the read models of powers', () => {
  it('are the same after a rebuild, and planted differences are told', async () => {
    const before = await world.pipeline.readModels();
    await world.rebuild();
    expect(await world.pipeline.readModels()).toEqual(before);
    expect(await world.differences()).toEqual([]);

    await world.pipeline.db.query(
      `UPDATE power_holder SET revoked_at = NULL WHERE revoked_at IS NOT NULL`,
    );
    await world.pipeline.db.query(`UPDATE power_function SET role_id = '9' WHERE role_id = '2'`);
    await world.pipeline.db.query(`UPDATE power_role SET admin_role_id = '5' WHERE role_id = '77'`);
    await world.pipeline.db.query(`DELETE FROM scheduled_operation WHERE nonce = 3`);
    const tables = (await world.differences()).map(({ table, field }) => `${table}.${field}`);
    expect([...new Set(tables)]).toEqual([
      ...['power_holder.since', 'power_role.admin_role_id', 'power_function.role_id'],
      'scheduled_operation.nonce',
    ]);
  });
});
