import { Context, ID, Parent, ResolveField, Resolver } from '@nestjs/graphql';

import { type RequestContext } from '../identity/index.js';
import { PartyLoader, PartyType } from '../parties/index.js';
import {
  DocumentLoader,
  EvidenceLoader,
  LookAlikeLoader,
  PaymentLoader,
} from './receivable-details.loaders.js';
import {
  LedgerEventType,
  PayeeShare,
  ReceivablePayment,
  ReceivableType,
  SourceDocument,
} from './receivable.type.js';

@Resolver(() => ReceivableType)
export class ReceivableDetailsResolver {
  constructor(
    private readonly documents: DocumentLoader,
    private readonly paymentsOf: PaymentLoader,
    private readonly evidence: EvidenceLoader,
    private readonly similar: LookAlikeLoader,
  ) {}

  @ResolveField(() => SourceDocument, {
    nullable: true,
    description: 'The invoice; null if it was registered through another installation.',
  })
  document(
    @Context() context: RequestContext,
    @Parent() receivable: ReceivableType,
  ): Promise<SourceDocument | null> {
    return this.documents.load(context, receivable.receivableId);
  }

  @ResolveField(() => [ReceivablePayment], { description: 'In the order of the ledger.' })
  async payments(
    @Context() context: RequestContext,
    @Parent() receivable: ReceivableType,
  ): Promise<ReceivablePayment[]> {
    return (await this.paymentsOf.load(context, receivable.receivableId)) ?? [];
  }

  @ResolveField(() => [LedgerEventType], {
    description:
      'Evidence in the order of the ledger; events about lots show to the supplier only.',
  })
  async events(
    @Context() context: RequestContext,
    @Parent() receivable: ReceivableType,
  ): Promise<LedgerEventType[]> {
    return (await this.evidence.load(context, receivable.receivableId)) ?? [];
  }

  @ResolveField(() => [ID], {
    description:
      'Receivables that may be this one with an altered number: look before you confirm. Shown to buyer and supplier.',
  })
  async lookAlikes(
    @Context() context: RequestContext,
    @Parent() receivable: ReceivableType,
  ): Promise<string[]> {
    return (await this.similar.load(context, receivable.receivableId)) ?? [];
  }
}

@Resolver(() => PayeeShare)
export class PayeeShareResolver {
  constructor(private readonly parties: PartyLoader) {}

  @ResolveField(() => PartyType, { nullable: true })
  party(
    @Context() context: RequestContext,
    @Parent() share: PayeeShare,
  ): Promise<PartyType | null> {
    return this.parties.load(context, share.party);
  }
}
