import { Module } from '@nestjs/common';

import { CreditLimitsModule } from '../credit-limits/index.js';
import { PartiesModule } from '../parties/index.js';
import { AmendmentService } from './amendment.service.js';
import { BuyerActsResolver } from './buyer-acts.resolver.js';
import { CreditNoteService } from './credit-note.service.js';
import { LedgerDayLoader } from './ledger-day.loader.js';
import { LookAlikeReader } from './look-alike.reader.js';
import { LotSplitService } from './lot-split.service.js';
import { LotLoader, ReceivableLotsLoader } from './lot.loader.js';
import { LotReader } from './lot.reader.js';
import { LotResolver } from './lot.resolver.js';
import { ReceivableActsService } from './receivable-acts.service.js';
import {
  DocumentLoader,
  EvidenceLoader,
  LookAlikeLoader,
  PayeeLoader,
  PaymentLoader,
} from './receivable-details.loaders.js';
import { ReceivableDetailsReader } from './receivable-details.reader.js';
import { PayeeShareResolver, ReceivableDetailsResolver } from './receivable-details.resolver.js';
import { ReceivableLoader } from './receivable.loader.js';
import { ReceivableReader } from './receivable.reader.js';
import { ReceivableResolver } from './receivable.resolver.js';
import { RegistrationService } from './registration.service.js';
import { SilenceLoader } from './silence.loader.js';
import { SilenceReader } from './silence.reader.js';
import { ReceivableSilenceResolver, SilenceAgreementResolver } from './silence.resolver.js';
import { SilenceService } from './silence.service.js';
import { SupplierActsResolver } from './supplier-acts.resolver.js';

const resolvers = [
  BuyerActsResolver,
  LotResolver,
  PayeeShareResolver,
  ReceivableDetailsResolver,
  ReceivableResolver,
  ReceivableSilenceResolver,
  SilenceAgreementResolver,
  SupplierActsResolver,
];
const services = [
  AmendmentService,
  CreditNoteService,
  LotSplitService,
  ReceivableActsService,
  RegistrationService,
  SilenceService,
];
const readers = [
  LookAlikeReader,
  LotReader,
  ReceivableDetailsReader,
  ReceivableReader,
  SilenceReader,
];
const loaders = [
  DocumentLoader,
  EvidenceLoader,
  LedgerDayLoader,
  LookAlikeLoader,
  LotLoader,
  PayeeLoader,
  PaymentLoader,
  ReceivableLoader,
  ReceivableLotsLoader,
  SilenceLoader,
];

/** Receivables and their lots: registration from documents, confirmation, disputes, credit notes. */
@Module({
  imports: [CreditLimitsModule, PartiesModule],
  providers: [...resolvers, ...services, ...readers, ...loaders],
  exports: [CreditNoteService, LotLoader, LotReader, ReceivableLoader, ReceivableReader],
})
export class ReceivablesModule {}
