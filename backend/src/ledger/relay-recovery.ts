import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';

import type { LedgerRpc } from './ledger-rpc.js';
import type { RelayAdoption } from './relay-adoption.js';
import {
  indexedBlock,
  lastRelayNonce,
  requeueOvertaken,
  requeueUnexecuted,
  unexecutedTransactions,
} from './relay.repository.js';

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
    if ((await indexedBlock(db)) < this.ahead.block) {
      return false;
    }
    if (this.ahead.isExplained) {
      return true;
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
      const block = await this.minedIn(transactionHashes);
      if (block === null) {
        await this.suspect(relayNonce, earlier.get(relayNonce));
        continue;
      }
      const count = await requeueUnexecuted(this.dataSource.manager, relayNonce, block);
      if (count > 0) {
        this.logger.warn(`${count} requests of transaction ${relayNonce} were skipped`);
      }
    }
  }

  /** A nonce that the chain counts, and none of whose versions is mined once all up to then is indexed. */
  private async suspect(relayNonce: number, since: number | undefined): Promise<void> {
    if (since === undefined || (await indexedBlock(this.dataSource.manager)) < since) {
      this.suspects.set(relayNonce, since ?? (await this.rpc.blockNumber()));
      return;
    }
    const count = await requeueOvertaken(this.dataSource.manager, relayNonce, since);
    this.logger.warn(
      `nonce ${relayNonce} was used by another sender: ${count} commands are queued again`,
    );
  }

  /** Block of whichever version was mined. */
  private async minedIn(transactionHashes: readonly string[]): Promise<number | null> {
    const blocks = await Promise.all(transactionHashes.map((hash) => this.rpc.minedIn(hash)));
    return blocks.find((block) => block !== null) ?? null;
  }
}
