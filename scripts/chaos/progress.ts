import { SingleBar } from 'cli-progress';

/** A bar in a terminal; a log gets the lines of the rounds only. */
export class ChaosProgress {
  private readonly bar: SingleBar | null;

  constructor(killsWanted: number) {
    const format = '  {bar} {value} of {total} kills  {duration_formatted}';
    this.bar = process.stdout.isTTY ? new SingleBar({ format, hideCursor: true }) : null;
    this.bar?.start(killsWanted, 0);
  }

  show(kills: number): void {
    this.bar?.update(kills);
  }

  stop(): void {
    this.bar?.stop();
  }
}
