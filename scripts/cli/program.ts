import { Command, CommanderError } from 'commander';

/** Wrong usage, as most command line programs report it; 1 means that the work itself failed. */
const EXIT_USAGE = 2;

/** The command line before any command is registered. */
export function newProgram(): Command {
  return new Command()
    .name('duebill')
    .description('Receivables and factoring on a permissioned ledger')
    .showHelpAfterError('(duebill --help shows the commands)')
    .exitOverride();
}

/** Runs one command line; sets the exit code and never throws for wrong usage. */
export async function runProgram(program: Command, argv: readonly string[]): Promise<void> {
  // Stays for the life of the process: the last lines are flushed after the command has ended.
  process.stdout.off('error', exitOnClosedPipe).on('error', exitOnClosedPipe);
  try {
    await program.parseAsync(argv);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode === 0 ? 0 : EXIT_USAGE;
  }
}

/** A reader that has seen enough (head, less) closes the pipe: no reason to complain. */
function exitOnClosedPipe(error: NodeJS.ErrnoException): never {
  if (error.code === 'EPIPE') process.exit();
  throw error;
}
