import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import {
  BATCH_MAX,
  DomainError,
  InputInvalidError,
  NotPermittedError,
  PARTY_ID,
  checkCurrency,
  checkIds,
} from '../api/index.js';
import { type CalendarDate, PartyRole, currencyBytes, epochDayOf } from '../common/index.js';
import type { Viewer } from '../identity/index.js';
import {
  type Act,
  type CommandEntity,
  CommandOutbox,
  LedgerClock,
  contractInterfaces,
} from '../ledger/index.js';
import { OpenItemsReader, type PairItem } from './open-items.reader.js';
import { type Pair, balanceOf, longRootOf, statementIdOf } from './statement-items.js';
import { StatementMovements } from './statement-movements.js';
import { StatementNothingOpenError } from './statement.errors.js';
import type { IssueStatementsInput } from './statement.input.js';
import { STATEMENT_ITEMS_MAX } from './statement.rules.js';
import { type ItemsOfStatement, keepItems } from './statement.store.js';

const ISSUE_GAS = 300_000;
/** Checks the buyer and writes the three words of a statement. */
const ISSUE_STATEMENT_GAS = 120_000;
const DAY_MS = 86_400_000;

/** What a call asks for, checked and in normal form. */
interface Wanted {
  readonly asOfDate: CalendarDate | null;
  readonly buyerIds: readonly string[] | null;
  readonly currency: string | null;
}

/** Day of a statement and the block whose state it shows. */
interface AsOf {
  readonly date: CalendarDate;
  readonly blockNumber: number;
}

type Draft = ItemsOfStatement & { readonly pair: Pair };

/** Suppliers state what is open; the ledger keeps balance and root, the items stay here. */
@Injectable()
export class StatementIssueService {
  constructor(
    private readonly outbox: CommandOutbox,
    private readonly clock: LedgerClock,
    private readonly openItems: OpenItemsReader,
    private readonly movements: StatementMovements,
  ) {}

  async issue(viewer: Viewer, input: IssueStatementsInput): Promise<CommandEntity | DomainError> {
    if (!viewer.roles.includes(PartyRole.SUPPLIER)) {
      return new NotPermittedError('Only a supplier issues statements.');
    }
    const wanted = checkInput(input);
    if (wanted instanceof DomainError) {
      return wanted;
    }
    const { idempotencyKey: key } = input;
    const idempotency = { key, operation: 'issueStatements', body: wanted };
    return this.outbox.submit(viewer, idempotency, async (db) => {
      const asOf = await this.resolveDay(db, wanted.asOfDate);
      return asOf instanceof DomainError ? asOf : this.prepare(db, viewer.party, { wanted, asOf });
    });
  }

  /**
   * The state that a statement of a day shows: now for today, the end of the day for a day that is over.
   *
   * An idle ledger's clock stands still, so a day that this machine's clock has reached is not refused here; the
   * contract decides by the time of its block.
   */
  private async resolveDay(
    db: EntityManager,
    wanted: CalendarDate | null,
  ): Promise<AsOf | InputInvalidError> {
    const { today, blockNumber } = await this.clock.read(db);
    const date = wanted ?? today;
    if (date < today) {
      return { date, blockNumber: await this.openItems.lastBlockOf(db, date) };
    }
    const daysAhead = epochDayOf(date) - Math.floor(Date.now() / DAY_MS);
    return date > today && daysAhead > 0
      ? new InputInvalidError('asOfDate', `A statement is about today, ${today}, or before.`)
      : { date, blockNumber };
  }

  private async prepare(
    db: EntityManager,
    supplier: string,
    { wanted, asOf }: { readonly wanted: Wanted; readonly asOf: AsOf },
  ): Promise<Act | DomainError> {
    const { buyerIds, currency } = wanted;
    const limit = STATEMENT_ITEMS_MAX + 1;
    const query = { supplier, buyers: buyerIds, currency, atBlock: asOf.blockNumber, limit };
    const items = await this.openItems.itemsAt(db, query);
    const pairs = groupByPair(supplier, items);
    addEmptyPairs(pairs, supplier, wanted);
    if (items.length > STATEMENT_ITEMS_MAX) {
      const message = `More than ${STATEMENT_ITEMS_MAX} receivables are open; name fewer buyers, or a currency.`;
      return new InputInvalidError('buyerIds', message);
    }
    const chosen = await choosePairs(db, pairs, { buyerIds, asOf });
    if (chosen.length === 0) {
      return new StatementNothingOpenError();
    }
    if (chosen.length > BATCH_MAX) {
      const message = `These buyers have ${chosen.length} open pairs; ${BATCH_MAX} go at once.`;
      return new InputInvalidError('buyerIds', message);
    }
    const drafts = await toDrafts(chosen, asOf);
    await keepItems(db, drafts);
    for (const draft of drafts) {
      await this.movements.keep(db, { ...draft, asOfDate: asOf.date });
    }
    return issueAct(drafts, asOf);
  }
}

