import { PartyRole } from '../../../backend/src/common/index.js';
import type { BackendConfig } from '../../../backend/src/config/index.js';
import { CreditGate } from '../../../backend/src/credit-limits/index.js';
import { KeyVault, type Viewer } from '../../../backend/src/identity/index.js';
import { NetworkKey } from '../../../backend/src/ledger/index.js';
import { PartyReader, nameKeyOf } from '../../../backend/src/parties/index.js';
import { CreditNoteService } from '../../../backend/src/receivables/credit-note.service.js';
import { LookAlikeReader } from '../../../backend/src/receivables/look-alike.reader.js';
import { LotSplitService } from '../../../backend/src/receivables/lot-split.service.js';
import { LotReader } from '../../../backend/src/receivables/lot.reader.js';
import { ReceivableActsService } from '../../../backend/src/receivables/receivable-acts.service.js';
import { ReceivableDetailsReader } from '../../../backend/src/receivables/receivable-details.reader.js';
import { ReceivableReader } from '../../../backend/src/receivables/receivable.reader.js';
import { RegistrationService } from '../../../backend/src/receivables/registration.service.js';
import { projectParty, viewerOf } from '../parties/parties.world.js';
import { outboxOn } from '../../support/command-outbox.js';
import type { TestDatabase } from '../../support/test-database.js';

const address = (digits: string): string => `0x${digits.repeat(20)}`;
/** Ledger addresses of the parties of the world. */
export const SUPPLIER = address('51');
export const BUYER = address('b1');
export const FINANCIER = address('f1');
export const STRANGER = address('57');
export const AUDITOR = address('a1');

export const SUPPLIER_LEI = '529900T8BM49AURSDO55';

/** A supplier, a buyer, a financier and a stranger, admitted and with keys; no ledger behind them. */
export class ReceivablesWorld {
  readonly networkKey: NetworkKey;
  readonly keys: KeyVault;
  readonly registrations: RegistrationService;
  readonly credits: CreditNoteService;
  readonly acts: ReceivableActsService;
  readonly splits: LotSplitService;
  readonly receivables: ReceivableReader;
  readonly lots: LotReader;
  readonly details: ReceivableDetailsReader;
  readonly lookAlikes: LookAlikeReader;
  readonly supplier: Viewer = viewerOf(SUPPLIER, PartyRole.SUPPLIER);
  readonly buyer: Viewer = viewerOf(BUYER, PartyRole.BUYER);
  readonly financier: Viewer = viewerOf(FINANCIER, PartyRole.FINANCIER);
  readonly stranger: Viewer = viewerOf(STRANGER, PartyRole.FINANCIER);
  readonly auditor: Viewer = viewerOf(AUDITOR, PartyRole.AUDITOR);

  constructor(private readonly database: TestDatabase) {
    const { dataSource } = database;
    const config = { masterKey: '11'.repeat(32), networkKey: '22'.repeat(32) } as BackendConfig;
    const outbox = outboxOn(dataSource);
    const parties = new PartyReader(dataSource);
    this.networkKey = new NetworkKey(config);
    this.keys = new KeyVault(config);
    this.receivables = new ReceivableReader(dataSource);
    this.lots = new LotReader(dataSource);
    this.details = new ReceivableDetailsReader(dataSource);
    this.lookAlikes = new LookAlikeReader(dataSource);
    this.registrations = new RegistrationService(outbox, this.networkKey, parties);
    this.credits = new CreditNoteService(outbox, this.networkKey, parties, this.receivables);
    this.acts = new ReceivableActsService(
      ...([outbox, this.receivables, new CreditGate(this.networkKey)] as const),
    );
    this.splits = new LotSplitService(outbox, this.lots);
  }

  async begin(): Promise<this> {
    await this.database.truncate(
      ...['command', 'command_outcome', 'party', 'party_profile', 'signer_key', 'document'],
      ...['receivable', 'lot', 'deal', 'deal_lot', 'payment', 'remittance', 'quote_request'],
      ...['ledger_event', 'lot_notice', 'quote_request_lot'],
    );
    const names = [
      [SUPPLIER, 'Supplier'],
      [BUYER, 'Buyer'],
      [FINANCIER, 'Bank'],
      [STRANGER, 'Other'],
    ] as const;
    for (const [party, name] of names) {
      await projectParty(this.database, party);
      await this.database.dataSource.query(
        'INSERT INTO party_profile (party, name, name_key) VALUES ($1, $2, $3)',
        [party, name, nameKeyOf(name)],
      );
      await this.keys.create(this.database.dataSource.manager, party);
    }
    await this.identify(SUPPLIER, 'LEI', SUPPLIER_LEI);
    return this;
  }

  async identify(party: string, scheme: string, value: string): Promise<void> {
    await this.database.dataSource.query(
      'INSERT INTO party_identifier (scheme, value, party) VALUES ($1, $2, $3)',
      [scheme, value, party],
    );
  }

  async failCommands(): Promise<void> {
    await this.database.dataSource.query(`UPDATE command SET failure = 'gave up'`);
  }

  /** Id of the receivable that the supplier's invoice of that normalised number becomes. */
  receivableId(number: string): string {
    const fingerprint = this.networkKey.invoiceFingerprint(SUPPLIER, number);
    return this.networkKey.receivableId(SUPPLIER, fingerprint);
  }

  /** Leaves a receivable in the read model as the projector would, with one lot if it is confirmed. */
  async project(receivableId: string, changes: Readonly<Record<string, unknown>> = {}) {
    const row = { ...CONFIRMED, receivable_id: receivableId, ...changes };
    await this.database.insert('receivable', [row]);
    if (row.status === 'CONFIRMED') {
      await this.projectLot(receivableId, 1);
    }
  }

  async projectLot(receivableId: string, index: number, changes = {}): Promise<string> {
    const lotId = lotIdOf(receivableId, index);
    const row = { ...LOT, lot_id: lotId, receivable_id: receivableId, lot_index: index };
    await this.database.insert('lot', [{ ...row, ...changes }]);
    return lotId;
  }
}

export function lotIdOf(receivableId: string, index: number): string {
  return receivableId.slice(0, -4) + index.toString(16).padStart(4, '0');
}

const CONFIRMED = {
  supplier: SUPPLIER,
  buyer: BUYER,
  currency: 'EUR',
  face_minor: '10000',
  outstanding_minor: '10000',
  paid_minor: '0',
  credited_minor: '0',
  written_off_minor: '0',
  contested_minor: '0',
  disputed_minor: '0',
  issue_date: '2026-03-01',
  due_date: '2026-04-30',
  status: 'CONFIRMED',
  scope: 3,
  is_deemed: false,
  document_commitment: '0x00',
  registered_at: '2026-03-02T00:00:00Z',
  claimed_at: '2026-03-02T00:00:00Z',
};

const LOT = {
  owner: SUPPLIER,
  outstanding_minor: '10000',
  paid_minor: '0',
  written_off_minor: '0',
  deal_number: 0,
  is_reserved: false,
  is_frozen: false,
  clock_stopped_days: 0,
  created_at: '2026-03-03T00:00:00Z',
};
