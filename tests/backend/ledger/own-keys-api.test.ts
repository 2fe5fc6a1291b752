import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Wallet } from 'ethers';

import { type RunningBackend, startBackend } from '../../../backend/src/main.js';
import { readRequests, signRequest } from '../../../scripts/cli/sign.command.js';
import { type Chain, startChain } from '../../support/test-chain.js';
import { TestDatabase } from '../../support/test-database.js';
import { deployForTest } from '../../support/test-ledger.js';
import { PartyClient, admitParties } from '../../system/party-client.js';

const REQUEST = 'commandId signerId nonce typedData digest signBy';
const REQUESTS = `query { signingRequests { __typename
  ... on SigningRequests { requests { ${REQUEST} } } ... on DomainError { code } } }`;

let chain: Chain;
let database: TestDatabase;
let dataDir: string;
let backend: RunningBackend;
let operator: PartyClient;
let supplier: PartyClient;
let buyer: PartyClient;
const wallet = new Wallet(Wallet.createRandom().privateKey);

beforeAll(async () => {
  chain = await startChain();
  database = await TestDatabase.start();
  dataDir = await mkdtemp(join(tmpdir(), 'duebill-own-keys-'));
  backend = await startBackend({ ...(await deployForTest(chain, database.url)), dataDir });
  operator = await PartyClient.operator({ url: backend.url, dataDir });
  ({ supplier, buyer } = await admitParties(operator, {
    ...{ supplier: ['SUPPLIER'], buyer: ['BUYER'] },
  }));
});

afterAll(async () => {
  await backend.stop();
  await database.stop();
  await chain.stop();
  await rm(dataDir, { recursive: true, force: true });
});

function register(number: string) {
  const receivable = {
    ...{ buyerId: buyer.partyId, currency: 'EUR', faceMinor: '10000', number },
    ...{ issueDate: '2026-11-01', dueDate: '2027-01-31' },
  };
  return supplier.act(
    'registerReceivables',
    { receivables: [receivable] },
    { selection: `... on Command { signingRequest { ${REQUEST} } }` },
  );
}

/** As `duebill sign` would, quietly. */
async function signed(answer: unknown) {
  const write = process.stderr.write.bind(process.stderr);
  process.stderr.write = () => true;
  try {
    const requests = readRequests(JSON.stringify(answer));
    return await Promise.all(requests.map((request) => signRequest(wallet, request)));
  } finally {
    process.stderr.write = write;
  }
}

describe("a party's own key through the API", () => {
  it('replaces the one that the platform keeps', async () => {
    const input = { newSignerId: wallet.address, isOwnKey: true };

    expect(await supplier.act('rotateSigner', input)).toMatchObject({ status: 'INCLUDED' });

    expect(await supplier.read('{ viewer { signerId } }')).toEqual({
      signerId: wallet.address.toLowerCase(),
    });
    const other = await supplier.act('rotateSigner', {});
    expect(other).toMatchObject({ code: 'INPUT_INVALID', path: 'newSignerId' });
  });

  it('signs what a mutation answers with, and the act takes effect', async () => {
    const command = await register('A-1');
    expect(command).toMatchObject({
      ...{ status: 'AWAITING_SIGNATURE', signingRequest: { nonce: 0 } },
    });

    const [signature] = await signed(command['signingRequest']);
    const answer = await supplier.act(
      'submitSignature',
      { ...signature, awaitInclusion: true },
      { isCommand: false, selection: '... on Command { status }', hasKey: false },
    );

    expect(answer).toMatchObject({ __typename: 'Command', status: 'INCLUDED' });
    const receivable = command.subjects?.[0];
    expect(
      await buyer.read('query ($id: ID!) { receivable(receivableId: $id) { status } }', {
        id: receivable,
      }),
    ).toEqual({ status: 'REGISTERED' });
  });

  it('signs all that waits at once', async () => {
    const commands = [await register('A-2'), await register('A-3'), await register('A-4')];
    const waiting = await supplier.read<{ requests: Array<{ nonce: number }> }>(REQUESTS);
    expect(waiting.requests.map(({ nonce }) => nonce)).toEqual([1, 2, 3]);

    const signatures = await signed(waiting);
    const answer = await supplier.act(
      'submitSignatures',
      { signatures },
      {
        ...{ isCommand: false, hasKey: false },
        selection: '... on SignedCommands { commands { commandId status } }',
      },
    );

    expect(answer['commands']).toEqual(
      commands.map(({ commandId }) => ({ commandId, status: 'QUEUED' })),
    );
  });

  it('is refused by name when it is another one', async () => {
    const command = await register('A-5');
    const stranger = Wallet.createRandom();
    const { digest, commandId } = command['signingRequest'] as {
      digest: string;
      commandId: string;
    };
    const { serialized } = stranger.signingKey.sign(digest);

    const answer = await supplier.act(
      'submitSignature',
      { commandId, signature: serialized },
      {
        ...{ isCommand: false, hasKey: false },
        selection: '... on SignatureWrongError { recoveredSignerId signingRequest { nonce } }',
      },
    );

    expect(answer).toMatchObject({
      ...{ code: 'SIGNATURE_WRONG', recoveredSignerId: stranger.address.toLowerCase() },
      signingRequest: { nonce: 4 },
    });
  });
});

describe('a rotation of master keys through the API', () => {
  const selection = '... on RewrappedKeys { rewrapped notOpened after }';
  const options = { isCommand: false, hasKey: false, selection };

  it('is for the operator alone', async () => {
    expect(await supplier.act('rewrapKeys', {}, options)).toMatchObject({ code: 'NOT_PERMITTED' });
    expect(await operator.act('rewrapKeys', { first: 0 }, options)).toMatchObject({
      ...{ code: 'INPUT_INVALID', path: 'first' },
    });
    expect(await operator.act('rewrapKeys', {}, options)).toMatchObject({
      ...{ rewrapped: 0, notOpened: 0, after: null },
    });
    expect(
      await operator.read('{ keyWrapping { ... on KeyWrapping { keys outdated } } }'),
    ).toMatchObject({ outdated: 0 });
  });
});
