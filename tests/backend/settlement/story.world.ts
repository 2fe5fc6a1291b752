import { randomUUID } from 'node:crypto';

import { id } from 'ethers';

import type { DomainError } from '../../../backend/src/api/index.js';
import { NoticeReader } from '../../../backend/src/assignments/notice.reader.js';
import { NoticeService } from '../../../backend/src/assignments/notice.service.js';
import { PartyRole, rolesToBits } from '../../../backend/src/common/index.js';
import { CreditGate } from '../../../backend/src/credit-limits/index.js';
import { CreditService } from '../../../backend/src/credit/credit.service.js';
import { DealReader } from '../../../backend/src/factoring/deal.reader.js';
import { DealService } from '../../../backend/src/factoring/deal.service.js';
import { QuoteIssueService } from '../../../backend/src/factoring/quote-issue.service.js';
import { QuoteRequestService } from '../../../backend/src/factoring/quote-request.service.js';
import { QuoteReader } from '../../../backend/src/factoring/quote.reader.js';
import type { QuoteRequestType, QuoteType } from '../../../backend/src/factoring/quote.type.js';
import { KeyVault, type Viewer } from '../../../backend/src/identity/index.js';
import {
  type CommandEntity,
  CommandStatus,
  LedgerClock,
  NetworkKey,
  contractInterfaces,
} from '../../../backend/src/ledger/index.js';
import { LotReader } from '../../../backend/src/receivables/lot.reader.js';
import { BuyerBooks } from '../../../backend/src/reconciliation/buyer-books.js';
import { OpenItemsReader } from '../../../backend/src/reconciliation/open-items.reader.js';
import { StatementAcknowledgeService } from '../../../backend/src/reconciliation/statement-acknowledge.service.js';
import { StatementIssueService } from '../../../backend/src/reconciliation/statement-issue.service.js';
import { StatementMovements } from '../../../backend/src/reconciliation/statement-movements.js';
import { StatementReader } from '../../../backend/src/reconciliation/statement.reader.js';
import { BankEntryReader } from '../../../backend/src/settlement/bank-entry.reader.js';
import { BankImportService } from '../../../backend/src/settlement/bank-import.service.js';
import { BankStatementReader } from '../../../backend/src/settlement/bank-statement.reader.js';
import { LessonReader } from '../../../backend/src/settlement/lesson.reader.js';
import { CsvMappingService } from '../../../backend/src/settlement/csv-mapping.service.js';
import { MatchReader } from '../../../backend/src/settlement/match.reader.js';
import { MatchingPolicyStore } from '../../../backend/src/settlement/matching-policy.store.js';
import { SettlementService } from '../../../backend/src/settlement/settlement.service.js';
import { type CamtEntry, writeCamt053 } from '../../../scripts/bank/camt053.writer.js';
import { PipelineWorld } from '../ledger/pipeline.world.js';

export const SUPPLIER_IBAN = 'DE89370400440532013000';
export const FINANCIER_IBAN = 'DE02120300000000202051';
const FAR_FUTURE = 4_000_000_000;
/** Financiers of the tests sell, too, and say themselves what buyers may owe. */
const FINANCIER_ROLES = [PartyRole.SUPPLIER, PartyRole.FINANCIER, PartyRole.ASSESSOR];

/** Real contracts, a real database, and the services that finance, settle and state receivables. */
export class StoryWorld {
  readonly financier: Viewer;
  readonly stranger: Viewer;
  readonly quotes: QuoteReader;
  readonly requests: QuoteRequestService;
  readonly issuing: QuoteIssueService;
  readonly deals: DealReader;
  readonly acts: DealService;
  readonly assessing: CreditService;
  readonly imports: BankImportService;
  readonly bankStatements: BankStatementReader;
  readonly entries: BankEntryReader;
  readonly settlement: SettlementService;
  readonly statements: StatementReader;
  readonly stating: StatementIssueService;
  readonly acknowledging: StatementAcknowledgeService;
  private readonly networkKey: NetworkKey;
  private readonly vault: KeyVault;

