import { addDays } from '../../../backend/src/common/index.js';
import { normaliseInvoiceNumber } from '../../../backend/src/documents/index.js';
import type { PaymentCase, TourFile, TourReceivable, TourSubject } from './tour.model.js';
import type { TourRun } from './tour.state.js';

/** Days after issue that an invoice is due which states no due date. */
export const DUE_DAYS_DEFAULT = 30;
/** Days from today that a receivable of the tour's own is due: nobody finances what is past due. */
const OWN_DUE_DAYS = 60;
/** How long the receivable is past due that is collected. */
const OVERDUE_DAYS = 45;
/** What has a step of its own, with the end of its receivable's number. */
const SUBJECTS: ReadonlyArray<readonly [TourSubject, string]> = [
  ['PLEDGE', 'P'],
  ['RECOURSE', 'R'],
  ['DISPUTE', 'D'],
  ['COLLECTION', 'C'],
  ['DISCOUNT', 'S'],
  ['DEDUCTION', 'K'],
];
/** Suppliers, besides the first, for which a receivable is financed. */
const FINANCED_SUPPLIERS_MAX = 4;
/** Every case on one pair of supplier and buyer; a bundle needs two receivables. */
const WANTED: readonly PaymentCase[] = ['BUNDLE', 'BUNDLE', 'EXACT', 'PARTIAL', 'OVER'];
/** Cases of receivables elsewhere, in turn. */
const SINGLE: readonly PaymentCase[] = ['EXACT', 'PARTIAL', 'OVER'];
const PARTIAL_PERCENT = 40n;
const OVERPAID_PERCENT = 2n;

/** What is to become of every invoice, and the receivables that are missing to show every case. */
export function planTour(invoices: readonly TourFile[], run: TourRun): TourReceivable[] {
  const main = mainPair(invoices);
  const model = invoices.find((one) => pairOf(one) === main);
  if (model === undefined) return [];
  const sold = soldOnes(invoices, model, run);
  const soldFiles = new Set(sold.filter(({ isOwn }) => !isOwn).map(({ source }) => source));
  const kept = invoices.filter((one) => !soldFiles.has(one));
  const inMain = kept.filter((one) => pairOf(one) === main);
  const elsewhere = kept.filter((one) => pairOf(one) !== main);
  const planned = [
    ...inMain.map((one, index) => ofFile(one, WANTED[index % WANTED.length] ?? 'EXACT', run)),
    ...elsewhere.map((one, index) => ofFile(one, SINGLE[index % SINGLE.length] ?? 'EXACT', run)),
  ];
  const missing = WANTED.slice(Math.min(inMain.length, WANTED.length)).filter(
    (wanted) => wanted === 'BUNDLE' || !planned.some(({ paymentCase }) => paymentCase === wanted),
  );
  const own = missing.map((paymentCase, index) =>
    ofTour(model, { label: String(index + 1), paymentCase, isFinanced: false, run }),
  );
  return [...planned, ...own, ...sold.map((one) => ofSold(one, run))];
}

/** One receivable of the tour's own for each subject that has a step of its own, on the pair that shows everything. */
export function planSubjects(invoices: readonly TourFile[], run: TourRun): TourReceivable[] {
  const main = mainPair(invoices);
  const model = invoices.find((one) => pairOf(one) === main);
  if (model === undefined) return [];
  return SUBJECTS.map(([subject, label]) => {
    const own = { label, paymentCase: 'NONE', isFinanced: false, run } as const;
    const planned = { ...ofTour(model, own), subject };
    if (subject !== 'COLLECTION') return planned;
    return {
      ...planned,
      issueDate: addDays(run.today, -OVERDUE_DAYS - DUE_DAYS_DEFAULT),
      dueDate: addDays(run.today, -OVERDUE_DAYS),
    };
  });
}

/** Minor units that the tour's bank statement brings for a receivable. */
export function paidMinorOf(paymentCase: PaymentCase, dueMinor: bigint): bigint {
  switch (paymentCase) {
    case 'PARTIAL':
      return shareOf(dueMinor, PARTIAL_PERCENT);
    case 'OVER':
      return dueMinor + shareOf(dueMinor, OVERPAID_PERCENT);
    case 'NONE':
      return 0n;
    default:
      return dueMinor;
  }
}

