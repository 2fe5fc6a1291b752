import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect, parseEnv } from 'node:util';

import { HDNodeWallet } from 'ethers';

import {
  type ConfigProblem,
  ConfigRefusal,
  loadConfig,
  SECRET_NAMES,
  SECRET_VARIABLES,
} from '../../../backend/src/config/index.js';

const key = (digit: string) => digit.repeat(64);

const production = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgres://duebill:hunter2@db.example/duebill',
  LEDGER_RPC_URLS: 'https://a.example, https://b.example',
  DUEBILL_MASTER_KEY: key('1'),
  DUEBILL_NETWORK_KEY: key('2'),
  DUEBILL_RELAY_KEY: key('3'),
  DUEBILL_OPERATOR_KEY: key('4'),
};

function problemsOf(env: NodeJS.ProcessEnv): readonly ConfigProblem[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigRefusal) return error.problems;
    throw error;
  }
  return [];
}

const refusedVariables = (env: NodeJS.ProcessEnv) => problemsOf(env).map((p) => p.variable);

describe('loadConfig', () => {
  it('asks for the embedded parts when the environment is empty', () => {
    const config = loadConfig({});

    expect(config).toMatchObject({
      production: false,
      host: '127.0.0.1',
      port: 4000,
      portIsChosen: false,
      databaseUrl: undefined,
      ledgerRpcUrls: [],
      chainConfirmations: 0,
      finalityBlocks: 0,
      secrets: {},
    });
    expect(config.dataDir).toBe(join(process.cwd(), '.duebill'));
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('takes prices of gas and bounds of the queue together', () => {
    const { pipeline } = loadConfig({
      DUEBILL_GAS_PRICE_WEI: '1000',
      DUEBILL_QUEUE_MAX: '500',
    });

    expect(pipeline).toMatchObject({ gasPriceWei: 1_000, gasPriceMaxWei: 1_000 });
    expect(pipeline).toMatchObject({ queueMax: 500, queuePartyMax: 500 });
    expect(
      problemsOf({ DUEBILL_GAS_PRICE_WEI: '1000', DUEBILL_GAS_PRICE_MAX_WEI: '999' }),
    ).toMatchObject([{ variable: 'DUEBILL_GAS_PRICE_MAX_WEI' }]);
  });

  it('treats an empty variable as absent', () => {
    expect(loadConfig({ DATABASE_URL: ' ', DUEBILL_PORT: '' }).databaseUrl).toBeUndefined();
  });

  it('traces only if somebody receives it, in the share that the standard variables say', () => {
    const OTEL_EXPORTER_OTLP_ENDPOINT = 'http://collector.example:4318';
    const ratio = {
      OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
      OTEL_TRACES_SAMPLER_ARG: '0.1',
    };

    expect(loadConfig(ratio).tracing).toBeNull();
    expect(loadConfig({ OTEL_EXPORTER_OTLP_ENDPOINT, ...ratio }).tracing).toEqual({
      ...{ serviceName: 'duebill', sampledShare: 0.1 },
    });
    expect(
      loadConfig({ OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_SDK_DISABLED: 'true' }).tracing,
    ).toBeNull();
    expect(
      refusedVariables({
        OTEL_EXPORTER_OTLP_ENDPOINT,
        OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
        ...{ OTEL_TRACES_SAMPLER: 'jaeger_remote', OTEL_TRACES_SAMPLER_ARG: '2' },
      }),
    ).toEqual(['OTEL_EXPORTER_OTLP_PROTOCOL', 'OTEL_TRACES_SAMPLER', 'OTEL_TRACES_SAMPLER_ARG']);
  });

  it.each([
    ['DUEBILL_PORT', '70000'],
    ['DUEBILL_PORT', '4e3'],
    ['DUEBILL_CHAIN_CONFIRMATIONS', '-1'],
    ['DUEBILL_READY_LAG_BLOCKS', '0'],
    ['DUEBILL_FINALITY_BLOCKS', '1001'],
    ['DUEBILL_RPC_TIMEOUT_MS', '99'],
    ['DUEBILL_RPC_LAG_BLOCKS', '0'],
    ['DUEBILL_GAS_PRICE_WEI', '1.5'],
    ['DUEBILL_GAS_PRICE_MAX_WEI', '1'],
    ['DUEBILL_STUCK_SECONDS', '0'],
    ['DUEBILL_QUEUE_MAX', '0'],
    ['DUEBILL_QUEUE_PARTY_MAX', '100001'],
    ['DATABASE_URL', 'mysql://db.example'],
    ['LEDGER_RPC_URLS', 'http://a.example,ledger'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318'],
    ['DUEBILL_METRICS_TOKEN', 'too short'],
    ['DUEBILL_METRICS_TOKEN', 'long enough, but of words'],
    ['DUEBILL_MASTER_KEY', 'abc'],
    ['DUEBILL_RELAY_KEY', '0'.repeat(64)],
    ['DUEBILL_RELAY_KEY', 'f'.repeat(64)],
  ])('refuses %s=%s by name', (variable, value) => {
    expect(refusedVariables({ [variable]: value })).toEqual([variable]);
  });

  it('never repeats a URL or a key in its refusals', () => {
    const env = { DATABASE_URL: 'db://user:hunter2@x', DUEBILL_MASTER_KEY: 'hunter2' };

    expect(() => loadConfig(env)).toThrow(ConfigRefusal);
    expect(JSON.stringify(problemsOf(env))).not.toContain('hunter2');
  });

  it('hides its secrets from every way of printing', () => {
    const config = loadConfig(production);
    const printed = `${inspect(config, { depth: 9 })} ${JSON.stringify(config)}`;

    expect(printed).not.toContain('1111');
    expect(printed).not.toContain('hunter2');
    expect(String(config.secrets.masterKey)).toBe('[secret]');
    expect(config.secrets.masterKey?.reveal()).toBe(`0x${key('1')}`);
  });
});

describe('loadConfig in production', () => {
  it('accepts external parts with their own secrets', () => {
    expect(loadConfig(production).ledgerRpcUrls).toEqual([
      'https://a.example',
      'https://b.example',
    ]);
  });

  it('lists every missing part and secret at once', () => {
    expect(refusedVariables({ NODE_ENV: 'production' })).toEqual([
      'DATABASE_URL',
      'LEDGER_RPC_URLS',
      'DUEBILL_MASTER_KEY',
      'DUEBILL_NETWORK_KEY',
      'DUEBILL_RELAY_KEY',
      'DUEBILL_OPERATOR_KEY',
    ]);
  });

  it('refuses every secret of the committed sample', () => {
    const sample = parseEnv(readFileSync('deploy/sample.env', 'utf8'));

    expect(refusedVariables({ ...sample, NODE_ENV: 'production' })).toEqual(
      SECRET_NAMES.map((name) => SECRET_VARIABLES[name]),
    );
    expect(problemsOf({ ...sample })).toEqual([]);
  });

  it('refuses a key that development chains publish', () => {
    const phrase = 'test test test test test test test test test test test junk';
    const account = HDNodeWallet.fromPhrase(phrase, '', "m/44'/60'/0'/0/3");

    const env = { ...production, DUEBILL_RELAY_KEY: account.privateKey };
    expect(refusedVariables(env)).toEqual(['DUEBILL_RELAY_KEY']);
  });

  it('refuses one key for two purposes', () => {
    const env = { ...production, DUEBILL_OPERATOR_KEY: `0x${key('3')}` };
    expect(refusedVariables(env)).toEqual(['DUEBILL_OPERATOR_KEY']);
  });
});
