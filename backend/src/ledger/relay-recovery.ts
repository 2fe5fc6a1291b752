import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';

import type { BackendConfig } from '../config/index.js';
import { returnOvertaken } from './foreign-requests.js';
import { BlockStanding, type LedgerRpc } from './ledger-rpc.js';
import { type Checkpoint, readCheckpoint } from './projection.repository.js';
import type { RelayAdoption } from './relay-adoption.js';
import { lastRelayNonce, unexecutedTransactions } from './relay.repository.js';
import { requeueOvertaken, requeueUnexecuted } from './requeue.repository.js';
import { returnExpired } from './signing.repository.js';

/** How often mined transactions are searched for requests that were skipped. */
const SWEEP_MS = 2_000;
const SWEEP_TRANSACTIONS = 200;

/** Brings commands back whose transaction did not do its work, and the database to what the ledger knows. */
export class RelayRecovery {
  private readonly logger = new Logger(RelayRecovery.name);
  private sweptAt = 0;
  /** Nonces that another transaction seems to have used, with the block that must be indexed to be sure. */
  private suspects = new Map<number, number>();
  /** Nonce of the chain that the database does not explain, and the block at which it was seen. */
  private ahead: { readonly nonce: number; readonly block: number; isExplained: boolean } | null =
    null;

  constructor(
    private readonly config: Pick<BackendConfig, 'deployment' | 'finalityBlocks'>,
    private readonly dataSource: DataSource,
    private readonly rpc: LedgerRpc,
    private readonly adoption: RelayAdoption,
  ) {}

  /**
   * Whether new transactions may be signed.
   *
   * The chain is ahead of what is stored when the database is older than the ledger, or another sender has the key.
   * Then the outcomes up to now are awaited, which tell the next nonces of signers, and commands that were executed
   * are recognised by their signed requests instead of being sent a second time.
   */
  async mayPack(chainNonce: number): Promise<boolean> {
    const db = this.dataSource.manager;
    if (chainNonce <= (await lastRelayNonce(db)) + 1) {
      return true;
    }
    if (this.ahead?.nonce !== chainNonce) {
      const block = await this.rpc.blockNumber();
      this.ahead = { nonce: chainNonce, block, isExplained: false };
      this.logger.warn(`the ledger has ${chainNonce} transactions of the relay, more than stored`);
    }
    if (this.ahead.isExplained) {
      return true;
    }
    const checkpoint = await readCheckpoint(db, this.config.deployment);
    if (checkpoint === null || checkpoint.blockNumber < this.ahead.block) {
      return false;
    }
    const adopted = await this.adoption.adoptExecuted();
    this.ahead.isExplained = true;
    if (adopted > 0) {
      this.logger.warn(`${adopted} queued commands had been executed: they are not sent again`);
    }
    return true;
  }

  /** Requests that a mined transaction skipped, such as ones past their deadline, are queued again. */
  async sweep(chainNonce: number): Promise<void> {
    if (Date.now() - this.sweptAt < SWEEP_MS) {
      return;
    }
    // The first search goes through all history; later ones look at what was on its way lately.
    const from = this.sweptAt === 0 ? 0 : chainNonce - SWEEP_TRANSACTIONS;
    this.sweptAt = Date.now();
    const range = { from, below: chainNonce };
    const candidates = await unexecutedTransactions(this.dataSource.manager, range);
    const earlier = this.suspects;
    this.suspects = new Map();
    for (const { relayNonce, transactionHashes } of candidates) {
      await this.takeBack(relayNonce, transactionHashes, earlier.get(relayNonce));
    }
    await returnExpired(this.dataSource.manager);
    await returnOvertaken(this.dataSource.manager, this.rpc, this.config.finalityBlocks);
  }

  /**
   * Queues the commands of a transaction again, if it is certain that they were not and will not be executed.
   *
   * A receipt alone proves nothing: the chain may have lost its block since, and the transaction is then still to be
   * executed. So the checkpoint must be on the chain both before the receipts are read and after that. Without a
   * receipt, the nonce must have been used in a block that is indexed.
   */
  private async takeBack(
    relayNonce: number,
    transactionHashes: readonly string[],
    suspectSince: number | undefined,
  ): Promise<void> {
    const db = this.dataSource.manager;
    const at = await readCheckpoint(db, this.config.deployment);
    if (at === null || !(await this.isOnChain(at))) {
      return;
    }
    const block = await this.minedIn(transactionHashes);
    const usedIn = block ?? suspectSince ?? null;
    if (usedIn === null) {
      this.suspects.set(relayNonce, await this.rpc.blockNumber());
    } else if (usedIn > at.blockNumber || !(await this.isOnChain(at))) {
      if (block === null) this.suspects.set(relayNonce, usedIn);
    } else if (block !== null) {
      this.say(relayNonce, 'skipped requests', await requeueUnexecuted(db, relayNonce, at));
    } else {
      const count = await requeueOvertaken(db, relayNonce, at);
      this.say(relayNonce, 'lost its nonce to another sender', count);
    }
  }

  private say(relayNonce: number, event: string, count: number): void {
    if (count > 0) {
      this.logger.warn(`transaction ${relayNonce} ${event}: ${count} commands are queued again`);
    }
  }

  private async isOnChain(checkpoint: Checkpoint): Promise<boolean> {
    return (await this.rpc.standingOf(checkpoint)) === BlockStanding.STANDS;
  }

  /** Block of whichever version was mined. */
  private async minedIn(transactionHashes: readonly string[]): Promise<number | null> {
    const blocks = await Promise.all(transactionHashes.map((hash) => this.rpc.minedIn(hash)));
    return blocks.find((block) => block !== null) ?? null;
  }
}
