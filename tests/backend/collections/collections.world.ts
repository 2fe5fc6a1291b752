import { randomUUID } from 'node:crypto';

import { id } from 'ethers';

import { PartyRole, addDays, epochDayOf, rolesToBits } from '../../../backend/src/common/index.js';
import { ArrangementReader } from '../../../backend/src/collections/arrangement.reader.js';
import { ArrangementResolutionService } from '../../../backend/src/collections/arrangement-resolution.service.js';
import { CollectableLotReader } from '../../../backend/src/collections/collectable-lot.reader.js';
import { CollectionActsService } from '../../../backend/src/collections/collection-acts.service.js';
import type { CollectionStage } from '../../../backend/src/collections/course.entity.js';
import { CollectionsWorker } from '../../../backend/src/collections/collections.worker.js';
import { CourseReader } from '../../../backend/src/collections/course.reader.js';
import { MandateReader } from '../../../backend/src/collections/mandate.reader.js';
import { MandateService } from '../../../backend/src/collections/mandate.service.js';
import { KeyVault, type Viewer } from '../../../backend/src/identity/index.js';
import {
  type ContractName,
  LedgerClock,
  LedgerSignals,
  NetworkKey,
  contractInterfaces,
} from '../../../backend/src/ledger/index.js';
import { LotReader } from '../../../backend/src/receivables/lot.reader.js';
import { ReceivableReader } from '../../../backend/src/receivables/receivable.reader.js';
import { PipelineWorld } from '../ledger/pipeline.world.js';

const EUR = '0x455552';
const FAR_FUTURE = 4_000_000_000;
const DAY_SECONDS = 86_400;

/** Real contracts, a real database, and the services that collect what is past due. */
export class CollectionsWorld {
  readonly acts: CollectionActsService;
  readonly mandates: MandateService;
  readonly resolution: ArrangementResolutionService;
  readonly worker: CollectionsWorker;
  readonly courses: CourseReader;
  readonly arrangements: ArrangementReader;
  readonly mandateReader: MandateReader;
  readonly lots: LotReader;
  readonly receivables: ReceivableReader;
  readonly collector: Viewer;
  readonly stranger: Viewer;
  private readonly clock: LedgerClock;
  private readonly networkKey: NetworkKey;
  private sequence = 0;

  private constructor(readonly pipeline: PipelineWorld) {
    const { configuration, outbox } = pipeline;
    const { dataSource } = pipeline.database;
    const collectable = new CollectableLotReader();
    this.networkKey = new NetworkKey(configuration);
    this.clock = new LedgerClock(dataSource);
    this.receivables = new ReceivableReader(dataSource);
    this.lots = new LotReader(dataSource);
    this.acts = new CollectionActsService(outbox, collectable);
    this.mandates = new MandateService(outbox, collectable);
    this.resolution = new ArrangementResolutionService(
      ...([dataSource, outbox, this.receivables, this.networkKey] as const),
    );
    this.worker = new CollectionsWorker(
      ...([configuration, new LedgerSignals(), this.clock, this.resolution] as const),
    );
    this.courses = new CourseReader(dataSource);
    this.arrangements = new ArrangementReader(dataSource);
    this.mandateReader = new MandateReader(dataSource);
    this.collector = this.viewer('collector', PartyRole.COLLECTOR);
    this.stranger = this.viewer('stranger', PartyRole.SUPPLIER);
  }

  static async start(): Promise<CollectionsWorld> {
    const world = new CollectionsWorld(await PipelineWorld.start());
    await world.admit(world.collector);
    await world.admit(world.stranger);
    return world;
  }

  get supplier(): Viewer {
    return this.pipeline.supplier;
  }

  get buyer(): Viewer {
    return this.pipeline.buyer;
  }

  /** A confirmed receivable that is past due; the id of its one lot. */
  async overdue(number: string, faceMinor = 10_000n): Promise<string> {
    const lotId = await this.dueTomorrow(number, faceMinor);
    await this.pass(2);
    return lotId;
  }

