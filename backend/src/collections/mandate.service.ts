import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import {
  type DomainError,
  InputInvalidError,
  LOT_ID,
  NotFoundError,
  PARTY_ID,
  checkIds,
} from '../api/index.js';
import type { Viewer } from '../identity/index.js';
import { type CommandEntity, CommandOutbox, contractInterfaces } from '../ledger/index.js';
import { CollectableLotReader } from './collectable-lot.reader.js';
import { keepNotes } from './collection-evidence.js';
import type { EndMandateInput, MandateCollectorInput } from './collections.input.js';

const ACT_GAS = 200_000;
const MANDATE_GAS = 110_000;

const { collections } = contractInterfaces;

type Submitted = Promise<CommandEntity | DomainError>;

/** Owners let collectors act for lots. */
@Injectable()
export class MandateService {
  constructor(
    private readonly outbox: CommandOutbox,
    private readonly lots: CollectableLotReader,
  ) {}

  async mandate(viewer: Viewer, input: MandateCollectorInput): Submitted {
    const { idempotencyKey: key, note } = input;
    const lotIds = input.lotIds.map((lotId) => lotId.toLowerCase());
    const collectorId = input.collectorId.toLowerCase();
    const wrong = checkIds('lotIds', lotIds, { pattern: LOT_ID });
    if (wrong !== null) {
      return wrong;
    }
    if (!PARTY_ID.test(collectorId)) {
      return new InputInvalidError('collectorId', 'This is no id of a party.');
    }
    const body = { lotIds, collectorId, note };
    const idempotency = { key, operation: 'mandateCollector', body };
    return this.outbox.submit(viewer, idempotency, async (db, commandId) => {
      const refusal = await this.lots.findRefusal(db, viewer, lotIds, 'OWNER');
      if (refusal !== null) {
        return refusal;
      }
      const owner = { party: viewer.party, commandId };
      const hashes = await keepNotes(db, owner, [{ subject: collectorId, note, path: 'note' }]);
      return hashes instanceof InputInvalidError
        ? hashes
        : mandateAct(lotIds, collectorId, hashes[0] ?? '');
    });
  }

  async end(viewer: Viewer, { idempotencyKey: key, ...input }: EndMandateInput): Submitted {
    const lotIds = input.lotIds.map((lotId) => lotId.toLowerCase());
    const wrong = checkIds('lotIds', lotIds, { pattern: LOT_ID });
    if (wrong !== null) {
      return wrong;
    }
    const idempotency = { key, operation: 'endMandate', body: { lotIds } };
    return this.outbox.submit(viewer, idempotency, async (db) => {
      const missing = await findWithoutMandate(db, viewer, lotIds);
      return missing === null
        ? {
            kind: 'END_MANDATE',
            contract: 'collections',
            callData: collections.encodeFunctionData('endMandate', [lotIds]),
            gas: ACT_GAS + MANDATE_GAS * lotIds.length,
            subjects: lotIds,
          }
        : new NotFoundError(missing);
    });
  }
}

function mandateAct(lotIds: string[], collectorId: string, evidenceHash: string) {
  return {
    kind: 'MANDATE_COLLECTOR',
    contract: 'collections',
    callData: collections.encodeFunctionData('mandate', [lotIds, collectorId, evidenceHash]),
    gas: ACT_GAS + MANDATE_GAS * lotIds.length,
    subjects: lotIds,
  } as const;
}

/** The first lot without a mandate from or to the viewer's party, which may rest; null if each has one. */
async function findWithoutMandate(
  db: EntityManager,
  viewer: Viewer,
  lotIds: readonly string[],
): Promise<string | null> {
  const rows: Array<{ lot_id: string }> = await db.query(
    `SELECT lot_id FROM collection_mandate
     WHERE lot_id = ANY($1) AND $2 IN (owner, collector) AND ended_at IS NULL`,
    [lotIds, viewer.party],
  );
  const found = new Set(rows.map(({ lot_id }) => lot_id));
  return lotIds.find((lotId) => !found.has(lotId)) ?? null;
}
