import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { Logger } from '@nestjs/common';
import { jest } from '@jest/globals';

import type { BackendConfig } from '../../../backend/src/config/index.js';
import { type RunningBackend, startBackend } from '../../../backend/src/main.js';
import { loggerOf } from '../../../backend/src/observability/index.js';
import { type Chain, startChain } from '../../support/test-chain.js';
import { TestDatabase } from '../../support/test-database.js';
import { deployForTest } from '../../support/test-ledger.js';
import { PartyClient } from '../../system/party-client.js';

const REQUEST_ID = 'request-1234.abc';
const METRICS_TOKEN = 'scraper-token-0123456789';
const UUID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;
const ADMIT = `mutation ($input: AdmitPartiesInput!) {
  admitParties(input: $input) { ... on Command { commandId status subjects } }
}`;

type Line = Readonly<Record<string, unknown>>;

let chain: Chain;
let database: TestDatabase;
let dataDir: string;
let config: BackendConfig;
let backend: RunningBackend;
let operator: PartyClient;
let printed: string[];
const everything: string[] = [];

beforeAll(async () => {
  chain = await startChain();
  database = await TestDatabase.start();
  dataDir = await mkdtemp(join(tmpdir(), 'duebill-correlation-'));
  const deployed = await deployForTest(chain, database.url);
  config = { ...deployed, dataDir, metricsToken: METRICS_TOKEN };
  backend = await startBackend(config);
  operator = await PartyClient.operator({ url: backend.url, dataDir });
  Logger.overrideLogger(loggerOf({ ...config, production: true }));
});

afterAll(async () => {
  Logger.overrideLogger(['error', 'warn']);
  await backend.stop();
  await database.stop();
  await chain.stop();
  await rm(dataDir, { recursive: true, force: true });
});

beforeEach(() => {
  printed = [];
  for (const stream of [process.stdout, process.stderr]) {
    jest.spyOn(stream, 'write').mockImplementation((text) => {
      printed.push(String(text));
      everything.push(String(text));
      return true;
    });
  }
});

afterEach(() => {
  jest.restoreAllMocks();
});

async function send(query: string, variables: object, headers: Record<string, string> = {}) {
  const response = await fetch(backend.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${operator.token}`,
      ...headers,
    },
    body: JSON.stringify({ query, variables }),
  });
  return {
    requestId: response.headers.get('x-request-id'),
    body: (await response.json()) as { data: Record<string, Record<string, string>> },
  };
}

function admission(value: string) {
  const parties = [
    { name: 'Ada Lovelace Ltd', roles: ['BUYER'], legalId: { scheme: 'TEST', value } },
  ];
  return { input: { idempotencyKey: value, awaitInclusion: true, parties } };
}

/** Whatever else writes to the streams, such as the progress of the tests, is no JSON. */
function parse(texts: readonly string[]): Line[] {
  return texts.filter((text) => text.startsWith('{')).map((text) => JSON.parse(text) as Line);
}

/** Lines of one command once it has reached a station; all that were printed if it never does. */
async function linesUntil(message: string, commandId: string): Promise<Line[]> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const lines = parse(printed);
    const own = lines.filter((line) => line.commandId === commandId);
    if (own.some((line) => line.message === message)) return own;
    await sleep(20);
  }
  throw new Error(`no line "${message}" of ${commandId} in\n${printed.join('')}`);
}

describe('a request with an id', () => {
  it('is found in the lines of outbox, relay and indexer, and in the row of its command', async () => {
    const { body, requestId } = await send(ADMIT, admission('LEGAL-4711'), {
      'x-request-id': REQUEST_ID,
    });
    const commandId = body.data.admitParties?.commandId ?? '';

    const lines = await linesUntil('included', commandId);

    expect(requestId).toBe(REQUEST_ID);
    expect(lines.map(({ message, correlationId }) => [message, correlationId])).toEqual([
      ['queued', REQUEST_ID],
      ['sent', REQUEST_ID],
      ['included', REQUEST_ID],
    ]);
    expect(lines[0]).toMatchObject({ level: 'log', context: 'Command', kind: 'ADMIT_PARTIES' });
    const rows = await database.dataSource.query(
      'SELECT correlation_id FROM command WHERE command_id = $1',
      [commandId],
    );
    expect(rows).toEqual([{ correlation_id: REQUEST_ID }]);
  });
});

describe('a request without an id, or with one that is unfit', () => {
  it.each([undefined, 'ada@example.com', 'x'.repeat(65)])('gets a new one: %p', async (given) => {
    const headers: Record<string, string> = given === undefined ? {} : { 'x-request-id': given };
    const { requestId } = await send('{ ledgerStatus { indexedBlock } }', {}, headers);

    expect(requestId).toMatch(UUID);
  });
});

describe('a fault', () => {
  it('is logged under the id of its request', async () => {
    await database.dataSource.query('ALTER TABLE command RENAME TO hidden_command');
    try {
      await send(ADMIT, admission('LEGAL-4712'), { 'x-request-id': REQUEST_ID });
    } finally {
      await database.dataSource.query('ALTER TABLE hidden_command RENAME TO command');
    }

    const lines = parse(printed);
    const faults = lines.filter(({ context }) => context === 'GraphQL');
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatchObject({ level: 'error', correlationId: REQUEST_ID });
    expect(printed.join('')).not.toMatch(/Lovelace|LEGAL-4712/);
  });
});

describe('the log', () => {
  it('leaves no secret and nothing about the party in any of the lines above', () => {
    const all = everything.join('');
    expect(all).toContain('included');
    const secrets = [config.masterKey, config.networkKey, config.relayKey, config.operatorKey];

    for (const hidden of [...secrets, METRICS_TOKEN, operator.token, 'Lovelace', 'LEGAL-4711']) {
      expect(all).not.toContain(hidden.replace(/^0x/, ''));
    }
  });
});
