import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import { type Viewer, seesEverything } from '../identity/index.js';

/** Two invoices of one purchase are dated within these many days of each other. */
const DATES_APART_MAX = 10;
/** Characters that differ between a number and its altered copy. */
const EDITS_MAX = 2;
/** Candidates of one batch that are compared: a buyer with a thousand equal invoices costs no more. */
const CANDIDATES_MAX = 2_000;

interface Candidate {
  readonly receivableId: string;
  readonly number: string;
  readonly otherId: string;
  readonly otherNumber: string;
}

/** Finds receivables that may be another one with an altered number. */
@Injectable()
export class LookAlikeReader {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Look-alikes of each receivable: same buyer, amount and currency, near dates, a number that differs in few
   * characters. The buyer sees them all, a supplier those of its own; nobody else is warned.
   */
  async find(viewer: Viewer, receivableIds: readonly string[]): Promise<Map<string, string[]>> {
    const candidates: Candidate[] = await this.dataSource.query(
      `SELECT r.receivable_id AS "receivableId", d.number_key AS number,
         o.receivable_id AS "otherId", od.number_key AS "otherNumber"
       FROM receivable r
         JOIN document d ON d.subject = r.receivable_id AND d.kind = 'INVOICE'
         JOIN receivable o ON o.buyer = r.buyer AND o.face_minor = r.face_minor
           AND o.issue_date BETWEEN r.issue_date - $2::int AND r.issue_date + $2::int
           AND o.currency = r.currency AND o.receivable_id <> r.receivable_id
         JOIN document od ON od.subject = o.receivable_id AND od.kind = 'INVOICE'
       WHERE r.receivable_id = ANY($1)
         AND ($3 OR r.buyer = $4 OR (r.supplier = $4 AND o.supplier = $4))
       ORDER BY o.registered_at, o.receivable_id LIMIT $5`,
      [receivableIds, DATES_APART_MAX, seesEverything(viewer), viewer.party, CANDIDATES_MAX],
    );
    const found = new Map<string, string[]>();
    for (const { receivableId, number, otherId, otherNumber } of candidates) {
      if (editsBetween(number, otherNumber) <= EDITS_MAX) {
        found.set(receivableId, [...(found.get(receivableId) ?? []), otherId]);
      }
    }
    return found;
  }
}

/** Levenshtein distance: characters to insert, delete or replace. */
export function editsBetween(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const replaced = (row[j - 1] as number) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[to.length] as number;
}
