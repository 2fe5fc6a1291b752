import { Injectable } from '@nestjs/common';

import {
  type DomainError,
  HASH,
  InputInvalidError,
  NotFoundError,
  NotPermittedError,
  checkIds,
} from '../api/index.js';
import { PartyRole } from '../common/index.js';
import type { Viewer } from '../identity/index.js';
import { type CommandEntity, CommandOutbox, contractInterfaces } from '../ledger/index.js';
import { nonceFrom } from './quote-nonce.js';
import { QuoteReader } from './quote.reader.js';
import type { CancelQuotesInput } from './recourse.input.js';

const CANCEL_GAS = 200_000;
/** One new word. */
const CANCEL_QUOTE_GAS = 30_000;

/** Financiers take quotes back that were not accepted. */
@Injectable()
export class QuoteCancelService {
  constructor(
    private readonly outbox: CommandOutbox,
    private readonly quotes: QuoteReader,
  ) {}

  async cancel(viewer: Viewer, input: CancelQuotesInput): Promise<CommandEntity | DomainError> {
    if (!viewer.roles.includes(PartyRole.FINANCIER)) {
      return new NotPermittedError('Only a financier cancels quotes.');
    }
    const quoteHashes = input.quoteHashes?.map((hash) => hash.toLowerCase()) ?? [];
    const issuedBefore = input.issuedBefore ?? null;
    const invalid = check(quoteHashes, issuedBefore);
    if (invalid !== null) {
      return invalid;
    }
    const body = { quoteHashes, issuedBefore };
    const idempotency = { key: input.idempotencyKey, operation: 'cancelQuotes', body };
    return this.outbox.submit(viewer, idempotency, async (db) => {
      const found = await this.quotes.findByHashes(viewer, quoteHashes, db);
      const own = new Set(
        found.filter((quote) => quote.financier === viewer.party).map((quote) => quote.quoteHash),
      );
      const missing = quoteHashes.find((hash) => !own.has(hash));
      if (missing !== undefined) {
        return new NotFoundError(missing);
      }
      const nonceMin = issuedBefore === null ? 0n : nonceFrom(issuedBefore);
      const { factoring } = contractInterfaces;
      return {
        kind: 'CANCEL_QUOTES',
        contract: 'factoring',
        callData: factoring.encodeFunctionData('cancelQuotes', [quoteHashes, nonceMin]),
        gas: CANCEL_GAS + CANCEL_QUOTE_GAS * quoteHashes.length,
        subjects: quoteHashes,
      };
    });
  }
}

function check(quoteHashes: readonly string[], issuedBefore: Date | null): DomainError | null {
  if (quoteHashes.length > 0 || issuedBefore === null) {
    const invalid = checkIds('quoteHashes', quoteHashes, { pattern: HASH });
    if (invalid !== null) {
      return invalid;
    }
  }
  const time = issuedBefore?.getTime() ?? 0;
  // Written so that an invalid date, whose time is NaN, is refused too.
  return time >= 0 && time <= Date.now()
    ? null
    : new InputInvalidError('issuedBefore', 'Quotes to come cannot be cancelled.');
}
