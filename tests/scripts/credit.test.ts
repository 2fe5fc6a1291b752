import { jest } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { calendarDateOf, epochDayOf } from '../../backend/src/common/calendar-date.js';
import { seededRandom } from '../../backend/src/credit-models/random.js';
import { registerCredit } from '../../scripts/cli/credit/credit.command.js';
import { newProgram, runProgram } from '../../scripts/cli/program.js';

interface Run {
  readonly exitCode: number;
  readonly out: string;
  readonly complaints: string;
}

interface Answer {
  readonly models: readonly {
    readonly name: string;
    readonly auc: number;
    readonly brier: number;
    readonly rows: number;
  }[];
  readonly [key: string]: unknown;
}

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'duebill-credit-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function fileWith(name: string, content: string | Uint8Array): string {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
}

/** Runs the command line in this process and collects what it writes. */
async function run(...args: readonly string[]): Promise<Run> {
  const written = { out: '', err: '' };
  const collect = (stream: 'out' | 'err') => (text: string | Uint8Array) => {
    written[stream] += String(text);
    return true;
  };
  const out = jest.spyOn(process.stdout, 'write').mockImplementation(collect('out'));
  const err = jest.spyOn(process.stderr, 'write').mockImplementation(collect('err'));
  const before = process.exitCode;
  process.exitCode = 0;
  try {
    const program = newProgram();
    registerCredit(program);
    await runProgram(program, ['node', 'duebill', 'credit', ...args]);
    return { exitCode: Number(process.exitCode), out: written.out, complaints: written.err };
  } finally {
    process.exitCode = before;
    out.mockRestore();
    err.mockRestore();
  }
}

function answerOf({ out }: Run): Answer {
  return JSON.parse(out) as Answer;
}

/** Half of the customers pay late as a rule. */
function invoiceCsv(dateOf: (day: number) => string): string {
  const random = seededRandom(1);
  const first = epochDayOf('2025-01-01');
  const lines = Array.from({ length: 600 }, (_line, at) => {
    const customer = random.below(20);
    const due = first + at + 14;
    const settled = due + (customer % 2 === 0 ? 4 : -6) + random.below(9) - 4;
    const paid = at % 50 === 0 ? 'NULL' : dateOf(settled);
    return [`K${customer}`, dateOf(first + at), dateOf(due), paid, `${at + 1}.50`, 'no'].join(';');
  });
  return ['Kunde;Rechnung vom;fällig;bezahlt;Betrag;strittig', ...lines].join('\r\n');
}

const COLUMNS = 'customer=Kunde,issued=Rechnung vom,due=fällig,settled=bezahlt,amount=Betrag';
const GERMAN = (day: number): string => calendarDateOf(day).split('-').reverse().join('.');

describe('duebill credit backtest', () => {
  it('reads foreign columns, dates, delimiters and gzip, and prints one JSON object', async () => {
    const file = fileWith('rechnungen.csv.gz', gzipSync(invoiceCsv(GERMAN)));
    const picture = path.join(folder, 'backtest.svg');
    const result = await run(
      ...['backtest', '--invoices', file, '--columns', `${COLUMNS},disputed=strittig`],
      ...['--date-format', 'dd.MM.yyyy', '--train-until', '31.12.2025'],
      ...['--picture', picture, '--json'],
    );
    expect(result.exitCode).toBe(0);
    const answer = answerOf(result);
    expect(answer).toMatchObject({
      rows: 600,
      trainUntil: '2025-12-31',
      champion: expect.any(String),
    });
    expect(answer.models.map(({ name }) => name)).toEqual([
      ...['past-late-share', 'scorecard', 'logistic', 'boosting', 'blend'],
    ]);
    for (const { auc, brier, rows } of answer.models) {
      expect(auc).toBeGreaterThan(0.85);
      expect(brier).toBeLessThan(0.2);
      expect(rows).toBe(answer['testRows']);
    }
    expect(readFileSync(picture, 'utf8')).toMatch(/^<svg[\s\S]*Calibration[\s\S]*<\/svg>/);
  });

  it('understands ISO dates with a time without being told', async () => {
    const file = fileWith(
      'iso.csv',
      invoiceCsv((day) => `${calendarDateOf(day)}T00:00:00`),
    );
    const result = await run(
      ...['backtest', '--invoices', file, '--columns', COLUMNS, '--train-until', '2025-12-31'],
    );
    expect(result.exitCode).toBe(0);
    expect(result.out).toContain('champion');
  });

  it.each([
    ['a date that is none', 'K1;2025-02-30;2025-03-01;2025-03-02;1;no', 'INVALID_DATE', 602, 2],
    [
      'an amount that is none',
      'K1;2025-02-20;2025-03-01;2025-03-02;1x;no',
      'INVALID_AMOUNT',
      602,
      5,
    ],
    ['a row that is too short', 'K1;2025-02-20', 'CSV_INVALID', 602, undefined],
  ])('refuses %s with its place', async (_name, line, code, at, column) => {
    const file = fileWith('bad.csv', `${invoiceCsv(calendarDateOf)}\r\n${line}\r\n`);
    const result = await run(
      ...['backtest', '--invoices', file, '--columns', COLUMNS, '--train-until', '2025-12-31'],
      '--json',
    );
    expect(result.exitCode).toBe(1);
    const { refusal } = JSON.parse(result.out) as { refusal: Record<string, unknown> };
    expect(refusal).toMatchObject({ file, code, line: at });
    expect(refusal['column']).toBe(column);
  });

  it.each([
    ['a file that is not there', 'none.csv', COLUMNS, '2025-12-31', 'FILE_NOT_FOUND'],
    [
      'an unknown column',
      'good.csv',
      'customer=X,due=fällig,settled=bezahlt',
      '2025-12-31',
      'COLUMN_UNKNOWN',
    ],
    ['a date with nothing before it', 'good.csv', COLUMNS, '2024-12-31', 'TOO_FEW_ROWS'],
    ['a training date that is none', 'good.csv', COLUMNS, 'yesterday', 'INVALID_DATE'],
    ['half a gzip file', 'half.gz', COLUMNS, '2025-12-31', 'GZIP_BROKEN'],
  ])('refuses %s', async (_name, name, columns, until, code) => {
    fileWith('good.csv', invoiceCsv(calendarDateOf));
    fileWith('half.gz', gzipSync(invoiceCsv(calendarDateOf)).subarray(0, 500));
    const file = path.join(folder, name);
    const result = await run(
      ...['backtest', '--invoices', file, '--columns', columns, '--train-until', until],
    );
    expect(result.exitCode).toBe(1);
    expect(result.out).toBe('');
    expect(result.complaints).toContain(code);
  });

  it.each([['due=fällig'], ['customer=Kunde,when=fällig'], ['customer']])(
    'wrong usage: --columns %s',
    async (columns) => {
      const result = await run(
        'backtest',
        '--invoices',
        'x',
        '--columns',
        columns,
        '--train-until',
        'x',
      );
      expect(result.exitCode).toBe(2);
    },
  );
});

