import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

import type { GradeScale } from './grade-scale.js';
import { ratingInputs } from './rating-inputs.js';
import type { RatingFigures, ScoredReason } from './rating-score.js';

/** A rating as the ledger takes it. */
export interface PublishableRating {
  readonly party: string;
  readonly currency: string;
  readonly limitMinor: bigint;
  readonly rank: number;
  readonly scaleVersion: number;
  readonly reviewDays: number;
  /** Canonical JSON of all that it follows from. */
  readonly inputs: string;
}

interface Row {
  party: string;
  currency: string;
  scale_version: number;
  points: number;
  grade: string;
  rank: number;
  reasons: ScoredReason[];
  base_points: number;
  rules: GradeScale['rules'];
  grades: Array<{
    grade: string;
    pointsMin: number;
    reviewDays: number;
    limits: Array<{ currency: string; limitMinor: string }>;
  }>;
}

/** Ratings of a day with what they follow from. */
@Injectable()
export class RatingPublicationReader {
  constructor(private readonly dataSource: DataSource) {}

  /** Of the given parties, by party and currency. */
  async find(
    assessor: string,
    asOfDate: string,
    parties: readonly string[],
  ): Promise<PublishableRating[]> {
    const rows: Row[] = await this.dataSource.query(
      `SELECT r.*, s.base_points, s.rules, s.grades FROM rating r
       JOIN grade_scale s ON s.assessor = r.assessor AND s.version = r.scale_version
       WHERE r.assessor = $1 AND r.as_of_date = $2 AND r.party = ANY($3)
       ORDER BY r.party, r.currency`,
      [assessor, asOfDate, parties],
    );
    return rows.map((row) => toPublishable(row, assessor, asOfDate));
  }
}

function toPublishable(row: Row, assessor: string, asOfDate: string): PublishableRating {
  const grade = row.grades.find((one) => one.grade === row.grade);
  const limit = grade?.limits.find(({ currency }) => currency === row.currency);
  const figures = Object.fromEntries(
    row.reasons.map(({ feature, value }) => [feature, value]),
  ) as RatingFigures;
  return {
    party: row.party,
    currency: row.currency,
    limitMinor: BigInt(limit?.limitMinor ?? 0),
    rank: row.rank,
    scaleVersion: row.scale_version,
    reviewDays: grade?.reviewDays ?? 0,
    inputs: ratingInputs({
      ...{ assessor, party: row.party, currency: row.currency, asOfDate },
      ...{ scaleVersion: row.scale_version, basePoints: row.base_points, rules: row.rules },
      grades: row.grades.map((one) => ({ grade: one.grade, pointsMin: one.pointsMin })),
      ...{ figures, points: row.points, grade: row.grade },
    }),
  };
}
