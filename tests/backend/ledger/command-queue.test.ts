import type { DomainError } from '../../../backend/src/api/index.js';
import type { Viewer } from '../../../backend/src/identity/index.js';
import type { CommandEntity } from '../../../backend/src/ledger/command.entity.js';
import { queuedCommands } from '../../../backend/src/ledger/relay.repository.js';
import { PipelineWorld } from './pipeline.world.js';

const BULK = 500;

let world: PipelineWorld;

beforeAll(async () => {
  world = await PipelineWorld.start();
});

afterEach(async () => {
  await world.settle();
});

afterAll(async () => {
  await world.stop();
});

function idOf(submitted: CommandEntity | DomainError): string {
  return (submitted as CommandEntity).commandId;
}

async function bulk(prefix: string, count: number): Promise<string[]> {
  const ids = [];
  for (let one = 0; one < count; one++) {
    ids.push(idOf(await world.register(`${prefix}-${one}`)));
  }
  return ids;
}

async function nextIds(): Promise<string[]> {
  const commands = await world.database.dataSource.transaction((db) => queuedCommands(db));
  return commands.map(({ commandId }) => commandId);
}

/** Place of the transaction that a command was sent with, counted from the first of those asked for. */
async function transactionsOf(ids: readonly string[]): Promise<Map<string, number>> {
  const rows: Array<{ id: string; place: number }> = await world.db.query(
    `SELECT command_id AS id, (dense_rank() OVER (ORDER BY relay_nonce))::int AS place
     FROM command WHERE command_id = ANY($1::uuid[])`,
    [ids],
  );
  return new Map(rows.map(({ id, place }) => [id, place]));
}

/** A party whose key begins with a command of the operator that is still queued. */
async function newcomer(): Promise<{ who: Viewer; admission: string }> {
  const admission = idOf(await world.register('admission', { who: world.operator }));
  const who = { ...world.supplier, party: `0x${'ab'.repeat(20)}` };
  await world.vault.create(world.db, who.party, { beginsWith: admission });
  return { who, admission };
}

describe('the queue', () => {
  it('sends one command of a party in the first transaction after the import of another', async () => {
    const imported = await bulk('A', BULK);
    const single = idOf(await world.confirm('A-0'));

    await world.settle();

    const transactions = await transactionsOf([...imported, single]);
    expect(transactions.get(single)).toBe(1);
    expect(Math.max(...transactions.values())).toBeGreaterThan(5);
    const order = imported.map((id) => transactions.get(id));
    expect(order).toEqual([...order].sort((a, b) => (a ?? 0) - (b ?? 0)));
  });

  it('takes turns of parties, each with its commands in their order', async () => {
    const supplier = await bulk('B', 3);
    const buyer = [idOf(await world.confirm('B-0')), idOf(await world.confirm('B-1'))];

    expect(await nextIds()).toEqual([supplier[0], buyer[0], supplier[1], buyer[1], supplier[2]]);
  });

  it('lets nobody overtake the command of another party that makes its key known', async () => {
    const operator = [];
    for (const name of ['one', 'two']) {
      operator.push(idOf(await world.register(name, { who: world.operator })));
    }
    const { who, admission } = await newcomer();
    const first = idOf(await world.register('C-0', { who }));

    expect(await nextIds()).toEqual([...operator, admission]);

    await world.relay.step();
    expect(await nextIds()).toEqual([first]);
  });
});
