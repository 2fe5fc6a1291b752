import { createHash } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

import {
  DocumentRefusedError,
  DomainError,
  IdempotencyKeyReusedError,
  InputInvalidError,
} from '../api/index.js';
import {
  type BankStatement,
  germanIbanOf,
  looksLikeCsv,
  readStatements,
} from '../bank-formats/index.js';
import type { RefusalDetail } from '../common/index.js';
import { FILE_BYTES_MAX } from '../documents/index.js';
import type { Viewer } from '../identity/index.js';
import { NetworkKey, checkIdempotencyKey, hashBody } from '../ledger/index.js';
import { draftEntries } from './bank-entry.draft.js';
import { type NewBankStatement, insertBankFile } from './bank-file.store.js';
import { type DraftedStatement, identifyStatements } from './bank-statement.identity.js';
import { importsForEveryone } from './bank-visibility.js';
import { CsvMappingService } from './csv-mapping.service.js';
import { BankAccountUnknownError } from './settlement.errors.js';

const FILE_NAME_CHARS_MAX = 255;
const BASE64 = /^[A-Za-z0-9+/\s]*={0,2}\s*$/;
/** Path of the file in the input. */
const FILE_PATH = 'contentBase64';

/** What a text of columns gets that no mapping fits, instead of what the parser of XML says. */
const MAPPING_MISSING: RefusalDetail = {
  code: 'CSV_MAPPING_MISSING',
  message:
    'No mapping that was saved for your accounts fits the columns of this CSV file; name its account, or save one.',
  path: '',
};

export interface BankFileUpload {
  readonly idempotencyKey: string;
  readonly fileName?: string | null;
  readonly contentBase64: string;
  /** Whose mapping reads a CSV file; without it the one that fits. */
  readonly csvAccount?: string | null;
}

/** Takes bank statements: a whole file or nothing of it. */
@Injectable()
export class BankImportService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly networkKey: NetworkKey,
    private readonly mappings: CsvMappingService,
  ) {}

  /** Stores a file of bank statements and returns its id; the same key and file give the same id. */
  async import(viewer: Viewer, upload: BankFileUpload): Promise<string | DomainError> {
    const content = checkUpload(upload);
    if (content instanceof DomainError) {
      return content;
    }
    const csvAccount = upload.csvAccount ?? null;
    const mapping = await this.mappings.findFitting(viewer, content, csvAccount);
    const reading = readStatements(content, mapping);
    if (!reading.ok) {
      const isUnmapped = mapping === null && looksLikeCsv(content);
      return new DocumentRefusedError(FILE_PATH, isUnmapped ? [MAPPING_MISSING] : reading.errors);
    }
    const { idempotencyKey } = upload;
    const fileName = upload.fileName ?? null;
    const sha256 = createHash('sha256').update(content).digest('hex');
    const body = { fileName, sha256, ...(csvAccount === null ? {} : { csvAccount }) };
    const bodyHash = hashBody({ operation: 'importBankStatement', body });
    const file = { party: viewer.party, fileName, sha256, content, idempotencyKey, bodyHash };
    return this.dataSource.transaction(async (db) => {
      const earlier = await findEarlier(db, viewer.party, { idempotencyKey, bodyHash });
      if (earlier !== null) {
        return earlier;
      }
      const statements = await this.prepare(db, viewer, reading.statements);
      return statements instanceof DomainError
        ? statements
        : insertBankFile(db, { ...file, statements });
    });
  }

  private async prepare(
    db: EntityManager,
    viewer: Viewer,
    statements: readonly BankStatement[],
  ): Promise<NewBankStatement[] | DomainError> {
    const owners = await findOwners(db, statements);
    const drafted: DraftedStatement[] = [];
    for (const [index, statement] of statements.entries()) {
      const path = `statements[${index}]`;
      const owner = ownerOf(owners, statement);
      if (owner === null || (owner.party !== viewer.party && !importsForEveryone(viewer))) {
        return new BankAccountUnknownError(path, statement.account.trim());
      }
      const drafts = draftEntries({ ...statement, account: owner.account }, path);
      if ('code' in drafts) {
        return new DocumentRefusedError(FILE_PATH, [drafts]);
      }
      drafted.push({ ...owner, statement, drafts });
    }
    return identifyStatements(db, drafted, (parts) => this.networkKey.bankEntryHash(parts));
  }
}

/** The bytes of the file, or what is wrong with the input around it. */
function checkUpload(upload: BankFileUpload): Buffer | InputInvalidError {
  const { idempotencyKey, fileName, contentBase64 } = upload;
  const invalidKey = checkIdempotencyKey(idempotencyKey);
  if (invalidKey !== null) {
    return invalidKey;
  }
  if ((fileName ?? '').length > FILE_NAME_CHARS_MAX) {
    const message = `A file name has at most ${FILE_NAME_CHARS_MAX} characters.`;
    return new InputInvalidError('fileName', message);
  }
  if (!BASE64.test(contentBase64)) {
    return new InputInvalidError(FILE_PATH, 'The content is no base64.');
  }
  const content = Buffer.from(contentBase64, 'base64');
  return content.length > FILE_BYTES_MAX
    ? new InputInvalidError(FILE_PATH, `A file has at most ${FILE_BYTES_MAX} bytes.`)
    : content;
}

async function findEarlier(
  db: EntityManager,
  party: string,
  { idempotencyKey, bodyHash }: { idempotencyKey: string; bodyHash: string },
): Promise<string | IdempotencyKeyReusedError | null> {
  // Two requests with one key wait for each other, as in the outbox of commands.
  await db.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [
    `${party}:${idempotencyKey}`,
  ]);
  const rows: Array<{ bank_file_id: string; body_hash: string }> = await db.query(
    'SELECT bank_file_id, body_hash FROM bank_file WHERE party = $1 AND idempotency_key = $2',
    [party, idempotencyKey],
  );
  if (rows[0] === undefined) {
    return null;
  }
  return rows[0].body_hash === bodyHash ? rows[0].bank_file_id : new IdempotencyKeyReusedError();
}

interface AccountOwner {
  readonly account: string;
  readonly party: string;
}

/** Parties of the accounts that the statements may be about. */
async function findOwners(
  db: EntityManager,
  statements: readonly BankStatement[],
): Promise<Map<string, string>> {
  const rows: AccountOwner[] = await db.query(
    'SELECT account, party FROM bank_account WHERE account = ANY($1)',
    [statements.flatMap(accountsOf)],
  );
  return new Map(rows.map(({ account, party }) => [account, party]));
}

/** The account as the party added it, so that its entries are the same in every format. */
function ownerOf(
  owners: ReadonlyMap<string, string>,
  statement: BankStatement,
): AccountOwner | null {
  for (const account of accountsOf(statement)) {
    const party = owners.get(account);
    if (party !== undefined) return { account, party };
  }
  return null;
}

/** As written, else the IBAN that a German account number has as a rule. */
function accountsOf({ account }: BankStatement): string[] {
  const written = account.trim();
  return [written, germanIbanOf(written) ?? written];
}
