import type { Command } from 'commander';
import { registerBacktest } from './backtest.command.js';
import { registerBankruptcy } from './bankruptcy.command.js';

/** Adds `duebill credit`: models on files alone, without a running system. */
export function registerCredit(program: Command): void {
  const credit = program
    .command('credit')
    .description('train and judge credit models on files; nothing is sent anywhere');
  registerBacktest(credit);
  registerBankruptcy(credit);
}
