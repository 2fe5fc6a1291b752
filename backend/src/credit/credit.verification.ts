import { currencyBytes } from '../common/index.js';
import { type Verification, columnsOf, lowerOf, plainOf, textOf } from '../ledger/projection.js';

/** Assessments against `CreditBook`. */
export const assessmentVerification: Verification = {
  table: 'assessment',
  contract: 'creditBook',
  read: 'assessmentsOf',
  select: `SELECT *, assessor || party || currency AS key,
          extract(epoch FROM expires_at)::bigint AS expires_seconds
        FROM assessment`,
  key: 'assessor || party || currency',
  firstKey: '',
  keyOf: (row) => textOf(row, 'key'),
  argumentOf: (row) => row['party'],
  argumentsOf: (row, parties) => [row['assessor'], parties, currencyBytes(textOf(row, 'currency'))],
  expected: (row) =>
    columnsOf(row, [
      'limit_minor',
      'grade',
      'expires_seconds',
      'model_version',
      'input_commitment',
    ]),
  actual: (answer) => ({
    limit_minor: plainOf(answer, 'limitMinor'),
    grade: plainOf(answer, 'grade'),
    expires_seconds: plainOf(answer, 'expiresAt'),
    model_version: plainOf(answer, 'modelVersion'),
    input_commitment: plainOf(answer, 'inputCommitment'),
  }),
};

/** Exposures, and whom their financiers follow, against `CreditBook`. */
export const exposureVerification: Verification = {
  table: 'exposure',
  contract: 'creditBook',
  read: 'exposuresOf',
  select: `SELECT e.*, coalesce(f.assessor, e.financier) AS assessor,
          e.financier || e.buyer || e.currency AS key
        FROM exposure e LEFT JOIN followed_assessor f USING (financier)`,
  key: 'e.financier || e.buyer || e.currency',
  firstKey: '',
  keyOf: (row) => textOf(row, 'key'),
  argumentOf: (row) => ({
    financier: row['financier'],
    buyer: row['buyer'],
    currency: currencyBytes(textOf(row, 'currency')),
  }),
  expected: (row) => columnsOf(row, ['exposure_minor', 'assessor']),
  actual: (answer) => ({
    exposure_minor: plainOf(answer, 'exposureMinor'),
    assessor: lowerOf(answer, 'assessor'),
  }),
};
