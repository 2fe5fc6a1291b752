import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import { DocumentRefusedError, InputInvalidError } from '../api/index.js';
import { AMOUNT_MINOR_MAX } from '../common/index.js';
import { NetworkKey } from '../ledger/index.js';
import {
  BuyerBooks,
  ItemLists,
  type OwedStatement,
  type StatementItem,
  balanceOf,
  longRootOf,
} from '../reconciliation/index.js';
import {
  type OwedItem,
  type PayableDifference,
  comparePayables,
  groupPayables,
} from './payables.compare.js';
import { type PairState, receivableFinder, statesOf, withNumbers } from './payables.ledger.js';
import type { PayableRow } from './payables.model.js';
import { CONTENT_PATH } from './payables.rules.js';

/** A list beside the statement. */
export interface Compared {
  /** The list's rows as receivables of the pair: what the buyer can answer the statement with. */
  readonly items: readonly StatementItem[];
  readonly itemsRoot: string;
  readonly balanceMinor: bigint;
  readonly equalCount: number;
  readonly differences: readonly PayableDifference[];
}

/** Finds the receivables of a buyer's rows and compares them with the supplier's list. */
@Injectable()
export class PayablesComparison {
  constructor(
    private readonly dataSource: DataSource,
    private readonly books: BuyerBooks,
    private readonly itemLists: ItemLists,
    private readonly networkKey: NetworkKey,
  ) {}

  async findStatement(buyer: string, statementId: string): Promise<OwedStatement | null> {
    const found = await this.books.findStatements(this.dataSource.manager, buyer, [statementId]);
    return found.get(statementId) ?? null;
  }

  async compare(
    buyer: string,
    statement: OwedStatement,
    rows: readonly PayableRow[],
  ): Promise<Compared | InputInvalidError | DocumentRefusedError> {
    const db = this.dataSource.manager;
    const list = await this.itemLists.find(db, statement.statementId, statement.itemsRoot);
    if (list === null) {
      const message = 'The items of this statement are not kept here.';
      return new InputInvalidError('statementId', message);
    }
    const stated = await withNumbers(db, list.items);
    const finder = receivableFinder(this.networkKey, statement.supplier, stated);
    const grouped = groupPayables(rows, finder);
    const tooLarge = findTooLarge(grouped);
    if (tooLarge !== null) {
      return tooLarge;
    }
    const ids = [...stated, ...grouped].flatMap(({ receivableId }) => receivableId ?? []);
    const receivableIds = [...new Set(ids)];
    const states = await statesOf(db, statement, { buyer, receivableIds });
    const owed = grouped.map((item) =>
      states.has(item.receivableId ?? '') ? item : { ...item, receivableId: null },
    );
    const differences = comparePayables(stated, owed, states);
    const items = itemsOf(owed, states);
    const differing = differences.filter(({ supplierMinor }) => supplierMinor !== null).length;
    return {
      items,
      itemsRoot: await longRootOf(items),
      balanceMinor: balanceOf(items),
      equalCount: stated.length - differing,
      differences,
    };
  }
}

/** What a list can say on the ledger: positive figures of confirmed receivables of the pair, by id. */
function itemsOf(
  owed: readonly OwedItem[],
  states: ReadonlyMap<string, PairState>,
): StatementItem[] {
  return owed
    .flatMap(({ receivableId, openMinor }) => {
      const state = receivableId === null ? undefined : states.get(receivableId);
      return receivableId !== null && state?.isConfirmed === true && openMinor > 0n
        ? [{ receivableId, dueDate: state.dueDate, outstandingMinor: openMinor }]
        : [];
    })
    .sort((a, b) => (a.receivableId < b.receivableId ? -1 : 1));
}

/** Sums beyond what the ledger holds, of one invoice or of all. */
function findTooLarge(owed: readonly OwedItem[]): DocumentRefusedError | null {
  let sumMinor = 0n;
  for (const { openMinor, line } of owed) {
    sumMinor += openMinor > 0n ? openMinor : -openMinor;
    if (sumMinor > AMOUNT_MINOR_MAX) {
      const message = 'the rows add up to more than 2^63 - 1 minor units';
      return new DocumentRefusedError(CONTENT_PATH, [
        { code: 'AMOUNT_TOO_LARGE', message, path: '', line },
      ]);
    }
  }
  return null;
}
