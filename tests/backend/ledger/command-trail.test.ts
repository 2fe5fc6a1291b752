import { Logger, type LoggerService } from '@nestjs/common';

import { withCorrelation } from '../../../backend/src/common/index.js';
import type { CommandEntity } from '../../../backend/src/ledger/command.entity.js';
import { CommandTrail } from '../../../backend/src/ledger/command-trail.js';
import { PipelineWorld } from './pipeline.world.js';

let world: PipelineWorld;
let lines: Array<readonly [unknown, Record<string, unknown>]>;

const logger: LoggerService = {
  log: (message: unknown, fields: Record<string, unknown>) => void lines.push([message, fields]),
  warn: (message: unknown) => void lines.push([message, {}]),
  error: (message: unknown) => void lines.push([message, {}]),
};

beforeAll(async () => {
  world = await PipelineWorld.start();
  Logger.overrideLogger(logger);
});

afterAll(async () => {
  Logger.overrideLogger(['error', 'warn']);
  await world.stop();
});

beforeEach(() => {
  lines = [];
});

/** What the trail says of a command, in order. */
async function trailOf(submit: () => ReturnType<PipelineWorld['register']>) {
  const trail = new CommandTrail(world.database.dataSource);
  const command = await submit();
  await world.settle();
  await trail.onModuleDestroy();
  const { commandId } = command as CommandEntity;
  return { commandId, own: lines.filter(([, fields]) => fields.commandId === commandId) };
}

describe('CommandTrail', () => {
  it('names the error of the contract, when a command is refused', async () => {
    await world.register('T-1', { key: 'T-1 first' });

    const { own } = await trailOf(() =>
      withCorrelation('request-1', () => world.register('T-1', { key: 'T-1 again' })),
    );

    expect(own.map(([message]) => message)).toEqual(['queued', 'sent', 'refused']);
    expect(own[2]?.[1]).toMatchObject({
      correlationId: 'request-1',
      error: 'ReceivableAlreadyRegistered',
      blockNumber: expect.any(Number),
    });
  });

  it("goes by the command's own id, when no request asked for it", async () => {
    const { commandId, own } = await trailOf(() => world.register('T-2'));

    expect(own.map(([message, fields]) => [message, fields.correlationId])).toEqual([
      ['queued', commandId],
      ['sent', commandId],
      ['included', commandId],
    ]);
  });

  it('keeps the id of the first request, when key and body come again', async () => {
    const first = await withCorrelation('request-1', () => world.register('T-3'));
    const again = await withCorrelation('request-2', () => world.register('T-3'));

    expect(again).toMatchObject({
      commandId: (first as CommandEntity).commandId,
      correlationId: 'request-1',
    });
    await world.settle();
  });

  it('says so and goes on, when commands cannot be looked up', async () => {
    const trail = new CommandTrail({
      query: () => Promise.reject(new Error('database away')),
    } as never);
    await world.register('T-4');
    await world.settle();
    await trail.onModuleDestroy();

    expect(lines.map(([message]) => message)).toContain('outcomes are not logged: database away');
  });
});
