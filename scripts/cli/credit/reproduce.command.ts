import type { Command } from 'commander';

import { Refusal } from '../../../backend/src/common/refusal.js';
import { type Reproduced, reproduceRating } from '../../../backend/src/ratings/rating-inputs.js';
import { readInputFile } from '../input-file.js';
import { creditGroup } from './group.js';

const EXAMPLES = `
FILE is what the query assessmentInputs answers with, as JSON:
  {"inputCommitment":"0x…","salt":"0x…","inputs":"{…}"}

Works the rating out again from its inputs, without a running system, and the hash that the ledger has.

Exit code: 0 score and commitment are the same, 1 they differ or the file is refused, 2 wrong usage.`;

/** What an assessor hands over. */
interface HandedOver {
  readonly inputCommitment?: string;
  readonly salt: string;
  readonly inputs: string;
}

interface Answer extends Reproduced {
  /** The commitment is the one that was handed over, if one was. */
  readonly isCommitted: boolean;
}

/** Adds `duebill credit reproduce`. */
export function registerReproduce(program: Command): void {
  creditGroup(program)
    .command('reproduce')
    .description('work a published rating out again from its inputs')
    .requiredOption('--inputs <file>', 'salt and inputs as JSON; "-" is standard input')
    .option('--json', 'one JSON object')
    .addHelpText('after', EXAMPLES)
    .action(async (options: { readonly inputs: string; readonly json?: boolean }) => {
      try {
        const answer = reproduce(await readInputFile(options.inputs));
        process.stdout.write(options.json === true ? toJson(answer) : toText(answer));
        if (!answer.isSame || !answer.isCommitted) process.exitCode = 1;
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        process.stderr.write(`${error.code} ${error.path}: ${error.message}\n`);
        process.exitCode = 1;
      }
    });
}

function reproduce(content: Uint8Array): Answer {
  const { salt, inputs, inputCommitment } = parse(Buffer.from(content).toString('utf8'));
  const found = reproduceRating(salt, inputs);
  if (found instanceof Refusal) throw found;
  const isCommitted = (inputCommitment ?? found.commitment) === found.commitment;
  return { ...found, isCommitted };
}

function parse(text: string): HandedOver {
  let value: Partial<HandedOver> | null = null;
  try {
    value = JSON.parse(text) as Partial<HandedOver> | null;
  } catch {
    // Falls through to the refusal: the file holds something else.
  }
  if (typeof value?.salt === 'string' && typeof value.inputs === 'string') {
    return value as HandedOver;
  }
  const message = 'A JSON object with salt and inputs as texts.';
  throw new Refusal({ code: 'INPUTS_INVALID', message, path: 'file' });
}

function toJson({ points, grade, reasons, commitment, isSame, isCommitted }: Answer): string {
  return `${JSON.stringify({ points, grade, reasons, commitment, isSame, isCommitted })}\n`;
}

function toText({ inputs, points, grade, reasons, commitment, ...answer }: Answer): string {
  const { party, currency, asOfDate, scaleVersion, basePoints } = inputs;
  const stated = answer.isSame ? 'as stated' : `stated: ${inputs.points}, ${inputs.grade}`;
  return [
    `${party} ${currency} on ${asOfDate}, scale ${scaleVersion}`,
    `base ${basePoints}`,
    ...reasons.map(({ feature, value, points: part }) => `  ${feature} ${value ?? '-'}: ${part}`),
    `points ${points}, grade ${grade} (${stated})`,
    `commitment ${commitment}${answer.isCommitted ? '' : ' (another one was given)'}`,
    '',
  ].join('\n');
}
