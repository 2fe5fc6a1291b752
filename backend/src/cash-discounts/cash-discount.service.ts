import { Injectable } from '@nestjs/common';
import { GraphQLError } from 'graphql';
import { DataSource, type EntityManager } from 'typeorm';

import {
  BATCH_MAX,
  DomainError,
  HASH,
  InputInvalidError,
  type Keyset,
  NotFoundError,
  NotPermittedError,
  type Page,
  checkIds,
} from '../api/index.js';
import { isCalendarDate } from '../common/index.js';
import { type Viewer, seesEverything } from '../identity/index.js';
import { OffLedgerActs } from '../ledger/index.js';
import type {
  CashDiscount,
  CashDiscountInput,
  CashDiscounts,
  SetCashDiscountsInput,
  TakenDiscount,
} from './cash-discount.type.js';
import { JOIN_TERMS } from './taken-discount.store.js';

const BPS_MAX = 5_000;

interface TermsRow {
  receivable_id: string;
  discount_bps: number;
  discount_until: string;
}

interface TakenDiscountRow {
  entry_hash: string;
  receivable_id: string;
  amount_minor: string;
  is_earned: boolean;
  taken_at: Date;
  granted_command: string | null;
  problem: string | null;
  taken_key: string;
  place: string;
}

export type ListedDiscount = TakenDiscount & { readonly keyset: Keyset };

/** SQL: orders discounts that were taken at one instant, as of one entry. */
const PLACE = 't.entry_hash || t.receivable_id';

/** Terms of cash discount, and what payers made of them; off the ledger. */
@Injectable()
export class CashDiscountService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly acts: OffLedgerActs,
  ) {}

  /** New terms take the place of earlier ones, which stay on record; what was paid already is not looked at again. */
  async set(viewer: Viewer, input: SetCashDiscountsInput): Promise<CashDiscounts | DomainError> {
    const discounts = input.discounts.map((one) => ({
      ...one,
      receivableId: one.receivableId.toLowerCase(),
    }));
    const wrong = check(discounts);
    if (wrong !== null) return wrong;
    const done = await this.acts.once<DomainError>(
      viewer,
      { key: input.idempotencyKey, operation: 'setCashDiscounts', body: { discounts } },
      async (db) => (await refuse(db, viewer, discounts)) ?? keep(db, viewer, discounts),
    );
    return done instanceof DomainError ? done : { discounts };
  }

  /** Terms of those of at most {@link BATCH_MAX} receivables that concern the viewer and have any. */
  async find(viewer: Viewer, receivableIds: readonly string[]): Promise<CashDiscount[]> {
    const ids = receivableIds.map((id) => id.toLowerCase());
    const wrong = checkIds('receivableIds', ids, { pattern: HASH });
    if (wrong !== null) {
      throw new GraphQLError(wrong.message, {
        extensions: { code: wrong.code, path: wrong.path },
      });
    }
    const rows: TermsRow[] = await this.dataSource.query(
      `SELECT r.receivable_id, c.discount_bps, c.discount_until::text
       FROM receivable r ${JOIN_TERMS}
       WHERE r.receivable_id = ANY($1) AND ($2 OR $3 IN (r.supplier, r.buyer))
         AND c.discount_bps IS NOT NULL ORDER BY r.receivable_id`,
      [ids, seesEverything(viewer), viewer.party],
    );
    return rows.map((row) => ({
      receivableId: row.receivable_id,
      discountBps: row.discount_bps,
      discountUntil: row.discount_until,
    }));
  }

  /** What was kept back of the receivables of the viewer's party, the latest first. */
  async taken(viewer: Viewer, page: Page, isOpen: boolean | null): Promise<ListedDiscount[]> {
    const rows: TakenDiscountRow[] = await this.dataSource.query(
      `SELECT t.*, t.taken_at::text AS taken_key, ${PLACE} AS place FROM taken_discount t JOIN receivable r USING (receivable_id)
       WHERE ($1 OR r.supplier = $2) AND ($3::boolean IS NULL OR (t.granted_command IS NULL) = $3)
         AND ($4::timestamptz IS NULL OR (t.taken_at, ${PLACE}) < ($4, $5))
       ORDER BY t.taken_at DESC, ${PLACE} DESC LIMIT $6`,
      [seesEverything(viewer), viewer.party, isOpen, page.after?.[0], page.after?.[1], page.limit],
    );
    return rows.map((row) => ({
      entryHash: row.entry_hash,
      receivableId: row.receivable_id,
      amountMinor: BigInt(row.amount_minor),
      isEarned: row.is_earned,
      takenAt: row.taken_at,
      commandId: row.granted_command,
      problem: row.problem,
      keyset: [row.taken_key, row.place],
    }));
  }
}

function check(discounts: readonly CashDiscountInput[]): InputInvalidError | null {
  const ids = discounts.map(({ receivableId }) => receivableId);
  const wrongId = checkIds('discounts', ids, { pattern: HASH, max: BATCH_MAX });
  if (wrongId !== null) return wrongId;
  for (const [index, { discountBps, discountUntil }] of discounts.entries()) {
    if (discountBps < 0 || discountBps > BPS_MAX) {
      return new InputInvalidError(`discounts[${index}].discountBps`, `From 0 to ${BPS_MAX}.`);
    }
    if (!isCalendarDate(discountUntil)) {
      return new InputInvalidError(`discounts[${index}].discountUntil`, 'This is no date.');
    }
  }
  return null;
}

async function refuse(
  db: EntityManager,
  viewer: Viewer,
  discounts: readonly CashDiscountInput[],
): Promise<DomainError | null> {
  const rows: Array<{ receivable_id: string; supplier: string }> = await db.query(
    `SELECT receivable_id, supplier FROM receivable
     WHERE receivable_id = ANY($1) AND $2 IN (supplier, buyer)`,
    [discounts.map(({ receivableId }) => receivableId), viewer.party],
  );
  const suppliers = new Map(rows.map((row) => [row.receivable_id, row.supplier]));
  for (const { receivableId } of discounts) {
    const supplier = suppliers.get(receivableId);
    if (supplier === undefined) return new NotFoundError(receivableId);
    if (supplier !== viewer.party) {
      return new NotPermittedError(`Only the supplier of ${receivableId} may do this.`);
    }
  }
  return null;
}

async function keep(
  db: EntityManager,
  { userId }: Viewer,
  discounts: readonly CashDiscountInput[],
): Promise<string> {
  await db.query(
    `INSERT INTO cash_discount (receivable_id, version, discount_bps, discount_until, set_by)
     SELECT w.receivable_id, 1 + coalesce((SELECT max(version) FROM cash_discount d
       WHERE d.receivable_id = w.receivable_id), 0), w.bps, w.until, $4
     FROM unnest($1::text[], $2::integer[], $3::date[]) AS w (receivable_id, bps, until)`,
    [
      discounts.map(({ receivableId }) => receivableId),
      discounts.map(({ discountBps }) => discountBps),
      discounts.map(({ discountUntil }) => discountUntil),
      userId,
    ],
  );
  return discounts.map(({ receivableId }) => receivableId).join();
}
