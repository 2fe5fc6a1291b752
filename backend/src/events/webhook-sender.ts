import { type ClientRequest, type IncomingMessage, request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';

import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { RequestFilteringHttpAgent, RequestFilteringHttpsAgent } from 'request-filtering-agent';

import { BACKEND_CONFIG, type BackendConfig } from '../config/index.js';
import { signatureOf } from './webhook-secrets.js';

/** How long a receiver has for its whole answer. */
export const REQUEST_TIMEOUT_MS = 10_000;
/** Of an answer's body nothing is used; more than this and the connection is not kept. */
const DRAINED_BYTES_MAX = 16_384;
const HEADER_BYTES_MAX = 16_384;
const SOCKETS_PER_HOST_MAX = 32;
const ERROR_CHARS_MAX = 200;
const LOOPBACK = ['127.0.0.1', '::1'];

/** One message to one receiver. */
export interface Sending {
  readonly url: string;
  readonly id: string;
  readonly body: string;
  /** Those that are valid, the newest first. */
  readonly secrets: readonly string[];
}

/** How a receiver answered; `error` names why it is no acceptance. */
export interface SendingOutcome {
  readonly isAccepted: boolean;
  readonly statusCode: number | null;
  readonly error: string | null;
}

/**
 * Sends signed messages. Redirects are not followed, and addresses inside of networks are refused when a name is
 * resolved, at the moment of the connection: the receiver's name is a stranger's choice.
 */
@Injectable()
export class WebhookSender implements OnModuleDestroy {
  private readonly agents: {
    readonly plain: RequestFilteringHttpAgent;
    readonly secure: RequestFilteringHttpsAgent;
  };

  constructor(@Inject(BACKEND_CONFIG) { production }: BackendConfig) {
    const options = {
      ...{ keepAlive: true, maxSockets: SOCKETS_PER_HOST_MAX, timeout: REQUEST_TIMEOUT_MS },
      ...{ allowIPAddressList: production ? [] : LOOPBACK },
    };
    this.agents = {
      plain: new RequestFilteringHttpAgent(options),
      secure: new RequestFilteringHttpsAgent(options),
    };
  }

  onModuleDestroy(): void {
    this.agents.plain.destroy();
    this.agents.secure.destroy();
  }

  /** Never fails: whatever goes wrong is an outcome. */
  async send(sending: Sending, timeoutMs = REQUEST_TIMEOUT_MS): Promise<SendingOutcome> {
    try {
      const statusCode = await this.post(sending, AbortSignal.timeout(timeoutMs));
      const isAccepted = statusCode >= 200 && statusCode < 300;
      return { isAccepted, statusCode, error: isAccepted ? null : `HTTP ${statusCode}` };
    } catch (error) {
      return { isAccepted: false, statusCode: null, error: reasonOf(error as Error) };
    }
  }

  private post({ url, id, body, secrets }: Sending, signal: AbortSignal): Promise<number> {
    const timestamp = Math.floor(Date.now() / 1_000);
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'user-agent': 'Duebill-Webhooks/1',
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signatureOf({ id, timestamp, body }, secrets),
    };
    const isSecure = new URL(url).protocol === 'https:';
    const agent = isSecure ? this.agents.secure : this.agents.plain;
    const options = { method: 'POST', headers, agent, signal, maxHeaderSize: HEADER_BYTES_MAX };
    return new Promise((resolve, reject) => {
      const request: ClientRequest = (isSecure ? requestSecure : requestPlain)(url, options);
      request.once('response', (response) => {
        drain(response);
        resolve(response.statusCode ?? 0);
      });
      request.on('error', reject);
      request.end(body);
    });
  }
}

/** Lets the connection serve again after a short answer, and ends it after a long one. */
function drain(response: IncomingMessage): void {
  let bytes = 0;
  response.on('error', () => undefined);
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > DRAINED_BYTES_MAX) {
      response.destroy();
    }
  });
}

/** Says what is wrong without an address that a name was resolved to. */
function reasonOf(error: Error & { readonly code?: string }): string {
  if (error.name === 'TimeoutError' || error.name === 'AbortError') {
    return 'no answer in time';
  }
  if (/is not allowed\. Because/.test(error.message)) {
    return 'the address is inside of a network';
  }
  return (error.code ?? 'the connection failed').slice(0, ERROR_CHARS_MAX);
}
