import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';

/** A network between a client and a server that can be cut without either being told. */
export class TcpProxy {
  private readonly sockets = new Set<Socket>();
  private isCut = false;

  private constructor(private readonly server: Server) {}

  /** In front of the server that a URL names; `urlThrough` leads to it through the proxy. */
  static async before(url: string): Promise<TcpProxy> {
    const { hostname, port } = new URL(url);
    const server = createServer();
    const proxy = new TcpProxy(server);
    server.on('connection', (client) => proxy.join(client, connect(Number(port), hostname)));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return proxy;
  }

  urlThrough(url: string): string {
    const through = new URL(url);
    through.port = String((this.server.address() as AddressInfo).port);
    return through.href;
  }

  /** From now on nothing arrives at either end, and no end sees the other go. */
  cut(): void {
    this.isCut = true;
    this.sockets.forEach((socket) => socket.pause());
  }

  /** What was sent meanwhile arrives. */
  heal(): void {
    this.isCut = false;
    this.sockets.forEach((socket) => socket.resume());
  }

  async stop(): Promise<void> {
    this.sockets.forEach((socket) => socket.destroy());
    await new Promise((done) => this.server.close(done));
  }

  private join(client: Socket, server: Socket): void {
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      this.sockets.add(from);
      from.on('data', (chunk: Buffer) => to.write(chunk));
      from.on('error', () => undefined);
      from.on('close', () => {
        this.sockets.delete(from);
        if (!this.isCut) to.destroy();
      });
      if (this.isCut) from.pause();
    }
  }
}
