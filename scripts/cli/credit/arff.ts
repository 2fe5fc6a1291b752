import { Refusal } from '../../../backend/src/common/refusal.js';
import { type TextTable, csvRows } from './table-file.js';

const ATTRIBUTE = /^@attribute\s+(?:'([^']+)'|"([^"]+)"|(\S+))\s+(.+)$/i;
const HEADER_LINES_MAX = 10_000;

/** Whether the content begins like Weka's format: comments, then `@relation`. */
export function isArff(content: Buffer): boolean {
  const start = content.subarray(0, 65_536).toString();
  const line = start.split(/\r?\n/).find((text) => text.trim() !== '' && !text.startsWith('%'));
  return line !== undefined && /^﻿?@relation\b/i.test(line.trim());
}

/** Rows of an ARFF file: its attributes are the columns. */
export function readArff(content: Buffer): TextTable {
  const names: string[] = [];
  let at = 0;
  for (let line = 1; line <= HEADER_LINES_MAX && at < content.length; line += 1) {
    const found = content.indexOf('\n', at);
    const end = found < 0 ? content.length : found;
    const text = content.subarray(at, end).toString().trim();
    at = end + 1;
    if (/^@data\b/i.test(text)) return { names, rows: dataRows(content, at, line + 1, names) };
    const name = attributeName(text, line);
    if (name !== null) names.push(name);
  }
  throw refusal('the file has no line "@data"', 1);
}

async function* dataRows(
  content: Buffer,
  from: number,
  firstLine: number,
  names: readonly string[],
): TextTable['rows'] {
  const format = { firstLine, quote: "'", comment: '%' } as const;
  for await (const row of csvRows(content.subarray(from), format)) {
    if (row.cells[0]?.startsWith('{') === true) {
      throw refusal('sparse rows ({…}) are not read', row.line);
    }
    if (row.cells.length !== names.length) {
      const message = `${row.cells.length} values for ${names.length} attributes`;
      throw refusal(message, row.line);
    }
    yield row;
  }
}

function attributeName(text: string, line: number): string | null {
  if (!/^@attribute\b/i.test(text)) return null;
  const parts = ATTRIBUTE.exec(text);
  if (parts === null) throw refusal(`"${text.slice(0, 60)}" is no attribute`, line);
  return parts[1] ?? parts[2] ?? parts[3]!;
}

function refusal(message: string, line: number): Refusal {
  return new Refusal({ code: 'ARFF_INVALID', message, path: '', line });
}
