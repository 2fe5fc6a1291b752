import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Wallet } from 'ethers';
import { DataSource, type EntityManager } from 'typeorm';

import { present } from '../common/index.js';
import { BACKEND_CONFIG, type BackendConfig } from '../config/index.js';
import { AdvisoryLock } from '../database/index.js';
import { KeyVault } from '../identity/index.js';
import { encodeBatch } from './forward-request.js';
import { holderTransaction } from './holder-transaction.js';
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
import { RelayAdoption } from './relay-adoption.js';
import { RelayRecovery } from './relay-recovery.js';
import { RelayReplacement } from './relay-replacement.js';
import {
  assignNonces,
  lockRelay,
  type QueuedCommand,
  nextRelayNonce,
  queuedCommands,
  rawTransactionsFrom,
  storeTransaction,
} from './relay.repository.js';
import { RequestSigner } from './request-signer.js';

const IDLE_MS = 500;
/** Gas of one transaction: below the 2^24 limit of EIP-7825, with room for the forwarder's own work. */
const TRANSACTION_GAS_MAX = 14_000_000;
const FORWARDER_GAS_PER_REQUEST = 60_000;
const TRANSACTION_GAS_BASE = 100_000;
/** The node keeps no more than this many of our transactions waiting. */
const IN_FLIGHT_MAX = 6;
/** A request stays valid this long by the ledger's clock: longer than any outage that is not an incident. */
const DEADLINE_SECONDS = 90n * 86_400n;
/** What nodes say of a transaction that they know, or whose nonce is used. */
const CONTENT =
  /already (known|imported)|nonce too low|known transaction|replacement transaction underpriced/i;
/** Sent transactions that the chain doesn't take in are sent again after this time. */
const RESEND_MS = 3_000;
/** Gas of a byte of call data and of passing it on, at the most. */
const GAS_PER_BYTE = 20;
/** After a longer silence of the nodes nothing is said about how long the chain has not moved. */
const SILENCE_MS = 10_000;

/**
 * Sends queued commands: signs each as its party's signer, packs many into one transaction, and sends that.
 *
 * The raw transaction and the nonces of its requests are stored before it is sent, so a crash at any point sends the
 * same bytes again, and the nonces of account and signer keep them from taking effect twice. What became of a request is
 * told by the events of the forwarder alone.
 */
@Injectable()
export class Relay implements OnModuleDestroy {
  private readonly worker: LeasedWorker;
  private readonly wallet: Wallet;
  private readonly requests: RequestSigner;
  private chainNonce = -1;
  private sentUpTo = -1;
  private movedAt = 0;
  /** Since when the chain's nonce is what it is, as far as the nodes were there to tell. */
  private waitingSince = 0;
  private readAt = 0;
  private isResending = false;
  /** By the ledger's clock, in Unix seconds. */
  private deadline = 0n;
  private readonly recovery: RelayRecovery;
  private readonly replacement: RelayReplacement;

  constructor(
    @Inject(BACKEND_CONFIG) private readonly config: BackendConfig,
    private readonly dataSource: DataSource,
    private readonly rpc: LedgerRpc,
    vault: KeyVault,
    signals: LedgerSignals,
  ) {
    this.wallet = new Wallet(config.relayKey);
    this.requests = new RequestSigner(config, vault);
    const adoption = new RelayAdoption(
      ...[config.deployment, this.wallet.address, dataSource, rpc],
    );
    this.recovery = new RelayRecovery(config, dataSource, rpc, adoption);
    this.replacement = new RelayReplacement(config.pipeline, dataSource, this.wallet);
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
    await this.readChain();
    await this.recovery.sweep(this.chainNonce);
    await this.replaceStuck();
    const hasPacked = (await this.recovery.mayPack(this.chainNonce)) && (await this.packQueued());
    const hasSent = await this.send();
    if (hasSent) {
      await notify(this.dataSource.manager, SIGNAL_SENT);
    }
    return hasPacked || hasSent;
  }

  /**
   * Packs transactions until nothing is left or enough are on their way: what is sent together can share a block.
   *
   * @returns whether there was anything to pack
   */
  private async packQueued(): Promise<boolean> {
    let hasPacked = false;
    let leavesSome = true;
    while (leavesSome) {
      const packing = await holderTransaction(this.dataSource, (db) => this.pack(db));
      leavesSome = packing?.leavesSome === true;
      if (packing !== null) {
        packedTransactions.tell(packing.transaction);
        hasPacked = true;
      }
    }
    return hasPacked;
  }

