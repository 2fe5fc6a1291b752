import { Logger } from '@nestjs/common';
import { Wallet } from 'ethers';
import type { EntityManager } from 'typeorm';

import type { CommandEntity } from '../../../backend/src/ledger/command.entity.js';
import type { CommandView } from '../../../backend/src/ledger/command.reader.js';
import { contractInterfaces } from '../../../backend/src/ledger/contracts.js';
import { freeForwarderNonces } from '../../../backend/src/ledger/relay.repository.js';
import { eventually } from '../../support/eventually.js';
import { PipelineWorld } from './pipeline.world.js';

const IN_FLIGHT_MAX = 6;
const BULK = 3_000;

let world: PipelineWorld;

beforeAll(async () => {
  Logger.overrideLogger(['fatal']);
  world = await PipelineWorld.start();
});

afterEach(async () => {
  await world.chain.provider.send('evm_setAutomine', [true]);
  await world.chain.provider.send('anvil_mine', []);
  await world.settle();
});

afterAll(async () => {
  await world.stop();
});

type Submitted = Awaited<ReturnType<PipelineWorld['register']>>;

function idOf(submitted: Submitted): string {
  return (submitted as CommandEntity).commandId;
}

function outcome(submitted: Submitted): Promise<CommandView> {
  return world.command(world.operator, submitted);
}

async function count(sql: string): Promise<number> {
  const [row] = await world.db.query(sql);
  return row.count;
}

/** The block of what was sent is there and indexed; nothing more is sent meanwhile. */
async function indexed(submitted: Submitted): Promise<void> {
  await eventually(
    async () => {
      await world.indexAll();
      return outcome(submitted);
    },
    ({ status }) => !['QUEUED', 'SENT'].includes(status),
  );
}

/** Commands as of an import; what they would do was done by the first. */
async function queueBulk(): Promise<void> {
  const template = await world.register(`bulk ${Date.now()}`);
  await world.db.query(
    `INSERT INTO command (command_id, party, user_id, idempotency_key, body_hash, kind, signer,
       contract, call_data, gas, subjects, attempts)
     SELECT gen_random_uuid(), party, user_id, command_id || ' ' || n, body_hash, kind, signer,
       contract, call_data, gas, subjects, 0
     FROM command, generate_series(1, $2) n WHERE command_id = $1`,
    [idOf(template), BULK],
  );
}

async function useNonceOutside(): Promise<void> {
  const { relayKey, deployment } = world.configuration;
  const wallet = new Wallet(relayKey, world.chain.provider);
  const to = deployment.contracts.forwarder;
  const nonce = await world.rpc.transactionCount(wallet.address);
  const data = contractInterfaces.forwarder.encodeFunctionData('executeBatch', [
    [],
    wallet.address,
  ]);
  const raw = await wallet.signTransaction({
    ...{ type: 0, chainId: deployment.chainId, nonce, to, data, gasLimit: 100_000, gasPrice: 0n },
  });
  await world.rpc.sendRawTransaction(raw);
}

describe('requests of one transaction', () => {
  it('take effect beside one that reverts, one without enough gas and one with a wrong nonce', async () => {
    await world.register('taken');
    await world.settle();
    const neighbours = [await world.register('before')];
    const reverting = await world.register('taken', { key: 'taken again' });
    const starved = await world.register('starved');
    await world.db.query('UPDATE command SET gas = 30000 WHERE command_id = $1', [idOf(starved)]);
    neighbours.push(await world.register('after'));
    const confirmed = await world.confirm('taken');
    const signer = await signerOf(confirmed);
    // The forwarder skips it: its nonce is ahead of the signer's.
    await world.db.query(
      `INSERT INTO command_outcome (signer, forwarder_nonce, succeeded, transaction_hash, block_number, included_at)
       VALUES ($1, 1000, true, 'none', 0, now())`,
      [signer],
    );

    await world.relay.step();
    await indexed(neighbours[1] as Submitted);

    const nonces = await world.db.query(
      `SELECT DISTINCT relay_nonce FROM command WHERE command_id = ANY($1::uuid[])`,
      [[reverting, starved, confirmed, ...neighbours].map((one) => idOf(one))],
    );
    expect(nonces).toHaveLength(1);
    for (const one of neighbours) expect(await outcome(one)).toMatchObject({ status: 'INCLUDED' });
    expect((await outcome(reverting)).refusal?.error).toBe('ReceivableAlreadyRegistered');
    expect(await outcome(starved)).toMatchObject({
      status: 'REFUSED',
      refusal: { error: 'OutOfGas' },
    });
    expect(await world.command(world.buyer, confirmed)).toMatchObject({ status: 'SENT' });

    await world.db.query('DELETE FROM command_outcome WHERE forwarder_nonce = 1000');
    expect(await world.untilEnded(confirmed)).toMatchObject({ status: 'INCLUDED' });
  });

  it('all come to their end, when many use all of their gas and have much call data', async () => {
    const starved = [];
    for (let one = 0; one < 20; one++) {
      const submitted = await world.register(`hungry ${one}`);
      await world.db.query(
        `UPDATE command SET gas = 30000, call_data = call_data || decode(repeat('ff', 8000), 'hex')
         WHERE command_id = $1`,
        [idOf(submitted)],
      );
      starved.push(submitted);
    }
    const last = await world.register('after the hungry');

    await world.relay.step();
    await indexed(last);

    for (const one of starved) expect(await outcome(one)).toMatchObject({ status: 'REFUSED' });
    expect(await outcome(last)).toMatchObject({ status: 'INCLUDED' });
  });
});

