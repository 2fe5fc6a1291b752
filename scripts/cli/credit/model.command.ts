import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';

import type { Command } from 'commander';

import { Refusal } from '../../../backend/src/common/refusal.js';
import {
  MODEL_TEXT_MAX,
  canonicalModel,
  modelHash,
  readModelRecord,
} from '../../../backend/src/credit-models/index.js';
import { type ApiRefusal, RefusedError, UsageError } from '../api.errors.js';
import { readInputFile } from '../input-file.js';
import { type SystemOptions, connect, reportingFailures, withSystemOptions } from '../system.js';
import { creditGroup } from './group.js';

const EXPORT = `query ModelVersion($id: ID!) {
  modelVersion(versionId: $id) { purpose version model modelHash }
}`;
const IMPORT = `mutation ImportModel($input: ImportModelInput!) {
  importModel(input: $input) {
    ... on ModelVersion { versionId version status modelHash }
    ... on DomainError { code message }
    ... on InputInvalidError { path }
  }
}`;

const EXAMPLES = `
Examples:
  $ duebill credit model export --id 6b1f…c2 --out model.json
  $ duebill credit model import --file model.json --purpose LATE_PAYMENT

An imported model is a candidate; trainings that follow compare it with the champion.

Exit code: 0 done, 1 refused or unknown, 2 wrong usage, 3 nobody answers.`;

interface ExportOptions extends SystemOptions {
  readonly id: string;
  readonly out: string;
}

interface ImportOptions extends SystemOptions {
  readonly file: string;
  readonly purpose: string;
}

interface ExportedModel {
  readonly purpose: string;
  readonly version: number;
  readonly model: string;
  readonly modelHash: string;
}

/** Adds `duebill credit model export` and `duebill credit model import`. */
export function registerModel(program: Command): void {
  const model = creditGroup(program)
    .command('model')
    .description('take models out of the registry, or bring them in as challengers')
    .addHelpText('after', EXAMPLES);
  const exporting = model
    .command('export')
    .description('write a model that your party trained or imported, as canonical JSON')
    .requiredOption('--id <versionId>', 'version of the model')
    .requiredOption('--out <file>', 'where to write it');
  withSystemOptions(exporting).action((options: ExportOptions) =>
    reportingFailures(() => exportModel(options)),
  );
  const importing = model
    .command('import')
    .description('hand in a model that was trained elsewhere')
    .requiredOption('--file <file>', 'as this program writes it; - is standard input')
    .requiredOption('--purpose <purpose>', 'LATE_PAYMENT or BUYER_DEFAULT');
  withSystemOptions(importing).action((options: ImportOptions) =>
    reportingFailures(() => importModel(options)),
  );
}

async function exportModel(options: ExportOptions): Promise<void> {
  const { modelVersion } = await connect(options).request<{ modelVersion: ExportedModel | null }>(
    EXPORT,
    { id: options.id },
  );
  if (modelVersion === null) {
    throw new RefusedError([{ code: 'NOT_FOUND', message: 'Your party has no such model.' }]);
  }
  const { purpose, version, model, modelHash: hash } = modelVersion;
  if (modelHash(model) !== hash) throw new Error('the model is not the one of its hash');
  await writeFile(options.out, model);
  process.stdout.write(`${options.out}  ${purpose} version ${version}  SHA-256 ${hash}\n`);
}

async function importModel({ file, purpose, ...options }: ImportOptions): Promise<void> {
  if (purpose !== 'LATE_PAYMENT' && purpose !== 'BUYER_DEFAULT') {
    throw new UsageError('--purpose is LATE_PAYMENT or BUYER_DEFAULT');
  }
  const source = Buffer.from(await readInputFile(file, MODEL_TEXT_MAX)).toString('utf8');
  const record = readModelRecord(source);
  if (record instanceof Refusal) throw record;
  const model = canonicalModel(record);
  const input = { purpose, model, modelHash: modelHash(model), idempotencyKey: randomUUID() };
  const { importModel: made } = await connect(options).request<{
    importModel: ApiRefusal & { readonly versionId?: string; readonly version?: number };
  }>(IMPORT, { input });
  if (made.versionId === undefined) throw new RefusedError([made]);
  process.stdout.write(`${JSON.stringify(made)}\n`);
}
