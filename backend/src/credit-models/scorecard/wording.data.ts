/** How the values of a feature are shown. */
export type FeatureUnit = 'SHARE' | 'DAYS' | 'COUNT' | 'NUMBER';

/** What a feature is called where people read it. */
export interface FeatureWording {
  readonly en: string;
  readonly zh: string;
  readonly unit: FeatureUnit;
}

const word = (en: string, zh: string, unit: FeatureUnit = 'NUMBER'): FeatureWording => {
  return { en, zh, unit };
};

/** Behaviour, as known on the day of the forecast. */
export const BEHAVIOUR_WORDING: Readonly<Record<string, FeatureWording>> = {
  dueWeekday: word('weekday of the due date (0 is Monday)', '到期日为星期几（0为星期一）'),
  dueMonth: word('month of the due date', '到期月份'),
  dueDayOfMonth: word('day of the month of the due date', '到期日在当月的第几天'),
  termsDays: word('payment terms', '账期', 'DAYS'),
  logFace: word('size of the receivable (logarithm)', '应收款金额（对数）'),
  faceToUsual: word('size against the usual one (logarithm)', '金额相对往常水平（对数）'),
  knownCount: word('receivables known so far', '已知应收款笔数', 'COUNT'),
  openCount: word('open receivables', '未结应收款笔数', 'COUNT'),
  openFaceToUsual: word('open exposure against the usual size', '未结敞口相对往常金额'),
  maturedCount: word('receivables that have fallen due', '已到期应收款笔数', 'COUNT'),
  lateShare: word('share paid late', '逾期付款占比', 'SHARE'),
  lateFaceShare: word('share paid late by amount', '按金额的逾期付款占比', 'SHARE'),
  weekdayLateShare: word(
    'share paid late when due on this weekday',
    '同星期到期的逾期占比',
    'SHARE',
  ),
  meanDays: word('mean days beyond terms', '平均超账期天数', 'DAYS'),
  faceWeightedDays: word('days beyond terms, weighed by amount', '按金额加权的超账期天数', 'DAYS'),
  deviationDays: word('spread of days beyond terms', '超账期天数的离散度', 'DAYS'),
  lateness: word('mean days beyond terms in their own spread', '超账期天数与离散度之比'),
  disputedShare: word('share disputed in the past', '以往争议占比', 'SHARE'),
  portfolioLateShare: word('share paid late by all customers', '全部客户的逾期占比', 'SHARE'),
  medianDays: word('median days beyond terms', '超账期天数中位数', 'DAYS'),
  lowerDays: word('days beyond terms, lowest tenth', '超账期天数最低十分位', 'DAYS'),
  upperDays: word('days beyond terms, highest tenth', '超账期天数最高十分位', 'DAYS'),
  lastDays: word('days beyond terms of the last one', '最近一笔超账期天数', 'DAYS'),
  last3Days: word('days beyond terms of the last three', '最近三笔超账期天数', 'DAYS'),
  last10Days: word('days beyond terms of the last ten', '最近十笔超账期天数', 'DAYS'),
  trendDays: word('change of days beyond terms', '超账期天数变化趋势', 'DAYS'),
  recentLateShare: word('share paid late lately', '近期逾期占比', 'SHARE'),
  softLateShare: word(
    'tendency to pay around or after the due date',
    '临期或逾期付款倾向',
    'SHARE',
  ),
  recentDays: word('days beyond terms lately', '近期超账期天数', 'DAYS'),
  recentLateness: word(
    'days beyond terms lately in their own spread',
    '近期超账期天数与离散度之比',
  ),
  overdueCount: word('receivables overdue now', '当前逾期笔数', 'COUNT'),
  overdueDaysMax: word('longest time overdue now', '当前最长逾期天数', 'DAYS'),
  sinceSettledDays: word('days since the last payment', '距上次付款天数', 'DAYS'),
};
