import type { Command } from 'commander';

/** `duebill credit`, whichever of its commands asks first. */
export function creditGroup(program: Command): Command {
  return (
    program.commands.find((command) => command.name() === 'credit') ??
    program.command('credit').description('assess parties: models on files, ratings, reports')
  );
}
