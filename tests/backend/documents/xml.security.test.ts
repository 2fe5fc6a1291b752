import { isRefusal } from '../../../backend/src/common/refusal.js';
import { parseXml } from '../../../backend/src/documents/index.js';
import { ublInvoice } from '../../support/invoice-xml.js';

function codeOf(input: string | Uint8Array): string {
  try {
    parseXml(typeof input === 'string' ? Buffer.from(input) : input);
    return 'read';
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return error.code;
  }
}

const DECLARED = (encoding: string) => `<?xml version="1.0" encoding="${encoding}"?><a>`;
const latin1 = (text: string) => Buffer.from(text, 'latin1');

function utf16(text: string, order: 'le' | 'be', mark = true): Buffer {
  const bytes = Buffer.from((mark ? '\ufeff' : '') + text, 'utf16le');
  return order === 'le' ? bytes : bytes.swap16();
}

describe('parseXml on hostile input', () => {
  it('refuses external entities, entity bombs and any document type', () => {
    const external = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>';
    const bomb = '<!DOCTYPE a [<!ENTITY x "aaaa"><!ENTITY y "&x;&x;&x;&x;">]><a>&y;</a>';
    expect(codeOf(external)).toBe('DOCTYPE_FORBIDDEN');
    expect(codeOf(bomb)).toBe('DOCTYPE_FORBIDDEN');
    expect(codeOf('<!DOCTYPE html><a/>')).toBe('DOCTYPE_FORBIDDEN');
    expect(codeOf('<a>&nbsp;</a>')).toBe('MALFORMED_XML');
  });

  it.each([
    ['nesting', '<a>'.repeat(101), 'TOO_DEEP'],
    ['elements', `<a>${'<b/>'.repeat(600_001)}</a>`, 'TOO_MANY_ELEMENTS'],
    ['text', `<a>${'x'.repeat(262_145)}</a>`, 'TEXT_TOO_LONG'],
    ['character data', `<a><![CDATA[${'x'.repeat(262_145)}]]></a>`, 'TEXT_TOO_LONG'],
    ['an attribute', `<a b="${'x'.repeat(8_193)}"/>`, 'ATTRIBUTE_TOO_LONG'],
    [
      'attributes',
      `<a ${Array.from({ length: 65 }, (_, i) => `b${i}="1"`).join(' ')}/>`,
      'TOO_MANY_ATTRIBUTES',
    ],
  ])('refuses too much of %s', (_what, xml, code) => {
    expect(codeOf(xml)).toBe(code);
  });

  it('refuses a file above the size limit before it decodes it', () => {
    expect(codeOf(Buffer.alloc(20 * 1024 * 1024 + 1, 0x20))).toBe('FILE_TOO_LARGE');
  });

  it('accepts an attachment of megabytes and keeps none of it', () => {
    const name = 'EmbeddedDocumentBinaryObject';
    const xml = `<a><${name}>${'A'.repeat(3_000_000)}</${name}></a>`;
    expect(parseXml(Buffer.from(xml)).children[0]?.text).toBe('');
  });

  it.each([
    ['nothing', '', 'EMPTY_FILE'],
    ['white space', ' \n\t ', 'EMPTY_FILE'],
    ['a PDF', '%PDF-1.7 …', 'NOT_XML'],
    ['an archive', 'PK\u0003\u0004', 'NOT_XML'],
    ['binary data', '<a>\u0000</a>', 'NOT_XML'],
    ['text', 'hello', 'NOT_XML'],
    ['a comment only', '<!-- nothing -->', 'MALFORMED_XML'],
    ['a truncated element', '<a><b>', 'MALFORMED_XML'],
    ['two roots', '<a/><a/>', 'MALFORMED_XML'],
    ['crossed tags', '<a><b></a></b>', 'MALFORMED_XML'],
    ['an unbound prefix', '<x:a/>', 'MALFORMED_XML'],
    ['an attribute twice', '<a b="1" b="2"/>', 'MALFORMED_XML'],
    ['a control character', '<a>\u0001</a>', 'MALFORMED_XML'],
  ])('refuses %s', (_what, input, code) => {
    expect(codeOf(input)).toBe(code);
  });

  it('tells where a document breaks', () => {
    try {
      parseXml(Buffer.from('<a>\n  <b></c>\n</a>'));
      throw new Error('accepted');
    } catch (error) {
      expect(error).toMatchObject({ code: 'MALFORMED_XML', line: 2, path: '2:10' });
    }
  });

  it('refuses a document that ends anywhere before its end', () => {
    const whole = ublInvoice();
    for (let length = 0; length < whole.length - 1; length += 97) {
      expect(codeOf(whole.subarray(0, length))).not.toBe('read');
    }
  });
});

