import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import { type DomainError, InputInvalidError, NotFoundError } from '../api/index.js';
import {
  type CsvMapping,
  contentOf,
  decodeText,
  findMappingProblem,
  fitsTable,
} from '../bank-formats/index.js';
import { isRefusal } from '../common/index.js';
import type { Viewer } from '../identity/index.js';
import { importsForEveryone } from './bank-visibility.js';

/** A mapping as it was saved. */
export interface SavedCsvMapping {
  readonly mapping: CsvMapping;
  readonly savedAt: Date;
}

interface MappingRow {
  account: string;
  mapping: Omit<CsvMapping, 'account'>;
  saved_at: Date;
}

/** How the CSV files of accounts are read. */
@Injectable()
export class CsvMappingService {
  constructor(private readonly dataSource: DataSource) {}

  /** Saves the mapping of one of the viewer's accounts, in place of the one that was there. */
  async save(viewer: Viewer, mapping: CsvMapping): Promise<SavedCsvMapping | DomainError> {
    const problem = findMappingProblem(mapping);
    if (problem !== null) {
      return new InputInvalidError(`mapping.${problem.path}`, problem.message);
    }
    const { account, ...rest } = mapping;
    const rows: MappingRow[] = await this.dataSource.query(
      `INSERT INTO csv_mapping (party, account, mapping, saved_by)
       SELECT party, account, $3, $4 FROM bank_account WHERE party = $1 AND account = $2
       ON CONFLICT (party, account) DO UPDATE SET mapping = excluded.mapping,
         saved_by = excluded.saved_by, saved_at = now()
       RETURNING account, mapping, saved_at`,
      [viewer.party, account, JSON.stringify(rest), viewer.userId],
    );
    return rows[0] === undefined ? new NotFoundError(account) : toSaved(rows[0]);
  }

  /** Mappings of the viewer's accounts, in the order of these. */
  async list(viewer: Viewer): Promise<SavedCsvMapping[]> {
    const rows: MappingRow[] = await this.dataSource.query(
      'SELECT account, mapping, saved_at FROM csv_mapping WHERE party = $1 ORDER BY account',
      [viewer.party],
    );
    return rows.map(toSaved);
  }

  /**
   * The mapping that reads a file: that of the account that was named, else the only one of the
   * viewer's party that has the file's columns; null where there is none, or the file is no CSV.
   */
  async findFitting(
    viewer: Viewer,
    content: Uint8Array,
    account: string | null,
  ): Promise<CsvMapping | null> {
    if (contentOf(content) !== 'OTHER') return null;
    const rows: MappingRow[] = await this.dataSource.query(
      `SELECT account, mapping, saved_at FROM csv_mapping
       WHERE (party = $1 OR ($2 AND $3::text IS NOT NULL)) AND ($3::text IS NULL OR account = $3)
       ORDER BY account`,
      [viewer.party, importsForEveryone(viewer), account],
    );
    const mappings = rows.map((row) => toSaved(row).mapping);
    if (account !== null) return mappings[0] ?? null;
    const fitting = mappings.filter((mapping) => isFitting(content, mapping));
    return fitting.length === 1 ? (fitting[0] ?? null) : null;
  }
}

function isFitting(content: Uint8Array, mapping: CsvMapping): boolean {
  try {
    return fitsTable(decodeText(content, mapping.encoding), mapping);
  } catch (error) {
    if (isRefusal(error)) return false;
    throw error;
  }
}

function toSaved({ account, mapping, saved_at }: MappingRow): SavedCsvMapping {
  return { mapping: { ...mapping, account }, savedAt: saved_at };
}
