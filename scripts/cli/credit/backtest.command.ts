import { type Command, InvalidArgumentError } from 'commander';
import { calendarDateOf } from '../../../backend/src/common/calendar-date.js';
import { Refusal } from '../../../backend/src/common/refusal.js';
import {
  type Backtest,
  BacktestImpossibleError,
  backtestLatePayment,
} from '../../../backend/src/credit-models/index.js';
import { writeCard } from './card.js';
import { DayReader } from './dates.js';
import { type InvoiceColumns, type InvoiceFile, readInvoices } from './invoice-file.js';
import { jsonText, modelsText } from './output.js';
import { writePicture } from './picture.js';
import { saveModels } from './save.js';
import { Progress, answerWith, reading } from './run.js';

const EXAMPLES = `
Columns: customer, due and settled are needed; issued, amount and disputed help. An empty settled
date is an invoice that is still open. Without an issue date the due date orders the rows, and each
is forecast 30 days before it is due.

Example:
  $ duebill credit backtest --invoices invoices.csv.gz \\
      --columns customer=Customer,issued=Issued,due=Due,settled=Paid,amount=Amount \\
      --date-format M/d/yyyy --train-until 2026-06-30 --picture backtest.svg

Every later row is forecast with what was known on its own day; its dispute is never looked at.

Exit code: 0 figures were printed, 1 the input was refused, 2 wrong usage.`;

const TITLE = 'Late payment';
const PURPOSE =
  'Chance that a receivable is settled after its due date, forecast on the day it is issued.';

interface BacktestOptions {
  readonly invoices: string;
  readonly columns: InvoiceColumns;
  readonly dateFormat?: string;
  readonly trainUntil: string;
  readonly picture?: string;
  readonly card?: string;
  readonly save?: string;
  readonly json?: boolean;
}

/** Adds `duebill credit backtest`: late payment, tried on invoices whose outcome is known. */
export function registerBacktest(credit: Command): void {
  credit
    .command('backtest')
    .description('train late-payment models on past invoices and judge them on later ones')
    .requiredOption('--invoices <file>', 'CSV, plain or gzip; "-" is standard input')
    .requiredOption('--columns <list>', 'role=name,… of the columns', parseColumns)
    .requiredOption('--train-until <date>', 'last day that may be learned from')
    .option('--date-format <tokens>', 'Unicode tokens such as M/d/yyyy; ISO 8601 without it')
    .option('--picture <file>', 'write calibration, gains and ROC as SVG')
    .option('--card <file>', 'write a model card as Markdown')
    .option('--save <folder>', 'write the trained models as versions of the registry')
    .option('--json', 'one JSON object')
    .addHelpText('after', EXAMPLES)
    .action(async (options: BacktestOptions) => {
      await answerWith(options.json ?? false, () => backtest(options));
    });
}

async function backtest(options: BacktestOptions): Promise<string> {
  const days = dayReaderOf(options.dateFormat ?? null);
  const trainUntilDay = trainUntilOf(days, options.trainUntil);
  const reader = readInvoices(options.invoices, options.columns, days);
  const file = await reading(options.invoices, reader);
  const progress = new Progress('training');
  const result = await reading(
    options.invoices,
    tried(() =>
      backtestLatePayment({
        rows: file.rows,
        trainUntilDay,
        onFit: (done, total) => progress.show(done, total),
      }),
    ),
  );
  progress.stop();
  await writeFiles(options, file, result);
  if (options.json === true) return jsonText(answerOf(options, trainUntilDay, file, result));
  return textOf(file, result);
}

async function writeFiles(
  { picture, card, save }: BacktestOptions,
  file: InvoiceFile,
  result: Backtest,
): Promise<void> {
  const { models, trained, trainingRows, trainingDataHash } = result;
  if (picture !== undefined) await writePicture(picture, TITLE, models);
  if (card !== undefined) {
    const facts = [...factsOf(file, result), `hash of the training rows: \`${trainingDataHash}\``];
    await writeCard(card, { title: TITLE, purpose: PURPOSE, facts, models, trained });
  }
  if (save !== undefined) {
    const knowledgeUntil = calendarDateOf(result.knowledgeDay);
    const version = `${knowledgeUntil}-${trainingDataHash.slice(2, 10)}`;
    const purpose = 'LATE_PAYMENT';
    const facts = { purpose, version, knowledgeUntil, trainingDataHash, trainingRows } as const;
    await saveModels(save, facts, trained);
  }
}

async function tried(work: () => Backtest): Promise<Backtest> {
  try {
    return await Promise.resolve(work());
  } catch (error) {
    if (!(error instanceof BacktestImpossibleError)) throw error;
    throw new Refusal({ code: 'TOO_FEW_ROWS', message: error.message, path: 'trainUntil' });
  }
}

function answerOf(
  options: BacktestOptions,
  trainUntilDay: number,
  file: InvoiceFile,
  result: Backtest,
): Record<string, unknown> {
  return {
    invoices: options.invoices,
    trainUntil: calendarDateOf(trainUntilDay),
    knowledgeUntil: calendarDateOf(result.knowledgeDay),
    rows: file.rows.length,
    skippedRows: file.skippedRows,
    trainingRows: result.trainingRows,
    testRows: result.testRows,
    undecidedRows: result.undecidedRows,
    champion: result.models.find((model) => model.champion)?.name ?? null,
    models: result.models,
    ...(options.picture === undefined ? {} : { picture: options.picture }),
  };
}

function textOf(file: InvoiceFile, result: Backtest): string {
  return [...factsOf(file, result), '', modelsText(result.models)].join('\n');
}

function factsOf(file: InvoiceFile, result: Backtest): string[] {
  const until = calendarDateOf(result.knowledgeDay);
  const skipped = file.skippedRows.due;
  return [
    `${file.rows.length} invoices: trained on ${result.trainingRows} that were decided by ${until}, judged on ${result.testRows} later ones`,
    ...(result.undecidedRows > 0 ? [`${result.undecidedRows} are open and not due yet`] : []),
    ...(skipped > 0 ? [`${skipped} have no due date`] : []),
  ];
}

function dayReaderOf(format: string | null): DayReader {
  try {
    return new DayReader(format);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const message = `"${format}" is no date format: ${error.message.slice(0, 120)}`;
    throw new Refusal({ code: 'DATE_FORMAT_INVALID', message, path: 'dateFormat' });
  }
}

function trainUntilOf(days: DayReader, text: string): number {
  const day = days.read(text.trim());
  if (day !== null) return day;
  const message = `"${text.slice(0, 40)}" is no date`;
  throw new Refusal({ code: 'INVALID_DATE', message, path: 'trainUntil' });
}

const ROLES = ['customer', 'issued', 'due', 'settled', 'amount', 'disputed'];
const NEEDED_ROLES = ['customer', 'due', 'settled'];

function parseColumns(list: string): InvoiceColumns {
  const columns = new Map<string, string>();
  for (const part of list.split(',')) {
    const at = part.indexOf('=');
    const role = part.slice(0, Math.max(at, 0)).trim();
    const name = part.slice(at + 1).trim();
    if (!ROLES.includes(role) || name === '') {
      throw new InvalidArgumentError(`"${part}" is not role=name with one of ${ROLES.join(', ')}`);
    }
    if (columns.has(role)) throw new InvalidArgumentError(`${role} is given twice`);
    columns.set(role, name);
  }
  const missing = NEEDED_ROLES.filter((role) => !columns.has(role));
  if (missing.length > 0) throw new InvalidArgumentError(`${missing.join(' and ')} missing`);
  return Object.fromEntries(columns) as unknown as InvoiceColumns;
}
