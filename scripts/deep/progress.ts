import { SingleBar } from 'cli-progress';

import type { DeepState } from './state.js';

/** A bar in a terminal, a line for every round in a log. */
export class DeepProgress {
  private readonly bar: SingleBar | null;

  constructor(
    private readonly callsWanted: number,
    state: DeepState,
  ) {
    const format = '  {bar} {value} of {total} calls  {speed} a second  {eta_formatted} left';
    this.bar = process.stdout.isTTY ? new SingleBar({ format, hideCursor: true }) : null;
    this.bar?.start(callsWanted, state.calls, { speed: speedOf(state) });
  }

  show(state: DeepState): void {
    this.bar?.update(Math.min(state.calls, this.callsWanted), { speed: speedOf(state) });
    if (this.bar !== null) return;
    const left = Math.max(0, this.callsWanted - state.calls) / speedOf(state);
    console.log(
      `round ${state.rounds}: ${state.calls} of ${this.callsWanted} calls, ` +
        `${speedOf(state)} a second, ${Math.ceil(left / 60)} min left`,
    );
  }

  stop(): void {
    this.bar?.stop();
  }
}

export function speedOf({ calls, seconds }: DeepState): number {
  return Math.max(1, Math.round(calls / Math.max(1, seconds)));
}
