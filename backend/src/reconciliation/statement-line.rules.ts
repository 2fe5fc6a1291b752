import { BATCH_MAX, HASH, InputInvalidError, checkIds } from '../api/index.js';
import type { BothLists, OpenLine, SidedStatement } from './differing-statement.reader.js';
import type { LineNote } from './statement-evidence.js';
import { StatementNothingToShowError } from './statement.errors.js';
import { type ItemList, differencesOf } from './statement-items.js';
import type { LineResolutionInput } from './statement-line.input.js';

const NOTE_CHARS_MAX = 2_000;

/** A statement and receivables of it, in normal form. */
export interface Named {
  readonly statementId: string;
  /** Null is every one that there is something to show of. */
  readonly receivableIds: readonly string[] | null;
}

/** A line as the ledger takes it. */
export interface RaisedLine extends OpenLine {
  readonly supplierProof: string[];
  readonly buyerProof: string[];
}

/** An item of the caller's list with its proof. */
export interface ProvenItem {
  readonly receivableId: string;
  readonly openMinor: bigint;
  readonly proof: string[];
}

/** A resolution in normal form; an empty note is none. */
export type Resolution = Omit<LineResolutionInput, 'note' | 'reason'> & LineNote;

export function checkNamed(input: {
  readonly statementId: string;
  readonly receivableIds?: readonly string[] | null;
}): Named | InputInvalidError {
  const statementId = input.statementId.toLowerCase();
  const receivableIds = input.receivableIds?.map((id) => id.toLowerCase()) ?? null;
  const wrong =
    receivableIds === null ? null : checkIds('receivableIds', receivableIds, { pattern: HASH });
  return wrong ?? { statementId, receivableIds };
}

export function checkResolutions(
  resolutions: readonly LineResolutionInput[],
): Resolution[] | InputInvalidError {
  const checked = resolutions.map(({ receivableId, agreedMinor, note, reason }) => ({
    receivableId: receivableId.toLowerCase(),
    agreedMinor,
    note: note ?? '',
    reason: reason ?? null,
  }));
  const ids = checked.map(({ receivableId }) => receivableId);
  const wrong = checkIds('resolutions', ids, { pattern: HASH });
  if (wrong !== null) {
    return wrong;
  }
  const long = checked.findIndex(({ note }) => note.length > NOTE_CHARS_MAX);
  return long === -1
    ? checked
    : new InputInvalidError(
        `resolutions[${long}].note`,
        `A note has at most ${NOTE_CHARS_MAX} characters.`,
      );
}

/**
 * Lines with the figures and proofs of both lists.
 *
 * A list that is not kept here counts as without the receivable: its side can show otherwise, or agree.
 */
export function linesToRaise(
  { side }: SidedStatement,
  lists: BothLists,
  wanted: { readonly named: readonly string[] | null; readonly raised: ReadonlySet<string> },
): RaisedLine[] | InputInvalidError | StatementNothingToShowError {
  if (lists[side] === null) {
    return new InputInvalidError('statementId', 'The items behind your figure are not kept here.');
  }
  if (wanted.named === null) {
    return everyLine(lists, wanted.raised);
  }
  const lines = wanted.named.map((id) => lineOf(lists, id));
  const same = lines.findIndex(({ supplierMinor, buyerMinor }) => supplierMinor === buyerMinor);
  return same === -1
    ? lines
    : new InputInvalidError(
        `receivableIds[${same}]`,
        lines[same]?.supplierMinor === 0n
          ? 'Neither list has this receivable.'
          : 'Both lists have this receivable with the same figure.',
      );
}

/** Items of the caller's list for open lines that have it without them. */
export function itemsToProve(
  { side }: SidedStatement,
  own: ItemList | null,
  wanted: { readonly named: readonly string[] | null; readonly open: readonly OpenLine[] },
): ProvenItem[] | InputInvalidError | StatementNothingToShowError {
  if (own === null) {
    return new InputInvalidError('statementId', 'The items behind your figure are not kept here.');
  }
  const itemOf = (receivableId: string): ProvenItem => ({
    receivableId,
    openMinor: own.openMinor(receivableId),
    proof: own.proofOf(receivableId),
  });
  if (wanted.named === null) {
    const items = wanted.open
      .filter((line) => (side === 'supplier' ? line.supplierMinor : line.buyerMinor) === 0n)
      .filter(({ receivableId }) => own.openMinor(receivableId) !== 0n)
      .slice(0, BATCH_MAX)
      .map(({ receivableId }) => itemOf(receivableId));
    return items.length === 0 ? new StatementNothingToShowError() : items;
  }
  const items = wanted.named.map(itemOf);
  const absent = items.findIndex(({ openMinor }) => openMinor === 0n);
  return absent === -1
    ? items
    : new InputInvalidError(`receivableIds[${absent}]`, 'Your list does not have this receivable.');
}

/** The first differences that have no line yet. */
function everyLine(
  lists: BothLists,
  raised: ReadonlySet<string>,
): RaisedLine[] | InputInvalidError | StatementNothingToShowError {
  const { supplier, buyer } = lists;
  if (supplier === null || buyer === null) {
    const message = "Name the receivables: the other side's items are not kept here.";
    return new InputInvalidError('receivableIds', message);
  }
  const ids = differencesOf(supplier.items, buyer.items)
    .map(({ receivableId }) => receivableId)
    .filter((id) => !raised.has(id));
  return ids.length === 0
    ? new StatementNothingToShowError()
    : ids.slice(0, BATCH_MAX).map((id) => lineOf(lists, id));
}

function lineOf({ supplier, buyer }: BothLists, receivableId: string): RaisedLine {
  return {
    receivableId,
    supplierMinor: supplier?.openMinor(receivableId) ?? 0n,
    supplierProof: supplier?.proofOf(receivableId) ?? [],
    buyerMinor: buyer?.openMinor(receivableId) ?? 0n,
    buyerProof: buyer?.proofOf(receivableId) ?? [],
  };
}