/** Bankruptcy follows from two ratios; some values are missing. */
function reportLines(seed: number): string[] {
  const random = seededRandom(seed);
  return Array.from({ length: 500 }, (_line, at) => {
    const [equity, profit] = [random.next(), random.next()];
    const label = random.next() < 1 / (1 + Math.exp(6 * (equity + profit) - 3)) ? 1 : 0;
    const shown = at % 20 === 0 ? '?' : equity.toFixed(4);
    return `${at},firm ${at},${shown},${profit.toExponential(3)},${label}`;
  });
}

const ARFF_HEAD = `% made for a test
@relation reports
@attribute number numeric
@attribute 'the name' string
@attribute equity numeric
@attribute profit numeric
@attribute failed {0,1}

@data
`;

describe('duebill credit bankruptcy', () => {
  it('reads ARFF, leaves names and row numbers out, and judges in folds', async () => {
    const file = fileWith('reports.arff', `${ARFF_HEAD}${reportLines(1).join('\n')}\n`);
    const result = await run(
      'bankruptcy',
      '--reports',
      file,
      '--label',
      'failed',
      '--folds',
      '3',
      '--json',
    );
    expect(result.exitCode).toBe(0);
    const answer = answerOf(result);
    expect(answer['ignoredColumns']).toEqual(['number', 'the name']);
    expect(answer.models.map(({ name }) => name)).toEqual(['scorecard', 'boosting']);
    for (const { auc, rows } of answer.models) {
      expect(auc).toBeGreaterThan(0.75);
      expect(rows).toBe(500);
    }
  });

  it('judges on a second file where one is given', async () => {
    const head = 'number,name,equity,profit,failed';
    const reports = fileWith('a.csv', [head, ...reportLines(1)].join('\n'));
    const test = fileWith('b.csv', [head, ...reportLines(2)].join('\n'));
    const result = await run(
      ...['bankruptcy', '--reports', reports, '--label', 'failed', '--test', test, '--json'],
    );
    expect(answerOf(result).models[0]).toMatchObject({ rows: 500 });
  });

  it.each([
    ['a label that is neither', '1,x,0.5,0.5,2', 'LABEL_INVALID', 510, 5],
    ['a word among numbers', '1,x,0.5,much,1', 'INVALID_NUMBER', 510, 4],
    ['a row that is too long', '1,x,0.5,0.5,1,7', 'ARFF_INVALID', 510, undefined],
  ])('refuses %s with its place', async (_name, line, code, at, column) => {
    const file = fileWith('bad.arff', `${ARFF_HEAD}${reportLines(1).join('\n')}\n${line}\n`);
    const result = await run('bankruptcy', '--reports', file, '--label', 'failed', '--json');
    expect(result.exitCode).toBe(1);
    const { refusal } = JSON.parse(result.out) as { refusal: Record<string, unknown> };
    expect(refusal['code'] === code || refusal['code'] === 'CSV_INVALID').toBe(true);
    expect(refusal['line']).toBe(at);
    if (column !== undefined) expect(refusal['column']).toBe(column);
  });

  it('refuses reports of one outcome', async () => {
    const file = fileWith('one.csv', ['ratio,failed', '1,0', '2,0'].join('\n'));
    const result = await run('bankruptcy', '--reports', file, '--label', 'failed');
    expect(result.complaints).toContain('TOO_FEW_ROWS');
    expect(result.exitCode).toBe(1);
  });
});
