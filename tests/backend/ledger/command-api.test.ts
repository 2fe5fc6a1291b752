import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { QueryRunner } from 'typeorm';

import { AdvisoryLock } from '../../../backend/src/database/index.js';
import { type RunningBackend, startBackend } from '../../../backend/src/main.js';
import { SubscriptionClient } from '../../support/subscription-client.js';
import { type Chain, startChain } from '../../support/test-chain.js';
import { TestDatabase } from '../../support/test-database.js';
import { deployForTest } from '../../support/test-ledger.js';
import { PartyClient, admitParties } from '../../system/party-client.js';

const COMMAND_CHANGED = `subscription ($commandId: ID!) {
  commandChanged(commandId: $commandId) { status isFinal cancelledBy }
}`;
const CANCEL = `mutation ($commandId: ID!) { cancelCommand(input: { commandId: $commandId }) {
  __typename ... on DomainError { code }
  ... on Command { status isFinal cancelledBy idempotencyKey } } }`;

let chain: Chain;
let database: TestDatabase;
let dataDir: string;
let replicas: RunningBackend[];
let supplier: PartyClient;
let buyer: PartyClient;

beforeAll(async () => {
  chain = await startChain();
  database = await TestDatabase.start();
  dataDir = await mkdtemp(join(tmpdir(), 'duebill-commands-'));
  const config = { ...(await deployForTest(chain, database.url)), dataDir };
  replicas = [await startBackend(config), await startBackend(config)];
  const operator = await PartyClient.operator({ url: urlOf(0), dataDir });
  ({ supplier, buyer } = await admitParties(operator, {
    ...{ supplier: ['SUPPLIER'], buyer: ['BUYER'] },
  }));
});

afterAll(async () => {
  await Promise.all(replicas.map((replica) => replica.stop()));
  await database.stop();
  await chain.stop();
  await rm(dataDir, { recursive: true, force: true });
});

function urlOf(index: number): string {
  return replicas[index]?.url ?? '';
}

/** The receivable's registration at one process, and a subscriber to it at the other. */
async function registered(number: string) {
  const { commandId } = await supplier.act(
    'registerReceivables',
    {
      awaitInclusion: false,
      receivables: [
        {
          ...{ buyerId: buyer.partyId, currency: 'EUR', faceMinor: '10000', number },
          ...{ issueDate: '2026-11-01', dueDate: '2027-01-31' },
        },
      ],
    },
    { selection: '... on LedgerRefusedError { error }' },
  );
  const subscription = { query: COMMAND_CHANGED, variables: { commandId } };
  const client = await SubscriptionClient.open(urlOf(1), subscription, supplier.token);
  return { commandId: String(commandId), client };
}

/** Keeps every relay from packing while `during` runs. */
async function withoutRelay(during: () => Promise<void>): Promise<void> {
  const runner: QueryRunner = database.dataSource.createQueryRunner();
  await runner.startTransaction();
  await runner.query('SELECT pg_advisory_xact_lock($1)', [AdvisoryLock.RELAY_NONCES]);
  try {
    await during();
  } finally {
    await runner.commitTransaction();
    await runner.release();
  }
}

async function statesUntilComplete(client: SubscriptionClient): Promise<unknown[]> {
  const states = [];
  for (;;) {
    const { type, payload } = await client.next();
    if (type !== 'next') {
      expect(type).toBe('complete');
      client.close();
      return states;
    }
    states.push((payload as { data: { commandChanged: unknown } }).data.commandChanged);
  }
}

describe('a command through the API of two processes', () => {
  it('is followed at the one that neither took nor sent it', async () => {
    const { commandId, client } = await registered('API-1');

    const states = await statesUntilComplete(client);

    expect(states.at(-1)).toEqual({ status: 'INCLUDED', isFinal: true, cancelledBy: null });
    expect(await supplier.read(CANCEL, { commandId })).toEqual({
      ...{ __typename: 'CommandNotQueuedError', code: 'COMMAND_NOT_QUEUED' },
    });
  });

  it('is cancelled while it is queued, by its party alone', async () => {
    await withoutRelay(async () => {
      const { commandId, client } = await registered('API-2');

      expect(await buyer.read(CANCEL, { commandId })).toEqual({
        ...{ __typename: 'NotFoundError', code: 'NOT_FOUND' },
      });
      expect(await supplier.read(CANCEL, { commandId })).toMatchObject({
        ...{ __typename: 'Command', status: 'CANCELLED', isFinal: true, cancelledBy: 'test' },
      });
      expect(await statesUntilComplete(client)).toEqual([
        { status: 'QUEUED', isFinal: false, cancelledBy: null },
        { status: 'CANCELLED', isFinal: true, cancelledBy: 'test' },
      ]);
    });
  });

  it('may be given again under another key, after it was cancelled', async () => {
    const { client } = await registered('API-2');

    expect((await statesUntilComplete(client)).at(-1)).toMatchObject({ status: 'INCLUDED' });
  });
});

describe('a process that stops', () => {
  it('does not wait for a subscriber that is gone without a word', async () => {
    const { hostname, port, pathname } = new URL(urlOf(1));
    const socket = connect(Number(port), hostname);
    const headers = [
      `GET ${pathname} HTTP/1.1`,
      `Host: ${hostname}`,
      `Authorization: Bearer ${supplier.token}`,
      ...['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'],
      ...[
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
        'Sec-WebSocket-Protocol: graphql-transport-ws',
      ],
    ];
    socket.on('error', () => undefined);
    socket.write(`${headers.join('\r\n')}\r\n\r\n`);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toContain('101 Switching Protocols');
    socket.pause();

    const startedAt = Date.now();
    await replicas.pop()?.stop();

    expect(Date.now() - startedAt).toBeLessThan(10_000);
    socket.destroy();
  });
});
