import { RATIO_WORDING } from './ratio-wording.data.js';
import { type ScoreReason } from './scorecard.js';
import { BEHAVIOUR_WORDING, type FeatureUnit, type FeatureWording } from './wording.data.js';

export type Language = 'en' | 'zh';

/** What a feature is called; one that nobody named goes by its own name. */
export function featureWording(name: string): FeatureWording {
  return BEHAVIOUR_WORDING[name] ?? RATIO_WORDING[name] ?? { en: name, zh: name, unit: 'NUMBER' };
}

/** One reason as a sentence: `share paid late: 45.0 % (above 30.0 %): −18 points`. */
export function reasonText(reason: ScoreReason, language: Language): string {
  const wording = featureWording(reason.name);
  const points = signed(reason.points);
  if (language === 'zh') {
    return `${wording.zh}：${factText(reason, wording.unit, language)}，${points} 分`;
  }
  return `${wording.en}: ${factText(reason, wording.unit, language)}: ${points} points`;
}

/** What one feature added to or took from a score, and its value where the reader may know it. */
export interface WordedPoints {
  readonly name: string;
  readonly points: number;
  /** Null where it is missing; absent where it is not for this reader. */
  readonly value?: number | null;
}

/** The reason as a sentence, without the bounds that only scorecards have. */
export function pointsText({ name, points, value }: WordedPoints, language: Language): string {
  const { en, zh, unit } = featureWording(name);
  const isChinese = language === 'zh';
  const missing = isChinese ? '缺失' : 'not known';
  const fact =
    value === null ? missing : value === undefined ? '' : valueText(value, unit, language);
  if (isChinese) return `${zh}${fact === '' ? '' : `：${fact}`}，${signed(points)} 分`;
  return `${en}${fact === '' ? '' : `: ${fact}`}: ${signed(points)} points`;
}

function factText(reason: ScoreReason, unit: FeatureUnit, language: Language): string {
  if (reason.value === null) return language === 'zh' ? '缺失' : 'not known';
  const range = rangeText(reason, unit, language);
  const value = valueText(reason.value, unit, language);
  if (range === null) return value;
  return language === 'zh' ? `${value}（${range}）` : `${value} (${range})`;
}

function rangeText(
  { above, upTo }: ScoreReason,
  unit: FeatureUnit,
  language: Language,
): string | null {
  const isChinese = language === 'zh';
  const lower = above === null ? null : valueText(above, unit, language);
  const upper = upTo === null ? null : valueText(upTo, unit, language);
  if (lower !== null && upper !== null) return `${lower} – ${upper}`;
  if (lower !== null) return isChinese ? `高于 ${lower}` : `above ${lower}`;
  if (upper !== null) return isChinese ? `不高于 ${upper}` : `at most ${upper}`;
  return null;
}

function valueText(value: number, unit: FeatureUnit, language: Language): string {
  switch (unit) {
    case 'SHARE':
      return `${(100 * value).toFixed(1)} %`;
    case 'DAYS':
      return language === 'zh' ? `${value.toFixed(1)} 天` : `${value.toFixed(1)} days`;
    case 'COUNT':
      return String(Math.round(value));
    case 'NUMBER':
      return String(Number(value.toPrecision(4)));
  }
}

function signed(points: number): string {
  if (points < 0) return `−${-points}`;
  return points > 0 ? `+${points}` : '0';
}
