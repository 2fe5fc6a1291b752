import type { DataSource } from 'typeorm';

import { PLATFORM_LEGAL_ID, PartyRole } from '../../../backend/src/common/index.js';
import type { BackendConfig } from '../../../backend/src/config/index.js';
import { KeyVault, TokenService, type Viewer } from '../../../backend/src/identity/index.js';
import { NetworkKey } from '../../../backend/src/ledger/index.js';
import { BankAccountService } from '../../../backend/src/parties/bank-account.service.js';
import { PartyAdmissionService } from '../../../backend/src/parties/party-admission.service.js';
import { PartyReader } from '../../../backend/src/parties/party.reader.js';
import { PlatformBootstrap } from '../../../backend/src/parties/platform-bootstrap.js';
import { UserAccessService } from '../../../backend/src/parties/user-access.service.js';
import { outboxOn } from '../../support/command-outbox.js';
import type { TestDatabase } from '../../support/test-database.js';

export const TABLES =
  'command, command_outcome, party, party_profile, app_user, signer_key, document, receivable, lot';

/** The services of the module over one database, without a ledger: commands stay queued. */
export function partiesWorld(dataSource: DataSource, dataDir = '/nonexistent') {
  const config = {
    masterKey: '11'.repeat(32),
    networkKey: '22'.repeat(32),
    operatorKey: `0x${'33'.repeat(32)}`,
    production: false,
    dataDir,
  } as BackendConfig;
  const networkKey = new NetworkKey(config);
  const keys = new KeyVault(config);
  const tokens = new TokenService(dataSource);
  const outbox = outboxOn(dataSource);
  const parties = new PartyReader(dataSource);
  return {
    networkKey,
    keys,
    tokens,
    outbox,
    parties,
    accounts: new BankAccountService(dataSource, parties),
    admissions: new PartyAdmissionService(outbox, networkKey, keys),
    access: new UserAccessService(dataSource, tokens),
    bootstrap: new PlatformBootstrap(config, dataSource, networkKey, keys, tokens),
    operator: viewerOf(networkKey.partyAddress(PLATFORM_LEGAL_ID), PartyRole.OPERATOR),
  };
}

export function viewerOf(party: string, ...roles: PartyRole[]): Viewer {
  return { userId: '00000000-0000-4000-8000-000000000001', userName: 'Ada', party, roles };
}

/** Leaves a party in the read model as the projector would. */
export async function projectParty(database: TestDatabase, party: string, roles = 3) {
  await database.insert('party', [
    {
      party,
      legal_id_hash: '0x00',
      roles,
      status: 'ACTIVE',
      expires_at: '2099-01-01T00:00:00Z',
      admitted_at: '2026-01-01T00:00:00Z',
    },
  ]);
}
