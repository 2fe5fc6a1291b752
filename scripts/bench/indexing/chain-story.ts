import type { ContractName } from '../../../backend/src/ledger/index.js';
import { type EncodedLog, type Word, encodeLog, newHash } from './log-encoder.js';
import type { Batch, Deal, Receivable } from './story-state.js';

/** What one transaction emits, in order. */
export type TransactionLogs = ReadonlyArray<EncodedLog & { readonly contract: ContractName }>;

const SUPPLIERS = 60;
const BUYERS = 20;
const FINANCIERS = 5;
/** Receivables of one batch, which is one request. */
const BATCH = 20;
const DEAL_LOTS = 5;
const REMITTANCE_RECEIVABLES = 4;
/** Batches that are registered until a batch goes one step on. */
const CONFIRM_AFTER = 2;
const FINANCE_AFTER = 4;
const PAY_AFTER = 400;
const EUR = '0x455552';
const ZERO = `0x${'0'.repeat(64)}`;
const NOBODY = `0x${'0'.repeat(40)}`;
const FACE_MINOR = 100_000;
const ISSUE_DAY = 20_000;
const FAR_FUTURE = 4_000_000_000;
const ALL_SCOPES = 63;

/**
 * Traffic of a mid-size network without end: batches of receivables are registered, confirmed, half of them sold, paid
 * a while later, some credited, split or disputed; parties agree statements.
 *
 * The contracts' rules hold for it as far as the read models notice, so every handler meets what it expects.
 */
export class ChainStory {
  private readonly agent = newAddress();
  private readonly suppliers = Array.from({ length: SUPPLIERS }, newAddress);
  private readonly buyers = Array.from({ length: BUYERS }, newAddress);
  private readonly financiers = Array.from({ length: FINANCIERS }, newAddress);
  private readonly nonces = new Map<string, number>();
  private readonly exposures = new Map<string, number>();
  private readonly running: Batch[] = [];
  private batches = 0;
  private deals = 0;
  private logs: Array<EncodedLog & { contract: ContractName }> = [];

  *transactions(): Generator<TransactionLogs> {
    yield this.transaction(this.agent, () => this.admit());
    for (;;) {
      const batch = this.newBatch();
      yield this.transaction(batch.supplier, () => this.register(batch));
      const confirmed = this.at(CONFIRM_AFTER);
      if (confirmed !== undefined) {
        yield this.transaction(confirmed.buyer, () => this.confirm(confirmed));
      }
      const sold = this.at(FINANCE_AFTER);
      if (sold !== undefined) {
        yield* this.finance(sold);
      }
      const paid = this.at(PAY_AFTER);
      if (paid !== undefined) {
        yield* this.settle(paid);
        this.running.shift();
      }
    }
  }

  private at(age: number): Batch | undefined {
    return this.running[this.running.length - 1 - age];
  }

  /** Requests come through the forwarder, which tells of each after what it did. */
  private transaction(sender: string, act: () => void): TransactionLogs {
    this.logs = [];
    act();
    const nonce = this.nonces.get(sender) ?? 0;
    this.nonces.set(sender, nonce + 1);
    this.emit('forwarder', 'ExecutedForwardRequest', [sender, nonce, true]);
    return this.logs;
  }

  private emit(contract: ContractName, name: string, values: readonly Word[]): void {
    this.logs.push({ contract, ...encodeLog(contract, name, values) });
  }

  private admit(): void {
    const parties: Array<[string[], number]> = [
      [this.suppliers, 1],
      [this.buyers, 2],
      [this.financiers, 4],
    ];
    for (const [all, roles] of parties) {
      for (const party of all) {
        this.emit('parties', 'PartyAdmitted', [party, newHash(), roles, FAR_FUTURE]);
        this.emit('parties', 'SignerAdded', [party, party, 255, 10n ** 15n]);
      }
    }
  }

  private newBatch(): Batch {
    const number = this.batches++;
    const receivables = Array.from({ length: BATCH }, () => ({
      // The last two bytes are left to the lot's index.
      receivableId: `${newHash().slice(0, -4)}0000`,
      outstandingMinor: FACE_MINOR,
      lots: [],
    }));
    const batch = {
      number,
      supplier: pick(this.suppliers, number),
      buyer: pick(this.buyers, number),
      receivables,
      deals: [],
    };
    this.running.push(batch);
    return batch;
  }

