import { createRequire } from 'node:module';

import PDFDocument from 'pdfkit';

import { SvgPainter } from './svg.painter.js';

const resolveFont = createRequire(import.meta.url).resolve;
const FONTS = {
  text: '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf',
  bold: '@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf',
} as const;

const MARGIN = 42;
const FOOTER_HEIGHT = 28;
const CELL_GAP = 8;
const ROW_GAP = 3;
const GREY = '#666666';
const RULE = '#bbbbbb';
const TEXT_SIZE = 9;

/** A column of a table; widths are shares of the whole. */
export interface Column {
  readonly heading: string;
  readonly share: number;
  readonly align: 'left' | 'right';
}

type Font = keyof typeof FONTS;

interface CellStyle {
  readonly font: Font;
  readonly size?: number;
  readonly color?: string;
}

/** What a document says of itself. */
export interface SheetFacts {
  readonly title: string;
  readonly author: string;
  readonly writtenAt: Date;
  readonly verificationCode?: string;
}

/** A page of A4 on which tables go on; texts wrap, and no row is torn apart. */
export class Sheet {
  private readonly document: PDFKit.PDFDocument;
  private readonly chunks: Buffer[] = [];

  constructor({ title, author, writtenAt, verificationCode }: SheetFacts) {
    this.document = new PDFDocument({
      ...{ size: 'A4', bufferPages: true },
      margins: { top: MARGIN, left: MARGIN, right: MARGIN, bottom: MARGIN + FOOTER_HEIGHT },
      // The same paper gives the same bytes.
      info: {
        ...{ Title: title, Author: author, CreationDate: writtenAt, ModDate: writtenAt },
        // Programs find it without reading pages, whose texts are glyphs of a part of a font.
        ...(verificationCode === undefined ? {} : { Keywords: verificationCode }),
      },
    });
    this.document.on('data', (chunk: Buffer) => this.chunks.push(chunk));
    for (const [name, path] of Object.entries(FONTS)) {
      this.document.registerFont(name, resolveFont(path));
    }
  }

  heading(text: string, size = 11): void {
    this.ensure(size * 4);
    this.document.moveDown(0.6);
    this.write(text, { font: 'bold', size });
    this.document.moveDown(0.2);
  }

  paragraph(text: string, style: Partial<CellStyle> = {}): void {
    this.write(text, { font: 'text', ...style });
    this.document.y += ROW_GAP;
  }

  /** Rows with a name and a value, both of which may wrap; so many of them beside each other. */
  facts(rows: ReadonlyArray<readonly [string, string]>, beside = 1): void {
    const nameShare = beside === 1 ? 0.22 : 0.55 / beside;
    const pair = [
      { heading: '', share: nameShare, align: 'left' },
      { heading: '', share: 1 / beside - nameShare, align: 'left' },
    ] as const;
    const columns = Array.from({ length: beside }, () => pair).flat();
    const styles = columns.map((_, index): CellStyle =>
      index % 2 === 0 ? { font: 'text', color: GREY } : { font: 'text' },
    );
    for (let at = 0; at < rows.length; at += beside) {
      this.row(columns, rows.slice(at, at + beside).flat(), styles);
    }
  }

  /** Width between the margins, in points. */
  get width(): number {
    return this.document.page.width - 2 * MARGIN;
  }

  /** Charts beside each other, each with as much of the width; `svgs` are as wide as that. */
  charts(svgs: readonly string[], height: number): void {
    this.ensure(height);
    const { y } = this.document;
    const painter = new SvgPainter(this.document);
    for (const [index, svg] of svgs.entries()) {
      painter.paint(svg, MARGIN + (index * this.width) / svgs.length, y);
    }
    this.document.y = y + height;
  }

  /** Headings stand again on each page; `total` is set apart. Other work has its turn in between. */
  async table(
    columns: readonly Column[],
    rows: Iterable<readonly string[]>,
    total: readonly string[] | null,
  ): Promise<void> {
    this.headings(columns);
    for (const row of rows) {
      if (this.isFull(this.heightOf(columns, row))) {
        this.document.addPage();
        this.headings(columns);
        await new Promise((resolve) => setImmediate(resolve));
      }
      this.row(columns, row, [{ font: 'text' }]);
    }
    if (total !== null) {
      this.ensure(2 * this.heightOf(columns, total));
      this.rule();
      this.row(columns, total, [{ font: 'bold' }]);
    }
  }

  /** Writes the footers and gives the bytes. */
  async finish(
    footerOf: (page: number, pages: number) => readonly [string, string],
  ): Promise<Buffer> {
    const { document } = this;
    const { count } = document.bufferedPageRange();
    for (let page = 0; page < count; page++) {
      document.switchToPage(page);
      const [left, right] = footerOf(page + 1, count);
      const y = document.page.height - MARGIN - FOOTER_HEIGHT / 2;
      // Below the margin: the page would end otherwise.
      document.page.margins.bottom = 0;
      document.font('text').fontSize(8).fillColor(GREY);
      document.text(left, MARGIN, y, { lineBreak: false });
      const width = this.width;
      document.text(right, MARGIN, y, { width, align: 'right', lineBreak: false });
    }
    const ended = new Promise((resolve) => document.once('end', resolve));
    document.end();
    await ended;
    return Buffer.concat(this.chunks);
  }

  private write(text: string, { font, size = TEXT_SIZE, color = 'black' }: CellStyle): void {
    this.document.font(font).fontSize(size).fillColor(color);
    this.document.text(text, MARGIN, this.document.y, { width: this.width });
  }

  private headings(columns: readonly Column[]): void {
    const texts = columns.map(({ heading }) => heading);
    this.row(columns, texts, [{ font: 'bold', color: GREY, size: 8 }]);
    this.rule();
  }

  /** Cells beside each other; the last style counts for all that follow. */
  private row(
    columns: readonly Column[],
    cells: readonly string[],
    styles: readonly CellStyle[],
  ): void {
    const { document } = this;
    const height = this.heightOf(columns, cells);
    if (this.isFull(height)) document.addPage();
    const { y } = document;
    let x = MARGIN;
    for (const [index, { share, align }] of columns.entries()) {
      const style = styles[Math.min(index, styles.length - 1)] ?? { font: 'text' };
      const { font, size = TEXT_SIZE, color = 'black' } = style;
      const width = share * this.width - CELL_GAP;
      document.font(font).fontSize(size).fillColor(color);
      document.text(cells[index] ?? '', x, y, { width, align });
      x += share * this.width;
    }
    document.x = MARGIN;
    document.y = y + height;
  }

  private heightOf(columns: readonly Column[], cells: readonly string[]): number {
    this.document.font('text').fontSize(TEXT_SIZE);
    const heights = columns.map(({ share }, index) =>
      this.document.heightOfString(cells[index] ?? '', { width: share * this.width - CELL_GAP }),
    );
    return Math.max(...heights) + ROW_GAP;
  }

  private rule(): void {
    const { y } = this.document;
    this.document
      .moveTo(MARGIN, y)
      .lineTo(MARGIN + this.width - CELL_GAP, y)
      .lineWidth(0.5)
      .strokeColor(RULE)
      .stroke();
    this.document.y = y + ROW_GAP;
  }

  private isFull(height: number): boolean {
    return this.document.y + height > this.document.page.height - MARGIN - FOOTER_HEIGHT;
  }

  /** Begins a page unless so much is left of this one. */
  private ensure(height: number): void {
    if (this.isFull(height)) this.document.addPage();
  }
}
