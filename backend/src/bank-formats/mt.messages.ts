import type { Objections } from './text.objections.js';

/** One `:tag:` of a message with its lines; `path` names it in a refusal. */
export interface MtField {
  readonly tag: string;
  readonly lines: readonly string[];
  readonly line: number;
  readonly path: string;
}

/** One message of a file: a statement (MT940) or a report during the day (MT942). */
export interface MtMessage {
  readonly type: 'MT940' | 'MT942';
  readonly fields: readonly MtField[];
  readonly line: number;
  readonly path: string;
}

/** What a field and a message may cost; honest ones have six lines of 65 characters. */
const FIELD_CHARS_MAX = 10_000;
const FIELDS_MAX = 500_000;

const TAG = /^:(\d{2}[A-Z]?|NS):(.*)$/;
/** Where a message begins: its header, or its first tag. */
const MESSAGE_START = /^(?:\uFEFF?\s*)(?:\{1:|:20:)/;
const HEAD_CHARS = 4_096;
const HEAD_LINES_MAX = 10;
/** Application header of SWIFT: input or output, and the type of the message. */
const TYPE_IN_HEADER = /\{2:[IO]?(940|942)/;
const TYPE_LINE = /^(940|942)$/;
const TAGS_OF_942: ReadonlySet<string> = new Set(['34F', '13D', '13', '90D', '90C']);
const BALANCE_TAG = /^6[02][FM]$/;

interface Draft {
  fields: DraftField[];
  line: number;
  stated: string | null;
}
interface DraftField {
  tag: string;
  lines: string[];
  line: number;
}

/** Whether a text is made of SWIFT messages: a tag 20 or a header stands among its first lines. */
export function looksLikeMt(text: string): boolean {
  const lines = text.slice(0, HEAD_CHARS).split('\n', HEAD_LINES_MAX);
  return lines.some((line) => MESSAGE_START.test(line));
}

/** Text → its messages. What stands outside tags (headers, trailers, a bank's own lines) is no money. */
export function messagesOf(text: string, objections: Objections): MtMessage[] {
  const splitter = new MessageSplitter(objections);
  text.split('\n').forEach((line, index) => splitter.take(line.trimEnd(), index + 1));
  return splitter.finish().map(toMessage);
}

/** Walks the lines of a file; a message ends with its trailer or where the next one begins. */
class MessageSplitter {
  private readonly messages: Draft[] = [];
  private open: Draft | null = null;
  private stated: string | null = null;
  private fieldCount = 0;

  constructor(private readonly objections: Objections) {}

  take(line: string, number: number): void {
    const inner = this.withoutBlocks(line, number);
    if (inner === null) return;
    const [, tag, rest] = TAG.exec(inner) ?? [];
    if (tag === undefined || rest === undefined) this.goOn(inner, number);
    else this.begin({ tag, lines: [rest], line: number });
  }

  finish(): Draft[] {
    this.close();
    return this.messages;
  }

  /** The text of a line inside block 4; null where the line is a header, a trailer or nothing. */
  private withoutBlocks(line: string, number: number): string | null {
    if (line.startsWith('{') || line.startsWith('-}{')) {
      this.close();
      this.stated = TYPE_IN_HEADER.exec(line)?.[1] ?? this.stated;
      const textAt = line.indexOf('{4:');
      const inner = textAt < 0 ? '' : line.slice(textAt + 3).trim();
      if (inner !== '') this.take(inner, number);
      return null;
    }
    if (line === '-' || line.startsWith('-}')) {
      this.close();
      return null;
    }
    return line;
  }

  private begin(field: DraftField): void {
    if (field.tag === '20') this.close();
    if (this.open === null) {
      this.open = { fields: [], line: field.line, stated: this.stated };
      this.stated = null;
    }
    this.fieldCount += 1;
    if (this.fieldCount > FIELDS_MAX) {
      const place = { path: '', line: field.line };
      const message = `more than ${FIELDS_MAX} fields`;
      if (this.fieldCount === FIELDS_MAX + 1) {
        this.objections.refuse(place, { code: 'TOO_MANY_ELEMENTS', message });
      }
      return;
    }
    this.open.fields.push(field);
  }

  private goOn(line: string, number: number): void {
    const field = this.open?.fields.at(-1);
    if (field === undefined) {
      this.stated = TYPE_LINE.exec(line)?.[1] ?? this.stated;
      return;
    }
    field.lines.push(line);
    if (field.lines.reduce((sum, { length }) => sum + length, 0) > FIELD_CHARS_MAX) {
      const message = `a field has more than ${FIELD_CHARS_MAX} characters`;
      this.objections.refuse({ path: '', line: number }, { code: 'TEXT_TOO_LONG', message });
      field.lines.length = 1;
    }
  }

  private close(): void {
    if (this.open !== null) this.messages.push(this.open);
    this.open = null;
  }
}

function toMessage(draft: Draft, index: number): MtMessage {
  const path = `message[${index + 1}]`;
  const isReport =
    draft.stated === null
      ? draft.fields.some(({ tag }) => TAGS_OF_942.has(tag)) &&
        !draft.fields.some(({ tag }) => BALANCE_TAG.test(tag))
      : draft.stated === '942';
  const counts = new Map<string, number>();
  const fields = draft.fields.map((field): MtField => {
    const count = (counts.get(field.tag) ?? 0) + 1;
    counts.set(field.tag, count);
    const lines = withoutBlankEnd(field.lines);
    return { ...field, lines, path: `${path}/:${field.tag}:[${count}]` };
  });
  return { type: isReport ? 'MT942' : 'MT940', fields, line: draft.line, path };
}

function withoutBlankEnd(lines: readonly string[]): string[] {
  const last = lines.findLastIndex((line) => line.trim() !== '');
  return lines.slice(0, Math.max(last + 1, 1));
}
