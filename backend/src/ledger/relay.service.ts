import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Wallet } from 'ethers';
import { DataSource, type EntityManager } from 'typeorm';

import { present } from '../common/index.js';
import { BACKEND_CONFIG, type BackendConfig } from '../config/index.js';
import { AdvisoryLock } from '../database/index.js';
import { KeyVault } from '../identity/index.js';
import { encodeBatch } from './forward-request.js';
import { returnOvertaken } from './foreign-requests.js';
import { LeasedWorker } from './leased-worker.js';
import { LedgerRpc } from './ledger-rpc.js';
import {
  type PackedTransaction,
  packedTransactions,
  sentTransactions,
} from './ledger-telemetry.js';
import {
  LedgerSignals,
  SIGNAL_INDEXED,
  SIGNAL_QUEUED,
  SIGNAL_SENT,
  notify,
} from './ledger-signals.js';
import { type Checkpoint, readCheckpoint } from './projection.repository.js';
import {
  assignNonces,
  lockRelay,
  type QueuedCommand,
  nextRelayNonce,
  queuedCommands,
  rawTransactionsFrom,
  requeueUnexecuted,
  storeTransaction,
  unexecutedTransactions,
} from './relay.repository.js';
import { RequestSigner } from './request-signer.js';
import { returnExpired } from './signing.repository.js';

const IDLE_MS = 500;
/** Gas of one transaction: below the 2^24 limit of EIP-7825, with room for the forwarder's own work. */
const TRANSACTION_GAS_MAX = 14_000_000;
const FORWARDER_GAS_PER_REQUEST = 60_000;
const TRANSACTION_GAS_BASE = 100_000;
/** The node keeps no more than this many of our transactions waiting. */
const IN_FLIGHT_MAX = 6;
/** A request stays valid this long by the ledger's clock: longer than any outage that is not an incident. */
const DEADLINE_SECONDS = 90 * 86_400;
/** Sent transactions that the chain doesn't take in are sent again after this time. */
const RESEND_MS = 3_000;
/** How often mined transactions are searched for requests that were skipped. */
const SWEEP_MS = 2_000;
const SWEEP_TRANSACTIONS = 200;

/**
 * Sends queued commands: signs each as its party's signer, packs many into one transaction, and sends that.
 *
 * The raw transaction and the nonces of its requests are stored before it is sent, so a crash at any point sends the
 * same bytes again, and the nonces of account and signer keep them from taking effect twice. What became of a request is
 * told by the events of the forwarder alone.
 */
@Injectable()
export class Relay implements OnModuleDestroy {
  private readonly logger = new Logger(Relay.name);
  private readonly worker: LeasedWorker;
  private readonly wallet: Wallet;
  private readonly requests: RequestSigner;
  private chainNonce = -1;
  private sentUpTo = -1;
  private movedAt = 0;
  private sweptAt = 0;

  constructor(
    @Inject(BACKEND_CONFIG) private readonly config: BackendConfig,
    private readonly dataSource: DataSource,
    private readonly rpc: LedgerRpc,
    vault: KeyVault,
    signals: LedgerSignals,
  ) {
    this.wallet = new Wallet(config.relayKey);
    this.requests = new RequestSigner(config, vault);
    this.worker = new LeasedWorker(
      {
        name: Relay.name,
        leaseKey: AdvisoryLock.RELAY_LEASE,
        wakeOn: [SIGNAL_QUEUED, SIGNAL_INDEXED],
        idleMs: IDLE_MS,
      },
      signals,
      () => this.step(),
    );
  }

  start(): void {
    this.worker.start(this.config.databaseUrl);
  }

  onModuleDestroy(): Promise<void> {
    return this.worker.stop();
  }

  /** Sends what can be sent; true if there is more to do at once. */
  async step(): Promise<boolean> {
    await this.readChainNonce();
    await this.sweep();
    const packed = await this.dataSource.transaction((db) => this.pack(db));
    if (packed !== null) {
      packedTransactions.tell(packed);
    }
    const sent = await this.send();
    if (sent) {
      await notify(this.dataSource.manager, SIGNAL_SENT);
    }
    return packed !== null || sent;
  }

  /** A nonce that went back means that the chain lost blocks: everything after it is sent again. */
  private async readChainNonce(): Promise<void> {
    const chainNonce = await this.rpc.transactionCount(this.wallet.address);
    const stalled = Date.now() - this.movedAt > RESEND_MS;
    if (chainNonce !== this.chainNonce || stalled) {
      if (chainNonce < this.chainNonce || stalled) {
        this.sentUpTo = chainNonce - 1;
      }
      this.chainNonce = chainNonce;
      this.movedAt = Date.now();
    }
  }

