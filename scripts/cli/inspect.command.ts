import { once } from 'node:events';
import { SingleBar } from 'cli-progress';
import type { Command } from 'commander';
import type { CsvMapping } from '../../backend/src/bank-formats/index.js';
import { Refusal } from '../../backend/src/common/refusal.js';
import { readMappingFile } from './csv-mapping.file.js';
import { inspectDocument, refusedInspection, type Inspection } from './inspect.document.js';
import { formatInspection, formatInspectionJson } from './inspect.format.js';
import { readInputFile } from './input-file.js';

/** Fewer files are done before a bar could be read. */
const PROGRESS_FILES_MIN = 10;

const EXAMPLES = `
Examples:
  $ duebill inspect invoice.xml
  $ duebill inspect --json invoices/*.xml statement.camt.xml
  $ curl -s https://example.org/invoice.xml | duebill inspect --json -
  $ duebill inspect --json *.xml | jq -r 'select(.ok | not) | .file'
  $ duebill inspect --csv-mapping mapping.json account.csv

Reads UBL 2.1 invoices and credit notes, UN/CEFACT CII (XRechnung, Factur-X, ZUGFeRD), Chinese
digital e-invoices, camt.052, camt.053 and camt.054 of every version, MT940 and MT942, and CSV
files with a mapping (docs/bank-files.md). Nothing is sent anywhere.

Exit code: 0 every file was read, 1 at least one was refused, 2 wrong usage.`;

interface InspectOptions {
  readonly json?: boolean;
  readonly csvMapping?: string;
}

/** Adds `duebill inspect` to the program. It works on files alone, without a running system. */
export function registerInspect(program: Command): void {
  program
    .command('inspect')
    .description('read invoices and bank statements and show what is in them')
    .argument('<files...>', 'files to read; "-" is standard input')
    .option('--json', 'one JSON object per file and line, money as strings of minor units')
    .option('--csv-mapping <file>', 'JSON file that says how CSV files are read')
    .addHelpText('after', EXAMPLES)
    .action(async (files: string[], options: InspectOptions) => {
      const { csvMapping } = options;
      const mapping = csvMapping === undefined ? null : await readMappingFile(csvMapping);
      if (typeof mapping === 'string') {
        process.stderr.write(`${mapping}\n`);
        process.exitCode = 2;
        return;
      }
      const refusedCount = await inspectFiles(files, { asJson: options.json ?? false, mapping });
      if (refusedCount > 0) process.exitCode = 1;
    });
}

/** Prints every file's answer in the order given; returns how many files were refused. */
async function inspectFiles(
  files: readonly string[],
  { asJson, mapping }: { readonly asJson: boolean; readonly mapping: CsvMapping | null },
): Promise<number> {
  const bar = startProgress(files.length);
  let refusedCount = 0;
  for (const file of files) {
    const inspection = await inspectFile(file, mapping);
    if (!inspection.ok) refusedCount += 1;
    const text = asJson ? formatInspectionJson(inspection) : formatInspection(inspection);
    // Waiting for a slow reader keeps the answers of thousands of files out of memory.
    if (!process.stdout.write(`${text}\n`)) await once(process.stdout, 'drain');
    bar?.increment();
  }
  bar?.stop();
  if (!asJson && files.length > 1) {
    process.stdout.write(`${files.length} files, ${refusedCount} refused\n`);
  }
  return refusedCount;
}

/** One file's failure is its own answer and never stops the others. */
async function inspectFile(file: string, mapping: CsvMapping | null): Promise<Inspection> {
  try {
    return inspectDocument(file, await readInputFile(file), mapping);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return refusedInspection(file, error);
  }
}

/** A bar on standard error, unless it or the output would land in the same terminal or a file. */
function startProgress(total: number): SingleBar | null {
  const wanted = process.stderr.isTTY && !process.stdout.isTTY && total >= PROGRESS_FILES_MIN;
  if (!wanted) return null;
  const bar = new SingleBar({ format: 'inspecting {bar} {value}/{total}', stream: process.stderr });
  bar.start(total, 0);
  return bar;
}
