import { registerCredit } from './cli/credit/credit.command.js';
import { registerModel } from './cli/credit/model.command.js';
import { registerReport } from './cli/credit/report.command.js';
import { registerReproduce } from './cli/credit/reproduce.command.js';
import { registerImport } from './cli/import/import.command.js';
import { registerInspect } from './cli/inspect.command.js';
import { registerKeys } from './cli/keys.command.js';
import { newProgram, runProgram } from './cli/program.js';
import { registerMatch } from './cli/match.command.js';
import { registerRebuild } from './cli/rebuild.command.js';
import { registerSign } from './cli/sign.command.js';
import { registerStatement } from './cli/statement.command.js';
import { registerStatus } from './cli/status.command.js';
import { registerToken } from './cli/token.command.js';
import { registerTour } from './cli/tour/tour.command.js';
import { registerVerify } from './cli/verify.command.js';

/** Runs `duebill`: every command registers itself on the program. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = newProgram();
  registerInspect(program);
  registerImport(program);
  registerMatch(program);
  registerCredit(program);
  registerTour(program);
  registerStatus(program);
  registerStatement(program);
  registerVerify(program);
  registerRebuild(program);
  registerToken(program);
  registerKeys(program);
  registerSign(program);
  registerReproduce(program);
  registerModel(program);
  registerReport(program);
  await runProgram(program, argv);
}
