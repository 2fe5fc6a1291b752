import { Injectable } from '@nestjs/common';

import {
  type DomainError,
  InputInvalidError,
  NotFoundError,
  NotPermittedError,
} from '../api/index.js';
import type { Viewer } from '../identity/index.js';
import { type CommandEntity, CommandOutbox, contractInterfaces } from '../ledger/index.js';
import { GAS_BASE, GAS_PER_LOT_PART } from './ledger-encoding.js';
import { LotReader } from './lot.reader.js';
import type { SplitLotInput } from './receivable.input.js';

/** Splitting makes at most 24 lots of a receivable. */
const PARTS_MAX = 23;

/** Splits free lots of the viewer's party. */
@Injectable()
export class LotSplitService {
  constructor(
    private readonly outbox: CommandOutbox,
    private readonly lots: LotReader,
  ) {}

  async split(viewer: Viewer, input: SplitLotInput): Promise<CommandEntity | DomainError> {
    const { idempotencyKey: key, partsMinor } = input;
    const lotId = input.lotId.toLowerCase();
    const idempotency = { key, operation: 'splitLot', body: { lotId, partsMinor } };
    return this.outbox.submit(viewer, idempotency, async (db) => {
      if (partsMinor.length < 1 || partsMinor.length > PARTS_MAX) {
        return new InputInvalidError('partsMinor', `1 to ${PARTS_MAX} parts are split off.`);
      }
      const [lot] = await this.lots.findVisible(viewer, [lotId], db);
      if (lot === undefined) {
        return new NotFoundError(input.lotId);
      }
      if (lot.owner !== viewer.party) {
        return new NotPermittedError('Only the owner of a lot splits it.');
      }
      const values: [string, bigint[]] = [lotId, [...partsMinor]];
      return {
        kind: 'SPLIT_LOT',
        contract: 'lots',
        callData: contractInterfaces.lots.encodeFunctionData('split', values),
        gas: GAS_BASE + GAS_PER_LOT_PART * partsMinor.length,
        subjects: [lotId],
      };
    });
  }
}
