import { looksLikeCsv } from '../../../backend/src/bank-formats/index.js';
import { type ApiRefusal, RefusedError } from '../api.errors.js';
import { importBankFile } from '../bank.import.js';
import type { ApiClient } from '../client.js';
import { runCommand } from '../commands.js';
import { uploadOf } from './import.files.js';
import { type ImportFile, type ImportOutcome, imported, refused } from './import.model.js';

const CREDIT_NOTE_REFUSALS = `... on DocumentRefusedError { path errors { code message path } }`;
const ALREADY_APPLIED = 'CreditNoteAlreadyApplied';

/** Applies a credit note to the invoice that it names. */
export async function importCreditNote(
  client: ApiClient,
  file: ImportFile,
): Promise<ImportOutcome> {
  return await asOutcome(file, async () => {
    const { subjects, commandId, transactionHash } = await runCommand(client, {
      mutation: 'applyCreditNotes',
      idempotencyKey: `import:${file.sha256}`,
      input: { documents: [uploadOf(file)] },
      refusalFields: CREDIT_NOTE_REFUSALS,
    });
    const receivableId = subjects[0] ?? null;
    return imported(file.file, { receivableId, command: { commandId, transactionHash } });
  });
}

/** Hands a bank statement in; it counts as there already if every entry of it is. */
export async function importStatement(
  client: ApiClient,
  file: ImportFile,
  csvAccount: string | null = null,
): Promise<ImportOutcome> {
  return await asOutcome(file, async () => {
    const { statements, entryCount, alreadyKnown } = await importBankFile(client, {
      idempotencyKey: `import:${file.sha256}`,
      fileName: uploadOf(file).fileName,
      content: file.bytes,
      awaitSettlement: true,
      csvAccount: looksLikeCsv(file.bytes) ? csvAccount : null,
    });
    return imported(file.file, {
      bankStatementId: statements[0]?.bankStatementId ?? null,
      alreadyThere: entryCount > 0 && alreadyKnown === entryCount,
    });
  });
}

async function asOutcome(
  { file }: ImportFile,
  work: () => Promise<ImportOutcome>,
): Promise<ImportOutcome> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    if (error.has(ALREADY_APPLIED)) return imported(file, { alreadyThere: true });
    return refused(file, error.refusals.flatMap(detailsOf));
  }
}

function detailsOf({ code, message, path, errors }: ApiRefusal) {
  return errors ?? [{ code, message, path: path ?? '' }];
}