  private constructor(readonly pipeline: PipelineWorld) {
    const { configuration, outbox } = pipeline;
    const { dataSource } = pipeline.database;
    const clock = new LedgerClock(dataSource);
    const openItems = new OpenItemsReader();
    this.networkKey = new NetworkKey(configuration);
    this.vault = new KeyVault(configuration);
    this.financier = this.viewer('financier');
    this.stranger = this.viewer('stranger');
    this.quotes = new QuoteReader(dataSource);
    this.requests = new QuoteRequestService(dataSource, this.quotes);
    this.issuing = new QuoteIssueService(
      ...([configuration, dataSource, this.quotes, clock, this.vault] as const),
    );
    this.deals = new DealReader(dataSource);
    this.acts = new DealService(
      ...([outbox, this.quotes, this.deals, new CreditGate(this.networkKey)] as const),
    );
    this.assessing = new CreditService(outbox);
    this.imports = new BankImportService(
      ...([dataSource, this.networkKey, new CsvMappingService(dataSource)] as const),
    );
    this.bankStatements = new BankStatementReader(dataSource);
    this.entries = new BankEntryReader(dataSource);
    const matches = new MatchReader(dataSource);
    this.settlement = new SettlementService(
      ...([dataSource, outbox, matches, new MatchingPolicyStore(dataSource)] as const),
      ...([new LessonReader(dataSource), this.networkKey] as const),
    );
    this.statements = new StatementReader(dataSource);
    this.stating = new StatementIssueService(
      ...([outbox, clock, openItems, new StatementMovements(dataSource)] as const),
    );
    this.acknowledging = new StatementAcknowledgeService(outbox, new BuyerBooks(openItems));
  }

  static async start(): Promise<StoryWorld> {
    const world = new StoryWorld(await PipelineWorld.start());
    await world.prepare();
    return world;
  }

  get supplier(): Viewer {
    return this.pipeline.supplier;
  }

  get buyer(): Viewer {
    return this.pipeline.buyer;
  }

  /** A confirmed receivable with its invoice's number; the id of its one lot. */
  async confirmed(
    number: string,
    faceMinor = 10_000n,
    terms: { readonly dueDay?: number } = {},
  ): Promise<string> {
    await this.pipeline.register(number, { faceMinor, ...terms });
    await this.pipeline.settle();
    await this.confirm(number, faceMinor);
    return this.lotId(number);
  }

  async confirm(number: string, faceMinor = 10_000n): Promise<void> {
    await this.pipeline.confirm(number, faceMinor);
    await this.pipeline.settle();
    await this.pipeline.db.query(
      `INSERT INTO document (document_id, party, subject, kind, format, sha256, salt, content,
         number, number_key, summary, command_id)
       VALUES ($1, $2, $3, 'INVOICE', 'UBL', '', '', '', $4, '', '{}', $1)`,
      [randomUUID(), this.supplier.party, this.receivableId(number), number],
    );
  }

  receivableId(number: string): string {
    return this.pipeline.receivableId(number);
  }

  lotId(number: string): string {
    return this.receivableId(number).replace(/0000$/, '0001');
  }

  async outstandingMinor(number: string): Promise<bigint> {
    const rows = await this.pipeline.db.query(
      'SELECT outstanding_minor FROM receivable WHERE receivable_id = $1',
      [this.receivableId(number)],
    );
    return BigInt(rows[0]?.outstanding_minor);
  }

  /** Lets the ledger take what was submitted, and gives the command with its outcome. */
  async outcome(who: Viewer, submitted: CommandEntity | DomainError) {
    await this.pipeline.settle();
    return this.pipeline.command(who, submitted);
  }

