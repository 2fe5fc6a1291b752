import { Injectable } from '@nestjs/common';

import {
  type DomainError,
  InputInvalidError,
  NotFoundError,
  NotPermittedError,
  PARTY_ID,
} from '../api/index.js';
import type { Viewer } from '../identity/index.js';
import { type CommandEntity, CommandOutbox, contractInterfaces } from '../ledger/index.js';
import { ReceivableReader } from '../receivables/index.js';
import type { PayInTokensInput, SetCashAccountInput } from './cash.input.js';
import { CashReader } from './cash.reader.js';

const ACCOUNT_GAS = 200_000;
const PAYMENT_GAS = 400_000;
/** Pays a lot or a lien, and moves its share in tokens of a contract that is not ours. */
const SHARE_GAS = 200_000;
/** Below the limit of one relayed act. */
const GAS_MAX = 14_000_000;
const CURRENCY = /^[A-Z]{3}$/;

type Submitted = Promise<CommandEntity | DomainError>;

/** Parties say where they hold tokens, and buyers pay in them. */
@Injectable()
export class CashService {
  constructor(
    private readonly outbox: CommandOutbox,
    private readonly receivables: ReceivableReader,
    private readonly cash: CashReader,
  ) {}

  /** The key that signs becomes the account, so nobody names somebody else's. */
  async setAccount(viewer: Viewer, input: SetCashAccountInput): Submitted {
    const { idempotencyKey: key, currency } = input;
    const token = input.token.toLowerCase();
    if (!PARTY_ID.test(token)) {
      return new InputInvalidError('token', 'This is no address of a contract.');
    }
    if (!CURRENCY.test(currency)) {
      return new InputInvalidError('currency', 'A currency is three capital letters.');
    }
    const idempotency = { key, operation: 'setCashAccount', body: { token, currency } };
    const currencyBytes = `0x${Buffer.from(currency, 'ascii').toString('hex')}`;
    const { cashDesk } = contractInterfaces;
    return this.outbox.submit(viewer, idempotency, () =>
      Promise.resolve({
        kind: 'SET_CASH_ACCOUNT',
        contract: 'cashDesk',
        callData: cashDesk.encodeFunctionData('useAsCashAccount', [token, currencyBytes]),
        gas: ACCOUNT_GAS,
        subjects: [token],
      } as const),
    );
  }

  async pay(viewer: Viewer, input: PayInTokensInput): Submitted {
    const { idempotencyKey: key, amountMinor } = input;
    const receivableId = input.receivableId.toLowerCase();
    const token = input.token.toLowerCase();
    if (!PARTY_ID.test(token)) {
      return new InputInvalidError('token', 'This is no address of a contract.');
    }
    if (amountMinor === 0n) {
      return new InputInvalidError('amountMinor', 'An amount is above zero.');
    }
    const body = { receivableId, token, amountMinor };
    return this.outbox.submit(viewer, { key, operation: 'payInTokens', body }, async (db) => {
      const [receivable] = await this.receivables.findVisible(viewer, [receivableId], db);
      if (receivable === undefined) {
        return new NotFoundError(receivableId);
      }
      if (receivable.buyer !== viewer.party) {
        return new NotPermittedError(`Only the buyer of ${receivableId} may do this.`);
      }
      const shareCount = await this.cash.shareCount(receivableId);
      const values: [string, string, bigint] = [receivableId, token, amountMinor];
      return {
        kind: 'PAY_IN_TOKENS',
        contract: 'settlement',
        callData: contractInterfaces.settlement.encodeFunctionData('payInTokens', values),
        gas: Math.min(GAS_MAX, PAYMENT_GAS + SHARE_GAS * shareCount),
        subjects: [receivableId],
      };
    });
  }
}
