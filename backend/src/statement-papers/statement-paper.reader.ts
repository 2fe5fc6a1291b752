import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import type { Viewer } from '../identity/index.js';
import {
  type PaperLanguage,
  firstBits,
  readVerificationCode,
  verificationCodeOf,
} from '../papers/index.js';
import {
  StatementContentReader,
  StatementMovements,
  StatementReader,
  agedKeyOf,
  itemKeyOf,
} from '../reconciliation/index.js';
import type { PaperItem, PaperParty, StatementPaper } from './statement-paper.model.js';
import type { StatementCheckType } from './statement-paper.type.js';

/** A hundred pages; whoever has more uses the list. */
const ITEMS_PRINTED_MAX = 5_000;

interface ItemRow {
  readonly receivable_id: string;
  readonly number: string | null;
  readonly due_date: string;
  readonly outstanding_minor: string;
}

/** Puts together what a printed statement says. */
@Injectable()
export class StatementPaperReader {
  constructor(
    private readonly dataSource: DataSource,
    private readonly statements: StatementReader,
    private readonly content: StatementContentReader,
    private readonly movements: StatementMovements,
  ) {}

  /** Null for a statement that the viewer does not see. */
  async find(
    viewer: Viewer,
    statementId: string,
    language: PaperLanguage,
  ): Promise<StatementPaper | null> {
    const statement = await this.statements.find(viewer, statementId);
    if (statement === null) {
      return null;
    }
    const { itemsRoot, supplier, buyer, itemCount, ...rest } = statement;
    const agedKey = agedKeyOf(statement);
    const itemKey = itemKeyOf(statementId, itemsRoot);
    const names = await this.names([supplier, buyer]);
    const partyOf = (partyId: string): PaperParty => ({
      ...{ partyId, name: names.get(partyId) ?? partyId },
    });
    return {
      ...rest,
      ...{ language, statementId, itemsRoot, itemCount: itemCount ?? 0 },
      verificationCode: verificationCodeOf(statementId, itemsRoot),
      supplier: partyOf(supplier),
      buyer: partyOf(buyer),
      movements: (await this.movements.findMany([itemKey])).get(itemKey) ?? null,
      ageing: itemCount === null ? [] : ((await this.content.ageing([agedKey])).get(agedKey) ?? []),
      items: await this.items(statementId, itemsRoot),
    };
  }

  /** What the ledger holds of the statement that a code was printed on; null if it holds another one, or none. */
  async findByCode(code: string): Promise<StatementCheckType | null> {
    const parts = readVerificationCode(code);
    if (parts === null) {
      return null;
    }
    const rows: Array<Omit<StatementCheckType, 'balanceMinor'> & { balanceMinor: string }> =
      await this.dataSource.query(
        `SELECT statement_id AS "statementId", supplier AS "supplierId", buyer AS "buyerId", currency,
         as_of_date::text AS "asOfDate", balance_minor AS "balanceMinor", items_root AS "itemsRoot",
         status, issued_at AS "issuedAt", acknowledged_at AS "acknowledgedAt"
       FROM statement WHERE statement_id BETWEEN $1 AND $2 ORDER BY statement_id LIMIT 10`,
        [parts.idFrom, parts.idTo],
      );
    const found = rows.find(({ itemsRoot }) => firstBits(itemsRoot) === parts.contentBits);
    return found === undefined ? null : { ...found, balanceMinor: BigInt(found.balanceMinor) };
  }

  private async names(partyIds: readonly string[]): Promise<Map<string, string>> {
    const rows: Array<{ party: string; name: string }> = await this.dataSource.query(
      'SELECT party, name FROM party_profile WHERE party = ANY($1)',
      [partyIds],
    );
    return new Map(rows.map(({ party, name }) => [party, name]));
  }

  /** The first due first. */
  private async items(statementId: string, itemsRoot: string): Promise<PaperItem[]> {
    const rows: ItemRow[] = await this.dataSource.query(
      `SELECT i.receivable_id, d.number, i.due_date::text, i.outstanding_minor
       FROM statement_item i
       LEFT JOIN document d ON d.subject = i.receivable_id AND d.kind = 'INVOICE'
       WHERE i.statement_id = $1 AND i.items_root = $2
       ORDER BY i.due_date, d.number, i.receivable_id LIMIT $3`,
      [statementId, itemsRoot, ITEMS_PRINTED_MAX],
    );
    return rows.map((row) => ({
      number: row.number ?? row.receivable_id,
      dueDate: row.due_date,
      openMinor: BigInt(row.outstanding_minor),
    }));
  }
}
