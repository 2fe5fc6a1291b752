import { type RatingFeature } from './grade-scale.js';

export interface Wording {
  readonly en: string;
  readonly zh: string;
}

type Unit = 'milli' | 'bps' | 'days' | 'hours' | 'count';

const FEATURES: Readonly<Record<RatingFeature, Wording & { readonly unit: Unit }>> = {
  DAYS_BEYOND_TERMS_MILLI: { en: 'Days beyond terms', zh: '逾期付款加权天数', unit: 'milli' },
  TREND_MILLI: { en: 'Change of days beyond terms', zh: '逾期天数变化趋势', unit: 'milli' },
  LATE_DAYS_P90: {
    en: 'Days late, 9 of 10 within',
    zh: '付款延迟天数（第90百分位）',
    unit: 'days',
  },
  LATE_SHARE_BPS: { en: 'Share paid late', zh: '逾期付款占比', unit: 'bps' },
  OLDEST_DAYS_PAST_DUE: { en: 'Oldest open debt past due', zh: '最长未付逾期天数', unit: 'days' },
  CONFIRMED_COUNT: { en: 'Receivables confirmed', zh: '已确认应收账款笔数', unit: 'count' },
  CONFIRMATION_HOURS_MEAN: { en: 'Time to confirm', zh: '平均确认用时', unit: 'hours' },
  DISPUTE_SHARE_BPS: { en: 'Share disputed', zh: '争议金额占比', unit: 'bps' },
  DILUTION_BPS: { en: 'Share credited', zh: '贷项冲减占比', unit: 'bps' },
  PROMISES_BROKEN: { en: 'Promises broken', zh: '违约付款承诺次数', unit: 'count' },
  CONCENTRATION_BPS: { en: 'Concentration of suppliers', zh: '供应商集中度', unit: 'bps' },
};

const UNITS: Readonly<Record<Unit, (value: number) => Wording>> = {
  milli: (value) => ({ en: `${value / 1_000} days`, zh: `${value / 1_000} 天` }),
  bps: (value) => ({ en: `${value / 100} %`, zh: `${value / 100}%` }),
  days: (value) => ({ en: `${value} days`, zh: `${value} 天` }),
  hours: (value) => ({ en: `${value} hours`, zh: `${value} 小时` }),
  count: (value) => ({ en: `${value}`, zh: `${value}` }),
};

const NOTHING: Wording = { en: 'nothing to count', zh: '无记录' };

/** Name and value of what points are given for. */
export function wordFactor(
  feature: RatingFeature,
  value: number | null,
): { readonly name: Wording; readonly said: Wording } {
  const { unit, ...name } = FEATURES[feature];
  return { name, said: value === null ? NOTHING : UNITS[unit](value) };
}

/** A reason of a rating for a person. */
export function wordReason(feature: RatingFeature, value: number | null, points: number): Wording {
  const { name, said } = wordFactor(feature, value);
  const signed = points < 0 ? `−${-points}` : `+${points}`;
  return { en: `${name.en}: ${said.en} (${signed})`, zh: `${name.zh}：${said.zh}（${signed}）` };
}
