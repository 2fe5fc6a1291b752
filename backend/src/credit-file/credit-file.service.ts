import { randomUUID } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import {
  type DomainError,
  HASH,
  InputInvalidError,
  NotFoundError,
  NotPermittedError,
  PARTY_ID,
  checkCurrency,
} from '../api/index.js';
import { PartyRole, Refusal, isUuid } from '../common/index.js';
import type { Viewer } from '../identity/index.js';
import { OffLedgerActs } from '../ledger/index.js';
import type {
  AddCreditRecordInput,
  ImportStatementsInput,
  RecordFieldInput,
  RecordSourceInput,
} from './credit-file.input.js';
import { CreditRecordKind } from './file-gaps.js';
import { checkWorth } from './record-worth.js';
import { type ImportedStatements, readStatements } from './statement-import.js';

const FIELDS_MAX = 100;
const NAME_MAX = 100;
const VALUE_MAX = 1_000;
const TEXT_MAX = 300;
const PERIOD_DAYS = 365;
const PERIOD_DAYS_MAX = 800;
const KEEPERS = [PartyRole.ASSESSOR, PartyRole.FINANCIER, PartyRole.SUPPLIER, PartyRole.OPERATOR];
const NOT_PERMITTED = 'Only who lends or assesses keeps credit files.';

/** Adds to the credit files that a party keeps; nothing in them is ever changed. */
@Injectable()
export class CreditFileService {
  constructor(private readonly acts: OffLedgerActs) {}

  /** Id of the record. */
  async add(viewer: Viewer, input: AddCreditRecordInput): Promise<string | DomainError> {
    const { idempotencyKey: key, ...body } = input;
    const wrong =
      checkKeeper(viewer) ?? checkSource(input) ?? checkFields(input.fields) ?? checkWorth(input);
    if (wrong !== null) return wrong;
    if (input.kind === CreditRecordKind.FINANCIAL_STATEMENT) {
      return new InputInvalidError('kind', 'Statements are imported with their figures.');
    }
    const act = { key, operation: 'addCreditRecord', body };
    return this.acts.once(viewer, act, (db) => storeRecord(db, viewer, input));
  }

  /** Id of the record, and names in the text that no figure goes by. */
  async importStatements(
    viewer: Viewer,
    input: ImportStatementsInput,
  ): Promise<{ readonly recordId: string; readonly unknown: readonly string[] } | DomainError> {
    const { idempotencyKey: key, ...body } = input;
    const periodDays = input.periodDays ?? PERIOD_DAYS;
    const wrong =
      checkKeeper(viewer) ?? checkSource(input) ?? checkCurrency('currency', input.currency);
    if (wrong !== null) return wrong;
    if (periodDays < 1 || periodDays > PERIOD_DAYS_MAX) {
      return new InputInvalidError('periodDays', `1 to ${PERIOD_DAYS_MAX} days.`);
    }
    const read = readStatements(input.text, input.format, input.currency);
    if (read instanceof Refusal) {
      return new InputInvalidError('text', `${read.path}: ${read.message}`);
    }
    const act = { key, operation: 'importFinancialStatements', body };
    const made = await this.acts.once(viewer, act, async (db) => {
      const kind = CreditRecordKind.FINANCIAL_STATEMENT;
      // The currency is that of the figures.
      const record = { ...input, kind, fields: [], currency: null };
      const recordId = await storeRecord(db, viewer, record);
      if (typeof recordId === 'string') {
        await storeYears(db, viewer, { ...input, recordId, periodDays }, read);
      }
      return recordId;
    });
    return typeof made === 'string' ? { recordId: made, unknown: read.unknown } : made;
  }
}

function checkKeeper({ roles }: Viewer): NotPermittedError | null {
  return KEEPERS.some((role) => roles.includes(role)) ? null : new NotPermittedError(NOT_PERMITTED);
}

function checkSource(input: RecordSourceInput): InputInvalidError | null {
  if (!PARTY_ID.test(input.partyId.toLowerCase())) {
    return new InputInvalidError('partyId', 'This is no id of a party.');
  }
  for (const path of ['title', 'source'] as const) {
    if (input[path].trim() === '' || input[path].length > TEXT_MAX) {
      return new InputInvalidError(path, `1 to ${TEXT_MAX} characters.`);
    }
  }
  const hash = input.documentHash ?? null;
  if (hash !== null && !HASH.test(hash.toLowerCase())) {
    return new InputInvalidError('documentHash', 'A hash is 0x and 64 hexadecimal digits.');
  }
  return (input.expiresDate ?? input.recordDate) < input.recordDate
    ? new InputInvalidError('expiresDate', 'It does not expire before its day.')
    : null;
}

