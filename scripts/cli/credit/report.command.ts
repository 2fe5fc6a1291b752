import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';

import type { Command } from 'commander';

import { type ApiRefusal, RefusedError, UsageError } from '../api.errors.js';
import type { ApiClient } from '../client.js';
import { type SystemOptions, connect, reportingFailures, withSystemOptions } from '../system.js';
import { creditGroup } from './group.js';

const MAKE = `mutation MakeCreditReport($input: MakeCreditReportInput!) {
  makeCreditReport(input: $input) {
    ... on CreditReport { reportId }
    ... on DomainError { code message }
    ... on InputInvalidError { path }
  }
}`;
const PDF = `query CreditReportPdf($reportId: ID!, $language: PaperLanguage!) {
  creditReportPdf(reportId: $reportId, language: $language) {
    fileName verificationCode sha256 contentBase64
  }
}`;
const CHECK = `query CreditReportByCode($code: String!) {
  creditReportByCode(code: $code) {
    reportId ownerId partyId currency asOfDate contentHash grade points scaleVersion madeAt
  }
}`;

const PARTY_ID = /^0x[0-9a-f]{40}$/i;
const REPORT_ID = /^0x[0-9a-f]{64}$/i;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const LANGUAGES: ReadonlySet<string> = new Set(['EN', 'ZH']);

const EXAMPLES = `
Examples:
  $ duebill credit report pdf --party 0x3f…a9 --currency CNY --as-of 2026-06-30 --language zh
  $ duebill credit report pdf --id 0x51…07 --language en --out report.pdf
  $ duebill credit report check 7YMKZ-A9ZN4-R1ZC0-ZP0FV

With --party a report is made, which keeps what is known; with --id one that was made is printed again.

Exit code: 0 done, 1 refused or unknown, 2 wrong usage, 3 nobody answers.`;

interface PdfOptions extends SystemOptions {
  readonly id?: string;
  readonly party?: string;
  readonly currency?: string;
  readonly asOf?: string;
  readonly language: string;
  readonly out?: string;
}

interface CreditReportPdf {
  readonly fileName: string;
  readonly verificationCode: string;
  readonly sha256: string;
  readonly contentBase64: string;
}

/** Adds `duebill credit report pdf` and `duebill credit report check`. */
export function registerReport(program: Command): void {
  const report = creditGroup(program)
    .command('report')
    .description('print what is known about a party, or check a report that is on paper')
    .addHelpText('after', EXAMPLES);
  const pdf = report
    .command('pdf')
    .description('write a credit report as PDF')
    .option('--party <partyId>', 'make a report about this party')
    .option('--currency <code>', 'with --party: the currency of its figures')
    .option('--as-of <date>', 'with --party: by what was known at the end of this day')
    .option('--id <reportId>', 'a report that was made before')
    .option('--language <language>', 'en or zh', 'en')
    .option('--out <file>', 'where to write it; its own name in this folder if not given');
  withSystemOptions(pdf).action((options: PdfOptions) =>
    reportingFailures(() => printReport(options)),
  );
  const check = report
    .command('check')
    .description('show what a report is about, by the code that is printed on it')
    .argument('<code>', 'verification code');
  withSystemOptions(check).action((code: string, options: SystemOptions) =>
    reportingFailures(async () => {
      process.stdout.write(`${JSON.stringify(await checkReport(connect(options), code))}\n`);
    }),
  );
}

async function printReport(options: PdfOptions): Promise<void> {
  const language = options.language.toUpperCase();
  if (!LANGUAGES.has(language)) throw new UsageError('--language is en or zh');
  const request = requestOf(options);
  const client = connect(options);
  const reportId = typeof request === 'string' ? request : await makeReport(client, request);
  const { creditReportPdf } = await client.request<{ creditReportPdf: CreditReportPdf | null }>(
    PDF,
    { reportId, language },
  );
  if (creditReportPdf === null) throw notFound('Your party made no such report.');
  const file = options.out ?? creditReportPdf.fileName;
  await writeFile(file, Buffer.from(creditReportPdf.contentBase64, 'base64'));
  const { verificationCode, sha256 } = creditReportPdf;
  process.stdout.write(
    `${file}  report ${reportId}  code ${verificationCode}  SHA-256 ${sha256}\n`,
  );
}

interface Wanted {
  readonly partyId: string;
  readonly currency: string;
  readonly asOfDate: string;
}

/** The report that is wanted: a new one, or the id of one that was made. */
function requestOf({ id, party, currency, asOf }: PdfOptions): Wanted | string {
  if ((id === undefined) === (party === undefined)) {
    throw new UsageError('either --party or --id is needed');
  }
  if (id !== undefined) {
    if (!REPORT_ID.test(id)) throw new UsageError('--id is no id of a report');
    return id;
  }
  if (party === undefined || !PARTY_ID.test(party)) {
    throw new UsageError('--party is no id of a party');
  }
  if (currency === undefined) throw new UsageError('--party needs --currency');
  if (asOf === undefined || !DAY.test(asOf)) throw new UsageError('--as-of is a day, YYYY-MM-DD');
  return { partyId: party, currency, asOfDate: asOf };
}

async function makeReport(client: ApiClient, wanted: Wanted): Promise<string> {
  const input = { ...wanted, idempotencyKey: randomUUID() };
  const { makeCreditReport } = await client.request<{
    makeCreditReport: ApiRefusal & { readonly reportId?: string };
  }>(MAKE, { input });
  if (makeCreditReport.reportId === undefined) throw new RefusedError([makeCreditReport]);
  return makeCreditReport.reportId;
}

async function checkReport(client: ApiClient, code: string): Promise<unknown> {
  const { creditReportByCode } = await client.request<{ creditReportByCode: unknown }>(CHECK, {
    code,
  });
  if (creditReportByCode === null) throw notFound('No credit report has this code.');
  return creditReportByCode;
}

function notFound(message: string): RefusedError {
  return new RefusedError([{ code: 'NOT_FOUND', message }]);
}
