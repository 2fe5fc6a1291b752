import { setTimeout as pause } from 'node:timers/promises';

import { Inject, Injectable } from '@nestjs/common';
import type { Interface } from 'ethers';
import { DataSource, type EntityManager } from 'typeorm';

import { present } from '../common/index.js';
import { BACKEND_CONFIG, type BackendConfig } from '../config/index.js';
import { decodeAnswer } from './contract-answer.js';
import { contractInterfaces } from './contracts.js';
import { LedgerRpc } from './ledger-rpc.js';
import { NetworkKey } from './network-key.js';
import { type Checkpoint, readCheckpoint } from './projection.repository.js';
import {
  type Difference,
  type KnownParties,
  type LedgerAnswer,
  type Verification,
  type VerifiedRow,
  differencesOf,
} from './verification.js';

/** Before what differs is asked for again. */
const ASK_AGAIN_AFTER_MS = [100, 900];

/** Keys of one contract read. */
export const READ_SIZE = 500;

/** Rows of a read model and the block at which they are compared with the ledger. */
export interface Snapshot {
  readonly db: EntityManager;
  readonly checkpoint: Checkpoint;
}

/** Compares rows of read models with what the contracts say of them, at one block. */
@Injectable()
export class RowComparison {
  private readonly known: KnownParties;

  constructor(
    @Inject(BACKEND_CONFIG) private readonly config: BackendConfig,
    private readonly dataSource: DataSource,
    private readonly rpc: LedgerRpc,
  ) {
    this.known = { platformParty: new NetworkKey(config).platformParty };
  }

  /**
   * Works in one snapshot of the database, so that rows and checkpoint belong together; null if nothing is indexed.
   *
   * @throws when the checkpoint is not on the chain any more
   */
  async at<Result>(work: (snapshot: Snapshot) => Promise<Result>): Promise<Result | null> {
    return this.dataSource.transaction('REPEATABLE READ', async (db) => {
      const { chainId, genesisHash } = this.config.deployment;
      const checkpoint = await readCheckpoint(db, { chainId, genesisHash });
      if (checkpoint === null) return null;
      const result = await work({ db, checkpoint });
      const header = await this.rpc.header(checkpoint.blockNumber);
      if (header?.hash !== checkpoint.blockHash) {
        throw new Error('the chain was reorganised meanwhile');
      }
      return result;
    });
  }

  /**
   * Fields in which the rows differ from the ledger.
   *
   * What differs is asked for again: a node that is just mining the next block may answer from that one, for as long as
   * that takes it.
   */
  async differences(
    verification: Verification,
    rows: readonly VerifiedRow[],
    { checkpoint }: Snapshot,
  ): Promise<Difference[]> {
    let found = await this.compare(verification, rows, checkpoint);
    for (const pauseMs of ASK_AGAIN_AFTER_MS) {
      if (found.length === 0) return found;
      await pause(pauseMs);
      const keys = new Set(found.map(({ key }) => key));
      const differing = rows.filter((row) => keys.has(String(verification.keyOf(row))));
      found = await this.compare(verification, differing, checkpoint);
    }
    return found;
  }

  private async compare(
    verification: Verification,
    rows: readonly VerifiedRow[],
    checkpoint: Checkpoint,
  ): Promise<Difference[]> {
    const answers = await this.read(verification, rows, checkpoint.blockNumber);
    return rows.flatMap((row, index) =>
      differencesOf(
        verification.table,
        verification.keyOf(row),
        verification.expected(row, this.known),
        verification.actual(present(answers[index], 'answer of the contract')),
      ),
    );
  }

  /** Answers in the order of the rows. */
  private async read(
    verification: Verification,
    rows: readonly VerifiedRow[],
    block: number,
  ): Promise<readonly LedgerAnswer[]> {
    const { argumentOf, argumentsOf = (_, list) => [list], answerOf } = verification;
    const groups = new Map<string, VerifiedRow[]>();
    for (const row of rows) {
      const shared = JSON.stringify(argumentsOf(row, []));
      const group = groups.get(shared);
      if (group === undefined) groups.set(shared, [row]);
      else group.push(row);
    }
    const answers = new Map<VerifiedRow, LedgerAnswer>();
    for (const group of groups.values()) {
      const [first] = group;
      const values = argumentsOf(present(first, 'row'), group.map(argumentOf));
      const found = await this.call(verification, values, block);
      group.forEach((row, index) =>
        answers.set(row, present(found[answerOf?.(row) ?? index], 'answer of the contract')),
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
    return decodeAnswer(abi, read, answer);
  }
}
