import { randomUUID } from 'node:crypto';

import type { ApiClient } from '../cli/client.js';
import { BareSender } from './bare-sender.js';
import { deployBeside, newSecret } from './deploy-beside.js';
import { OwnSystem } from './own-system.js';

/** Receivables of one mutation, and of one request of the bare sender. */
const BATCH_SIZE = 50;
/** Batches of one round; both sides send the same. */
const BATCHES = 64;
const ROUNDS = 3;
const CLIENTS = 32;
/** Single commands of each client whose latency is measured. */
const SINGLES = 10;

const REGISTER = `mutation ($input: RegisterReceivablesInput!) {
  registerReceivables(input: $input) { __typename ... on Command { status } ... on DomainError { message } }
}`;

interface Supplier {
  readonly client: ApiClient;
  readonly buyerId: string;
}

async function admit(operator: ApiClient): Promise<Supplier[]> {
  const names = [...Array.from({ length: CLIENTS }, (_, index) => `Supplier ${index}`), 'Buyer'];
  const parties = names.map((name) => ({
    legalId: { scheme: 'BENCH', value: name },
    name,
    roles: [name === 'Buyer' ? 'BUYER' : 'SUPPLIER'],
  }));
  const { admitParties } = await operator.request<{ admitParties: { subjects: string[] } }>(
    `mutation ($input: AdmitPartiesInput!) {
      admitParties(input: $input) { ... on Command { subjects } ... on DomainError { message } }
    }`,
    { input: { idempotencyKey: 'admit', awaitInclusion: true, parties } },
  );
  const buyerId = admitParties.subjects.at(-1) ?? '';
  return Promise.all(
    admitParties.subjects.slice(0, CLIENTS).map(async (partyId) => {
      const { issueToken } = await operator.request<{ issueToken: { token: string } }>(
        `mutation ($input: IssueTokenInput!) {
          issueToken(input: $input) { ... on IssuedToken { token } }
        }`,
        { input: { partyId, userName: 'bench' } },
      );
      return { client: operator.as(issueToken.token), buyerId };
    }),
  );
}

async function register({ client, buyerId }: Supplier, size: number): Promise<void> {
  const receivables = Array.from({ length: size }, () => ({
    number: `INV-${randomUUID()}`,
    buyerId,
    currency: 'EUR',
    faceMinor: '10000',
    issueDate: '2026-01-05',
    dueDate: '2026-03-06',
  }));
  const input = { idempotencyKey: randomUUID(), awaitInclusion: true, receivables };
  const { registerReceivables: answer } = await client.request<{
    registerReceivables: { status?: string; message?: string };
  }>(REGISTER, { input });
  if (answer.status !== 'INCLUDED') {
    throw new Error(`not included: ${answer.message ?? answer.status}`);
  }
}

/** Receivables a second from the first request until the read models show the last one. */
async function throughputOf(suppliers: readonly Supplier[]): Promise<number> {
  let left = BATCHES;
  const started = performance.now();
  await Promise.all(
    suppliers.map(async (supplier) => {
      while (left-- > 0) {
        await register(supplier, BATCH_SIZE);
      }
    }),
  );
  return perSecond(started);
}

async function bareSenderOn(rpcUrl: string): Promise<BareSender> {
  const operatorKey = newSecret();
  const bare = new BareSender(rpcUrl, await deployBeside(rpcUrl, operatorKey), operatorKey);
  await bare.admit();
  return bare;
}

async function bareThroughputOf(bare: BareSender): Promise<number> {
  const started = performance.now();
  await bare.register(BATCHES, BATCH_SIZE);
  return perSecond(started);
}

function perSecond(started: number): number {
  return (BATCHES * BATCH_SIZE * 1_000) / (performance.now() - started);
}

/** Milliseconds of each single command, with all clients at work. */
async function latenciesOf(suppliers: readonly Supplier[]): Promise<number[]> {
  const latencies: number[] = [];
  await Promise.all(
    suppliers.map(async (supplier) => {
      for (let index = 0; index < SINGLES; index++) {
        const started = performance.now();
        await register(supplier, 1);
        latencies.push(performance.now() - started);
      }
    }),
  );
  return latencies.sort((a, b) => a - b);
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/**
 * What the work gives, and the CPU milliseconds of the backend's process meanwhile: API, outbox, signing, relay,
 * indexer and verification. The node, PostgreSQL and the clients are processes of their own and not counted.
 */
async function withCpu<Result>(
  system: OwnSystem,
  work: () => Promise<Result>,
): Promise<[Result, number]> {
  const before = await system.use();
  const result = await work();
  const after = await system.use();
  return [result, (after.cpuSeconds - before.cpuSeconds) * 1_000];
}

function perUnit(milliseconds: number, units: number): number {
  return Number((milliseconds / units).toFixed(2));
}

async function measure(system: OwnSystem): Promise<void> {
  const bare = await bareSenderOn(system.rpcUrl);
  const suppliers = await admit(system.operator);
  // First, since the embedded node's time for a block grows with what the ledger holds.
  const [latencies, singlesMs] = await withCpu(system, () => latenciesOf(suppliers));
  const rates: number[] = [];
  const bareRates: number[] = [];
  let batchesMs = 0;
  for (let round = 1; round <= ROUNDS; round++) {
    const [rate, usedMs] = await withCpu(system, () => throughputOf(suppliers));
    rates.push(rate);
    batchesMs += usedMs;
    bareRates.push(await bareThroughputOf(bare));
    const ratio = (rates.at(-1) ?? 0) / (bareRates.at(-1) ?? 1);
    console.log(
      `round ${round}: ${rates.at(-1)?.toFixed(0)} receivables/s through GraphQL, ledger and read ` +
        `model; ${bareRates.at(-1)?.toFixed(0)} by a bare sender; ratio ${ratio.toFixed(2)}`,
    );
  }
  bare.stop();
  const [mine, floor] = [rates, bareRates].map((all) =>
    quantile(
      all.sort((a, b) => a - b),
      0.5,
    ),
  );
  console.log(
    JSON.stringify({
      bench: 'ledger',
      receivablesPerSecond: Math.round(mine ?? 0),
      bareSender: Math.round(floor ?? 0),
      ratio: Number(((mine ?? 0) / (floor ?? 1)).toFixed(3)),
      p50Ms: Math.round(quantile(latencies, 0.5)),
      p99Ms: Math.round(quantile(latencies, 0.99)),
      cpuMsPerCommand: perUnit(singlesMs, latencies.length),
      cpuMsPerReceivable: perUnit(batchesMs, ROUNDS * BATCHES * BATCH_SIZE),
    }),
  );
}

const system = await OwnSystem.start();
try {
  await measure(system);
} finally {
  await system.stop();
}
