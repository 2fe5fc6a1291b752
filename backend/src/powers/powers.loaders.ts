import { Injectable } from '@nestjs/common';

import { BatchLoader, groupById } from '../api/index.js';
import type { RequestContext } from '../identity/index.js';
import { ApprovalReader } from './approval.reader.js';
import type { ApprovalStepType } from './approval.type.js';
import { LotOrderReader } from './lot-order.reader.js';
import type { LotOrderType } from './lot-order.type.js';

/** Orders that were carried out on lots that the viewer sees. */
@Injectable()
export class LotOrdersLoader extends BatchLoader<RequestContext, LotOrderType[]> {
  constructor(private readonly orders: LotOrderReader) {
    super();
  }

  protected async findMany(
    { viewer }: RequestContext,
    lotIds: readonly string[],
  ): Promise<ReadonlyMap<string, LotOrderType[]>> {
    return groupById(lotIds, await this.orders.ofLots(viewer, lotIds), (order) => order.lotId);
  }
}

/** Whether lots that the viewer sees are frozen. */
@Injectable()
export class LotFrozenLoader extends BatchLoader<RequestContext, boolean> {
  constructor(private readonly orders: LotOrderReader) {
    super();
  }

  protected async findMany(
    _: RequestContext,
    lotIds: readonly string[],
  ): Promise<ReadonlyMap<string, boolean>> {
    const frozen = await this.orders.frozen(lotIds);
    return new Map(lotIds.map((lotId) => [lotId, frozen.has(lotId)]));
  }
}

/** Steps of approvals that the viewer sees. */
@Injectable()
export class ApprovalStepsLoader extends BatchLoader<RequestContext, ApprovalStepType[]> {
  constructor(private readonly approvals: ApprovalReader) {
    super();
  }

  protected async findMany(
    _: RequestContext,
    actHashes: readonly string[],
  ): Promise<ReadonlyMap<string, ApprovalStepType[]>> {
    const steps = await this.approvals.stepsOf(actHashes);
    return groupById(actHashes, steps, (step) => step.actHash);
  }
}
