import { HASH, InputInvalidError } from '../api/index.js';
import { FILE_BYTES_MAX } from '../documents/index.js';
import { checkIdempotencyKey } from '../ledger/index.js';
import {
  CsvDateFormat,
  CsvDecimalMark,
  PayablesEncoding,
  type CsvMapping,
} from './payables.model.js';
import type { CsvMappingInput, UploadPayablesInput } from './payables.type.js';
import { isXml } from './payables.ubl.js';

/** Path of the file in the input. */
export const CONTENT_PATH = 'contentBase64';
const TEXT_CHARS_MAX = 255;
const BASE64 = /^[A-Za-z0-9+/\s]*={0,2}\s*$/;

/** An upload in normal form. */
export interface CheckedUpload {
  readonly idempotencyKey: string;
  readonly statementId: string;
  readonly fileName: string | null;
  readonly content: Buffer;
  readonly isCsv: boolean;
  /** Null for XML, and for CSV that is read with the mapping that was saved. */
  readonly mapping: CsvMapping | null;
  readonly acknowledgeIfEqual: boolean;
}

export function checkUpload(input: UploadPayablesInput): CheckedUpload | InputInvalidError {
  const { idempotencyKey, contentBase64 } = input;
  const fileName = input.fileName ?? null;
  const statementId = input.statementId.toLowerCase();
  const wrong = checkIdempotencyKey(idempotencyKey) ?? checkText('fileName', fileName);
  if (wrong !== null) {
    return wrong;
  }
  if (!HASH.test(statementId)) {
    return new InputInvalidError('statementId', 'This is no id of a statement.');
  }
  if (!BASE64.test(contentBase64)) {
    return new InputInvalidError(CONTENT_PATH, 'The content is no base64.');
  }
  const content = Buffer.from(contentBase64, 'base64');
  if (content.length > FILE_BYTES_MAX) {
    return new InputInvalidError(CONTENT_PATH, `A file has at most ${FILE_BYTES_MAX} bytes.`);
  }
  const isCsv = !isXml(content);
  const given = isCsv ? (input.mapping ?? null) : null;
  const mapping = given === null ? null : checkMapping(given, 'mapping.');
  if (mapping instanceof InputInvalidError) {
    return mapping;
  }
  const acknowledgeIfEqual = input.acknowledgeIfEqual === true;
  return { idempotencyKey, statementId, fileName, content, isCsv, mapping, acknowledgeIfEqual };
}

/** A mapping in normal form; `path` is what stands before its fields in a refusal. */
export function checkMapping(mapping: CsvMappingInput, path = ''): CsvMapping | InputInvalidError {
  const { number, openAmount, dueDate = null, currency = null } = mapping;
  const wrong =
    checkText(`${path}number`, number) ??
    checkText(`${path}openAmount`, openAmount) ??
    checkText(`${path}dueDate`, dueDate) ??
    checkText(`${path}currency`, currency);
  return (
    wrong ?? {
      ...{ number, openAmount, dueDate, currency },
      dateFormat: mapping.dateFormat ?? CsvDateFormat.YEAR_MONTH_DAY,
      decimalMark: mapping.decimalMark ?? CsvDecimalMark.POINT,
      encoding: mapping.encoding ?? PayablesEncoding.UTF_8,
    }
  );
}

function checkText(path: string, text: string | null): InputInvalidError | null {
  return text === null || (text.trim() !== '' && text.length <= TEXT_CHARS_MAX)
    ? null
    : new InputInvalidError(path, `It has 1 to ${TEXT_CHARS_MAX} characters.`);
}
