import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import {
  DomainError,
  InputInvalidError,
  NotFoundError,
  NotPermittedError,
  PARTY_ID,
} from '../api/index.js';
import { AMOUNT_MINOR_MAX } from '../common/index.js';
import type { Viewer } from '../identity/index.js';
import {
  type Act,
  type CommandEntity,
  CommandOutbox,
  NO_EVIDENCE,
  checkEvidence,
  contractInterfaces,
} from '../ledger/index.js';
import { LotReader } from '../receivables/index.js';
import { keepEvidence } from './lien-evidence.js';
import type { LienOfferInput, LiensInput, OfferLiensInput } from './lien.input.js';
import { LienReader } from './lien.reader.js';
import type { LienType } from './lien.type.js';

/** Liens of one call: fewer than the contracts take, for a transaction has room for no more of them. */
const LIENS_MAX = 50;
const BASE_GAS = 150_000;
/** Writes four words and asks for lot and pledgee: some 120,000 measured. */
const OFFER_LIEN_GAS = 170_000;
/** Some 130,000 measured; a dispute asks all 32 lots of the receivable in addition. */
const ACCEPT_LIEN_GAS = 250_000;
/** Some 11,000 measured. */
const WITHDRAW_LIEN_GAS = 25_000;

const POLICY_NUMBER_MAX = 255;
const LIEN_NUMBER_MAX = 2 ** 31 - 1;

type Submitted = Promise<CommandEntity | DomainError>;
type LienSide = 'pledgor' | 'pledgee';

/** What stands when lien numbers are many at once. */
interface ManyLiens {
  readonly operation: string;
  readonly kind: string;
  readonly call: 'accept' | 'withdraw';
  readonly side: LienSide;
  readonly gasPerLien: number;
}

/** Liens are offered by the owner of a lot, and accepted, or withdrawn before. The contract decides. */
@Injectable()
export class LienOfferService {
  constructor(
    private readonly outbox: CommandOutbox,
    private readonly lots: LotReader,
    private readonly liens: LienReader,
  ) {}

  async offer(viewer: Viewer, { idempotencyKey: key, liens }: OfferLiensInput): Submitted {
    const offers = liens.map(normalised);
    const invalid = checkOffers(offers);
    if (invalid !== null) {
      return invalid;
    }
    const idempotency = { key, operation: 'offerLiens', body: offers };
    return this.outbox.submit(viewer, idempotency, async (db) => {
      const refusal = await this.refuseOtherLots(db, viewer, offers);
      return refusal ?? offerAct(offers, await keepRegistrations(db, viewer, offers));
    });
  }

  accept(viewer: Viewer, input: LiensInput): Submitted {
    return this.submitMany(viewer, input, {
      operation: 'acceptLiens',
      kind: 'ACCEPT_LIENS',
      call: 'accept',
      side: 'pledgee',
      gasPerLien: ACCEPT_LIEN_GAS,
    });
  }

  withdraw(viewer: Viewer, input: LiensInput): Submitted {
    return this.submitMany(viewer, input, {
      operation: 'withdrawLiens',
      kind: 'WITHDRAW_LIENS',
      call: 'withdraw',
      side: 'pledgor',
      gasPerLien: WITHDRAW_LIEN_GAS,
    });
  }

  private async submitMany(
    viewer: Viewer,
    { idempotencyKey: key, lienNumbers }: LiensInput,
    many: ManyLiens,
  ): Submitted {
    if (lienNumbers.length < 1 || lienNumbers.length > LIENS_MAX) {
      return new InputInvalidError('lienNumbers', `1 to ${LIENS_MAX} liens are named at once.`);
    }
    const idempotency = { key, operation: many.operation, body: lienNumbers };
    return this.outbox.submit(viewer, idempotency, async (db) => {
      const found = await this.liens.findMany(viewer, lienNumbers, db);
      return refuseOtherLiens(viewer, lienNumbers, found, many.side) ?? manyAct(lienNumbers, many);
    });
  }

  private async refuseOtherLots(
    db: EntityManager,
    viewer: Viewer,
    offers: readonly LienOfferInput[],
  ): Promise<DomainError | null> {
    const lotIds = offers.map(({ lotId }) => lotId);
    const found = await this.lots.findVisible(viewer, lotIds, db);
    const owners = new Map(found.map(({ lotId, owner }) => [lotId, owner]));
    for (const lotId of lotIds) {
      const owner = owners.get(lotId);
      if (owner === undefined) return new NotFoundError(lotId);
      if (owner !== viewer.party) {
        return new NotPermittedError('Only the owner of a lot offers liens on it.');
      }
    }
    return null;
  }
}

