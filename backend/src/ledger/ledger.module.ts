import { Global, Module } from '@nestjs/common';

import { CommandOutbox } from './command-outbox.service.js';
import { CommandReader } from './command.reader.js';
import { CommandResolver } from './command.resolver.js';
import { LedgerSignals } from './ledger-signals.js';
import { NetworkKey } from './network-key.js';

/** The way to the ledger and back: outbox, relay, indexer, verification. */
@Global()
@Module({
  providers: [CommandOutbox, CommandReader, CommandResolver, LedgerSignals, NetworkKey],
  exports: [CommandOutbox, CommandReader, LedgerSignals, NetworkKey],
})
export class LedgerModule {}
