import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import { LedgerRefusedError, type Page } from '../api/index.js';
import { isUuid } from '../common/index.js';
import { BACKEND_CONFIG, type BackendConfig } from '../config/index.js';
import { type Viewer, seesEverything } from '../identity/index.js';
import { CANCELLED, SIGNATURE_EXPIRED } from './command.entity.js';
import { CommandStatus, type CommandType } from './command.type.js';
import { decodeRefusal } from './contracts.js';
import { LedgerSignals, SIGNAL_CANCELLED, SIGNAL_INDEXED } from './ledger-signals.js';

interface CommandRow {
  command_id: string;
  sequence: string;
  idempotency_key: string;
  kind: string;
  subjects: string[];
  relay_nonce: string | null;
  failure: string | null;
  awaits_signature: boolean;
  cancelled_at: Date | null;
  cancelled_by_name: string | null;
  created_at: Date;
  succeeded: boolean | null;
  refusal_data: string | null;
  transaction_hash: string | null;
  block_number: string | null;
  indexed_block: string | null;
  included_at: Date | null;
}

/** Commands with what became of them. `sequence` orders a listing. */
export type CommandView = CommandType & { readonly sequence: string };

const SELECT_COMMAND = `
  SELECT c.command_id, c.sequence, c.idempotency_key, c.kind, c.subjects, c.relay_nonce, c.failure,
    c.awaits_signature, c.cancelled_at, u.name AS cancelled_by_name, c.created_at, o.succeeded, o.refusal_data, o.transaction_hash, o.block_number, o.included_at,
    (SELECT block_number FROM ledger_checkpoint) AS indexed_block
  FROM command c LEFT JOIN command_outcome o
    ON o.signer = c.signer AND o.forwarder_nonce = c.forwarder_nonce
    LEFT JOIN app_user u ON u.user_id = c.cancelled_by`;

const WAIT_STEP_MS = 250;
/** Signals after which a command may have come to its end. */
const ENDING_SIGNALS = [SIGNAL_INDEXED, SIGNAL_CANCELLED] as const;

@Injectable()
export class CommandReader {
  constructor(
    @Inject(BACKEND_CONFIG) private readonly config: BackendConfig,
    private readonly dataSource: DataSource,
    private readonly signals: LedgerSignals,
  ) {}

  async findById(viewer: Viewer, commandId: string): Promise<CommandView | null> {
    if (!isUuid(commandId)) {
      return null;
    }
    const rows: CommandRow[] = await this.dataSource.query(
      `${SELECT_COMMAND} WHERE c.command_id = $1 AND ($2 OR c.party = $3)`,
      [commandId, seesEverything(viewer), viewer.party],
    );
    return rows[0] === undefined ? null : this.toView(rows[0]);
  }

  /** A key is known to the party that chose it: others may have the same one. */
  async findByKey(viewer: Viewer, idempotencyKey: string): Promise<CommandView | null> {
    const rows: CommandRow[] = await this.dataSource.query(
      `${SELECT_COMMAND} WHERE c.party = $1 AND c.idempotency_key = $2`,
      [viewer.party, idempotencyKey],
    );
    return rows[0] === undefined ? null : this.toView(rows[0]);
  }

  /** Commands of whichever party, for a caller that knows who may see what they are about. */
  async findByIds(commandIds: readonly string[]): Promise<CommandView[]> {
    const rows: CommandRow[] = await this.dataSource.query(
      `${SELECT_COMMAND} WHERE c.command_id = ANY($1::uuid[])`,
      [commandIds],
    );
    return rows.map((row) => this.toView(row));
  }

  /** Commands of the viewer's party, newest first. */
  async list(viewer: Viewer, page: Page): Promise<CommandView[]> {
    const rows: CommandRow[] = await this.dataSource.query(
      `${SELECT_COMMAND} WHERE ($1 OR c.party = $2) AND ($3::bigint IS NULL OR c.sequence < $3)
       ORDER BY c.sequence DESC LIMIT $4`,
      [seesEverything(viewer), viewer.party, page.after?.[0] ?? null, page.limit],
    );
    return rows.map((row) => this.toView(row));
  }

  /** The command once it is at its end or waits for its signature; as it is if `timeoutMs` passes or the program stops before. */
  async waitForOutcome(viewer: Viewer, commandId: string, timeoutMs: number): Promise<CommandView> {
    return this.waitFor(() => this.findById(viewer, commandId), { commandId, timeoutMs });
  }

  /** The same of a command of whichever party. */
  async waitUntilDone(commandId: string, timeoutMs: number): Promise<CommandView> {
    const find = async (): Promise<CommandView | null> =>
      (await this.findByIds([commandId]))[0] ?? null;
    return this.waitFor(find, { commandId, timeoutMs });
  }

  private async waitFor(
    find: () => Promise<CommandView | null>,
    { commandId, timeoutMs }: { readonly commandId: string; readonly timeoutMs: number },
  ): Promise<CommandView> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const step = Math.min(WAIT_STEP_MS, deadline - Date.now());
      const signalled = this.signals.wait(ENDING_SIGNALS, Math.max(step, 0));
      const command = await find();
      if (command === null) {
        throw new Error(`command ${commandId} is gone`);
      }
      if (isDone(command.status) || step <= 0 || this.signals.isClosed) {
        return command;
      }
      await signalled;
    }
  }

  private toView(row: CommandRow): CommandView {
    const refusal = row.refusal_data === null ? null : decodeRefusal(row.refusal_data);
    return {
      commandId: row.command_id,
      sequence: row.sequence,
      idempotencyKey: row.idempotency_key,
      kind: row.kind,
      status: statusOf(row),
      isFinal: isFinal(row, this.config.finalityBlocks),
      subjects: row.subjects,
      transactionHash: row.transaction_hash,
      blockNumber: row.block_number === null ? null : Number(row.block_number),
      refusal: refusal === null ? null : new LedgerRefusedError(refusal.error, refusal.values),
      createdAt: row.created_at,
      includedAt: row.included_at,
      cancelledAt: row.cancelled_at,
      cancelledBy: row.cancelled_by_name,
    };
  }
}

function isDone(status: CommandStatus): boolean {
  return status !== CommandStatus.QUEUED && status !== CommandStatus.SENT;
}

const FAILED_STATUSES: ReadonlyMap<string, CommandStatus> = new Map([
  [CANCELLED, CommandStatus.CANCELLED],
  [SIGNATURE_EXPIRED, CommandStatus.EXPIRED],
]);

function statusOf(row: CommandRow): CommandStatus {
  if (row.succeeded !== null) {
    return row.succeeded ? CommandStatus.INCLUDED : CommandStatus.REFUSED;
  }
  if (row.failure !== null) {
    return FAILED_STATUSES.get(row.failure) ?? CommandStatus.FAILED;
  }
  if (row.awaits_signature) {
    return CommandStatus.AWAITING_SIGNATURE;
  }
  return row.relay_nonce === null ? CommandStatus.QUEUED : CommandStatus.SENT;
}

/** Outside of a block the database alone decides; inside, the blocks on top that are indexed. */
function isFinal(row: CommandRow, finalityBlocks: number): boolean {
  return row.block_number === null
    ? row.failure !== null
    : Number(row.indexed_block) - Number(row.block_number) >= finalityBlocks;
}
