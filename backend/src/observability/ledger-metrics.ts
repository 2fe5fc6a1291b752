import { Injectable } from '@nestjs/common';
import { Gauge, Registry } from 'prom-client';
import { DataSource } from 'typeorm';

import {
  type CommandBacklog,
  type Lag,
  LedgerLag,
  type VerifiedState,
  readBacklog,
  readVerifiedState,
} from '../ledger/index.js';
import { ShortCache } from './short-cache.js';

/** Scrapes of several collectors within this time share one read. */
const KEEP_MS = 3_000;
/** A scrape goes without what takes longer. */
const READ_TIMEOUT_MS = 2_000;

/** One checkpoint moves all read models; a projection with its own would be a label of its own. */
const PROJECTOR = 'live';

/**
 * What is the same whichever replica is asked: the commands on their way and the lag of the read models.
 *
 * What cannot be read is left out of the scrape, since its last value would pass for the present one;
 * `duebill_source_up` says so.
 */
@Injectable()
export class LedgerMetrics {
  private readonly backlog: ShortCache<CommandBacklog>;
  private readonly lag: ShortCache<Lag>;
  private readonly verified: ShortCache<VerifiedState>;
  private readonly gauges: ReturnType<typeof createGauges>;

  constructor(registry: Registry, dataSource: DataSource, lag: LedgerLag) {
    this.backlog = new ShortCache(() => readBacklog(dataSource.manager), KEEP_MS);
    this.lag = new ShortCache(() => lag.measure(), KEEP_MS);
    this.verified = new ShortCache(() => readVerifiedState(dataSource.manager), KEEP_MS);
    this.gauges = createGauges(registry);
  }

  /** Reads the present values; takes bounded time and never fails. */
  async refresh(): Promise<void> {
    const [backlog, lag, verified] = await Promise.all([
      orNull(this.backlog.get()),
      orNull(this.lag.get()),
      orNull(this.verified.get()),
    ]);
    this.showBacklog(backlog);
    this.showLag(lag);
    this.showVerified(verified);
  }

  private showBacklog(backlog: CommandBacklog | null): void {
    const { commands, oldest, up } = this.gauges;
    commands.reset();
    oldest.reset();
    up.set({ source: 'backlog' }, backlog === null ? 0 : 1);
    if (backlog === null) return;
    commands.set({ state: 'awaiting_signature' }, backlog.awaitingSignature);
    commands.set({ state: 'queued' }, backlog.queued);
    commands.set({ state: 'sent' }, backlog.sent);
    commands.set({ state: 'failed' }, backlog.failed);
    oldest.set({ state: 'queued' }, backlog.oldestQueuedSeconds ?? 0);
    oldest.set({ state: 'sent' }, backlog.oldestSentSeconds ?? 0);
  }

  private showLag(lag: Lag | null): void {
    const { lagBlocks, lagSeconds, block, up } = this.gauges;
    [lagBlocks, lagSeconds, block].forEach((gauge) => gauge.reset());
    up.set({ source: 'lag' }, lag === null ? 0 : 1);
    if (lag === null) return;
    lagBlocks.set({ projector: PROJECTOR }, lag.blocks);
    lagSeconds.set({ projector: PROJECTOR }, lag.seconds);
    block.set({ of: 'head' }, lag.headBlock);
    block.set({ of: 'indexed' }, lag.indexedBlock);
  }

  /** After the lag, which begins the blocks anew. */
  private showVerified(verified: VerifiedState | null): void {
    const { block, differences, up } = this.gauges;
    differences.reset();
    up.set({ source: 'verification' }, verified === null ? 0 : 1);
    if (verified === null) return;
    block.set({ of: 'verified' }, verified.verifiedBlock);
    block.set({ of: 'swept' }, verified.sweptBlock);
    for (const { table, count } of verified.differences) differences.set({ table }, count);
  }
}

function createGauges(registry: Registry) {
  const gauge = <Label extends string>(name: string, help: string, label: Label): Gauge<Label> =>
    new Gauge({ name, help, labelNames: [label], registers: [registry] });
  return {
    commands: gauge('duebill_commands', 'Commands by state (queued, sent and so on).', 'state'),
    oldest: gauge(
      'duebill_oldest_command_seconds',
      'Age of the oldest queued command and of the oldest unmined sending; 0 if there is none.',
      'state',
    ),
    lagBlocks: gauge(
      'duebill_lag_blocks',
      'Blocks that the read models are behind the ledger.',
      'projector',
    ),
    lagSeconds: gauge(
      'duebill_lag_seconds',
      'Age of the oldest block that the read models lack; 0 if they lack none.',
      'projector',
    ),
    block: gauge(
      'duebill_block',
      'Newest block with the confirmations asked for (head), the one that is shown (indexed), that was compared with the ledger (verified), and since which every row was compared (swept).',
      'of',
    ),
    differences: gauge(
      'duebill_differences',
      'Fields in which the read models differ from the ledger; none if there is no such series.',
      'table',
    ),
    up: gauge(
      'duebill_source_up',
      'Whether the values of a source (backlog, lag, verification) could be read for this scrape.',
      'source',
    ),
  };
}

function orNull<Value>(reading: Promise<Value>): Promise<Value | null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), READ_TIMEOUT_MS);
    const settle = (value: Value | null): void => {
      clearTimeout(timer);
      resolve(value);
    };
    reading.then(settle, () => settle(null));
  });
}
