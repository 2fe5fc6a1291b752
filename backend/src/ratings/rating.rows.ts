import type { EntityManager } from 'typeorm';

import type { Grade, GradeScale, RatingRule } from './grade-scale.js';

interface ScaleRow {
  version: number;
  base_points: number;
  rules: RatingRule[];
  grades: Array<
    Omit<Grade, 'limits'> & { limits: Array<{ currency: string; limitMinor: string }> }
  >;
  set_at: Date;
}

export type StoredScale = GradeScale & { readonly version: number; readonly setAt: Date };

/** The newest scale of an assessor. */
export async function findScale(db: EntityManager, assessor: string): Promise<StoredScale | null> {
  const rows: ScaleRow[] = await db.query(
    'SELECT * FROM grade_scale WHERE assessor = $1 ORDER BY version DESC LIMIT 1',
    [assessor],
  );
  const row = rows[0];
  return row === undefined
    ? null
    : {
        version: row.version,
        basePoints: row.base_points,
        rules: row.rules,
        grades: row.grades.map((grade) => ({
          ...grade,
          limits: grade.limits.map(({ currency, limitMinor }) => ({
            currency,
            limitMinor: BigInt(limitMinor),
          })),
        })),
        setAt: row.set_at,
      };
}

/** JSON with amounts as text, since its numbers are exact to 2^53 only. */
export function storedJson(value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? `${one}` : one));
}
