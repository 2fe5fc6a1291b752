import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';

import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

import { contractInterfaces } from '../../../backend/src/ledger/index.js';
import { type RunMessage, type RunOrder, type Source, peakRssMb } from './messages.js';

/** Blocks of one COPY. */
const RANGE_BLOCKS = 20;

interface Log {
  readonly address: string;
  readonly topics: string[];
  readonly data: string;
  readonly blockNumber: string;
  readonly logIndex: string;
  readonly transactionHash: string;
}

type Cut = (topics: string[], data: string) => string;

const word = (data: string, at: number): string => data.slice(2 + at * 64, 66 + at * 64);
const whole = (data: string, at: number): number => parseInt(word(data, at), 16);
const party = (topic: string | undefined): string => `0x${(topic ?? '').slice(26)}`;
const small = (topic: string | undefined): number => parseInt(topic ?? '0', 16);

/** Offsets written by hand for the events of the bench: what the fastest program would do, and no more. */
const cuts: Record<string, Cut> = {
  ExecutedForwardRequest: (t, d) =>
    `{"signer":"${party(t[1])}","nonce":"${whole(d, 0)}","success":"${whole(d, 1) === 1}"}`,
  PartyAdmitted: (t, d) =>
    `{"party":"${party(t[1])}","legalIdHash":"${t[2]}","roles":"${whole(d, 0)}","expiresAt":"${whole(d, 1)}"}`,
  SignerAdded: (t, d) =>
    `{"party":"${party(t[1])}","signer":"${party(t[2])}","rights":"${whole(d, 0)}","amountMaxMinor":"${BigInt(`0x${word(d, 1)}`)}"}`,
  ReceivableRegistered: (t, d) =>
    `{"receivableId":"${t[1]}","supplier":"${party(t[2])}","buyer":"${party(t[3])}","currency":"0x${word(d, 0).slice(0, 6)}","faceMinor":"${whole(d, 1)}","issueDay":"${whole(d, 2)}","dueDay":"${whole(d, 3)}","documentCommitment":"0x${word(d, 4)}"}`,
  ReceivableConfirmed: (t, d) =>
    `{"receivableId":"${t[1]}","faceMinor":"${whole(d, 0)}","scope":"${whole(d, 1)}"}`,
  ReceivableCredited: (t, d) =>
    `{"receivableId":"${t[1]}","fingerprint":"${t[2]}","amountMinor":"${whole(d, 0)}","outstandingMinor":"${whole(d, 1)}","documentCommitment":"0x${word(d, 2)}"}`,
  PaymentApplied: (t, d) =>
    `{"entryHash":"${t[1]}","receivableId":"${t[2]}","amountMinor":"${whole(d, 0)}","outstandingMinor":"${whole(d, 1)}"}`,
  DisputeOpened: (t, d) =>
    `{"receivableId":"${t[1]}","disputedMinor":"${whole(d, 0)}","reason":"${whole(d, 1)}","evidenceHash":"0x${word(d, 2)}"}`,
  DisputeResolved: (t, d) =>
    `{"receivableId":"${t[1]}","acceptedMinor":"${whole(d, 0)}","disputedMinor":"${whole(d, 1)}","evidenceHash":"0x${word(d, 2)}"}`,
  Transfer: (t) => `{"from":"${party(t[1])}","to":"${party(t[2])}","tokenId":"${t[3]}"}`,
  LotSplit: (t, d) => `{"lotId":"${t[1]}","newLotId":"${t[2]}","partMinor":"${whole(d, 0)}"}`,
  LotReserved: (t) => `{"lotId":"${t[1]}","dealNumber":"${small(t[2])}"}`,
  LotPaid: (t, d) =>
    `{"lotId":"${t[1]}","beneficiary":"${party(t[2])}","entryHash":"${t[3]}","amountMinor":"${whole(d, 0)}","lienNumber":"${whole(d, 1)}","recoveredMinor":"${whole(d, 2)}"}`,
  LotCredited: (t, d) => `{"lotId":"${t[1]}","amountMinor":"${whole(d, 0)}"}`,
  NoticeGiven: (t, d) =>
    `{"lotId":"${t[1]}","assignee":"${party(t[2])}","evidenceHash":"0x${word(d, 0)}"}`,
  QuoteAccepted: (t, d) =>
    `{"dealNumber":"${small(t[1])}","quoteHash":"${t[2]}","supplier":"${party(t[3])}","financier":"0x${word(d, 0).slice(24)}","buyer":"0x${word(d, 2).slice(24)}","lotsHash":"0x${word(d, 4)}","eligibleMinor":"${whole(d, 18)}","advanceMinor":"${whole(d, 19)}","reserveMinor":"${whole(d, 20)}","discountChargeMinor":"${whole(d, 21)}","serviceFeeMinor":"${whole(d, 22)}","fundBy":"${whole(d, 23)}"}`,
  DealFunded: (t, d) => `{"dealNumber":"${small(t[1])}","evidenceHash":"0x${word(d, 0)}"}`,
  DealClosed: (t) => `{"dealNumber":"${small(t[1])}"}`,
  ReserveReleased: (t, d) =>
    `{"dealNumber":"${small(t[1])}","lotId":"${t[2]}","releasedMinor":"${whole(d, 0)}","nettedMinor":"${whole(d, 1)}","evidenceHash":"0x${word(d, 2)}"}`,
  ExposureChanged: (t, d) =>
    `{"financier":"${party(t[1])}","buyer":"${party(t[2])}","currency":"0x${word(d, 0).slice(0, 6)}","exposureMinor":"${whole(d, 1)}"}`,
  RemittanceApplied: (t, d) =>
    `{"entryHash":"${t[1]}","agent":"${party(t[2])}","receivedBy":"${party(t[3])}","currency":"0x${word(d, 0).slice(0, 6)}","amountMinor":"${whole(d, 1)}","unappliedMinor":"${whole(d, 2)}","bookingDay":"${whole(d, 3)}"}`,
  AllocationMade: (t, d) =>
    `{"agent":"${party(t[1])}","entryHash":"${t[2]}","allocations":"${whole(d, 0)}","amountMinor":"${whole(d, 1)}","unappliedMinor":"${whole(d, 2)}","allocationsHash":"0x${word(d, 3)}"}`,
  StatementIssued: (t, d) =>
    `{"statementId":"${t[1]}","supplier":"${party(t[2])}","buyer":"${party(t[3])}","currency":"0x${word(d, 0).slice(0, 6)}","asOfDay":"${whole(d, 1)}","balanceMinor":"${whole(d, 2)}","ledgerBalanceMinor":"${whole(d, 3)}","itemsRoot":"0x${word(d, 4)}"}`,
  StatementAcknowledged: (t, d) =>
    `{"statementId":"${t[1]}","status":"${whole(d, 0)}","balanceMinor":"${whole(d, 1)}","itemsRoot":"0x${word(d, 2)}"}`,
};

