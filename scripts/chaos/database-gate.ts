import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';

const COMMIT = Buffer.from('COMMIT');

interface Connection {
  readonly client: Socket;
  readonly server: Socket;
}

/** Stands before the database of one process: cuts its connections, and loses answers. */
export class DatabaseGate {
  /** Port at which the database listens now. */
  upstreamPort = 0;
  readonly #connections = new Set<Connection>();
  #commitWatch: (() => void) | undefined;
  readonly #server: Server = createServer((client) => this.#take(client));

  async listen(): Promise<number> {
    await new Promise<void>((settle) => this.#server.listen(0, '127.0.0.1', settle));
    return (this.#server.address() as AddressInfo).port;
  }

  /** Breaks every connection. */
  cut(): void {
    for (const { client, server } of this.#connections) {
      client.destroy();
      server.destroy();
    }
  }

  /** Nothing passes for a while, and then everything that waited. */
  async freeze(durationMs: number): Promise<void> {
    const frozen = [...this.#connections].flatMap(({ client, server }) => [client, server]);
    frozen.forEach((socket) => socket.pause());
    await new Promise((settle) => setTimeout(settle, durationMs));
    frozen.forEach((socket) => socket.resume());
  }

  /**
   * The next commit reaches the database, and whoever asked for it never learns of that: its connection breaks.
   *
   * @returns how to give that up
   */
  loseNextCommit(act: () => void): () => void {
    this.#commitWatch = act;
    return () => (this.#commitWatch = undefined);
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((settle) => this.#server.close(settle));
  }

  #take(client: Socket): void {
    const server = connect(this.upstreamPort, '127.0.0.1');
    const connection = { client, server };
    this.#connections.add(connection);
    for (const socket of [client, server]) {
      socket.setNoDelay();
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.#connections.delete(connection);
        client.destroy();
        server.destroy();
      });
    }
    client.on('data', (chunk: Buffer) => this.#pass(connection, chunk));
    server.on('data', (chunk: Buffer) => void client.write(chunk));
  }

  #pass({ client, server }: Connection, chunk: Buffer): void {
    const act = chunk.includes(COMMIT) ? this.#commitWatch : undefined;
    if (act === undefined) return void server.write(chunk);
    this.#commitWatch = undefined;
    server.removeAllListeners('data');
    server.resume();
    server.end(chunk, () => {
      client.destroy();
      act();
    });
  }
}
