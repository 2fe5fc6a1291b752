import { Readable } from 'node:stream';

import { HexResult } from './hex-result.js';

export interface RpcCall {
  readonly method: string;
  readonly params?: readonly unknown[];
}

interface RpcAnswer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** The node answered a call with an error. */
export class RpcError extends Error {
  override readonly name = 'RpcError';
}

/** Just enough JSON-RPC to look after our own node on the loopback interface. */
export class JsonRpc {
  #nextId = 1;

  constructor(readonly url: string) {}

  async call<T>(method: string, ...params: readonly unknown[]): Promise<T> {
    const [result] = await this.batch<T>([{ method, params }]);
    return result as T;
  }

  /** An answer that is one hexadecimal text, as bytes as they arrive: a whole chain need not be in memory. */
  async *bytes(method: string, ...params: readonly unknown[]): AsyncGenerator<Uint8Array> {
    const id = this.#nextId++;
    const response = await this.#send({ jsonrpc: '2.0', id, method, params });
    const result = new HexResult();
    const body: AsyncIterable<Uint8Array> = response.body ?? Readable.from([]);
    for await (const chunk of body) {
      yield result.push(chunk);
    }
    if (!result.isComplete) {
      const { error } = JSON.parse(result.other) as RpcAnswer;
      throw new RpcError(`${method}: ${error?.message ?? 'the answer is no hexadecimal text'}`);
    }
  }

  /** The answers in the order of the calls; the node may execute them in any order. */
  async batch<T>(calls: readonly RpcCall[]): Promise<T[]> {
    if (calls.length === 0) return [];
    const requests = calls.map(({ method, params = [] }) => ({
      jsonrpc: '2.0',
      id: this.#nextId++,
      method,
      params,
    }));
    const answers = await this.#post(requests.length === 1 ? requests[0] : requests);
    const byId = new Map(answers.map((answer) => [answer.id, answer]));
    return requests.map(({ id, method }) => resultOf<T>(byId.get(id), method));
  }

  #send(body: unknown): Promise<Response> {
    return fetch(this.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  async #post(body: unknown): Promise<readonly RpcAnswer[]> {
    const response = await this.#send(body);
    const answer = (await response.json()) as RpcAnswer | readonly RpcAnswer[];
    return Array.isArray(answer) ? (answer as readonly RpcAnswer[]) : [answer as RpcAnswer];
  }
}

function resultOf<T>(answer: RpcAnswer | undefined, method: string): T {
  if (answer === undefined) throw new RpcError(`${method}: no answer`);
  if (answer.error !== undefined) throw new RpcError(`${method}: ${answer.error.message}`);
  return answer.result as T;
}
