import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import { type DomainError, InputInvalidError, NotFoundError } from '../api/index.js';
import { present } from '../common/index.js';
import type { Viewer } from '../identity/index.js';
import { canonicalSignature, isSignatureText, signerOf } from '../ledger/index.js';
import { QuoteNotAwaitingSignatureError } from './factoring.errors.js';
import type { SubmitQuoteSignatureInput } from './factoring.input.js';
import { QuoteReader } from './quote.reader.js';
import { QuoteStatus, type QuoteType } from './quote.type.js';

/** Path of the signature in the input. */
const PATH = 'signature';

/** Takes the signatures of financiers' own keys: only then the supplier sees the quote. */
@Injectable()
export class QuoteSignatureService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly quotes: QuoteReader,
  ) {}

  /** The same signature again gives the same answer. */
  async submit(viewer: Viewer, input: SubmitQuoteSignatureInput): Promise<QuoteType | DomainError> {
    const quoteHash = input.quoteHash.toLowerCase();
    const signature = isSignatureText(input.signature) ? canonicalSignature(input.signature) : null;
    if (signature === null) {
      return new InputInvalidError(PATH, 'A signature is 65 bytes in hex, with the lower s.');
    }
    return this.dataSource.transaction(async (db) => {
      await db.query('SELECT FROM quote WHERE quote_hash = $1 FOR UPDATE', [quoteHash]);
      const [quote] = await this.quotes.findByHashes(viewer, [quoteHash], db);
      if (quote?.financier !== viewer.party) {
        return new NotFoundError(input.quoteHash);
      }
      if (quote.signature === signature) {
        return quote;
      }
      if (quote.status !== QuoteStatus.AWAITING_SIGNATURE) {
        return new QuoteNotAwaitingSignatureError(quoteHash);
      }
      const signer = signerOf(quoteHash, signature);
      if (signer !== quote.ownKey) {
        const sentence = `The signature is of the key ${signer}, and that of ${quote.ownKey} is needed.`;
        return new InputInvalidError(PATH, sentence);
      }
      await db.query('UPDATE quote SET signature = $2 WHERE quote_hash = $1', [
        quoteHash,
        signature,
      ]);
      const [signed] = await this.quotes.findByHashes(viewer, [quoteHash], db);
      return present(signed, `quote ${quoteHash}`);
    });
  }
}
