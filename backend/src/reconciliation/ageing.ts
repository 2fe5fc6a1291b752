import { type CalendarDate, epochDayOf, present } from '../common/index.js';

/** Bands of days past due; the last has no end. */
export enum AgeingBucket {
  NOT_DUE = 'NOT_DUE',
  DAYS_1_TO_30 = 'DAYS_1_TO_30',
  DAYS_31_TO_60 = 'DAYS_31_TO_60',
  DAYS_61_TO_90 = 'DAYS_61_TO_90',
  OVER_90_DAYS = 'OVER_90_DAYS',
}

/** Longest number of days past due of each band. */
const DAYS_MAX: ReadonlyArray<readonly [AgeingBucket, number]> = [
  [AgeingBucket.NOT_DUE, 0],
  [AgeingBucket.DAYS_1_TO_30, 30],
  [AgeingBucket.DAYS_31_TO_60, 60],
  [AgeingBucket.DAYS_61_TO_90, 90],
  [AgeingBucket.OVER_90_DAYS, Number.POSITIVE_INFINITY],
];

/** Open receivables of one band. */
export interface Aged {
  readonly bucket: AgeingBucket;
  readonly count: number;
  readonly openMinor: bigint;
}

/** Band of what is due on a day; the due date itself is not past due. */
export function bucketOf(dueDate: CalendarDate, asOfDate: CalendarDate): AgeingBucket {
  const days = epochDayOf(asOfDate) - epochDayOf(dueDate);
  return DAYS_MAX.find(([, max]) => days <= max)?.[0] ?? AgeingBucket.OVER_90_DAYS;
}

/** All bands in their order, those with nothing in them too. */
export function ageItems(
  items: ReadonlyArray<{
    readonly dueDate: CalendarDate;
    readonly openMinor: bigint;
    readonly count?: number;
  }>,
  asOfDate: CalendarDate,
): Aged[] {
  const bands = DAYS_MAX.map(([bucket]): Aged => ({ bucket, count: 0, openMinor: 0n }));
  for (const { dueDate, openMinor, count = 1 } of items) {
    const at = bands.findIndex(({ bucket }) => bucket === bucketOf(dueDate, asOfDate));
    const band = present(bands[at], 'ageing bucket');
    bands[at] = { ...band, count: band.count + count, openMinor: band.openMinor + openMinor };
  }
  return bands;
}
