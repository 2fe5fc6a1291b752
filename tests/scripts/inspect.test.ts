import { jest } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { registerInspect } from '../../scripts/cli/inspect.command.js';
import { newProgram, runProgram } from '../../scripts/cli/program.js';
import { camtStatement } from '../support/camt-xml.js';
import { ublInvoice } from '../support/invoice-xml.js';
import { describeWithSharedData, sharedFiles, sharedPath } from '../support/shared-data.js';

interface Run {
  readonly exitCode: number;
  readonly lines: readonly string[];
  readonly answers: readonly Record<string, unknown>[];
  readonly complaints: string;
}

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'duebill-inspect-'));
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
    registerInspect(program);
    await runProgram(program, ['node', 'duebill', ...args]);
    const lines = written.out.split('\n').filter((line) => line !== '');
    const answers = lines
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    return { exitCode: Number(process.exitCode), lines, answers, complaints: written.err };
  } finally {
    process.exitCode = before;
    out.mockRestore();
    err.mockRestore();
  }
}

describe('duebill inspect --json', () => {
  it('prints one object per file in the order given, money as strings', async () => {
    const invoice = fileWith('invoice.xml', ublInvoice());
    const statement = fileWith('statement.xml', camtStatement());
    const { exitCode, answers } = await run('inspect', invoice, statement, '--json');
    expect(exitCode).toBe(0);
    expect(answers).toMatchObject([
      {
        file: invoice,
        format: 'UBL_INVOICE',
        ok: true,
        errors: [],
        invoice: { number: 'INV-007', normalisedNumber: 'INV-7', payableMinor: '10000' },
      },
      {
        file: statement,
        format: 'CAMT_053',
        ok: true,
        statement: {
          iban: 'DE79000000001234567890',
          currency: 'EUR',
          entries: [{ amountMinor: '10000', creditDebit: 'CRDT', bookingDate: '2026-04-30' }],
        },
        statements: [{ id: 'S1' }],
      },
    ]);
  });

  it('goes on after a refused file and exits with 1', async () => {
    const wrong = fileWith('wrong.xml', ublInvoice(['>113.05<', '>113.06<']));
    const right = fileWith('right.xml', ublInvoice());
    const missing = path.join(folder, 'missing.xml');
    const { exitCode, answers } = await run('inspect', '--json', folder, missing, wrong, right);
    expect(exitCode).toBe(1);
    expect(answers.map(({ ok }) => ok)).toEqual([false, false, false, true]);
    expect(answers.map(({ errors }) => (errors as { code: string }[])[0]?.code)).toEqual([
      'IS_DIRECTORY',
      'FILE_NOT_FOUND',
      'BR-CO-15',
      undefined,
    ]);
  });

  it.each([
    ['empty.xml', '', 'EMPTY_FILE'],
    ['binary.xml', Buffer.from([0, 1, 2, 255]), 'NOT_XML'],
    ['big.xml', Buffer.alloc(20 * 1024 * 1024 + 1, 0x20), 'FILE_TOO_LARGE'],
    ['other.xml', '<order/>', 'UNSUPPORTED_DOCUMENT'],
  ])('refuses %s', async (name, content, code) => {
    const { exitCode, answers } = await run('inspect', '--json', fileWith(name, content));
    expect(exitCode).toBe(1);
    expect(answers).toMatchObject([{ ok: false, format: null, errors: [{ code }] }]);
  });
});

describe('duebill inspect for people', () => {
  it('shows the invoice, and a refusal with its place', async () => {
    const right = fileWith('right.xml', ublInvoice());
    const wrong = fileWith('wrong.xml', ublInvoice(['2026-03-01', '2026-02-30']));
    const { lines } = await run('inspect', right, wrong);
    const text = lines.join('\n');
    expect(text).toContain('INVOICE INV-007 of 2026-03-01, due 2026-04-30');
    expect(text).toContain('payable   100.00 EUR (2 lines)');
    expect(text).toContain('error INVALID_DATE');
    expect(text).toContain('at /Invoice/cbc:IssueDate');
    expect(text).toContain('2 files, 1 refused');
  });

  it('lets no control character of a document reach the terminal', async () => {
    const file = fileWith('sly.xml', ublInvoice(['>Supplier<', '>Sup&#x9b;2Jplier<']));
    const { lines } = await run('inspect', file);
    expect(lines.join('')).toContain('Sup?2Jplier');
  });

  it('shows examples in its help', async () => {
    const { exitCode, lines } = await run('inspect', '--help');
    expect(exitCode).toBe(0);
    expect(lines.join('\n')).toContain('$ duebill inspect invoice.xml');
  });

  it.each([[['inspect']], [['inspect', '--nonsense', 'a.xml']], [['nonsense']]])(
    'exits with 2 for %j',
    async (args) => {
      const { exitCode, complaints } = await run(...args);
      expect(exitCode).toBe(2);
      expect(complaints).toContain('error:');
    },
  );
});

describeWithSharedData('duebill inspect on all samples', () => {
  it('reads every invoice and statement and refuses the rest', async () => {
    const files = [...sharedFiles('einvoice'), ...sharedFiles('bank')];
    const { answers } = await run('inspect', '--json', ...files.map(sharedPath));
    const refused = answers.filter(({ ok }) => ok !== true).map(({ file }) => String(file));
    expect(answers).toHaveLength(files.length);
    expect(refused.filter((file) => !/rules-ubl|pain_00|camt053\.v2\.wrong/.test(file))).toEqual(
      [],
    );
    expect(refused).toHaveLength(files.filter((file) => /rules-ubl|pain_|wrong/.test(file)).length);
  });
});
