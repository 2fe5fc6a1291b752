import { randomBytes } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { type DomainError, InputInvalidError, NotPermittedError, PARTY_ID } from '../api/index.js';
import { PartyRole, currencyBytes } from '../common/index.js';
import type { Viewer } from '../identity/index.js';
import { type CommandEntity, CommandOutbox, contractInterfaces } from '../ledger/index.js';
import { inputCommitment } from '../ratings/index.js';
import type {
  AssessmentInput,
  FollowAssessorInput,
  PublishAssessmentsInput,
} from './credit.input.js';
import { checkAssessments } from './credit.rules.js';

const PUBLISH_GAS = 150_000;
/** Checks the buyer and writes two words: some 60,000 measured for a new one. */
const PUBLISH_ASSESSMENT_GAS = 90_000;
const FOLLOW_GAS = 150_000;
const NO_COMMITMENT = `0x${'0'.repeat(64)}`;

type Submitted = Promise<CommandEntity | DomainError>;

/** Assessors say what buyers may owe; financiers choose whose word their funding is checked against. */
@Injectable()
export class CreditService {
  constructor(private readonly outbox: CommandOutbox) {}

  async publish(
    viewer: Viewer,
    { idempotencyKey: key, assessments }: PublishAssessmentsInput,
  ): Submitted {
    if (!viewer.roles.includes(PartyRole.ASSESSOR)) {
      return new NotPermittedError('Only an assessor publishes assessments.');
    }
    const checked = checkAssessments(assessments);
    if (checked instanceof InputInvalidError) {
      return checked;
    }
    const idempotency = { key, operation: 'publishAssessments', body: checked };
    return this.outbox.submit(viewer, idempotency, async (db) => {
      const commitments = await keepInputs(db, viewer, checked);
      const publications = checked.map((one, index) => toPublication(one, commitments[index]));
      return {
        kind: 'PUBLISH_ASSESSMENTS',
        contract: 'creditBook',
        callData: contractInterfaces.creditBook.encodeFunctionData('publish', [publications]),
        gas: PUBLISH_GAS + PUBLISH_ASSESSMENT_GAS * checked.length,
        subjects: checked.map(({ partyId }) => partyId),
      };
    });
  }

  async follow(viewer: Viewer, input: FollowAssessorInput): Submitted {
    if (!viewer.roles.includes(PartyRole.FINANCIER)) {
      return new NotPermittedError('Only a financier follows an assessor.');
    }
    const assessorId = input.assessorId.toLowerCase();
    if (!PARTY_ID.test(assessorId)) {
      return new InputInvalidError('assessorId', 'This is no id of a party.');
    }
    const { idempotencyKey: key } = input;
    const idempotency = { key, operation: 'followAssessor', body: { assessorId } };
    return this.outbox.submit(viewer, idempotency, () =>
      Promise.resolve({
        kind: 'FOLLOW_ASSESSOR',
        contract: 'creditBook',
        callData: contractInterfaces.creditBook.encodeFunctionData('follow', [assessorId]),
        gas: FOLLOW_GAS,
        subjects: [assessorId],
      } as const),
    );
  }
}

function toPublication(one: AssessmentInput, inputCommitment = NO_COMMITMENT) {
  return {
    party: one.partyId,
    currency: currencyBytes(one.currency),
    assessment: {
      limitMinor: one.limitMinor,
      grade: one.grade,
      expiresAt: Math.floor(one.expiresAt.getTime() / 1_000),
      modelVersion: one.modelVersion,
      inputCommitment,
    },
  };
}

/** Keeps what models were fed with, so that the hash on the ledger can be proved later. */
async function keepInputs(
  db: EntityManager,
  viewer: Viewer,
  assessments: readonly AssessmentInput[],
): Promise<string[]> {
  const kept = assessments.map(({ inputs }) => {
    const salt = `0x${randomBytes(32).toString('hex')}`;
    return inputs === undefined || inputs === null
      ? null
      : { commitment: inputCommitment(salt, inputs), salt, inputs };
  });
  const given = kept.filter((one) => one !== null);
  await db.query(
    `INSERT INTO assessment_input (input_commitment, assessor, salt, content)
     SELECT g.commitment, $1, g.salt, g.inputs
     FROM unnest($2::text[], $3::text[], $4::text[]) AS g (commitment, salt, inputs)`,
    [
      viewer.party,
      given.map(({ commitment }) => commitment),
      given.map(({ salt }) => salt),
      given.map(({ inputs }) => inputs),
    ],
  );
  return kept.map((one) => one?.commitment ?? NO_COMMITMENT);
}
