import type { Caller } from './callers.js';
import type { ContractPermissions, Permissions } from './measure.js';
import { INTRODUCTION, NOTES } from './prose.js';

/** What each cell says, by contract, function and column. */
export type Cells = ReadonlyMap<string, string>;

const NONE = '–';
const YES = '**yes**';
const NO = 'no';

/** The document, with a table for each contract. */
export function permissionsDocument(permissions: Permissions): string {
  const sections = permissions.contracts.map((contract) =>
    sectionOf(contract, columnsOf(contract, permissions.callers)),
  );
  return `${[INTRODUCTION, openFunctionsOf(permissions), ...sections].join('\n\n')}\n`;
}

/** The cells of a document that {@link permissionsDocument} wrote. */
export function cellsOf(document: string): Cells {
  const cells = new Map<string, string>();
  let contract = '';
  let columns: readonly string[] = [];
  for (const line of document.split('\n')) {
    if (line.startsWith('## ')) [contract, columns] = [line.slice(3), []];
    if (!line.startsWith('|') || line.startsWith('| -')) continue;
    const [name = '', ...values] = line.split('|').slice(1, -1).map(plainText);
    if (columns.length === 0) {
      columns = values;
      continue;
    }
    for (const [index, column] of columns.entries()) {
      cells.set(`${contract}.${name}, ${column}`, values[index] ?? '');
    }
  }
  return cells;
}

/** Each cell that differs, with what it says on both sides. */
export function differencesBetween(written: Cells, measured: Cells): string[] {
  return [...new Set([...written.keys(), ...measured.keys()])]
    .filter((cell) => written.get(cell) !== measured.get(cell))
    .map((cell) => {
      const [here, there] = [written.get(cell) ?? 'nothing', measured.get(cell) ?? 'nothing'];
      return `${cell}: the document says ${here}, the contracts ${there}`;
    });
}

function plainText(cell: string): string {
  return cell.replaceAll(/[`*]/g, '').trim();
}

function openFunctionsOf({ contracts, callers }: Permissions): string {
  const stranger = callers.find(({ kind }) => kind === 'stranger')?.name ?? '';
  const open = contracts.flatMap((contract) =>
    contract.functions
      .filter((fn) => fn.callers.has(stranger))
      .map((fn) => [`\`${contract.name}.${fn.name}\``, NOTES[`${contract.name}.${fn.name}`] ?? '']),
  );
  return `## Open to anybody\n\n${tableOf(['function', 'why'], open)}`;
}

/** The callers that tell something about this contract; the others are as the introduction says. */
function columnsOf(contract: ContractPermissions, callers: readonly Caller[]): readonly Caller[] {
  const differs = (caller: Caller, usual: string): boolean =>
    contract.functions.some((fn) => fn.callers.has(caller.name) !== fn.callers.has(usual));
  return callers.filter((caller) => {
    if (caller.kind === 'operator') return differs(caller, 'operator');
    return caller.kind !== 'module' || differs(caller, 'stranger');
  });
}

function sectionOf(contract: ContractPermissions, columns: readonly Caller[]): string {
  const heads = ['function', ...columns.map(headOf), 'right', 'paused by'];
  const rows = contract.functions.map((fn) => [
    `\`${fn.name}\``,
    ...columns.map(({ name }) => (fn.callers.has(name) ? YES : NO)),
    fn.rights.join(', ') || NONE,
    fn.pausedBy.join(', ') || NONE,
  ]);
  const table = `## ${contract.name}\n\n${tableOf(heads, rows)}`;
  const notes = notesOf(contract);
  return notes.length === 0 ? table : `${table}\n\n${notes.join('\n')}`;
}

function headOf({ kind, name }: Caller): string {
  return kind === 'module' || kind === 'operator' ? `\`${name}\`` : name;
}

/** Functions of which the same is to be said stand together. */
function notesOf(contract: ContractPermissions): string[] {
  const names = new Map<string, string[]>();
  for (const { name } of contract.functions) {
    const note = NOTES[`${contract.name}.${name}`];
    if (note !== undefined) names.set(note, [...(names.get(note) ?? []), `\`${name}\``]);
  }
  return [...names].map(([note, functions]) => `- ${functions.join(', ')}: ${note}`);
}

function tableOf(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = heads.map((head, column) =>
    Math.max(head.length, 3, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const lineOf = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [
    lineOf(heads),
    lineOf(widths.map((width) => '-'.repeat(width))),
    ...rows.map(lineOf),
  ].join('\n');
}
