import { Command, CommanderError } from 'commander';
import { registerInspect } from './cli/inspect.command.js';

/** Wrong usage, as most command line programs report it; 1 means that the work itself failed. */
const EXIT_USAGE = 2;

/** The command line with all its commands. */
export function createProgram(): Command {
  const program = new Command();
  program
    .name('duebill')
    .description('Receivables and factoring on a permissioned ledger')
    .showHelpAfterError('(duebill --help shows the commands)')
    .exitOverride();
  registerInspect(program);
  return program;
}

/** Runs one command line; sets the exit code and never throws for wrong usage. */
export async function main(argv: readonly string[]): Promise<void> {
  // A reader that has seen enough (head, less) closes the pipe: no reason to complain.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    throw error;
  });
  try {
    await createProgram().parseAsync(argv);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode === 0 ? 0 : EXIT_USAGE;
  }
}
