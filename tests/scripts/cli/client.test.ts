import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterEach, describe, expect, it } from '@jest/globals';

import {
  ExitCode,
  RefusedError,
  UnreachableError,
  exitCodeOf,
} from '../../../scripts/cli/api.errors.js';
import { ApiClient, type ClientOptions } from '../../../scripts/cli/client.js';
import { runCommand } from '../../../scripts/cli/commands.js';

interface Received {
  readonly query: string;
  readonly variables: { readonly input?: { readonly idempotencyKey: string } };
}

type Answer = (response: ServerResponse, request: Received) => void;

const INCLUDED = {
  __typename: 'Command',
  commandId: 'c-1',
  status: 'INCLUDED',
  subjects: ['0x01'],
  transactionHash: '0xaa',
  blockNumber: 7,
  refusal: null,
};

let servers: Server[] = [];

/** A server that answers the n-th request with the n-th answer. */
async function aServer(...answers: Answer[]): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as Received;
      received.push(body);
      answers[received.length - 1]?.(response, body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  servers.push(server);
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`, received };
}

function json(value: unknown, status = 200): Answer {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(value));
  };
}

const hangUp: Answer = (response) => response.destroy();

function clientOf(url: string, options: Partial<ClientOptions> = {}): ApiClient {
  return new ApiClient({ findEndpoint: () => Promise.resolve({ url, token: 't' }), ...options });
}

const REQUEST = { mutation: 'closeDeal', idempotencyKey: 'k-1', input: { amountMinor: 5n } };

afterEach(() => {
  servers.forEach((server) => server.close());
  servers = [];
});

describe('runCommand', () => {
  it('repeats the same idempotency key, when the connection breaks before the answer', async () => {
    const { url, received } = await aServer(
      hangUp,
      json({}, 503),
      json({ data: { closeDeal: INCLUDED } }),
    );
    const said: string[] = [];

    const command = await runCommand(
      clientOf(url, { onOutage: (sentence) => said.push(sentence) }),
      REQUEST,
    );

    expect(command.transactionHash).toBe('0xaa');
    expect(received.map(({ variables }) => variables.input?.idempotencyKey)).toEqual([
      'k-1',
      'k-1',
      'k-1',
    ]);
    expect(said).toHaveLength(2);
  });

  it('sends the same command again when it is told to, while too many wait for the ledger', async () => {
    const busy = {
      __typename: 'LedgerBusyError',
      ...{ code: 'LEDGER_BUSY', message: '9 commands wait.', retryAfterSeconds: 0.01 },
    };
    const { url, received } = await aServer(
      json({ data: { closeDeal: busy } }),
      json({ data: { closeDeal: busy } }),
      json({ data: { closeDeal: INCLUDED } }),
    );

    const command = await runCommand(clientOf(url), REQUEST);

    expect(command.commandId).toBe('c-1');
    expect(received.map(({ variables }) => variables.input?.idempotencyKey)).toEqual([
      ...['k-1', 'k-1', 'k-1'],
    ]);
  });

  it('follows the system to its new address, when it was restarted elsewhere', async () => {
    const { url } = await aServer(json({ data: { closeDeal: INCLUDED } }));
    const urls = ['http://127.0.0.1:1/graphql', url];
    const client = new ApiClient({
      findEndpoint: () => Promise.resolve({ url: urls.shift() ?? url, token: 't' }),
    });

    await expect(runCommand(client, REQUEST)).resolves.toMatchObject({ commandId: 'c-1' });
  });

  it('asks for the command until it is included, when it is still queued', async () => {
    const queued = { ...INCLUDED, status: 'QUEUED', transactionHash: null };
    const { url, received } = await aServer(
      json({ data: { closeDeal: queued } }),
      json({ data: { command: INCLUDED } }),
    );

    const command = await runCommand(clientOf(url), REQUEST);

    expect(command.status).toBe('INCLUDED');
    expect(received[1]?.query).toContain('query FindCommand');
  });

  it('throws the refusal with code, sentence and path, when the API refuses', async () => {
    const refusal = {
      __typename: 'InputInvalidError',
      code: 'INPUT_INVALID',
      message: 'Too long.',
      path: 'parties[0].name',
    };
    const { url } = await aServer(json({ data: { closeDeal: refusal } }));

    const failure = await runCommand(clientOf(url), REQUEST).catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(RefusedError);
    expect((failure as Error).message).toBe('INPUT_INVALID: Too long. (at parties[0].name)');
    expect(exitCodeOf(failure)).toBe(ExitCode.REFUSED);
  });

  it('throws the refusal of the contract, when a later look at the command shows it', async () => {
    const refusal = { code: 'LEDGER_REFUSED', message: 'No.', error: 'LotPastDue', values: [] };
    const { url } = await aServer(
      json({ data: { closeDeal: { ...INCLUDED, status: 'SENT' } } }),
      json({ data: { command: { ...INCLUDED, status: 'REFUSED', refusal } } }),
    );

    const failure = await runCommand(clientOf(url), REQUEST).catch((error: unknown) => error);

    expect((failure as RefusedError).has('LotPastDue')).toBe(true);
  });
});

describe('ApiClient.request', () => {
  it('throws UnreachableError, when nobody answers for longer than its patience', async () => {
    const client = clientOf('http://127.0.0.1:1/graphql', { patienceMs: 150 });

    const failure = await client.request('{ viewer { name } }').catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(UnreachableError);
    expect(exitCodeOf(failure)).toBe(ExitCode.UNREACHABLE);
  });

  it('does not repeat and throws the code, when the token is not accepted', async () => {
    const { url, received } = await aServer(
      json(
        { errors: [{ message: 'A token is needed.', extensions: { code: 'UNAUTHENTICATED' } }] },
        401,
      ),
    );

    await expect(clientOf(url).request('{ viewer { name } }')).rejects.toMatchObject({
      refusals: [{ code: 'UNAUTHENTICATED', message: 'A token is needed.', path: null }],
    });
    expect(received).toHaveLength(1);
  });

  it('says that it is no API, when a page of another program answers', async () => {
    const { url } = await aServer((response) => response.end('<html></html>'));

    await expect(clientOf(url).request('{ viewer { name } }')).rejects.toThrow('NOT_AN_API');
  });
});
