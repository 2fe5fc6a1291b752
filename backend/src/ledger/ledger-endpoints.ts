import { Logger } from '@nestjs/common';
import { Network } from 'ethers';

import type { BackendConfig } from '../config/index.js';
import {
  EndpointFault,
  type EndpointHealth,
  EndpointState,
  LedgerEndpoint,
} from './ledger-endpoint.js';

const CHECK_EVERY_MS = 1_000;
/** With another endpoint at hand, one that takes longer for three small questions is left for it. */
const CHECK_TIMEOUT_MS = 2_000;

/** Order in which endpoints are asked when none is as it should be. */
const LAST_RESORT = [
  EndpointState.OK,
  EndpointState.UNCHECKED,
  EndpointState.LAGGING,
  EndpointState.UNREACHABLE,
];

/**
 * The nodes of the ledger: requests go to the first in the order of the configuration that is healthy.
 *
 * One that fails, is slow, lags or is of another chain is put aside, and asked again after a while that doubles. When
 * none is healthy, all but those of another chain are tried. A single endpoint has no substitute: it is checked
 * before its first use and after failures only, and given the whole time of a request.
 */
export class LedgerEndpoints {
  private readonly logger = new Logger('LedgerEndpoints');
  readonly all: readonly LedgerEndpoint[];
  private readonly lagBlocks: number;
  private readonly timer: NodeJS.Timeout | null;
  private checking = false;
  private said = '';

  constructor({ rpcUrls, deployment, pipeline }: BackendConfig) {
    const names = namesOf(rpcUrls);
    const isSingle = rpcUrls.length === 1;
    this.lagBlocks = pipeline.rpcLagBlocks;
    this.all = rpcUrls.map(
      (url, index) =>
        new LedgerEndpoint({
          url,
          name: names[index] ?? '',
          network: Network.from(deployment.chainId),
          genesisHash: deployment.genesisHash,
          callTimeoutMs: pipeline.rpcTimeoutMs,
          checkTimeoutMs: isSingle ? pipeline.rpcTimeoutMs : CHECK_TIMEOUT_MS,
        }),
    );
    this.timer = isSingle ? null : setInterval(() => void this.check(), CHECK_EVERY_MS).unref();
  }

  health(): EndpointHealth[] {
    return this.all.map((endpoint) => endpoint.health);
  }

  /**
   * Does `work` with the first endpoint that can, among those that have a block.
   *
   * `work` is done again with another endpoint if one fails, so it must bear that.
   */
  async use<Result>(
    work: (endpoint: LedgerEndpoint) => Promise<Result>,
    { isAnswer, atBlock = 0 }: { isAnswer: (error: unknown) => boolean; atBlock?: number },
  ): Promise<Result> {
    let failure: unknown = new EndpointFault('every endpoint is a node of another chain');
    for (const endpoint of this.inOrder()) {
      try {
        if (atBlock === 0 || (await endpoint.reaches(atBlock))) {
          return await work(endpoint);
        }
        failure = new EndpointFault(`${endpoint.name} does not have block ${atBlock} yet`);
      } catch (error) {
        if (isAnswer(error)) {
          throw error;
        }
        failure = error;
        // A check that found another chain has said so already.
        if (endpoint.state !== EndpointState.OTHER_CHAIN) {
          endpoint.putAside(EndpointState.UNREACHABLE);
        }
        this.sayChanges();
      }
    }
    throw failure;
  }

  close(): void {
    if (this.timer !== null) {
      clearInterval(this.timer);
    }
    this.all.forEach((endpoint) => endpoint.close());
  }

  /** Endpoints in the order in which they are asked. */
  inOrder(): LedgerEndpoint[] {
    const isUsable = ({ state, isDue }: LedgerEndpoint): boolean =>
      state !== EndpointState.OTHER_CHAIN || isDue;
    const rank = ({ state }: LedgerEndpoint): number => {
      const place = LAST_RESORT.indexOf(state);
      return place < 0 ? LAST_RESORT.length : place;
    };
    // Sorting is stable: those of one state keep the order of the configuration.
    return this.all.filter(isUsable).sort((a, b) => rank(a) - rank(b));
  }

  private async check(): Promise<void> {
    if (this.checking) {
      return;
    }
    this.checking = true;
    await Promise.all(
      this.all
        .filter(({ state, isDue }) => isHealthy(state) || isDue)
        .map((endpoint) => endpoint.check().catch(() => endpoint.giveUpCalls())),
    );
    const heads = this.all.filter(({ state }) => isHealthy(state)).map(({ health }) => health);
    const foremost = Math.max(...heads.map(({ headBlock }) => headBlock ?? 0));
    for (const endpoint of this.all) {
      endpoint.markLagging((endpoint.health.headBlock ?? 0) < foremost - this.lagBlocks);
    }
    this.sayChanges();
    this.checking = false;
  }

  /** Once per change. */
  private sayChanges(): void {
    const said = this.all.map(({ name, state }) => `${name} ${state}`).join(', ');
    const isUneventful = this.all.every(
      ({ state }) => state === EndpointState.OK || state === EndpointState.UNCHECKED,
    );
    if (said !== this.said && !(isUneventful && this.said === '')) {
      this.logger.warn(`endpoints of the ledger: ${said}`);
      this.said = isUneventful ? '' : said;
    }
  }
}

function isHealthy(state: EndpointState): boolean {
  return state === EndpointState.OK || state === EndpointState.LAGGING;
}

/** Host and port of each URL, numbered where several share them: paths may be keys of providers. */
function namesOf(urls: readonly string[]): string[] {
  const hosts = urls.map((url) => new URL(url).host);
  return hosts.map((host, index) => {
    const earlier = hosts.slice(0, index).filter((other) => other === host).length;
    return earlier === 0 ? host : `${host} #${earlier + 1}`;
  });
}
