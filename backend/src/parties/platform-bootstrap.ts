import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

import { PLATFORM_LEGAL_ID } from '../common/index.js';
import { BACKEND_CONFIG, type BackendConfig } from '../config/index.js';
import { KeyVault, TokenService } from '../identity/index.js';
import { NetworkKey } from '../ledger/index.js';
import { nameKeyOf } from './identifier.js';

const OPERATOR_NAME = 'Duebill operator';
const OPERATOR_USER = 'operator';
const TOKEN_VALID_DAYS = 365;

/**
 * Gives the platform's own party, which the deployment admitted, its name, its key and its first user.
 *
 * Runs at every start and changes nothing that is there. In embedded mode the operator's token lies in a file of the
 * data folder, so that the command line on the same machine finds it.
 */
@Injectable()
export class PlatformBootstrap implements OnApplicationBootstrap {
  constructor(
    @Inject(BACKEND_CONFIG) private readonly config: BackendConfig,
    private readonly dataSource: DataSource,
    private readonly networkKey: NetworkKey,
    private readonly keys: KeyVault,
    private readonly tokens: TokenService,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.dataSource.transaction(async (db) => {
      await this.writeProfile(db);
      await this.keys.keep(db, this.networkKey.platformParty, this.config.operatorKey);
    });
    if (!this.config.production) {
      await this.provideToken(join(this.config.dataDir, 'tokens'));
    }
  }

  private async writeProfile(db: EntityManager): Promise<void> {
    const party = this.networkKey.platformParty;
    await db.query(
      `INSERT INTO party_profile (party, name, name_key) VALUES ($1, $2, $3)
       ON CONFLICT (party) DO NOTHING`,
      [party, OPERATOR_NAME, nameKeyOf(OPERATOR_NAME)],
    );
    await db.query(
      `INSERT INTO party_identifier (scheme, value, party, is_legal_id) VALUES ($1, $2, $3, true)
       ON CONFLICT (scheme, value) DO NOTHING`,
      [PLATFORM_LEGAL_ID.scheme, PLATFORM_LEGAL_ID.value, party],
    );
  }

  private async provideToken(folder: string): Promise<void> {
    const path = join(folder, OPERATOR_USER);
    const existing = await readIfThere(path);
    if (existing !== null && (await this.isOperatorToken(existing.trim()))) {
      return;
    }
    const user = { party: this.networkKey.platformParty, name: OPERATOR_USER };
    const token = await this.tokens.issue(this.dataSource.manager, user, TOKEN_VALID_DAYS);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    // Written aside and renamed: a client never reads half a token.
    await writeFile(`${path}.new`, `${token}\n`, { mode: 0o600 });
    await chmod(`${path}.new`, 0o600);
    await rename(`${path}.new`, path);
  }

  private async isOperatorToken(token: string): Promise<boolean> {
    const viewer = await this.tokens.findViewer(token);
    return viewer?.party === this.networkKey.platformParty;
  }
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return null;
    }
    throw error;
  }
}
