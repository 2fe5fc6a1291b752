import { registerInspect } from './cli/inspect.command.js';
import { newProgram, runProgram } from './cli/program.js';

/** Runs `duebill`: every command registers itself on the program. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = newProgram();
  registerInspect(program);
  await runProgram(program, argv);
}
