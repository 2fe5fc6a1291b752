import { BATCH_MAX, HASH, InputInvalidError } from '../api/index.js';
import type { AcknowledgementInput, StatementItemInput } from './statement.input.js';

/** Items of the statements of one call, of one list of a buyer, and so of one statement. */
export const STATEMENT_ITEMS_MAX = 250_000;

const ITEMS_MAX = 1_000;
/** Of all acknowledgements together. */
const ITEMS_TOTAL_MAX = 10_000;

/** Acknowledgements in normal form, or the first thing that is wrong with them. */
export function checkAcknowledgements(
  acknowledgements: readonly AcknowledgementInput[],
): AcknowledgementInput[] | InputInvalidError {
  const count = acknowledgements.length;
  if (count === 0 || count > BATCH_MAX) {
    const message = `acknowledgements has 1 to ${BATCH_MAX} items, not ${count}.`;
    return new InputInvalidError('acknowledgements', message);
  }
  const itemCount = acknowledgements.reduce((sum, one) => sum + (one.items?.length ?? 0), 0);
  if (itemCount > ITEMS_TOTAL_MAX) {
    const message = `One call has at most ${ITEMS_TOTAL_MAX} items, not ${itemCount}.`;
    return new InputInvalidError('acknowledgements', message);
  }
  const checked: AcknowledgementInput[] = [];
  for (const [index, one] of acknowledgements.entries()) {
    const statementId = one.statementId.toLowerCase();
    const path = `acknowledgements[${index}]`;
    if (!HASH.test(statementId) || checked.some((other) => other.statementId === statementId)) {
      const message = 'This is no statement id, or it is there twice.';
      return new InputInvalidError(`${path}.statementId`, message);
    }
    const items = checkItems(one, path);
    if (items instanceof InputInvalidError) {
      return items;
    }
    checked.push({ statementId, balanceMinor: one.balanceMinor ?? null, items });
  }
  return checked;
}

function checkItems(
  { items, balanceMinor }: AcknowledgementInput,
  path: string,
): StatementItemInput[] | null | InputInvalidError {
  if (items === undefined || items === null) {
    return null;
  }
  if (items.length > ITEMS_MAX) {
    const message = `items has at most ${ITEMS_MAX} lines, not ${items.length}.`;
    return new InputInvalidError(`${path}.items`, message);
  }
  const seen = new Set<string>();
  let sumMinor = 0n;
  for (const [position, { receivableId, outstandingMinor }] of items.entries()) {
    const id = receivableId.toLowerCase();
    if (!HASH.test(id) || seen.has(id)) {
      const message = 'This is no receivable id, or it is there twice.';
      return new InputInvalidError(`${path}.items[${position}].receivableId`, message);
    }
    if (outstandingMinor === 0n) {
      const message = 'A receivable with nothing open is no item.';
      return new InputInvalidError(`${path}.items[${position}].outstandingMinor`, message);
    }
    seen.add(id);
    sumMinor += outstandingMinor;
  }
  if (balanceMinor !== undefined && balanceMinor !== null && balanceMinor !== sumMinor) {
    const message = `The items add up to ${sumMinor}, not to ${balanceMinor}.`;
    return new InputInvalidError(`${path}.balanceMinor`, message);
  }
  return items.map(({ receivableId, outstandingMinor }) => ({
    receivableId: receivableId.toLowerCase(),
    outstandingMinor,
  }));
}
