import { Module } from '@nestjs/common';

import { CreditFileReader } from './credit-file.reader.js';
import { CreditFileResolver } from './credit-file.resolver.js';
import { CreditFileService } from './credit-file.service.js';

/** What parties know about those whom they trust: each record with source, date, hash and expiry. */
@Module({
  providers: [CreditFileReader, CreditFileResolver, CreditFileService],
  exports: [CreditFileReader],
})
export class CreditFileModule {}
