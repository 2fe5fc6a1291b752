import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { jest } from '@jest/globals';

import { RatingFeature } from '../../../backend/src/ratings/grade-scale.js';
import { inputCommitment, ratingInputs } from '../../../backend/src/ratings/rating-inputs.js';
import { registerReproduce } from '../../../scripts/cli/credit/reproduce.command.js';
import { newProgram, runProgram } from '../../../scripts/cli/program.js';

const salt = `0x${'01'.repeat(32)}`;
const inputs = ratingInputs({
  ...{ assessor: '0xa', party: '0xb', currency: 'EUR', asOfDate: '2026-01-01', scaleVersion: 1 },
  basePoints: 1,
  rules: [
    {
      ...{ feature: RatingFeature.DILUTION_BPS, missingPoints: 0 },
      bands: [{ upTo: null, points: 2 }],
    },
  ],
  grades: [{ grade: 'A', pointsMin: 0 }],
  ...{ figures: { DILUTION_BPS: 5 }, points: 3, grade: 'A' },
});

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'duebill-reproduce-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function run(content: unknown, ...options: string[]) {
  const file = join(folder, 'inputs.json');
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  const said: string[] = [];
  const write = (text: unknown): boolean => said.push(String(text)) > 0;
  const spies = [process.stdout, process.stderr].map((stream) =>
    jest.spyOn(stream, 'write').mockImplementation(write as never),
  );
  const program = newProgram();
  registerReproduce(program);
  await runProgram(program, [
    'node',
    'duebill',
    'credit',
    'reproduce',
    '--inputs',
    file,
    ...options,
  ]);
  spies.forEach((spy) => spy.mockRestore());
  const { exitCode } = process;
  process.exitCode = undefined;
  return { text: said.join(''), exitCode };
}

describe('duebill credit reproduce', () => {
  it('shows points, grade, reasons and commitment, and ends with 0 when they are as stated', async () => {
    const commitment = inputCommitment(salt, inputs);
    const { text, exitCode } = await run({ salt, inputs, inputCommitment: commitment }, '--json');
    expect(JSON.parse(text)).toEqual({
      ...{ points: 3, grade: 'A', isSame: true, isCommitted: true, commitment },
      reasons: [{ feature: 'DILUTION_BPS', value: 5, points: 2 }],
    });
    expect(exitCode).toBeUndefined();
  });

  it('ends with 1 when the commitment is another one, or the inputs were changed', async () => {
    const inputCommitment = `0x${'00'.repeat(32)}`;
    const other = await run({ salt, inputs, inputCommitment });
    expect(other.exitCode).toBe(1);
    expect(other.text).toContain('another one was given');
    const changed = await run({ salt, inputs: inputs.replace('"points":3', '"points":4') });
    expect(changed).toMatchObject({ exitCode: 1 });
    expect(changed.text).toContain('points 3, grade A (stated: 4, A)');
  });

  it('refuses another file with a code', async () => {
    expect(await run('nothing')).toEqual({
      ...{
        exitCode: 1,
        text: 'INPUTS_INVALID file: A JSON object with salt and inputs as texts.\n',
      },
    });
  });
});
