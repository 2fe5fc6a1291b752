import type { BankStatement } from '../../backend/src/bank-formats/index.js';
import { formatAmountMinor } from '../../backend/src/common/money.js';
import type { RefusalDetail } from '../../backend/src/common/refusal.js';
import type { InvoiceParty } from '../../backend/src/documents/index.js';
import type { InspectedInvoice, Inspection } from './inspect.document.js';

/** Entries of a statement that the readable output lists; the JSON has them all. */
const LISTED_ENTRIES_MAX = 20;
const INDENT = '      ';

/** One line of JSON; money, always a bigint inside, becomes a decimal string. */
export function formatInspectionJson(inspection: Inspection): string {
  return JSON.stringify(inspection, (_key, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  );
}

/** Some lines for people. */
export function formatInspection(inspection: Inspection): string {
  const { file, format, ok, errors, warnings, invoice, statements = [] } = inspection;
  const lines = [
    `${ok ? 'ok   ' : 'NO   '} ${file}${format === null ? '' : `  ${format}`}`,
    ...(invoice === undefined ? [] : invoiceLines(invoice)),
    ...statements.flatMap(statementLines),
    ...errors.map((error) => problemLine('error', error)),
    ...warnings.map((warning) => problemLine('warning', warning)),
  ];
  return lines.map(withoutControls).join('\n');
}

function invoiceLines(invoice: InspectedInvoice): string[] {
  const { kind, number, issueDate, dueDate, currency, payableMinor, lineCount } = invoice;
  const payable = `${formatAmountMinor(payableMinor, currency)} ${currency}`;
  const { supplier, buyer, payee } = invoice;
  return [
    `${INDENT}${kind} ${number} of ${issueDate}, due ${dueDate ?? 'not stated'}`,
    `${INDENT}payable   ${payable} (${counted(lineCount, 'line', 'lines')})`,
    `${INDENT}supplier  ${partyText(supplier)}`,
    `${INDENT}buyer     ${partyText(buyer)}`,
    ...(payee === null ? [] : [`${INDENT}payee     ${partyText(payee)}`]),
  ];
}

function partyText({ name, id }: InvoiceParty): string {
  return id === null ? name : `${name} (${id.scheme === null ? '' : `${id.scheme} `}${id.value})`;
}

function statementLines(statement: BankStatement): string[] {
  const { kind, id, account, currency, entries } = statement;
  const hidden = entries.length - LISTED_ENTRIES_MAX;
  const entryCount = counted(entries.length, 'entry', 'entries');
  return [
    `${INDENT}${kind} ${id} of ${account} ${currency ?? ''}: ${entryCount}`,
    ...entries.slice(0, LISTED_ENTRIES_MAX).map((entry) => {
      const sign = entry.creditDebit === 'DBIT' ? '-' : '+';
      const figure = `${sign}${formatAmountMinor(entry.amountMinor, entry.currency)}`;
      const name = entry.counterparty?.name ?? entry.counterparty?.account ?? '';
      return [
        `${INDENT}${entry.bookingDate ?? '          '}`,
        `${figure.padStart(16)} ${entry.currency}`,
        `${entry.status}${entry.isReversal ? ' reversal' : ''}`,
        name,
        entry.remittance ?? '',
      ].join('  ');
    }),
    ...(hidden > 0 ? [`${INDENT}… and ${hidden} more (--json lists all)`] : []),
  ];
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

function problemLine(
  label: 'error' | 'warning',
  { code, message, path, line, column }: RefusalDetail,
): string {
  const position = line === undefined ? '' : ` (${line}:${column ?? 0})`;
  const place = path === `${line}:${column}` || path === '' ? '' : `\n${INDENT}  at ${path}`;
  return `${INDENT}${label} ${code}: ${message}${position}${place}`;
}

/** Documents and file names come from strangers: no escape sequence reaches the terminal. */
function withoutControls(text: string): string {
  return text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, '?');
}
