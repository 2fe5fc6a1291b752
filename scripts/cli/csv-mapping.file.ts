import { readFile } from 'node:fs/promises';

import { type CsvMapping, findMappingProblem } from '../../backend/src/bank-formats/index.js';

const COLUMNS = [
  ...['valueDate', 'amount', 'mark', 'credit', 'debit', 'balance', 'currency', 'account'],
  ...['counterpartyName', 'counterpartyAccount', 'counterpartyBic', 'creditorReference'],
  ...['endToEndId', 'servicerReference'],
];

/**
 * A mapping as `saveCsvMapping` takes it, from a JSON file; a sentence where it is none.
 *
 * What is left out has the value that it has there.
 */
export async function readMappingFile(file: string): Promise<CsvMapping | string> {
  try {
    const given: unknown = JSON.parse(await readFile(file, 'utf8'));
    const mapping = completed(given);
    const problem = mapping === null ? null : findMappingProblem(mapping);
    if (mapping === null) return `${file}: a mapping is an object with an object of columns`;
    return problem === null ? mapping : `${file}: ${problem.path}: ${problem.message}`;
  } catch (error) {
    return `${file}: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function completed(given: unknown): CsvMapping | null {
  if (!isObject(given) || !isObject(given['columns'])) return null;
  const nothing = Object.fromEntries(COLUMNS.map((name) => [name, null]));
  return {
    ...{ encoding: 'UTF_8', quote: '"', skippedLines: 0, hasHeader: true },
    ...{ thousandsSeparator: '', creditMarks: [], debitMarks: [] },
    ...given,
    columns: { bookingDate: '', remittance: [], ...nothing, ...given['columns'] },
  } as unknown as CsvMapping;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
