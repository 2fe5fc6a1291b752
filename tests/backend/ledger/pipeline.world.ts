import { randomUUID } from 'node:crypto';

import type { EntityManager } from 'typeorm';

import type { DomainError } from '../../../backend/src/api/index.js';
import { PartyRole } from '../../../backend/src/common/index.js';
import type { BackendConfig } from '../../../backend/src/config/index.js';
import { KeyVault, type Viewer } from '../../../backend/src/identity/index.js';
import { CommandCancellation } from '../../../backend/src/ledger/command-cancellation.service.js';
import { type CommandOutbox } from '../../../backend/src/ledger/command-outbox.service.js';
import { CommandEntity } from '../../../backend/src/ledger/command.entity.js';
import { CommandReader, type CommandView } from '../../../backend/src/ledger/command.reader.js';
import { contractInterfaces } from '../../../backend/src/ledger/contracts.js';
import { Indexer } from '../../../backend/src/ledger/indexer.service.js';
import { ContinuousVerification } from '../../../backend/src/ledger/continuous-verification.js';
import { EventTrails } from '../../../backend/src/ledger/event-trail.js';
import { LedgerRpc } from '../../../backend/src/ledger/ledger-rpc.js';
import { LedgerSignals } from '../../../backend/src/ledger/ledger-signals.js';
import { NetworkKey } from '../../../backend/src/ledger/network-key.js';
import { ProjectorRegistry } from '../../../backend/src/ledger/projector-registry.js';
import { Relay } from '../../../backend/src/ledger/relay.service.js';
import { RowComparison } from '../../../backend/src/ledger/row-comparison.js';
import { LedgerVerifier } from '../../../backend/src/ledger/verifier.service.js';
import { readModels } from '../../../backend/src/read-models.js';
import { outboxOn } from '../../support/command-outbox.js';
import { eventually } from '../../support/eventually.js';
import { type Chain, startChain } from '../../support/test-chain.js';
import { TestDatabase } from '../../support/test-database.js';
import { deployForTest } from '../../support/test-ledger.js';

const EUR = `0x${Buffer.from('EUR').toString('hex')}`;
const BYTES32 = `0x${'11'.repeat(32)}`;
const FAR_FUTURE = 4_000_000_000;

const MINING_MS = 500;
const SETTLE_ROUNDS = 50;
const SETTLE_PATIENCE_MS = 20_000;

/** The ledger pipeline without its timers: a test says when the relay and the indexer take a step. */
export class PipelineWorld {
  readonly outbox: CommandOutbox;
  readonly cancellation: CommandCancellation;
  readonly reader: CommandReader;
  readonly verifier: LedgerVerifier;
  readonly verification: ContinuousVerification;
  readonly operator: Viewer;
  readonly supplier: Viewer;
  readonly buyer: Viewer;
  rpc: LedgerRpc;
  relay: Relay;
  indexer: Indexer;
  private readonly signals = new LedgerSignals();
  readonly vault: KeyVault;
  private readonly networkKey: NetworkKey;
  private readonly registry = new ProjectorRegistry(readModels);

  private constructor(
    readonly chain: Chain,
    readonly database: TestDatabase,
    readonly configuration: BackendConfig,
  ) {
    const { dataSource } = database;
    this.vault = new KeyVault(configuration);
    this.networkKey = new NetworkKey(configuration);
    this.outbox = outboxOn(dataSource);
    this.cancellation = new CommandCancellation(dataSource);
    this.reader = new CommandReader(configuration, dataSource, this.signals);
    this.rpc = new LedgerRpc(configuration);
    const trails = new EventTrails(configuration, this.rpc);
    const rows = new RowComparison(configuration, dataSource, this.rpc);
    this.verifier = new LedgerVerifier(dataSource, this.registry, trails, rows);
    this.verification = new ContinuousVerification(
      ...[configuration, dataSource, this.rpc, this.registry, trails, rows, this.signals],
    );
    this.indexer = this.newIndexer();
    this.relay = this.newRelay();
    this.operator = viewer(this.networkKey.platformParty, [PartyRole.OPERATOR]);
    this.supplier = viewer(this.partyOf('supplier'), [PartyRole.SUPPLIER]);
    this.buyer = viewer(this.partyOf('buyer'), [PartyRole.BUYER]);
  }

  /** A chain with the contracts, and a supplier and a buyer that are admitted. */
  static async start(): Promise<PipelineWorld> {
    const chain = await startChain();
    const database = await TestDatabase.start();
    const config = await deployForTest(chain, database.url);
    const world = new PipelineWorld(chain, database, config);
    await world.admit();
    return world;
  }

  /** Relay and indexer run until a command has come to its end; the relay looks for skipped requests by the clock. */
  async untilEnded(
    submitted: Awaited<ReturnType<PipelineWorld['register']>>,
  ): Promise<CommandView> {
    return eventually(
      async () => {
        await this.relay.step();
        await this.indexAll();
        return this.command(this.operator, submitted);
      },
      ({ status }) => !['QUEUED', 'SENT'].includes(status),
    );
  }

  /** Transactions of the relay that the node keeps waiting. */
  async waitingInNode(): Promise<number> {
    const { pending, queued } = await this.chain.provider.send('txpool_status', []);
    return Number(pending) + Number(queued);
  }

  async stop(): Promise<void> {
    this.rpc.onModuleDestroy();
    await this.database.stop();
    await this.chain.stop();
  }

  /** A relay as a new process would have it: it knows nothing but the database and the chain. */
  newRelay({
    rpc = this.rpc,
    vault = this.vault,
    configuration = this.configuration,
  }: Partial<Pick<PipelineWorld, 'rpc' | 'vault' | 'configuration'>> = {}): Relay {
    return new Relay(configuration, this.database.dataSource, rpc, vault, this.signals);
  }

