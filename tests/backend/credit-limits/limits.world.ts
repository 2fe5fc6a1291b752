import { randomUUID } from 'node:crypto';

import { CreditGate } from '../../../backend/src/credit-limits/credit-gate.js';
import { CreditLimitReader } from '../../../backend/src/credit-limits/credit-limit.reader.js';
import { CreditLimitService } from '../../../backend/src/credit-limits/credit-limit.service.js';
import { LimitScope } from '../../../backend/src/credit-limits/limit-scope.js';
import type { Viewer } from '../../../backend/src/identity/index.js';
import { NetworkKey, OffLedgerActs } from '../../../backend/src/ledger/index.js';
import { ReceivableActsService } from '../../../backend/src/receivables/receivable-acts.service.js';
import { ReceivableReader } from '../../../backend/src/receivables/receivable.reader.js';
import { ConfirmationScope } from '../../../backend/src/receivables/receivable.type.js';
import { StoryWorld } from '../settlement/story.world.js';

export const FUTURE = new Date(Date.now() + 30 * 86_400_000);

let sequence = 0;
export const key = (): string => `limit ${++sequence}`;

/** Another person of the same party. */
export const colleagueOf = (viewer: Viewer): Viewer => ({ ...viewer, userId: randomUUID() });

/** Limits of the parties of a story, and confirmations that they let pass or not. */
export class LimitsWorld {
  readonly gate: CreditGate;
  readonly service: CreditLimitService;
  readonly reader: CreditLimitReader;
  readonly confirming: ReceivableActsService;

  private constructor(readonly story: StoryWorld) {
    const { dataSource } = story.pipeline.database;
    this.gate = new CreditGate(new NetworkKey(story.pipeline.configuration));
    this.service = new CreditLimitService(new OffLedgerActs(dataSource));
    this.reader = new CreditLimitReader(dataSource, this.gate);
    this.confirming = new ReceivableActsService(
      ...([story.pipeline.outbox, new ReceivableReader(dataSource), this.gate] as const),
    );
  }

  static async start(): Promise<LimitsWorld> {
    return new LimitsWorld(await StoryWorld.start());
  }

  async stop(): Promise<void> {
    await this.story.pipeline.stop();
  }

  async forgetLimits(): Promise<void> {
    await this.story.pipeline.db.query('TRUNCATE credit_limit');
    await this.story.pipeline.db.query('DELETE FROM early_warning');
  }

  proposal(change: object = {}) {
    return {
      ...{ idempotencyKey: key(), scope: LimitScope.BUYER, subject: this.story.buyer.party },
      ...{ currency: 'EUR', limitMinor: 15_000n, reason: 'review of the year', expiresAt: FUTURE },
      ...change,
    };
  }

  /** Proposed by one person and approved by another one. */
  async limit(viewer: Viewer, change: object = {}): Promise<string> {
    const limitId = (await this.service.propose(viewer, this.proposal(change))) as string;
    const approval = { idempotencyKey: key(), limitId };
    expect(await this.service.approve(colleagueOf(viewer), approval)).toBe(limitId);
    return limitId;
  }

  async registered(number: string, faceMinor = 10_000n): Promise<string> {
    await this.story.pipeline.register(number, { faceMinor });
    await this.story.pipeline.settle();
    return this.story.receivableId(number);
  }

  confirm(...receivableIds: string[]) {
    const confirmations = receivableIds.map((receivableId) => ({
      ...{ receivableId, scope: Object.values(ConfirmationScope) },
    }));
    return this.confirming.confirm(this.story.buyer, { idempotencyKey: key(), confirmations });
  }
}
