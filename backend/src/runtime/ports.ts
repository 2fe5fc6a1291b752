import { createServer } from 'node:net';

import { hasErrorCode, RuntimeRefusal } from './runtime.errors.js';

/** A port that nobody listens on at this moment; 0 asks for any. */
export async function findFreePort(host = '127.0.0.1'): Promise<number> {
  const port = await tryListening(host, 0);
  if (port === undefined) throw new Error(`No free port on ${host}.`);
  return port;
}

export async function isPortFree(host: string, port: number): Promise<boolean> {
  return (await tryListening(host, port)) !== undefined;
}

async function tryListening(host: string, port: number): Promise<number | undefined> {
  const server = createServer();
  try {
    return await new Promise<number>((settle, fail) => {
      server.once('error', fail);
      server.listen({ host, port, exclusive: true }, () => {
        const address = server.address();
        settle(typeof address === 'object' && address !== null ? address.port : port);
      });
    });
  } catch (error) {
    if (hasErrorCode(error, 'EADDRINUSE')) return undefined;
    throw refusalOf(error, host, port) ?? error;
  } finally {
    await new Promise((settle) => server.close(settle));
  }
}

function refusalOf(error: unknown, host: string, port: number): RuntimeRefusal | undefined {
  if (hasErrorCode(error, 'EADDRNOTAVAIL') || hasErrorCode(error, 'ENOTFOUND')) {
    return new RuntimeRefusal(`DUEBILL_HOST: this machine has no address ${host}.`);
  }
  return hasErrorCode(error, 'EACCES')
    ? new RuntimeRefusal(`DUEBILL_PORT: this user may not listen on port ${port}.`)
    : undefined;
}
