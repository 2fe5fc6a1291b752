import { SingleBar } from 'cli-progress';

import type { SampleProgress } from '../sample/load.model.js';
import type { StartProgress } from './progress.js';

/** Where nobody watches, a line for every so many percent is enough. */
const LINE_PERCENT = 10;

/** A bar in a terminal, some lines in a log. */
export class SampleProgressBar {
  private readonly bar: SingleBar | null;
  private shownPercent = 0;

  constructor(private readonly progress: StartProgress) {
    this.bar = process.stdout.isTTY
      ? new SingleBar({ format: '  sample    {bar} {percentage} %  {date}', hideCursor: true })
      : null;
    this.bar?.start(100, 0, { date: '' });
  }

  show({ percent, date }: SampleProgress): void {
    this.bar?.update(percent, { date });
    if (this.bar === null && percent >= this.shownPercent + LINE_PERCENT) {
      this.shownPercent = percent - (percent % LINE_PERCENT);
      this.progress.line(`         sample ${String(percent).padStart(3)} %  ${date}`);
    }
  }

  stop(): void {
    this.bar?.stop();
  }
}
