import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { DomainError, LOT_ID, NotFoundError, NotPermittedError, checkIds } from '../api/index.js';
import { PartyRole } from '../common/index.js';
import type { Viewer } from '../identity/index.js';
import {
  type Act,
  type CommandEntity,
  CommandOutbox,
  checkEvidence,
  contractInterfaces,
} from '../ledger/index.js';
import { keepEvidence } from './deal-evidence.js';
import { type DealSide, PositionReader } from './position.reader.js';
import type {
  CloseDealInput,
  DemandRepurchaseInput,
  OfferRepurchaseInput,
  RepurchaseLotsInput,
} from './recourse.input.js';

const DEAL_NUMBER_MAX = 2 ** 31 - 1;

type Submitted = Promise<CommandEntity | DomainError>;

/** One call about lots of one deal. */
interface LotsAct {
  /** Name of the mutation. */
  readonly operation: string;
  readonly kind: string;
  readonly call: 'close' | 'demandRepurchase' | 'offerRepurchase' | 'repurchase';
  readonly side: DealSide;
  readonly role: PartyRole;
  readonly gas: number;
  /** For each lot. */
  readonly lotGas: number;
}

interface LotsInput {
  readonly idempotencyKey: string;
  readonly dealNumber: number;
  readonly lotIds?: readonly string[] | null;
  readonly evidence?: string;
}

const CLOSE: LotsAct = {
  ...{ operation: 'closeDeal', kind: 'CLOSE_DEAL', call: 'close', side: 'owner' },
  ...{ role: PartyRole.FINANCIER, gas: 300_000, lotGas: 50_000 },
};
const DEMAND: LotsAct = {
  ...{ operation: 'demandRepurchase', kind: 'DEMAND_REPURCHASE', call: 'demandRepurchase' },
  ...{ side: 'owner', role: PartyRole.FINANCIER, gas: 300_000, lotGas: 50_000 },
};
const OFFER: LotsAct = {
  ...{ operation: 'offerRepurchase', kind: 'OFFER_REPURCHASE', call: 'offerRepurchase' },
  ...{ side: 'supplier', role: PartyRole.SUPPLIER, gas: 250_000, lotGas: 30_000 },
};
const REPURCHASE: LotsAct = {
  ...{ operation: 'repurchaseLots', kind: 'REPURCHASE_LOTS', call: 'repurchase' },
  ...{ side: 'owner', role: PartyRole.FINANCIER, gas: 350_000, lotGas: 80_000 },
};

/** How lots leave a funded deal: collected, with their reserve released, or repurchased by the supplier. */
@Injectable()
export class RecourseService {
  constructor(
    private readonly outbox: CommandOutbox,
    private readonly positions: PositionReader,
  ) {}

  /** Owner states that it released the reserve of collected lots; without a list, of all that are collected. */
  close(viewer: Viewer, input: CloseDealInput): Submitted {
    return this.submit(viewer, input, CLOSE);
  }

  /** Owner demands that the supplier repurchases lots. */
  demand(viewer: Viewer, input: DemandRepurchaseInput): Submitted {
    return this.submit(viewer, input, DEMAND);
  }

  /** Supplier offers to take lots back. */
  offer(viewer: Viewer, input: OfferRepurchaseInput): Submitted {
    return this.submit(viewer, input, OFFER);
  }

  /** Owner states that it received the price of the lots; the supplier has them again. */
  repurchase(viewer: Viewer, input: RepurchaseLotsInput): Submitted {
    return this.submit(viewer, input, REPURCHASE);
  }

  private async submit(viewer: Viewer, input: LotsInput, act: LotsAct): Submitted {
    const refusal = check(viewer, input, act);
    if (refusal !== null) {
      return refusal;
    }
    const { idempotencyKey: key, dealNumber, evidence } = input;
    const named = input.lotIds?.map((lotId) => lotId.toLowerCase()) ?? null;
    const body = { dealNumber, lotIds: named, evidence };
    return this.outbox.submit(viewer, { key, operation: act.operation, body }, async (db) => {
      const lotIds = await this.findLots(db, viewer, { dealNumber, named, side: act.side });
      if (lotIds instanceof DomainError) {
        return lotIds;
      }
      const { party } = viewer;
      const kept =
        evidence === undefined ? [] : [await keepEvidence(db, { party, dealNumber, evidence })];
      return toAct(act, [dealNumber, lotIds, ...kept], { dealNumber, lotIds });
    });
  }

  /** The lots that were named, or those that can be closed. */
  private async findLots(
    db: EntityManager,
    { party }: Viewer,
    wanted: { dealNumber: number; named: readonly string[] | null; side: DealSide },
  ): Promise<readonly string[] | DomainError> {
    const { dealNumber, named, side } = wanted;
    if (dealNumber < 1 || dealNumber > DEAL_NUMBER_MAX) {
      return new NotFoundError(String(dealNumber));
    }
    if (named === null) {
      const closable = await this.positions.closableLots(db, party, dealNumber);
      return closable.length === 0 ? new NotFoundError(String(dealNumber)) : closable;
    }
    const found = await this.positions.lotsOfDeal(db, party, { dealNumber, lotIds: named, side });
    const missing = named.find((lotId) => !found.has(lotId));
    return missing === undefined ? named : new NotFoundError(missing);
  }
}

function check(viewer: Viewer, input: LotsInput, { role }: LotsAct): DomainError | null {
  if (!viewer.roles.includes(role)) {
    return new NotPermittedError(`Only a ${role.toLowerCase()} may do this.`);
  }
  const lotIds = input.lotIds?.map((lotId) => lotId.toLowerCase());
  return (
    (lotIds === undefined ? null : checkIds('lotIds', lotIds, { pattern: LOT_ID })) ??
    (input.evidence === undefined ? null : checkEvidence(input.evidence))
  );
}

function toAct(
  { kind, call, gas, lotGas }: LotsAct,
  values: readonly unknown[],
  { dealNumber, lotIds }: { dealNumber: number; lotIds: readonly string[] },
): Act {
  const { factoring } = contractInterfaces;
  const fragment = factoring.getFunction(call);
  return {
    kind,
    contract: 'factoring',
    callData: factoring.encodeFunctionData(fragment as never, values as never),
    gas: gas + lotGas * lotIds.length,
    subjects: [String(dealNumber), ...lotIds],
  };
}
