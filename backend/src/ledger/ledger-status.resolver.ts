import { Inject } from '@nestjs/common';
import { Mutation, Query, Resolver, createUnionType } from '@nestjs/graphql';
import { DataSource } from 'typeorm';

import { DomainError, NotPermittedError } from '../api/index.js';
import { BACKEND_CONFIG, type BackendConfig } from '../config/index.js';
import { CurrentViewer, type Viewer, seesEverything } from '../identity/index.js';
import { LedgerRpc } from './ledger-rpc.js';
import { FoundDifference, LedgerStatus, LedgerVerification } from './ledger-status.type.js';
import { LedgerVerifier } from './verifier.service.js';

const VerifyLedgerResult = createUnionType({
  name: 'VerifyLedgerResult',
  types: () => [LedgerVerification, NotPermittedError] as const,
  resolveType: (value: object) =>
    value instanceof DomainError ? NotPermittedError : LedgerVerification,
});

type StoredStatus = Omit<LedgerStatus, 'headBlock' | 'chainId' | 'firstDifference'>;

@Resolver()
export class LedgerStatusResolver {
  constructor(
    @Inject(BACKEND_CONFIG) private readonly config: BackendConfig,
    private readonly dataSource: DataSource,
    private readonly rpc: LedgerRpc,
    private readonly verifier: LedgerVerifier,
  ) {}

  @Query(() => LedgerStatus, { description: 'How far the read models have followed the ledger.' })
  async ledgerStatus(@CurrentViewer() viewer: Viewer): Promise<LedgerStatus> {
    const headBlock = await this.rpc.blockNumber();
    const rows: Array<StoredStatus> = await this.dataSource.query(
      `SELECT coalesce(c.block_number, -1)::int AS "indexedBlock", c.block_time AS "indexedAt",
         c.verified_block::int AS "verifiedBlock", t.event_count::int AS "eventCount",
         t.events_hash AS "eventsHash", s.swept_block::int AS "sweptBlock", s.swept_at AS "sweptAt",
         (SELECT count(*)::int FROM command WHERE relay_nonce IS NULL AND failure IS NULL
          AND NOT awaits_signature)
           AS "queuedCommands"
       FROM (VALUES (1)) AS one LEFT JOIN ledger_checkpoint c ON true
       LEFT JOIN ledger_event_trail t ON t.to_block = c.verified_block
       LEFT JOIN ledger_sweep s ON true`,
    );
    return {
      ...(rows[0] as StoredStatus),
      headBlock,
      firstDifference: seesEverything(viewer) ? await this.firstDifference() : null,
      chainId: this.config.deployment.chainId.toString(),
    };
  }

  private async firstDifference(): Promise<FoundDifference | null> {
    const rows: FoundDifference[] = await this.dataSource.query(
      `SELECT table_name AS table, row_key AS key, field, read_model AS "readModel", ledger,
         block_number::int AS "blockNumber", found_at AS "foundAt"
       FROM ledger_difference WHERE gone_at IS NULL
       ORDER BY found_at, table_name, row_key, field LIMIT 1`,
    );
    return rows[0] ?? null;
  }

  @Mutation(() => VerifyLedgerResult, {
    description: 'Compares the read models with the contracts. For operators and auditors.',
  })
  async verifyLedger(@CurrentViewer() viewer: Viewer): Promise<typeof VerifyLedgerResult> {
    if (!seesEverything(viewer)) {
      return new NotPermittedError('Only operators and auditors may verify the ledger.');
    }
    return this.verifier.verify();
  }
}
