import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { looksLikeCsv } from '../../../backend/src/bank-formats/index.js';
import { Refusal } from '../../../backend/src/common/index.js';
import { inspectDocument } from '../inspect.document.js';
import { readInputFile } from '../input-file.js';
import { type ImportFile, type ImportOutcome, refused } from './import.model.js';

/** Longest file name that the platform keeps. */
const FILE_NAME_MAX = 255;

/** Reads a file and looks what it is; a file that is refused here is not sent at all. */
export async function readImportFile(file: string): Promise<ImportFile | ImportOutcome> {
  try {
    const bytes = await readInputFile(file);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    // How its columns are read, the platform knows.
    if (looksLikeCsv(bytes)) return { file, bytes, sha256, invoice: null };
    const inspection = inspectDocument(file, bytes);
    if (!inspection.ok) return refused(file, inspection.errors);
    return { file, bytes, sha256, invoice: inspection.invoice ?? null };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return refused(file, [error.toDetail()]);
  }
}

/** A file as the API takes it. */
export function uploadOf({ file, bytes }: Pick<ImportFile, 'file' | 'bytes'>): {
  readonly fileName: string;
  readonly contentBase64: string;
} {
  return {
    fileName: basename(file).slice(-FILE_NAME_MAX),
    contentBase64: Buffer.from(bytes).toString('base64'),
  };
}
