import { formatAmountMinor } from '../../../backend/src/common/index.js';

/** What the tour tells while it goes on: to people, on the stream that is not for programs. */
export class TourOutput {
  private stepNumber = 0;

  constructor(private readonly write: (text: string) => void) {}

  step(title: string): void {
    this.stepNumber += 1;
    this.write(`\n${this.stepNumber}. ${title}\n`);
  }

  line(text: string): void {
    this.write(`   ${withoutControls(text)}\n`);
  }

  /** Columns as wide as their widest cell; those of figures are aligned to the right. */
  table(rows: ReadonlyArray<readonly string[]>, figureColumns: ReadonlySet<number>): void {
    const widths = (rows[0] ?? []).map((_, column) =>
      Math.max(...rows.map((row) => widthOf(row[column] ?? ''))),
    );
    for (const row of rows) {
      const cells = row.map((cell, column) => {
        const gap = ' '.repeat(Math.max(0, (widths[column] ?? 0) - widthOf(cell)));
        return figureColumns.has(column) ? gap + cell : cell + gap;
      });
      this.line(cells.join('  ').trimEnd());
    }
  }
}

export function money(amountMinor: bigint, currency: string): string {
  return `${formatAmountMinor(amountMinor, currency)} ${currency}`;
}

/** Ends the line of an act. */
export function transactionText({
  transactionHash,
}: {
  readonly transactionHash: string | null;
}): string {
  return `  transaction ${transactionHash ?? ''}`;
}

/** Enough of a hash to recognise it. */
export function shortHash(hash: string): string {
  return `${hash.slice(0, 10)}…`;
}

/** What a number is called in a line: enough to recognise it. */
export function shortName(name: string): string {
  const limit = 28;
  return name.length > limit ? `${name.slice(0, limit - 1)}…` : name;
}

/** A Chinese character takes two places in a terminal. */
function widthOf(text: string): number {
  const wide = text.match(/[\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]/g)?.length ?? 0;
  return [...text].length + wide;
}

/** Documents come from strangers: no escape sequence reaches the terminal. */
function withoutControls(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '?');
}
