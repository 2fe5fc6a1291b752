import type { RefusalDetail } from '../../../backend/src/common/index.js';
import type { InvoiceDocument } from '../../../backend/src/documents/index.js';

/** A file that could be read: what it is decides how it is imported. */
export interface ImportFile {
  readonly file: string;
  readonly bytes: Uint8Array;
  /** SHA-256 of the content in hex: part of the idempotency key. */
  readonly sha256: string;
  /** Null for a bank statement. */
  readonly invoice: InvoiceDocument | null;
}

/** What became of one file: the line that `--json` prints. */
export interface ImportOutcome {
  readonly file: string;
  readonly ok: boolean;
  /** It was imported before, by this command or another; nothing was doubled. */
  readonly alreadyThere: boolean;
  readonly receivableId: string | null;
  readonly bankStatementId: string | null;
  readonly command: { readonly commandId: string; readonly transactionHash: string | null } | null;
  readonly errors: readonly RefusalDetail[];
}

const NOTHING = {
  alreadyThere: false,
  receivableId: null,
  bankStatementId: null,
  command: null,
  errors: [],
} as const;

export function imported(
  file: string,
  fields: Partial<Omit<ImportOutcome, 'file' | 'ok'>>,
): ImportOutcome {
  return { file, ok: true, ...NOTHING, ...fields };
}

export function refused(file: string, errors: readonly RefusalDetail[]): ImportOutcome {
  return { file, ok: false, ...NOTHING, errors };
}
