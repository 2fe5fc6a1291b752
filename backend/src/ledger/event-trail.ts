import { createHash } from 'node:crypto';

import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { present } from '../common/index.js';
import { BACKEND_CONFIG, type BackendConfig } from '../config/index.js';
import { CONTRACT_NAMES, type ContractName } from './contracts.js';
import { type RawLog, decodeLog } from './event-decoder.js';
import { LedgerRpc } from './ledger-rpc.js';
import { storedArgsOf } from './projection.repository.js';
import type { LedgerEvent } from './projector.js';
import type { Difference } from './verification.js';

/** Blocks of one log query. */
export const TRAIL_RANGE_BLOCKS = 500;
/** Rows that are read from the database at once. */
const PAGE_ROWS = 5_000;
const GENESIS_HASH = '0'.repeat(64);
const TABLE = 'ledger_event';

/** How many events there were up to a block, and what they hash to one after the other. */
export interface EventTrail {
  /** −1 before the first. */
  readonly toBlock: number;
  readonly count: number;
  /** SHA-256 of the hash before and the event, from zeros on; the same for everybody who follows the same contracts. */
  readonly hash: string;
}

/** An event in the words that are hashed. */
interface TrailItem {
  readonly block: number;
  readonly index: number;
  readonly text: string;
}

export interface ComparedTrail {
  /** Null if the events differ. */
  readonly trail: EventTrail | null;
  readonly difference: Difference | null;
  /** The ledger's events of the range. */
  readonly events: readonly LedgerEvent[];
}

interface EventRow {
  block_number: string;
  log_index: number;
  transaction_hash: string;
  contract: string;
  name: string;
  args: Readonly<Record<string, unknown>>;
}

export const EMPTY_TRAIL: EventTrail = { toBlock: -1, count: 0, hash: GENESIS_HASH };

/** Compares the indexed events of a range of blocks with the logs of the ledger, and hashes them onto those before. */
@Injectable()
export class EventTrails {
  private readonly nameByAddress: ReadonlyMap<string, ContractName>;

  constructor(
    @Inject(BACKEND_CONFIG) config: BackendConfig,
    private readonly rpc: LedgerRpc,
  ) {
    this.nameByAddress = new Map(
      CONTRACT_NAMES.map((name) => [config.deployment.contracts[name].toLowerCase(), name]),
    );
  }

  async extend(db: EntityManager, from: EventTrail, toBlock: number): Promise<ComparedTrail> {
    const events = await this.onLedger(from.toBlock + 1, toBlock);
    const ledger = events.map(itemOfEvent);
    const indexed = await readItems(db, from.toBlock, toBlock);
    const difference = firstDifference(indexed, ledger);
    if (difference !== null) {
      return { trail: null, difference, events };
    }
    const hash = ledger.reduce(
      (before, { text }) => createHash('sha256').update(before).update(text).digest('hex'),
      from.hash,
    );
    return { trail: { toBlock, count: from.count + events.length, hash }, difference, events };
  }

  private async onLedger(from: number, to: number): Promise<LedgerEvent[]> {
    const addresses = [...this.nameByAddress.keys()];
    const logs: RawLog[] = [];
    for (let first = from; first <= to; first += TRAIL_RANGE_BLOCKS) {
      const last = Math.min(to, first + TRAIL_RANGE_BLOCKS - 1);
      for (const log of await this.rpc.logs(first, last, addresses)) logs.push(log);
    }
    return logs.map((log) => this.toEvent(log));
  }

  private toEvent(log: RawLog): LedgerEvent {
    const contract = present(this.nameByAddress.get(log.address.toLowerCase()), log.address);
    const decoded = present(decodeLog(contract, log), `event ${log.topics[0]} of ${contract}`);
    return {
      ...decoded,
      blockNumber: Number(log.blockNumber),
      // Handlers name the rows of an event without it.
      blockTime: new Date(0),
      logIndex: Number(log.logIndex),
      transactionHash: log.transactionHash,
    };
  }
}

/** The block up to which there are at most so many events after another, whole blocks; null if there are fewer. */
export async function blockOfEvent(
  db: EntityManager,
  afterBlock: number,
  count: number,
): Promise<number | null> {
  const rows: Array<{ block_number: string }> = await db.query(
    `SELECT block_number FROM ledger_event WHERE block_number > $1
     ORDER BY block_number, log_index OFFSET $2 LIMIT 1`,
    [afterBlock, count],
  );
  return rows[0] === undefined ? null : Number(rows[0].block_number);
}

async function readItems(db: EntityManager, after: number, to: number): Promise<TrailItem[]> {
  const items: TrailItem[] = [];
  let [block, index] = [after, Number.MAX_SAFE_INTEGER];
  for (;;) {
    const rows: EventRow[] = await db.query(
      `SELECT block_number, log_index, transaction_hash, contract, name, args FROM ledger_event
       WHERE (block_number, log_index) > ($1::bigint, $2::bigint) AND block_number <= $3
       ORDER BY block_number, log_index LIMIT ${PAGE_ROWS}`,
      [block, index, to],
    );
    for (const row of rows) items.push(itemOfRow(row));
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE_ROWS) return items;
    [block, index] = [Number(last.block_number), last.log_index];
  }
}

function itemOfRow(row: EventRow): TrailItem {
  return itemOf(Number(row.block_number), row.log_index, row);
}

function itemOfEvent(event: LedgerEvent): TrailItem {
  const { contract, name, transactionHash } = event;
  const args = storedArgsOf(event);
  return itemOf(event.blockNumber, event.logIndex, {
    ...{ contract, name, args, transaction_hash: transactionHash },
  });
}

function itemOf(
  block: number,
  index: number,
  { transaction_hash: hash, contract, name, args }: Omit<EventRow, 'block_number' | 'log_index'>,
): TrailItem {
  const text = JSON.stringify([block, index, hash, contract, name, sorted(args)]);
  return { block, index, text };
}

/** The database keeps the fields of a record in an order of its own. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return fields.map(([name, part]) => [name, sorted(part)]);
}

/** Both are in the order of the ledger: where they part, one has an event that the other lacks, or has otherwise. */
function firstDifference(
  indexed: readonly TrailItem[],
  ledger: readonly TrailItem[],
): Difference | null {
  const length = Math.max(indexed.length, ledger.length);
  for (let i = 0; i < length; i++) {
    const [ours, theirs] = [indexed[i], ledger[i]];
    if (ours?.text === theirs?.text) continue;
    if (theirs !== undefined && (ours === undefined || isBefore(theirs, ours))) {
      return eventDifference(theirs, { ledger: theirs.text });
    }
    const first = present(ours, 'event');
    return theirs === undefined || isBefore(first, theirs)
      ? eventDifference(first, { readModel: first.text })
      : eventDifference(first, { readModel: first.text, ledger: theirs.text });
  }
  return null;
}

function isBefore(one: TrailItem, other: TrailItem): boolean {
  return one.block < other.block || (one.block === other.block && one.index < other.index);
}

function eventDifference(
  { block, index }: TrailItem,
  { readModel = 'absent', ledger = 'absent' }: Partial<Pick<Difference, 'readModel' | 'ledger'>>,
): Difference {
  return { table: TABLE, key: `${block}:${index}`, field: 'event', readModel, ledger };
}
