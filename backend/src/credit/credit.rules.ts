import { InputInvalidError, PARTY_ID, checkCurrency } from '../api/index.js';
import type { AssessmentInput } from './credit.input.js';

const ASSESSMENTS_MAX = 100;
const GRADE_MAX = 255;
const INPUTS_CHARS_MAX = 20_000;
/** Of the 40-bit seconds of the ledger: some time in the year 36812. */
const EXPIRES_SECONDS_MAX = 2 ** 40 - 1;

/** Assessments in normal form, or the first thing that is wrong with them. */
export function checkAssessments(
  assessments: readonly AssessmentInput[],
): AssessmentInput[] | InputInvalidError {
  const count = assessments.length;
  if (count === 0 || count > ASSESSMENTS_MAX) {
    const message = `assessments has 1 to ${ASSESSMENTS_MAX} items, not ${count}.`;
    return new InputInvalidError('assessments', message);
  }
  const seen = new Set<string>();
  const checked: AssessmentInput[] = [];
  for (const [index, given] of assessments.entries()) {
    const one = { ...given, partyId: given.partyId.toLowerCase() };
    const path = `assessments[${index}]`;
    const key = `${one.partyId} ${one.currency}`;
    if (!PARTY_ID.test(one.partyId) || seen.has(key)) {
      const message = 'This is no id of a party, or it is there twice in this currency.';
      return new InputInvalidError(`${path}.partyId`, message);
    }
    const wrong = checkOne(one, path);
    if (wrong !== null) {
      return wrong;
    }
    seen.add(key);
    checked.push(one);
  }
  return checked;
}

function checkOne(one: AssessmentInput, path: string): InputInvalidError | null {
  const wrong = checkCurrency(`${path}.currency`, one.currency);
  if (wrong !== null) {
    return wrong;
  }
  if (one.grade < 1 || one.grade > GRADE_MAX) {
    return new InputInvalidError(`${path}.grade`, `A grade is 1 to ${GRADE_MAX}.`);
  }
  if (one.modelVersion < 0) {
    return new InputInvalidError(`${path}.modelVersion`, 'A version counts from 0.');
  }
  const expiresSeconds = one.expiresAt.getTime() / 1_000;
  // Written so that an invalid date, whose time is NaN, is refused too.
  if (!(expiresSeconds > 0 && expiresSeconds <= EXPIRES_SECONDS_MAX)) {
    return new InputInvalidError(`${path}.expiresAt`, 'The ledger has no such time.');
  }
  return (one.inputs?.length ?? 0) > INPUTS_CHARS_MAX
    ? new InputInvalidError(`${path}.inputs`, `inputs has ${INPUTS_CHARS_MAX} characters at most.`)
    : null;
}
