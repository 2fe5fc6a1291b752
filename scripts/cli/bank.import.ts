import { RefusedError, type ApiRefusal } from './api.errors.js';
import type { ApiClient } from './client.js';

const IMPORT_BANK_STATEMENT = `mutation ImportBankStatement($input: ImportBankStatementInput!) {
  importBankStatement(input: $input) {
    __typename
    ... on BankStatementImport {
      importId entryCount alreadyKnown
      statements { bankStatementId account statementReference entryCount }
    }
    ... on DomainError { code message }
    ... on InputInvalidError { path }
    ... on BankAccountUnknownError { path }
    ... on DocumentRefusedError { path errors { code message path } }
  }
}`;

export interface BankFile {
  readonly idempotencyKey: string;
  readonly fileName: string;
  readonly content: Uint8Array;
  /** Answer only when what its entries pay is settled, or after 30 seconds. */
  readonly awaitSettlement: boolean;
  /** Whose mapping reads a CSV file; null for the one that fits. */
  readonly csvAccount?: string | null;
}

export interface BankImport {
  readonly importId: string;
  readonly entryCount: number;
  /** Entries that an earlier import had brought already. */
  readonly alreadyKnown: number;
  readonly statements: ReadonlyArray<{
    readonly bankStatementId: string;
    readonly account: string;
    readonly statementReference: string;
    readonly entryCount: number;
  }>;
}

/**
 * Hands a bank statement in; the same key and file give the same answer.
 *
 * @throws {RefusedError} when the file, or an account in it, is refused
 */
export async function importBankFile(client: ApiClient, file: BankFile): Promise<BankImport> {
  const { idempotencyKey, fileName, content, awaitSettlement, csvAccount = null } = file;
  const contentBase64 = Buffer.from(content).toString('base64');
  const data = await client.request<{
    importBankStatement: { readonly __typename: string } & BankImport & ApiRefusal;
  }>(IMPORT_BANK_STATEMENT, {
    input: { idempotencyKey, fileName, contentBase64, awaitSettlement, csvAccount },
  });
  const answer = data.importBankStatement;
  if (answer.__typename !== 'BankStatementImport') throw new RefusedError([answer]);
  return answer;
}
