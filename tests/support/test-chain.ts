import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';

import { JsonRpcProvider } from 'ethers';

import { findFreePort } from '../../backend/src/runtime/ports.js';

/** A local chain of its own, with free gas, for one test. */
export interface Chain {
  url: string;
  provider: JsonRpcProvider;
  stop: () => Promise<void>;
}

export async function startChain(): Promise<Chain> {
  const port = await findFreePort();
  const args = ['--host', '127.0.0.1', '--port', `${port}`, '--hardfork', 'cancun'];
  const child = spawn(
    resolve('node_modules/.bin/anvil'),
    [...args, '--base-fee', '0', '--gas-price', '0', '--accounts', '0', '--silent'],
    { stdio: 'ignore' },
  );
  const url = `http://127.0.0.1:${port}`;
  await waitForChain(url, child);
  const provider = new JsonRpcProvider(url, undefined, { cacheTimeout: -1 });
  return {
    url,
    provider,
    stop: async () => {
      provider.destroy();
      if (child.exitCode === null && child.signalCode === null) {
        const exited = new Promise((done) => child.once('exit', done));
        child.kill();
        await exited;
      }
    },
  };
}

async function waitForChain(url: string, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (child.exitCode !== null) throw new Error(`anvil ended with code ${child.exitCode}`);
    try {
      await fetch(url);
      return;
    } catch {
      await new Promise((done) => setTimeout(done, 50));
    }
  }
  throw new Error('anvil did not answer within 10 s');
}