  /** A deal over lots of the supplier that the financier has yet to fund: 80 percent, disclosed. */
  async acceptedDeal(key: string, ...lotIds: string[]): Promise<number> {
    const requests = await this.requests.request(this.supplier, {
      ...{ idempotencyKey: `request ${key}`, financierIds: [this.financier.party], lotIds },
    });
    const [request] = requests as readonly QuoteRequestType[];
    const quote = await this.issuing.issue(this.financier, {
      ...{ idempotencyKey: `quote ${key}`, requestId: request?.requestId ?? '' },
      // The receivables of this world are due in decades.
      ...{ advanceRateBps: 8_000, discountRateBps: 20, serviceFeeBps: 50, dayCountBasis: 360 },
      ...{ recourseDays: 60, disclosed: true, fundingHours: 48 },
      validUntil: new Date(Date.now() + 86_400_000),
    });
    const { quoteHash } = quote as QuoteType;
    const acceptance = await this.acts.accept(this.supplier, { idempotencyKey: key, quoteHash });
    const { status, refusal } = await this.outcome(this.supplier, acceptance);
    if (status !== CommandStatus.INCLUDED) throw new Error(JSON.stringify(refusal));
    const [deal] = await this.deals.findByQuotes(this.supplier, [quoteHash]);
    return deal?.dealNumber ?? 0;
  }

  /** The financier says that it paid. */
  async fund(key: string, dealNumber: number) {
    const submitted = await this.acts.fund(this.financier, {
      ...{ idempotencyKey: `fund ${key}`, dealNumber, evidence: `payment of ${key}` },
    });
    return this.outcome(this.financier, submitted);
  }

  /** The owner told the buyer to pay it for lots, and the buyer acknowledged that. */
  async told(owner: Viewer, ...lotIds: string[]): Promise<void> {
    const { dataSource } = this.pipeline.database;
    const readers = [new LotReader(dataSource), new NoticeReader(dataSource)] as const;
    const noticing = new NoticeService(this.pipeline.outbox, ...readers);
    const key = () => ({ idempotencyKey: `told ${randomUUID()}` });
    const given = await noticing.give(owner, { ...key(), lotIds, evidence: 'registered letter' });
    await this.outcome(owner, given);
    const known = await noticing.acknowledge(this.buyer, { ...key(), lotIds });
    const { status, refusal } = await this.outcome(this.buyer, known);
    if (status !== CommandStatus.INCLUDED) throw new Error(JSON.stringify(refusal));
  }

  /** Submits a credit note of the supplier; the ledger has it once the pipeline settles. */
  async credit(number: string, amountMinor: bigint) {
    const note = {
      receivableId: this.receivableId(number),
      fingerprint: id(`credit note ${number} ${amountMinor}`),
      amountMinor,
      documentCommitment: id('a document'),
    };
    const { receivables } = contractInterfaces;
    const callData = receivables.encodeFunctionData('applyCreditNotes', [[note]]);
    return this.submitOwn(`credit ${number} ${amountMinor}`, 'receivables', callData);
  }

  /** Reminds of what is past due, and gives up a part of it. */
  async writeOff(number: string, amountMinor: bigint): Promise<void> {
    const { collections } = contractInterfaces;
    const lotId = this.lotId(number);
    const step = { lotId, stage: REMINDER, evidenceHash: id('a letter') };
    const item = { lotId, amountMinor, evidenceHash: id('insolvent') };
    for (const callData of [
      collections.encodeFunctionData('advance', [[step]]),
      collections.encodeFunctionData('writeOff', [[item]]),
    ]) {
      const submitted = await this.submitOwn(`write-off ${id(callData)}`, 'collections', callData);
      const { status, refusal } = await this.outcome(this.supplier, submitted);
      if (status !== CommandStatus.INCLUDED) throw new Error(JSON.stringify(refusal));
    }
  }

  /** Imports a camt.053 of the supplier's account, matches it, and lets the ledger take it. */
  async receive(
    entries: ReadonlyArray<Partial<CamtEntry>>,
    as: Viewer = this.supplier,
    account = SUPPLIER_IBAN,
  ) {
    const imported = await this.imports.import(as, camtUpload(entries, { account }));
    await this.settlement.settleMatched(null);
    await this.pipeline.settle();
    return imported;
  }

  /** Lets a day pass and then pays everything, so that what follows begins with nothing open. */
  async nextDay(): Promise<void> {
    await this.pipeline.chain.provider.send('evm_increaseTime', [86_400]);
    const open: Array<{ number: string; outstanding_minor: string }> = await this.pipeline.db.query(
      `SELECT d.number, r.outstanding_minor FROM receivable r JOIN document d ON d.subject =
         r.receivable_id WHERE r.outstanding_minor > 0`,
    );
    const payments = open.map((row) => ({
      remittance: row.number,
      amountMinor: BigInt(row.outstanding_minor),
    }));
    await this.receive(payments);
  }

