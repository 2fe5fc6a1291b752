import { FetchRequest, type JsonRpcProvider, type Network } from 'ethers';

import { NodeProvider } from './node-provider.js';

/** What is known of an endpoint. */
export enum EndpointState {
  /** Not asked for its chain yet. */
  UNCHECKED = 'UNCHECKED',
  OK = 'OK',
  /** Too many blocks behind another endpoint. */
  LAGGING = 'LAGGING',
  /** It failed, gave no answer in time, or refuses requests. */
  UNREACHABLE = 'UNREACHABLE',
  /** It answers for another chain. */
  OTHER_CHAIN = 'OTHER_CHAIN',
}

export interface EndpointHealth {
  /** Host and port; never the path or the credentials of its URL. */
  readonly name: string;
  readonly state: EndpointState;
  /** Newest block that it told of; null before its first answer. */
  readonly headBlock: number | null;
}

export interface EndpointOptions {
  readonly name: string;
  readonly url: string;
  readonly network: Network;
  readonly genesisHash: string;
  readonly callTimeoutMs: number;
  readonly checkTimeoutMs: number;
}

/** Requests that are made in one turn of the event loop go out as one; a round trip each would dominate. */
const BATCH_MAX_COUNT = 200;
/** How long a failed endpoint is left alone first; it doubles with each failure soon after the last. */
const ASIDE_MS = 500;
const ASIDE_MAX_MS = 30_000;
const SOON_MS = 60_000;

/** An endpoint that cannot be used: never an answer of a node. */
export class EndpointFault extends Error {}

/**
 * One node of the ledger, with what is known of its health.
 *
 * Nothing is asked of it before it named the chain that it is expected to be of.
 */
export class LedgerEndpoint {
  readonly name: string;
  private readonly provider: JsonRpcProvider;
  /** Checks go apart: in one batch with a large read they would take its time. */
  private readonly checker: JsonRpcProvider;
  private current = EndpointState.UNCHECKED;
  private head: number | null = null;
  private asideMs = 0;
  private asideSince = 0;
  private checking: Promise<void> | null = null;
  private given = new AbortController();

  constructor(private readonly options: EndpointOptions) {
    this.name = options.name;
    this.provider = providerOf(options, options.callTimeoutMs);
    this.checker = providerOf(options, options.checkTimeoutMs);
  }

  get health(): EndpointHealth {
    return { name: this.name, state: this.current, headBlock: this.head };
  }

  get state(): EndpointState {
    return this.current;
  }

  /** Whether its time aside is over. */
  get isDue(): boolean {
    return Date.now() >= this.asideSince + this.asideMs;
  }

  /**
   * Sends a request.
   *
   * @throws EndpointFault if it cannot be used or gives no answer in time; what a node answers is thrown as it is.
   */
  async call<Result>(method: string, params: unknown[]): Promise<Result> {
    if (this.current === EndpointState.UNCHECKED || this.isAside) {
      await this.check();
    }
    const { callTimeoutMs } = this.options;
    const given = this.given.signal;
    return within(callTimeoutMs, this.provider.send(method, params) as Promise<Result>, given);
  }

  sawHead(block: number): void {
    this.head = block;
  }

  /** Whether it has a block; it is asked for its head only if the last one was below. */
  async reaches(block: number): Promise<boolean> {
    if (this.head === null || this.head < block) {
      this.head = Number(await this.call<string>('eth_blockNumber', []));
    }
    return this.head >= block;
  }

  /** Asks for chain and head; whoever asks meanwhile shares the answer. */
  check(): Promise<void> {
    this.checking ??= this.askForChain().finally(() => {
      this.checking = null;
    });
    return this.checking;
  }

  markLagging(isLagging: boolean): void {
    if (this.current === EndpointState.OK || this.current === EndpointState.LAGGING) {
      this.current = isLagging ? EndpointState.LAGGING : EndpointState.OK;
    }
  }

  /** Leaves it alone for a while; failures of requests that were on their way together count once. */
  putAside(state: EndpointState.UNREACHABLE | EndpointState.OTHER_CHAIN): void {
    const isCounted = this.isAside && !this.isDue;
    this.current = state;
    if (isCounted) {
      return;
    }
    const isSoon = Date.now() - this.asideSince < SOON_MS + this.asideMs;
    this.asideMs = isSoon ? Math.min(Math.max(this.asideMs * 2, ASIDE_MS), ASIDE_MAX_MS) : ASIDE_MS;
    this.asideSince = Date.now();
  }

  /** Gives up what is on its way, so that another endpoint is asked at once. */
  giveUpCalls(): void {
    this.given.abort();
    this.given = new AbortController();
  }

  close(): void {
    this.provider.destroy();
    this.checker.destroy();
  }

  private get isAside(): boolean {
    return this.current === EndpointState.UNREACHABLE || this.current === EndpointState.OTHER_CHAIN;
  }

  private async askForChain(): Promise<void> {
    const { checkTimeoutMs, network, genesisHash } = this.options;
    const ask = (method: string, params: unknown[] = []): Promise<unknown> =>
      this.checker.send(method, params) as Promise<unknown>;
    const asked = Promise.all([
      ask('eth_chainId'),
      ask('eth_getBlockByNumber', ['0x0', false]),
      ask('eth_blockNumber'),
    ]);
    try {
      const [chainId, first, head] = await within(checkTimeoutMs, asked);
      this.head = Number(head);
      const isOurs = BigInt(chainId as string) === network.chainId;
      if (!isOurs || (first as { hash: string } | null)?.hash !== genesisHash) {
        this.putAside(EndpointState.OTHER_CHAIN);
      } else if (this.current !== EndpointState.LAGGING) {
        this.current = EndpointState.OK;
      }
    } catch (error) {
      this.putAside(EndpointState.UNREACHABLE);
      throw new EndpointFault(`${this.name} gives no answer: ${reasonOf(error)}`);
    }
    if (this.current === EndpointState.OTHER_CHAIN) {
      throw new EndpointFault(`${this.name} is a node of another chain`);
    }
  }
}

function providerOf({ url, network }: EndpointOptions, timeoutMs: number): JsonRpcProvider {
  const request = new FetchRequest(url);
  request.timeout = timeoutMs;
  // An endpoint that asks for patience is left for another one, not waited for.
  request.setThrottleParams({ maxAttempts: 1 });
  return new NodeProvider(request, network, {
    staticNetwork: network,
    batchMaxCount: BATCH_MAX_COUNT,
    batchStallTime: 0,
  });
}

/** Errors of the driver repeat URLs and bodies; their code says enough. */
function reasonOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : 'unknown';
}

/** The driver's own limit is of silence on the connection: a node that trickles would never meet it. */
function within<Result>(
  timeoutMs: number,
  answer: Promise<Result>,
  given?: AbortSignal,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const fail = (reason: string): void => settle(() => reject(new EndpointFault(reason)));
    const giveUp = (): void => fail('the endpoint was given up');
    const timer = setTimeout(() => fail(`no answer within ${timeoutMs} ms`), timeoutMs);
    const settle = (end: () => void): void => {
      clearTimeout(timer);
      given?.removeEventListener('abort', giveUp);
      end();
    };
    given?.addEventListener('abort', giveUp);
    answer.then(
      (result) => settle(() => resolve(result)),
      (error: Error) => settle(() => reject(error)),
    );
  });
}
