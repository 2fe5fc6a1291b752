import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import { DomainError, NotPermittedError } from '../api/index.js';
import { PartyRole, present } from '../common/index.js';
import type { Viewer } from '../identity/index.js';
import type { CsvMapping } from './payables.model.js';
import { checkMapping } from './payables.rules.js';
import type { CsvMappingInput } from './payables.type.js';

/** A mapping as it was saved. */
export interface SavedPayablesMapping {
  readonly mapping: CsvMapping;
  readonly savedAt: Date;
}

interface MappingRow {
  mapping: CsvMapping;
  saved_at: Date;
}

/** How the CSV files of buyers are read that come without a mapping of their own. */
@Injectable()
export class PayablesMappingService {
  constructor(private readonly dataSource: DataSource) {}

  /** Saves the mapping of the viewer's party, in place of the one that was there. */
  async save(viewer: Viewer, input: CsvMappingInput): Promise<SavedPayablesMapping | DomainError> {
    if (!viewer.roles.includes(PartyRole.BUYER)) {
      return new NotPermittedError('Only a buyer says what it owes.');
    }
    const mapping = checkMapping(input);
    if (mapping instanceof DomainError) return mapping;
    const rows: MappingRow[] = await this.dataSource.query(
      `INSERT INTO payables_mapping (party, mapping, saved_by) VALUES ($1, $2, $3)
       ON CONFLICT (party) DO UPDATE SET mapping = excluded.mapping,
         saved_by = excluded.saved_by, saved_at = now()
       RETURNING mapping, saved_at`,
      [viewer.party, JSON.stringify(mapping), viewer.userId],
    );
    return toSaved(present(rows[0], 'saved mapping'));
  }

  /** Of the viewer's party. */
  async find(viewer: Viewer): Promise<SavedPayablesMapping | null> {
    const rows: MappingRow[] = await this.dataSource.query(
      'SELECT mapping, saved_at FROM payables_mapping WHERE party = $1',
      [viewer.party],
    );
    return rows[0] === undefined ? null : toSaved(rows[0]);
  }
}

function toSaved({ mapping, saved_at: savedAt }: MappingRow): SavedPayablesMapping {
  return { mapping, savedAt };
}
