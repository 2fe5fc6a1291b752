import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

import { BACKEND_CONFIG, type BackendConfig } from '../config/index.js';
import { AdvisoryLock } from '../database/index.js';
import {
  LeasedWorker,
  LedgerSignals,
  SIGNAL_ANNOUNCED,
  SIGNAL_INDEXED,
  notify,
} from '../ledger/index.js';
import { INSERT_AUDIENCE } from './audience.sql.js';
import { type StoredEvent, concernOf } from './event-concern.js';
import { END_OF_BLOCK } from './event-frontier.js';

const IDLE_MS = 1_000;
/** Events of one transaction; a block is never divided. */
const EVENTS_PER_STEP = 1_000;
/** Before the first block. */
const NOWHERE = -1;

interface Frontier {
  readonly blockNumber: number;
  readonly reversionId: string;
}

interface Checkpoint {
  readonly chain_id: string;
  readonly genesis_hash: string;
  readonly block_number: string;
}

interface EventRow extends StoredEvent {
  readonly block_number: string;
  readonly log_index: number;
}

/**
 * Works out whom each final event concerns, once, in the order of the ledger, in one of all processes.
 *
 * From here on a party's events are a range of an index, whatever the length of history. When a reorganisation takes
 * back what was final, everything behind it moves back too, and what replaces it is told.
 */
@Injectable()
export class EventAnnouncer implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly worker: LeasedWorker;

  constructor(
    @Inject(BACKEND_CONFIG) private readonly config: BackendConfig,
    private readonly dataSource: DataSource,
    signals: LedgerSignals,
  ) {
    this.worker = new LeasedWorker(
      {
        name: EventAnnouncer.name,
        leaseKey: AdvisoryLock.EVENTS_LEASE,
        wakeOn: [SIGNAL_INDEXED],
        idleMs: IDLE_MS,
      },
      signals,
      () => this.step(),
    );
  }

  onApplicationBootstrap(): void {
    this.worker.start(this.config.databaseUrl);
  }

  async onModuleDestroy(): Promise<void> {
    await this.worker.stop();
  }

  /** One batch; true if there is more. All of it is seen as of one moment, so that no rollback falls between. */
  step(): Promise<boolean> {
    return this.dataSource.transaction('REPEATABLE READ', async (db) => {
      const checkpoints: Checkpoint[] = await db.query('SELECT * FROM ledger_checkpoint');
      const [checkpoint] = checkpoints;
      if (checkpoint === undefined) {
        return false;
      }
      const before = (await lockFrontier(db, checkpoint)) ?? (await beginAnew(db, checkpoint));
      const from = await takeBack(db, before);
      const final = Number(checkpoint.block_number) - this.config.finalityBlocks;
      if (final <= from.blockNumber) {
        return false;
      }
      const to = await endOfBatch(db, from.blockNumber, final);
      await announce(db, from.blockNumber, to);
      await db.query('UPDATE event_frontier SET block_number = $1', [to]);
      await notify(db, SIGNAL_ANNOUNCED);
      return to < final;
    });
  }
}

/** Null if there is none of this chain. */
async function lockFrontier(db: EntityManager, chain: Checkpoint): Promise<Frontier | null> {
  const rows: Array<{ block_number: string; reversion_id: string }> = await db.query(
    `SELECT block_number, reversion_id FROM event_frontier
     WHERE chain_id = $1 AND genesis_hash = $2 FOR UPDATE`,
    [chain.chain_id, chain.genesis_hash],
  );
  const [row] = rows;
  return row === undefined
    ? null
    : { blockNumber: Number(row.block_number), reversionId: row.reversion_id };
}

/** Nothing that was told of another chain holds on this one. */
async function beginAnew(db: EntityManager, chain: Checkpoint): Promise<Frontier> {
  await forgetAfter(db, NOWHERE);
  await db.query('DELETE FROM event_frontier');
  const rows: Array<{ reversion_id: string }> = await db.query(
    `INSERT INTO event_frontier (chain_id, genesis_hash, block_number, reversion_id)
     SELECT $1, $2, $3, coalesce(max(reversion_id), 0) FROM ledger_reversion RETURNING reversion_id`,
    [chain.chain_id, chain.genesis_hash, NOWHERE],
  );
  return { blockNumber: NOWHERE, reversionId: rows[0]?.reversion_id ?? '0' };
}

/** Moves back to the deepest reorganisation that was not taken into account yet. */
async function takeBack(db: EntityManager, frontier: Frontier): Promise<Frontier> {
  const rows: Array<{ block_number: string | null; reversion_id: string }> = await db.query(
    `SELECT min(block_number) AS block_number, max(reversion_id) AS reversion_id
     FROM ledger_reversion WHERE reversion_id > $1`,
    [frontier.reversionId],
  );
  const [row] = rows;
  if (row === undefined || row.block_number === null) {
    return frontier;
  }
  const blockNumber = Math.min(frontier.blockNumber, Number(row.block_number));
  await forgetAfter(db, blockNumber);
  await db.query('UPDATE event_frontier SET block_number = $1, reversion_id = $2', [
    blockNumber,
    row.reversion_id,
  ]);
  return { blockNumber, reversionId: row.reversion_id };
}

async function forgetAfter(db: EntityManager, blockNumber: number): Promise<void> {
  await db.query('DELETE FROM event_audience WHERE block_number > $1', [blockNumber]);
  await db.query('DELETE FROM webhook_delivery WHERE block_number > $1', [blockNumber]);
  await db.query(
    `UPDATE webhook_endpoint SET cursor_block = $1, cursor_log = $2 WHERE cursor_block > $1`,
    [blockNumber, END_OF_BLOCK],
  );
}

/** Last block of the next batch. */
async function endOfBatch(db: EntityManager, from: number, final: number): Promise<number> {
  const rows: Array<{ block_number: string }> = await db.query(
    `SELECT block_number FROM ledger_event WHERE block_number > $1 AND block_number <= $2
     ORDER BY block_number, log_index OFFSET $3 LIMIT 1`,
    [from, final, EVENTS_PER_STEP],
  );
  return rows[0] === undefined ? final : Math.max(Number(rows[0].block_number) - 1, from + 1);
}

async function announce(db: EntityManager, from: number, to: number): Promise<void> {
  const events: EventRow[] = await db.query(
    `SELECT block_number, log_index, contract, name, subject, args FROM ledger_event
     WHERE block_number > $1 AND block_number <= $2 AND subject IS NOT NULL`,
    [from, to],
  );
  const concerns = events.map((event) => ({ event, concern: concernOf(event) }));
  const about = concerns.flatMap(({ event, concern }) =>
    concern.about === null ? [] : [{ event, ...concern.about }],
  );
  const named = concerns.flatMap(({ event, concern }) =>
    concern.named.map((party) => ({ event, party })),
  );
  await db.query(INSERT_AUDIENCE, [
    about.map(({ event }) => event.block_number),
    about.map(({ event }) => event.log_index),
    about.map(({ kind }) => kind),
    about.map(({ id }) => id),
    named.map(({ event }) => event.block_number),
    named.map(({ event }) => event.log_index),
    named.map(({ party }) => party),
  ]);
}
