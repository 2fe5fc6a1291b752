import { SingleBar } from 'cli-progress';
import type { Command } from 'commander';
import { ExitCode, UsageError } from '../api.errors.js';
import type { ApiClient } from '../client.js';
import {
  type SystemOptions,
  connect,
  reportingFailures,
  waitForSample,
  withSystemOptions,
} from '../system.js';
import { readImportFile } from './import.files.js';
import { importInvoices } from './import.invoices.js';
import type { ImportFile, ImportOutcome } from './import.model.js';
import { importCreditNote, importStatement } from './import.others.js';

/** Fewer files are done before a bar could be read. */
const PROGRESS_FILES_MIN = 10;

const EXAMPLES = `
Examples:
  $ DUEBILL_TOKEN=$(cat supplier.token) duebill import invoices/*.xml
  $ duebill import --json --due-days 30 *.xml | jq -r 'select(.ok | not) | .file'
  $ duebill import statement.camt.xml statement.mt940
  $ duebill import --csv-account DE02120300000000202051 account.csv

Invoices become receivables of the token's party, credit notes reduce them, bank statements pay
them. What was imported before is recognised and not doubled.

Exit code: 0 every file is there, 1 at least one was refused, 2 wrong usage, 3 nobody answers.`;

interface ImportOptions extends SystemOptions {
  readonly json?: boolean;
  readonly dueDays?: string;
  readonly csvAccount?: string;
}

/** Adds `duebill import`. */
export function registerImport(program: Command): void {
  const command = program
    .command('import')
    .description('register invoices, credit notes and bank statements of your party')
    .argument('<files...>', 'files to import; "-" is standard input')
    .option('--due-days <days>', 'days after issue that an invoice without a due date is due')
    .option('--csv-account <account>', 'account whose saved mapping reads CSV files')
    .option('--json', 'one JSON object per file and line')
    .addHelpText('after', EXAMPLES);
  withSystemOptions(command).action((files: string[], options: ImportOptions) =>
    reportingFailures(async () => {
      await waitForSample(options);
      const refusedCount = await importFiles(files, connect(options), options);
      if (refusedCount > 0) process.exitCode = ExitCode.REFUSED;
    }),
  );
}

/** Imports everything and prints each file's outcome; returns how many files were refused. */
async function importFiles(
  files: readonly string[],
  client: ApiClient,
  options: ImportOptions,
): Promise<number> {
  const dueDays = dueDaysOf(options.dueDays);
  const bar = startProgress(files.length);
  const outcomes: ImportOutcome[] = [];
  const onOutcome = (outcome: ImportOutcome): void => {
    outcomes.push(outcome);
    process.stdout.write(`${options.json ? JSON.stringify(outcome) : lineOf(outcome)}\n`);
    bar?.increment();
  };
  try {
    const readable: ImportFile[] = [];
    for (const file of files) {
      const read = await readImportFile(file);
      if ('ok' in read) onOutcome(read);
      else readable.push(read);
    }
    const byKind = sortByKind(readable);
    await importInvoices(byKind.invoices, { client, dueDays, onOutcome });
    // Credit notes need their invoices, and payments are matched to what is there.
    for (const file of byKind.creditNotes) onOutcome(await importCreditNote(client, file));
    for (const file of byKind.statements) {
      onOutcome(await importStatement(client, file, options.csvAccount ?? null));
    }
  } finally {
    bar?.stop();
  }
  const refusedCount = outcomes.filter(({ ok }) => !ok).length;
  if (!options.json && files.length > 1) {
    process.stdout.write(`${files.length} files, ${refusedCount} refused\n`);
  }
  return refusedCount;
}

function sortByKind(files: readonly ImportFile[]) {
  const isInvoice = ({ invoice }: ImportFile): boolean => invoice?.kind === 'INVOICE';
  const isCreditNote = ({ invoice }: ImportFile): boolean => invoice?.kind === 'CREDIT_NOTE';
  return {
    invoices: files.filter(isInvoice),
    creditNotes: files.filter(isCreditNote),
    statements: files.filter(({ invoice }) => invoice === null),
  };
}

function lineOf(outcome: ImportOutcome): string {
  const { file, ok, alreadyThere, receivableId, bankStatementId, command, errors } = outcome;
  if (!ok) {
    const reasons = errors.map(
      ({ code, message, path }) => `      ${code}: ${message}${path === '' ? '' : ` (at ${path})`}`,
    );
    return [`NO    ${file}`, ...reasons].join('\n');
  }
  const id = receivableId ?? bankStatementId ?? '';
  const hash = command?.transactionHash ?? null;
  const how = alreadyThere ? 'already there' : hash === null ? 'imported' : `transaction ${hash}`;
  return `ok    ${file}  ${id}  ${how}`;
}

function dueDaysOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const days = Number(text);
  if (Number.isInteger(days) && days >= 0 && days <= 3_650) return days;
  throw new UsageError(`--due-days is a whole number up to 3650, not "${text}"`);
}

/** A bar on standard error, unless it and the output would land in the same terminal. */
function startProgress(total: number): SingleBar | null {
  const wanted = process.stderr.isTTY && !process.stdout.isTTY && total >= PROGRESS_FILES_MIN;
  if (!wanted) return null;
  const bar = new SingleBar({ format: 'importing {bar} {value}/{total}', stream: process.stderr });
  bar.start(total, 0);
  return bar;
}
