import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Random } from '../sample/random.js';

const SLOW_MS_MAX = 400;
const STALE_MS_MAX = 3_000;
const HANG_MS_MAX = 4_000;
const UPSTREAM_PATIENCE_MS = 20_000;

/** What can become of a request to a node, and how often compared with each other. */
const FAULTS = [
  ['SLOW', 6],
  ['STALE', 5],
  ['ANSWER_LOST', 6],
  ['CUT', 3],
  ['SERVER_ERROR', 3],
  ['TORN', 3],
  ['BUSY', 2],
  ['RPC_ERROR', 2],
  ['HANG', 1],
] as const;
type Fault = (typeof FAULTS)[number][0];

/** Before the node sees a request, or after it executed it and before its answer is passed on. */
export type Phase = 'ASKED' | 'ANSWERED';

interface Watch {
  readonly method: string;
  readonly phase: Phase;
  readonly act: () => void;
}

/** Stands before the node, and lets the seed decide what becomes of requests and answers. */
export class RpcGate {
  upstream: string | undefined;
  /** Part of the requests that something happens to. */
  faultShare = 0;
  faults = 0;
  readonly #watches = new Set<Watch>();
  readonly #server: Server = createServer((request, response) => {
    void this.#serve(request, response).catch(() => response.destroy());
  });

  constructor(private readonly random: Random) {}

  async listen(): Promise<string> {
    await new Promise<void>((settle) => this.#server.listen(0, '127.0.0.1', settle));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Acts once, when the next request of this method comes by; returns how to give that up. */
  atNext(method: string, phase: Phase, act: () => void): () => void {
    const watch = { method, phase, act };
    this.#watches.add(watch);
    return () => this.#watches.delete(watch);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((settle) => this.#server.close(settle));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    const fault = this.#nextFault();
    if (fault !== null) this.faults += 1;
    this.#tell(body, 'ASKED');
    if (fault !== null && (await this.#failsBefore(fault, body, response))) return;
    const answer = await this.#forward(body);
    this.#tell(body, 'ANSWERED');
    // What was true when the node said it may no longer be so when it arrives.
    if (fault === 'STALE') await sleep(this.random.int(1, STALE_MS_MAX));
    if (answer === null || fault === 'ANSWER_LOST') return void response.destroy();
    const text = fault === 'TORN' ? answer.slice(0, this.random.int(0, answer.length - 1)) : answer;
    response.writeHead(200, { 'content-type': 'application/json' }).end(text);
  }

  #nextFault(): Fault | null {
    return this.random.chance(this.faultShare) ? this.random.weighted(FAULTS) : null;
  }

  /** True if the node never sees the request. */
  async #failsBefore(fault: Fault, body: string, response: ServerResponse): Promise<boolean> {
    switch (fault) {
      case 'SLOW':
        await sleep(this.random.int(1, SLOW_MS_MAX));
        return false;
      case 'HANG':
        await sleep(this.random.int(1, HANG_MS_MAX));
        response.destroy();
        return true;
      case 'CUT':
        response.destroy();
        return true;
      case 'SERVER_ERROR':
        response.writeHead(502).end('<html>bad gateway</html>');
        return true;
      case 'BUSY':
        response.writeHead(429, { 'retry-after': '0' }).end();
        return true;
      case 'RPC_ERROR':
        response.writeHead(200, { 'content-type': 'application/json' }).end(refuseAll(body));
        return true;
      default:
        return false;
    }
  }

  async #forward(body: string): Promise<string | null> {
    if (this.upstream === undefined) return null;
    try {
      const response = await fetch(this.upstream, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
        signal: AbortSignal.timeout(UPSTREAM_PATIENCE_MS),
      });
      return await response.text();
    } catch {
      // The node is down: so is the connection.
      return null;
    }
  }

  #tell(body: string, phase: Phase): void {
    for (const watch of this.#watches) {
      if (watch.phase !== phase || !body.includes(`"${watch.method}"`)) continue;
      this.#watches.delete(watch);
      watch.act();
    }
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** As a node answers that is being overwhelmed. */
function refuseAll(body: string): string {
  const asked = JSON.parse(body) as { id: number } | Array<{ id: number }>;
  const refusal = ({ id }: { id: number }): object => ({
    ...{ jsonrpc: '2.0', id, error: { code: -32_005, message: 'limit exceeded' } },
  });
  return JSON.stringify(Array.isArray(asked) ? asked.map(refusal) : refusal(asked));
}

function sleep(durationMs: number): Promise<void> {
  return new Promise((settle) => setTimeout(settle, durationMs));
}