async function signerOf(submitted: Submitted): Promise<string> {
  const [row] = await world.db.query('SELECT signer FROM command WHERE command_id = $1', [
    idOf(submitted),
  ]);
  return row.signer;
}

describe('the nonce of the relay', () => {
  it('is the next one, when another sender had used some', async () => {
    await useNonceOutside();
    await useNonceOutside();
    const submitted = await world.register('after others');

    expect(await world.untilEnded(submitted)).toMatchObject({ status: 'INCLUDED' });
  });

  it('that another sender used first leaves its command to the next', async () => {
    await world.chain.provider.send('evm_setAutomine', [false]);
    const submitted = await world.register('overtaken');
    const send = world.rpc.sendRawTransaction.bind(world.rpc);
    world.rpc.sendRawTransaction = () => Promise.resolve();
    await world.relay.step();
    // The same signer's next request, in the transaction behind.
    const follower = await world.register('follower');
    await world.relay.step();
    world.rpc.sendRawTransaction = send;
    expect(await outcome(submitted)).toMatchObject({ status: 'SENT' });
    expect(await outcome(follower)).toMatchObject({ status: 'SENT' });
    await world.chain.provider.send('evm_setAutomine', [true]);
    await useNonceOutside();

    expect(await world.untilEnded(submitted)).toMatchObject({ status: 'INCLUDED' });
    expect(await world.untilEnded(follower)).toMatchObject({ status: 'INCLUDED' });
    expect(
      await count(`SELECT count(*)::int AS count FROM command WHERE failure IS NOT NULL`),
    ).toBe(0);
  });

  it('is filled, when the chain lost what another sender had used it for', async () => {
    await world.settle();
    const before = await world.chain.provider.send('evm_snapshot', []);
    await useNonceOutside();
    const submitted = await world.register('behind a gap');
    await world.untilEnded(submitted);
    await world.chain.provider.send('evm_revert', [before]);
    await world.indexAll();
    expect(await outcome(submitted)).toMatchObject({ status: 'SENT' });

    expect(await world.untilEnded(submitted)).toMatchObject({ status: 'INCLUDED' });
  });

  it('of a database from before the last commands goes on, and none takes effect twice', async () => {
    const submitted = await world.register('restored');
    const earlier = await dump();
    await world.untilEnded(submitted);
    await restore(earlier);
    expect(await outcome(submitted)).toMatchObject({ status: 'QUEUED' });
    const head = await world.rpc.blockNumber();
    const later = await world.register('after the restore');
    world.relay = world.newRelay();

    expect(await world.untilEnded(later)).toMatchObject({ status: 'INCLUDED' });

    expect(await outcome(submitted)).toMatchObject({ status: 'INCLUDED' });
    expect((await outcome(submitted)).blockNumber).toBeLessThanOrEqual(head);
  });
});

const KEPT = ['command', 'relay_transaction', 'relay_replacement'] as const;

async function dump(): Promise<Record<string, string>> {
  const tables: Record<string, string> = {};
  for (const table of KEPT) {
    const [row] = await world.db.query(
      `SELECT coalesce(jsonb_agg(t), '[]')::text AS rows FROM ${table} t`,
    );
    tables[table] = row.rows;
  }
  return tables;
}

