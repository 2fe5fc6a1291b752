import { Injectable } from '@nestjs/common';

import { BATCH_MAX, type DomainError, NotFoundError, PARTY_ID, checkIds } from '../api/index.js';
import { addDays } from '../common/index.js';
import type { Viewer } from '../identity/index.js';
import type { CommandEntity } from '../ledger/index.js';
import { RatingPublicationReader } from '../ratings/index.js';
import type { PublishRatingsInput } from './credit.input.js';
import { CreditService } from './credit.service.js';

/** Publishes ratings to the ledger: grade, limit, expiry, version of the scale and a commitment to the inputs. */
@Injectable()
export class RatingPublicationService {
  constructor(
    private readonly ratings: RatingPublicationReader,
    private readonly credit: CreditService,
  ) {}

  async publish(viewer: Viewer, input: PublishRatingsInput): Promise<CommandEntity | DomainError> {
    const parties = input.partyIds.map((id) => id.toLowerCase());
    const wrong = checkIds('partyIds', parties, { pattern: PARTY_ID });
    if (wrong !== null) return wrong;
    const found = await this.ratings.find(viewer.party, input.asOfDate, parties);
    const missing = parties.find((id) => !found.some(({ party }) => party === id));
    if (missing !== undefined || found.length > BATCH_MAX) {
      return new NotFoundError(missing ?? `more than ${BATCH_MAX} ratings`);
    }
    const assessments = found.map((rating) => ({
      partyId: rating.party,
      currency: rating.currency,
      limitMinor: rating.limitMinor,
      grade: rating.rank,
      expiresAt: new Date(`${addDays(input.asOfDate, rating.reviewDays)}T00:00:00Z`),
      modelVersion: rating.scaleVersion,
      inputs: rating.inputs,
    }));
    return this.credit.publish(viewer, { ...input, assessments });
  }
}
