import {
  type EventHandler,
  type LedgerEvent,
  type ReadModel,
  bigintArg,
  currencyArg,
  instantArg,
  rowKey,
  smallArg,
  textArg,
} from '../ledger/projection.js';
import { AssessmentEntity, ExposureEntity, FollowedAssessorEntity } from './credit.entity.js';
import { assessmentVerification, exposureVerification } from './credit.verification.js';

type Row = AssessmentEntity | ExposureEntity | FollowedAssessorEntity;

/** Each event holds the whole state of its row, which may be there or not. */
function stating<State extends Row>(
  entity: new () => State,
  subject: string,
  describe: (event: LedgerEvent) => { readonly key: string[]; readonly state: State },
): EventHandler {
  const keyOf = (event: LedgerEvent) => rowKey(entity, ...describe(event).key);
  return {
    keys: (event) => [keyOf(event)],
    subject: (event) => textArg(event, subject),
    apply: (event, rows) => {
      const { state } = describe(event);
      if (rows.find(keyOf(event)) === undefined) {
        rows.insert(entity, state);
      } else {
        rows.update(keyOf(event), (row) => Object.assign(row, state));
      }
    },
  };
}

function assessed(event: LedgerEvent): { key: string[]; state: AssessmentEntity } {
  const assessor = textArg(event, 'assessor');
  const party = textArg(event, 'party');
  const currency = currencyArg(event);
  const state = {
    assessor,
    party,
    currency,
    limitMinor: bigintArg(event, 'limitMinor'),
    grade: smallArg(event, 'grade'),
    expiresAt: instantArg(event, 'expiresAt'),
    modelVersion: smallArg(event, 'modelVersion'),
    inputCommitment: textArg(event, 'inputCommitment'),
    publishedAt: event.blockTime,
  };
  return { key: [assessor, party, currency], state };
}

function exposed(event: LedgerEvent): { key: string[]; state: ExposureEntity } {
  const financier = textArg(event, 'financier');
  const buyer = textArg(event, 'buyer');
  const currency = currencyArg(event);
  const exposureMinor = bigintArg(event, 'exposureMinor');
  return {
    key: [financier, buyer, currency],
    state: { financier, buyer, currency, exposureMinor },
  };
}

function followed(event: LedgerEvent): { key: string[]; state: FollowedAssessorEntity } {
  const financier = textArg(event, 'financier');
  return { key: [financier], state: { financier, assessor: textArg(event, 'assessor') } };
}

/** Events of `CreditBook` -> assessments, exposures and who follows whom. */
const handlers: Readonly<Record<string, EventHandler>> = {
  AssessmentPublished: stating(AssessmentEntity, 'party', assessed),
  ExposureChanged: stating(ExposureEntity, 'financier', exposed),
  AssessorFollowed: stating(FollowedAssessorEntity, 'financier', followed),
};

export const creditReadModel: ReadModel = {
  contract: 'creditBook',
  entities: [AssessmentEntity, ExposureEntity, FollowedAssessorEntity],
  handlers,
  verifications: [assessmentVerification, exposureVerification],
};