  /** A nonce that went back means that the chain lost blocks: everything after it is sent again. */
  private async readChain(): Promise<void> {
    const [chainNonce, head] = await Promise.all([
      this.rpc.transactionCount(this.wallet.address),
      this.rpc.header('latest'),
    ]);
    const now = Date.now();
    this.deadline =
      BigInt(Math.floor(present(head, 'latest block').time.getTime() / 1_000)) + DEADLINE_SECONDS;
    const stalled = now - this.movedAt > RESEND_MS;
    if (chainNonce !== this.chainNonce || now - this.readAt > SILENCE_MS) {
      this.waitingSince = now;
    }
    if (chainNonce !== this.chainNonce || stalled) {
      if (chainNonce < this.chainNonce || stalled) {
        this.isResending = this.sentUpTo >= chainNonce;
        this.sentUpTo = chainNonce - 1;
      }
      this.chainNonce = chainNonce;
      this.movedAt = now;
    }
    this.readAt = now;
  }

  private async replaceStuck(): Promise<void> {
    const lowest = await this.replacement.replaceStuck({
      chainNonce: this.chainNonce,
      waitedMs: Date.now() - this.waitingSince,
      limit: IN_FLIGHT_MAX,
    });
    if (lowest !== null) {
      this.sentUpTo = Math.min(this.sentUpTo, lowest - 1);
    }
  }

  /** Signs and stores one transaction of queued commands; null if there is nothing to send or too much on its way. */
  private async pack(db: EntityManager): Promise<Packing | null> {
    const startedAt = Date.now();
    await lockRelay(db);
    const next = await nextRelayNonce(db, this.chainNonce, IN_FLIGHT_MAX);
    if (next === null) {
      return null;
    }
    const { relayNonce, isGap } = next;
    const queued = await queuedCommands(db);
    const commands = withinGas(await this.requests.signable(db, queued));
    if (commands.length === 0 && !isGap) {
      return null;
    }
    const signingFrom = Date.now();
    const callData = await this.signAll(db, relayNonce, commands);
    const signing = { startedAt: signingFrom, endedAt: Date.now() };
    const gasLimit = commands.reduce((gas, command) => gas + gasOf(command), TRANSACTION_GAS_BASE);
    const raw = await this.wallet.signTransaction({
      type: 0,
      chainId: this.config.deployment.chainId,
      nonce: relayNonce,
      to: this.config.deployment.contracts.forwarder,
      data: callData,
      gasLimit,
      gasPrice: this.config.pipeline.gasPriceWei,
    });
    await storeTransaction(db, relayNonce, raw);
    return {
      transaction: { relayNonce, gasLimit, commands, startedAt, signing },
      leavesSome: commands.length < queued.length,
    };
  }

  private async signAll(
    db: EntityManager,
    relayNonce: number,
    commands: readonly QueuedCommand[],
  ): Promise<string> {
    const signed = await this.requests.sign(db, commands, this.deadline);
    await assignNonces(db, relayNonce, commands);
    return encodeBatch(signed, this.wallet.address);
  }

  /**
   * Sends stored transactions that the node has not been given yet, all at once: while it makes a block of the first,
   * those that wait for its answer would not be in it. It takes in later nonces before earlier ones, and keeps them.
   */
  private async send(): Promise<boolean> {
    const from = Math.max(this.sentUpTo + 1, this.chainNonce);
    const transactions = await rawTransactionsFrom(this.dataSource.manager, from, IN_FLIGHT_MAX);
    const startedAt = Date.now();
    const outcomes = await Promise.allSettled(
      transactions.map(async ({ relayNonce, raw }) => {
        await this.sendOne(raw);
        sentTransactions.tell({ relayNonce, startedAt });
      }),
    );
    for (const [index, outcome] of outcomes.entries()) {
      if (outcome.status === 'rejected') {
        throw outcome.reason;
      }
      this.sentUpTo = present(transactions[index], 'sent transaction').relayNonce;
      this.movedAt = Date.now();
    }
    this.isResending = false;
    return transactions.length > 0;
  }

  /**
   * A node that knows the transaction or a dearer version of it, or has mined one, is content; so are we.
   *
   * What was sent before and not taken in goes to every node: the one that took it may be gone.
   */
  private async sendOne(raw: string): Promise<void> {
    try {
      await (this.isResending
        ? this.rpc.sendRawTransactionEverywhere(raw)
        : this.rpc.sendRawTransaction(raw));
    } catch (error) {
      const text =
        error instanceof Error ? JSON.stringify(error, ['message', 'info', 'error']) : '';
      if (!CONTENT.test(text + String(error))) {
        throw error;
      }
    }
  }
}

interface Packing {
  readonly transaction: PackedTransaction;
  /** More was queued than fits into it, or than can be signed now. */
  readonly leavesSome: boolean;
}

/** What the call may use, what the forwarder does around it, and the 64th that a call leaves behind. */
function gasOf(command: QueuedCommand): number {
  const forwarding = FORWARDER_GAS_PER_REQUEST + command.callData.length * GAS_PER_BYTE;
  return command.gas + forwarding + Math.ceil(command.gas / 32);
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
