import { writeFile } from 'node:fs/promises';

import type { Command } from 'commander';

import { RefusedError, UsageError } from './api.errors.js';
import type { ApiClient } from './client.js';
import { type SystemOptions, connect, reportingFailures, withSystemOptions } from './system.js';

const PDF = `query StatementPdf($statementId: ID!, $language: PaperLanguage!) {
  statementPdf(statementId: $statementId, language: $language) {
    fileName verificationCode sha256 contentBase64
  }
}`;
const CHECK = `query StatementByCode($code: String!) {
  statementByCode(code: $code) {
    statementId supplierId buyerId currency asOfDate balanceMinor itemsRoot status issuedAt acknowledgedAt
  }
}`;

const STATEMENT_ID = /^0x[0-9a-f]{64}$/i;
const LANGUAGES: ReadonlySet<string> = new Set(['EN', 'ZH']);

const EXAMPLES = `
Examples:
  $ duebill statement pdf --id 0x3f…a9 --language zh --out statement.pdf
  $ duebill statement check 7YMKZ-A9ZN4-R1ZC0-ZP0FV

Exit code: 0 done, 1 refused or unknown, 2 wrong usage, 3 nobody answers.`;

interface PdfOptions extends SystemOptions {
  readonly id: string;
  readonly language: string;
  readonly out?: string;
}

interface StatementPdf {
  readonly fileName: string;
  readonly verificationCode: string;
  readonly sha256: string;
  readonly contentBase64: string;
}

/** Adds `duebill statement pdf` and `duebill statement check`. */
export function registerStatement(program: Command): void {
  const statement = program
    .command('statement')
    .description('print a statement, or check one that is on paper')
    .addHelpText('after', EXAMPLES);
  const pdf = statement
    .command('pdf')
    .description('write a statement as PDF')
    .requiredOption('--id <statementId>', 'the statement')
    .option('--language <language>', 'en or zh', 'en')
    .option('--out <file>', 'where to write it; its own name in this folder if not given');
  withSystemOptions(pdf).action((options: PdfOptions) =>
    reportingFailures(() => printStatement(options)),
  );
  const check = statement
    .command('check')
    .description('show what the ledger holds of a statement, by the code that is printed on it')
    .argument('<code>', 'verification code');
  withSystemOptions(check).action((code: string, options: SystemOptions) =>
    reportingFailures(async () => {
      process.stdout.write(`${JSON.stringify(await checkStatement(connect(options), code))}\n`);
    }),
  );
}

async function printStatement(options: PdfOptions): Promise<void> {
  const language = options.language.toUpperCase();
  if (!STATEMENT_ID.test(options.id)) throw new UsageError('--id is no id of a statement');
  if (!LANGUAGES.has(language)) throw new UsageError('--language is en or zh');
  const variables = { statementId: options.id, language };
  const { statementPdf } = await connect(options).request<{ statementPdf: StatementPdf | null }>(
    PDF,
    variables,
  );
  if (statementPdf === null) throw notFound('No such statement, or you may not see it.');
  const file = options.out ?? statementPdf.fileName;
  await writeFile(file, Buffer.from(statementPdf.contentBase64, 'base64'));
  const { verificationCode, sha256 } = statementPdf;
  process.stdout.write(`${file}  code ${verificationCode}  SHA-256 ${sha256}\n`);
}

async function checkStatement(client: ApiClient, code: string): Promise<unknown> {
  const { statementByCode } = await client.request<{ statementByCode: unknown }>(CHECK, { code });
  if (statementByCode === null) throw notFound('No statement on the ledger has this code.');
  return statementByCode;
}

function notFound(message: string): RefusedError {
  return new RefusedError([{ code: 'NOT_FOUND', message }]);
}
