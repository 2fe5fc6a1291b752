import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { InMemorySpanExporter, type ReadableSpan } from '@opentelemetry/sdk-trace';

import { settledCommands } from '../../../backend/src/ledger/index.js';
import { type RunningBackend, startBackend } from '../../../backend/src/main.js';
import { type Chain, startChain } from '../../support/test-chain.js';
import { TestDatabase } from '../../support/test-database.js';
import { deployForTest } from '../../support/test-ledger.js';
import { PartyClient } from '../../system/party-client.js';

const CLIENT_TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const CLIENT_SPAN = '00f067aa0ba902b7';
const STATIONS = ['outbox store', 'relay pack', 'relay sign', 'relay send', 'index block'];
const NAME = 'Ada Lovelace Ltd';
const LEGAL_ID = 'LEGAL-4711';
const ADMIT = `mutation ($input: AdmitPartiesInput!) {
  secretAlias: admitParties(input: $input) { ... on Command { commandId status } }
}`;

const exporter = new InMemorySpanExporter();
let chain: Chain;
let database: TestDatabase;
let dataDir: string;
let backend: RunningBackend;
let operator: PartyClient;

beforeAll(async () => {
  chain = await startChain();
  database = await TestDatabase.start();
  dataDir = await mkdtemp(join(tmpdir(), 'duebill-tracing-'));
  const deployed = await deployForTest(chain, database.url);
  const tracing = { serviceName: 'duebill', sampledShare: 1 };
  backend = await startBackend({ ...deployed, dataDir, tracing }, exporter);
  operator = await PartyClient.operator({ url: backend.url, dataDir });
});

afterAll(async () => {
  await backend.stop();
  await database.stop();
  await chain.stop();
  await rm(dataDir, { recursive: true, force: true });
});

async function admit(legalId: string, key: string, headers: Record<string, string> = {}) {
  const parties = [{ name: NAME, roles: ['BUYER'], legalId: { scheme: 'TEST', value: legalId } }];
  const response = await fetch(backend.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${operator.token}`,
      ...headers,
    },
    body: JSON.stringify({
      query: ADMIT,
      variables: { input: { idempotencyKey: key, awaitInclusion: false, parties } },
    }),
  });
  const { data } = (await response.json()) as { data: Record<string, Record<string, string>> };
  return data.secretAlias?.commandId ?? '';
}

/** Spans of the trace that a command belongs to, once its outcome is among them. */
async function traceOf(commandId: string): Promise<ReadableSpan[]> {
  for (let attempt = 0; attempt < 250; attempt++) {
    const spans = exporter.getFinishedSpans();
    const settled = spans.find(
      ({ name, attributes }) =>
        name === 'index block' && attributes['duebill.command_id'] === commandId,
    );
    const traceId = settled?.spanContext().traceId;
    const trace = spans.filter((span) => span.spanContext().traceId === traceId);
    if (trace.some(({ kind }) => kind === SpanKind.SERVER)) return trace;
    await sleep(20);
  }
  throw new Error(`no outcome of ${commandId} was traced`);
}

describe('a traced mutation', () => {
  it('is one trace from the request to the indexed outcome', async () => {
    const trace = await traceOf(await admit(LEGAL_ID, 'admit-1'));
    const request = trace.find(({ kind }) => kind === SpanKind.SERVER);
    const packing = trace.find(({ name }) => name === 'relay pack');

    expect(request?.name).toBe('mutation admitParties');
    expect(trace.map(({ name }) => name).toSorted()).toEqual(
      [...STATIONS, 'mutation admitParties'].toSorted(),
    );
    for (const span of trace.filter(({ name }) => STATIONS.includes(name))) {
      const parent = span.name === 'relay sign' ? packing : request;
      expect(span.parentSpanContext?.spanId).toBe(parent?.spanContext().spanId);
    }
    const outcome = trace.find(({ name }) => name === 'index block');
    expect(outcome?.attributes['duebill.outcome']).toBe('included');
    expect(outcome?.resource.attributes['service.name']).toBe('duebill');
  });

  it('goes on with the trace of the client', async () => {
    const commandId = await admit('LEGAL-4712', 'admit-2', {
      traceparent: `00-${CLIENT_TRACE}-${CLIENT_SPAN}-01`,
    });
    const trace = await traceOf(commandId);
    const request = trace.find(({ kind }) => kind === SpanKind.SERVER);

    expect(request?.spanContext().traceId).toBe(CLIENT_TRACE);
    expect(request?.parentSpanContext?.spanId).toBe(CLIENT_SPAN);
  });

  it('shows the error of the contract that refused it', () => {
    settledCommands.tell({
      ...{ commandId: 'refused', correlationId: null, blockNumber: 7, error: 'PartyExists' },
      ...{ startedAt: 1_000, endedAt: 1_005 },
      traceParent: `00-${CLIENT_TRACE}-${CLIENT_SPAN}-01`,
    });
    const outcome = exporter
      .getFinishedSpans()
      .find(({ attributes }) => attributes['duebill.command_id'] === 'refused');

    expect(outcome?.attributes).toMatchObject({
      ...{ 'duebill.outcome': 'refused', 'duebill.error': 'PartyExists' },
    });
    expect(outcome?.status).toEqual({ code: SpanStatusCode.ERROR, message: 'PartyExists' });
    expect(outcome?.duration).toEqual([0, 5_000_000]);
  });

  it('tells nothing of what was sent: no name, no identifier, no token, no name that the client chose', () => {
    const told = JSON.stringify(
      exporter.getFinishedSpans().map(({ name, attributes, events, status }) => ({
        ...{ name, attributes, events, status },
      })),
    );

    expect(told).toContain('duebill.command_id');
    for (const secret of [NAME, LEGAL_ID, operator.token, 'secretAlias', 'admit-1']) {
      expect(told).not.toContain(secret);
    }
  });

  it('whose client asks not to be traced leaves no span', async () => {
    const traceId = 'a'.repeat(32);
    const commandId = await admit('LEGAL-4713', 'admit-4', {
      traceparent: `00-${traceId}-${CLIENT_SPAN}-00`,
    });
    await traceOf(await admit('LEGAL-4714', 'admit-5'));

    expect(commandId).not.toBe('');
    expect(
      exporter.getFinishedSpans().filter((span) => span.spanContext().traceId === traceId),
    ).toEqual([]);
  });
});
