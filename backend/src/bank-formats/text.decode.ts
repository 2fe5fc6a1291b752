import { Refusal } from '../common/refusal.js';
import { FILE_BYTES_MAX } from '../documents/index.js';

/** Encodings of text files that a mapping may name, and the decoder label of each. */
export const TEXT_ENCODINGS = {
  UTF_8: 'utf-8',
  UTF_16LE: 'utf-16le',
  WINDOWS_1252: 'windows-1252',
  ISO_8859_15: 'iso-8859-15',
  GB18030: 'gb18030',
} as const;

export type TextEncodingName = keyof typeof TEXT_ENCODINGS;

/**
 * Bytes of a text file → text without byte order mark, lines ending in LF.
 *
 * Without a named encoding it is UTF-8, else Windows-1252, of which ISO 8859-1 is a part: banks
 * send both, and neither says which. Throws a {@link Refusal}: EMPTY_FILE, FILE_TOO_LARGE, NOT_TEXT
 * or ENCODING_MISMATCH.
 */
export function decodeText(bytes: Uint8Array, encoding: TextEncodingName | null = null): string {
  if (bytes.length > FILE_BYTES_MAX) {
    throw refusal('FILE_TOO_LARGE', `the file has more than ${FILE_BYTES_MAX} bytes`);
  }
  if (encoding !== 'UTF_16LE' && !hasUtf16Mark(bytes)) {
    const zeroAt = bytes.indexOf(0);
    if (zeroAt >= 0) throw refusal('NOT_TEXT', `binary: byte ${zeroAt} of the file is zero`);
  }
  const text = withoutMark(decode(bytes, encoding)).replace(/\r\n?/g, '\n');
  if (text.trim() === '') throw refusal('EMPTY_FILE', 'the file holds nothing but white space');
  return text;
}

function decode(bytes: Uint8Array, encoding: TextEncodingName | null): string {
  if (encoding !== null) return decodeAs(TEXT_ENCODINGS[encoding], bytes);
  if (hasUtf16Mark(bytes)) return decodeAs('utf-16le', bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return decodeAs('windows-1252', bytes);
  }
}

function decodeAs(label: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder(label, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw refusal('ENCODING_MISMATCH', `a byte of the file is not ${label}`);
  }
}

function hasUtf16Mark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xfe;
}

function withoutMark(text: string): string {
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}

function refusal(code: string, message: string): Refusal {
  return new Refusal({ code, message, path: '' });
}