  private submitOwn(key: string, contract: 'receivables' | 'collections', callData: string) {
    return this.pipeline.outbox.submit(this.supplier, { key, operation: 'test', body: key }, () =>
      Promise.resolve({ kind: 'TEST', contract, callData, gas: 1_000_000, subjects: [] } as const),
    );
  }

  private async prepare(): Promise<void> {
    for (const who of [this.financier, this.stranger]) {
      const signer = await this.vault.create(this.pipeline.db, who.party);
      const legalIdHash = this.networkKey.legalIdHash({ scheme: 'TEST', value: who.userName });
      const roles = rolesToBits(FINANCIER_ROLES);
      const admission = { party: who.party, legalIdHash, roles, expiresAt: FAR_FUTURE, signer };
      const callData = contractInterfaces.parties.encodeFunctionData('admitParties', [[admission]]);
      const key = `admit ${who.userName}`;
      const submitted = await this.pipeline.outbox.submit(
        this.pipeline.operator,
        { key, operation: 'test', body: key },
        () =>
          Promise.resolve({ kind: 'TEST', contract: 'parties', callData, gas: 1e6, subjects: [] }),
      );
      await this.outcome(this.pipeline.operator, submitted);
    }
    await this.limit(this.financier, 2n ** 62n);
    await this.addAccount(this.supplier, SUPPLIER_IBAN);
    await this.addAccount(this.financier, FINANCIER_IBAN);
  }

  /** A financier that follows nobody says itself what the buyer may owe it. */
  async limit(who: Viewer, limitMinor: bigint, expiresAt = new Date(FAR_FUTURE * 1_000)) {
    const assessment = { currency: 'EUR', limitMinor, grade: 2, expiresAt, modelVersion: 7 };
    const published = await this.assessing.publish(who, {
      idempotencyKey: `limit ${randomUUID()}`,
      assessments: [{ partyId: this.buyer.party, inputs: 'figures of the year', ...assessment }],
    });
    return this.outcome(who, published);
  }

  private async addAccount(who: Viewer, account: string): Promise<void> {
    await this.pipeline.db.query(
      'INSERT INTO party_profile (party, name, name_key) VALUES ($1, $2, $2)',
      [who.party, who.userName + account],
    );
    await this.pipeline.db.query('INSERT INTO bank_account (account, party) VALUES ($1, $2)', [
      account,
      who.party,
    ]);
  }

  private viewer(name: string): Viewer {
    const party = this.networkKey.partyAddress({ scheme: 'TEST', value: name });
    return { userId: randomUUID(), userName: name, party, roles: FINANCIER_ROLES };
  }
}

/** Stage of a collection course, as the ledger counts it. */
const REMINDER = 1;

let sequence = 0;

/** A file with the entries, credits of 100.00 EUR each unless they say otherwise. */
export function camtUpload(
  entries: ReadonlyArray<Partial<CamtEntry>>,
  { account = SUPPLIER_IBAN, key = '' } = {},
) {
  const id = `S-${++sequence}`;
  const text = writeCamt053({
    messageId: id,
    createdAt: '2026-03-02T18:00:00Z',
    statements: [
      {
        id,
        account,
        ownerName: 'Supplier',
        currency: 'EUR',
        fromDate: '2026-03-02',
        toDate: '2026-03-02',
        sequenceNumber: sequence,
        openingMinor: 1_000_000n,
        entries: entries.map((entry, index) => ({
          bookingDate: '2026-03-02',
          amountMinor: 10_000n,
          creditDebit: 'CRDT',
          servicerReference: `${id}-${index}`,
          endToEndId: null,
          remittance: null,
          documentNumbers: [],
          counterparty: null,
          ...entry,
        })),
      },
    ],
  });
  return {
    idempotencyKey: key === '' ? `import ${id}` : key,
    contentBase64: Buffer.from(text).toString('base64'),
  };
}
