import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { HIGHRADIUS, POLISH_REPORTS, WATSON, type InvoiceSample } from '../support/credit-files.js';
import { describeWithSharedData } from '../support/shared-data.js';

/** Models learn several times faster in the program as it is built than as a test sees them. */
const PATIENCE_MS = 900_000;
const OUTPUT_BYTES_MAX = 64 * 1024 * 1024;

interface Answer {
  readonly champion?: string;
  readonly models: readonly {
    readonly name: string;
    readonly auc: number;
    readonly brier: number;
    readonly rows: number;
  }[];
}

async function credit(...args: readonly string[]): Promise<Answer> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join('scripts', 'duebill.mjs'), 'credit', ...args, '--json'],
    { maxBuffer: OUTPUT_BYTES_MAX },
  );
  return JSON.parse(stdout) as Answer;
}

function backtest({ file, columns, dateFormat }: InvoiceSample, trainUntil: string) {
  const named = Object.entries(columns).map(([meaning, column]) => `${meaning}=${column}`);
  return credit(
    ...['backtest', '--invoices', file, '--columns', named.join(',')],
    ...(dateFormat === null ? [] : ['--date-format', dateFormat]),
    ...['--train-until', trainUntil],
  );
}

function aucs({ models }: Answer): Record<string, number> {
  return Object.fromEntries(models.map(({ name, auc }) => [name, auc]));
}

describeWithSharedData('duebill credit on real files', () => {
  it(
    'forecasts later invoices with issue dates better than the simple models',
    async () => {
      const result = await backtest(WATSON, '12/9/2012');
      const { blend, scorecard, 'past-late-share': simple } = aucs(result);
      expect(blend).toBeGreaterThan(0.882);
      expect(scorecard).toBeGreaterThan(simple!);
      for (const { brier } of result.models) expect(brier).toBeLessThan(0.15);
    },
    PATIENCE_MS,
  );

  it(
    'forecasts later invoices without issue dates far better than the simple models',
    async () => {
      const result = await backtest(HIGHRADIUS, '2019-09-16');
      const { boosting, logistic, scorecard } = aucs(result);
      expect(boosting).toBeGreaterThan(0.84);
      expect(logistic).toBeGreaterThan(0.83);
      expect(scorecard).toBeGreaterThan(0.82);
      expect(result.champion).not.toBe('past-late-share');
    },
    PATIENCE_MS,
  );

  it(
    "tells companies that fail in five folds: Altman's Z'' as published, boosting above 0.90",
    async () => {
      const result = await credit('bankruptcy', '--reports', POLISH_REPORTS, '--label', 'class');
      const found = aucs(result);
      expect(found['altman-z-double-prime']).toBeCloseTo(0.69, 3);
      expect(found['scorecard']).toBeGreaterThan(0.8);
      expect(found['boosting']).toBeGreaterThan(0.9);
      for (const { rows } of result.models) expect(rows).toBe(10_503);
    },
    PATIENCE_MS,
  );
});
