import { Refusal } from '../common/refusal.js';
import { readCamt } from './camt.reader.js';
import type { CsvMapping } from './csv.mapping.js';
import { readCsv } from './csv.reader.js';
import { looksLikeMt } from './mt.messages.js';
import { readMt } from './mt.reader.js';
import type { StatementReading } from './statement.model.js';
import { decodeText } from './text.decode.js';

const XML_START = /^(?:\u00ef\u00bb\u00bf)?\s*</;
const HEAD_BYTES = 4_096;

/** What the first bytes of a file say it is. OTHER is a CSV file, or none of ours. */
export type StatementContent = 'XML' | 'MT' | 'OTHER';

/** XML begins with a tag, and SWIFT messages with theirs; no name of a file is asked. */
export function contentOf(bytes: Uint8Array): StatementContent {
  const head = Buffer.from(bytes.subarray(0, HEAD_BYTES)).toString('latin1');
  const plain = head.replaceAll('\0', '').replace(/^(?:\u00ff\u00fe|\u00fe\u00ff)/, '');
  if (XML_START.test(plain)) return 'XML';
  return looksLikeMt(plain.replace(/^\u00ef\u00bb\u00bf/, '').replace(/\r\n?/g, '\n'))
    ? 'MT'
    : 'OTHER';
}

/** Bytes of any bank statement → its statements, or every reason why not. Never throws these. */
export function readStatements(
  bytes: Uint8Array,
  mapping: CsvMapping | null = null,
): StatementReading {
  const content = contentOf(bytes);
  if (content === 'XML' || (content === 'OTHER' && mapping === null)) return readCamt(bytes);
  try {
    return content === 'MT' || mapping === null
      ? readMt(decodeText(bytes))
      : readCsv(decodeText(bytes, mapping.encoding), mapping);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { ok: false, format: content === 'MT' ? 'MT940' : 'CSV', errors: [error.toDetail()] };
  }
}

/** Whether the first line of a text that is none of the others has several columns. */
export function looksLikeCsv(bytes: Uint8Array): boolean {
  if (contentOf(bytes) !== 'OTHER') return false;
  const head = Buffer.from(bytes.subarray(0, HEAD_BYTES)).toString('latin1');
  return !head.startsWith('%PDF') && !head.includes('\0') && /^[^\n]*[,;\t|]/.test(head);
}