/** What was in the database then; the read models are built anew from the chain. */
async function restore(tables: Record<string, string>): Promise<void> {
  await world.database.dataSource.transaction(async (db) => {
    await db.query(`SET LOCAL session_replication_role = replica`);
    for (const table of KEPT) {
      await db.query(`DELETE FROM ${table}`);
      await db.query(
        `INSERT INTO ${table} OVERRIDING SYSTEM VALUE
         SELECT * FROM jsonb_populate_recordset(NULL::${table}, $1)`,
        [tables[table]],
      );
    }
    await db.query('DELETE FROM ledger_checkpoint');
    await db.query('DELETE FROM command_outcome');
  });
}

describe('nonces of a signer', () => {
  it('fill what is free below a request that is on its way', async () => {
    await world.settle();
    const signer = await signerOf(await world.register('on its way'));
    const nonces = async (db: EntityManager) => {
      const next = (await freeForwarderNonces(db, [signer])).get(signer);
      return [next?.(), next?.()];
    };
    const [free = NaN] = await nonces(world.db);

    const found = await world.database.dataSource.transaction(async (db) => {
      await db.query(
        `UPDATE command SET relay_nonce = 0, forwarder_nonce = $1
         WHERE signer = $2 AND relay_nonce IS NULL`,
        [free + 1, signer],
      );
      const result = await nonces(db);
      await db.query(
        'UPDATE command SET relay_nonce = NULL, forwarder_nonce = NULL WHERE forwarder_nonce = $1',
        [free + 1],
      );
      return result;
    });

    expect(found).toEqual([free, free + 2]);
  });

  it('use up one that was signed for a command that was given up, without doing anything', async () => {
    await world.register('given up');
    await world.settle();
    const confirmed = await world.confirm('given up');
    const signer = await signerOf(confirmed);
    await world.db.query(
      `INSERT INTO command_outcome (signer, forwarder_nonce, succeeded, transaction_hash, block_number, included_at)
       VALUES ($1, 1000, true, 'none', 0, now())`,
      [signer],
    );
    expect(await world.untilEnded(confirmed)).toMatchObject({ status: 'FAILED' });

    await world.db.query('DELETE FROM command_outcome WHERE forwarder_nonce = 1000');
    const [used] = await eventually(
      async () => {
        await world.relay.step();
        await world.indexAll();
        return world.db.query(
          `SELECT o.succeeded FROM command c JOIN command_outcome o USING (signer, forwarder_nonce)
           WHERE c.signer = $1 AND c.kind = 'VOID_REQUEST'`,
          [signer],
        );
      },
      (rows) => rows.length > 0,
    );
    expect(used).toEqual({ succeeded: true });
    expect(await world.command(world.buyer, confirmed)).toMatchObject({ status: 'FAILED' });
  }, 60_000);
});

describe('a queue of thousands of commands', () => {
  beforeEach(async () => {
    await world.settle();
    await queueBulk();
    await world.chain.provider.send('evm_setAutomine', [false]);
  });
  afterEach(() =>
    world.db.query(`UPDATE command SET failure = 'END OF TEST' WHERE relay_nonce IS NULL`),
  );

  it('is sent in several transactions at once, of which the node may refuse some', async () => {
    const send = world.rpc.sendRawTransaction.bind(world.rpc);
    let sent = 0;
    world.rpc.sendRawTransaction = (raw) =>
      ++sent === 2 ? Promise.reject(new Error('cut off')) : send(raw);
    await expect(world.relay.step()).rejects.toThrow('cut off');
    world.rpc.sendRawTransaction = send;
    expect(sent).toBe(IN_FLIGHT_MAX);
    expect(await world.waitingInNode()).toBe(IN_FLIGHT_MAX - 1);

    await world.relay.step();

    expect(await world.waitingInNode()).toBe(IN_FLIGHT_MAX);
  });

  it('leaves no more than a few transactions with a node that does not mine', async () => {
    let most = 0;
    for (let round = 0; round < 3; round++) {
      await world.relay.step();
      most = Math.max(most, await world.waitingInNode());
    }

    expect(most).toBe(IN_FLIGHT_MAX);
    const queued = await count(
      'SELECT count(*)::int AS count FROM command WHERE relay_nonce IS NULL AND failure IS NULL',
    );
    expect(queued).toBeGreaterThan(BULK / 2);
  });
});
