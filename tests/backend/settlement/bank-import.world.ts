import { randomUUID } from 'node:crypto';

import type { BackendConfig } from '../../../backend/src/config/index.js';
import { PartyRole } from '../../../backend/src/common/index.js';
import type { Viewer } from '../../../backend/src/identity/index.js';
import { NetworkKey } from '../../../backend/src/ledger/index.js';
import { BankEntryReader } from '../../../backend/src/settlement/bank-entry.reader.js';
import {
  BankImportService,
  type BankFileUpload,
} from '../../../backend/src/settlement/bank-import.service.js';
import { BankStatementReader } from '../../../backend/src/settlement/bank-statement.reader.js';
import { CsvMappingService } from '../../../backend/src/settlement/csv-mapping.service.js';
import { StatementGapReader } from '../../../backend/src/settlement/statement-gap.reader.js';
import { TestDatabase } from '../../support/test-database.js';

const NETWORK_KEY = '11'.repeat(32);

/** An import on a real database, without a ledger: nothing is settled here. */
export class BankImportWorld {
  readonly owner: Viewer = viewer('owner', `0x${'11'.repeat(20)}`);
  readonly stranger: Viewer = viewer('stranger', `0x${'22'.repeat(20)}`);
  readonly mappings: CsvMappingService;
  readonly imports: BankImportService;
  readonly entries: BankEntryReader;
  readonly statements: BankStatementReader;
  readonly gaps: StatementGapReader;
  private keys = 0;

  private constructor(readonly database: TestDatabase) {
    const { dataSource } = database;
    this.mappings = new CsvMappingService(dataSource);
    this.imports = new BankImportService(
      ...([
        dataSource,
        new NetworkKey({ networkKey: NETWORK_KEY } as BackendConfig),
        this.mappings,
      ] as const),
    );
    this.entries = new BankEntryReader(dataSource);
    this.statements = new BankStatementReader(dataSource);
    this.gaps = new StatementGapReader(dataSource);
  }

  static async start(...accounts: string[]): Promise<BankImportWorld> {
    const world = new BankImportWorld(await TestDatabase.start());
    const { party } = world.owner;
    await world.database.insert('party_profile', [
      { party, name: 'Owner', name_key: 'OWNER', created_at: new Date() },
    ]);
    await world.database.insert(
      'bank_account',
      accounts.map((account) => ({ account, party, created_at: new Date() })),
    );
    return world;
  }

  /** Imports a file; its counts, or the refusal. */
  async take(content: Buffer | string, upload: Partial<BankFileUpload> = {}) {
    const imported = await this.imports.import(this.owner, {
      idempotencyKey: `import ${++this.keys}`,
      contentBase64: Buffer.from(content).toString('base64'),
      ...upload,
    });
    if (typeof imported !== 'string') return imported;
    const { entryCount, alreadyKnown } = await this.statements.readImport(imported);
    return { importId: imported, entryCount, alreadyKnown };
  }

  /** All entries, the earliest first. */
  async all() {
    const page = { size: 100, limit: 101, after: null };
    return (await this.entries.list(this.owner, page, {})).reverse();
  }

  /** Begins anew with the same accounts. */
  clear(): Promise<void> {
    return this.database.truncate('bank_file');
  }

  stop(): Promise<void> {
    return this.database.stop();
  }
}

function viewer(userName: string, party: string): Viewer {
  return { userId: randomUUID(), userName, party, roles: [PartyRole.SUPPLIER] };
}
