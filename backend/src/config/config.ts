import type { PipelineConfig } from './pipeline-config.js';
import type { Secret } from './secret.js';
import type { TracingConfig } from './tracing.reader.js';

/** The secrets of one installation, under the names by which the environment gives them. */
export const SECRET_VARIABLES = {
  masterKey: 'DUEBILL_MASTER_KEY',
  networkKey: 'DUEBILL_NETWORK_KEY',
  relayKey: 'DUEBILL_RELAY_KEY',
  deployerKey: 'DUEBILL_DEPLOYER_KEY',
  operatorKey: 'DUEBILL_OPERATOR_KEY',
} as const;

export type SecretName = keyof typeof SECRET_VARIABLES;

export const SECRET_NAMES = Object.keys(SECRET_VARIABLES) as readonly SecretName[];

/** What the environment decides. Whatever it leaves out, the embedded runtime provides. */
export interface Config {
  readonly production: boolean;
  readonly dataDir: string;
  readonly host: string;
  /** 0 means any free port. */
  readonly port: number;
  /** A port that somebody asked for is never silently exchanged for another. */
  readonly portIsChosen: boolean;
  /** Absent: the embedded PostgreSQL. */
  readonly databaseUrl: Secret | undefined;
  /** Empty: the embedded ledger. */
  readonly ledgerRpcUrls: readonly string[];
  readonly deploymentFile: string | undefined;
  /** Blocks on top of a block before the indexer trusts it; 0 where blocks are final at once. */
  readonly chainConfirmations: number;
  /** Blocks that the read models may be behind before the process says that it is not ready. */
  readonly readyLagBlocks: number;
  /** Bearer token of `/metrics`; without it production serves no metrics. */
  readonly metricsToken: Secret | undefined;
  /** Indexed blocks on top of a block before what it holds is final; 0 where blocks are final at once. */
  readonly finalityBlocks: number;
  /** Open what they wrapped, and wrap nothing. */
  readonly otherMasterKeys: readonly Secret[];
  readonly pipeline: PipelineConfig;
  /** Null unless somebody receives traces. */
  readonly tracing: TracingConfig | null;
  readonly secrets: Readonly<Partial<Record<SecretName, Secret>>>;
}

export interface ConfigProblem {
  readonly variable: string;
  readonly sentence: string;
}

/** Every reason why this environment is refused, so that one run shows all there is to mend. */
export class ConfigRefusal extends Error {
  override readonly name = 'ConfigRefusal';

  constructor(readonly problems: readonly ConfigProblem[]) {
    const lines = problems.map(({ variable, sentence }) => `  ${variable}: ${sentence}`);
    super(`The configuration is refused:\n${lines.join('\n')}`);
  }
}
