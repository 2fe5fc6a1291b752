import { Injectable } from '@nestjs/common';

import {
  DomainError,
  IdempotencyKeyReusedError,
  InputInvalidError,
  NotPermittedError,
  PARTY_ID,
} from '../api/index.js';
import { present } from '../common/index.js';
import { type Viewer, changesNothing, seesEverything } from '../identity/index.js';
import { checkIdempotencyKey, hashBody } from '../ledger/index.js';
import { type LawPair, PairLawStore, lawKeyOf } from './pair-law.store.js';
import type { AgreePairLawAnswer, AgreePairLawInput, PairLawType } from './pair-law.type.js';

/** Both sides of a pair say under which law they are; it counts when they say the same. */
@Injectable()
export class PairLawService {
  constructor(private readonly store: PairLawStore) {}

  async agree(viewer: Viewer, input: AgreePairLawInput): Promise<AgreePairLawAnswer> {
    const { idempotencyKey, law } = input;
    const pair = toPair(input);
    const wrong = pair instanceof DomainError ? pair : checkIdempotencyKey(idempotencyKey);
    if (wrong !== null || pair instanceof DomainError) {
      return wrong ?? new InputInvalidError('supplierId', 'This is no id of a party.');
    }
    const { supplier, buyer } = pair;
    if (changesNothing(viewer) || (viewer.party !== supplier && viewer.party !== buyer)) {
      return new NotPermittedError('Only supplier and buyer agree on their law.');
    }
    const side = viewer.party === supplier ? 'SUPPLIER' : 'BUYER';
    const bodyHash = hashBody({ operation: 'agreePairLaw', body: { supplier, buyer, law } });
    const { userId } = viewer;
    const isKept = await this.store.say({ ...pair, side, law, userId, idempotencyKey, bodyHash });
    return isKept ? this.read(pair) : new IdempotencyKeyReusedError();
  }

  /** Null for whoever is not of the pair. */
  async find(
    viewer: Viewer,
    ids: Omit<AgreePairLawInput, 'law' | 'idempotencyKey'>,
  ): Promise<PairLawType | null> {
    const pair = toPair(ids);
    const isVisible =
      !(pair instanceof DomainError) &&
      (seesEverything(viewer) || viewer.party === pair.supplier || viewer.party === pair.buyer);
    return isVisible ? this.read(pair) : null;
  }

  private async read(pair: LawPair): Promise<PairLawType> {
    const key = lawKeyOf(pair);
    return present((await this.store.findMany([key])).get(key), 'law of the pair');
  }
}

function toPair(ids: {
  readonly supplierId: string;
  readonly buyerId: string;
}): LawPair | InputInvalidError {
  const [supplier, buyer] = [ids.supplierId.toLowerCase(), ids.buyerId.toLowerCase()];
  const wrong = [
    ['supplierId', supplier],
    ['buyerId', buyer],
  ].find(([, id]) => !PARTY_ID.test(id ?? ''));
  return wrong === undefined
    ? { supplier, buyer }
    : new InputInvalidError(wrong[0] ?? '', 'This is no id of a party.');
}
