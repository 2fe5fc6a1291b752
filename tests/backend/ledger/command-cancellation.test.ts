import { randomUUID } from 'node:crypto';

import type { DomainError } from '../../../backend/src/api/index.js';
import { PartyRole } from '../../../backend/src/common/index.js';
import type { CommandEntity } from '../../../backend/src/ledger/command.entity.js';
import { queuedCommands } from '../../../backend/src/ledger/relay.repository.js';
import { PipelineWorld } from './pipeline.world.js';

let world: PipelineWorld;

beforeAll(async () => {
  world = await PipelineWorld.start();
});

afterAll(async () => {
  await world.stop();
});

function cancel(submitted: CommandEntity | DomainError, who = world.supplier) {
  return world.cancellation.cancel(who, (submitted as CommandEntity).commandId);
}

describe('cancelling a command', () => {
  it('keeps it from being sent, and tells who did it and when', async () => {
    await world.db.query('INSERT INTO app_user (user_id, party, name) VALUES ($1, $2, $3)', [
      world.supplier.userId,
      world.supplier.party,
      'Ada',
    ]);
    const submitted = await world.register('A-1');

    expect(await cancel(submitted)).toBeNull();
    await world.settle();

    expect(await world.command(world.supplier, submitted)).toMatchObject({
      ...{ status: 'CANCELLED', transactionHash: null, refusal: null },
      ...{ cancelledBy: 'Ada', cancelledAt: expect.any(Date) },
    });
    expect(await world.db.query('SELECT FROM receivable')).toEqual([]);
  });

  it('gives the same answer again', async () => {
    const submitted = await world.register('A-2');
    await cancel(submitted);
    const before = await world.command(world.supplier, submitted);

    expect(await cancel(submitted)).toBeNull();
    expect(await world.command(world.supplier, submitted)).toEqual(before);
  });

  it('keeps its idempotency key: the same request is answered with the cancelled command', async () => {
    const first = await world.register('A-3', { key: 'A-3' });
    await cancel(first);

    const second = await world.register('A-3', { key: 'A-3' });
    const again = await world.register('A-3', { key: 'A-3 again' });
    await world.settle();

    expect(await world.command(world.supplier, second)).toMatchObject({ status: 'CANCELLED' });
    expect(await world.command(world.supplier, again)).toMatchObject({ status: 'INCLUDED' });
  });

  it('wakes whoever waits for its outcome', async () => {
    const submitted = await world.register('A-4');
    const { commandId } = submitted as CommandEntity;
    const waiting = world.reader.waitForOutcome(world.supplier, commandId, 10_000);

    await cancel(submitted);

    expect(await waiting).toMatchObject({ status: 'CANCELLED' });
  });

  it('is refused, once it was sent, also if it was queued again since', async () => {
    const submitted = await world.register('B-1');
    await world.relay.step();

    expect(await cancel(submitted)).toMatchObject({ code: 'COMMAND_NOT_QUEUED' });

    await world.settle();
    expect(await world.command(world.supplier, submitted)).toMatchObject({ status: 'INCLUDED' });
    const skipped = await world.register('B-2');
    await world.db.query('UPDATE command SET attempts = 1 WHERE command_id = $1', [
      (skipped as CommandEntity).commandId,
    ]);
    expect(await cancel(skipped)).toMatchObject({ code: 'COMMAND_NOT_QUEUED' });
    await world.settle();
  });

  it('is refused to everybody but its party', async () => {
    const submitted = await world.register('B-3');
    const auditor = { ...world.supplier, roles: [PartyRole.AUDITOR] };

    expect(await cancel(submitted, world.buyer)).toMatchObject({ code: 'NOT_FOUND' });
    expect(await cancel(submitted, world.operator)).toMatchObject({ code: 'NOT_PERMITTED' });
    expect(await cancel(submitted, auditor)).toMatchObject({ code: 'NOT_PERMITTED' });
    expect(await world.cancellation.cancel(world.supplier, randomUUID())).toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await world.cancellation.cancel(world.supplier, 'B-3')).toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await world.command(world.supplier, submitted)).toMatchObject({ status: 'QUEUED' });
    await world.settle();
  });

  it('races the relay: each command is either cancelled or takes effect', async () => {
    for (let round = 0; round < 8; round++) {
      const submitted = [];
      for (let one = 0; one < 4; one++) {
        submitted.push(await world.register(`C-${round}-${one}`));
      }

      const [refusals] = await Promise.all([
        Promise.all(submitted.map((command) => cancel(command))),
        world.relay.step(),
      ]);
      await world.settle();

      for (const [index, command] of submitted.entries()) {
        const { status } = await world.command(world.supplier, command);
        expect(String(status)).toBe(refusals[index] === null ? 'CANCELLED' : 'INCLUDED');
        const rows = await world.db.query('SELECT FROM receivable WHERE receivable_id = $1', [
          world.receivableId(`C-${round}-${index}`),
        ]);
        expect(rows).toHaveLength(refusals[index] === null ? 0 : 1);
      }
    }
  });

  it('waits for a relay that has packed it and not committed yet', async () => {
    const submitted = await world.register('D-1');
    const { commandId } = submitted as CommandEntity;
    const runner = world.database.dataSource.createQueryRunner();
    await runner.startTransaction();
    await queuedCommands(runner.manager);

    const cancelling = cancel(submitted);
    await runner.query('UPDATE command SET relay_nonce = 1000000 WHERE command_id = $1', [
      commandId,
    ]);
    await runner.commitTransaction();
    await runner.release();

    expect(await cancelling).toMatchObject({ code: 'COMMAND_NOT_QUEUED' });
    await world.db.query('UPDATE command SET relay_nonce = NULL WHERE command_id = $1', [
      commandId,
    ]);
  });
});
