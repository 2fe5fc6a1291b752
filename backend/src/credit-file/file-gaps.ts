/** What a credit file holds. */
export enum CreditRecordKind {
  REGISTRATION = 'REGISTRATION',
  OWNERSHIP = 'OWNERSHIP',
  FINANCIAL_STATEMENT = 'FINANCIAL_STATEMENT',
  RATING = 'RATING',
  BUREAU_REPORT = 'BUREAU_REPORT',
  SITE_VISIT = 'SITE_VISIT',
  REFERENCE = 'REFERENCE',
  NEWS = 'NEWS',
  LEGAL_CASE = 'LEGAL_CASE',
  GUARANTEE = 'GUARANTEE',
  COLLATERAL = 'COLLATERAL',
  /** What the buyer paid of one receivable before it was confirmed. */
  PREPAYMENT = 'PREPAYMENT',
}

export enum FileGapProblem {
  MISSING = 'MISSING',
  /** There is one, but it is older than such records should be. */
  OLD = 'OLD',
  EXPIRED = 'EXPIRED',
}

export interface FileGap {
  readonly kind: CreditRecordKind;
  readonly problem: FileGapProblem;
  /** Day of the newest record; null if there is none. */
  readonly lastDate: string | null;
}

export interface NewestRecord {
  readonly kind: CreditRecordKind;
  /** For statements the end of the newest fiscal year. */
  readonly recordDate: string;
  readonly expiresDate: string | null;
}

/** Days after which the newest record is old; kinds that are not here may be missing. */
const OLD_AFTER_DAYS: ReadonlyMap<CreditRecordKind, number> = new Map([
  [CreditRecordKind.REGISTRATION, 365],
  [CreditRecordKind.OWNERSHIP, 365],
  [CreditRecordKind.FINANCIAL_STATEMENT, 540],
  [CreditRecordKind.BUREAU_REPORT, 180],
  [CreditRecordKind.REFERENCE, 730],
  [CreditRecordKind.SITE_VISIT, 730],
]);

const DAY_MS = 86_400_000;

/** What is missing, old or expired on a day, given the newest record of each kind. */
export function gapsOn(today: string, newest: readonly NewestRecord[]): FileGap[] {
  const gaps: FileGap[] = [];
  for (const kind of Object.values(CreditRecordKind)) {
    const record = newest.find((one) => one.kind === kind);
    const oldAfterDays = OLD_AFTER_DAYS.get(kind);
    if (record === undefined) {
      if (oldAfterDays !== undefined) {
        gaps.push({ kind, problem: FileGapProblem.MISSING, lastDate: null });
      }
      continue;
    }
    const ageDays = (Date.parse(today) - Date.parse(record.recordDate)) / DAY_MS;
    if (record.expiresDate !== null && record.expiresDate < today) {
      gaps.push({ kind, problem: FileGapProblem.EXPIRED, lastDate: record.recordDate });
    } else if (oldAfterDays !== undefined && ageDays > oldAfterDays) {
      gaps.push({ kind, problem: FileGapProblem.OLD, lastDate: record.recordDate });
    }
  }
  return gaps;
}