function checkFields(fields: readonly RecordFieldInput[]): InputInvalidError | null {
  if (fields.length > FIELDS_MAX) {
    return new InputInvalidError('fields', `${FIELDS_MAX} fields at most.`);
  }
  const wrong = fields.findIndex(
    ({ name, value }) => name === '' || name.length > NAME_MAX || value.length > VALUE_MAX,
  );
  const message = `A name has 1 to ${NAME_MAX} characters, a value ${VALUE_MAX} at most.`;
  return wrong === -1 ? null : new InputInvalidError(`fields[${wrong}]`, message);
}

async function storeRecord(
  db: EntityManager,
  viewer: Viewer,
  input: AddCreditRecordInput,
): Promise<string | NotFoundError> {
  const unknown = await findUnknown(db, viewer, input);
  if (unknown !== null) return unknown;
  const recordId = randomUUID();
  await db.query(
    `INSERT INTO credit_record (record_id, owner, party, kind, title, source, record_date,
       expires_date, document_hash, fields, replaces, recorded_by, amount_minor, currency,
       receivable_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
    [
      ...[recordId, viewer.party, input.partyId.toLowerCase(), input.kind, input.title],
      ...[input.source, input.recordDate],
      ...[input.expiresDate ?? null, input.documentHash?.toLowerCase() ?? null],
      ...[JSON.stringify(input.fields), input.replacesId ?? null, viewer.userId],
      ...[input.amountMinor?.toString(), input.currency, input.receivableId?.toLowerCase()],
    ],
  );
  return recordId;
}

/** What the record names and is not there. */
async function findUnknown(
  db: EntityManager,
  viewer: Viewer,
  input: AddCreditRecordInput,
): Promise<NotFoundError | null> {
  const replaces = input.replacesId ?? null;
  if (replaces !== null && !(await isReplaceable(db, viewer, input, replaces))) {
    return new NotFoundError(replaces);
  }
  const receivableId = input.receivableId?.toLowerCase() ?? null;
  return receivableId === null || (await isOwed(db, input, receivableId))
    ? null
    : new NotFoundError(receivableId);
}

/** Whether the viewer's file has the record, of the same party and kind, and nothing took its place. */
async function isReplaceable(
  db: EntityManager,
  viewer: Viewer,
  { partyId, kind }: AddCreditRecordInput,
  recordId: string,
): Promise<boolean> {
  if (!isUuid(recordId)) return false;
  const rows: unknown[] = await db.query(
    `SELECT 1 FROM credit_record r WHERE record_id = $1 AND owner = $2 AND party = $3
       AND kind = $4 AND NOT EXISTS (SELECT FROM credit_record n WHERE n.replaces = $1)
     FOR UPDATE`,
    [recordId, viewer.party, partyId.toLowerCase(), kind],
  );
  return rows.length > 0;
}

/** Whether the party owes the receivable. Ids are hashes that nobody guesses: whoever names one has seen it. */
async function isOwed(
  db: EntityManager,
  { partyId, currency }: AddCreditRecordInput,
  receivableId: string,
): Promise<boolean> {
  const rows: unknown[] = await db.query(
    'SELECT FROM receivable WHERE receivable_id = $1 AND buyer = $2 AND currency = $3',
    [receivableId, partyId.toLowerCase(), currency],
  );
  return rows.length > 0;
}

async function storeYears(
  db: EntityManager,
  viewer: Viewer,
  record: Pick<ImportStatementsInput, 'partyId' | 'currency'> & {
    readonly recordId: string;
    readonly periodDays: number;
  },
  { years }: ImportedStatements,
): Promise<void> {
  await db.query(
    `INSERT INTO financial_statement (record_id, owner, party, currency, period_days, fiscal_year,
       figures) SELECT $1, $2, $3, $4, $5, y.* FROM unnest($6::int[], $7::jsonb[]) y`,
    [
      ...[record.recordId, viewer.party, record.partyId.toLowerCase(), record.currency],
      ...[record.periodDays, years.map(({ fiscalYear }) => fiscalYear)],
      years.map(({ figures }) =>
        JSON.stringify(Object.fromEntries([...figures].map(([name, minor]) => [name, `${minor}`]))),
      ),
    ],
  );
}