describe('parseXml on encodings', () => {
  it.each<readonly [string, Uint8Array, string]>([
    ['UTF-8', Buffer.from('<a>ü€</a>'), 'ü€'],
    ['UTF-8 with its mark', Buffer.from('\ufeff<a>ü€</a>'), 'ü€'],
    ['UTF-16 little-endian', utf16(`${DECLARED('UTF-16')}ü€</a>`, 'le'), 'ü€'],
    ['UTF-16 big-endian', utf16('<a>ü€</a>', 'be'), 'ü€'],
    ['ISO-8859-1', latin1(`${DECLARED('ISO-8859-1')}\u00fc</a>`), 'ü'],
    ['Windows-1252', latin1(`${DECLARED('windows-1252')}\u00fc\u0080</a>`), 'ü€'],
    ['ISO-8859-15', latin1(`${DECLARED('ISO-8859-15')}\u00a4</a>`), '€'],
    ['GBK', Buffer.from([...latin1(DECLARED('GBK')), 0xd6, 0xd0, ...latin1('</a>')]), '中'],
  ])('reads %s', (_what, bytes, text) => {
    expect(parseXml(bytes).text).toBe(text);
  });

  it.each<readonly [string, Uint8Array, string]>([
    ['Latin-1 bytes without a declaration', latin1('<a>\u00fc</a>'), 'ENCODING_MISMATCH'],
    ['Latin-1 bytes as UTF-8', latin1(`${DECLARED('UTF-8')}\u00fc</a>`), 'ENCODING_MISMATCH'],
    [
      'Windows bytes as ISO-8859-1',
      latin1(`${DECLARED('ISO-8859-1')}\u0080</a>`),
      'ENCODING_MISMATCH',
    ],
    [
      'undefined Windows bytes',
      latin1(`${DECLARED('windows-1252')}\u0081</a>`),
      'ENCODING_MISMATCH',
    ],
    ['high bytes as ASCII', latin1(`${DECLARED('US-ASCII')}\u00fc</a>`), 'ENCODING_MISMATCH'],
    [
      'a mark against the declaration',
      Buffer.from(`\ufeff${DECLARED('ISO-8859-1')}</a>`),
      'ENCODING_MISMATCH',
    ],
    ['UTF-16 that declares UTF-8', utf16(`${DECLARED('UTF-8')}</a>`, 'le'), 'ENCODING_MISMATCH'],
    ['UTF-8 that declares UTF-16', Buffer.from(`${DECLARED('UTF-16')}</a>`), 'ENCODING_MISMATCH'],
    ['UTF-16 without its mark', utf16('<a/>', 'le', false), 'UNSUPPORTED_ENCODING'],
    ['half a UTF-16 character', utf16('<a>\ud800</a>', 'le'), 'ENCODING_MISMATCH'],
    ['an encoding nobody knows', Buffer.from(`${DECLARED('EBCDIC')}</a>`), 'UNSUPPORTED_ENCODING'],
  ])('refuses %s', (_what, bytes, code) => {
    expect(codeOf(bytes)).toBe(code);
  });
});
