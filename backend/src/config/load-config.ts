import { resolve } from 'node:path';

import {
  type Config,
  ConfigRefusal,
  SECRET_NAMES,
  SECRET_VARIABLES,
  type SecretName,
} from './config.js';
import { EnvironmentReader } from './environment.reader.js';
import { readPipeline } from './pipeline.reader.js';
import { productionProblems } from './production.rules.js';
import { Secret } from './secret.js';
import { readTracing } from './tracing.reader.js';

export const DEFAULT_PORT = 4000;

/** Some minutes of an ordinary chain: further behind, answers mislead. */
const DEFAULT_READY_LAG_BLOCKS = 100;

/** A token that is sent with every scrape must not be guessed. */
const METRICS_TOKEN_LENGTH = { min: 16, max: 200 };

/**
 * Keys of 32 bytes that only encrypt or authenticate; the others sign and must lie on the curve.
 */
const SYMMETRIC: readonly SecretName[] = ['masterKey', 'networkKey'];

/**
 * The configuration that the environment asks for, checked as a whole.
 *
 * @throws ConfigRefusal with every problem that was found.
 */
export function loadConfig(env: NodeJS.ProcessEnv): Config {
  const reader = new EnvironmentReader(env);
  const config = readConfig(reader);
  const problems = [...reader.problems, ...(config.production ? productionProblems(config) : [])];
  if (problems.length > 0) throw new ConfigRefusal(firstOfEach(problems));
  return config;
}

function readConfig(reader: EnvironmentReader): Config {
  const port = reader.integer('DUEBILL_PORT', { min: 0, max: 65_535 });
  return Object.freeze({
    production: reader.text('NODE_ENV') === 'production',
    dataDir: resolve(reader.text('DUEBILL_DATA_DIR') ?? '.duebill'),
    host: reader.text('DUEBILL_HOST') ?? '127.0.0.1',
    port: port ?? DEFAULT_PORT,
    portIsChosen: port !== undefined,
    databaseUrl: readDatabaseUrl(reader),
    ledgerRpcUrls: Object.freeze(reader.urls('LEDGER_RPC_URLS', ['http:', 'https:'])),
    deploymentFile: resolveIfSet(reader.text('DUEBILL_DEPLOYMENT_FILE')),
    chainConfirmations: reader.integer('DUEBILL_CHAIN_CONFIRMATIONS', { min: 0, max: 1_000 }) ?? 0,
    readyLagBlocks:
      reader.integer('DUEBILL_READY_LAG_BLOCKS', { min: 1, max: 1_000_000 }) ??
      DEFAULT_READY_LAG_BLOCKS,
    metricsToken: readMetricsToken(reader),
    finalityBlocks: reader.integer('DUEBILL_FINALITY_BLOCKS', { min: 0, max: 1_000 }) ?? 0,
    otherMasterKeys: Object.freeze(reader.hexKeys('DUEBILL_OTHER_MASTER_KEYS')),
    pipeline: readPipeline(reader),
    tracing: readTracing(reader),
    secrets: readSecrets(reader),
  });
}

function readDatabaseUrl(reader: EnvironmentReader): Secret | undefined {
  const [url, second] = reader.urls('DATABASE_URL', ['postgres:', 'postgresql:']);
  if (second !== undefined) reader.refuse('DATABASE_URL', 'holds more than one URL.');
  return url === undefined ? undefined : new Secret(url);
}

/** Of the letters that a bearer token may have. */
function readMetricsToken(reader: EnvironmentReader): Secret | undefined {
  const token = reader.text('DUEBILL_METRICS_TOKEN');
  if (token === undefined) return undefined;
  const { min, max } = METRICS_TOKEN_LENGTH;
  if (/^[\w.~+/-]+=*$/.test(token) && token.length >= min && token.length <= max) {
    return new Secret(token);
  }
  const sentence = `is not a token of ${min} to ${max} letters, digits and -._~+/ signs.`;
  reader.refuse('DUEBILL_METRICS_TOKEN', sentence);
  return undefined;
}

function readSecrets(reader: EnvironmentReader): Config['secrets'] {
  const secrets: Partial<Record<SecretName, Secret>> = {};
  for (const name of SECRET_NAMES) {
    const kind = SYMMETRIC.includes(name) ? 'symmetric' : 'signing';
    const secret = reader.hexKey(SECRET_VARIABLES[name], kind);
    if (secret !== undefined) secrets[name] = secret;
  }
  return Object.freeze(secrets);
}

function resolveIfSet(path: string | undefined): string | undefined {
  return path === undefined ? undefined : resolve(path);
}

/** A malformed value is also missing: one sentence per variable is enough. */
function firstOfEach<T extends { variable: string }>(problems: readonly T[]): T[] {
  const seen = new Set<string>();
  return problems.filter(({ variable }) => !seen.has(variable) && seen.add(variable));
}
