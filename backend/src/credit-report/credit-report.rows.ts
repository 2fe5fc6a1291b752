import { present } from '../common/index.js';
import { CreditRecordKind, gapsOn } from '../credit-file/index.js';
import {
  ALTMAN_VERSIONS,
  type RatioName,
  altmanScore,
  altmanTermsOf,
  isAltmanGap,
  ratiosOf,
  storedStatement,
} from '../credit-models/index.js';
import type { WarningIndicator, WarningLevel, WarningOutcome } from '../early-warning/index.js';
import type {
  CreditReport,
  ReportedAssessment,
  ReportedParty,
  ReportedRating,
  ReportedRecord,
  ReportedWarning,
  ReportedYear,
} from './credit-report.model.js';

export interface RatingRow {
  assessor: string;
  as_of_date: string;
  scale_version: number;
  points: number;
  base_points: number;
  grade: string;
  rank: number;
  reasons: ReportedRating['reasons'];
  grades: Array<
    Omit<ReportedRating['policy'], 'limitMinor'> & {
      readonly grade: string;
      readonly limits: ReadonlyArray<{ readonly currency: string; readonly limitMinor: string }>;
    }
  >;
}

export interface AssessmentRow {
  assessor: string;
  rank: number;
  limit_minor: string;
  model_version: number;
  published_at: Date;
  expires_at: Date;
}

export interface YearRow {
  fiscal_year: number;
  currency: string;
  period_days: number;
  figures: Readonly<Record<string, string>>;
}

export interface RecordRow {
  kind: CreditRecordKind;
  title: string;
  source: string;
  record_date: string;
  expires_date: string | null;
  document_hash: string | null;
  /** Of statements the end of their newest year. */
  year_end: string | null;
}

export interface WarningRow {
  currency: string;
  indicator: WarningIndicator;
  level: WarningLevel;
  value: string | null;
  threshold: string | null;
  raised_at: Date;
  deadline: string;
  closed_at: Date | null;
  outcome: WarningOutcome | null;
  task_count: number;
  tasks_done: number;
  handlings: Array<{
    kind: ReportedWarning['handlings'][number]['kind'];
    note: string;
    handledAt: string;
  }>;
}

type NameOf = (partyId: string) => ReportedParty;

export function toRating(row: RatingRow, currency: string, nameOf: NameOf): ReportedRating {
  const { grade, points, rank, reasons } = row;
  return {
    ...{ grade, points, rank, reasons },
    assessor: nameOf(row.assessor),
    asOfDate: row.as_of_date,
    scaleVersion: row.scale_version,
    basePoints: row.base_points,
    gradeCount: row.grades.length,
    policy: toPolicy(row, currency),
  };
}

function toPolicy(row: RatingRow, currency: string): ReportedRating['policy'] {
  const grade = present(
    row.grades.find((one) => one.grade === row.grade),
    `grade ${row.grade} of the scale`,
  );
  const limit = grade.limits.find((one) => one.currency === currency);
  const { longestTermsDays, cashDiscountBps, prepaymentBps, needsGuarantee, reviewDays } = grade;
  return {
    ...{ longestTermsDays, cashDiscountBps, prepaymentBps, needsGuarantee, reviewDays },
    limitMinor: limit === undefined ? null : BigInt(limit.limitMinor),
  };
}

export function toAssessment(row: AssessmentRow, nameOf: NameOf): ReportedAssessment {
  return {
    assessor: nameOf(row.assessor),
    rank: row.rank,
    limitMinor: BigInt(row.limit_minor),
    modelVersion: row.model_version,
    publishedAt: row.published_at,
    expiresAt: row.expires_at,
  };
}

export function toYear(row: YearRow): ReportedYear {
  const statement = storedStatement(row.figures, row.period_days);
  const terms = altmanTermsOf(statement);
  const ratios = Object.entries(ratiosOf(statement)).map(([name, { value }]) => [name, value]);
  return {
    fiscalYear: row.fiscal_year,
    currency: row.currency,
    ratios: Object.fromEntries(ratios) as Record<RatioName, number | null>,
    altman: ALTMAN_VERSIONS.map((formula) => {
      const answer = altmanScore(formula, terms);
      const { version } = formula;
      return isAltmanGap(answer)
        ? { version, score: null, zone: null }
        : { version, score: answer.score, zone: answer.zone };
    }),
  };
}

export function toRecord(row: RecordRow): ReportedRecord {
  return {
    kind: row.kind,
    title: row.title,
    source: row.source,
    recordDate: row.record_date,
    expiresDate: row.expires_date,
    documentHash: row.document_hash,
  };
}

/** What was missing or old on the day; rows have the newest of each kind first. */
export function toGaps(rows: readonly RecordRow[], asOfDate: string): CreditReport['gaps'] {
  const newest = Object.values(CreditRecordKind).flatMap((kind) => {
    const row = rows.find((one) => one.kind === kind);
    return row === undefined
      ? []
      : [{ kind, recordDate: row.year_end ?? row.record_date, expiresDate: row.expires_date }];
  });
  return gapsOn(asOfDate, newest);
}

export function toWarning(row: WarningRow): ReportedWarning {
  return {
    indicator: row.indicator,
    currency: row.currency,
    level: row.level,
    value: row.value === null ? null : Number(row.value),
    threshold: row.threshold === null ? null : Number(row.threshold),
    raisedAt: row.raised_at,
    deadline: row.deadline,
    closedAt: row.closed_at,
    outcome: row.outcome,
    tasksDone: row.tasks_done,
    taskCount: row.task_count,
    handlings: row.handlings.map((one) => ({ ...one, handledAt: new Date(one.handledAt) })),
  };
}