  private register({ supplier, buyer, receivables, number }: Batch): void {
    for (const { receivableId } of receivables) {
      const terms = [EUR, FACE_MINOR, ISSUE_DAY + (number % 300), ISSUE_DAY + 60 + (number % 300)];
      this.emit('receivables', 'ReceivableRegistered', [
        ...[receivableId, supplier, buyer],
        ...terms,
        newHash(),
      ]);
    }
  }

  private confirm({ supplier, receivables }: Batch): void {
    for (const receivable of receivables) {
      const lotId = BigInt(receivable.receivableId) + 1n;
      receivable.lots.push({ lotId, outstandingMinor: FACE_MINOR, owner: supplier });
      this.emit('receivables', 'ReceivableConfirmed', [
        receivable.receivableId,
        FACE_MINOR,
        ALL_SCOPES,
      ]);
      this.emit('lots', 'Transfer', [NOBODY, supplier, lotId]);
    }
  }

  private *finance(batch: Batch): Generator<TransactionLogs> {
    yield this.transaction(batch.supplier, () => this.splitOne(batch));
    const sold = batch.receivables.slice(0, BATCH / 2);
    for (let from = 0; from < sold.length; from += DEAL_LOTS) {
      const deal = {
        dealNumber: ++this.deals,
        financier: pick(this.financiers, this.deals),
        lots: sold.slice(from, from + DEAL_LOTS).map(({ lots }) => lots[0]?.lotId ?? 0n),
      };
      batch.deals.push(deal);
      yield this.transaction(batch.supplier, () => this.accept(batch, deal));
      yield this.transaction(deal.financier, () => this.fund(batch, deal));
      yield this.transaction(batch.supplier, () => {
        for (const lotId of deal.lots) {
          this.emit('assignments', 'NoticeGiven', [lotId, deal.financier, newHash()]);
        }
      });
    }
    yield this.transaction(batch.buyer, () => this.dispute(batch));
  }

  private splitOne({ receivables }: Batch): void {
    const receivable = receivables.at(-1);
    const lot = receivable?.lots[0];
    if (receivable !== undefined && lot !== undefined) {
      const part = { lotId: lot.lotId + 1n, outstandingMinor: FACE_MINOR / 4, owner: lot.owner };
      lot.outstandingMinor -= part.outstandingMinor;
      receivable.lots.push(part);
      this.emit('lots', 'LotSplit', [lot.lotId, part.lotId, part.outstandingMinor]);
      this.emit('lots', 'Transfer', [NOBODY, lot.owner, part.lotId]);
    }
  }

  private accept({ supplier, buyer }: Batch, { dealNumber, financier, lots }: Deal): void {
    for (const lotId of lots) {
      this.emit('lots', 'LotReserved', [lotId, dealNumber]);
    }
    const eligibleMinor = FACE_MINOR * lots.length;
    const quote = [
      ...[financier, supplier, buyer, EUR, newHash(), eligibleMinor, ALL_SCOPES, 90, 8_000],
      ...[500, 50, 360, 30, true, NOBODY, FAR_FUTURE, 86_400, dealNumber],
    ];
    const advanceMinor = (eligibleMinor * 8_000) / 10_000;
    const price = [eligibleMinor, advanceMinor, eligibleMinor - advanceMinor, 3_000, 2_500];
    this.emit('factoring', 'QuoteAccepted', [
      ...[dealNumber, newHash(), supplier],
      ...quote,
      ...price,
      FAR_FUTURE,
    ]);
  }

  private fund(batch: Batch, { dealNumber, financier, lots }: Deal): void {
    this.emit('factoring', 'DealFunded', [dealNumber, newHash()]);
    for (const lotId of lots) {
      this.emit('lots', 'Transfer', [batch.supplier, financier, lotId]);
    }
    for (const { lots: held } of batch.receivables) {
      held.filter(({ lotId }) => lots.includes(lotId)).forEach((lot) => (lot.owner = financier));
    }
    this.expose(financier, batch.buyer, FACE_MINOR * lots.length);
  }

