import { HDNodeWallet, Mnemonic } from 'ethers';

import {
  type Config,
  type ConfigProblem,
  SECRET_NAMES,
  SECRET_VARIABLES,
  type SecretName,
} from './config.js';

/**
 * Every secret that the embedded mode generates, and every one of deploy/sample.env, begins with
 * these bytes, so that production can tell it wherever it comes from. 28 random bytes remain.
 */
export const DEVELOPMENT_KEY_PREFIX = '0xd0eb111e';

/** The mnemonic that Ethereum development tools share; its accounts belong to everybody. */
const PUBLIC_MNEMONIC = 'test test test test test test test test test test test junk';
const PUBLIC_ACCOUNTS = 20;

/** Without these nothing runs; the deployer's key is needed only where nothing is deployed yet. */
const REQUIRED: readonly SecretName[] = ['masterKey', 'networkKey', 'relayKey', 'operatorKey'];

/** What a production start must not do without, and must not do with. */
export function productionProblems(config: Config): ConfigProblem[] {
  return [
    ...embeddedParts(config),
    ...missingSecrets(config),
    ...unsafeSecrets(config),
    ...sameMasterKey(config),
  ];
}

function embeddedParts(config: Config): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  if (config.databaseUrl === undefined) {
    const sentence = 'is missing: production does not run on the embedded PostgreSQL.';
    problems.push({ variable: 'DATABASE_URL', sentence });
  }
  if (config.ledgerRpcUrls.length === 0) {
    const sentence = 'is missing: production does not run on the embedded ledger.';
    problems.push({ variable: 'LEDGER_RPC_URLS', sentence });
  }
  return problems;
}

function missingSecrets(config: Config): ConfigProblem[] {
  return REQUIRED.filter((name) => config.secrets[name] === undefined).map((name) => ({
    variable: SECRET_VARIABLES[name],
    sentence: 'is missing: production generates no secrets.',
  }));
}

function unsafeSecrets(config: Config): ConfigProblem[] {
  const publicKeys = publicDevelopmentKeys();
  const firstUse = new Map<string, SecretName>();
  return SECRET_NAMES.flatMap((name) => {
    const key = config.secrets[name]?.reveal();
    if (key === undefined) return [];
    const earlier = firstUse.get(key);
    firstUse.set(key, earlier ?? name);
    const sentence = unsafeBecause(key, publicKeys, earlier);
    return sentence === undefined ? [] : [{ variable: SECRET_VARIABLES[name], sentence }];
  });
}

/** What was rotated away from may be unsafe; that is a reason to rotate. */
function sameMasterKey({ secrets, otherMasterKeys }: Config): ConfigProblem[] {
  const current = secrets.masterKey?.reveal();
  const sentence = 'holds DUEBILL_MASTER_KEY itself.';
  return otherMasterKeys.some((key) => key.reveal() === current)
    ? [{ variable: 'DUEBILL_OTHER_MASTER_KEYS', sentence }]
    : [];
}

function unsafeBecause(
  key: string,
  publicKeys: ReadonlySet<string>,
  earlier: SecretName | undefined,
): string | undefined {
  if (key.startsWith(DEVELOPMENT_KEY_PREFIX)) {
    return 'is a sample secret or one that the embedded mode generated.';
  }
  if (publicKeys.has(key)) return 'is a key that every development chain publishes.';
  if (earlier !== undefined) return `is the same key as ${SECRET_VARIABLES[earlier]}.`;
  return undefined;
}

function publicDevelopmentKeys(): ReadonlySet<string> {
  const parent = HDNodeWallet.fromMnemonic(Mnemonic.fromPhrase(PUBLIC_MNEMONIC), "m/44'/60'/0'/0");
  const accounts = Array.from({ length: PUBLIC_ACCOUNTS }, (_, index) => parent.deriveChild(index));
  return new Set(accounts.map((account) => account.privateKey));
}
