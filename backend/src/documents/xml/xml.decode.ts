import { Refusal } from '../../common/refusal.js';
import { FILE_BYTES_MAX } from './xml.limits.js';

/** Encodings that a document may declare, and the decoder label of each. */
const DECODER_LABELS: ReadonlyMap<string, string> = new Map([
  ['utf-8', 'utf-8'],
  ['utf8', 'utf-8'],
  ['us-ascii', 'us-ascii'],
  ['ascii', 'us-ascii'],
  ['iso-8859-1', 'iso-8859-1'],
  ['latin1', 'iso-8859-1'],
  ['windows-1252', 'windows-1252'],
  ['cp1252', 'windows-1252'],
  ['iso-8859-15', 'iso-8859-15'],
  ['gb18030', 'gb18030'],
  ['gbk', 'gb18030'],
  ['gb2312', 'gb18030'],
]);

/** Windows-1252 from 0x80 to 0x9F; U+FFFD marks the five bytes that it leaves undefined. */
const WINDOWS_1252_HIGH = [
  '\u20ac\ufffd\u201a\u0192\u201e\u2026\u2020\u2021',
  '\u02c6\u2030\u0160\u2039\u0152\ufffd\u017d\ufffd',
  '\ufffd\u2018\u2019\u201c\u201d\u2022\u2013\u2014',
  '\u02dc\u2122\u0161\u203a\u0153\ufffd\u017e\u0178',
].join('');

