import { Injectable } from '@nestjs/common';

import {
  type DomainError,
  HASH,
  InputInvalidError,
  NotFoundError,
  NotPermittedError,
} from '../api/index.js';
import { PartyRole } from '../common/index.js';
import type { Viewer } from '../identity/index.js';
import {
  type Act,
  type CommandEntity,
  CommandOutbox,
  contractInterfaces,
} from '../ledger/index.js';
import { EntryRecordingService } from '../settlement/index.js';
import type {
  EarlyPaymentInput,
  OfferEarlyPaymentInput,
  SettleEarlyPaymentInput,
} from './early-payment.input.js';
import { EarlyPaymentReader } from './early-payment.reader.js';

/** The dearest, an offer, took 183,000 with its transaction. */
const GAS_OF_ACT = 300_000;
/** 243,000 measured for recording the entry and settling in one transaction. */
const GAS_OF_SETTLEMENT = 450_000;

type Submitted = Promise<CommandEntity | DomainError>;

/** One call about one early payment. */
interface SingleAct {
  /** Name of the mutation. */
  readonly operation: string;
  readonly kind: string;
  readonly call: 'accept' | 'withdraw' | 'lapse';
  /** Who may do it; undefined where anybody may. */
  readonly side?: 'supplier' | 'buyer';
}

/** Buyers offer to pay early for less, suppliers agree, the settlement agent says that it was paid. */
@Injectable()
export class EarlyPaymentService {
  constructor(
    private readonly outbox: CommandOutbox,
    private readonly reader: EarlyPaymentReader,
    private readonly recording: EntryRecordingService,
  ) {}

  async offer(viewer: Viewer, input: OfferEarlyPaymentInput): Submitted {
    const { idempotencyKey: key, discountMinor, payBy } = input;
    if (payBy.getTime() < 0) {
      return new InputInvalidError('payBy', 'The time to pay lies in the future.');
    }
    const lotId = input.lotId.toLowerCase();
    const body = { lotId, discountMinor, payBy };
    const idempotency = { key, operation: 'offerEarlyPayment', body };
    return this.outbox.submit(viewer, idempotency, async (db) => {
      const [lot] = await this.reader.payableLots(viewer, { lotIds: [lotId] }, db);
      if (lot === undefined) {
        return new NotFoundError(lotId);
      }
      if (lot.buyer !== viewer.party) {
        return new NotPermittedError('Only the buyer of a receivable offers to pay it early.');
      }
      const payBySeconds = Math.floor(payBy.getTime() / 1_000);
      const values: [string, bigint, number] = [lotId, discountMinor, payBySeconds];
      return {
        kind: 'OFFER_EARLY_PAYMENT',
        contract: 'earlyPayments',
        callData: contractInterfaces.earlyPayments.encodeFunctionData('offer', values),
        gas: GAS_OF_ACT,
        subjects: [lotId],
      };
    });
  }

  accept(viewer: Viewer, input: EarlyPaymentInput): Submitted {
    return this.submitOne(viewer, input, {
      operation: 'acceptEarlyPayment',
      kind: 'ACCEPT_EARLY_PAYMENT',
      call: 'accept',
      side: 'supplier',
    });
  }

  withdraw(viewer: Viewer, input: EarlyPaymentInput): Submitted {
    return this.submitOne(viewer, input, {
      operation: 'withdrawEarlyPayment',
      kind: 'WITHDRAW_EARLY_PAYMENT',
      call: 'withdraw',
      side: 'buyer',
    });
  }

  lapse(viewer: Viewer, input: EarlyPaymentInput): Submitted {
    return this.submitOne(viewer, input, {
      operation: 'lapseEarlyPayment',
      kind: 'LAPSE_EARLY_PAYMENT',
      call: 'lapse',
    });
  }

  /** An entry that the ledger does not know yet is recorded by a command of its own before. */
  async settle(viewer: Viewer, input: SettleEarlyPaymentInput): Submitted {
    const { idempotencyKey: key, earlyPaymentNumber: number } = input;
    const entryHash = input.entryHash.toLowerCase();
    if (!viewer.roles.includes(PartyRole.SETTLEMENT_AGENT)) {
      return new NotPermittedError('Only a settlement agent settles an early payment.');
    }
    if (!HASH.test(entryHash)) {
      return new InputInvalidError('entryHash', 'This is no hash of a bank entry.');
    }
    if ((await this.reader.find(viewer, number)) === null) {
      return new NotFoundError(String(number));
    }
    const refusal = await this.recording.record(viewer, entryHash);
    if (refusal !== null) {
      return refusal;
    }
    const body = { number, entryHash };
    const idempotency = { key, operation: 'settleEarlyPayment', body };
    return this.outbox.submit(viewer, idempotency, () =>
      Promise.resolve({
        kind: 'SETTLE_EARLY_PAYMENT',
        contract: 'settlement',
        callData: contractInterfaces.settlement.encodeFunctionData('allocateEarlyPayment', [
          entryHash,
          number,
        ]),
        gas: GAS_OF_SETTLEMENT,
        subjects: [String(number), entryHash],
      } satisfies Act),
    );
  }

  private async submitOne(
    viewer: Viewer,
    { idempotencyKey: key, earlyPaymentNumber: number }: EarlyPaymentInput,
    { operation, kind, call, side }: SingleAct,
  ): Submitted {
    return this.outbox.submit(viewer, { key, operation, body: { number } }, async (db) => {
      const early = await this.reader.find(viewer, number, db);
      if (early === null) {
        return new NotFoundError(String(number));
      }
      if (side !== undefined && early[side] !== viewer.party) {
        return new NotPermittedError(`Only the ${side} of early payment ${number} may do this.`);
      }
      const { earlyPayments } = contractInterfaces;
      const fragment = earlyPayments.getFunction(call);
      return {
        kind,
        contract: 'earlyPayments',
        callData: earlyPayments.encodeFunctionData(fragment as never, [number] as never),
        gas: GAS_OF_ACT,
        subjects: [String(number)],
      };
    });
  }
}
