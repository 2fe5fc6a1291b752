import { Args, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { Inject } from '@nestjs/common';

import { BACKEND_CONFIG, type BackendConfig } from '../config/index.js';
import { CurrentViewer, type Viewer } from '../identity/index.js';
import { SubmitQuoteSignatureInput } from './factoring.input.js';
import {
  type SubmitQuoteSignatureAnswer,
  SubmitQuoteSignatureResult,
} from './quote-answers.type.js';
import { QuoteSignatureService } from './quote-signature.service.js';
import { quoteTypedDataOf, signedFieldsOf } from './quote-signing.js';
import type { QuoteView } from './quote.reader.js';
import { QuoteSigningRequest, QuoteStatus, QuoteType } from './quote.type.js';

/** Signing with a key that the financier keeps itself. */
@Resolver(() => QuoteType)
export class QuoteSignatureResolver {
  constructor(
    @Inject(BACKEND_CONFIG) private readonly config: BackendConfig,
    private readonly signatures: QuoteSignatureService,
  ) {}

  @Mutation(() => SubmitQuoteSignatureResult, {
    description:
      "Gives a quote the signature of the financier's own key; from then on the supplier sees it. Financier only.",
  })
  submitQuoteSignature(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: SubmitQuoteSignatureInput,
  ): Promise<SubmitQuoteSignatureAnswer> {
    return this.signatures.submit(viewer, input);
  }

  @ResolveField(() => QuoteSigningRequest, {
    nullable: true,
    description: "What the financier's own key is asked to sign; null unless it is awaited.",
  })
  signingRequest(@Parent() quote: QuoteView): QuoteSigningRequest | null {
    const { status, ownKey, quoteHash } = quote;
    return status === QuoteStatus.AWAITING_SIGNATURE && ownKey !== null
      ? {
          quoteHash,
          signerId: ownKey,
          typedData: quoteTypedDataOf(this.config.deployment, signedFieldsOf(quote)),
          digest: quoteHash,
        }
      : null;
  }
}
