import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';

import { ChildOutput } from './child-output.js';

export interface ChildCommand {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly options?: SpawnOptions;
  readonly log: (line: string) => void;
}

/** A program that we run, and its end, whoever brings it about. */
export interface RunningChild {
  readonly process: ChildProcess;
  readonly output: ChildOutput;
  /** Resolves with a sentence when the program has ended. */
  readonly ended: Promise<string>;
}

/**
 * Starts a program directly, without a shell, so that signals reach it. It gets a process group of
 * its own: Ctrl-C in the terminal must reach us alone, who then stop everything in the right order.
 */
export function startChild(command: ChildCommand): RunningChild {
  const child = spawn(command.file, [...command.args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    ...command.options,
  });
  const output = new ChildOutput(command.log);
  if (child.stdout !== null) output.read(child.stdout);
  if (child.stderr !== null) output.read(child.stderr);
  const ended = new Promise<string>((settle) => {
    child.once('error', (error) => settle(`${command.name} did not start: ${error.message}`));
    child.once('close', (code, signal) => settle(describeEnd(command.name, code, signal)));
  });
  return { process: child, output, ended };
}

/** Waits for the line by which the program says that it is ready; `pick` finds something in it. */
export async function waitForLine<T>(
  child: RunningChild,
  pick: (line: string) => T | undefined,
  patienceMs: number,
): Promise<T> {
  let unwatch = (): unknown => undefined;
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<T>((settle, fail) => {
      unwatch = child.output.watch((line) => {
        const found = pick(line);
        if (found !== undefined) settle(found);
      });
      const giveUp = (why: string) => fail(new Error(`${why}\n${child.output.tail()}`.trim()));
      void child.ended.then(giveUp);
      timer = setTimeout(() => giveUp(`Not ready after ${patienceMs} ms.`), patienceMs);
    });
  } finally {
    unwatch();
    clearTimeout(timer);
  }
}

function describeEnd(name: string, code: number | null, signal: NodeJS.Signals | null): string {
  return `${name} ended ${signal === null ? `with code ${code ?? '?'}` : `by ${signal}`}.`;
}
