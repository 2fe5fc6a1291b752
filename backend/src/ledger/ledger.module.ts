import { Global, Inject, Module, type OnApplicationBootstrap } from '@nestjs/common';

import { BACKEND_CONFIG, type BackendConfig } from '../config/index.js';
import { CommandAdmission } from './command-admission.js';
import { CommandCancellation } from './command-cancellation.service.js';
import { CommandOutbox } from './command-outbox.service.js';
import { CommandReader } from './command.reader.js';
import { CommandResolver } from './command.resolver.js';
import { CommandTrail } from './command-trail.js';
import { CommandWatch } from './command-watch.service.js';
import { ContinuousVerification } from './continuous-verification.js';
import { EventTrails } from './event-trail.js';
import { Indexer } from './indexer.service.js';
import { LedgerClock } from './ledger-clock.js';
import { LedgerLag } from './ledger-lag.js';
import { LedgerReadiness } from './ledger-readiness.js';
import { LedgerRpc } from './ledger-rpc.js';
import { LedgerSignals } from './ledger-signals.js';
import { LedgerStatusResolver } from './ledger-status.resolver.js';
import { NetworkKey } from './network-key.js';
import { OffLedgerActs } from './off-ledger-acts.service.js';
import { ProjectionRefill } from './projection-refill.service.js';
import { ProjectorRegistry } from './projector-registry.js';
import { RebuildDesk } from './rebuild-desk.js';
import { RebuildResolver } from './rebuild.resolver.js';
import { Relay } from './relay.service.js';
import { SigningDesk } from './signing.service.js';
import { SigningReader } from './signing.reader.js';
import { SigningRequestLoader } from './signing.loader.js';
import { SigningResolver } from './signing.resolver.js';
import { RowComparison } from './row-comparison.js';
import { LedgerVerifier } from './verifier.service.js';

/** The way to the ledger and back: outbox, relay, indexer, verification. */
@Global()
@Module({
  providers: [
    CommandAdmission,
    CommandCancellation,
    CommandOutbox,
    CommandReader,
    CommandResolver,
    CommandTrail,
    CommandWatch,
    ContinuousVerification,
    EventTrails,
    Indexer,
    LedgerClock,
    LedgerLag,
    LedgerReadiness,
    LedgerRpc,
    LedgerSignals,
    LedgerStatusResolver,
    LedgerVerifier,
    NetworkKey,
    OffLedgerActs,
    ProjectionRefill,
    ProjectorRegistry,
    RebuildDesk,
    RebuildResolver,
    Relay,
    SigningDesk,
    SigningReader,
    SigningRequestLoader,
    SigningResolver,
    RowComparison,
  ],
  exports: [
    CommandOutbox,
    CommandReader,
    LedgerClock,
    LedgerLag,
    LedgerRpc,
    LedgerSignals,
    NetworkKey,
    OffLedgerActs,
  ],
})
export class LedgerModule implements OnApplicationBootstrap {
  constructor(
    @Inject(BACKEND_CONFIG) private readonly config: BackendConfig,
    private readonly signals: LedgerSignals,
    private readonly indexer: Indexer,
    private readonly relay: Relay,
    private readonly refill: ProjectionRefill,
    private readonly verification: ContinuousVerification,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.signals.listen(this.config.databaseUrl);
    this.indexer.start();
    this.relay.start();
    this.refill.start();
    this.verification.start();
  }
}