  async dueTomorrow(number: string, faceMinor = 10_000n): Promise<string> {
    const dueDay = epochDayOf(await this.day(1));
    await this.pipeline.register(number, { faceMinor, dueDay });
    await this.pipeline.settle();
    await this.pipeline.confirm(number, faceMinor);
    await this.pipeline.settle();
    return this.receivableId(number).replace(/0000$/, '0001');
  }

  receivableId(number: string): string {
    return this.pipeline.receivableId(number);
  }

  /** The ledger's day after so many more. */
  async day(days: number): Promise<string> {
    return addDays((await this.clock.read()).today, days);
  }

  /** Lets days pass on the ledger. */
  async pass(days: number): Promise<void> {
    await this.pipeline.chain.provider.send('evm_increaseTime', [days * DAY_SECONDS]);
    await this.pipeline.chain.provider.send('evm_mine', []);
    await this.pipeline.indexAll();
  }

  /** Lets the ledger take what was submitted, and gives the command with its outcome. */
  async outcome(who: Viewer, submitted: Parameters<PipelineWorld['command']>[1]) {
    await this.pipeline.settle();
    return this.pipeline.command(who, submitted);
  }

  async step(who: Viewer, lotId: string, stage: CollectionStage, note?: string) {
    const steps = [{ lotId, stage, note: note ?? null }];
    return this.outcome(who, await this.acts.recordSteps(who, { ...this.key(), steps }));
  }

  async promise(lotId: string, amountMinor: bigint, promisedDate: string) {
    const input = { ...this.key(), lotId, amountMinor, promisedDate };
    return this.outcome(this.supplier, await this.acts.recordPromise(this.supplier, input));
  }

  /** The platform settles an entry on the account of a party. */
  async pay(number: string, amountMinor: bigint, receivedBy = this.supplier.party) {
    const applications = [{ receivableId: this.receivableId(number), amountMinor }];
    const remittance = {
      entryHash: id(`entry ${++this.sequence}`),
      ...{ receivedBy, currency: EUR, amountMinor, applications },
      bookingDay: epochDayOf(await this.day(0)),
    };
    const { settlement } = contractInterfaces;
    const callData = settlement.encodeFunctionData('applyRemittances', [[remittance]]);
    const paid = await this.send(this.pipeline.operator, 'settlement', callData);
    expect(paid).toMatchObject({ status: 'INCLUDED' });
    return remittance.entryHash;
  }

  key(): { idempotencyKey: string } {
    return { idempotencyKey: `key ${++this.sequence}` };
  }

  /** Every row of the given tables as text, in a fixed order. */
  async rowsOf(tables: readonly string[]): Promise<Record<string, unknown>> {
    const found: Record<string, unknown> = {};
    for (const table of tables) {
      const rows = await this.pipeline.db.query(`SELECT t::text AS row FROM ${table} t ORDER BY 1`);
      expect(rows).not.toEqual([]);
      found[table] = rows;
    }
    return found;
  }

  async rebuild(): Promise<void> {
    await this.pipeline.db.query('DELETE FROM ledger_checkpoint');
    await this.pipeline.indexAll();
  }

  async send(who: Viewer, contract: ContractName, callData: string) {
    const { idempotencyKey: key } = this.key();
    const submitted = await this.pipeline.outbox.submit(
      who,
      { key, operation: 'test', body: key },
      () => Promise.resolve({ kind: 'TEST', contract, callData, gas: 1_500_000, subjects: [] }),
    );
    return this.outcome(who, submitted);
  }

  private async admit(who: Viewer): Promise<void> {
    const vault = new KeyVault(this.pipeline.configuration);
    const signer = await vault.create(this.pipeline.db, who.party);
    const legalIdHash = this.networkKey.legalIdHash({ scheme: 'TEST', value: who.userName });
    const roles = rolesToBits(who.roles);
    const admission = { party: who.party, legalIdHash, roles, expiresAt: FAR_FUTURE, signer };
    const callData = contractInterfaces.parties.encodeFunctionData('admitParties', [[admission]]);
    await this.send(this.pipeline.operator, 'parties', callData);
  }

  private viewer(name: string, role: PartyRole): Viewer {
    const party = this.networkKey.partyAddress({ scheme: 'TEST', value: name });
    return { userId: randomUUID(), userName: name, party, roles: [role] };
  }
}
