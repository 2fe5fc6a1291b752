import { HASH, InputInvalidError, checkCurrency } from '../api/index.js';
import type { AddCreditRecordInput } from './credit-file.input.js';
import { CreditRecordKind } from './file-gaps.js';

type Worth = Pick<
  AddCreditRecordInput,
  'kind' | 'amountMinor' | 'currency' | 'receivableId' | 'documentHash'
>;

/** Kinds that credit is given against, so that it must be said how much. */
const SECURING: ReadonlySet<CreditRecordKind> = new Set([
  CreditRecordKind.GUARANTEE,
  CreditRecordKind.COLLATERAL,
  CreditRecordKind.PREPAYMENT,
]);

/** The first thing that is wrong with what a record says about money; null if nothing is. */
export function checkWorth(input: Worth): InputInvalidError | null {
  if (!SECURING.has(input.kind)) {
    const path = (['amountMinor', 'currency', 'receivableId'] as const).find(
      (name) => (input[name] ?? null) !== null,
    );
    const message = 'Only a guarantee, collateral or a prepayment has one.';
    return path === undefined ? null : new InputInvalidError(path, message);
  }
  if ((input.amountMinor ?? 0n) <= 0n) {
    return new InputInvalidError('amountMinor', 'Say how much it is worth.');
  }
  return checkCurrency('currency', input.currency ?? '') ?? checkPrepayment(input);
}

/** Whoever relies on a payment that no ledger shows has its paper, for one receivable. */
function checkPrepayment({ kind, receivableId, documentHash }: Worth): InputInvalidError | null {
  if (kind !== CreditRecordKind.PREPAYMENT) {
    return (receivableId ?? null) === null
      ? null
      : new InputInvalidError('receivableId', 'Only a prepayment is of one receivable.');
  }
  if (!HASH.test(receivableId?.toLowerCase() ?? '')) {
    return new InputInvalidError('receivableId', 'Say which receivable was prepaid.');
  }
  return (documentHash ?? null) === null
    ? new InputInvalidError('documentHash', 'A prepayment needs its document.')
    : null;
}
