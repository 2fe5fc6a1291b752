import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { type DomainError, InputInvalidError, NotFoundError, PARTY_ID } from '../api/index.js';
import type { Viewer } from '../identity/index.js';
import type { CommandEntity } from '../ledger/index.js';
import type {
  ApproveLotOrderInput,
  ApproveLotTransferInput,
  LotOrderInput,
  LotTransferInput,
} from './order.input.js';
import { type TwoOperatorCall, freezing, transferring } from './two-operator.acts.js';
import { TwoOperatorService } from './two-operator.service.js';

type Submitted = Promise<CommandEntity | DomainError>;

/** Orders of courts about lots. Each names the owner of the moment: a lot that moved needs another approval. */
@Injectable()
export class LotOrderService {
  constructor(private readonly operators: TwoOperatorService) {}

  approveFreeze(
    viewer: Viewer,
    { idempotencyKey, lotId, order }: ApproveLotOrderInput,
    frozen: boolean,
  ): Submitted {
    return this.operators.approve(viewer, order, {
      idempotencyKey,
      operation: frozen ? 'approveLotFreeze' : 'approveLotUnfreeze',
      body: { lotId, order },
      call: (db) => freezeOf(db, lotId, frozen),
    });
  }

  freeze(viewer: Viewer, { idempotencyKey, lotId }: LotOrderInput, frozen: boolean): Submitted {
    return this.operators.execute(viewer, {
      idempotencyKey,
      operation: frozen ? 'freezeLot' : 'unfreezeLot',
      body: { lotId },
      call: (db) => freezeOf(db, lotId, frozen),
    });
  }

  approveTransfer(viewer: Viewer, input: ApproveLotTransferInput): Submitted {
    const { idempotencyKey, lotId, newOwnerId, order } = input;
    return this.operators.approve(viewer, order, {
      idempotencyKey,
      operation: 'approveLotTransfer',
      body: { lotId, newOwnerId, order },
      call: (db) => transferOf(db, lotId, newOwnerId),
    });
  }

  transfer(viewer: Viewer, { idempotencyKey, lotId, newOwnerId }: LotTransferInput): Submitted {
    return this.operators.execute(viewer, {
      idempotencyKey,
      operation: 'transferLot',
      body: { lotId, newOwnerId },
      call: (db) => transferOf(db, lotId, newOwnerId),
    });
  }
}

async function freezeOf(
  db: EntityManager,
  lotId: string,
  frozen: boolean,
): Promise<TwoOperatorCall | DomainError> {
  const id = lotId.toLowerCase();
  const owner = await findOwner(db, id);
  return owner === null ? new NotFoundError(lotId) : freezing(id, owner, frozen);
}

async function transferOf(
  db: EntityManager,
  lotId: string,
  newOwnerId: string,
): Promise<TwoOperatorCall | DomainError> {
  const [id, to] = [lotId.toLowerCase(), newOwnerId.toLowerCase()];
  if (!PARTY_ID.test(to)) {
    return new InputInvalidError('newOwnerId', 'This is no id of a party.');
  }
  const from = await findOwner(db, id);
  return from === null ? new NotFoundError(lotId) : transferring(id, { from, to });
}

/** Owner of a lot; null if there is no such lot any more. */
async function findOwner(db: EntityManager, lotId: string): Promise<string | null> {
  const rows: Array<{ owner: string }> = await db.query(
    'SELECT owner FROM lot WHERE lot_id = $1 AND merged_into IS NULL',
    [lotId],
  );
  return rows[0]?.owner ?? null;
}