/** The declaration must stand at the very start, in characters that all encodings share. */
const DECLARATION_PATTERN = /^<\?xml\s[^>]*?encoding\s*=\s*["']([A-Za-z][\w.-]*)["']/;
const DECLARATION_BYTES_MAX = 256;

interface ByteOrderMark {
  readonly label: 'utf-8' | 'utf-16le' | 'utf-16be';
  readonly length: number;
}

/**
 * Bytes of an XML file → text.
 *
 * The encoding is that of the byte order mark, else the declared one, else UTF-8. A byte that the
 * encoding does not have refuses the file: a wrong letter in a name is worse than no name.
 */
export function decodeXml(bytes: Uint8Array): string {
  requireReadableSize(bytes);
  const mark = findByteOrderMark(bytes);
  requireTextual(bytes, mark);
  const declared = declaredEncodingOf(bytes, mark);
  const label = mark === null ? labelOf(declared ?? 'utf-8') : mark.label;
  if (mark !== null && declared !== null) requireSameEncoding(mark, declared);
  const text = decodeAs(label, bytes.subarray(mark?.length ?? 0));
  const [first] = text.trimStart();
  if (first === undefined) throw refusal('EMPTY_FILE', 'the file holds nothing but white space');
  if (first !== '<') throw refusal('NOT_XML', 'the file does not start with an XML tag');
  return text;
}

function requireReadableSize(bytes: Uint8Array): void {
  if (bytes.length === 0) throw refusal('EMPTY_FILE', 'the file is empty');
  if (bytes.length > FILE_BYTES_MAX) {
    const message = `the file has ${bytes.length} bytes, more than ${FILE_BYTES_MAX}`;
    throw refusal('FILE_TOO_LARGE', message);
  }
}

function findByteOrderMark(bytes: Uint8Array): ByteOrderMark | null {
  const [first, second, third] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return { label: 'utf-8', length: 3 };
  if (first === 0xff && second === 0xfe) return { label: 'utf-16le', length: 2 };
  if (first === 0xfe && second === 0xff) return { label: 'utf-16be', length: 2 };
  return null;
}

/** Names what the file is instead, before a parser would complain about its first character. */
function requireTextual(bytes: Uint8Array, mark: ByteOrderMark | null): void {
  const head = Buffer.from(bytes.subarray(0, 8)).toString('latin1');
  if (head.startsWith('%PDF-')) {
    throw refusal('NOT_XML', 'a PDF: pass the XML that is attached to it (factur-x.xml)');
  }
  if (head.startsWith('PK\u0003\u0004')) {
    throw refusal('NOT_XML', 'a ZIP archive (or OFD): pass the XML inside it');
  }
  if (mark !== null && mark.label !== 'utf-8') return;
  const zeroAt = bytes.indexOf(0);
  if (zeroAt >= 0 && (head.startsWith('<\0') || head.startsWith('\0<'))) {
    throw refusal('UNSUPPORTED_ENCODING', 'UTF-16 is read only with a byte order mark');
  }
  if (zeroAt >= 0) throw refusal('NOT_XML', `binary: byte ${zeroAt} of the file is zero`);
}

function declaredEncodingOf(bytes: Uint8Array, mark: ByteOrderMark | null): string | null {
  const head = bytes.subarray(mark?.length ?? 0, DECLARATION_BYTES_MAX * 2);
  const label = mark === null || mark.label === 'utf-8' ? 'latin1' : mark.label;
  const text = label === 'latin1' ? Buffer.from(head).toString(label) : decodeLoosely(label, head);
  return DECLARATION_PATTERN.exec(text)?.[1]?.toLowerCase() ?? null;
}

function labelOf(declared: string): string {
  if (declared.startsWith('utf-16') || declared === 'ucs-2' || declared === 'utf16') {
    const message = `declares ${declared} but has no byte order mark and is not UTF-16`;
    throw refusal('ENCODING_MISMATCH', message);
  }
  const label = DECODER_LABELS.get(declared);
  if (label === undefined) {
    throw refusal('UNSUPPORTED_ENCODING', `the declared encoding "${declared}" is not supported`);
  }
  return label;
}

function requireSameEncoding(mark: ByteOrderMark, declared: string): void {
  const same =
    mark.label === 'utf-8'
      ? DECODER_LABELS.get(declared) === 'utf-8'
      : declared === 'utf-16' || declared === mark.label;
  if (same) return;
  const message = `declares ${declared}, its byte order mark says ${mark.label}`;
  throw refusal('ENCODING_MISMATCH', message);
}

function decodeAs(label: string, bytes: Uint8Array): string {
  if (label === 'us-ascii') return decodeSingleBytes(label, bytes, () => '\ufffd');
  if (label === 'windows-1252') {
    return decodeSingleBytes(label, bytes, (byte) =>
      byte < 0xa0 ? WINDOWS_1252_HIGH.charAt(byte - 0x80) : String.fromCharCode(byte),
    );
  }
  if (label === 'iso-8859-1') {
    // 0x80 to 0x9F are control characters here: whoever writes them meant Windows-1252.
    return decodeSingleBytes(label, bytes, (byte) =>
      byte < 0xa0 ? '\ufffd' : String.fromCharCode(byte),
    );
  }
  try {
    return new TextDecoder(label, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw mismatch(label, decodeLoosely(label, bytes));
  }
}

/** `highCharacter` maps a byte from 0x80 up; U+FFFD means that the encoding has no such byte. */
function decodeSingleBytes(
  label: string,
  bytes: Uint8Array,
  highCharacter: (byte: number) => string,
): string {
  const text = Buffer.from(bytes)
    .toString('latin1')
    .replace(/[\u0080-\u00ff]/g, (character) => highCharacter(character.charCodeAt(0)));
  if (text.includes('\ufffd')) throw mismatch(label, text);
  return text;
}

function decodeLoosely(label: string, bytes: Uint8Array): string {
  return new TextDecoder(label, { ignoreBOM: true }).decode(bytes);
}

/** Points at the first character that could not be decoded. */
function mismatch(label: string, loose: string): Refusal {
  const before = loose.slice(0, Math.max(0, loose.indexOf('\ufffd')));
  const line = before.split('\n').length;
  const column = before.length - before.lastIndexOf('\n');
  const message = `a byte at line ${line}, column ${column} is not ${label}`;
  return new Refusal({
    code: 'ENCODING_MISMATCH',
    message,
    path: `${line}:${column}`,
    line,
    column,
  });
}

function refusal(code: string, message: string): Refusal {
  return new Refusal({ code, message, path: '' });
}
