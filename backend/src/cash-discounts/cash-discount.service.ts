import { Injectable } from '@nestjs/common';
import { GraphQLError } from 'graphql';
import { DataSource, type EntityManager } from 'typeorm';

import {
  BATCH_MAX,
  DomainError,
  HASH,
  InputInvalidError,
  NotFoundError,
  NotPermittedError,
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
} from './cash-discount.type.js';
import { JOIN_TERMS } from './discount-terms.js';

const BPS_MAX = 5_000;

interface TermsRow {
  receivable_id: string;
  discount_bps: number;
  discount_until: string;
}

/** Terms of cash discount; off the ledger. */
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