  private expose(financier: string, buyer: string, byMinor: number): void {
    const exposureMinor = (this.exposures.get(financier + buyer) ?? 0) + byMinor;
    this.exposures.set(financier + buyer, exposureMinor);
    this.emit('creditBook', 'ExposureChanged', [financier, buyer, EUR, exposureMinor]);
  }

  private dispute({ receivables }: Batch): void {
    const receivableId = receivables.at(-2)?.receivableId ?? ZERO;
    this.emit('receivables', 'DisputeOpened', [receivableId, 5_000, 1, newHash()]);
    this.emit('receivables', 'DisputeResolved', [receivableId, 0, 0, newHash()]);
  }

  /** Two receivables of each batch are credited a part before everything is paid. */
  private *settle(batch: Batch): Generator<TransactionLogs> {
    yield this.transaction(batch.supplier, () => this.credit(batch));
    yield this.transaction(this.agent, () => {
      for (let from = 0; from < BATCH; from += REMITTANCE_RECEIVABLES) {
        this.pay(batch, batch.receivables.slice(from, from + REMITTANCE_RECEIVABLES));
      }
    });
    for (const deal of batch.deals) {
      yield this.transaction(deal.financier, () => this.close(deal));
    }
    yield this.transaction(batch.supplier, () => this.agree(batch));
  }

  private credit({ receivables }: Batch): void {
    for (const receivable of receivables.slice(-4, -2)) {
      const lot = receivable.lots[0];
      if (lot !== undefined) {
        receivable.outstandingMinor -= 1_000;
        lot.outstandingMinor -= 1_000;
        this.emit('receivables', 'ReceivableCredited', [
          ...[receivable.receivableId, newHash(), 1_000],
          ...[receivable.outstandingMinor, newHash()],
        ]);
        this.emit('lots', 'LotCredited', [lot.lotId, 1_000]);
      }
    }
  }

  private pay({ supplier, number, buyer }: Batch, paid: readonly Receivable[]): void {
    const entryHash = newHash();
    const totalMinor = paid.reduce((sum, { outstandingMinor }) => sum + outstandingMinor, 0);
    const applied = [EUR, totalMinor, 0, ISSUE_DAY + 62 + (number % 300)];
    this.emit('settlement', 'RemittanceApplied', [entryHash, this.agent, supplier, ...applied]);
    this.emit('settlement', 'AllocationMade', [
      ...[this.agent, entryHash, 1, totalMinor],
      ...[0, newHash()],
    ]);
    for (const receivable of paid) {
      const { receivableId, outstandingMinor } = receivable;
      this.emit('receivables', 'PaymentApplied', [entryHash, receivableId, outstandingMinor, 0]);
      for (const lot of receivable.lots) {
        const share = [lot.outstandingMinor, 0, 0];
        this.emit('lots', 'LotPaid', [lot.lotId, lot.owner, entryHash, ...share]);
        if (lot.owner !== supplier) {
          this.expose(lot.owner, buyer, -lot.outstandingMinor);
        }
      }
    }
  }

  private close({ dealNumber, lots }: Deal): void {
    for (const lotId of lots) {
      this.emit('factoring', 'ReserveReleased', [
        ...[dealNumber, lotId],
        ...[(FACE_MINOR * 2_000) / 10_000, 0, newHash()],
      ]);
    }
    this.emit('factoring', 'DealClosed', [dealNumber]);
  }

  private agree({ supplier, buyer, number }: Batch): void {
    const statementId = newHash();
    const root = newHash();
    const balances = [ISSUE_DAY + 70 + (number % 300), 50_000, 50_000, root];
    this.emit('reconciliation', 'StatementIssued', [
      statementId,
      supplier,
      buyer,
      EUR,
      ...balances,
    ]);
    this.emit('reconciliation', 'StatementAcknowledged', [statementId, 2, 50_000, root]);
  }
}

function newAddress(): string {
  return newHash().slice(0, 42);
}

function pick(all: readonly string[], at: number): string {
  return all[at % all.length] ?? NOBODY;
}
