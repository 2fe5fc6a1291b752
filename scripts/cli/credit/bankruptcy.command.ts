import { type Command, InvalidArgumentError } from 'commander';
import { Refusal } from '../../../backend/src/common/refusal.js';
import {
  type BankruptcyAssessment,
  assessBankruptcy,
  rarerCount,
  reportsOfEachNeeded,
  trainBankruptcy,
  trainingDataHash,
} from '../../../backend/src/credit-models/index.js';
import { writeCard } from './card.js';
import { jsonText, modelsText } from './output.js';
import { writePicture } from './picture.js';
import { type ReportFile, readReports } from './report-file.js';
import { saveModels } from './save.js';
import { Progress, answerWith, reading } from './run.js';

const TITLE = 'Bankruptcy';
const PURPOSE = 'Chance that a company fails within the horizon of its label, from its reports.';
const FOLDS_MIN = 2;
const FOLDS_MAX = 20;

const EXAMPLES = `
Every column of numbers besides the label is a ratio to learn from. Altman's Z'' is judged where the
columns Attr3, Attr6, Attr7 and Attr8 are there: working capital, retained earnings and EBIT over
total assets, and book equity over total liabilities.

Examples:
  $ duebill credit bankruptcy --reports 3year.arff --label class
  $ duebill credit bankruptcy --reports 2024.csv.gz --label failed --test 2025.csv.gz --json

Exit code: 0 figures were printed, 1 the input was refused, 2 wrong usage.`;

interface BankruptcyOptions {
  readonly reports: string;
  readonly label: string;
  readonly test?: string;
  readonly folds: number;
  readonly picture?: string;
  readonly card?: string;
  readonly save?: string;
  readonly json?: boolean;
}

/** Adds `duebill credit bankruptcy`: models on financial ratios, tried on known outcomes. */
export function registerBankruptcy(credit: Command): void {
  credit
    .command('bankruptcy')
    .description('train bankruptcy models on company reports and judge them on unseen ones')
    .requiredOption('--reports <file>', 'CSV or ARFF, plain or gzip')
    .requiredOption('--label <column>', 'column of the outcome: 1 is bankrupt')
    .option('--test <file>', 'reports to judge by; without them, cross-validation')
    .option('--folds <count>', 'parts of the cross-validation', parseFolds, 5)
    .option('--picture <file>', 'write calibration, gains and ROC as SVG')
    .option('--card <file>', 'write a model card as Markdown')
    .option('--save <folder>', 'write models trained on all reports as versions of the registry')
    .option('--json', 'one JSON object')
    .addHelpText('after', EXAMPLES)
    .action(async (options: BankruptcyOptions) => {
      await answerWith(options.json ?? false, () => bankruptcy(options));
    });
}

async function bankruptcy(options: BankruptcyOptions): Promise<string> {
  const reports = await readEnough(options.reports, options, options.test === undefined);
  const test = options.test === undefined ? null : await readEnough(options.test, options, false);
  const progress = new Progress('training');
  const result = assessBankruptcy({
    reports: reports.data,
    ...(test === null ? {} : { test: test.data }),
    foldCount: options.folds,
    onFit: (done, total) => progress.show(done, total),
  });
  progress.stop();
  await writeFiles(options, reports, test, result);
  if (options.json === true) return jsonText(answerOf(options, reports, test, result));
  return textOf(options, reports, test, result);
}

async function writeFiles(
  options: BankruptcyOptions,
  reports: ReportFile,
  test: ReportFile | null,
  { models, trained }: BankruptcyAssessment,
): Promise<void> {
  const { picture, card, save } = options;
  const hash = trainingDataHash(reports.data);
  if (picture !== undefined) await writePicture(picture, TITLE, models);
  if (card !== undefined) {
    const facts = [...factsOf(options, reports, test), `hash of the reports: \`${hash}\``];
    await writeCard(card, { title: TITLE, purpose: PURPOSE, facts, models, trained });
  }
  if (save !== undefined) {
    const all = test === null ? trainBankruptcy({ reports: reports.data }) : trained;
    const version = `${reports.data.labels.length}-${hash.slice(2, 10)}`;
    const trainingRows = reports.data.labels.length;
    const common = { version, knowledgeUntil: null, trainingDataHash: hash, trainingRows };
    await saveModels(save, { purpose: 'BANKRUPTCY', ...common }, all);
  }
}

/** Reads reports and makes sure that there are enough of each outcome to learn from or to judge. */
async function readEnough(
  file: string,
  options: BankruptcyOptions,
  inFolds: boolean,
): Promise<ReportFile> {
  const reports = await reading(file, readReports(file, options.label));
  const isTest = file === options.test;
  const needed = isTest ? 1 : reportsOfEachNeeded(inFolds ? options.folds : 1);
  const count = rarerCount(reports.data);
  if (count >= needed) return reports;
  const message = `of one outcome there are ${count} reports; ${needed} are needed`;
  const refusal = new Refusal({ code: 'TOO_FEW_ROWS', message, path: options.label });
  return await reading(file, Promise.reject(refusal));
}

function answerOf(
  options: BankruptcyOptions,
  reports: ReportFile,
  test: ReportFile | null,
  result: BankruptcyAssessment,
): Record<string, unknown> {
  return {
    reports: options.reports,
    test: options.test ?? null,
    folds: test === null ? options.folds : null,
    rows: reports.data.labels.length,
    testRows: test?.data.labels.length ?? null,
    skippedRows: reports.skippedRows,
    ignoredColumns: reports.ignoredColumns,
    champion: result.models.find((model) => model.champion)?.name ?? null,
    models: result.models,
    ...(options.picture === undefined ? {} : { picture: options.picture }),
  };
}

function textOf(
  options: BankruptcyOptions,
  reports: ReportFile,
  test: ReportFile | null,
  result: BankruptcyAssessment,
): string {
  return [...factsOf(options, reports, test), '', modelsText(result.models)].join('\n');
}

function factsOf(
  options: BankruptcyOptions,
  reports: ReportFile,
  test: ReportFile | null,
): string[] {
  const rows = reports.data.labels.length;
  const how =
    test === null
      ? `judged in ${options.folds} folds`
      : `judged on ${test.data.labels.length} of ${options.test}`;
  const ignored = reports.ignoredColumns;
  return [
    `${rows} reports with ${reports.data.table.names.length} ratios, ${how}`,
    ...(ignored.length > 0 ? [`not used: ${ignored.slice(0, 20).join(', ')}`] : []),
  ];
}

function parseFolds(text: string): number {
  const folds = Number(text);
  if (Number.isInteger(folds) && folds >= FOLDS_MIN && folds <= FOLDS_MAX) return folds;
  throw new InvalidArgumentError(`a whole number from ${FOLDS_MIN} to ${FOLDS_MAX}`);
}