function checkInput(input: IssueStatementsInput): Wanted | InputInvalidError {
  const buyerIds = input.buyerIds?.map((id) => id.toLowerCase()) ?? null;
  const currency = input.currency ?? null;
  const wrong =
    (buyerIds === null ? null : checkIds('buyerIds', buyerIds, { pattern: PARTY_ID })) ??
    (currency === null ? null : checkCurrency('currency', currency));
  return wrong ?? { asOfDate: input.asOfDate ?? null, buyerIds, currency };
}

/** Items of each buyer and currency, in their order. */
function groupByPair(supplier: string, items: readonly PairItem[]): Map<string, PairItems> {
  const pairs = new Map<string, PairItems>();
  for (const { buyer, currency, ...item } of items) {
    const key = `${buyer} ${currency}`;
    const pair = pairs.get(key) ?? { pair: { supplier, buyer, currency }, items: [] };
    pair.items.push(item);
    pairs.set(key, pair);
  }
  return pairs;
}

interface PairItems {
  readonly pair: Pair;
  readonly items: Array<ItemsOfStatement['items'][number]>;
}

function addEmptyPairs(pairs: Map<string, PairItems>, supplier: string, wanted: Wanted): void {
  const { buyerIds, currency } = wanted;
  if (currency === null) {
    return;
  }
  for (const buyer of buyerIds ?? []) {
    const key = `${buyer} ${currency}`;
    pairs.set(key, pairs.get(key) ?? { pair: { supplier, buyer, currency }, items: [] });
  }
}

/** The pairs of named buyers; of all buyers, as many as go at once of those without a statement of the day. */
async function choosePairs(
  db: EntityManager,
  pairs: ReadonlyMap<string, PairItems>,
  { buyerIds, asOf }: { readonly buyerIds: readonly string[] | null; readonly asOf: AsOf },
): Promise<PairItems[]> {
  const found = [...pairs.values()];
  if (buyerIds !== null) {
    return found;
  }
  const rows: Array<{ statement_id: string }> = await db.query(
    'SELECT statement_id FROM statement WHERE statement_id = ANY($1)',
    [found.map(({ pair }) => statementIdOf(pair, asOf.date))],
  );
  const issued = new Set(rows.map((row) => row.statement_id));
  return found
    .filter(({ pair }) => !issued.has(statementIdOf(pair, asOf.date)))
    .slice(0, BATCH_MAX);
}

async function toDrafts(chosen: readonly PairItems[], asOf: AsOf): Promise<Draft[]> {
  const drafts: Draft[] = [];
  for (const { pair, items } of chosen) {
    const statementId = statementIdOf(pair, asOf.date);
    const itemsRoot = await longRootOf(items);
    drafts.push({ pair, items, statementId, itemsRoot, blockNumber: asOf.blockNumber });
  }
  return drafts;
}

function issueAct(drafts: readonly Draft[], asOf: AsOf): Act {
  const values = drafts.map(({ pair, items, itemsRoot }) => ({
    buyer: pair.buyer,
    currency: currencyBytes(pair.currency),
    asOfDay: epochDayOf(asOf.date),
    balanceMinor: balanceOf(items),
    itemsRoot,
  }));
  return {
    kind: 'ISSUE_STATEMENTS',
    contract: 'reconciliation',
    callData: contractInterfaces.reconciliation.encodeFunctionData('issueStatements', [values]),
    gas: ISSUE_GAS + ISSUE_STATEMENT_GAS * drafts.length,
    subjects: drafts.map((draft) => draft.statementId),
  };
}
