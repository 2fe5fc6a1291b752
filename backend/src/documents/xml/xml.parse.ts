import { SaxesParser, type SaxesTagNS } from 'saxes';
import { Refusal } from '../../common/refusal.js';
import { decodeXml } from './xml.decode.js';
import type { XmlElement } from './xml.element.js';
import {
  ATTACHMENT_ELEMENTS,
  ATTRIBUTE_TEXT_MAX,
  ATTRIBUTES_MAX,
  DEPTH_MAX,
  ELEMENTS_MAX,
  TEXT_MAX,
} from './xml.limits.js';

interface OpenElement extends XmlElement {
  text: string;
}

/** Pieces that the parser is fed, so that a limit stops it long before the end of a file. */
const CHUNK_CHARACTERS = 64 * 1024;

/**
 * Bytes of an XML file → its element tree.
 *
 * Nothing outside the file is ever read: a document type declaration, and with it every entity of
 * its own, is refused. Throws a {@link Refusal} with a code and, where there is one, a position.
 */
export function parseXml(bytes: Uint8Array): XmlElement {
  const text = decodeXml(bytes);
  return new TreeBuilder().build(text);
}

class TreeBuilder {
  private readonly parser = new SaxesParser({ xmlns: true });
  private readonly open: OpenElement[] = [];
  private root: OpenElement | null = null;
  private elementCount = 0;
  private attributeCount = 0;

  build(text: string): XmlElement {
    this.listen();
    for (let from = 0; from < text.length; from += CHUNK_CHARACTERS) {
      this.parser.write(text.slice(from, from + CHUNK_CHARACTERS));
    }
    this.parser.close();
    if (this.root === null) throw this.refusal('MALFORMED_XML', 'there is no root element');
    return this.root;
  }

  private listen(): void {
    const { parser } = this;
    parser.on('error', (error) => {
      throw this.refusal('MALFORMED_XML', withoutPosition(error.message));
    });
    parser.on('doctype', () => {
      throw this.refusal('DOCTYPE_FORBIDDEN', 'document type declarations are not accepted');
    });
    parser.on('opentagstart', () => this.startTag());
    parser.on('attribute', ({ value }) => this.addAttribute(value));
    parser.on('opentag', (tag) => this.openElement(tag));
    parser.on('text', (text) => this.addText(text));
    parser.on('cdata', (text) => this.addText(text));
    parser.on('closetag', () => this.open.pop());
  }

  private startTag(): void {
    this.attributeCount = 0;
    this.elementCount += 1;
    if (this.elementCount > ELEMENTS_MAX) {
      throw this.refusal('TOO_MANY_ELEMENTS', `more than ${ELEMENTS_MAX} elements`);
    }
    if (this.open.length >= DEPTH_MAX) {
      throw this.refusal('TOO_DEEP', `elements are nested more than ${DEPTH_MAX} deep`);
    }
  }

  private addAttribute(value: string): void {
    this.attributeCount += 1;
    if (this.attributeCount > ATTRIBUTES_MAX) {
      throw this.refusal('TOO_MANY_ATTRIBUTES', `more than ${ATTRIBUTES_MAX} attributes`);
    }
    if (value.length > ATTRIBUTE_TEXT_MAX) {
      const message = `an attribute is longer than ${ATTRIBUTE_TEXT_MAX} characters`;
      throw this.refusal('ATTRIBUTE_TOO_LONG', message);
    }
  }

  private openElement(tag: SaxesTagNS): void {
    const parent = this.open.at(-1) ?? null;
    const element: OpenElement = {
      uri: tag.uri,
      local: tag.local,
      attributes: plainAttributesOf(tag),
      parent,
      children: [],
      text: '',
      line: this.parser.line,
      column: this.parser.column + 1,
    };
    if (parent === null) this.root ??= element;
    else parent.children.push(element);
    this.open.push(element);
  }

  private addText(text: string): void {
    const element = this.open.at(-1);
    if (element === undefined || ATTACHMENT_ELEMENTS.has(element.local)) return;
    element.text += text;
    if (element.text.length > TEXT_MAX) {
      const message = `<${element.local}> is longer than ${TEXT_MAX} characters`;
      throw this.refusal('TEXT_TOO_LONG', message);
    }
  }

  /** The position is that of the parser, right after what it complains about. */
  private refusal(code: string, message: string): Refusal {
    const line = this.parser.line;
    const column = this.parser.column + 1;
    return new Refusal({ code, message, path: `${line}:${column}`, line, column });
  }
}

function plainAttributesOf(tag: SaxesTagNS): ReadonlyMap<string, string> | null {
  const plain = Object.values(tag.attributes).filter(({ uri }) => uri === '');
  return plain.length === 0 ? null : new Map(plain.map(({ local, value }) => [local, value]));
}

/** The parser puts "line:column: " before its sentence; the refusal carries these apart. */
function withoutPosition(message: string): string {
  return message.replace(/^\d+:\d+: /, '');
}
