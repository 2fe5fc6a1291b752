import { DataSource } from 'typeorm';

import { PLATFORM_LEGAL_ID, partyAddressOf } from '../backend/src/common/index.js';
import { ConfigRefusal, loadConfig } from '../backend/src/config/index.js';
import { dataSourceOptions } from '../backend/src/data-source.js';
import { TokenService } from '../backend/src/identity/index.js';

const VALID_DAYS = 30;

/**
 * Prints a new token of the operator, for an installation where nobody has one yet.
 *
 * It takes what only the operator's own machines have: the database and the network's key.
 *
 * @throws ConfigRefusal when one of them is missing
 */
async function printOperatorToken(): Promise<void> {
  const { databaseUrl, secrets } = loadConfig(process.env);
  if (databaseUrl === undefined || secrets.networkKey === undefined) {
    const sentence = 'is needed to make a token; an embedded system keeps one in its data folder.';
    throw new ConfigRefusal([{ variable: 'DATABASE_URL and DUEBILL_NETWORK_KEY', sentence }]);
  }
  const dataSource = await new DataSource(dataSourceOptions(databaseUrl.reveal())).initialize();
  try {
    const party = partyAddressOf(secrets.networkKey.reveal(), PLATFORM_LEGAL_ID);
    const user = { party, name: 'operator' };
    console.log(await new TokenService(dataSource).issue(dataSource.manager, user, VALID_DAYS));
  } finally {
    await dataSource.destroy();
  }
}

try {
  await printOperatorToken();
} catch (error) {
  console.error(error instanceof ConfigRefusal ? error.message : error);
  process.exitCode = error instanceof ConfigRefusal ? 78 : 1;
}