  /** Signs and stores one transaction of queued commands; null if there is nothing to send or too much on its way. */
  private async pack(db: EntityManager): Promise<PackedTransaction | null> {
    await lockRelay(db);
    const relayNonce = await nextRelayNonce(db, this.chainNonce);
    if (relayNonce - this.chainNonce >= IN_FLIGHT_MAX) {
      return null;
    }
    const commands = withinGas(await this.requests.signable(db, await queuedCommands(db)));
    if (commands.length === 0) {
      return null;
    }
    const callData = await this.signAll(db, relayNonce, commands);
    const gasLimit = commands.reduce((gas, command) => gas + gasOf(command), TRANSACTION_GAS_BASE);
    const raw = await this.wallet.signTransaction({
      type: 0,
      chainId: this.config.deployment.chainId,
      nonce: relayNonce,
      to: this.config.deployment.contracts.forwarder,
      data: callData,
      gasLimit,
      gasPrice: 0n,
    });
    await storeTransaction(db, relayNonce, raw);
    return { relayNonce, gasLimit, commands };
  }

  private async signAll(
    db: EntityManager,
    relayNonce: number,
    commands: readonly QueuedCommand[],
  ): Promise<string> {
    const head = present(await this.rpc.header('latest'), 'latest block');
    const deadline = BigInt(Math.floor(head.time.getTime() / 1_000) + DEADLINE_SECONDS);
    const signed = await this.requests.sign(db, commands, deadline);
    await assignNonces(db, relayNonce, commands);
    return encodeBatch(signed, this.wallet.address);
  }

  /** Sends stored transactions that the node has not been given yet, in the order of their nonces. */
  private async send(): Promise<boolean> {
    const from = Math.max(this.sentUpTo + 1, this.chainNonce);
    const transactions = await rawTransactionsFrom(this.dataSource.manager, from, IN_FLIGHT_MAX);
    for (const { relayNonce, raw } of transactions) {
      await this.sendOne(raw);
      sentTransactions.tell({ relayNonce });
      this.sentUpTo = relayNonce;
      this.movedAt = Date.now();
    }
    return transactions.length > 0;
  }

  /** A node that knows the transaction already, or has mined it, is content; so are we. */
  private async sendOne(raw: string): Promise<void> {
    try {
      await this.rpc.sendRawTransaction(raw);
    } catch (error) {
      const text =
        error instanceof Error ? JSON.stringify(error, ['message', 'info', 'error']) : '';
      if (!/already (known|imported)|nonce too low|known transaction/i.test(text + String(error))) {
        throw error;
      }
    }
  }

  /** Requests that a mined transaction skipped, such as ones past their deadline, are queued again. */
  private async sweep(): Promise<void> {
    if (Date.now() - this.sweptAt < SWEEP_MS) {
      return;
    }
    // The first search goes through all history; later ones look at what was on its way lately.
    const since = this.sweptAt === 0 ? 0 : this.chainNonce - SWEEP_TRANSACTIONS;
    this.sweptAt = Date.now();
    const candidates = await unexecutedTransactions(this.dataSource.manager, {
      from: since,
      below: this.chainNonce,
    });
    for (const { relayNonce, transactionHash } of candidates) {
      const checkpoint = await this.checkpointAbove(transactionHash);
      if (checkpoint !== null) {
        const count = await requeueUnexecuted(this.dataSource.manager, relayNonce, checkpoint);
        if (count > 0) {
          this.logger.warn(
            `${count} requests of transaction ${relayNonce} were skipped: queued again`,
          );
        }
      }
    }
    await returnExpired(this.dataSource.manager);
    await returnOvertaken(this.dataSource.manager, this.rpc, this.config.finalityBlocks);
  }

  /**
   * The checkpoint, if the transaction was mined at or below it; null if that is not certain.
   *
   * A receipt alone proves nothing: the chain may have lost its block since, and the transaction is then still to be
   * executed. So the checkpoint must be on the chain both before the receipt is read and after it.
   */
  private async checkpointAbove(transactionHash: string): Promise<Checkpoint | null> {
    const { chainId, genesisHash } = this.config.deployment;
    const checkpoint = await readCheckpoint(this.dataSource.manager, { chainId, genesisHash });
    if (checkpoint === null || !(await this.isOnChain(checkpoint))) {
      return null;
    }
    const block = await this.rpc.minedIn(transactionHash);
    const isBelow = block !== null && block <= checkpoint.blockNumber;
    return isBelow && (await this.isOnChain(checkpoint)) ? checkpoint : null;
  }

  private async isOnChain({ blockNumber, blockHash }: Checkpoint): Promise<boolean> {
    return (await this.rpc.header(blockNumber))?.hash === blockHash;
  }
}

function gasOf(command: QueuedCommand): number {
  return command.gas + FORWARDER_GAS_PER_REQUEST + Math.ceil(command.gas / 32);
}

/** The first commands that fit into one transaction; a single one always does. */
function withinGas(commands: readonly QueuedCommand[]): QueuedCommand[] {
  let gas = TRANSACTION_GAS_BASE;
  const fitting: QueuedCommand[] = [];
  for (const command of commands) {
    gas += gasOf(command);
    if (fitting.length > 0 && gas > TRANSACTION_GAS_MAX) {
      break;
    }
    fitting.push(command);
  }
  return fitting;
}
