import type { CalendarDate } from '../common/index.js';

/** Laws that a pair can agree on. */
export enum LimitationLaw {
  AT = 'AT',
  CN = 'CN',
  DE = 'DE',
  EN = 'EN',
  ES = 'ES',
  FR = 'FR',
  HK = 'HK',
  IT = 'IT',
  JP = 'JP',
  NL = 'NL',
  SG = 'SG',
}

/** When the first period begins. Once it was interrupted, every law counts from that day. */
export type PeriodStart = 'DUE_DATE' | 'END_OF_YEAR';

/** How long a claim for payment between businesses can be enforced, and what says so. */
export interface LimitationRule {
  readonly law: LimitationLaw;
  readonly name: string;
  readonly years: number;
  readonly start: PeriodStart;
  /** Since when the sources say it so. */
  readonly inForceFrom: CalendarDate;
  readonly sources: readonly string[];
}

/** Changes with every change of the rules, so that a date that was shown can be told from one of today's rules. */
export const LIMITATION_RULES_VERSION = '2026-11-22';

const FROM_DUE_DATE = { start: 'DUE_DATE' } as const;

export const LIMITATION_RULES: Readonly<Record<LimitationLaw, LimitationRule>> = {
  AT: {
    ...{ law: LimitationLaw.AT, name: 'Austria', years: 3, ...FROM_DUE_DATE },
    inForceFrom: '1917-01-01',
    sources: ['ABGB § 1486 no. 1 (3 years)', 'ABGB § 1497 (interruption by acknowledgement)'],
  },
  CN: {
    ...{ law: LimitationLaw.CN, name: 'China', years: 3, ...FROM_DUE_DATE },
    inForceFrom: '2021-01-01',
    sources: [
      'Civil Code Art. 188 (3 years)',
      'Civil Code Art. 195 no. 2 (interruption: the debtor agrees to perform)',
      'Civil Code Art. 201, 202 (counting)',
    ],
  },
  DE: {
    ...{ law: LimitationLaw.DE, name: 'Germany', years: 3, start: 'END_OF_YEAR' },
    inForceFrom: '2002-01-01',
    sources: [
      'BGB § 195 (3 years)',
      'BGB § 199 (1) (from the end of the year)',
      'BGB § 212 (1) no. 1 (begins anew on acknowledgement)',
    ],
  },
  EN: {
    ...{ law: LimitationLaw.EN, name: 'England and Wales', years: 6, ...FROM_DUE_DATE },
    inForceFrom: '1981-05-01',
    sources: [
      'Limitation Act 1980 s. 5 (6 years)',
      'Limitation Act 1980 s. 29 (5), (7), s. 30 (fresh accrual on written, signed acknowledgement)',
    ],
  },
  ES: {
    ...{ law: LimitationLaw.ES, name: 'Spain', years: 5, ...FROM_DUE_DATE },
    inForceFrom: '2015-10-07',
    sources: ['Código Civil Art. 1964 (2) (5 years)', 'Código Civil Art. 1973 (acknowledgement)'],
  },
  FR: {
    ...{ law: LimitationLaw.FR, name: 'France', years: 5, ...FROM_DUE_DATE },
    inForceFrom: '2008-06-19',
    sources: [
      'Code de commerce Art. L110-4 (5 years)',
      'Code civil Art. 2240 (acknowledgement interrupts)',
      'Code civil Art. 2231 (a new period of the same length)',
    ],
  },
  HK: {
    ...{ law: LimitationLaw.HK, name: 'Hong Kong', years: 6, ...FROM_DUE_DATE },
    inForceFrom: '1997-07-01',
    sources: ['Limitation Ordinance (Cap. 347) s. 4 (6 years)', 's. 23, 24 (acknowledgement)'],
  },
  IT: {
    ...{ law: LimitationLaw.IT, name: 'Italy', years: 10, ...FROM_DUE_DATE },
    inForceFrom: '1942-04-21',
    sources: [
      'Codice civile Art. 2946 (10 years)',
      'Codice civile Art. 2944, 2945 (acknowledgement)',
    ],
  },
  JP: {
    ...{ law: LimitationLaw.JP, name: 'Japan', years: 5, ...FROM_DUE_DATE },
    inForceFrom: '2020-04-01',
    sources: ['Civil Code Art. 166 (1) no. 1 (5 years)', 'Civil Code Art. 152 (acknowledgement)'],
  },
  NL: {
    ...{ law: LimitationLaw.NL, name: 'Netherlands', years: 5, ...FROM_DUE_DATE },
    inForceFrom: '1992-01-01',
    sources: [
      'Burgerlijk Wetboek Art. 3:307 (1) (5 years)',
      'Burgerlijk Wetboek Art. 3:318, 3:319 (acknowledgement)',
    ],
  },
  SG: {
    ...{ law: LimitationLaw.SG, name: 'Singapore', years: 6, ...FROM_DUE_DATE },
    inForceFrom: '1959-12-01',
    sources: [
      'Limitation Act 1959 s. 6 (6 years)',
      'Limitation Act 1959 s. 26, 27 (acknowledgement)',
    ],
  },
};
