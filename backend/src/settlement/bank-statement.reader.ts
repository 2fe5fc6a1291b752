import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import type { Keyset, Page } from '../api/index.js';
import type { Viewer } from '../identity/index.js';
import type { BankStatementImport, BankStatementType } from './bank-statement.type.js';
import { seesEveryAccount, visibleAccount } from './bank-visibility.js';

interface StatementRow {
  bank_statement_id: string;
  file_name: string | null;
  party: string;
  account: string;
  kind: string;
  message: string;
  sequence_number: string | null;
  opening_minor: string | null;
  opening_date: string | null;
  closing_minor: string | null;
  closing_date: string | null;
  difference_minor: string | null;
  statement_reference: string;
  currency: string | null;
  entry_count: number;
  already_known_count: number;
  created_at: Date;
  listed_at: string;
}

export type ListedStatement = BankStatementType & { readonly keyset: Keyset };

const SELECT_STATEMENT = `
  SELECT s.bank_statement_id, f.file_name, s.party, s.account, s.kind, s.message,
    s.statement_reference, s.sequence_number, s.opening_minor, s.opening_date::text,
    s.closing_minor, s.closing_date::text, s.difference_minor,
    s.currency, s.entry_count, s.already_known_count, s.created_at, s.created_at::text AS listed_at
  FROM bank_statement s JOIN bank_file f USING (bank_file_id)`;

/** Imported statements of accounts that the viewer may see. */
@Injectable()
export class BankStatementReader {
  constructor(private readonly dataSource: DataSource) {}

  /** The latest import first. */
  async list(viewer: Viewer, page: Page): Promise<ListedStatement[]> {
    const rows: StatementRow[] = await this.dataSource.query(
      `${SELECT_STATEMENT} WHERE ${visibleAccount('s')}
         AND ($3::timestamptz IS NULL OR (s.created_at, s.bank_statement_id) < ($3, $4::uuid))
       ORDER BY s.created_at DESC, s.bank_statement_id DESC LIMIT $5`,
      [seesEveryAccount(viewer), viewer.party, page.after?.[0], page.after?.[1], page.limit],
    );
    return rows.map(toStatement);
  }

  /** What an import of one's own brought. */
  async readImport(bankFileId: string): Promise<BankStatementImport> {
    const rows: StatementRow[] = await this.dataSource.query(
      `${SELECT_STATEMENT} WHERE s.bank_file_id = $1 ORDER BY s.position`,
      [bankFileId],
    );
    return {
      importId: bankFileId,
      statements: rows.map(toStatement),
      entryCount: rows.reduce((sum, row) => sum + row.entry_count, 0),
      alreadyKnown: rows.reduce((sum, row) => sum + row.already_known_count, 0),
    };
  }

  /** Commands that settle entries of an import. */
  async commandsOfImport(bankFileId: string): Promise<string[]> {
    const rows: Array<{ command_id: string }> = await this.dataSource.query(
      `SELECT DISTINCT e.command_id FROM bank_entry e
       JOIN bank_statement s USING (bank_statement_id)
       WHERE s.bank_file_id = $1 AND e.command_id IS NOT NULL`,
      [bankFileId],
    );
    return rows.map((row) => row.command_id);
  }
}

function toStatement(row: StatementRow): ListedStatement {
  return {
    bankStatementId: row.bank_statement_id,
    fileName: row.file_name,
    account: row.account,
    kind: row.kind,
    message: row.message,
    sequenceNumber: row.sequence_number,
    openingMinor: toMinor(row.opening_minor),
    openingDate: row.opening_date,
    closingMinor: toMinor(row.closing_minor),
    closingDate: row.closing_date,
    differenceMinor: toMinor(row.difference_minor),
    statementReference: row.statement_reference,
    currency: row.currency,
    entryCount: row.entry_count,
    alreadyKnownCount: row.already_known_count,
    createdAt: row.created_at,
    party: row.party,
    keyset: [row.listed_at, row.bank_statement_id],
  };
}

function toMinor(text: string | null): bigint | null {
  return text === null ? null : BigInt(text);
}
