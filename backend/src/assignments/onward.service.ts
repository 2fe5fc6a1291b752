import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import {
  type DomainError,
  InputInvalidError,
  LOT_ID,
  NotFoundError,
  NotPermittedError,
  PARTY_ID,
  checkIds,
} from '../api/index.js';
import { PartyRole } from '../common/index.js';
import { lotsHashOf } from '../factoring/index.js';
import type { Viewer } from '../identity/index.js';
import {
  type Act,
  type CommandEntity,
  CommandOutbox,
  checkEvidence,
  contractInterfaces,
} from '../ledger/index.js';
import { keepEvidence } from './assignment-evidence.js';
import type {
  AcceptOnwardInput,
  OfferOnwardInput,
  WithdrawOnwardInput,
} from './assignments.input.js';
import type { OnwardType } from './assignments.type.js';
import { OnwardReader } from './onward.reader.js';

const OFFER_GAS = 300_000;
/** Reads the lot. */
const OFFER_LOT_GAS = 20_000;
/** Moves exposure from one limit to another. */
const ACCEPT_GAS = 450_000;
/** Reads the receivable and moves the lot. */
const ACCEPT_LOT_GAS = 50_000;
const WITHDRAW_GAS = 200_000;
const ONWARD_NUMBER_MAX = 2 ** 31 - 1;
/** Of the 40-bit seconds of the ledger: some time in the year 36812. */
const SECONDS_MAX = 2 ** 40 - 1;

type Submitted = Promise<CommandEntity | DomainError>;

const { assignments } = contractInterfaces;

/** Financiers pass lots on to one another. */
@Injectable()
export class OnwardService {
  constructor(
    private readonly outbox: CommandOutbox,
    private readonly onwards: OnwardReader,
  ) {}

  /** Owner offers lots; the ledger gets their hash, so they are kept for the other side to accept. */
  async offer(viewer: Viewer, input: OfferOnwardInput): Submitted {
    const lotIds = input.lotIds.map((lotId) => lotId.toLowerCase());
    const to = input.toId.toLowerCase();
    const acceptBy = Math.floor(input.acceptBy.getTime() / 1_000);
    const refusal = checkFinancier(viewer) ?? checkOffer({ lotIds, to, acceptBy });
    if (refusal !== null) {
      return refusal;
    }
    const body = { lotIds, to, acceptBy };
    const idempotency = { key: input.idempotencyKey, operation: 'offerOnward', body };
    return this.outbox.submit(viewer, idempotency, async (db) => {
      const unfit = await this.checkLots(db, viewer, lotIds);
      if (unfit !== null) {
        return unfit;
      }
      await db.query(
        'INSERT INTO onward_lots (lots_hash, lot_ids) VALUES ($1, $2) ON CONFLICT DO NOTHING',
        [lotsHashOf(lotIds), lotIds],
      );
      return {
        kind: 'OFFER_ONWARD',
        contract: 'assignments',
        callData: assignments.encodeFunctionData('offerOnward', [lotIds, to, acceptBy]),
        gas: OFFER_GAS + OFFER_LOT_GAS * lotIds.length,
        subjects: lotIds,
      };
    });
  }

  /** The other financier states that it paid, and takes the lots. */
  async accept(viewer: Viewer, input: AcceptOnwardInput): Submitted {
    const { idempotencyKey: key, onwardNumber, evidence } = input;
    const refusal = checkFinancier(viewer) ?? checkEvidence(evidence);
    if (refusal !== null) {
      return refusal;
    }
    const idempotency = { key, operation: 'acceptOnward', body: { onwardNumber, evidence } };
    return this.outbox.submit(viewer, idempotency, async (db) => {
      const onward = await this.find(db, viewer, onwardNumber);
      if (onward?.toParty !== viewer.party) {
        return new NotFoundError(String(onwardNumber));
      }
      return onward.lotIds.length === 0
        ? new InputInvalidError('onwardNumber', 'These lots were offered elsewhere.')
        : acceptAct(onward, await keepEvidence(db, viewer.party, evidence));
    });
  }

  async withdraw(viewer: Viewer, input: WithdrawOnwardInput): Submitted {
    const { idempotencyKey: key, onwardNumber } = input;
    const refusal = checkFinancier(viewer);
    if (refusal !== null) {
      return refusal;
    }
    const idempotency = { key, operation: 'withdrawOnward', body: { onwardNumber } };
    return this.outbox.submit(viewer, idempotency, async (db) => {
      const onward = await this.find(db, viewer, onwardNumber);
      return onward?.fromParty === viewer.party
        ? {
            kind: 'WITHDRAW_ONWARD',
            contract: 'assignments',
            callData: assignments.encodeFunctionData('withdrawOnward', [onwardNumber]),
            gas: WITHDRAW_GAS,
            subjects: [String(onwardNumber)],
          }
        : new NotFoundError(String(onwardNumber));
    });
  }

  private async find(
    db: EntityManager,
    viewer: Viewer,
    onwardNumber: number,
  ): Promise<OnwardType | null> {
    const known = onwardNumber > 0 && onwardNumber <= ONWARD_NUMBER_MAX;
    return known ? this.onwards.find(viewer, onwardNumber, db) : null;
  }

  /** The lots are the viewer's; accepting would refuse other than one buyer and currency. */
  private async checkLots(
    db: EntityManager,
    { party }: Viewer,
    lotIds: readonly string[],
  ): Promise<DomainError | null> {
    const found = await this.onwards.ownLots(db, party, lotIds);
    const missing = lotIds.find((lotId) => !found.has(lotId));
    if (missing !== undefined) {
      return new NotFoundError(missing);
    }
    const first = found.get(lotIds[0] ?? '');
    const other = lotIds.findIndex((lotId) => {
      const lot = found.get(lotId);
      return lot?.buyer !== first?.buyer || lot?.currency !== first?.currency;
    });
    return other === -1
      ? null
      : new InputInvalidError(`lotIds[${other}]`, 'It has another buyer or currency.');
  }
}

function checkFinancier({ roles }: Viewer): NotPermittedError | null {
  return roles.includes(PartyRole.FINANCIER)
    ? null
    : new NotPermittedError('Only financiers pass lots on.');
}

function checkOffer(offer: {
  readonly lotIds: readonly string[];
  readonly to: string;
  readonly acceptBy: number;
}): InputInvalidError | null {
  if (!PARTY_ID.test(offer.to)) {
    return new InputInvalidError('toId', 'This is no id of a party.');
  }
  // Written so that an invalid date, whose time is NaN, is refused too.
  if (!(offer.acceptBy > 0 && offer.acceptBy <= SECONDS_MAX)) {
    return new InputInvalidError('acceptBy', 'The ledger has no such time.');
  }
  return checkIds('lotIds', offer.lotIds, { pattern: LOT_ID });
}

function acceptAct({ onwardNumber, lotIds }: OnwardType, evidenceHash: string): Act {
  const values: [number, string[], string] = [onwardNumber, [...lotIds], evidenceHash];
  return {
    kind: 'ACCEPT_ONWARD',
    contract: 'assignments',
    callData: assignments.encodeFunctionData('acceptOnward', values),
    gas: ACCEPT_GAS + ACCEPT_LOT_GAS * lotIds.length,
    subjects: [String(onwardNumber)],
  };
}