function normalised(offer: LienOfferInput): LienOfferInput {
  return {
    ...offer,
    lotId: offer.lotId.toLowerCase(),
    pledgeeId: offer.pledgeeId.toLowerCase(),
  };
}

function checkOffers(offers: readonly LienOfferInput[]): InputInvalidError | null {
  if (offers.length < 1 || offers.length > LIENS_MAX) {
    return new InputInvalidError('liens', `1 to ${LIENS_MAX} liens are offered at once.`);
  }
  for (const [index, offer] of offers.entries()) {
    const invalid = checkOffer(offer, `liens[${index}]`);
    if (invalid !== null) return invalid;
  }
  return null;
}

function checkOffer(offer: LienOfferInput, path: string): InputInvalidError | null {
  const { pledgeeId, securedMinor, policyNumber, toppedUpLien, registration, acceptBy } = offer;
  if (!PARTY_ID.test(pledgeeId)) {
    return new InputInvalidError(`${path}.pledgeeId`, 'This is no id of a party.');
  }
  if (securedMinor < 1n || securedMinor > AMOUNT_MINOR_MAX) {
    return new InputInvalidError(`${path}.securedMinor`, 'A lien secures at least 1 minor unit.');
  }
  if (policyNumber < 1 || policyNumber > POLICY_NUMBER_MAX) {
    return new InputInvalidError(`${path}.policyNumber`, 'Rules are numbered from 1.');
  }
  const topped = toppedUpLien ?? 1;
  if (topped < 1 || topped > LIEN_NUMBER_MAX) {
    return new InputInvalidError(`${path}.toppedUpLien`, 'Liens are numbered from 1.');
  }
  if (acceptBy.getTime() < 0) {
    return new InputInvalidError(`${path}.acceptBy`, 'The time to accept lies in the future.');
  }
  return typeof registration === 'string'
    ? checkEvidence(registration, `${path}.registration`)
    : null;
}

/** Hash for each offer; zero where it names no entry in the register. */
async function keepRegistrations(
  db: EntityManager,
  viewer: Viewer,
  offers: readonly LienOfferInput[],
): Promise<string[]> {
  const hashes: string[] = [];
  for (const { lotId, registration } of offers) {
    const evidence = { subject: lotId, content: registration ?? '' };
    hashes.push(
      typeof registration === 'string'
        ? await keepEvidence(db, viewer.party, evidence)
        : NO_EVIDENCE,
    );
  }
  return hashes;
}

function refuseOtherLiens(
  viewer: Viewer,
  lienNumbers: readonly number[],
  found: readonly LienType[],
  side: LienSide,
): DomainError | null {
  const byNumber = new Map(found.map((lien) => [lien.lienNumber, lien]));
  for (const lienNumber of lienNumbers) {
    const lien = byNumber.get(lienNumber);
    if (lien === undefined) return new NotFoundError(String(lienNumber));
    if (lien[side] !== viewer.party) {
      return new NotPermittedError(`Only the ${side} of lien ${lienNumber} may do this.`);
    }
  }
  return null;
}

function offerAct(offers: readonly LienOfferInput[], registrationHashes: readonly string[]): Act {
  const values = offers.map((offer, index) => ({
    lotId: offer.lotId,
    pledgee: offer.pledgeeId,
    securedMinor: offer.securedMinor,
    policyNumber: offer.policyNumber,
    registrationHash: registrationHashes[index] ?? NO_EVIDENCE,
    toppedUpLien: offer.toppedUpLien ?? 0,
    acceptBy: Math.floor(offer.acceptBy.getTime() / 1_000),
  }));
  return {
    kind: 'OFFER_LIENS',
    contract: 'pledges',
    callData: contractInterfaces.pledges.encodeFunctionData('offer', [values]),
    gas: BASE_GAS + OFFER_LIEN_GAS * offers.length,
    subjects: offers.map(({ lotId }) => lotId),
  };
}

function manyAct(lienNumbers: readonly number[], { kind, call, gasPerLien }: ManyLiens): Act {
  const { pledges } = contractInterfaces;
  const fragment = pledges.getFunction(call);
  return {
    kind,
    contract: 'pledges',
    callData: pledges.encodeFunctionData(fragment as never, [[...lienNumbers]] as never),
    gas: BASE_GAS + gasPerLien * lienNumbers.length,
    subjects: lienNumbers.map(String),
  };
}
