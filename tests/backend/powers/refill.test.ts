import { Powers1700000000008 } from '../../../backend/migrations/0008-powers.migration.js';
import { ActGroup } from '../../../backend/src/common/index.js';
import { Power } from '../../../backend/src/powers/power.type.js';
import { PowersWorld } from './powers.world.js';

describe('a database that was indexed before there were tables of powers', () => {
  let world: PowersWorld;

  beforeAll(async () => {
    world = await PowersWorld.start();
  });

  afterAll(async () => {
    await world.pipeline.stop();
  });

  it('fills them from block 0 once it is migrated', async () => {
    const { user: grace } = await world.secondOperator('Grace', Power.ORDERS);
    const lotId = await world.lot('M-1');
    const approval = { ...world.key(), lotId, order: 'by order' };
    const submitted = await world.orders.approveFreeze(world.operator, approval, true);
    await world.done(world.operator, submitted);
    await world.done(grace, await world.orders.freeze(grace, { ...world.key(), lotId }, true));
    await world.userWithKey(world.buyer, 'Clerk', [ActGroup.CONFIRMATION], 1n);
    const before = await world.pipeline.readModels();

    const migration = new Powers1700000000008();
    const db = world.pipeline.database.dataSource.createQueryRunner();
    await migration.down(db);
    await migration.up(db);
    await db.release();
    await world.pipeline.indexAll();

    expect(await world.pipeline.readModels()).toEqual(before);
    expect(await world.differences()).toEqual([]);
  });
});