/** Rounds down; never zero, so that there is always something to show. */
export function shareOf(amountMinor: bigint, percent: bigint): bigint {
  const shareMinor = (amountMinor * percent) / 100n;
  return shareMinor > 0n ? shareMinor : 1n;
}

export function dueDateOf({ invoice }: TourFile): string {
  return invoice.dueDate ?? addDays(invoice.issueDate, DUE_DAYS_DEFAULT);
}

/** In later rounds the number tells them apart from the receivables of the rounds before. */
function ofFile(source: TourFile, paymentCase: PaymentCase, run: TourRun): TourReceivable {
  const { number, payableMinor, issueDate } = source.invoice;
  const isDocument = run.round === 1;
  return {
    key: String(source.index),
    source,
    isDocument,
    number: isDocument ? number : ownNumber(number, run, '0'),
    faceMinor: payableMinor,
    issueDate,
    dueDate: dueDateOf(source),
    paymentCase,
    isFinanced: false,
    subject: null,
  };
}

interface OwnReceivable {
  readonly label: string;
  readonly paymentCase: PaymentCase;
  readonly isFinanced: boolean;
  readonly run: TourRun;
}

/** A further receivable of the same supplier and buyer over the same amount. */
function ofTour(source: TourFile, own: OwnReceivable): TourReceivable {
  const { number, payableMinor, issueDate } = source.invoice;
  const { label, paymentCase, isFinanced, run } = own;
  return {
    key: `${source.index}:${label}`,
    source,
    isDocument: false,
    number: ownNumber(number, run, label),
    faceMinor: payableMinor,
    issueDate,
    dueDate: addDays(run.today, OWN_DUE_DAYS),
    paymentCase,
    isFinanced,
    subject: null,
  };
}

/** What a supplier sells: one of its invoices, or a receivable of the tour's own over the same amount. */
interface Sold {
  readonly source: TourFile;
  readonly isOwn: boolean;
}

/** One for the pair that shows everything, and one for some other suppliers. */
function soldOnes(invoices: readonly TourFile[], model: TourFile, run: TourRun): Sold[] {
  const bySupplier = new Map<string, TourFile[]>([[model.supplier, []]]);
  for (const one of invoices) {
    bySupplier.set(one.supplier, [...(bySupplier.get(one.supplier) ?? []), one]);
  }
  return [...bySupplier.entries()].slice(0, 1 + FINANCED_SUPPLIERS_MAX).map(([supplier, files]) => {
    const file = files.find((one) => isSellable(one, invoices, run));
    const instead = supplier === model.supplier ? model : (files[0] ?? model);
    return { source: file ?? instead, isOwn: file === undefined };
  });
}

/** Due later than today, and not mistaken for another one on the account of the financier, who collects for all. */
function isSellable(file: TourFile, invoices: readonly TourFile[], run: TourRun): boolean {
  const number = normaliseInvoiceNumber(file.invoice.number);
  const sameNumber = invoices.filter(
    ({ invoice }) => normaliseInvoiceNumber(invoice.number) === number,
  );
  return dueDateOf(file) > run.today && sameNumber.length === 1;
}

function ofSold({ source, isOwn }: Sold, run: TourRun): TourReceivable {
  return isOwn
    ? ofTour(source, { label: `F${source.index}`, paymentCase: 'EXACT', isFinanced: true, run })
    : { ...ofFile(source, 'EXACT', run), isFinanced: true };
}

/** Longest number that the platform takes, less what the tour adds. */
const NUMBER_MAX = 180;

function ownNumber(number: string, { runId }: TourRun, label: string): string {
  return `${number.slice(0, NUMBER_MAX)}-${runId.slice(0, 4).toUpperCase()}${label}`;
}

/** The pair with the most invoices, the first one among equals. */
function mainPair(invoices: readonly TourFile[]): string | null {
  const counts = new Map<string, number>();
  for (const one of invoices) counts.set(pairOf(one), (counts.get(pairOf(one)) ?? 0) + 1);
  const most = Math.max(0, ...counts.values());
  return [...counts].find(([, count]) => count === most)?.[0] ?? null;
}

function pairOf({ supplier, buyer, invoice }: TourFile): string {
  return [supplier, buyer, invoice.currency].join('\n');
}
