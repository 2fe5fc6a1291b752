import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Interface } from 'ethers';
import { DataSource, type EntityManager } from 'typeorm';

import { present } from '../common/index.js';
import { BACKEND_CONFIG, type BackendConfig } from '../config/index.js';
import { contractInterfaces } from './contracts.js';
import { LedgerRpc } from './ledger-rpc.js';
import { NetworkKey } from './network-key.js';
import { type Checkpoint, readCheckpoint } from './projection.repository.js';
import { ProjectorRegistry } from './projector-registry.js';
import {
  type Difference,
  type KnownParties,
  type LedgerAnswer,
  type Verification,
  type VerifiedRow,
  differencesOf,
} from './verification.js';

/** Keys of one contract read. */
const READ_SIZE = 500;
/** Blocks of one log query. */
const LOG_RANGE_BLOCKS = 500;
const ATTEMPTS_MAX = 4;
/** Differences that are told; one is enough to know that something is wrong. */
const DIFFERENCES_MAX = 100;

export interface VerificationResult {
  readonly blockNumber: number;
  readonly compared: ReadonlyArray<{ readonly table: string; readonly rows: number }>;
  readonly differences: readonly Difference[];
}

/** Compares every row of the read models with the contracts, at the block of the checkpoint. */
@Injectable()
export class LedgerVerifier {
  private readonly logger = new Logger(LedgerVerifier.name);
  private readonly known: KnownParties;

  constructor(
    @Inject(BACKEND_CONFIG) private readonly config: BackendConfig,
    private readonly dataSource: DataSource,
    private readonly registry: ProjectorRegistry,
    private readonly rpc: LedgerRpc,
  ) {
    this.known = { platformParty: new NetworkKey(config).platformParty };
  }

  /**
   * Compares at one block; begins again at a newer one if the chain moves on so far that the node forgets the state.
   *
   * @throws when the chain does not hold still for any of the attempts
   */
  async verify(): Promise<VerificationResult> {
    let failure: unknown;
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      try {
        return await this.verifyAtCheckpoint();
      } catch (error) {
        failure = error;
        this.logger.warn(`verification begins again: ${(error as Error).message}`);
      }
    }
    throw failure;
  }

  /** Runs in one snapshot of the database, so that rows and checkpoint belong together. */
  private async verifyAtCheckpoint(): Promise<VerificationResult> {
    const result = await this.dataSource.transaction('REPEATABLE READ', async (db) => {
      const { chainId, genesisHash } = this.config.deployment;
      const checkpoint = present(await readCheckpoint(db, { chainId, genesisHash }), 'checkpoint');
      const compared: Array<{ table: string; rows: number }> = [];
      const differences: Difference[] = [];
      for (const verification of this.registry.verifications) {
        const rows = await this.compare(db, checkpoint, verification, differences);
        compared.push({ table: verification.table, rows });
      }
      compared.push(await this.compareEvents(db, checkpoint, differences));
      const header = await this.rpc.header(checkpoint.blockNumber);
      if (header?.hash !== checkpoint.blockHash) {
        throw new Error('the chain was reorganised meanwhile');
      }
      return { blockNumber: checkpoint.blockNumber, compared, differences };
    });
    if (result.differences.length === 0) {
      await this.dataSource.query(
        `UPDATE ledger_checkpoint SET verified_block = greatest(verified_block, $1)
         WHERE block_number >= $1`,
        [result.blockNumber],
      );
    }
    return { ...result, differences: result.differences.slice(0, DIFFERENCES_MAX) };
  }

  private async compare(
    db: EntityManager,
    checkpoint: Checkpoint,
    verification: Verification,
    differences: Difference[],
  ): Promise<number> {
    let count = 0;
    let after = verification.firstKey;
    for (;;) {
      const rows: VerifiedRow[] = await db.query(verification.sql, [after, READ_SIZE]);
      const last = rows.at(-1);
      if (last === undefined) {
        return count;
      }
      const answers = await this.read(verification, rows, checkpoint.blockNumber);
      rows.forEach((row, index) => {
        const actual = verification.actual(present(answers[index], 'answer of the contract'));
        const key = verification.keyOf(row);
        differences.push(
          ...differencesOf(verification.table, key, verification.expected(row, this.known), actual),
        );
      });
      count += rows.length;
      after = verification.keyOf(last);
    }
  }

  /** Answers in the order of the rows. */
  private async read(
    verification: Verification,
    rows: readonly VerifiedRow[],
    block: number,
  ): Promise<readonly LedgerAnswer[]> {
    const { argumentOf, argumentsOf = (_, list) => [list] } = verification;
    const groups = new Map<string, VerifiedRow[]>();
    for (const row of rows) {
      const shared = JSON.stringify(argumentsOf(row, []));
      groups.set(shared, [...(groups.get(shared) ?? []), row]);
    }
    const answers = new Map<VerifiedRow, LedgerAnswer>();
    for (const group of groups.values()) {
      const [first] = group;
      const values = argumentsOf(present(first, 'row'), group.map(argumentOf));
      const found = await this.call(verification, values, block);
      group.forEach((row, index) =>
        answers.set(row, present(found[index], 'answer of the contract')),
      );
    }
    return rows.map((row) => present(answers.get(row), 'answer of the contract'));
  }

  private async call(
    { contract, read }: Verification,
    values: readonly unknown[],
    block: number,
  ): Promise<readonly LedgerAnswer[]> {
    const abi: Interface = contractInterfaces[contract];
    const callData = abi.encodeFunctionData(read, values);
    const answer = await this.rpc.call(this.config.deployment.contracts[contract], callData, block);
    const result = abi.decodeFunctionResult(read, answer);
    const { outputs = [] } = abi.getFunction(read) ?? {};
    // A view of one thing answers with it alone, or with its values one after the other. A struct is decoded as a kind
    // of array, so that only the ABI tells it from a list.
    const found: unknown = outputs.length > 1 ? result : result[0];
    const isList = outputs.length === 1 && outputs[0]?.isArray() === true;
    return (isList ? found : [found]) as readonly LedgerAnswer[];
  }

  /** A row that should exist and does not would show nowhere else: its events would be missing, too. */
  private async compareEvents(
    db: EntityManager,
    checkpoint: Checkpoint,
    differences: Difference[],
  ): Promise<{ table: string; rows: number }> {
    const rows: Array<{ count: number }> = await db.query(
      'SELECT count(*)::int AS count FROM ledger_event WHERE block_number <= $1',
      [checkpoint.blockNumber],
    );
    const indexed = rows[0]?.count ?? 0;
    const onChain = await this.countLogs(checkpoint.blockNumber);
    differences.push(
      ...differencesOf(
        'ledger_event',
        `0..${checkpoint.blockNumber}`,
        { count: String(indexed) },
        { count: String(onChain) },
      ),
    );
    return { table: 'ledger_event', rows: indexed };
  }

  private async countLogs(to: number): Promise<number> {
    const addresses = Object.values(this.config.deployment.contracts);
    let count = 0;
    for (let from = 0; from <= to; from += LOG_RANGE_BLOCKS) {
      const logs = await this.rpc.logs(from, Math.min(to, from + LOG_RANGE_BLOCKS - 1), addresses);
      count += logs.length;
    }
    return count;
  }
}
