import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { type RunningChild, startChild, waitForLine } from '../child-process.js';
import { RuntimeRefusal } from '../runtime.errors.js';
import { JsonRpc } from './json-rpc.js';

/** The chain id of every embedded ledger. */
export const EMBEDDED_CHAIN_ID = 20_260;

const BLOCK_GAS_MAX = 60_000_000;
const START_PATIENCE_MS = 60_000;
/**
 * States of past blocks kept in memory; each is a full copy, so that the default of 500 is too
 * many.
 */
const STATES_KEPT = 16;

export interface AnvilOptions {
  readonly program: string;
  readonly cacheDir: string;
  readonly log: (line: string) => void;
  /** Either a chain to go on with or the second at which a new one begins. */
  readonly origin: { readonly stateFile?: string; readonly genesisTimestamp: number };
}

export interface Anvil {
  readonly child: RunningChild;
  readonly rpc: JsonRpc;
}

/**
 * The executable itself: a wrapper in between would survive a signal that its child gets, or the
 * other way round.
 */
export function findAnvilProgram(): string {
  const fromHere = createRequire(import.meta.url);
  const wrapper = fromHere.resolve('@foundry-rs/anvil/package.json');
  const os = process.platform === 'win32' ? 'win32' : process.platform;
  const name = `@foundry-rs/anvil-${os}-${process.arch === 'x64' ? 'amd64' : process.arch}`;
  try {
    const manifest = createRequire(wrapper).resolve(`${name}/package.json`);
    return join(dirname(manifest), 'bin', os === 'win32' ? 'anvil.exe' : 'anvil');
  } catch (error) {
    const hint = 'Run npm install on this machine, or set LEDGER_RPC_URLS.';
    throw new RuntimeRefusal(`The embedded ledger needs ${name}. ${hint}`, { cause: error });
  }
}

/** Starts the node and waits until it says where it listens. It mines only when it is told to. */
export async function startAnvil(options: AnvilOptions): Promise<Anvil> {
  const child = startChild({
    name: 'The embedded ledger',
    file: options.program,
    args: argumentsFor(options),
    // Whatever it wants to write under a home folder belongs into ours.
    options: { env: { ...process.env, HOME: options.cacheDir } },
    log: options.log,
  });
  const listening = /Listening on (127\.0\.0\.1:\d+)/;
  const address = await waitForLine(child, (line) => listening.exec(line)?.[1], START_PATIENCE_MS);
  const rpc = new JsonRpc(`http://${address}`);
  // Otherwise it prints a line for every call that it gets.
  await rpc.call('anvil_setLoggingEnabled', false);
  return { child, rpc };
}

/** Free gas, as on the production chain: nobody on this ledger owns a currency of the chain. */
function argumentsFor({ cacheDir, origin }: AnvilOptions): string[] {
  return [
    ...['--host', '127.0.0.1', '--port', '0', '--no-cors', '--no-request-size-limit'],
    ...['--chain-id', String(EMBEDDED_CHAIN_ID), '--hardfork', 'cancun'],
    ...['--base-fee', '0', '--gas-price', '0', '--disable-min-priority-fee'],
    ...['--gas-limit', String(BLOCK_GAS_MAX), '--accounts', '0', '--disable-console-log'],
    ...['--no-mining', '--order', 'fifo', '--prune-history', String(STATES_KEPT)],
    ...['--cache-path', cacheDir, '--color', 'never'],
    // The node makes a genesis block before it loads a state, and keeps both: they must be one and the same, or its
    // next dump has two blocks 0 and the chain after that has either. The clock is set once the state is loaded.
    ...['--timestamp', String(origin.genesisTimestamp)],
    ...(origin.stateFile === undefined ? [] : ['--load-state', origin.stateFile]),
  ];
}
