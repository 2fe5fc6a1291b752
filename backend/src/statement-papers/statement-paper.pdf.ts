import { createHash } from 'node:crypto';

import { epochDayOf } from '../common/index.js';
import { type Column, Sheet, printAmount, printCount, printInstant } from '../papers/index.js';
import type { StatementPaper } from './statement-paper.model.js';
import { PAPER_TEXTS, type PaperTexts } from './statement-paper.texts.js';

const TITLE_SIZE = 18;
const CODE_SIZE = 13;

/** A printed statement. */
export interface PaperFile {
  readonly content: Buffer;
  readonly sha256: string;
}

/** The same paper gives the same bytes. */
export async function renderPaper(paper: StatementPaper): Promise<PaperFile> {
  const texts = PAPER_TEXTS[paper.language];
  const sheet = new Sheet({
    title: `${texts.title} ${paper.asOfDate}`,
    author: paper.supplier.name,
    writtenAt: paper.issuedAt,
  });
  writeHead(sheet, paper, texts);
  await writeMovements(sheet, paper, texts);
  await writeAgeing(sheet, paper, texts);
  await writeItems(sheet, paper, texts);
  writeProof(sheet, paper, texts);
  const content = await sheet.finish((page, pages) => [
    `${texts.code} ${paper.verificationCode}`,
    texts.page(page, pages),
  ]);
  return { content, sha256: createHash('sha256').update(content).digest('hex') };
}

function writeHead(sheet: Sheet, paper: StatementPaper, texts: PaperTexts): void {
  const { supplier, buyer, currency } = paper;
  sheet.heading(texts.title, TITLE_SIZE);
  sheet.facts([
    [texts.supplier, `${supplier.name}\n${supplier.partyId}`],
    [texts.buyer, `${buyer.name}\n${buyer.partyId}`],
    [texts.asOf, paper.asOfDate],
    [texts.issued, printInstant(paper.issuedAt)],
    [texts.status, printStatus(paper, texts)],
  ]);
  const balance = `${texts.balance}  ${printAmount(paper.balanceMinor, currency)} ${currency}`;
  sheet.heading(balance, CODE_SIZE);
}

function printStatus(paper: StatementPaper, texts: PaperTexts): string {
  const { status, acknowledgedAt, acknowledgedMinor, currency } = paper;
  if (acknowledgedAt === null || acknowledgedMinor === null) return texts[status];
  const amount = printAmount(acknowledgedMinor, currency);
  return `${texts[status]} (${printInstant(acknowledgedAt)}, ${amount} ${currency})`;
}

async function writeMovements(
  sheet: Sheet,
  { movements, currency, balanceMinor }: StatementPaper,
  texts: PaperTexts,
): Promise<void> {
  if (movements === null) return;
  const { openingDate, openingMinor } = movements;
  sheet.heading(texts.movements);
  const opening = openingDate === null ? texts.opening : `${texts.opening} (${openingDate})`;
  const rows = movements.movements.map(({ kind, count, amountMinor }) => [
    texts[kind],
    printCount(count),
    printAmount(amountMinor, currency),
  ]);
  await sheet.table(
    countedColumns(texts),
    [[opening, '', printAmount(openingMinor, currency)], ...rows],
    [texts.balance, '', printAmount(balanceMinor, currency)],
  );
}

async function writeAgeing(
  sheet: Sheet,
  { ageing, currency, itemCount, balanceMinor }: StatementPaper,
  texts: PaperTexts,
): Promise<void> {
  if (ageing.length === 0) return;
  sheet.heading(texts.ageing);
  await sheet.table(
    countedColumns(texts),
    ageing.map(({ bucket, count, openMinor }) => [
      texts[bucket],
      printCount(count),
      printAmount(openMinor, currency),
    ]),
    [texts.total, printCount(itemCount), printAmount(balanceMinor, currency)],
  );
}

function countedColumns(texts: PaperTexts): readonly Column[] {
  return [
    { heading: '', share: 0.5, align: 'left' },
    { heading: texts.count, share: 0.2, align: 'right' },
    { heading: texts.amount, share: 0.3, align: 'right' },
  ];
}

async function writeItems(
  sheet: Sheet,
  { items, itemCount, asOfDate, currency, balanceMinor }: StatementPaper,
  texts: PaperTexts,
): Promise<void> {
  sheet.heading(texts.items);
  const columns: readonly Column[] = [
    { heading: '', share: 0.09, align: 'right' },
    { heading: texts.number, share: 0.38, align: 'left' },
    { heading: texts.dueDate, share: 0.15, align: 'left' },
    { heading: texts.pastDue, share: 0.14, align: 'right' },
    { heading: `${texts.open} (${currency})`, share: 0.24, align: 'right' },
  ];
  const today = epochDayOf(asOfDate);
  const rows = items.map(({ number, dueDate, openMinor }, index) => [
    printCount(index + 1),
    number,
    dueDate,
    printCount(Math.max(today - epochDayOf(dueDate), 0)),
    printAmount(openMinor, currency),
  ]);
  const isWhole = items.length === itemCount;
  const total = ['', texts.total, '', '', printAmount(balanceMinor, currency)];
  await sheet.table(columns, rows, isWhole ? total : null);
  if (!isWhole) sheet.paragraph(texts.notPrinted(printCount(items.length), printCount(itemCount)));
}

function writeProof(sheet: Sheet, paper: StatementPaper, texts: PaperTexts): void {
  sheet.heading(`${texts.code}  ${paper.verificationCode}`, CODE_SIZE);
  sheet.paragraph(texts.check);
  sheet.facts([
    [texts.id, paper.statementId],
    [texts.root, paper.itemsRoot],
  ]);
}