  newIndexer(rpc = this.rpc): Indexer {
    const { dataSource } = this.database;
    return new Indexer(this.configuration, dataSource, this.registry, rpc, this.signals);
  }

  get db(): EntityManager {
    return this.database.dataSource.manager;
  }

  async register(
    number: string,
    options: { key?: string; faceMinor?: bigint; dueDay?: number; who?: Viewer } = {},
  ) {
    return this.submit(options.who ?? this.supplier, options.key ?? `register ${number}`, {
      contract: 'receivables',
      callData: contractInterfaces.receivables.encodeFunctionData('register', [
        [
          {
            fingerprint: this.networkKey.invoiceFingerprint(this.supplier.party, number),
            buyer: this.buyer.party,
            faceMinor: options.faceMinor ?? 10_000n,
            issueDay: 20_000,
            dueDay: options.dueDay ?? 30_000,
            currency: EUR,
            documentCommitment: BYTES32,
          },
        ],
      ]),
    });
  }

  async confirm(number: string, confirmedMinor = 10_000n) {
    return this.submit(this.buyer, `confirm ${number}`, {
      contract: 'receivables',
      callData: contractInterfaces.receivables.encodeFunctionData('confirm', [
        [{ receivableId: this.receivableId(number), confirmedMinor, scope: 63 }],
      ]),
    });
  }

  receivableId(number: string): string {
    const fingerprint = this.networkKey.invoiceFingerprint(this.supplier.party, number);
    return this.networkKey.receivableId(this.supplier.party, fingerprint);
  }

  /** Lets relay and indexer run until neither has anything to do. */
  async settle(): Promise<void> {
    // What a lost block held is sent again only after a while.
    const giveUpAt = Date.now() + SETTLE_PATIENCE_MS;
    for (let round = 0; round < SETTLE_ROUNDS || Date.now() < giveUpAt; round++) {
      await this.relay.step();
      const head = await this.rpc.blockNumber();
      await this.indexAll();
      const { rows } = await this.pending();
      if (rows === 0 && (await this.rpc.blockNumber()) === head) {
        return;
      }
    }
    throw new Error('commands stay pending');
  }

  async indexAll(): Promise<void> {
    await this.untilMined();
    const head = await this.rpc.blockNumber();
    for (let round = 0; round < 100; round++) {
      await this.indexer.step();
      const rows = await this.db.query('SELECT block_number::int AS at FROM ledger_checkpoint');
      // More blocks may have come since the head was read.
      if ((rows[0]?.at ?? -1) >= head) {
        return;
      }
    }
    throw new Error('the indexer does not reach the head');
  }

  /** The node mines what it was sent a moment later; where a test keeps it from mining, not at all. */
  private async untilMined(): Promise<void> {
    const giveUpAt = Date.now() + MINING_MS;
    while (Date.now() < giveUpAt) {
      const { pending } = (await this.chain.provider.send('txpool_status', [])) as {
        pending: string;
      };
      if (Number(pending) === 0) return;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  async command(who: Viewer, submitted: CommandEntity | DomainError): Promise<CommandView> {
    if (!(submitted instanceof CommandEntity)) {
      throw new Error(`no command: ${JSON.stringify(submitted)}`);
    }
    const found = await this.reader.findById(who, submitted.commandId);
    if (found === null) {
      throw new Error('the command is gone');
    }
    return found;
  }

  /** Every row of the read models as text, in a fixed order. */
  async readModels(): Promise<Record<string, unknown>> {
    const tables: Record<string, unknown> = {};
    for (const entity of this.registry.entities) {
      const table = this.database.dataSource.getMetadata(entity).tableName;
      const rows: Array<{ row: string }> = await this.db.query(
        `SELECT t::text AS row FROM ${table} t ORDER BY 1`,
      );
      tables[table] = rows.map(({ row }) => row);
    }
    return tables;
  }

  private async admit(): Promise<void> {
    await this.vault.keep(this.db, this.operator.party, this.configuration.operatorKey);
    const admissions = [];
    for (const [name, who, roles] of [
      ['supplier', this.supplier, 1],
      ['buyer', this.buyer, 2],
    ] as const) {
      const signer = await this.vault.create(this.db, who.party);
      const legalIdHash = this.networkKey.legalIdHash({ scheme: 'TEST', value: name });
      admissions.push({ party: who.party, legalIdHash, roles, expiresAt: FAR_FUTURE, signer });
    }
    await this.submit(this.operator, 'admit', {
      contract: 'parties',
      callData: contractInterfaces.parties.encodeFunctionData('admitParties', [admissions]),
    });
    await this.settle();
  }

  private async submit(
    who: Viewer,
    key: string,
    call: { contract: 'parties' | 'receivables'; callData: string },
  ) {
    return this.outbox.submit(who, { key, operation: 'test', body: call }, () =>
      Promise.resolve({ kind: 'TEST', gas: 1_000_000, subjects: [], ...call }),
    );
  }

  private async pending(): Promise<{ rows: number }> {
    const rows = await this.db.query(
      `SELECT count(*)::int AS rows FROM command c LEFT JOIN command_outcome o
         ON o.signer = c.signer AND o.forwarder_nonce = c.forwarder_nonce
       WHERE o.signer IS NULL AND c.failure IS NULL AND NOT c.awaits_signature`,
    );
    return rows[0];
  }

  private partyOf(name: string): string {
    return this.networkKey.partyAddress({ scheme: 'TEST', value: name });
  }
}

function viewer(party: string, roles: PartyRole[]): Viewer {
  return { userId: randomUUID(), userName: 'test', party, roles };
}
