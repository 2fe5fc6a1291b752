export interface SubscriptionMessage {
  readonly type: string;
  readonly payload?: unknown;
}

/** One subscription over a WebSocket of its own, by the protocol `graphql-transport-ws`. */
export class SubscriptionClient {
  private readonly messages: SubscriptionMessage[] = [];
  private wake = (): void => undefined;

  private constructor(private readonly socket: WebSocket) {
    socket.addEventListener('message', ({ data }) =>
      this.take(JSON.parse(String(data)) as SubscriptionMessage),
    );
    socket.addEventListener('close', ({ code }) => this.take({ type: 'closed', payload: code }));
  }

  /** Connects and subscribes; fails if the server does not take the connection. */
  static async open(
    url: string,
    { query, variables = {} }: { readonly query: string; readonly variables?: object },
    token: string | null = 'good',
  ): Promise<SubscriptionClient> {
    const client = await SubscriptionClient.connect(url, token);
    client.greet();
    await client.next();
    client.subscribe(query, variables);
    return client;
  }

  /** Connects and says nothing, as a browser does: it cannot send the token in a header. */
  static async connect(url: string, token: string | null = null): Promise<SubscriptionClient> {
    const headers: Record<string, string> =
      token === null ? {} : { authorization: `Bearer ${token}` };
    const protocols = ['graphql-transport-ws'];
    const socket = new WebSocket(url.replace(/^http/, 'ws'), { protocols, headers });
    await new Promise<void>((resolve, reject) => {
      socket.addEventListener('open', () => resolve());
      socket.addEventListener('error', () => reject(new Error('the connection is refused')));
    });
    return new SubscriptionClient(socket);
  }

  greet(payload?: object): void {
    this.send({ type: 'connection_init', ...(payload === undefined ? {} : { payload }) });
  }

  subscribe(query: string, variables: object = {}): void {
    this.send({ id: '1', type: 'subscribe', payload: { query, variables } });
  }

  /** The next message besides pings; of type `closed` when the connection ended. */
  async next(): Promise<SubscriptionMessage> {
    for (;;) {
      const message = this.messages.shift();
      if (message !== undefined) {
        return message;
      }
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  close(): void {
    this.socket.close();
  }

  private send(message: object): void {
    this.socket.send(JSON.stringify(message));
  }

  private take({ type, payload }: SubscriptionMessage): void {
    if (type === 'ping') {
      this.send({ type: 'pong' });
      return;
    }
    this.messages.push({ type, payload });
    this.wake();
  }
}
