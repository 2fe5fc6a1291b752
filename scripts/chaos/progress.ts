import { SingleBar } from 'cli-progress';

/** Lines of a log for a whole round. */
const LINES = 10;

/** A bar in a terminal, some lines in a log. */
export class ChaosProgress {
  private readonly bar: SingleBar | null;
  private told = 0;

  constructor(private readonly killsWanted: number) {
    const format = '  {bar} {value} of {total} kills  {duration_formatted}';
    this.bar = process.stdout.isTTY ? new SingleBar({ format, hideCursor: true }) : null;
    this.bar?.start(killsWanted, 0);
  }

  show(kills: number): void {
    this.bar?.update(kills);
    const lines = Math.floor((kills * LINES) / this.killsWanted);
    if (this.bar === null && lines > this.told) {
      this.told = lines;
      console.log(`  ${kills} of ${this.killsWanted} kills`);
    }
  }

  stop(): void {
    this.bar?.stop();
  }
}
