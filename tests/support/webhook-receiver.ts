import { type IncomingMessage, type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { Webhook } from 'standardwebhooks';

/** A message as it arrived, before anything was believed of it. */
export interface ReceivedMessage {
  readonly id: string;
  readonly headers: Record<string, string>;
  readonly text: string;
  readonly body: {
    readonly type: string;
    readonly data: Readonly<Record<string, unknown>> & { readonly subject: string };
  };
}

/** Status that a message is answered with; a promise holds the answer back. */
export type Answer = (message: ReceivedMessage) => number | Promise<number>;

/** A real HTTP server that takes webhooks. */
export class WebhookReceiver {
  readonly received: ReceivedMessage[] = [];
  /** Those that were answered with 2xx, in the order of their answers. */
  readonly accepted: ReceivedMessage[] = [];
  answer: Answer = () => 204;
  private wake = (): void => undefined;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<WebhookReceiver> {
    const server = createServer();
    const receiver = new WebhookReceiver(server);
    server.on('request', (request, response) => {
      void receiver.take(request).then((status) => {
        response.writeHead(status, status === 302 ? { location: receiver.url } : {}).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Resolves when so many messages were accepted. */
  async untilAccepted(count: number): Promise<void> {
    await this.until(() => this.accepted.length >= count);
  }

  async untilReceived(count: number): Promise<void> {
    await this.until(() => this.received.length >= count);
  }

  private async until(isDone: () => boolean): Promise<void> {
    while (!isDone()) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  private async take(request: IncomingMessage): Promise<number> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk as Buffer);
    }
    const text = Buffer.concat(chunks).toString();
    const headers = request.headers as Record<string, string>;
    const body = JSON.parse(text) as ReceivedMessage['body'];
    const message = { id: headers['webhook-id'] ?? '', headers, text, body };
    this.received.push(message);
    this.wake();
    const status = await this.answer(message);
    if (status < 300) {
      this.accepted.push(message);
      this.wake();
    }
    return status;
  }
}

/** What an independent implementation of the Standard Webhooks says of a message: its body, or an error. */
export function verified(secret: string, { text, headers }: ReceivedMessage): unknown {
  return new Webhook(secret).verify(text, headers);
}
