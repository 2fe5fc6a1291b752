import type { Command } from 'commander';
import { registerBacktest } from './backtest.command.js';
import { registerBankruptcy } from './bankruptcy.command.js';
import { creditGroup } from './group.js';

/** Adds `duebill credit`: models on files alone, without a running system. */
export function registerCredit(program: Command): void {
  const credit = creditGroup(program);
  registerBacktest(credit);
  registerBankruptcy(credit);
}
