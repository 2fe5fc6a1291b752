import type { Command } from 'commander';
import { ExitCode, RefusedError, UsageError } from '../api.errors.js';
import { readStatus } from '../status.command.js';
import {
  type SystemOptions,
  connect,
  dataDirOf,
  reportingFailures,
  waitForSample,
  withSystemOptions,
} from '../system.js';
import { readDocuments, readFiles } from './tour.documents.js';
import type { TourSummary } from './tour.model.js';
import { TourOutput } from './tour.output.js';
import { reviewTour, runTour } from './tour.run.js';
import { TourState } from './tour.state.js';

const EXAMPLES = `
Examples:
  $ duebill tour invoices/*.xml
  $ duebill tour --json invoice.xml | jq .outstandingMinor
  $ duebill tour --again invoices/*.xml

Admits the organisations of the invoices, registers and confirms receivables, sells some of them,
pays them through a generated camt.053 (exactly, in part, bundled and too much) and settles. Shows
a pledge, a repurchase, a dispute and a collection, each on a receivable of its own; issues
statements and acknowledges them. Few invoices are joined by receivables of the tour's own, so
that every case is shown. It needs the operator's token.

It may be interrupted at any moment and run again: it goes on, and nothing is doubled.

Exit code: 0 complete and the ledger agrees, 1 refused or different, 2 wrong usage, 3 nobody answers.`;

interface TourOptions extends SystemOptions {
  readonly json?: boolean;
  readonly again?: boolean;
}

/** Adds `duebill tour`. */
export function registerTour(program: Command): void {
  const command = program
    .command('tour')
    .description('show the whole story on your own invoices')
    .argument('<files...>', 'invoices and credit notes to show it on')
    .option('--again', 'begin a new round although the last one is complete')
    .option('--json', 'end with one JSON object; the story goes to standard error')
    .addHelpText('after', EXAMPLES)
    // Without files: what the command is for, with examples.
    .showHelpAfterError(true);
  withSystemOptions(command).action((files: string[], options: TourOptions) =>
    reportingFailures(async () => {
      const summary = await tour(files, options);
      if (options.json) process.stdout.write(`${JSON.stringify(summary)}\n`);
      if (summary.verify !== 'clean') process.exitCode = ExitCode.REFUSED;
    }),
  );
}

async function tour(files: readonly string[], options: TourOptions): Promise<TourSummary> {
  const stream = options.json ? process.stderr : process.stdout;
  const out = new TourOutput((text) => void stream.write(text));
  const raw = await readFiles(files);
  const found = readDocuments(raw.read);
  const unread = [...raw.skipped, ...found.skipped];
  if (!found.read.some(({ invoice }) => invoice.kind === 'INVOICE')) {
    const reasons = unread.map(({ file, reason }) => `${file}: ${reason}`);
    throw new UsageError(['there is no invoice to show the story on', ...reasons].join('\n'));
  }
  await waitForSample(options);
  const operator = connect(options);
  const { viewer } = await readStatus(operator);
  if (!viewer.roles.includes('OPERATOR')) {
    const message = `The tour admits organisations; ${viewer.userName} is no operator.`;
    throw new RefusedError([{ code: 'NOT_PERMITTED', message }]);
  }
  // Another system knows nothing of a run on this one.
  const place = { dataDir: dataDirOf(options), systemId: viewer.party?.partyId ?? '' };
  const contents = raw.read.map(({ bytes }) => bytes);
  const state = await TourState.open(place, contents, options.again ?? false);
  const task = { operator, files: found.read, unread, state, out };
  const { runId, round, summary } = state.run;
  out.line(`Tour ${runId}, round ${round}${state.isResumed ? ', goes on' : ''}`);
  return summary === null ? await runTour(task) : await reviewTour(task, summary);
}
