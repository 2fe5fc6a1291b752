import { once } from 'node:events';

import { SingleBar } from 'cli-progress';
import type { Command } from 'commander';

import { Refusal } from '../../backend/src/common/refusal.js';
import { type BookFiles, readBook } from '../matching/csv.book.js';
import type { JudgedBook } from '../matching/book.model.js';
import { type Evaluation, evaluate } from '../matching/evaluate.js';
import { reportAsJson, reportAsText } from '../matching/report.js';

const EXAMPLES = `
Examples:
  $ duebill match evaluate --receivables R.csv --entries E.csv --truth T.csv
  $ duebill match evaluate --receivables R.csv --entries E.csv --truth T.csv --json | jq .precision

Columns, in any order, with a header; amounts are whole minor units, days are YYYY-MM-DD:
  receivables  id, supplier, buyer, buyerName, buyerAccounts (divided by ;), number, reference, currency,
               faceMinor, outstandingMinor, issueDate, dueDate, discountBps, discountUntil
  entries      id, bookingDate, amountMinor, currency, creditDebit (CRDT or DBIT), counterpartyName,
               counterpartyAccount, remittance, reference, endToEndId
  truth        entryId, receivableId, amountMinor, kind (payment, discount, charge, deduction,
               overpayment, unknown); several rows for an entry

Nothing is sent anywhere, and no running system is needed. docs/matching.md tells how the engine decides.

Exit code: 0 evaluated, 1 a file was refused, 2 wrong usage.`;

interface EvaluateOptions extends BookFiles {
  readonly json?: boolean;
}

/** Adds `duebill match` to the program. It works on files alone, without a running system. */
export function registerMatch(program: Command): void {
  program
    .command('match')
    .description('the engine that matches bank entries to receivables')
    .command('evaluate')
    .description('run the engine on a book of your own and judge what it decides')
    .requiredOption('--receivables <file>', 'open receivables, CSV')
    .requiredOption('--entries <file>', 'bank entries, CSV')
    .requiredOption('--truth <file>', 'what the entries truly paid, CSV')
    .option('--json', 'one JSON object with the figures and every decision')
    .addHelpText('after', EXAMPLES)
    .action(async (options: EvaluateOptions) => {
      try {
        const book = await readBook(options);
        await print(evaluateWithBar(book), book, options.json ?? false);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        tellRefusal(error, options.json ?? false);
      }
    });
}

function evaluateWithBar(book: JudgedBook): Evaluation {
  const bar = process.stderr.isTTY
    ? new SingleBar({ format: 'matching {bar} {value}/{total}', stream: process.stderr })
    : null;
  bar?.start(book.entries.length, 0);
  const evaluation = evaluate(book, {
    onProgress: (done, total) => {
      bar?.setTotal(total);
      bar?.update(done);
      // The bar draws by a timer that never fires while matching runs.
      (bar as unknown as { render?: () => void } | null)?.render?.();
    },
  });
  bar?.stop();
  return evaluation;
}

async function print(evaluation: Evaluation, book: JudgedBook, asJson: boolean): Promise<void> {
  const parts = asJson ? reportAsJson(evaluation, book) : reportAsText(evaluation, book);
  for (const part of parts) {
    if (!process.stdout.write(part)) await once(process.stdout, 'drain');
  }
}

function tellRefusal(error: Refusal, asJson: boolean): void {
  process.exitCode = 1;
  if (asJson) {
    process.stdout.write(`${JSON.stringify({ ok: false, refusal: error.toDetail() })}\n`);
    return;
  }
  const line = error.line === undefined ? '' : `, line ${error.line}`;
  process.stderr.write(`${error.code}: ${error.message} (${error.path}${line})\n`);
}
