import { createHash } from 'node:crypto';
import { addDays } from '../../../backend/src/common/index.js';
import { type ApiRefusal, RefusedError } from '../api.errors.js';
import type { ApiClient } from '../client.js';
import { type CommandReport, runCommand } from '../commands.js';
import { uploadOf } from './import.files.js';
import { type ImportFile, type ImportOutcome, imported, refused } from './import.model.js';

/** The platform takes no more documents at once. */
const BATCH_FILES_MAX = 100;
/** Half of the largest request, since base64 makes a third more of it. */
const BATCH_BYTES_MAX = 16 * 1024 * 1024;

const ALREADY_REGISTERED = 'RECEIVABLE_ALREADY_REGISTERED';
const FIND_BY_KEY = `query FindByKey($idempotencyKey: String!) {
  commandByKey(idempotencyKey: $idempotencyKey) { commandId }
}`;

/** Selects what registrations are refused with. */
export const REGISTRATION_REFUSALS = `
  ... on DocumentRefusedError { path errors { code message path } }
  ... on PartyNotAdmittedError { path }
  ... on ReceivableAlreadyRegisteredError { path receivableId }`;

/** What the user asks for besides the files. */
export interface InvoiceImport {
  readonly client: ApiClient;
  /** Days after issue that an invoice is due which says nothing about it; null refuses those. */
  readonly dueDays: number | null;
  readonly onOutcome: (outcome: ImportOutcome) => void;
}

/** Registers invoices of the token's party; what is refused does not stop the others. */
export async function importInvoices(
  files: readonly ImportFile[],
  options: InvoiceImport,
): Promise<void> {
  for (const batch of batchesOf(files)) {
    let rest: readonly ImportFile[] = batch;
    // Each round ends the batch or takes one file out of it.
    while (rest.length > 0) rest = await importBatch(rest, options);
  }
}

/** Sends a batch; returns what is left to try when one file of it was refused. */
async function importBatch(
  batch: readonly ImportFile[],
  { client, dueDays, onOutcome }: InvoiceImport,
): Promise<readonly ImportFile[]> {
  const idempotencyKey = keyOf(batch, dueDays);
  const { commandByKey } = await client.request<{ commandByKey: object | null }>(FIND_BY_KEY, {
    idempotencyKey,
  });
  try {
    const command = await runCommand(client, {
      mutation: 'registerReceivables',
      idempotencyKey,
      input: { documents: batch.map((file) => documentOf(file, dueDays)) },
      refusalFields: REGISTRATION_REFUSALS,
    });
    batch.forEach(({ file }, index) => {
      onOutcome(
        imported(file, { alreadyThere: commandByKey !== null, ...outcomeOf(command, index) }),
      );
    });
    return [];
  } catch (error) {
    const [refusal] = error instanceof RefusedError ? error.refusals : [];
    if (refusal === undefined) throw error;
    const position = batch.length === 1 ? 0 : positionOf(refusal, batch.length);
    const culprit = batch[position ?? -1];
    if (culprit === undefined) {
      for (const { file } of batch) onOutcome(refusedFor(file, refusal));
      return [];
    }
    onOutcome(refusedFor(culprit.file, refusal));
    return batch.filter((file) => file !== culprit);
  }
}

function outcomeOf({ subjects, commandId, transactionHash }: CommandReport, index: number) {
  return { receivableId: subjects[index] ?? null, command: { commandId, transactionHash } };
}

/** An invoice that is there already is where the user wants it. */
function refusedFor(file: string, refusal: ApiRefusal): ImportOutcome {
  const { code, message, path, errors, receivableId } = refusal;
  if (code === ALREADY_REGISTERED) {
    return imported(file, { alreadyThere: true, receivableId: receivableId ?? null });
  }
  return refused(file, errors ?? [{ code, message, path: path ?? '' }]);
}

/** Which document of the request a refusal means: `documents[3]`, or something inside it. */
function positionOf({ path }: ApiRefusal, length: number): number | null {
  const match = /^documents\[(\d+)\]/.exec(path ?? '');
  const position = match === null ? null : Number(match[1]);
  return position !== null && position < length ? position : null;
}

function documentOf(file: ImportFile, dueDays: number | null) {
  const { invoice } = file;
  const isDueOpen = dueDays !== null && invoice !== null && invoice.dueDate === null;
  const dueDate = isDueOpen ? addDays(invoice.issueDate, dueDays) : null;
  return { ...uploadOf(file), dueDate };
}

/** The same files give the same key, wherever they lie. */
function keyOf(batch: readonly ImportFile[], dueDays: number | null): string {
  const hash = createHash('sha256').update(String(dueDays));
  for (const { sha256, file } of batch) hash.update(`${sha256}:${uploadNameOf(file)}\n`);
  return `import:${hash.digest('hex')}`;
}

function uploadNameOf(file: string): string {
  return uploadOf({ file, bytes: new Uint8Array() }).fileName;
}

function batchesOf(files: readonly ImportFile[]): ImportFile[][] {
  const batches: ImportFile[][] = [];
  let byteCount = 0;
  for (const file of files) {
    const last = batches.at(-1);
    byteCount += file.bytes.length;
    if (last !== undefined && last.length < BATCH_FILES_MAX && byteCount <= BATCH_BYTES_MAX) {
      last.push(file);
    } else {
      batches.push([file]);
      byteCount = file.bytes.length;
    }
  }
  return batches;
}
