import type { IncomingMessage } from 'node:http';

import type { Viewer } from './viewer.js';

/** How long a WebSocket may be silent before its `connection_init`. */
const GREETING_MS = 5_000;
/** How long a socket may outlive the revocation or the end of its token, besides the time of a lookup. */
const RECHECK_MS = 10_000;
/** Sockets that have not said who they are, in one process. */
const STRANGERS_MAX = 200;
/** A greeting holds a token and little else. */
const GREETING_CHARS_MAX = 10_000;

/** Codes of the protocol `graphql-transport-ws`. */
const CLOSE_FORBIDDEN = 4_403;
const CLOSE_TOO_LATE = 4_408;

/** What is used of a WebSocket of the server. */
export interface Socket {
  close(code: number, reason: string): void;
  once(event: 'message', listener: (data: Buffer) => void): void;
  once(event: 'close', listener: () => void): void;
}

/** What is used of the server of WebSockets. */
export interface SocketServer {
  on(event: 'connection', listener: (socket: Socket, request: IncomingMessage) => void): void;
}

export interface Greeting {
  /** Token of the request's own header, and whom it names; null if it has none. */
  readonly known: { readonly token: string; readonly viewer: Viewer } | null;
  /** Rejects if it cannot be looked up at the moment. */
  readonly findViewer: (token: string) => Promise<Viewer | null>;
}

/**
 * Waits for the `connection_init` of WebSockets.
 *
 * Browsers cannot send a header with an upgrade, so theirs has the token in its payload, as `authorization: "Bearer …"`.
 * The token is looked up again as long as the socket is open, since subscriptions last.
 */
export class SocketGreetings {
  private readonly servers = new WeakSet<SocketServer>();
  private readonly expected = new Map<IncomingMessage, Greeting>();
  private readonly viewers = new WeakMap<Socket, Promise<Viewer | null>>();
  private strangers = 0;

  constructor(
    private readonly patienceMs = GREETING_MS,
    private readonly recheckMs = RECHECK_MS,
  ) {}

  /** Whether another socket may come without a header. */
  get hasRoom(): boolean {
    return this.strangers < STRANGERS_MAX;
  }

  /** Is to be called before the request is upgraded. */
  expect(server: SocketServer, request: IncomingMessage, greeting: Greeting): void {
    if (!this.servers.has(server)) {
      this.servers.add(server);
      server.on('connection', (socket, upgraded) => this.meet(socket, upgraded));
    }
    this.expected.set(request, greeting);
    request.socket.once('close', () => this.expected.delete(request));
  }

  /** Who speaks on a socket that has greeted. Closes it, and throws, if nobody is known by the token. */
  async viewerOf(socket: Socket): Promise<Viewer> {
    const viewer = await this.viewers.get(socket);
    if (viewer === null || viewer === undefined) {
      socket.close(CLOSE_FORBIDDEN, 'Forbidden');
      throw new Error('a WebSocket without a valid token was closed');
    }
    return viewer;
  }

  private meet(socket: Socket, request: IncomingMessage): void {
    const greeting = this.expected.get(request);
    if (greeting === undefined) {
      return;
    }
    this.expected.delete(request);
    this.viewers.set(socket, this.greet(socket, greeting));
  }

  private greet(socket: Socket, { known, findViewer }: Greeting): Promise<Viewer | null> {
    const count = known === null ? 1 : 0;
    this.strangers += count;
    return new Promise<string | null>((resolve) => {
      const timer = setTimeout(
        () => socket.close(CLOSE_TOO_LATE, 'Connection initialisation timeout'),
        this.patienceMs,
      );
      const settle = (token: string | null): void => {
        clearTimeout(timer);
        resolve(token);
      };
      socket.once('message', (data) => settle(tokenIn(data)));
      socket.once('close', () => settle(null));
    })
      .then(async (greeted) => {
        const token = known?.token ?? greeted;
        if (token === null) {
          return null;
        }
        const viewer = known?.viewer ?? (await findViewer(token).catch(() => null));
        if (viewer !== null) {
          this.recheck(socket, () => findViewer(token));
        }
        return viewer;
      })
      .finally(() => {
        this.strangers -= count;
      });
  }

  /** Closes the socket once its token counts no more; what cannot be looked up is asked again. */
  private recheck(socket: Socket, findViewer: () => Promise<Viewer | null>): void {
    const timer = setInterval(() => {
      findViewer().then(
        (viewer) => {
          if (viewer === null) socket.close(CLOSE_FORBIDDEN, 'Forbidden');
        },
        () => undefined,
      );
    }, this.recheckMs);
    timer.unref();
    socket.once('close', () => clearInterval(timer));
  }
}

/** Token of a greeting; null if there is none. */
function tokenIn(data: Buffer): string | null {
  if (data.length > GREETING_CHARS_MAX) {
    return null;
  }
  try {
    const message = JSON.parse(data.toString()) as {
      readonly payload?: Readonly<Record<string, unknown>> | null;
    } | null;
    const header = message?.payload?.['authorization'] ?? message?.payload?.['Authorization'];
    return typeof header === 'string' ? bearerOf(header) : null;
  } catch {
    return null;
  }
}

/** Token of an `Authorization` header; null if it is no bearer token. */
export function bearerOf(header: string): string | null {
  return /^Bearer (\S{1,200})$/.exec(header)?.[1] ?? null;
}
