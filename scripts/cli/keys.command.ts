import { SingleBar } from 'cli-progress';
import type { Command } from 'commander';
import { ExitCode, RefusedError, type ApiRefusal } from './api.errors.js';
import type { ApiClient } from './client.js';
import { type SystemOptions, connect, reportingFailures, withSystemOptions } from './system.js';

const KEY_WRAPPING = `query KeyWrapping {
  keyWrapping {
    __typename
    ... on KeyWrapping { currentKeyId keys outdated }
    ... on DomainError { code message }
  }
}`;

const REWRAP_KEYS = `mutation RewrapKeys($input: RewrapKeysInput!) {
  rewrapKeys(input: $input) {
    __typename
    ... on RewrappedKeys { rewrapped notOpened after }
    ... on DomainError { code message }
  }
}`;

const EXAMPLES = `
Examples:
  $ duebill keys status
  $ duebill keys rotate

Rotating moves the keys that the platform keeps to DUEBILL_MASTER_KEY, while it works. It may be
stopped at any moment and started again. docs/signing.md says in which order to restart.

Exit code: 0 all are under it, 1 some stay or the request was refused, 3 nobody answers.`;

/** Keys of one request. */
const STEP_KEYS = 100;

interface KeyWrapping {
  readonly currentKeyId: string;
  readonly keys: number;
  readonly outdated: number;
}

interface RewrappedKeys {
  readonly rewrapped: number;
  readonly notOpened: number;
  readonly after: string | null;
}

/** Adds `duebill keys`. */
export function registerKeys(program: Command): void {
  const keys = program
    .command('keys')
    .description('master key of the keys that the platform keeps (operator only)')
    .addHelpText('after', EXAMPLES);
  withSystemOptions(
    keys.command('status').description('how many keys are under which master key'),
  ).action((options: SystemOptions) =>
    reportingFailures(async () => {
      process.stdout.write(`${lineOf(await readWrapping(connect(options)))}\n`);
    }),
  );
  withSystemOptions(
    keys.command('rotate').description('move all keys to the current master key'),
  ).action((options: SystemOptions) =>
    reportingFailures(async () => {
      const client = connect(options);
      await rotateKeys(client);
      const wrapping = await readWrapping(client);
      process.stdout.write(`${lineOf(wrapping)}\n`);
      if (wrapping.outdated > 0) process.exitCode = ExitCode.REFUSED;
    }),
  );
}

/** Rewraps step by step; a step that is cut off is done again by the next run. */
export async function rotateKeys(client: ApiClient): Promise<void> {
  const { outdated } = await readWrapping(client);
  const bar = startProgress(outdated);
  try {
    let after: string | null = null;
    do {
      const input = { first: STEP_KEYS, after };
      const data: Record<string, Answer<RewrappedKeys>> = await client.request(REWRAP_KEYS, {
        input,
      });
      const step = answerOf(data['rewrapKeys'], 'RewrappedKeys');
      bar?.increment(step.rewrapped + step.notOpened);
      after = step.after;
    } while (after !== null);
  } finally {
    bar?.stop();
  }
}

async function readWrapping(client: ApiClient): Promise<KeyWrapping> {
  const data: Record<string, Answer<KeyWrapping>> = await client.request(KEY_WRAPPING);
  return answerOf(data['keyWrapping'], 'KeyWrapping');
}

type Answer<Value> = Value & { readonly __typename: string } & ApiRefusal;

function answerOf<Value>(answer: Answer<Value> | undefined, typename: string): Value {
  if (answer?.__typename === typename) return answer;
  throw new RefusedError([answer ?? { code: 'REQUEST_REFUSED', message: 'No answer.' }]);
}

function lineOf({ currentKeyId, keys, outdated }: KeyWrapping): string {
  return `${keys - outdated} of ${keys} keys are under the master key ${currentKeyId}`;
}

/** A bar on standard error, for whoever looks. */
function startProgress(total: number): SingleBar | null {
  if (!process.stderr.isTTY || total === 0) return null;
  const bar = new SingleBar({ format: 'rewrapping {bar} {value}/{total}', stream: process.stderr });
  bar.start(total, 0);
  return bar;
}