const byTopic = new Map<string, { name: string; cut: Cut }>();
for (const abi of Object.values(contractInterfaces)) {
  abi.forEachEvent(({ name, topicHash }) => {
    const cut = cuts[name];
    if (cut !== undefined) {
      byTopic.set(topicHash, { name, cut });
    }
  });
}

const [databaseUrl = '', sourceText = ''] = process.argv.slice(2);
const source = JSON.parse(sourceText) as Source;
const client = new pg.Client({ connectionString: databaseUrl });
await client.connect();
// As the indexer commits: what a crash loses is read from the chain again.
await client.query('SET synchronous_commit = off');
await client.query(
  `CREATE TABLE floor_event (block_number bigint, log_index integer, transaction_hash text,
     contract text, name text, args jsonb, PRIMARY KEY (block_number, log_index))`,
);

async function fetchLogs(from: number, to: number): Promise<Log[]> {
  const filter = { fromBlock: `0x${from.toString(16)}`, toBlock: `0x${to.toString(16)}` };
  const body = { jsonrpc: '2.0', id: 1, method: 'eth_getLogs', params: [filter] };
  const response = await fetch(source.url, { method: 'POST', body: JSON.stringify(body) });
  return ((await response.json()) as { result: Log[] }).result;
}

function rowsOf(logs: readonly Log[]): string {
  let text = '';
  for (const { topics, data, blockNumber, logIndex, transactionHash, address } of logs) {
    const event = byTopic.get(topics[0] ?? '');
    if (event === undefined) {
      throw new Error(`no offsets for ${topics[0]}`);
    }
    const place = `${Number(blockNumber)}\t${Number(logIndex)}\t${transactionHash}`;
    text += `${place}\t${address}\t${event.name}\t${event.cut(topics, data)}\n`;
  }
  return text;
}

let at = -1;

async function run(upTo: number): Promise<void> {
  const endOf = (from: number): number => Math.min(from + RANGE_BLOCKS - 1, upTo);
  let next = fetchLogs(at + 1, endOf(at + 1));
  while (at < upTo) {
    const logs = await next;
    const to = endOf(at + 1);
    // Errors surface when it is awaited, in the next round.
    next = to < upTo ? fetchLogs(to + 1, endOf(to + 1)) : Promise.resolve([]);
    const copy = client.query(copyFrom('COPY floor_event FROM STDIN'));
    await pipeline(Readable.from([rowsOf(logs)]), copy);
    at = to;
    tell({ indexed: at });
  }
}

function tell(message: RunMessage): void {
  process.send?.(message);
}

process.on('message', ({ upTo }: RunOrder) => {
  const started = performance.now();
  void run(upTo).then(() => {
    const seconds = (performance.now() - started) / 1_000;
    tell({ reached: { seconds, peakRssMb: peakRssMb() } });
  });
});
tell({ ready: true });
