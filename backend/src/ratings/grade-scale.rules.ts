import { InputInvalidError, checkCurrency } from '../api/index.js';
import type { Grade, GradeScale, RatingRule } from './grade-scale.js';

const RULES_MAX = 20;
const BANDS_MAX = 20;
const GRADES_MAX = 30;
const CURRENCIES_MAX = 50;
const POINTS_MAX = 10_000;
const DAYS_MAX = 3_650;
const BPS_MAX = 10_000;
const GRADE = /^[A-Z][A-Z0-9+-]{0,9}$/;

/** The first thing that is wrong with a scale; null if nothing is. */
export function checkScale(scale: GradeScale): InputInvalidError | null {
  const { rules, grades, basePoints } = scale;
  if (Math.abs(basePoints) > POINTS_MAX) {
    return new InputInvalidError('basePoints', `Up to ${POINTS_MAX} points.`);
  }
  if (rules.length < 1 || rules.length > RULES_MAX) {
    return new InputInvalidError('rules', `1 to ${RULES_MAX} rules.`);
  }
  if (new Set(rules.map(({ feature }) => feature)).size !== rules.length) {
    return new InputInvalidError('rules', 'One rule for each figure.');
  }
  if (grades.length < 1 || grades.length > GRADES_MAX) {
    return new InputInvalidError('grades', `1 to ${GRADES_MAX} grades.`);
  }
  if (new Set(grades.map(({ grade }) => grade)).size !== grades.length) {
    return new InputInvalidError('grades', 'Each grade once.');
  }
  return firstOf(rules, checkRule) ?? firstOf(grades, (one, i) => checkGrade(one, i, grades));
}

function firstOf<Item>(
  items: readonly Item[],
  check: (item: Item, index: number) => InputInvalidError | null,
): InputInvalidError | null {
  for (const [index, item] of items.entries()) {
    const wrong = check(item, index);
    if (wrong !== null) return wrong;
  }
  return null;
}

function checkRule({ bands, missingPoints }: RatingRule, index: number): InputInvalidError | null {
  const path = `rules[${index}]`;
  if (bands.length < 1 || bands.length > BANDS_MAX) {
    return new InputInvalidError(`${path}.bands`, `1 to ${BANDS_MAX} bands.`);
  }
  const isRising = bands.every(({ upTo }, at) => {
    if (at === bands.length - 1) return upTo === null;
    const before = at === 0 ? null : (bands[at - 1]?.upTo ?? null);
    return upTo !== null && (before === null || upTo > before);
  });
  if (!isRising) {
    return new InputInvalidError(`${path}.bands`, 'Bounds rise, and the last band has none.');
  }
  return [missingPoints, ...bands.map(({ points }) => points)].every(isPoints)
    ? null
    : new InputInvalidError(`${path}.bands`, `Up to ${POINTS_MAX} points.`);
}

function isPoints(points: number): boolean {
  return Math.abs(points) <= POINTS_MAX;
}

function checkGrade(
  grade: Grade,
  index: number,
  grades: readonly Grade[],
): InputInvalidError | null {
  const path = `grades[${index}]`;
  if (!GRADE.test(grade.grade)) {
    return new InputInvalidError(`${path}.grade`, 'A grade is a capital letter and up to 9 more.');
  }
  if (index > 0 && grade.pointsMin >= (grades[index - 1]?.pointsMin ?? 0)) {
    return new InputInvalidError(`${path}.pointsMin`, 'Grades go from the best down.');
  }
  for (const name of ['longestTermsDays', 'reviewDays'] as const) {
    if (grade[name] < 0 || grade[name] > DAYS_MAX) {
      return new InputInvalidError(`${path}.${name}`, `0 to ${DAYS_MAX} days.`);
    }
  }
  for (const name of ['cashDiscountBps', 'prepaymentBps'] as const) {
    if (grade[name] < 0 || grade[name] > BPS_MAX) {
      return new InputInvalidError(`${path}.${name}`, `0 to ${BPS_MAX} basis points.`);
    }
  }
  return checkLimits(grade, path);
}

function checkLimits({ limits }: Grade, path: string): InputInvalidError | null {
  const currencies = limits.map(({ currency }) => currency);
  if (limits.length > CURRENCIES_MAX || new Set(currencies).size !== limits.length) {
    return new InputInvalidError(
      `${path}.limits`,
      `Up to ${CURRENCIES_MAX} currencies, each once.`,
    );
  }
  return firstOf(currencies, (currency, at) =>
    checkCurrency(`${path}.limits[${at}].currency`, currency),
  );
}
