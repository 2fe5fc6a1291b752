import type { Command } from 'commander';
import { ExitCode, RefusedError, type ApiRefusal } from './api.errors.js';
import type { ApiClient } from './client.js';
import { type SystemOptions, connect, reportingFailures, withSystemOptions } from './system.js';

const VERIFY_LEDGER = `mutation VerifyLedger {
  verifyLedger {
    __typename
    ... on LedgerVerification {
      blockNumber
      compared { table rows }
      differences { table key field readModel ledger }
    }
    ... on DomainError { code message }
  }
}`;

const EXAMPLES = `
Examples:
  $ duebill verify
  $ duebill verify --json | jq '.differences | length'

Compares every row of the read models with what the contracts answer, at one block.

Exit code: 0 all agree, 1 something differs or the request was refused, 3 nobody answers.`;

/** A large ledger takes a while to read, on a busy machine minutes. */
const TIMEOUT_MS = 290_000;

export interface LedgerDifference {
  readonly table: string;
  readonly key: string;
  readonly field: string;
  readonly readModel: string;
  readonly ledger: string;
}

export interface Verification {
  readonly blockNumber: number;
  readonly compared: ReadonlyArray<{ readonly table: string; readonly rows: number }>;
  readonly differences: readonly LedgerDifference[];
}

interface VerifyOptions extends SystemOptions {
  readonly json?: boolean;
}

/** Adds `duebill verify`. */
export function registerVerify(program: Command): void {
  const command = program
    .command('verify')
    .description('compare the read models with the ledger')
    .option('--json', 'one JSON object')
    .addHelpText('after', EXAMPLES);
  withSystemOptions(command).action((options: VerifyOptions) =>
    reportingFailures(async () => {
      const verification = await verifyLedger(connect(options));
      const lines = options.json ? [JSON.stringify(verification)] : verificationLines(verification);
      process.stdout.write(`${lines.join('\n')}\n`);
      if (verification.differences.length > 0) process.exitCode = ExitCode.REFUSED;
    }),
  );
}

export async function verifyLedger(client: ApiClient): Promise<Verification> {
  const data = await client.withTimeout(TIMEOUT_MS).request<{
    verifyLedger: { readonly __typename: string } & Verification & ApiRefusal;
  }>(VERIFY_LEDGER);
  const answer = data.verifyLedger;
  if (answer.__typename !== 'LedgerVerification') throw new RefusedError([answer]);
  return answer;
}

/** Counts by table, then every difference. */
export function verificationLines(verification: Verification): string[] {
  const { blockNumber, compared, differences } = verification;
  const rows = compared.reduce((sum, table) => sum + table.rows, 0);
  return [
    `compared at block ${blockNumber}`,
    ...compared.map((table) => `  ${table.table.padEnd(16)} ${String(table.rows).padStart(8)}`),
    ...differences.map(
      ({ table, key, field, readModel, ledger }) =>
        `  DIFFERENT ${table} ${key} ${field}: read model ${readModel}, ledger ${ledger}`,
    ),
    differences.length === 0
      ? `clean: ${rows} rows agree with the ledger`
      : `${differences.length} differences`,
  ];
}
