import { LedgerBusyError } from '../../../backend/src/api/index.js';
import { withCorrelation } from '../../../backend/src/common/index.js';
import type { Viewer } from '../../../backend/src/identity/index.js';
import { CommandEntity } from '../../../backend/src/ledger/command.entity.js';
import type { CommandOutbox } from '../../../backend/src/ledger/command-outbox.service.js';
import { outboxOn } from '../../support/command-outbox.js';
import { PipelineWorld } from './pipeline.world.js';

const BOUNDS = { queueMax: 5, queuePartyMax: 3 };

let world: PipelineWorld;
let outbox: CommandOutbox;

beforeAll(async () => {
  world = await PipelineWorld.start();
});

beforeEach(async () => {
  await world.settle();
  outbox = outboxOn(world.database.dataSource, BOUNDS);
});

afterAll(async () => {
  await world.stop();
});

/** As a request does it. */
function ask(who: Viewer, key: string) {
  return withCorrelation('a-request', () => act(who, key));
}

function act(who: Viewer, key: string) {
  const body = { key };
  return outbox.submit(who, { key, operation: 'test', body }, () =>
    Promise.resolve({
      ...{ kind: 'TEST', contract: 'receivables' as const, gas: 100_000, subjects: [] },
      callData: '0x12345678',
    }),
  );
}

async function fill(who: Viewer, prefix: string, commands: number): Promise<void> {
  for (let one = 0; one < commands; one++) {
    expect(await ask(who, `${prefix} ${one}`)).toBeInstanceOf(CommandEntity);
  }
}

describe('a request', () => {
  it('is refused while its party has too many commands queued; others are not', async () => {
    await fill(world.supplier, 'A', BOUNDS.queuePartyMax);

    const refused = await ask(world.supplier, 'A too much');

    expect(refused).toBeInstanceOf(LedgerBusyError);
    expect(refused).toMatchObject({
      ...{ code: 'LEDGER_BUSY', queueLength: BOUNDS.queuePartyMax, retryAfterSeconds: 1 },
    });
    expect(await ask(world.buyer, 'A of another')).toBeInstanceOf(CommandEntity);
  });

  it('is refused while all parties together have too many', async () => {
    await fill(world.supplier, 'B', BOUNDS.queuePartyMax);
    await fill(world.buyer, 'B', BOUNDS.queueMax - BOUNDS.queuePartyMax);

    expect(await ask(world.operator, 'B too much')).toMatchObject({
      queueLength: BOUNDS.queueMax,
    });
  });

  it('is answered as before, when it was accepted before; its key stays free, when it was refused', async () => {
    await fill(world.supplier, 'C', BOUNDS.queuePartyMax);
    expect(await ask(world.supplier, 'C later')).toBeInstanceOf(LedgerBusyError);
    expect(await ask(world.supplier, 'C 0')).toBeInstanceOf(CommandEntity);

    await world.settle();
    outbox = outboxOn(world.database.dataSource, BOUNDS);

    expect(await ask(world.supplier, 'C later')).toBeInstanceOf(CommandEntity);
  });

  it('of another process counts, too', async () => {
    await fill(world.supplier, 'D', BOUNDS.queuePartyMax);
    outbox = outboxOn(world.database.dataSource, BOUNDS);

    expect(await ask(world.supplier, 'D too much')).toBeInstanceOf(LedgerBusyError);
  });
});

describe('work of the platform itself', () => {
  it('is accepted however long the queue is', async () => {
    await fill(world.supplier, 'E', BOUNDS.queuePartyMax);

    expect(await act(world.supplier, 'E by a worker')).toBeInstanceOf(CommandEntity);
  });
});
