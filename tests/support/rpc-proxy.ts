import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

interface RpcRequest {
  readonly id: number;
  readonly method: string;
  readonly params: readonly unknown[];
}

interface RpcAnswer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

/** A second way to a test's chain, which fails as it is told to. */
export class RpcProxy {
  /** Connections are cut, as of a node that is down. */
  isDown = false;
  /** Nothing is ever answered. */
  isSilent = false;
  /** The newest block that it knows; null follows the chain. */
  frozenAt: number | null = null;
  /** Code of the error that every request is answered with. */
  errorCode: number | null = null;
  /** Answers by method that take the place of the chain's. */
  readonly instead = new Map<string, unknown>();
  /** Methods that came, in their order. */
  readonly asked: string[] = [];

  private constructor(
    private readonly server: Server,
    private readonly target: string,
  ) {
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      void this.answer(request, response);
    });
  }

  static async before(target: string): Promise<RpcProxy> {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return new RpcProxy(server, target);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString()) as RpcRequest | RpcRequest[];
    const requests = Array.isArray(body) ? body : [body];
    this.asked.push(...requests.map(({ method }) => method));
    if (this.isDown) {
      request.socket.destroy();
      return;
    }
    if (this.isSilent) return;
    const answers = await Promise.all(requests.map((one) => this.forward(one)));
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(Array.isArray(body) ? answers : answers[0]));
  }

  private async forward(request: RpcRequest): Promise<RpcAnswer> {
    if (this.errorCode !== null) {
      return { ...envelope(request), error: { code: this.errorCode, message: 'refused' } };
    }
    const result = this.instead.get(request.method) ?? this.frozenResult(request);
    if (result !== undefined) return { ...envelope(request), result };
    const params = request.params.map((param) => (param === 'latest' ? this.latest : param));
    const response = await fetch(this.target, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...envelope(request), method: request.method, params }),
    });
    return (await response.json()) as RpcAnswer;
  }

  private get latest(): string {
    return this.frozenAt === null ? 'latest' : `0x${this.frozenAt.toString(16)}`;
  }

  /** What a node says that does not have the newer blocks; undefined where the chain may answer. */
  private frozenResult({ method, params }: RpcRequest): unknown {
    if (this.frozenAt === null) return undefined;
    if (method === 'eth_blockNumber') return this.latest;
    const isBeyond = Number(params[0]) > this.frozenAt;
    if (method === 'eth_getBlockByNumber' && isBeyond) return null;
    const to = Number((params[0] as { toBlock?: string } | undefined)?.toBlock ?? 0);
    return method === 'eth_getLogs' && to > this.frozenAt ? [] : undefined;
  }
}

function envelope({ id }: RpcRequest) {
  return { jsonrpc: '2.0', id };
}
