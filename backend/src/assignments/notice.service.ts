import { Injectable } from '@nestjs/common';

import {
  type DomainError,
  LOT_ID,
  NotFoundError,
  NotPermittedError,
  checkIds,
} from '../api/index.js';
import { PartyRole } from '../common/index.js';
import type { Viewer } from '../identity/index.js';
import {
  type CommandEntity,
  CommandOutbox,
  checkEvidence,
  contractInterfaces,
} from '../ledger/index.js';
import { LotReader } from '../receivables/index.js';
import { keepEvidence } from './assignment-evidence.js';
import type { AcknowledgeNoticeInput, GiveNoticeInput } from './assignments.input.js';
import { NoticeReader } from './notice.reader.js';

const NOTICE_GAS = 300_000;
/** Reads lot, receivable and deal, and writes one new word. */
const NOTICE_LOT_GAS = 70_000;
const ACKNOWLEDGE_GAS = 250_000;
const ACKNOWLEDGE_LOT_GAS = 45_000;

type Submitted = Promise<CommandEntity | DomainError>;

/** Owners tell buyers to pay them, and buyers acknowledge it. */
@Injectable()
export class NoticeService {
  constructor(
    private readonly outbox: CommandOutbox,
    private readonly lots: LotReader,
    private readonly notices: NoticeReader,
  ) {}

  async give(viewer: Viewer, input: GiveNoticeInput): Submitted {
    if (!viewer.roles.includes(PartyRole.FINANCIER)) {
      return new NotPermittedError('Only a financier gives notice.');
    }
    const { idempotencyKey: key, evidence } = input;
    const lotIds = input.lotIds.map((lotId) => lotId.toLowerCase());
    const invalid = checkIds('lotIds', lotIds, { pattern: LOT_ID }) ?? checkEvidence(evidence);
    if (invalid !== null) {
      return invalid;
    }
    const idempotency = { key, operation: 'giveNotice', body: { lotIds, evidence } };
    return this.outbox.submit(viewer, idempotency, async (db) => {
      const visible = await this.lots.findVisible(viewer, lotIds, db);
      const ownerOf = new Map(visible.map(({ lotId, owner }) => [lotId, owner]));
      const missing = lotIds.find((lotId) => !ownerOf.has(lotId));
      if (missing !== undefined) {
        return new NotFoundError(missing);
      }
      const foreign = lotIds.find((lotId) => ownerOf.get(lotId) !== viewer.party);
      if (foreign !== undefined) {
        return new NotPermittedError(`Only the owner of ${foreign} gives notice of it.`);
      }
      const evidenceHash = await keepEvidence(db, viewer.party, evidence);
      const { assignments } = contractInterfaces;
      return {
        kind: 'GIVE_NOTICE',
        contract: 'assignments',
        callData: assignments.encodeFunctionData('giveNotice', [lotIds, evidenceHash]),
        gas: NOTICE_GAS + NOTICE_LOT_GAS * lotIds.length,
        subjects: lotIds,
      };
    });
  }

  async acknowledge(viewer: Viewer, input: AcknowledgeNoticeInput): Submitted {
    if (!viewer.roles.includes(PartyRole.BUYER)) {
      return new NotPermittedError('Only a buyer acknowledges notices.');
    }
    const lotIds = input.lotIds.map((lotId) => lotId.toLowerCase());
    const invalid = checkIds('lotIds', lotIds, { pattern: LOT_ID });
    if (invalid !== null) {
      return invalid;
    }
    const { idempotencyKey: key } = input;
    const idempotency = { key, operation: 'acknowledgeNotice', body: { lotIds } };
    return this.outbox.submit(viewer, idempotency, async (db) => {
      const noticed = await this.notices.noticedLots(db, viewer.party, lotIds);
      const missing = lotIds.find((lotId) => !noticed.has(lotId));
      if (missing !== undefined) {
        return new NotFoundError(missing);
      }
      const { assignments } = contractInterfaces;
      return {
        kind: 'ACKNOWLEDGE_NOTICE',
        contract: 'assignments',
        callData: assignments.encodeFunctionData('acknowledgeNotice', [lotIds]),
        gas: ACKNOWLEDGE_GAS + ACKNOWLEDGE_LOT_GAS * lotIds.length,
        subjects: lotIds,
      };
    });
  }
}
