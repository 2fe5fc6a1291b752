import type { PipelineConfig } from './pipeline-config.js';
import type { TracingConfig } from './tracing.reader.js';

/** Where the contracts of one deployment live; the record that `deploy/` writes. */
export interface LedgerDeployment {
  chainId: bigint;
  genesisHash: string;
  deployedAtBlock: number;
  /** By the names of the deployment record. */
  contracts: Readonly<
    Record<
      | 'forwarder'
      | 'powers'
      | 'parties'
      | 'receivables'
      | 'lots'
      | 'factoring'
      | 'assignments'
      | 'earlyPayments'
      | 'pledges'
      | 'settlement'
      | 'duties'
      | 'cashDesk'
      | 'reconciliation'
      | 'collections'
      | 'creditBook',
      string
    >
  >;
}

/** The token under which the backend's modules are given their configuration. */
export const BACKEND_CONFIG = Symbol('BACKEND_CONFIG');

/** What the backend is started with, whoever provides the database and the ledger. */
export interface BackendConfig {
  databaseUrl: string;
  rpcUrls: string[];
  host: string;
  port: number;
  dataDir: string;
  /** 32 bytes in hexadecimal: encrypts the keys of parties. */
  masterKey: string;
  /** Master keys that wrapped keys of parties before, or will after the next restart: they open and do not wrap. */
  otherMasterKeys?: readonly string[];
  /** 32 bytes in hexadecimal: keys the fingerprints and the addresses of parties. */
  networkKey: string;
  relayKey: string;
  operatorKey: string;
  chainConfirmations: number;
  /** Read models that are further behind make the process unready. */
  readyLagBlocks: number;
  /** What `/metrics` asks for; without it production serves none. */
  metricsToken: string | undefined;
  finalityBlocks: number;
  pipeline: PipelineConfig;
  /** Nothing is traced without it. */
  tracing?: TracingConfig | null;
  deployment: LedgerDeployment;
  production: boolean;
}
